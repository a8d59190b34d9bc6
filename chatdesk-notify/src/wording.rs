//! How an alert is worded, whichever way it goes.

use chatdesk_core::{Answered, Digest, SessionId, Unread};

/// What names somebody in a title at most, in characters.
const LONGEST_NAME: usize = 80;
const TEST: &str = "Messages that nobody reads are told here.";

/// How those who are not looking are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Where somebody of the desk opens a chat: a URL in which `{session}`, or `{id}`, stands for its id.
    pub link: Option<String>,
    /// Where a customer does: the page that embeds the chat, a URL in which the same may stand.
    pub page: Option<String>,
    /// Whether it says who wrote what. Without, there is no content and no name at all.
    pub preview: bool,
}

/// With names and content, without links.
impl Default for Wording {
    fn default() -> Self {
        Self { link: None, page: None, preview: true }
    }
}

/// What somebody is told, before a provider's own form and limits. It is plain text: whoever writes markup escapes it.
///
/// There is nothing in it that turns text around (the bidirectional overrides, embeddings and isolates of Unicode), and no
/// control character but the line feeds and tabs of `lines`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlertText {
    /// On one line, never empty, about 120 characters at most.
    pub title: String,
    /// What was written, one entry per message, the earliest first; any length, none of them empty.
    pub lines: Vec<String>,
    /// Where it leads.
    pub link: Option<String>,
}

/// Hides who it is about and what they wrote.
impl std::fmt::Debug for AlertText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AlertText").field("n_lines", &self.lines.len()).finish_non_exhaustive()
    }
}

impl Wording {
    /// That a customer waits. Its lines are the messages that were not told yet, or the preview where none are given.
    #[must_use]
    pub fn alert(&self, unread: &Unread) -> AlertText {
        let link = self.link.as_deref().map(|link| to_session(link, unread.session));
        let n = unread.n_unread;
        if !self.preview {
            let title =
                if n > 1 { format!("{n} messages wait") } else { "A message waits".to_owned() };
            return AlertText { title, lines: Vec::new(), link };
        }
        let name = named(unread.name.as_deref(), "A customer");
        let preview = unread.preview.as_ref().filter(|_| unread.messages.is_empty());
        let texts = unread.messages.iter().map(|message| &message.content);
        let texts = texts.chain(preview.map(|preview| &preview.text));
        let lines = texts.filter_map(|text| written(text)).collect();
        AlertText { title: wrote(&name, n), lines, link }
    }

    /// That more chats wait. It names none of them.
    #[must_use]
    pub fn digest(&self, digest: &Digest) -> AlertText {
        let (chats, wait) =
            if digest.n_sessions == 1 { ("chat", "waits") } else { ("chats", "wait") };
        let messages = if digest.n_unread == 1 { "message" } else { "messages" };
        AlertText {
            title: format!("{} more {chats} {wait}", digest.n_sessions),
            lines: vec![format!("{} unread {messages}", digest.n_unread)],
            link: self.link.as_deref().and_then(to_all),
        }
    }

    /// That the desk has answered, for the customer.
    #[must_use]
    pub fn answered(&self, answered: &Answered) -> AlertText {
        let link = self.page.as_deref().map(|page| to_session(page, answered.session));
        let n = answered.n_unread;
        if !self.preview {
            let title =
                if n > 1 { format!("{n} new messages") } else { "A new message".to_owned() };
            return AlertText { title, lines: Vec::new(), link };
        }
        let name = named(answered.agent.as_deref(), "Support");
        let preview = answered.preview.as_ref();
        let lines = preview.and_then(|preview| written(&preview.text)).into_iter().collect();
        AlertText { title: wrote(&name, n), lines, link }
    }

    /// That it arrives.
    #[must_use]
    pub fn test(&self) -> AlertText {
        AlertText {
            title: "A test of chatdesk".to_owned(),
            lines: vec![TEST.to_owned()],
            link: self.link.as_deref().and_then(to_all),
        }
    }
}

fn wrote(name: &str, n_messages: u64) -> String {
    if n_messages > 1 {
        format!("{name} wrote {n_messages} messages")
    } else {
        format!("{name} wrote")
    }
}

/// A name that stands on one line and turns nothing around.
pub(crate) fn named(name: Option<&str>, else_named: &str) -> String {
    let shown = name.unwrap_or_default().chars().filter(|&c| !turns(c));
    let shown: String = shown.map(|c| if is_break(c) { ' ' } else { c }).collect();
    let words: Vec<_> = shown.split_whitespace().collect();
    let shown = words.join(" ");
    if shown.is_empty() { else_named.to_owned() } else { cut(&shown, LONGEST_NAME) }
}

/// What is left of a text, where anything is.
fn written(text: &str) -> Option<String> {
    let kept = |&c: &char| !turns(c) && (c == '\n' || c == '\t' || !c.is_control());
    let text: String = text.chars().filter(kept).collect();
    Some(text.trim()).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

/// What makes the text after it run the other way, out of the text it stands in. The marks that only hint (U+200E, U+200F)
/// turn nothing else.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text, or so many of its characters that with the `…` at their end they are `longest`.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    cut_by(text, longest, |_| 1)
}

/// The text, or its beginning with a `…`, such that the weights of its characters come to no more than `room`; empty where
/// not even that has room.
pub(crate) fn cut_by(text: &str, room: usize, weight: impl Fn(char) -> usize) -> String {
    let all: usize = text.chars().map(&weight).sum();
    if all <= room {
        return text.to_owned();
    }
    let Some(room) = room.checked_sub(weight('…')) else { return String::new() };
    let mut taken = 0;
    let fits = |c: &char| {
        taken += weight(*c);
        taken <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// How many bytes a character takes in JSON, as it is written here: what has to be escaped takes more.
pub(crate) fn json_bytes(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        c if u32::from(c) < 0x20 => 6,
        c => c.len_utf8(),
    }
}

fn to_session(template: &str, session: SessionId) -> String {
    let id = session.to_string();
    template.replace("{session}", &id).replace("{id}", &id)
}

/// The link without a chat: what stands before the query, or the fragment, that names one.
fn to_all(template: &str) -> Option<String> {
    let places = ["{session}", "{id}"].into_iter().filter_map(|place| template.find(place));
    match places.min() {
        None => Some(template.to_owned()),
        Some(place) => {
            let end = template.find(['?', '#']).filter(|&end| end < place)?;
            Some(template[..end].to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
