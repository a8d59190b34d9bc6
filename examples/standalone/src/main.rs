//! Run with `cargo run --release -p chatdesk-server`
//!
//! Support chat in one binary, behind any host: the API, the widget, the console and a demo page.

mod agent;
mod app;
mod backup;
mod check;
mod cli;
mod config;
mod console;
mod data;
mod demo;
mod failure;
mod keys;
mod links;
mod pages;
mod ready;
mod secret;
mod serve;
mod simulate;
mod token;
mod ways;
mod webhooks;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};

use chatdesk_core::SystemClock;
use tracing_subscriber::EnvFilter;

/// Requests are many small allocations on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use self::{
    cli::{Cli, Command, DemoArgs},
    config::Config,
    data::DataFolder,
    failure::Failure,
};

/// What still runs when everything else is done gets this long.
const REST: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match run(Cli::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is closed there is nobody to tell; the exit code still says it.
            drop(writeln!(io::stderr(), "{}", failure.story()));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    begin_to_log(cli.quiet())?;
    if let Some(Command::Simulate(args)) = &cli.command {
        return block_on(simulate::simulate(&cli, args));
    }
    let config = cli.config()?;
    match cli.command {
        None | Some(Command::Simulate(_)) => block_on(serve::serve(config)),
        Some(Command::Token(args)) => {
            let token = token::make(&config, args)?;
            writeln!(io::stdout(), "{token}").map_err(Failure::Print)
        }
        Some(Command::Demo(args)) => block_on(fill(config, args)),
        Some(Command::Agent(command)) => block_on(agent::run(config, command)),
        Some(Command::Backup(args)) => backup::backup(&config, &args.file),
        Some(Command::Check(args)) => block_on(check::check(config, args)),
        Some(Command::Ready(args)) => block_on(ready::wait(config.server.addr, args.within)),
        Some(Command::Restore(args)) => backup::restore(&config, &args.file),
    }
}

/// Everything that is not an answer goes to standard error.
fn begin_to_log(usual: &str) -> Result<(), Failure> {
    let wanted = std::env::vars_os().find(|(name, _)| name == "CHATDESK_LOG");
    let filter = match wanted.map(|(_, value)| value.to_string_lossy().into_owned()) {
        Some(text) => EnvFilter::try_new(&text).map_err(|_| Failure::Log(text))?,
        None => EnvFilter::new(usual),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
    Ok(())
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::System)?;
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(REST);
    outcome
}

async fn fill(config: Config, args: DemoArgs) -> Result<(), Failure> {
    let data = DataFolder::open(&config.server.data)?;
    let store = data.store().await?;
    let made = demo::fill(store, SystemClock, args, io::stderr()).await?;
    let (demo::Summary { people, chats, messages, waiting, active }, place) = (made, data.path());
    writeln!(
        io::stderr(),
        "{people} people, {chats} chats ({waiting} waiting, {active} active) and {messages} messages \
         are in {place}; see them with: chatdesk-server --data {place}",
        place = place.display()
    )
    .map_err(Failure::Print)
}
