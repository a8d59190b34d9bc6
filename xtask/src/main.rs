//! The commands of the project: test, bench, widget, pictures.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command speaks to the person who typed it"
)]

use std::process::ExitCode;

mod bench;
mod process;
mod project;
mod test;
mod widget;

use test::Length;

/// What went wrong and what to do, in one text for a person.
pub(crate) type Failure = String;

const HELP: &str = "\
usage: cargo xtask COMMAND

  test             everything that must hold: format, lints, tests, browsers, documentation;
                   as root it installs what it needs, else it says what to install
  test --long      the same with more kills of the server and more sequences of the model test
  bench            measures the server beside the limits of this machine; exit code 1 when a
                   bar is missed; history in bench/history.tsv
  bench NAME       takes the measurements whose names hold NAME
  instructions     counts the instructions of send, poll and resume, as the tests do
  widget           builds widget/dist from the sources beside it
  widget --quick [visitor|console]
                   the same in seconds, large and slow, for trying things out; not to be committed
  widget --weigh [visitor|console]
                   one bundle, as small as it gets, and says what it weighs; not to be committed
  widget --check   says whether widget/dist was built from the sources beside it
  widget --pack    packs widget/dist for npm: target/chatdesk-widget-VERSION.tgz
  package          packs widget/dist, installs it into tests/vite, checks types and builds, as the
                   tests do
  pictures         makes the pictures of the README, docs/pictures";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["test"] => test::run(Length::Ordinary),
        ["test", "--long"] => test::run(Length::Long),
        ["widget"] => widget::build().map(|()| true),
        ["widget", "--quick"] => widget::build_quickly(&[]).map(|()| true),
        ["widget", "--quick", name] => widget::build_quickly(&[name]).map(|()| true),
        ["widget", "--weigh"] => widget::weigh(&[]).map(|()| true),
        ["widget", "--weigh", name] => widget::weigh(&[name]).map(|()| true),
        ["widget", "--pack"] => widget::pack().map(|_| true),
        ["widget", "--check"] => widget::check().map(|()| true),
        ["bench"] => bench::run(&[]),
        ["bench", name] => bench::run(&[name]),
        ["instructions"] => test::count_instructions_alone(),
        ["package"] => test::build_package(),
        ["pictures"] => test::make_pictures(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        unknown => Err(format!("there is no command `{}`\n\n{HELP}", unknown.join(" "))),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
