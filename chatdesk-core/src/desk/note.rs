//! What the desk writes down for itself.

use super::{Desk, change::Command, lanes::LaneKey};
use crate::{
    Actor, ClientId, Entry, EntryContent, EntryId, EntryKind, Error, Given, Id, List, PageKey,
    Position, RecordId, Scope, Seq, SessionId, SessionView, Store, StoreError, Thread, Timestamp,
    UniqueKey, Window,
    rules::{Decision, Policy, access, note},
};

/// How many notes of a session are ever shown at once.
const MAX_NOTES: usize = 1_000;
/// How many are read at once.
const AT_ONCE: u16 = 200;

/// A note that is stored; its `changed` is not filled in where it is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// Just now.
    New(Entry),
    /// By an earlier try under the same client id.
    Repeat(Entry),
}

impl Desk {
    /// Writes a note about a session, for the desk alone; also where the session has ended.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Invalid` for unfit text, `Unavailable`.
    pub async fn note(
        &self,
        actor: &Actor,
        session: SessionId,
        client_id: Option<ClientId>,
        content: Given<String>,
    ) -> Result<Noted, Error> {
        let entry = Id::generate(self.inner.clock.now());
        let policy = *self.policy();
        self.change(&Noting { actor, session, client_id, content, policy, entry }).await
    }

    /// The notes about a session, in the order in which they were written; of more than 1,000 the newest.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound`, `Unavailable`.
    pub async fn notes(&self, actor: &Actor, session: SessionId) -> Result<Vec<Entry>, Error> {
        access::staff(actor)?;
        let loaded = self.store().load(&Scope::Session(session), &[]).await?;
        let view = access::customers_session(loaded.sessions.first())?;
        let mut notes = Vec::new();
        if view.noted > Position::ZERO {
            find(self.store(), session, |note| {
                notes.push(note);
                if notes.len() < MAX_NOTES { Look::On } else { Look::No }
            })
            .await?;
        }
        notes.reverse();
        Ok(notes)
    }

    /// The notes that stand between the messages of a page.
    pub(super) async fn notes_of_page(
        &self,
        window: &Window,
        thread: &Thread,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut notes = Vec::new();
        if thread.view.noted == Position::ZERO {
            return Ok(notes);
        }
        let page = note::of_page(window, thread);
        find(self.store(), thread.view.session.id, |note| {
            let after = after(&note);
            if page.contains(&after) {
                notes.push(note);
            }
            if after >= *page.start() && notes.len() < MAX_NOTES { Look::On } else { Look::No }
        })
        .await?;
        notes.reverse();
        Ok(notes)
    }
}

/// Whether to go on looking.
enum Look {
    On,
    No,
}

/// Shows notes, the latest first, until enough were seen.
async fn find(
    store: &dyn Store,
    session: SessionId,
    mut see: impl FnMut(Entry) -> Look,
) -> Result<(), StoreError> {
    let mut after: Option<PageKey> = None;
    loop {
        let subject = RecordId::Session(session);
        let list = List::Entries { subject, kind: EntryKind::Note, after, limit: AT_ONCE };
        let page = store.list(&list).await?.value;
        for note in page.entries {
            if let Look::No = see(note) {
                return Ok(());
            }
        }
        if page.next.is_none() {
            return Ok(());
        }
        after = page.next;
    }
}

const fn after(note: &Entry) -> Seq {
    match &note.content {
        EntryContent::Note { after, .. } => *after,
        _ => Seq::ZERO,
    }
}

struct Noting<'a> {
    actor: &'a Actor,
    session: SessionId,
    client_id: Option<ClientId>,
    content: Given<String>,
    policy: Policy,
    entry: EntryId,
}

impl Command for Noting<'_> {
    type Facts = Option<SessionView>;
    type Outcome = Noted;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        let loaded = store.load(&Scope::Session(self.session), &[]).await?;
        Ok(loaded.sessions.into_iter().next())
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<Noted>, Error> {
        let note = note::Note {
            actor: self.actor,
            content: &self.content,
            client_id: self.client_id.as_ref(),
            now,
            entry: self.entry,
        };
        let Decision { batch, outcome } = note::decide(facts.as_ref(), &note, &self.policy)?;
        Ok(Decision { batch, outcome: Noted::New(outcome) })
    }

    async fn repeat(
        &self,
        _: &Self::Facts,
        store: &dyn Store,
    ) -> Result<Option<Noted>, StoreError> {
        let (Some(known), Actor::Staff(staff)) = (&self.client_id, self.actor) else {
            return Ok(None);
        };
        let key = UniqueKey::note(self.session, known, &staff.id);
        if store.load(&Scope::Keys, &[key]).await?.owners.is_empty() {
            return Ok(None);
        }
        let mut found = None;
        find(store, self.session, |note| {
            let is_it = matches!(&note.content, EntryContent::Note { author, client_id, .. }
                if author.id == staff.id && client_id.as_ref() == Some(known));
            if is_it {
                found = Some(Noted::Repeat(note));
                return Look::No;
            }
            Look::On
        })
        .await?;
        Ok(found)
    }
}
