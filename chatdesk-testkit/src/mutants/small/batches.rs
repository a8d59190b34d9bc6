//! Faults in what else a batch does: messages, cursors, deletions, jobs, events.

use chatdesk_core::{
    Batch, EventActor, Expect, JobChange, LeaseToken, Position, Reader, Record, RecordId,
    SessionId, SessionView,
};

use super::{Twist, Wrote, refuse};
use crate::{memory::state::State, mutants::mutants};

/// Whether a session is stored or made by the batch.
fn is_there(state: &State, batch: &Batch, session: SessionId) -> bool {
    let id = RecordId::Session(session);
    state.version(id).is_some() || batch.put.iter().any(|record| record.id() == id)
}

fn deletes(batch: &Batch, record: RecordId) -> bool {
    batch.delete.iter().any(|expect| expect.record == record)
}

mutants![
    // Messages.
    "a message takes the next seq, whatever it says": Twist(|state, batch| {
        let mut next = std::collections::BTreeMap::new();
        for message in &mut batch.messages {
            if let Some(row) = state.sessions.get(&message.session) {
                let last = next.entry(message.session).or_insert_with(|| row.last_seq());
                *last = last.next();
                message.seq = *last;
            }
        }
    }) => [
        "messages::a_batch_whose_second_message_does_not_fit_writes_nothing",
        "messages::only_the_next_seq_is_taken",
    ],
    "only the first message of a batch is looked at": Twist(|_, batch| {
        batch.messages.truncate(1);
    }) => [
        "messages::a_batch_whose_second_message_does_not_fit_writes_nothing",
        "messages::a_client_id_twice_in_one_batch_is_refused",
        "messages::several_messages_of_one_batch_follow_each_other",
    ],
    "a message of no session is dropped": Twist(|state, batch| {
        let whole = batch.clone();
        batch.messages.retain(|message| is_there(state, &whole, message.session));
    }) => [
        "messages::a_message_of_no_session_is_refused",
    ],
    // Cursors.
    "a cursor of no session is dropped": Twist(|state, batch| {
        let whole = batch.clone();
        batch.cursors.retain(|cursor| is_there(state, &whole, cursor.session));
    }) => [
        "cursors::a_cursor_of_no_session_is_refused",
    ],
    "both sides read under one cursor": Twist(|_, batch| {
        batch.cursors.iter_mut().for_each(|cursor| cursor.reader = Reader::Desk);
    }) => [
        "contacts::unread_is_summed_over_the_sessions_of_a_contact",
        "cursors::a_cursor_moves_forward",
        "cursors::each_reader_has_a_cursor",
        "cursors::unread_follows_messages_and_cursors",
    ],
    "a cursor moves its session's place": Wrote(|_, now, batch| {
        for cursor in &batch.cursors {
            now.sessions.get_mut(&cursor.session).unwrap().session.changed = now.log.head;
        }
    }) => [
        "changed::a_session_that_gets_another_contact_goes_along_whole",
        "changed::everything_after_a_position_is_told_in_order",
        "cursors::a_cursor_moves_forward",
        "sessions::only_a_write_moves_a_version",
    ],
    "what was seen is not counted": Twist(|_, batch| {
        batch.cursors.iter_mut().for_each(|cursor| cursor.seen = 0);
    }) => [
        "contacts::unread_is_summed_over_the_sessions_of_a_contact",
        "cursors::a_cursor_moves_forward",
        "cursors::a_cursor_never_moves_back",
        "cursors::a_message_and_its_reading_may_be_one_batch",
        "cursors::each_reader_has_a_cursor",
        "cursors::unread_follows_messages_and_cursors",
    ],
    "the batch that makes a session forgets its cursor": Wrote(|was, now, _| {
        for (id, row) in &mut now.sessions {
            if !was.sessions.contains_key(id) {
                row.desk_read = SessionView::unread_cursor(*id, Reader::Desk);
            }
        }
    }) => [
        "changed::at_one_position_contact_session_message_cursor",
        "cursors::a_message_and_its_reading_may_be_one_batch",
        "log::all_of_a_batch_carries_its_last_position",
    ],
    // Deletions.
    "the key of a deleted record is free in the next batch": Twist(|state, batch| {
        let is_deleted = |key| state.keys.get(key).is_some_and(|key| deletes(batch, key.owner));
        if batch.claim.iter().any(|claim| is_deleted(&claim.key)) {
            refuse(batch);
        }
    }) => [
        "erase::the_key_of_a_deleted_record_is_claimed_in_the_same_batch",
    ],
    "a deleted contact takes all sessions along": Twist(|state, batch| {
        let contacts: Vec<_> = batch.delete.iter().filter_map(|d| d.record.contact()).collect();
        for row in contacts.into_iter().flat_map(|contact| state.sessions_of(contact)) {
            let record = RecordId::Session(row.session.id);
            if !deletes(batch, record) {
                batch.delete.push(Expect { record, version: row.session.version });
            }
        }
    }) => [
        "erase::a_contact_with_a_session_that_stays_is_not_deleted",
    ],
    "a deleted contact is given nothing": Twist(|_, batch| {
        let whole = batch.clone();
        batch.put.retain(|record| match record {
            Record::Session(session) => !deletes(&whole, RecordId::Contact(session.contact)),
            Record::Contact(_) | Record::Ticket(_) | Record::Entry(_) => true,
        });
    }) => [
        "erase::a_contact_who_is_given_a_session_is_not_deleted",
    ],
    "a deletion names any version": Twist(|state, batch| {
        for expect in &mut batch.delete {
            expect.version = state.version(expect.record).unwrap_or(expect.version);
        }
    }) => [
        "erase::a_deletion_of_an_old_version_removes_nothing",
    ],
    "what is gone is deleted again": Twist(|state, batch| {
        batch.delete.retain(|expect| state.version(expect.record).is_some());
    }) => [
        "erase::what_is_gone_is_not_deleted_again",
    ],
    "what is written into a deleted session is dropped": Twist(|_, batch| {
        let whole = batch.clone();
        let is_left = |session| !deletes(&whole, RecordId::Session(session));
        batch.messages.retain(|message| is_left(message.session));
        batch.cursors.retain(|cursor| is_left(cursor.session));
    }) => [
        "erase::nothing_is_written_into_a_session_that_the_batch_deletes",
    ],
    "a deletion is not told": Twist(|_, batch| {
        if !batch.delete.is_empty() {
            batch.events.clear();
        }
    }) => [
        "erase::a_deletion_may_be_told_in_the_log",
        "erase::who_resumes_from_before_a_deletion_begins_anew",
    ],
    // Jobs.
    "a job forgets whom it is about": Twist(|_, batch| {
        for job in &mut batch.jobs {
            if let JobChange::Schedule(job) = job {
                job.contact = None;
            }
        }
    }) => [
        "erase::jobs_about_a_deleted_contact_go_and_their_lanes_go_on",
        "jobs::a_job_is_read_back_as_it_was_written",
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
        "outbox::a_listed_job_tells_all_of_itself",
    ],
    "the holder of a lapsed lease does not settle": Twist(|state, batch| {
        for change in &mut batch.jobs {
            if let JobChange::Settle { key, token } = change {
                let lease = state.jobs.get(key).and_then(|row| row.lease);
                if lease.is_some_and(|lease| lease.until < batch.now) {
                    *token = LeaseToken::new(u64::MAX);
                }
            }
        }
    }) => [
        "jobs::a_lapsed_lease_settles_until_somebody_else_claims",
    ],
    "a held job is not cancelled": Twist(|state, batch| {
        batch.jobs.retain(|change| match change {
            JobChange::Cancel(key) => state.jobs.get(key).is_none_or(|row| row.lease.is_none()),
            _ => true,
        });
    }) => [
        "jobs::a_cancelled_job_is_gone_whoever_holds_it",
    ],
    "a job that waits gets the later due": Wrote(|was, now, batch| {
        for change in &batch.jobs {
            if let JobChange::Schedule(job) = change
                && let Some(was) = was.jobs.get(&job.key)
            {
                now.jobs.get_mut(&job.key).unwrap().job.due = was.job.due.max(job.due);
            }
        }
    }) => [
        "jobs::a_job_under_the_key_of_a_waiting_one_replaces_its_task_and_keeps_the_earlier_due",
    ],
    "a job scheduled while it is held is dropped": Twist(|state, batch| {
        let settles = batch.jobs.iter().any(|change| matches!(change, JobChange::Settle { .. }));
        batch.jobs.retain(|change| match change {
            JobChange::Schedule(job) => {
                settles || state.jobs.get(&job.key).is_none_or(|row| row.lease.is_none())
            }
            _ => true,
        });
    }) => [
        "jobs::a_job_scheduled_while_it_is_held_is_not_lost",
    ],
    "jobs are scheduled before others are settled": Twist(|_, batch| {
        batch.jobs.sort_by_key(|change| !matches!(change, JobChange::Schedule(_)));
    }) => [
        "jobs::a_held_job_may_be_settled_and_scheduled_again_in_one_batch",
    ],
    // Events.
    "an event forgets who did it": Twist(|_, batch| {
        batch.events.iter_mut().for_each(|event| event.actor = EventActor::System);
    }) => [
        "log::events_are_read_back_in_their_order",
    ],
    "records carry the first position of their batch": Wrote(|was, now, batch| {
        let first = Position::new(was.log.head.get() + 1);
        for record in &batch.put {
            if let RecordId::Session(session) = record.id() {
                let session = &mut now.sessions.get_mut(&session).unwrap().session;
                session.changed = session.changed.min(first);
            }
        }
    }) => [
        "log::all_of_a_batch_carries_its_last_position",
    ],
];
