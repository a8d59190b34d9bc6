//! The program itself: how it starts, what it prints, how it ends, and what it says when it cannot.

mod agents;
mod backup;
mod check;
mod configuration;
mod console;
mod demo;
mod edge;
mod ready;
mod refusals;
mod start;
mod stop;
mod token;

use chatdesk_tests::Finished;

/// Fails unless the program gave up in order, and told on standard error all that is asked for.
#[track_caller]
fn assert_gave_up(finished: &Finished, told: &[&str]) {
    let Finished { status, stdout, stderr } = finished;
    assert!(status.code().is_some_and(|code| code != 0), "{status}: {stderr}");
    for text in told {
        assert!(stderr.contains(text), "`{text}` is not told: {stderr}");
    }
    assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{stderr}");
    assert_eq!(stdout, "", "standard output is for the two lines");
    assert!(!stderr.contains(chatdesk_tests::JWT_SECRET), "a secret was told: {stderr}");
}
