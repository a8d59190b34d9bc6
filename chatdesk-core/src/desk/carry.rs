//! What the desk says to somebody of a text channel, on its way: what leaves, what waits, and what the provider says of it.

use super::{Desk, change::Command, lanes::LaneKey, look::view_of};
use crate::{
    CarriedStatus, Claimed, Content, Error, Message, Scope, Seq, SessionId, SessionView, Store,
    StoreError, Timestamp, UniqueKey, Window,
    rules::{
        Decision,
        conversation::carry::{self, Carry, Known},
        task::{Hinted, Said},
    },
};

/// How many messages are read at once to find the one that a provider speaks of.
const READ_AT_ONCE: u16 = 100;

impl Desk {
    /// What becomes of a message that is to be carried.
    pub(super) async fn words_of(&self, said: Said) -> Result<Carry, StoreError> {
        let (view, message) = self.said(said).await?;
        let now = self.inner.clock.now();
        Ok(carry::content(view, message, (&self.inner.by_text, now)))
    }

    /// What asks somebody to answer, where a message still waits for that.
    pub(super) async fn template_for(&self, said: Said) -> Result<Option<Content>, StoreError> {
        let (view, message) = self.said(said).await?;
        Ok(carry::template(view, message, &self.inner.by_text))
    }

    /// How a chat begins, for somebody who is in none.
    pub(super) async fn hint_for(
        &self,
        Hinted { contact, channel }: Hinted,
    ) -> Result<Option<Content>, StoreError> {
        let loaded = self.store().load(&Scope::Contact(contact), &[]).await?;
        let (contact, open) = (loaded.contact.as_ref(), loaded.sessions.as_slice());
        Ok(carry::hint_content(contact, open, channel, &self.inner.by_text))
    }

    /// Lets a message wait for their answer, and a template leave.
    pub(super) async fn hold(&self, claimed: &Claimed, said: Said) -> Result<(), Error> {
        self.change(&Holding { desk: self, claimed, said }).await
    }

    async fn said(
        &self,
        Said { session, seq }: Said,
    ) -> Result<(Option<SessionView>, Option<Message>), StoreError> {
        let message = self.message_at(session, seq).await?;
        Ok((view_of(self.store(), session).await?, message))
    }

    pub(super) async fn message_at(
        &self,
        id: SessionId,
        seq: Seq,
    ) -> Result<Option<Message>, StoreError> {
        let window = Window::After { seq: Seq::new(seq.get().saturating_sub(1)), limit: 1 };
        let thread = self.store().thread(id, &window).await?.value;
        let mut messages = thread.into_iter().flat_map(|thread| thread.messages);
        Ok(messages.find(|message| message.seq == seq))
    }

    /// Takes a provider's word on how far a message got; comes to whether it is one of ours.
    pub(super) async fn note_status(&self, status: &CarriedStatus) -> Result<bool, Error> {
        Ok(self.change(&NotingStatus { desk: self, status }).await? == Known::Yes)
    }
}

struct Holding<'a> {
    desk: &'a Desk,
    claimed: &'a Claimed,
    said: Said,
}

impl Command for Holding<'_> {
    type Facts = Option<(SessionView, Message)>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.said.session)]
    }

    async fn load(&self, _: &dyn Store) -> Result<Self::Facts, StoreError> {
        let (view, message) = self.desk.said(self.said).await?;
        Ok(view.zip(message))
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        Ok(carry::hold(facts.as_ref(), self.claimed, now))
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

struct NotingStatus<'a> {
    desk: &'a Desk,
    status: &'a CarriedStatus,
}

impl NotingStatus<'_> {
    /// Where the message stands that the provider calls so: the latest are looked at first, for that is where it is.
    async fn find(&self, session: SessionId) -> Result<Option<Message>, StoreError> {
        let mut window = Window::Newest { limit: READ_AT_ONCE };
        loop {
            let thread = self.desk.store().thread(session, &window).await?.value;
            let Some(thread) = thread else { return Ok(None) };
            let first = thread.messages.first().map(|message| message.seq);
            let is_it = |message: &Message| {
                let receipt = message.receipt.as_ref();
                receipt.and_then(|it| it.provider_id.as_ref()) == Some(&self.status.provider_id)
            };
            if let Some(found) = thread.messages.into_iter().rfind(is_it) {
                return Ok(Some(found));
            }
            match first.filter(|first| *first > Seq::new(1)) {
                Some(seq) => window = Window::Before { seq, limit: READ_AT_ONCE },
                None => return Ok(None),
            }
        }
    }
}

impl Command for NotingStatus<'_> {
    type Facts = Option<(SessionView, Message)>;
    type Outcome = Known;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let key = UniqueKey::carried(self.status.channel, &self.status.provider_id);
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        let Some(session) = loaded.owners.get(&key).and_then(|owner| owner.session()) else {
            return Ok(None);
        };
        let message = self.find(session).await?;
        Ok(view_of(store, session).await?.zip(message))
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Known>, Error> {
        Ok(carry::status(facts.as_ref(), self.status, &self.desk.inner.by_text, now))
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<Known>, StoreError> {
        Ok(None)
    }
}
