use chatdesk_widget_engine::{Access, Connection};

pub(crate) const MESSAGE: &str = "Message";
pub(crate) const PLACEHOLDER: &str = "Write a message…";
pub(crate) const SEND: &str = "Send";
pub(crate) const CLOSE: &str = "Close window";
pub(crate) const START_OVER: &str = "Start a new chat";
pub(crate) const EMPTY_TITLE: &str = "How can we help?";
pub(crate) const EMPTY_TEXT: &str = "Write to us here. The conversation stays when you come back.";
pub(crate) const ENDED: &str = "This chat has ended.";
pub(crate) const DISABLED: &str =
    "Chat is switched off for you just now. What was written stays here.";
pub(crate) const LOGIN: &str = "Please log in to chat.";
pub(crate) const LOADING_OLDER: &str = "Loading earlier messages…";

/// How news arrive, in words.
pub(crate) const fn connection(connection: Connection, access: Access) -> &'static str {
    match (access, connection) {
        (Access::Denied, _) => "Please log in to chat",
        (_, Connection::Live) => "Connected",
        (_, Connection::Polling) => "Connected, checking every few seconds",
        (Access::Closed | Access::Asking, Connection::Offline) => "Connecting…",
        (Access::Granted, Connection::Offline) => "No connection, trying again…",
    }
}

/// Who writes just now.
pub(crate) fn typing(name: Option<&str>) -> String {
    [name.unwrap_or("Support"), " is typing…"].concat()
}

/// How far above the limit a text is.
pub(crate) fn too_long(length: usize, limit: usize) -> String {
    [&length.to_string(), " of ", &limit.to_string(), " characters"].concat()
}
