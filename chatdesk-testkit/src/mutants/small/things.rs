//! Faults that need a thing of their own: something kept from one call to the next, or a call done otherwise.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, Changed, CommitHook, ContactId, List, Page, Position, RecordId, Scope, Search, Seq,
    SessionId, Side, Store, StoreError, Thread, Window,
};

use crate::{
    memory::{MemoryStore, list, state::State, words},
    mutants::{
        broken::{Answer, Fault, transact},
        mutants,
        timed::{Sound, detached, meanwhile},
    },
};

/// Messages of a deleted session are found as before.
#[derive(Default)]
struct MessagesLeftBehind {
    before: Mutex<Option<State>>,
}

#[async_trait]
impl Fault for MessagesLeftBehind {
    fn written(&self, was: &State, _now: &mut State, batch: &Batch) {
        if batch.delete.iter().any(|expect| expect.record.session().is_some()) {
            *self.before.lock().unwrap() = Some(was.clone());
        }
    }

    async fn thread(
        &self,
        sound: &MemoryStore,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        let before = self.before.lock().unwrap().clone();
        match before.filter(|before| before.sessions.contains_key(&session)) {
            Some(before) => MemoryStore::holding(before).thread(session, window).await,
            None => sound.thread(session, window).await,
        }
    }
}

/// Where there is no such session, another is as good.
struct AnySession;

#[async_trait]
impl Fault for AnySession {
    async fn thread(
        &self,
        sound: &MemoryStore,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError> {
        let found = sound.thread(session, window).await?;
        if found.value.is_some() {
            return Ok(found);
        }
        let contact = sound.read(|state| state.contacts.values().next().cloned())?;
        let (Some(row), mut state) = (contact, State::new()) else { return Ok(found) };
        let made = crate::given::session(&row.contact);
        let batch = crate::given::session_batch(&made);
        state.contacts.insert(row.contact.id, row);
        crate::memory::apply::write(&mut state, batch);
        MemoryStore::holding(state).thread(made.id, window).await
    }
}

/// A customer is told what changed for anybody.
struct ChangesOfAnybody;

#[async_trait]
impl Fault for ChangesOfAnybody {
    async fn changed(
        &self,
        sound: &MemoryStore,
        (contact, after, limit): (ContactId, Position, u16),
    ) -> Result<At<Changed>, StoreError> {
        let mut changed = sound.changed(contact, after, limit).await?;
        let contacts: Vec<_> = sound.read(|state| state.contacts.keys().copied().collect())?;
        for other in contacts.into_iter().filter(|other| *other != contact) {
            let theirs = sound.changed(other, after, limit).await?;
            changed.value.items.extend(theirs.value.items);
        }
        Ok(changed)
    }
}

/// The desk's count of unread messages is kept beside the sessions, and a deletion forgets to take off.
#[derive(Default)]
struct UnreadKept {
    n_unread: Mutex<u64>,
}

impl Fault for UnreadKept {
    fn written(&self, was: &State, _now: &mut State, batch: &Batch) {
        for session in batch.delete.iter().filter_map(|expect| expect.record.session()) {
            let view = was.view(&was.sessions[&session]).unwrap();
            *self.n_unread.lock().unwrap() += view.unread(Side::Desk);
        }
    }

    fn answered(&self, _state: &State, answer: Answer<'_>) {
        if let Answer::Loaded(Scope::Desk, loaded) = answer {
            loaded.unread += *self.n_unread.lock().unwrap();
        }
    }
}

/// A batch without events answers that nothing ever happened.
struct NothingHappened;

#[async_trait]
impl Fault for NothingHappened {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Result<Position, StoreError> {
        let is_silent = batch.events.is_empty();
        let position = transact(&Sound, sound, batch)?;
        sound.tell(position);
        Ok(if is_silent { Position::ZERO } else { position })
    }
}

/// A commit answers where the log ends when its caller gets to hear of it.
struct HeadForPosition;

#[async_trait]
impl Fault for HeadForPosition {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Result<Position, StoreError> {
        let sound = Arc::clone(sound);
        detached(async move {
            let position = transact(&Sound, &sound, batch)?;
            sound.tell(position);
            meanwhile().await;
            sound.read(|state| state.log.head)
        })
        .await
    }
}

/// Hooks are told of the first commit.
#[derive(Default)]
struct ToldOnce {
    told: AtomicBool,
}

#[async_trait]
impl Fault for ToldOnce {
    async fn commit(&self, sound: &Arc<MemoryStore>, batch: Batch) -> Result<Position, StoreError> {
        let position = transact(&Sound, sound, batch)?;
        if !self.told.swap(true, Ordering::SeqCst) {
            sound.tell(position);
        }
        Ok(position)
    }
}

/// Hooks are called in turn until one of them panics.
#[derive(Default)]
struct PanicStopsOthers {
    hooks: Arc<Mutex<Vec<CommitHook>>>,
}

impl Fault for PanicStopsOthers {
    fn on_commit(&self, sound: &MemoryStore, hook: CommitHook) {
        let hooks = Arc::clone(&self.hooks);
        let mut known = hooks.lock().unwrap_or_else(PoisonError::into_inner);
        known.push(hook);
        if known.len() == 1 {
            let hooks = Arc::clone(&self.hooks);
            sound.on_commit(Arc::new(move |position| {
                let hooks = hooks.lock().unwrap_or_else(PoisonError::into_inner).clone();
                hooks.iter().for_each(|hook| hook(position));
            }));
        }
    }
}

/// A probe leaves a trace in the log.
struct ProbeWrites;

#[async_trait]
impl Fault for ProbeWrites {
    async fn probe(&self, sound: &MemoryStore) -> Result<(), StoreError> {
        sound.write(|state| {
            state.log.head = Position::new(state.log.head.get() + 1);
            Ok(())
        })
    }
}

/// All stores have one epoch.
struct SameEpoch;

impl Fault for SameEpoch {
    fn made(&self, state: &mut State) {
        state.log.epoch = 1;
    }
}

/// Sessions in which nobody wrote are listed and found.
struct SilentSessions;

fn spoken(mut state: State) -> State {
    for row in state.sessions.values_mut() {
        row.session.last_seq = row.session.last_seq.max(Seq::new(1));
    }
    state
}

#[async_trait]
impl Fault for SilentSessions {
    async fn list(&self, sound: &MemoryStore, list: &List) -> Result<At<Page>, StoreError> {
        sound.read(|state| list::list(&spoken(state.clone()), list))
    }

    async fn search(&self, sound: &MemoryStore, search: &Search) -> Result<Page, StoreError> {
        sound.read(|state| words::search(&spoken(state.clone()), search))
    }
}

/// The search finds what the log still tells of.
struct SearchReadsLog;

impl Fault for SearchReadsLog {
    fn answered(&self, state: &State, answer: Answer<'_>) {
        if let Answer::Found(page) = answer {
            page.sessions.retain(|view| {
                let subject = RecordId::Session(view.session.id);
                state.log.events.values().any(|event| event.subject == subject)
            });
        }
    }
}

/// A refused batch has moved its cursors.
struct CursorOfRefused;

impl Fault for CursorOfRefused {
    fn refused(&self, now: &mut State, batch: &Batch) {
        for cursor in &batch.cursors {
            if let Some(row) = now.sessions.get_mut(&cursor.session) {
                *row.cursor_mut(cursor.reader) = cursor.clone();
            }
        }
    }
}

mutants![
    "a deletion leaves messages behind": MessagesLeftBehind::default() => [
        "erase::a_deleted_session_takes_its_messages_and_cursors_along",
    ],
    "a customer is told of everybody": ChangesOfAnybody => [
        "changed::a_session_that_gets_another_contact_goes_along_whole",
        "changed::others_changes_are_not_told",
    ],
    "a deletion leaves what was unread in the sum": UnreadKept::default() => [
        "erase::what_was_unread_in_a_deleted_session_is_not_counted",
    ],
    "a thread of no session is another": AnySession => [
        "erase::a_deleted_session_takes_its_messages_and_cursors_along",
        "messages::a_thread_of_no_session_is_none",
    ],
    "a batch without events answers nothing": NothingHappened => [
        "log::a_batch_without_events_answers_the_head",
        "messages::a_message_is_read_back_as_it_was_written",
    ],
    "a commit answers the head": HeadForPosition => [
        "races::senders_of_many_sessions_all_get_in_and_positions_have_no_gaps",
    ],
    "hooks are told once": ToldOnce::default() => [
        "log::a_hook_that_panics_stops_nobody",
        "log::hooks_are_told_before_the_caller_is_answered",
        "log::hooks_are_told_of_every_commit",
        "log::hooks_are_told_of_what_can_be_read",
        "log::what_was_polled_once_is_committed_and_told",
    ],
    "a hook that panics stops the others": PanicStopsOthers::default() => [
        "log::a_hook_that_panics_stops_nobody",
    ],
    "a probe writes": ProbeWrites => [
        "log::a_probe_answers_and_changes_nothing",
    ],
    "all stores have one epoch": SameEpoch => [
        "reopen::stores_differ_in_their_epoch",
    ],
    "sessions without messages are found": SilentSessions => [
        "narrowing::who_waits_is_listed_the_first_opened_first",
        "paging::the_inbox_holds_sessions_with_messages_alone",
        "search::a_session_without_messages_is_not_found",
    ],
    "a search finds what the log still tells of": SearchReadsLog => [
        "purge::what_was_purged_is_still_found_by_its_words",
    ],
    "a refused batch moves cursors": CursorOfRefused => [
        "cursors::a_refused_batch_moves_no_cursor",
        "sessions::an_old_version_is_refused_and_nothing_is_written",
    ],
];
