//! Everything small that belongs to another record.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Agent, CannedReply, Channel, ClientId, Counts, DialogState, Entity, Id, Media, Position,
    RecordId, Reply, Seq, SessionId, Settings, Side, StaffRole, Switch, Timestamp, Version,
};

/// A small record of any kind; a new kind needs no new store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// The version that it was read at; 0 for a record that is to be made.
    pub version: Version,
    /// The log position of its last change; [`Position::ZERO`] until stored.
    pub changed: Position,
    /// The record that it belongs to.
    pub subject: RecordId,
    /// When it was made.
    pub at: Timestamp,
    /// What it says.
    pub content: EntryContent,
}

impl Entity for Entry {
    const PREFIX: &'static str = "ent";
}

/// The id of an [`Entry`].
pub type EntryId = Id<Entry>;

/// What an entry says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EntryContent {
    /// Chat was switched for the contact that it belongs to.
    ToggleChange {
        /// What it was switched to.
        switch: Switch,
        /// Why.
        reason: Option<String>,
        /// The id by which the host knows who did it.
        by: String,
    },
    /// The contact that it belongs to was erased: all that is left of them.
    Erased {
        /// How many sessions they had.
        n_sessions: u64,
        /// How many countable messages each side had sent in them.
        sent: Counts,
        /// The id by which the host knows who did it.
        by: String,
    },
    /// The desk wrote something down for itself about the session that it belongs to.
    Note {
        /// The session's newest message when it was written; 0 for none.
        after: Seq,
        /// Who wrote it.
        author: Agent,
        /// The text, trimmed.
        text: String,
        /// The author's own id of it; unique per session and author.
        client_id: Option<ClientId>,
    },
    /// The session that it belongs to was taken, handed over or released.
    Assigned {
        /// The id by which the host knows who has it from then on; `None` for nobody.
        agent: Option<String>,
        /// The id by which the host knows who did it.
        by: String,
    },
    /// Where notifications to the contact that it belongs to may go.
    PushToken {
        /// What the platform gave out. A secret: whoever knows it and the sender's key can notify this person.
        token: String,
        /// What it is.
        token_kind: PushTokenKind,
        /// Where it lives.
        platform: PushPlatform,
    },
    /// Somebody of the desk whom no host knows. It belongs to itself.
    Account {
        /// What they sign in by.
        name: String,
        /// What they may do.
        role: StaffRole,
        /// The hash of their password; none until one was set.
        password: Option<String>,
        /// What sets a password, once.
        link: Option<PasswordLink>,
        /// When they last signed in.
        signed_in_at: Option<Timestamp>,
    },
    /// Tokens that somebody was given before the entry's instant count no longer. It belongs to itself.
    Revoked {
        /// SHA-256 of their address, in hex: it stays when they are erased, and must not name them.
        who: String,
        /// The id by which the host knows who did it.
        by: String,
    },
    /// A notifier is left alone for a while, as was said at the entry's instant. It belongs to itself.
    Paused {
        /// Which one.
        notifier: String,
        /// Until when.
        until: Timestamp,
        /// What is wrong; no secret, no address.
        why: String,
    },
    /// A notifier was told what happened, or it waits to be. It belongs to itself.
    Followed {
        /// Which one.
        notifier: String,
        /// Up to this position of the log.
        up_to: u64,
    },
    /// What administrators chose, as of the entry's instant. It belongs to itself, and there is one.
    Settings {
        /// All of it.
        settings: Settings,
        /// The id by which the host knows who saved it.
        by: String,
    },
    /// A text that agents send again and again, as of the entry's instant. It belongs to itself.
    CannedReply {
        /// The text, and how it is found.
        reply: CannedReply,
        /// The id by which the host knows who saved it.
        by: String,
    },
    /// What somebody of a text channel was answered in the session that it belongs to, for the host that asks again.
    Heard {
        /// SHA-256 of who wrote and of the provider's id of what they did, in hex.
        digest: String,
        /// Where the dialog stood then.
        state: DialogState,
        /// What was said.
        replies: Vec<Reply>,
    },
    /// What binds somebody of the desk to a user of a text channel, once. It belongs to itself.
    BindingLink {
        /// Whom it binds.
        agent: Agent,
        /// What they may do.
        role: StaffRole,
        /// Of which channel.
        channel: Channel,
        /// It counts before then.
        until: Timestamp,
    },
    /// Where notifications to somebody of the desk may go. It belongs to itself.
    Device {
        /// Whose it is.
        agent: Agent,
        /// What the platform gave out. A secret: whoever knows it and the sender's key can notify this person.
        token: String,
        /// What it is.
        token_kind: PushTokenKind,
        /// Where it lives.
        platform: PushPlatform,
    },
    /// Somebody of the desk is a certain user of a text channel: they are told there, and may answer from there. It belongs
    /// to itself.
    Binding {
        /// Who they are here.
        agent: Agent,
        /// What they may do.
        role: StaffRole,
        /// Which channel.
        channel: Channel,
        /// Who they are there.
        user: String,
        /// The private chat with them there.
        chat: String,
    },
    /// What an attachment of the session that it belongs to is, as far as the provider said.
    Attachment {
        /// The message.
        seq: Seq,
        /// What it is.
        media: Media,
    },
    /// A recipient was told, or is about to be, that the session that it belongs to holds something unread; the entry's
    /// instant is when they were told last.
    Told {
        /// By which notifier.
        notifier: String,
        /// The entry of whom it told; `None` for the one place or address that it has.
        to: Option<EntryId>,
        /// Who has not read it.
        side: Side,
        /// They were told of what stood up to here; 0 for nothing yet.
        up_to: Seq,
        /// They are to be told of what stands up to here.
        asked: Seq,
        /// How many messages were unread then.
        n_unread: u64,
        /// What the receiver calls it, where it stands there by itself.
        provider_id: Option<String>,
        /// The thread of the receiver in which it stands.
        thread: Option<String>,
    },
    /// How many calls to a recipient began within a minute, the last such minute alone. It belongs to itself.
    Telling {
        /// By which notifier.
        notifier: String,
        /// The entry of whom it tells; `None` for the one place that it has.
        to: Option<EntryId>,
        /// When that minute began.
        window_began: Timestamp,
        /// How many calls began in it.
        n_calls: u16,
    },
    /// The recipient whose [`Telling`](Self::Telling) it belongs to is to be told of a session along with others.
    PutOff {
        /// Which session.
        session: SessionId,
    },
    /// The last number that was given out of a row of numbers. It belongs to itself, and there is one of each row.
    Counter {
        /// The number.
        last: u64,
    },
}

/// What sets the password of an account, once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    /// SHA-256 of the secret in it, in hex.
    pub digest: String,
    /// It counts before then.
    pub until: Timestamp,
}

/// Shows the instant alone.
impl fmt::Debug for PasswordLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordLink").field("until", &self.until).finish_non_exhaustive()
    }
}

/// What a push token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushTokenKind {
    /// A registration token.
    Token,
    /// An installation id.
    Fid,
}

/// Where a push token lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushPlatform {
    /// A browser.
    Web,
    /// Android.
    Android,
    /// iOS.
    Ios,
}

/// Shows the kind alone: the rest is what a person wrote, or an id that may be an address.
impl fmt::Debug for EntryContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryContent({})", self.kind().as_str())
    }
}

impl EntryContent {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::ToggleChange { .. } => EntryKind::ToggleChange,
            Self::Erased { .. } => EntryKind::Erased,
            Self::Note { .. } => EntryKind::Note,
            Self::Assigned { .. } => EntryKind::Assigned,
            Self::PushToken { .. } => EntryKind::PushToken,
            Self::Account { .. } => EntryKind::Account,
            Self::Settings { .. } => EntryKind::Settings,
            Self::CannedReply { .. } => EntryKind::CannedReply,
            Self::Revoked { .. } => EntryKind::Revoked,
            Self::Counter { .. } => EntryKind::Counter,
            Self::Heard { .. } => EntryKind::Heard,
            Self::Attachment { .. } => EntryKind::Attachment,
            Self::BindingLink { .. } => EntryKind::BindingLink,
            Self::Binding { .. } => EntryKind::Binding,
            Self::Paused { .. } => EntryKind::Paused,
            Self::Followed { .. } => EntryKind::Followed,
            Self::Device { .. } => EntryKind::Device,
            Self::Told { .. } => EntryKind::Told,
            Self::Telling { .. } => EntryKind::Telling,
            Self::PutOff { .. } => EntryKind::PutOff,
        }
    }
}

/// The kinds of entries, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// [`EntryContent::ToggleChange`].
    ToggleChange,
    /// [`EntryContent::Erased`].
    Erased,
    /// [`EntryContent::Note`].
    Note,
    /// [`EntryContent::Assigned`].
    Assigned,
    /// [`EntryContent::PushToken`].
    PushToken,
    /// [`EntryContent::Account`].
    Account,
    /// [`EntryContent::Settings`].
    Settings,
    /// [`EntryContent::CannedReply`].
    CannedReply,
    /// [`EntryContent::Revoked`].
    Revoked,
    /// [`EntryContent::Counter`].
    Counter,
    /// [`EntryContent::Heard`].
    Heard,
    /// [`EntryContent::Attachment`].
    Attachment,
    /// [`EntryContent::BindingLink`].
    BindingLink,
    /// [`EntryContent::Binding`].
    Binding,
    /// [`EntryContent::Paused`].
    Paused,
    /// [`EntryContent::Followed`].
    Followed,
    /// [`EntryContent::Device`].
    Device,
    /// [`EntryContent::Told`].
    Told,
    /// [`EntryContent::Telling`].
    Telling,
    /// [`EntryContent::PutOff`].
    PutOff,
}

impl EntryKind {
    /// The word in columns, equal to serde's tag of the content.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToggleChange => "toggle_change",
            Self::Erased => "erased",
            Self::Note => "note",
            Self::Assigned => "assigned",
            Self::PushToken => "push_token",
            Self::Account => "account",
            Self::Settings => "settings",
            Self::CannedReply => "canned_reply",
            Self::Revoked => "revoked",
            Self::Counter => "counter",
            Self::Heard => "heard",
            Self::Attachment => "attachment",
            Self::BindingLink => "binding_link",
            Self::Binding => "binding",
            Self::Paused => "paused",
            Self::Followed => "followed",
            Self::Device => "device",
            Self::Told => "told",
            Self::Telling => "telling",
            Self::PutOff => "put_off",
        }
    }
}
