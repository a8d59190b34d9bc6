//! Keys that exist once.

use std::fmt;

use super::{Address, ClientId};
use crate::{AccountName, Channel, ContactId, EntryId, SessionId, Side, TicketId, TicketNumber};

/// Something that may exist once: text, and the one record that owns it.
///
/// A batch claims and releases keys; that the store keeps one owner for each is what makes "one open chat" and "one row
/// for each retry" true.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueKey(String);

impl UniqueKey {
    /// `addr:<address>`: the contact with this address.
    #[must_use]
    pub fn address(address: &Address) -> Self {
        Self(format!("addr:{address}"))
    }

    /// `open:<contact>:<channel>`: the newest open session of a contact on a channel.
    #[must_use]
    pub fn open(contact: ContactId, channel: Channel) -> Self {
        Self(format!("open:{contact}:{}", channel.as_str()))
    }

    /// `new:<contact>:<client id>`: the session that was opened, or written to, under this client id.
    #[must_use]
    pub fn new_session(contact: ContactId, client_id: &ClientId) -> Self {
        Self(format!("new:{contact}:{client_id}"))
    }

    /// `note:<session>:<client id> <author>`: somebody of the desk wrote a note under this client id.
    #[must_use]
    pub fn note(session: SessionId, client_id: &ClientId, author: &str) -> Self {
        // A client id holds no blank, so no two pairs come to one text.
        Self(format!("note:{session}:{client_id} {author}"))
    }

    /// `push:<token>`: the contact whom notifications to this token are for, or the entry of a device of the desk.
    #[must_use]
    pub fn push_token(token: &str) -> Self {
        Self(format!("push:{token}"))
    }

    /// `revoked:<digest>`: the entry that says when somebody's tokens were revoked.
    #[must_use]
    pub fn revoked(digest: &str) -> Self {
        Self(format!("revoked:{digest}"))
    }

    /// `pause:<notifier>`: the entry that says until when a notifier is left alone.
    #[must_use]
    pub fn paused(notifier: &str) -> Self {
        Self(format!("pause:{notifier}"))
    }

    /// `follow:<notifier>`: the entry that says what a notifier was told of the log.
    #[must_use]
    pub fn followed(notifier: &str) -> Self {
        Self(format!("follow:{notifier}"))
    }

    /// `bind:<channel>:<user>`: the entry that says who of the desk a user of a text channel is.
    #[must_use]
    pub fn binding(channel: Channel, user: &str) -> Self {
        Self(format!("bind:{}:{user}", channel.as_str()))
    }

    /// `told:<session>:<side>:<notifier>[:<entry>]`: the session of which a recipient was told, because a side has not
    /// read it.
    #[must_use]
    pub fn told(session: SessionId, side: Side, notifier: &str, to: Option<EntryId>) -> Self {
        let side = match side {
            Side::Customer => "customer",
            Side::Desk => "desk",
        };
        Self(format!("told:{session}:{side}:{notifier}{}", entry_text(to)))
    }

    /// `telling:<notifier>[:<entry>]`: the entry that counts the calls to a recipient.
    #[must_use]
    pub fn telling(notifier: &str, to: Option<EntryId>) -> Self {
        Self(format!("telling:{notifier}{}", entry_text(to)))
    }

    /// `account:<folded name>`: the entry of the account that goes by this name.
    #[must_use]
    pub fn account(name: &AccountName) -> Self {
        Self(format!("account:{}", name.folded()))
    }

    /// `link:<digest>`: the entry of the account whose password this link sets.
    #[must_use]
    pub fn password_link(digest: &str) -> Self {
        Self(format!("link:{digest}"))
    }

    /// `settings:`: the entry that holds the settings.
    #[must_use]
    pub fn settings() -> Self {
        Self("settings:".to_owned())
    }

    /// `canned:<shortcut>`: the canned reply that is got by it.
    #[must_use]
    pub fn canned(shortcut: &str) -> Self {
        Self(format!("canned:{shortcut}"))
    }

    /// `new-canned:<client id> <author>`: the canned reply that somebody of the desk made under this client id.
    #[must_use]
    pub fn new_canned(client_id: &ClientId, author: &str) -> Self {
        // A client id holds no blank, so no two pairs come to one text.
        Self(format!("new-canned:{client_id} {author}"))
    }

    /// `ticket:<number>`: the ticket of this number.
    #[must_use]
    pub fn ticket(number: TicketNumber) -> Self {
        Self(format!("ticket:{number}"))
    }

    /// `counter:<name>`: the entry that counts these.
    #[must_use]
    pub fn counter(name: &str) -> Self {
        Self(format!("counter:{name}"))
    }

    /// `new-ticket:<client id> <digest>`: the session of the ticket that was opened under this client id by those whose
    /// phone and name come to the digest.
    #[must_use]
    pub fn new_ticket(client_id: &ClientId, digest: &str) -> Self {
        Self(format!("new-ticket:{client_id} {digest}"))
    }

    /// `close:<ticket>:<client id> <author>`: somebody of the desk resolved the ticket under this client id.
    #[must_use]
    pub fn close_ticket(ticket: TicketId, client_id: &ClientId, author: &str) -> Self {
        // A client id holds no blank, so no two pairs come to one text.
        Self(format!("close:{ticket}:{client_id} {author}"))
    }

    /// `spoken:<session>:<client id> <author>`: somebody of the desk began or ended a chat under this client id.
    #[must_use]
    pub fn spoken(session: SessionId, client_id: &ClientId, author: &str) -> Self {
        // A client id holds no blank, so no two pairs come to one text.
        Self(format!("spoken:{session}:{client_id} {author}"))
    }

    /// `heard:<digest>`: the session in which a message of a text channel was answered.
    #[must_use]
    pub fn heard(digest: &str) -> Self {
        Self(format!("heard:{digest}"))
    }

    /// `bind-link:<digest>`: the entry of the link that makes such a binding.
    #[must_use]
    pub fn binding_link(digest: &str) -> Self {
        Self(format!("bind-link:{digest}"))
    }

    /// `alert:<notifier>:<provider id>`: the session that a recipient was told of by what a provider calls so.
    #[must_use]
    pub fn alerted(notifier: &str, provider_id: &str) -> Self {
        Self(format!("alert:{notifier}:{provider_id}"))
    }

    /// `thread:<notifier>:<chat>:<thread>`: the session that a thread of somebody else's chat is about.
    #[must_use]
    pub fn thread(notifier: &str, chat: &str, thread: &str) -> Self {
        Self(format!("thread:{notifier}:{chat}:{thread}"))
    }

    /// `out:<channel>:<provider id>`: the session of the message that a provider calls so.
    #[must_use]
    pub fn carried(channel: Channel, provider_id: &str) -> Self {
        Self(format!("out:{}:{provider_id}", channel.as_str()))
    }

    /// `pair:<length>:<one> <other>`: the conversation that two of the desk have; in whatever order they are given.
    #[must_use]
    pub fn pair(one: &str, other: &str) -> Self {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        // With the length no two pairs come to one text, whatever the ids hold.
        Self(format!("pair:{}:{first} {second}", first.len()))
    }

    /// `new-panel:<client id> <author>`: the conversation that somebody of the desk began under this client id.
    #[must_use]
    pub fn new_panel(client_id: &ClientId, author: &str) -> Self {
        // A client id holds no blank, so no two pairs come to one text.
        Self(format!("new-panel:{client_id} {author}"))
    }

    /// A key that a store read back; any text.
    #[must_use]
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// What a store keeps.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an entry adds to a key.
fn entry_text(entry: Option<EntryId>) -> String {
    entry.map(|entry| format!(":{entry}")).unwrap_or_default()
}

/// Hides the text: it may hold an address.
impl fmt::Debug for UniqueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.0.split(':').next().unwrap_or_default();
        write!(f, "UniqueKey({kind}:…)")
    }
}

#[cfg(test)]
mod tests {
    use super::UniqueKey;

    #[test]
    fn a_key_shows_its_kind_and_hides_whose_it_is() {
        let key = UniqueKey::address(&"ann@example.org".parse().unwrap());
        assert_eq!(key.as_str(), "addr:ann@example.org");
        assert_eq!(format!("{key:?}"), "UniqueKey(addr:…)");
    }
}
