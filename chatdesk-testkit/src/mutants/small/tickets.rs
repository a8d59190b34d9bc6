//! Faults in tickets: how they are kept, and what is asked of them.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;
use chatdesk_core::{
    At, Batch, List, Page, Record, RecordId, Scope, Store as _, StoreError, Ticket, TicketId,
    TicketOrder, TicketStatus, UniqueKey, Version,
};

use super::{Answers, Asks, Twist, Wrote};
use crate::{
    memory::{MemoryStore, list, state::State},
    mutants::{
        broken::{Answer, Fault, Question},
        mutants,
    },
};

/// The description is searched by nobody.
struct DescriptionNotFound;

#[async_trait]
impl Fault for DescriptionNotFound {
    async fn list(&self, sound: &MemoryStore, list: &List) -> Result<At<Page>, StoreError> {
        match list {
            List::Tickets { filter, .. } if !filter.words.is_empty() => {
                let mut state = sound.read(State::clone)?;
                state.tickets.values_mut().for_each(|ticket| ticket.description.clear());
                Ok(list::list(&state, list))
            }
            _ => sound.list(list).await,
        }
    }
}

/// Tickets are counted where they stood, and with whoever had them, when they were made.
#[derive(Default)]
struct CountedAsMade {
    first: Mutex<BTreeMap<TicketId, Ticket>>,
}

#[async_trait]
impl Fault for CountedAsMade {
    fn written(&self, _was: &State, now: &mut State, _batch: &Batch) {
        let mut first = self.first.lock().unwrap();
        for (id, ticket) in &now.tickets {
            first.entry(*id).or_insert_with(|| ticket.clone());
        }
    }

    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        let mut state = sound.read(State::clone)?;
        for (id, first) in &*self.first.lock().unwrap() {
            state.tickets.entry(*id).and_modify(|ticket| *ticket = first.clone());
        }
        Ok(list::count(&state, list, cap))
    }
}

/// Changes the tickets that a batch puts.
fn each(batch: &mut Batch, change: impl Fn(&mut Ticket)) {
    for record in &mut batch.put {
        if let Record::Ticket(ticket) = record {
            change(ticket);
        }
    }
}

/// Leaves out the tickets that a batch puts and that this holds for, with the keys of their numbers.
fn leave_out(batch: &mut Batch, is_left_out: impl Fn(&Batch, &Ticket) -> bool) {
    let whole = batch.clone();
    batch.put.retain(|record| match record {
        Record::Ticket(ticket) => !is_left_out(&whole, ticket),
        _ => true,
    });
}

fn asked(question: Question<'_>) -> Option<&mut List> {
    match question {
        Question::List(list) => Some(list),
        _ => None,
    }
}

mutants![
    "a ticket's reference is not kept": Twist(|_, batch| {
        each(batch, |ticket| ticket.reference = None);
    }) => [
        "tickets::a_ticket_is_read_back_as_it_was_written",
    ],
    "a ticket forgets when it was first answered": Twist(|_, batch| {
        each(batch, |ticket| ticket.first_answered_at = None);
    }) => [
        "tickets::a_ticket_is_read_back_as_it_was_written",
    ],
    "a thread has no ticket": Answers(|_, answer| {
        if let Answer::Thread(_, thread) = answer
            && let Some(thread) = &mut thread.value
        {
            thread.view.ticket = None;
        }
    }) => [
        "tickets::a_ticket_goes_along_with_every_view_of_its_session",
    ],
    "open sessions are loaded without tickets": Answers(|_, answer| {
        if let Answer::Loaded(Scope::Contact(_) | Scope::Address(_), loaded) = answer {
            loaded.sessions.iter_mut().for_each(|view| view.ticket = None);
        }
    }) => [
        "tickets::a_ticket_goes_along_with_every_view_of_its_session",
    ],
    "any number is the first ticket's": Answers(|state, answer| {
        if let Answer::Loaded(Scope::Ticket(_), loaded) = answer
            && let Some(ticket) = state.tickets.values().min_by_key(|ticket| ticket.number)
        {
            let view = state.view(&state.sessions[&ticket.session]).unwrap();
            loaded.contact = Some(view.contact.clone());
            loaded.sessions = vec![view];
        }
    }) => [
        "tickets::a_ticket_is_loaded_by_its_number_with_session_and_contact",
    ],
    "a ticket is loaded without its contact": Answers(|_, answer| {
        if let Answer::Loaded(Scope::Ticket(_), loaded) = answer {
            loaded.contact = None;
        }
    }) => [
        "tickets::a_ticket_is_loaded_by_its_number_with_session_and_contact",
    ],
    "a ticket is written whatever was read": Twist(|state, batch| {
        each(batch, |ticket| {
            let stored = state.version(RecordId::Ticket(ticket.id));
            ticket.version = stored.unwrap_or(Version::NONE);
        });
    }) => [
        "tickets::an_old_version_of_a_ticket_is_refused",
    ],
    "an expected ticket may have any version": Twist(|state, batch| {
        for expect in &mut batch.expect {
            if let RecordId::Ticket(_) = expect.record {
                expect.version = state.version(expect.record).unwrap_or(expect.version);
            }
        }
    }) => [
        "tickets::an_old_version_of_a_ticket_is_refused",
    ],
    "a ticket of no session is left out": Twist(|state, batch| {
        leave_out(batch, |batch, ticket| {
            let session = RecordId::Session(ticket.session);
            let is_put = batch.put.iter().any(|record| record.id() == session);
            !is_put && state.version(session).is_none()
        });
    }) => [
        "tickets::a_ticket_of_no_session_is_refused",
    ],
    "a ticket of a session that goes is left out": Twist(|_, batch| {
        leave_out(batch, |batch, ticket| {
            let session = RecordId::Session(ticket.session);
            batch.delete.iter().any(|expect| expect.record == session)
        });
    }) => [
        "tickets::a_ticket_of_no_session_is_refused",
    ],
    "a number that is taken is left out": Twist(|state, batch| {
        leave_out(batch, |_, ticket| {
            let has_number = |other: &Ticket| other.number == ticket.number;
            ticket.version == Version::NONE && state.tickets.values().any(has_number)
        });
    }) => [
        "tickets::a_number_is_one_tickets",
    ],
    "a second ticket of a session is left out": Twist(|state, batch| {
        leave_out(batch, |_, ticket| {
            ticket.version == Version::NONE
                && state.ticket_of(ticket.session).is_some_and(|other| other.id != ticket.id)
        });
    }) => [
        "tickets::a_session_has_one_ticket",
    ],
    "a deletion leaves the ticket behind": Wrote(|was, now, batch| {
        for session in batch.delete.iter().filter_map(|expect| expect.record.session()) {
            now.tickets.extend(was.ticket_of(session).map(|ticket| (ticket.id, ticket.clone())));
        }
    }) => [
        "tickets::a_deleted_session_takes_its_ticket_along",
    ],
    "a deletion leaves the key of the ticket's number": Wrote(|was, now, batch| {
        for session in batch.delete.iter().filter_map(|expect| expect.record.session()) {
            let key = was.ticket_of(session).map(|ticket| UniqueKey::ticket(ticket.number));
            let row = key.and_then(|key| was.keys.get(&key).map(|row| (key, row.clone())));
            now.keys.extend(row);
        }
    }) => [
        "tickets::a_deleted_session_takes_its_ticket_along",
    ],
    "a deleted ticket stays": Wrote(|was, now, batch| {
        for expect in &batch.delete {
            if let RecordId::Ticket(id) = expect.record {
                now.tickets.extend(was.tickets.get(&id).map(|ticket| (id, ticket.clone())));
            }
        }
    }) => [
        "tickets::a_deleted_ticket_leaves_its_session",
    ],
    "tickets are listed however they stand": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question) {
            filter.statuses.clear();
        }
    }) => [
        "ticket_lists::tickets_are_counted_as_they_stand_now_up_to_the_cap",
        "ticket_lists::tickets_are_in_every_order_both_ways",
        "ticket_lists::tickets_are_narrowed_by_every_filter",
        "ticket_lists::what_is_skipped_is_left_out",
    ],
    "closed tickets are listed only where they are asked for": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question)
            && filter.statuses.is_empty()
        {
            filter.statuses.extend(TicketStatus::ALL.into_iter().take(3));
        }
    }) => [
        "ticket_lists::tickets_are_in_every_order_both_ways",
        "ticket_lists::tickets_are_narrowed_by_every_filter",
        "ticket_lists::what_is_skipped_is_left_out",
    ],
    "tickets are listed however they press": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question) {
            filter.priority = None;
        }
    }) => [
        "ticket_lists::tickets_are_narrowed_by_every_filter",
    ],
    "tickets are listed whoever has them": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question) {
            filter.agent = chatdesk_core::AgentFilter::Any;
        }
    }) => [
        "ticket_lists::tickets_are_counted_as_they_stand_now_up_to_the_cap",
        "ticket_lists::tickets_are_narrowed_by_every_filter",
    ],
    "tickets are listed whatever the phone": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question) {
            filter.phone = None;
        }
    }) => [
        "ticket_lists::tickets_are_narrowed_by_every_filter",
        "ticket_lists::what_is_skipped_is_left_out",
    ],
    "tickets are listed whatever their words": Asks(|question| {
        if let Some(List::Tickets { filter, .. }) = asked(question) {
            filter.words.clear();
        }
    }) => [
        "ticket_lists::tickets_are_found_by_words_of_description_messages_and_contact",
    ],
    "tickets are not found by their description": DescriptionNotFound => [
        "ticket_lists::tickets_are_found_by_words_of_description_messages_and_contact",
    ],
    "tickets go by their number": Asks(|question| {
        if let Some(List::Tickets { sort, .. }) = asked(question) {
            sort.by = TicketOrder::Number;
        }
    }) => [
        "ticket_lists::tickets_are_in_every_order_both_ways",
    ],
    "tickets have one direction": Asks(|question| {
        if let Some(List::Tickets { sort, .. }) = asked(question) {
            sort.descending = false;
        }
    }) => [
        "ticket_lists::tickets_are_in_every_order_both_ways",
    ],
    "nothing is skipped": Asks(|question| {
        if let Some(List::Tickets { skip, .. }) = asked(question) {
            *skip = 0;
        }
    }) => [
        "ticket_lists::what_is_skipped_is_left_out",
    ],
    "tickets are counted where they stood first": CountedAsMade::default() => [
        "ticket_lists::tickets_are_counted_as_they_stand_now_up_to_the_cap",
    ],
];
