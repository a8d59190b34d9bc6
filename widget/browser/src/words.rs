use chatdesk_widget_engine::Refusal;

pub(crate) const LOG: &str = "Conversation";
pub(crate) const NEW_MESSAGES: &str = "New messages";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const SENDING: &str = "Sending…";
pub(crate) const READ: &str = "Read";
pub(crate) const SENT: &str = "Sent";
pub(crate) const YOU: &str = "You";
pub(crate) const DESK: &str = "Support";
pub(crate) const TODAY: &str = "Today";
pub(crate) const YESTERDAY: &str = "Yesterday";

/// Somebody whose name the desk does not know.
pub(crate) const fn nobody(is_mine: bool) -> &'static str {
    if is_mine { YOU } else { "Customer" }
}

/// Why a text is not sent.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::ChatDisabled => "Not sent: chat is switched off.".into(),
        Refusal::SessionEnded => "Not sent: the chat had ended.".into(),
        Refusal::Other(detail) if detail.is_empty() => "Not sent.".into(),
        Refusal::Other(detail) => ["Not sent: ", detail].concat(),
    }
}
