//! Faults in the lists of somebody's conversations of staff.

use std::cmp::Reverse;

use async_trait::async_trait;
use chatdesk_core::{
    At, List, Member, Page, PageKey, Seq, SessionView, Store as _, StoreError, Timestamp,
};
use uuid::Uuid;

use super::{
    super::{broken::Fault, mutants},
    Answer, Answers, Asks, Question, Wrote,
    panel::all,
};
use crate::memory::{MemoryStore, list, state::State};

/// The instant at which somebody has a conversation, and its id.
fn place(view: &SessionView, member: &str) -> Reverse<(Timestamp, Uuid)> {
    let member = view.session.panel.as_ref().and_then(|panel| panel.member(member));
    let left = member.and_then(|member| member.left.as_ref());
    let at = left.map_or(view.session.updated_at, |left| left.at);
    Reverse((at, view.session.id.uuid()))
}

/// Of a page of somebody's conversations, whose it is and which words were asked for.
fn panels<'a>(answer: Answer<'a>) -> Option<(&'a str, &'a [String], &'a mut Page)> {
    match answer {
        Answer::Page(List::Panel { member, words, .. }, page) => {
            Some((member, words, &mut page.value))
        }
        _ => None,
    }
}

/// Of somebody's conversations a page is counted.
struct CountsPage;

#[async_trait]
impl Fault for CountsPage {
    async fn count(&self, sound: &MemoryStore, list: &List, cap: u32) -> Result<u32, StoreError> {
        if !matches!(list, List::Panel { .. }) {
            return sound.count(list, cap).await;
        }
        let page = sound.list(list).await?.value;
        Ok(u32::try_from(page.sessions.len()).unwrap().min(cap))
    }
}

/// Words are looked for in all that was said, also by who left before.
struct LeftFindsAll;

#[async_trait]
impl Fault for LeftFindsAll {
    async fn list(&self, sound: &MemoryStore, list: &List) -> Result<At<Page>, StoreError> {
        let mut state = sound.read(State::clone)?;
        for row in state.sessions.values_mut() {
            let members = row.session.panel.iter_mut().flat_map(|panel| &mut panel.members);
            members
                .filter_map(|member| member.left.as_mut())
                .for_each(|left| left.last_seq = Seq::new(u64::MAX));
        }
        Ok(list::list(&state, list))
    }
}

mutants![
    // Whose they are, and where they stand.
    "staff see what they are not in": Answers(|state, answer| {
        if let Some((member, [], page)) = panels(answer)
            && page.next.is_none()
        {
            let is_theirs = |view: &SessionView| {
                view.session.panel.as_ref().is_some_and(|panel| panel.member(member).is_some())
            };
            page.sessions.extend(all(state).filter(|view| !is_theirs(view)));
        }
    }) => [
        "panel_lists::everybody_has_their_own_conversations_the_latest_changed_first",
    ],
    "members are named in any case": Asks(|question| {
        if let Question::List(List::Panel { member, .. }) = question {
            *member = member.to_lowercase();
        }
    }) => [
        "panel_lists::everybody_has_their_own_conversations_the_latest_changed_first",
    ],
    "conversations come in the order of their commits": Answers(|_, answer| {
        if let Some((_, [], page)) = panels(answer) {
            page.sessions.sort_by_key(|view| Reverse(view.session.changed));
        }
    }) => [
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::everybody_has_their_own_conversations_the_latest_changed_first",
        "panel_lists::who_left_has_it_where_they_left",
    ],
    "who left has it no more": Answers(|_, answer| {
        if let Some((member, _, page)) = panels(answer) {
            page.sessions.retain(|view| {
                let member = view.session.panel.as_ref().and_then(|panel| panel.member(member));
                member.is_some_and(Member::is_in)
            });
        }
    }) => [
        "panel_lists::a_deleted_conversation_is_nobodys",
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
        "panel_lists::who_left_has_it_where_they_left",
    ],
    "who left has it where it went on to": Answers(|_, answer| {
        if let Some((_, _, page)) = panels(answer) {
            page.sessions.sort_by_key(|view| place(view, ""));
        }
    }) => [
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::who_left_has_it_where_they_left",
    ],
    "who came back has it where they left": Wrote(|was, now, batch| {
        for session in batch.put.iter().filter_map(|record| record.id().session()) {
            let before = was.sessions.get(&session).and_then(|row| row.session.panel.as_ref());
            let after = now.sessions.get_mut(&session);
            let after = after.and_then(|row| row.session.panel.as_mut());
            for (before, after) in before.zip(after).into_iter().flat_map(|(before, after)| {
                before.members.iter().zip(&mut after.members)
            }) {
                after.left = before.left.clone().or(after.left.take());
            }
        }
    }) => [
        "panel::a_message_brings_its_panel_along",
        "panel::a_panel_is_read_back_as_it_was_written",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
        "panel_lists::who_left_has_it_where_they_left",
    ],
    "conversations are paged by the instant alone": Asks(|question| {
        if let Question::List(List::Panel { after: Some(after), .. }) = question {
            after.id = Uuid::nil();
        }
    }) => [
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::what_is_found_is_paged_as_all_are",
    ],
    "the last page of conversations is followed by another": Answers(|_, answer| {
        if let Some((member, _, page)) = panels(answer) {
            page.next = page.sessions.last().map(|view| {
                let Reverse((at, id)) = place(view, member);
                PageKey { order: u64::try_from(at.as_micros()).unwrap(), id }
            });
        }
    }) => [
        "panel_lists::conversations_of_one_instant_are_each_on_one_page",
        "panel_lists::everybody_has_their_own_conversations_the_latest_changed_first",
        "panel_lists::what_is_found_is_paged_as_all_are",
    ],
    "a deleted conversation stays": Wrote(|was, now, batch| {
        for session in batch.delete.iter().filter_map(|expect| expect.record.session()) {
            let row = was.sessions.get(&session).filter(|row| row.session.panel.is_some());
            now.sessions.extend(row.map(|row| (session, row.clone())));
        }
    }) => [
        "panel_lists::a_deleted_conversation_is_nobodys",
    ],
    // Words.
    "of what staff say the first word is looked for": Asks(|question| {
        if let Question::List(List::Panel { words, .. }) = question {
            words.truncate(1);
        }
    }) => [
        "panel_lists::one_message_holds_all_words_and_the_newest_is_told",
        "panel_lists::what_is_found_is_paged_as_all_are",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
    ],
    "of what was found the oldest message is told": Answers(|state, answer| {
        if let Some((_, [word], page)) = panels(answer) {
            for (session, found) in &mut page.matches {
                let messages = &state.sessions[session].messages;
                let oldest = messages.iter().find(|message| message.content.contains(word));
                *found = oldest.cloned().unwrap_or_else(|| found.clone());
            }
        }
    }) => [
        "panel_lists::one_message_holds_all_words_and_the_newest_is_told",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
    ],
    "what was found among staff is not told": Answers(|_, answer| {
        if let Some((_, _, page)) = panels(answer) {
            page.matches.clear();
        }
    }) => [
        "panel_lists::one_message_holds_all_words_and_the_newest_is_told",
        "panel_lists::what_is_found_is_paged_as_all_are",
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
    ],
    "who left finds what was said since": LeftFindsAll => [
        "panel_lists::who_left_finds_nothing_of_what_was_said_since",
    ],
    "signs ask for all conversations": Asks(|question| {
        if let Question::List(List::Panel { words, .. }) = question {
            words.retain(|word| word.chars().any(char::is_alphanumeric));
        }
    }) => [
        "panel_lists::signs_alone_find_no_conversation",
    ],
    "of conversations a page is counted": CountsPage => [
        "panel_lists::conversations_are_counted_over_all_pages_up_to_the_cap",
    ],
];
