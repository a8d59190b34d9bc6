//! Conversations of staff among themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Agent, Counts, Cursor, Message, Position, Preview, Reader, Seq, SessionView, Timestamp, Version,
};

/// What a session has whose people are all of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// Whether others may come.
    pub shape: PanelShape,
    /// Who began it.
    pub opened_by: Agent,
    /// Who is in it, and who was: in the order in which they came first.
    pub members: Vec<Member>,
    /// How many countable messages it holds.
    pub n_sent: u64,
    /// Who wrote the newest message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<Box<Agent>>,
}

/// Whether others may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelShape {
    /// Two people have one conversation, and it stays theirs.
    Pair,
    /// They come and go.
    Group,
}

/// Somebody who is, or was, in a conversation of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who. Their name is known once they have written or read there.
    pub agent: Agent,
    /// How many countable messages they wrote.
    pub sent: u64,
    /// How far they have read; 0 for nothing.
    pub read: Seq,
    /// How many countable messages of others stand there or before.
    pub seen: u64,
    /// What they saw last, where they are in it no more.
    pub left: Option<Box<Left>>,
}

/// A conversation as somebody saw it who left. What follows is not theirs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The version of the session from which they were gone: facts of later ones are not told to them.
    pub version: u64,
    /// A log position behind all that they saw, and no further than their leaving.
    pub changed: u64,
    /// The newest message.
    pub last_seq: Seq,
    /// The newest message in short.
    pub preview: Option<Preview>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<Box<Agent>>,
    /// What it was called.
    pub title: Option<String>,
    /// How many countable messages it held.
    pub n_sent: u64,
    /// When they left.
    pub at: Timestamp,
    /// Who was in it beside them.
    pub members: Vec<Member>,
}

/// Hides what a person wrote.
impl fmt::Debug for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Left")
            .field("version", &self.version)
            .field("last_seq", &self.last_seq)
            .finish_non_exhaustive()
    }
}

impl Member {
    /// Somebody who comes now: what was said before is not unread to them.
    #[must_use]
    pub const fn new(agent: Agent, read: Seq, seen: u64) -> Self {
        Self { agent, sent: 0, read, seen, left: None }
    }

    /// Whether they are in it.
    #[must_use]
    pub const fn is_in(&self) -> bool {
        self.left.is_none()
    }

    /// Whether they are told of a fact that left the session at a version.
    #[must_use]
    pub fn is_told(&self, version: Version) -> bool {
        self.left.as_ref().is_none_or(|left| version.get() <= left.version)
    }
}

impl Panel {
    /// Somebody who is, or was, in it, by the id by which the host knows them.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.agent.id == id)
    }

    /// Who is in it.
    pub fn present(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.is_in())
    }

    /// Whether everybody who is in it, but for its sender, has read a message.
    #[must_use]
    pub fn is_read(&self, message: &Message) -> bool {
        self.present()
            .filter(|member| member.agent.id != message.sender.id)
            .all(|member| member.read >= message.seq)
    }
}

impl SessionView {
    /// A session as somebody of the desk sees it; `None` for a conversation of staff that they never were in.
    ///
    /// What customers talk about everybody sees alike. In a conversation of staff the others are to each what customers are to
    /// the desk: what they sent counts as the customer's, and the desk's cursor is one's own. Who left sees what was then, and it is over.
    #[must_use]
    pub fn seen_by(&self, id: &str) -> Option<Self> {
        let mut seen = self.clone();
        let Some(panel) = &mut seen.session.panel else { return Some(seen) };
        let own = panel.member(id)?.clone();
        if let Some(left) = &own.left {
            seen.session.status = crate::SessionStatus::Ended;
            seen.session.changed = Position::new(left.changed);
            seen.session.last_seq = left.last_seq;
            seen.session.preview.clone_from(&left.preview);
            seen.session.subject.clone_from(&left.title);
            seen.session.updated_at = left.at;
            panel.n_sent = left.n_sent;
            panel.said_by.clone_from(&left.said_by);
            panel.members.clone_from(&left.members);
            panel.members.push(own.clone());
        }
        let others = panel.n_sent.saturating_sub(own.sent);
        let read_by_all = panel.present().filter(|it| it.agent.id != id).map(|it| it.read).min();
        seen.session.sent = Counts { customer: others, desk: own.sent };
        // Reading moves the session itself.
        let cursor = |reader, seq, seen| Cursor {
            session: self.session.id,
            reader,
            seq,
            seen,
            changed: Position::ZERO,
        };
        seen.desk_read = cursor(Reader::Desk, own.read, own.seen);
        seen.customer_read = cursor(Reader::Customer, read_by_all.unwrap_or_default(), 0);
        // What is noted there is what devices were told.
        seen.noted = Position::ZERO;
        Some(seen)
    }
}
