//! What recipients were told of a session.

use crate::{
    Batch, Claim, Entry, EntryContent, EntryId, Position, Record, RecordId, Seq, SessionId, Side,
    Timestamp, UniqueKey, Version,
};

/// What a recipient was told, as it is stored or will be.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    entry: EntryId,
    version: Version,
    session: SessionId,
    whom: Whom,
    /// When they were told last.
    pub(super) at: Timestamp,
    pub(super) up_to: Seq,
    pub(super) asked: Seq,
    pub(super) n_unread: u64,
    pub(super) provider_id: Option<String>,
    pub(super) thread: Option<String>,
}

/// Who is told, and of what they have not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whom {
    pub(crate) side: Side,
    pub(crate) notifier: String,
    pub(crate) to: Option<EntryId>,
}

impl Told {
    /// What is known of a recipient among all that a session's recipients were told; `entry` for one that is new.
    pub(super) fn of(told: &[Entry], session: SessionId, whom: &Whom, entry: EntryId) -> Self {
        let known = told.iter().filter_map(Self::read).find(|known| known.whom == *whom);
        known.unwrap_or_else(|| Self {
            entry,
            version: Version::NONE,
            session,
            whom: whom.clone(),
            at: Timestamp::default(),
            up_to: Seq::ZERO,
            asked: Seq::ZERO,
            n_unread: 0,
            provider_id: None,
            thread: None,
        })
    }

    fn read(entry: &Entry) -> Option<Self> {
        let EntryContent::Told { notifier, to, side, up_to, asked, n_unread, provider_id, thread } =
            &entry.content
        else {
            return None;
        };
        Some(Self {
            entry: entry.id,
            version: entry.version,
            session: entry.subject.session()?,
            whom: Whom { side: *side, notifier: notifier.clone(), to: *to },
            at: entry.at,
            up_to: *up_to,
            asked: *asked,
            n_unread: *n_unread,
            provider_id: provider_id.clone(),
            thread: thread.clone(),
        })
    }

    /// Whether what they were told is still unread by those who have read up to `read`.
    pub(super) fn stands(&self, read: Seq) -> bool {
        self.up_to > read
    }

    /// What is given to a notifier: of what is read no more than the thread counts.
    pub(super) fn given(&self, read: Seq) -> crate::Told {
        let provider_id = self.provider_id.clone().filter(|_| self.stands(read));
        crate::Told { provider_id, thread: self.thread.clone() }
    }

    /// Adds it to a batch.
    pub(super) fn put(self, batch: &mut Batch) {
        let Whom { side, notifier, to } = self.whom;
        let subject = RecordId::Session(self.session);
        if self.version == Version::NONE {
            let key = UniqueKey::told(self.session, side, &notifier, to);
            batch.claim.push(Claim { key, owner: subject, until: None });
        }
        batch.put.push(Record::Entry(Entry {
            id: self.entry,
            version: self.version,
            changed: Position::ZERO,
            subject,
            at: self.at,
            content: EntryContent::Told {
                notifier,
                to,
                side,
                up_to: self.up_to,
                asked: self.asked,
                n_unread: self.n_unread,
                provider_id: self.provider_id,
                thread: self.thread,
            },
        }));
    }
}
