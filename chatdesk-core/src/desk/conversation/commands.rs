//! The commands of conversations, in the parts that one change has.

use std::collections::BTreeMap;

use crate::{
    Actor, Address, Channel, Claimed, ClientId, Contact, ContactId, EntryContent, EntryKind, Error,
    Given, InboundAnswer, List, Message, MovedAddress, RecordId, Scope, SessionId, SessionView,
    Spoken, Store, StoreError, Timestamp, UniqueKey, Window,
    desk::{Desk, change::Command, entries::entry_at, lanes::LaneKey, look::view_of},
    rules::{
        Decision,
        conversation::{
            Facts, NewIds,
            desk::{self, Speak, With},
            hear::{self, From, Hear, Inbound},
            moved, silence,
        },
        dialog,
        ticket::make::NUMBERS,
    },
};

/// How many answers are looked through at once.
const READ_AT_ONCE: u16 = 100;

/// By the address, and before that by other names: whoever has the first of those that somebody has.
async fn facts_of(
    (address, aliases): (&Address, &[Address]),
    key: Option<UniqueKey>,
    store: &dyn Store,
) -> Result<Facts, StoreError> {
    let taken = if aliases.is_empty() {
        BTreeMap::new()
    } else {
        let names: Vec<_> = aliases.iter().chain([address]).map(UniqueKey::address).collect();
        store.load(&Scope::Keys, &names).await?.owners
    };
    let mut names = aliases.iter().map(UniqueKey::address);
    let found = names.find_map(|name| taken.get(&name)?.contact());
    let scope = found.map_or_else(|| Scope::Address(address.clone()), Scope::Contact);
    let loaded = store.load(&scope, key.as_slice()).await?;
    let is_known = !loaded.owners.is_empty();
    // Of those that are open the first is the newest; they are this channel's, for so is the address.
    let newest = match (loaded.sessions.into_iter().next(), &loaded.contact) {
        (Some(open), _) => Some(open),
        (None, Some(contact)) => newest_of(contact.id, store).await?,
        (None, None) => None,
    };
    let is_to_be_made = newest.as_ref().is_none_or(|view| !view.session.status.is_open());
    let counter = match is_to_be_made {
        true => entry_at(&UniqueKey::counter(NUMBERS), EntryKind::Counter, store).await?,
        false => None,
    };
    Ok(Facts { contact: loaded.contact, newest, counter, is_known, taken })
}

pub(super) async fn newest_of(
    contact: ContactId,
    store: &dyn Store,
) -> Result<Option<SessionView>, StoreError> {
    let list = List::SessionsOf { contact, after: None, limit: 1 };
    Ok(store.list(&list).await?.value.sessions.into_iter().next())
}

pub(super) struct Hearing<'a> {
    pub(super) desk: &'a Desk,
    pub(super) from: From<'a>,
    pub(super) inbound: Given<Inbound>,
    pub(super) ids: NewIds,
}

impl Command for Hearing<'_> {
    type Facts = Facts;
    type Outcome = InboundAnswer;

    fn lanes(&self) -> Vec<LaneKey> {
        let Ok(inbound) = &self.inbound else { return vec![] };
        let person = LaneKey::Person(inbound.address.clone());
        let words = &self.desk.inner.by_text.support.start_words;
        // Whoever begins may take a number.
        match &inbound.content {
            crate::InboundContent::Text(text) | crate::InboundContent::Button(text)
                if dialog::is_one_of(text, words) =>
            {
                vec![person, LaneKey::Counter]
            }
            _ => vec![person],
        }
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        match &self.inbound {
            Ok(inbound) => {
                let key = UniqueKey::heard(&inbound.digest());
                facts_of((&inbound.address, &inbound.aliases), Some(key), store).await
            }
            Err(_) => Ok(Facts::default()),
        }
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<InboundAnswer>, Error> {
        let Self { desk, from, inbound, ids } = self;
        let hear = Hear { from: *from, inbound, now, ids };
        hear::decide(facts, &hear, (desk.policy(), &desk.inner.by_text))
    }

    async fn repeat(
        &self,
        _: &Facts,
        store: &dyn Store,
    ) -> Result<Option<InboundAnswer>, StoreError> {
        let Ok(inbound) = &self.inbound else { return Ok(None) };
        let digest = inbound.digest();
        let key = UniqueKey::heard(&digest);
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        match loaded.owners.get(&key).and_then(|owner| owner.session()) {
            Some(session) => answered(session, &digest, store).await,
            None => Ok(None),
        }
    }
}

/// What was answered to a message. Who asks again asks soon, so it is among the latest.
async fn answered(
    session: SessionId,
    digest: &str,
    store: &dyn Store,
) -> Result<Option<InboundAnswer>, StoreError> {
    let (subject, kind) = (RecordId::Session(session), EntryKind::Heard);
    let mut after = None;
    loop {
        let list = List::Entries { subject, kind, after, limit: READ_AT_ONCE };
        let page = store.list(&list).await?.value;
        let found = page.entries.into_iter().find_map(|entry| match entry.content {
            EntryContent::Heard { digest: of, state, replies } if of == digest => {
                Some(InboundAnswer { handled: true, state, replies })
            }
            _ => None,
        });
        after = page.next;
        if found.is_some() || after.is_none() {
            return Ok(found);
        }
    }
}

/// Somebody of the desk begins a chat by text, says something in it, or ends it.
pub(super) struct Speaking<'a> {
    pub(super) desk: &'a Desk,
    pub(super) actor: &'a Actor,
    pub(super) address: &'a Address,
    pub(super) client_id: Option<ClientId>,
    pub(super) message: Given<Option<String>>,
    pub(super) deed: Deed,
}

/// What they do.
pub(super) enum Deed {
    Start(Channel, NewIds),
    Say,
    End,
}

impl Command for Speaking<'_> {
    type Facts = Facts;
    type Outcome = Spoken;

    fn lanes(&self) -> Vec<LaneKey> {
        let person = LaneKey::Person(self.address.clone());
        match self.deed {
            // Whoever begins may take a number.
            Deed::Start(..) => vec![person, LaneKey::Counter],
            Deed::Say | Deed::End => vec![person],
        }
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        facts_of((self.address, &[]), None, store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Spoken>, Error> {
        let (message, client_id) = (&self.message, self.client_id.as_ref());
        let speak = Speak { actor: self.actor, message, client_id, now };
        let chosen = (self.desk.policy(), &self.desk.inner.by_text);
        let Decision { batch, outcome } = match &self.deed {
            Deed::Start(channel, ids) => {
                let with = With { channel: *channel, address: self.address, ids };
                desk::start(facts, (&speak, with), chosen)?
            }
            Deed::Say => desk::say(facts, &speak, chosen)?,
            Deed::End => {
                let Decision { batch, outcome: at } =
                    desk::end(facts.newest.as_ref(), &speak, chosen)?;
                return Ok(Decision { batch, outcome: Spoken { message: None, at } });
            }
        };
        Ok(Decision { batch, outcome: spoken(outcome, now) })
    }

    async fn repeat(&self, facts: &Facts, store: &dyn Store) -> Result<Option<Spoken>, StoreError> {
        earlier(facts.newest.as_ref(), (self.actor, self.client_id.as_ref()), store).await
    }
}

fn spoken(message: Option<Message>, now: Timestamp) -> Spoken {
    let at = message.as_ref().map_or(now, |message| message.at);
    Spoken { message, at }
}

/// What was said under the same client id, or that something was done under it.
async fn earlier(
    newest: Option<&SessionView>,
    (actor, client_id): (&Actor, Option<&ClientId>),
    store: &dyn Store,
) -> Result<Option<Spoken>, StoreError> {
    let (Some(view), Some(client_id), Some(sender)) = (newest, client_id, actor.sender()) else {
        return Ok(None);
    };
    let key = UniqueKey::spoken(view.session.id, client_id, &sender.id);
    let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
    let window = Window::Repeat { sender, client_id: client_id.clone() };
    let thread = store.thread(view.session.id, &window).await?.value;
    let said = thread.and_then(|thread| thread.messages.into_iter().next());
    let is_known = said.is_some() || loaded.owners.contains_key(&key);
    Ok(is_known.then(|| spoken(said, view.session.updated_at)))
}

/// Somebody goes by another address from now on.
pub(super) struct Moving<'a> {
    pub(super) moved: &'a MovedAddress,
}

impl Command for Moving<'_> {
    /// Who they are, and whether somebody else has the new address.
    type Facts = (Option<Contact>, bool);
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Person(self.moved.from.clone())]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let key = UniqueKey::address(&self.moved.to);
        let scope = Scope::Address(self.moved.from.clone());
        let loaded = store.load(&scope, std::slice::from_ref(&key)).await?;
        Ok((loaded.contact, loaded.owners.contains_key(&key)))
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        Ok(moved::decide(facts, self.moved, now))
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

/// Looks whether a chat by text has been silent for too long.
struct Silence<'a> {
    desk: &'a Desk,
    claimed: &'a Claimed,
    session: SessionId,
}

impl Command for Silence<'_> {
    type Facts = Option<SessionView>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        view_of(store, self.session).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        Ok(silence::look(facts.as_ref(), self.claimed, &self.desk.inner.by_text, now))
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

impl Desk {
    /// Does what the job of a chat by text is due for.
    pub(in crate::desk) async fn look_for_silence(
        &self,
        claimed: &Claimed,
        session: SessionId,
    ) -> Result<(), Error> {
        self.change(&Silence { desk: self, claimed, session }).await
    }
}
