//! Recipients are told of what is unread, each once until it is read.

mod digest;
mod tell;

use crate::{
    Actor, Agent, ContactId, Entry, EntryContent, EntryId, EntryKind, List, RecordId, SessionId,
    Staff, StaffRole, Store, StoreError,
    desk::{
        Desk,
        entries::{entries, entry},
    },
};

/// How many entries of one record are read at once; nobody has more recipients, and no more are told of at once.
pub(super) const READ_AT_ONCE: u16 = 1_000;

impl Desk {
    /// Where people of the desk are told each by themself. Whose tokens were revoked since is none of them any more, as
    /// far as this process knows.
    pub(super) async fn own_people(&self, store: &dyn Store) -> Result<Vec<Entry>, StoreError> {
        self.know_revocations().await?;
        let mut people = entries(EntryKind::Device, store).await?;
        people.extend(entries(EntryKind::Binding, store).await?);
        people.retain(|entry| self.is_still_theirs(entry));
        Ok(people)
    }

    fn is_still_theirs(&self, entry: &Entry) -> bool {
        let (EntryContent::Device { agent, .. } | EntryContent::Binding { agent, .. }) =
            &entry.content
        else {
            return false;
        };
        let Agent { id, name } = agent.clone();
        let actor = Actor::Staff(Staff { role: StaffRole::Agent, id, name });
        self.revoked_at(&actor).is_none_or(|revoked_at| revoked_at <= entry.at)
    }

    /// The entry of somebody of the desk who is told by themself.
    async fn person(&self, id: EntryId, store: &dyn Store) -> Result<Option<Entry>, StoreError> {
        self.know_revocations().await?;
        let found = match entry(id, EntryKind::Device, store).await? {
            Some(device) => Some(device),
            None => entry(id, EntryKind::Binding, store).await?,
        };
        Ok(found.filter(|entry| self.is_still_theirs(entry)))
    }
}

/// What the recipients of a session were told.
pub(super) async fn told(session: SessionId, store: &dyn Store) -> Result<Vec<Entry>, StoreError> {
    of_record(RecordId::Session(session), EntryKind::Told, store).await
}

/// The devices of a customer.
pub(super) async fn devices_of(
    contact: ContactId,
    store: &dyn Store,
) -> Result<Vec<Entry>, StoreError> {
    of_record(RecordId::Contact(contact), EntryKind::PushToken, store).await
}

async fn of_record(
    subject: RecordId,
    kind: EntryKind,
    store: &dyn Store,
) -> Result<Vec<Entry>, StoreError> {
    let list = List::Entries { subject, kind, after: None, limit: READ_AT_ONCE };
    Ok(store.list(&list).await?.value.entries)
}
