//! Faults in what is about conversations of staff: how they are kept, and what of them is in lists of customers.

use async_trait::async_trait;
use chatdesk_core::{
    Audience, Batch, ContactKind, ContactView, List, Message, Panel, Record, Scope, Search, Sender,
    Seq, SessionView, Store as _, StoreError, Window,
};

use super::{
    super::{broken::Fault, mutants},
    Answer, Answers, Twist, Wrote,
};
use crate::memory::{MemoryStore, state::State};

/// Changes the conversations of staff that a batch puts.
fn each(batch: &mut Batch, change: impl Fn(&mut Panel)) {
    for record in &mut batch.put {
        if let Record::Session(session) = record {
            session.panel.iter_mut().for_each(|panel| change(panel));
        }
    }
}

/// All conversations of staff, whosever they are.
pub(super) fn all(state: &State) -> impl Iterator<Item = SessionView> {
    let rows = state.sessions.values().filter(|row| row.session.panel.is_some());
    rows.filter_map(|row| state.view(row))
}

/// What is counted is what lists of customers hold, and staff among themselves.
struct CountsStaff;

#[async_trait]
impl Fault for CountsStaff {
    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        let n_counted = sound.count(list, cap).await?;
        let n_beside = sound.read(|state| match list {
            List::Inbox { .. } | List::Waiting { .. } => all(state).count(),
            _ => 0,
        })?;
        Ok((n_counted + u32::try_from(n_beside).unwrap()).min(cap))
    }
}

/// The desk's own contact is counted as one of the people.
struct CountsDesk;

#[async_trait]
impl Fault for CountsDesk {
    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        let n_counted = sound.count(list, cap).await?;
        let n_desks = sound.read(|state| {
            let desks = state.contacts.values();
            desks.filter(|row| row.contact.kind == ContactKind::Desk).count()
        })?;
        let is_all = matches!(list, List::Contacts { words, .. } if words.is_empty());
        let n_beside = if is_all { u32::try_from(n_desks).unwrap() } else { 0 };
        Ok((n_counted + n_beside).min(cap))
    }
}

/// What is found is counted with what staff said.
struct CountsStaffFound;

#[async_trait]
impl Fault for CountsStaffFound {
    async fn count_found(
        &self,
        sound: &MemoryStore,
        search: &Search,
        cap: u32,
    ) -> Result<u32, StoreError> {
        let n_found = sound.count_found(search, cap).await?;
        let n_beside = sound.read(|state| all(state).count())?;
        Ok((n_found + u32::try_from(n_beside).unwrap()).min(cap))
    }
}

/// Lets a window of the latest of a sender hold the latest message for which this holds instead.
fn latest(state: &State, answer: Answer<'_>, fits: impl Fn(&Message, &Sender, Seq) -> bool) {
    if let Answer::Thread(Window::LatestOf { sender, up_to }, thread) = answer
        && let Some(thread) = &mut thread.value
    {
        let messages = &state.sessions[&thread.view.session.id].messages;
        let found = messages.iter().rev().find(|message| fits(message, sender, *up_to));
        thread.messages = found.cloned().into_iter().collect();
    }
}

mutants![
    // What is kept.
    "who left is forgotten": Twist(|_, batch| {
        each(batch, |panel| panel.members.retain(|member| member.is_in()));
    }) => [
        "panel::a_message_brings_its_panel_along",
        "panel::a_panel_is_read_back_as_it_was_written",
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
        "panel_lists::who_left_has_it_where_they_left",
        "panel_lists::a_deleted_conversation_is_nobodys",
    ],
    "what it was called when somebody left is forgotten": Twist(|_, batch| {
        each(batch, |panel| {
            panel.members.iter_mut().filter_map(|it| it.left.as_mut()).for_each(|it| it.title = None);
        });
    }) => [
        "panel::a_message_brings_its_panel_along",
        "panel::a_panel_is_read_back_as_it_was_written",
    ],
    "members stand by their ids": Twist(|_, batch| {
        each(batch, |panel| panel.members.sort_by(|one, other| one.agent.id.cmp(&other.agent.id)));
    }) => [
        "panel::a_message_brings_its_panel_along",
        "panel::a_panel_is_read_back_as_it_was_written",
    ],
    "a message leaves its panel as it was": Wrote(|was, now, batch| {
        for message in &batch.messages {
            let row = was.sessions.get(&message.session);
            let before = row.and_then(|row| row.session.panel.clone());
            let after = now.sessions.get_mut(&message.session).unwrap();
            after.session.panel = before.or(after.session.panel.take());
        }
    }) => [
        "panel::a_message_brings_its_panel_along",
    ],
    // What is about customers.
    "the desk is one of the people": Answers(|state, answer| {
        if let Answer::Page(List::Contacts { words, .. }, page) = answer
            && words.is_empty()
        {
            let desk = state.contacts.values().find(|row| row.contact.kind == ContactKind::Desk);
            page.value.contacts.extend(desk.map(|row| ContactView {
                contact: row.contact.clone(),
                desk_unread: 0,
                open_session: None,
                last_wrote_at: None,
            }));
        }
    }) => [
        "panel::the_desks_own_contact_is_one_of_no_people",
    ],
    "the desk is counted as one of the people": CountsDesk => [
        "panel::the_desks_own_contact_is_one_of_no_people",
    ],
    "the desk has no address": Answers(|_, answer| {
        if let Answer::Loaded(Scope::Address(_), loaded) = answer {
            loaded.contact = loaded.contact.take().filter(|it| it.kind != ContactKind::Desk);
        }
    }) => [
        "panel::the_desks_own_contact_is_one_of_no_people",
    ],
    "what staff talk about stands in the inbox": Answers(|state, answer| {
        if let Answer::Page(List::Inbox { .. }, page) = answer {
            page.value.sessions.extend(all(state));
        }
    }) => [
        "panel::a_conversation_of_staff_is_in_no_list_of_the_desk",
    ],
    "what staff talk about is counted with what customers do": CountsStaff => [
        "panel::a_conversation_of_staff_is_in_no_list_of_the_desk",
    ],
    "what staff talk about has ended": Answers(|state, answer| {
        if let Answer::Page(List::Ended { .. }, page) = answer {
            page.value.sessions.extend(all(state));
        }
    }) => [
        "panel::a_conversation_of_staff_is_in_no_list_of_the_desk",
    ],
    "what staff talk about is found by all": Answers(|state, answer| {
        if let Answer::Found(page) = answer {
            page.sessions.extend(all(state));
        }
    }) => [
        "panel::a_conversation_of_staff_is_found_by_no_search",
    ],
    "what staff talk about is counted with what is found": CountsStaffFound => [
        "panel::a_conversation_of_staff_is_found_by_no_search",
    ],
    "what staff say is unread to the desk": Answers(|state, answer| {
        if let Answer::Loaded(Scope::Desk, loaded) = answer {
            let panels = state.sessions.values().filter_map(|row| row.session.panel.as_ref());
            loaded.unread += panels.map(|panel| panel.n_sent).sum::<u64>();
        }
    }) => [
        "panel::what_staff_say_among_themselves_is_unread_to_nobody",
    ],
    "what concerns members concerns the desk": Twist(|_, batch| {
        for event in &mut batch.events {
            if let Audience::Members(_) = event.audience {
                event.audience = Audience::Desk;
            }
        }
    }) => [
        "panel::an_event_for_members_keeps_its_audience_and_its_place",
    ],
    "what concerns members is told behind the rest": Twist(|_, batch| {
        batch.events.sort_by_key(|event| matches!(event.audience, Audience::Members(_)));
    }) => [
        "panel::an_event_for_members_keeps_its_audience_and_its_place",
    ],
    // The latest of a sender.
    "the latest of a sender is that of their kind": Answers(|state, answer| {
        latest(state, answer, |it, sender, up_to| it.sender.kind == sender.kind && it.seq <= up_to);
    }) => [
        "messages::the_latest_of_a_sender_is_found_at_a_position_or_before",
    ],
    "the latest of a sender is that of their id": Answers(|state, answer| {
        latest(state, answer, |it, sender, up_to| it.sender.id == sender.id && it.seq <= up_to);
    }) => [
        "messages::the_latest_of_a_sender_is_found_at_a_position_or_before",
    ],
    "the latest of a sender is that before the position": Answers(|state, answer| {
        latest(state, answer, |it, sender, up_to| it.sender.is_same(sender) && it.seq < up_to);
    }) => [
        "messages::the_latest_of_a_sender_is_found_at_a_position_or_before",
    ],
    "the latest of a sender is that of now": Answers(|state, answer| {
        latest(state, answer, |it, sender, _| it.sender.is_same(sender));
    }) => [
        "messages::the_latest_of_a_sender_is_found_at_a_position_or_before",
    ],
];
