use chatdesk_widget_browser::{number, say, say_count, say_with};
use chatdesk_widget_engine::{Access, Connection, Engine};

/// How news arrive, in words.
pub(crate) fn connection(engine: &Engine) -> String {
    say(match (engine.access(), engine.connection()) {
        (Access::Denied, _) => "widget.login",
        _ if engine.is_unrecognised() => "widget.unrecognised",
        (_, Connection::Live) => "widget.live",
        (_, Connection::Polling) => "widget.polling",
        (Access::Closed | Access::Asking, Connection::Offline) => "widget.connecting",
        (Access::Granted, Connection::Offline) => "widget.offline",
    })
}

/// What the window is called.
pub(crate) fn title(given: String) -> String {
    if given.is_empty() { say("log.desk") } else { given }
}

/// What the button says besides its name.
pub(crate) fn unread(count: u64) -> String {
    if count == 0 { String::new() } else { say_count("widget.unread", count) }
}

/// How far above the limit a text is.
pub(crate) fn too_long(length: usize, limit: usize) -> String {
    let [length, limit] = [length, limit].map(|n| number(u64::try_from(n).unwrap_or(u64::MAX)));
    say_with("widget.long", &[("n", &length), ("max", &limit)])
}
