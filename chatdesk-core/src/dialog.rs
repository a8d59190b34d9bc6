//! Talking to support by text alone, as on WhatsApp: what somebody's dialog is at, and what it says.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{Seq, Timestamp};

/// Where the dialog with one person of a text channel stands. It belongs to the contact: their newest session of that
/// channel holds it, and the next one takes it over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialog {
    /// The chat that is going on; `None` while the host's own bot has the word.
    pub chat: Option<ActiveChat>,
    /// When the last chat began, also once it is over: words that were written before mean nothing any more.
    pub began_at: Option<Timestamp>,
    /// When the last chat ended, where one did.
    pub ended_at: Option<Timestamp>,
    /// Whether the host has said that it knows them.
    pub is_registered: bool,
    /// When one of their messages was last acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// Until when the channel takes more than a template, since they last wrote; `None` where it always does, and where they
    /// never wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_until: Option<Timestamp>,
    /// The message that waits for their answer: the channel took a template in its stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Seq>,
}

/// A chat by text that is going on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveChat {
    /// When either side last wrote; the beginning, until one does.
    pub spoke_at: Timestamp,
}

impl Dialog {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> DialogState {
        match self {
            Self { chat: Some(_), .. } => DialogState::ChatSupportActive,
            Self { is_registered: true, .. } => DialogState::Registered,
            Self { .. } => DialogState::Idle,
        }
    }
}

/// Where a dialog stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogState {
    /// No chat goes on, and the host does not know them.
    Idle,
    /// No chat goes on, and the host knows them.
    Registered,
    /// They chat with the desk.
    ChatSupportActive,
}

impl DialogState {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Registered => "registered",
            Self::ChatSupportActive => "chat_support_active",
        }
    }
}

/// What begins and ends a chat by text, and what is said then. The operator's own choice.
///
/// In each text `{name}` stands for what the person is called. Where that is not known it is left out, with the blank
/// before it. An empty text is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// One of these alone begins a chat.
    pub start_words: Vec<String>,
    /// One of these alone ends it.
    pub end_words: Vec<String>,
    /// Said when a chat begins.
    pub greeting: String,
    /// Said to what was written, at most once in ten seconds.
    pub acknowledgement: String,
    /// Said when a chat ends.
    pub closing: String,
    /// Said when a ticket is closed without words of the agent's own.
    pub resolved: String,
    /// Stands before what an agent writes, in the channel alone.
    pub agent_prefix: String,
    /// Said after the closing: where they are now.
    pub menu: String,
    /// Said to somebody who writes something else while no chat goes on, where no bot of the host's answers them.
    pub hint: String,
    /// After so long without a message of either side a chat ends by itself.
    pub idle_timeout: Duration,
}

impl Default for Support {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            start_words: words(&[
                "chat support",
                "support",
                "chat",
                "help me",
                "agent",
                "human",
                "talk to someone",
            ]),
            end_words: words(&["end_chat", "end chat", "close", "done", "quit chat", "exit"]),
            greeting: "Hi {name}! 💬 You are now in touch with our support team. Describe what it is about, and somebody \
                       will answer you here. Write \"end chat\" when you are done."
                .to_owned(),
            acknowledgement: "✓ Your message has been sent to support. Somebody will answer you here. Go on writing, or \
                              write \"end chat\" to leave."
                .to_owned(),
            closing: "The support chat has ended. Thank you for writing to us, {name}!".to_owned(),
            resolved: "✅ Your support ticket has been resolved!".to_owned(),
            agent_prefix: "Support Team: ".to_owned(),
            menu: "You are back in the main menu. Write \"support\" whenever you need us again."
                .to_owned(),
            hint: "Hi {name}! Write \"support\" to talk to our support team.".to_owned(),
            idle_timeout: Duration::from_mins(30),
        }
    }
}

/// What is said to somebody in a text channel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// What can be pressed instead of writing.
    pub buttons: Vec<Button>,
}

/// Shows the buttons alone: the text may hold a name.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("buttons", &self.buttons).finish_non_exhaustive()
    }
}

/// What can be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Ends the chat.
    EndChat,
}

impl Button {
    /// What comes back when it is.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::EndChat => "end_chat",
        }
    }

    /// What stands on it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::EndChat => "End Chat",
        }
    }
}
