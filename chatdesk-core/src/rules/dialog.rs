//! A chat by text: what somebody of a text channel wrote, and what becomes of it.
//!
//! The machine alone. It says what is to happen to sessions and tickets and leaves it to their own rules.

mod words;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use self::words::{is_one_of, named};
use crate::{
    Timestamp,
    dialog::{ActiveChat, Button, Dialog, Reply, Support},
};

/// Acknowledgements to one person are at least so far apart.
const ACKNOWLEDGE_EVERY: Duration = Duration::from_secs(10);

/// What came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard<'a> {
    /// Text that was written; whether it is blank is seen here.
    Text(&'a str),
    /// A button that was pressed, by its id.
    Button(&'a str),
    /// A picture, a voice, a file.
    Media,
}

/// Who is heard, and what is known around it.
#[derive(Clone, Debug)]
pub(crate) struct Hearing<'a> {
    pub(crate) heard: Heard<'a>,
    /// When it was written, by the provider's clock, where that says so.
    pub(crate) written_at: Option<Timestamp>,
    /// What they are called.
    pub(crate) name: Option<&'a str>,
    /// Whether the host knows them; `None` where it does not say.
    pub(crate) is_registered: Option<bool>,
    /// Whether chat is switched on for them.
    pub(crate) may_chat: bool,
    pub(crate) now: Timestamp,
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Where the dialog stands then.
    pub(crate) dialog: Dialog,
    /// What is to be done.
    pub(crate) act: Act,
    /// What is said, in this order.
    pub(crate) replies: Vec<Reply>,
}

/// What is to be done with what was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It is none of ours: the host's own bot answers.
    HandBack,
    /// A chat begins, in their newest ticket that is not closed, or in a new one.
    Begin,
    /// It is a message of the chat that is going on.
    Keep,
    /// The chat ends, and the ticket stays.
    End,
    /// It is ours, and changes nothing.
    Ignore,
}

/// Decides on what somebody of a text channel wrote.
pub(crate) fn hear(dialog: &Dialog, hearing: &Hearing<'_>, support: &Support) -> Turn {
    let mut dialog = settled(dialog, hearing.now, support);
    if let Some(is_registered) = hearing.is_registered {
        dialog.is_registered = is_registered;
    }
    if !hearing.may_chat {
        // Nothing of it is stored, so nothing of it may be swallowed either.
        if dialog.chat.is_some() {
            dialog = ended(&dialog, hearing.now);
        }
        return Turn { dialog, act: Act::HandBack, replies: Vec::new() };
    }
    match dialog.chat.clone() {
        Some(chat) => go_on(dialog, &chat, hearing, support),
        None => start(dialog, hearing, support),
    }
}

/// The dialog once a chat has begun.
pub(crate) fn begun(dialog: &Dialog, now: Timestamp) -> Dialog {
    Dialog { chat: Some(ActiveChat { spoke_at: now }), began_at: Some(now), ..dialog.clone() }
}

fn start(dialog: Dialog, hearing: &Hearing<'_>, support: &Support) -> Turn {
    if !hearing.heard.is_one_of(&support.start_words) {
        return Turn { dialog, act: Act::HandBack, replies: Vec::new() };
    }
    if is_late(&dialog, hearing) {
        return Turn { dialog, act: Act::Ignore, replies: Vec::new() };
    }
    let dialog = begun(&dialog, hearing.now);
    let greeting = said(&support.greeting, hearing.name, &[Button::EndChat]);
    Turn { dialog, act: Act::Begin, replies: greeting.into_iter().collect() }
}

fn go_on(mut dialog: Dialog, chat: &ActiveChat, hearing: &Hearing<'_>, support: &Support) -> Turn {
    let heard = hearing.heard;
    let ends = heard.is_one_of(&support.end_words);
    let means_something = ends || heard.is_one_of(&support.start_words);
    if heard.is_blank() || means_something && is_late(&dialog, hearing) {
        return Turn { dialog, act: Act::Ignore, replies: Vec::new() };
    }
    if ends {
        let dialog = ended(&dialog, hearing.now);
        return Turn { dialog, act: Act::End, replies: farewell(hearing.name, support) };
    }
    dialog.chat = Some(ActiveChat { spoke_at: hearing.now.max(chat.spoke_at) });
    let is_due = dialog.acknowledged_at.is_none_or(|at| hearing.now >= at.plus(ACKNOWLEDGE_EVERY));
    let due = is_due.then_some(&support.acknowledgement);
    let acknowledgement = due.and_then(|text| said(text, hearing.name, &[Button::EndChat]));
    if acknowledgement.is_some() {
        dialog.acknowledged_at = Some(hearing.now);
    }
    Turn { dialog, act: Act::Keep, replies: acknowledgement.into_iter().collect() }
}

/// Whether it was written before the last chat began: it came late, and meant something else. Providers tell whole seconds:
/// what was written in the second in which the chat began is not known to be before it.
fn is_late(dialog: &Dialog, hearing: &Hearing<'_>) -> bool {
    let times = hearing.written_at.zip(dialog.began_at);
    times.is_some_and(|(written, began)| written.as_secs() < began.as_secs())
}

/// The dialog once its chat is over.
pub(crate) fn ended(dialog: &Dialog, now: Timestamp) -> Dialog {
    Dialog { chat: None, ended_at: Some(now), ..dialog.clone() }
}

/// When the chat ends by itself, as far as is known now.
pub(crate) fn ends_at(chat: &ActiveChat, support: &Support) -> Timestamp {
    chat.spoke_at.plus(support.idle_timeout)
}

/// The dialog as it stands now: a chat whose time has run out is over, whether or not a timer has said so.
pub(crate) fn settled(dialog: &Dialog, now: Timestamp, support: &Support) -> Dialog {
    match dialog.chat.as_ref().map(|chat| ends_at(chat, support)).filter(|ends| *ends <= now) {
        Some(ends) => ended(dialog, ends),
        None => dialog.clone(),
    }
}

/// What is said once somebody has bidden farewell: where they are now.
pub(crate) fn menu(name: Option<&str>, support: &Support) -> Vec<Reply> {
    said(&support.menu, name, &[]).into_iter().collect()
}

/// What is said when a chat ends.
pub(crate) fn farewell(name: Option<&str>, support: &Support) -> Vec<Reply> {
    let texts = [&support.closing, &support.menu];
    texts.into_iter().filter_map(|text| said(text, name, &[])).collect()
}

/// A text of the settings for somebody; `None` for one that is not said.
pub(crate) fn said(text: &str, name: Option<&str>, buttons: &[Button]) -> Option<Reply> {
    let text = named(text, name);
    (!text.is_empty()).then(|| Reply { text, buttons: buttons.to_vec() })
}

impl Heard<'_> {
    fn is_one_of(self, words: &[String]) -> bool {
        match self {
            Self::Text(text) | Self::Button(text) => is_one_of(text, words),
            Self::Media => false,
        }
    }

    fn is_blank(self) -> bool {
        match self {
            Self::Text(text) | Self::Button(text) => text.trim().is_empty(),
            Self::Media => false,
        }
    }
}
