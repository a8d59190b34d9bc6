//! What providers tell, brought into the bounds of what the desk takes: it is never refused for them.

use chatdesk_core::InboundContent;

/// So many characters of a text are kept.
const TEXT: usize = 65_536;
/// And of a name, a type or an id of a file.
const SHORT: usize = 1_024;
/// So many has the id of a message.
const MESSAGE_ID: usize = 256;

/// What was written; `None` for nothing.
pub(crate) fn text(text: &str) -> Option<InboundContent> {
    let kept = fit(text);
    (!kept.trim().is_empty()).then_some(InboundContent::Text(kept))
}

/// Which button was pressed: its id, or what stood on it where it has none.
pub(crate) fn button(id: Option<&str>, title: Option<&str>) -> Option<InboundContent> {
    let said = [id, title].into_iter().flatten().find(|it| !it.trim().is_empty())?;
    Some(InboundContent::Button(fit(said)))
}

/// A text without NUL, up to 65,536 characters.
pub(crate) fn fit(text: &str) -> String {
    let is_outer = |c: char| c == '\0' || c.is_whitespace();
    text.trim_matches(is_outer).chars().filter(|&c| c != '\0').take(TEXT).collect()
}

/// What a file is called, or is, or is fetched by.
pub(crate) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHORT).collect()
}

/// `None` for what tells no message from another.
pub(crate) fn message_id(id: &str) -> Option<String> {
    let is_fit = (1..=MESSAGE_ID).contains(&id.chars().count()) && !id.contains('\0');
    is_fit.then(|| id.to_owned())
}
