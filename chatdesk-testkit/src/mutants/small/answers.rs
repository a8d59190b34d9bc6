//! Faults in questions and answers.

use std::time::Duration;

use chatdesk_core::{
    AgentFilter, EntryKind, List, PageKey, Position, Purge, Purged, Scope, Side, StatusFilter,
    Timestamp, Version, Window,
};

use super::{Answers, Asks};
use crate::mutants::{
    broken::{Answer, Question},
    mutants,
};

mutants![
    // What is loaded.
    "who is not there is somebody else": Answers(|state, answer| {
        if let Answer::Loaded(Scope::Address(_) | Scope::Contact(_), loaded) = answer
            && loaded.contact.is_none()
        {
            loaded.contact = state.contacts.values().next().map(|row| row.contact.clone());
        }
    }) => [
        "contacts::a_contact_who_is_not_there_is_absent",
        "sessions::what_does_not_exist_is_absent",
    ],
    "open sessions are loaded the first opened first": Answers(|_, answer| {
        if let Answer::Loaded(_, loaded) = answer {
            loaded.sessions.reverse();
        }
    }) => [
        "contacts::a_contact_is_loaded_by_address_with_open_sessions_latest_first",
    ],
    "what is unread in ended sessions is not counted": Answers(|_, answer| {
        if let Answer::Loaded(Scope::Contact(_) | Scope::Address(_), loaded) = answer {
            loaded.unread = loaded.sessions.iter().map(|view| view.unread(Side::Customer)).sum();
        }
    }) => [
        "contacts::unread_is_summed_over_the_sessions_of_a_contact",
    ],
    "a new session begins with its first message read": Answers(|_, answer| {
        if let Answer::Loaded(_, loaded) = answer {
            for view in &mut loaded.sessions {
                if view.session.version == Version::new(1) {
                    view.desk_read.seq = view.desk_read.seq.next();
                }
            }
        }
    }) => [
        "cursors::without_a_cursor_nothing_was_read",
    ],
    "keys whose time has passed are not reported": Answers(|state, answer| {
        if let Answer::Loaded(_, loaded) = answer {
            let is_over = |until: Timestamp| until <= crate::given::NOW;
            loaded.owners.retain(|key, _| !state.keys[key].until.is_some_and(is_over));
        }
    }) => [
        "keys::owners_are_reported_also_when_their_time_has_passed",
        "reopen::jobs_and_keys_are_there_after_a_reopen",
    ],
    // What is resumed.
    "a stream resumes one position early": Asks(|question| {
        if let Question::Changed(after) = question {
            *after = Position::new(after.get().saturating_sub(1));
        }
    }) => [
        "changed::a_session_that_gets_another_contact_goes_along_whole",
        "changed::everything_after_a_position_is_told_in_order",
        "changed::more_than_the_limit_is_said_so",
        "changed::nothing_changed_after_the_head",
        "changed::who_resumes_from_before_a_session_changed_hands_begins_anew",
        "erase::who_resumes_from_before_a_deletion_begins_anew",
    ],
    "a change of a contact is told twice": Answers(|_, answer| {
        if let Answer::Changed(items) = answer
            && let Some(first @ chatdesk_core::Change::Contact(_)) = items.first().cloned()
        {
            items.insert(0, first);
        }
    }) => [
        "changed::at_one_position_contact_session_message_cursor",
        "changed::of_several_changes_the_last_is_told",
    ],
    // What is read of a session.
    "the newest window never has more": Answers(|_, answer| {
        if let Answer::Thread(Window::Newest { .. }, thread) = answer
            && let Some(thread) = &mut thread.value
        {
            thread.has_more = false;
        }
    }) => [
        "messages::the_newest_window_holds_the_last_messages",
    ],
    "a window before a message has the latest first": Answers(|_, answer| {
        if let Answer::Thread(Window::Before { .. }, thread) = answer
            && let Some(thread) = &mut thread.value
        {
            thread.messages.reverse();
        }
    }) => [
        "messages::windows_page_in_both_directions",
    ],
    "a thread says an earlier position": Answers(|_, answer| {
        if let Answer::Thread(_, thread) = answer {
            thread.position = Position::new(thread.position.get().saturating_sub(1));
        }
    }) => [
        "log::a_read_contains_what_was_committed_before_it",
        "races::each_read_is_one_snapshot",
    ],
    "a list says an earlier position": Answers(|_, answer| {
        if let Answer::Page(_, page) = answer {
            page.position = Position::new(page.position.get().saturating_sub(1));
        }
    }) => [
        "log::each_read_contains_what_was_committed_and_says_so",
    ],
    // Lists.
    "sessions of a contact come the first opened first": Answers(|_, answer| {
        if let Answer::Page(List::SessionsOf { .. }, page) = answer {
            page.value.sessions.reverse();
        }
    }) => [
        "paging::sessions_of_a_contact_are_paged_latest_opened_first",
    ],
    "contacts come the first made first": Answers(|_, answer| {
        if let Answer::Page(List::Contacts { .. }, page) = answer {
            page.value.contacts.reverse();
        }
    }) => [
        "paging::contacts_are_found_by_beginnings_of_words",
        "paging::contacts_are_paged_latest_made_first",
    ],
    "entries come the first made first": Answers(|_, answer| {
        if let Answer::Page(List::Entries { .. }, page) = answer {
            page.value.entries.reverse();
        }
    }) => [
        "paging::entries_are_paged_latest_first",
    ],
    "entries of one kind are listed for another": Asks(|question| {
        if let Question::List(List::Entries { kind, .. }) = question {
            *kind = EntryKind::ToggleChange;
        }
    }) => [
        "paging::entries_of_another_kind_are_not_listed",
    ],
    "changed entries come the latest first": Answers(|_, answer| {
        if let Answer::Page(List::ChangedEntries { .. }, page) = answer {
            page.value.entries.reverse();
        }
    }) => [
        "paging::entries_of_a_kind_are_paged_the_earliest_changed_first",
    ],
    "changed entries are those of any kind": Answers(|state, answer| {
        if let Answer::Page(List::ChangedEntries { limit, .. }, page) = answer {
            let rows = state.entries.values().map(|row| row.entry.clone());
            page.value.entries.extend(rows.filter(|entry| entry.content.kind() == EntryKind::Revoked));
            page.value.entries.truncate(usize::from(*limit));
        }
    }) => [
        "paging::entries_of_a_kind_are_paged_the_earliest_changed_first",
    ],
    "who asks what changed is told again what they have": Asks(|question| {
        if let Question::List(List::ChangedEntries { after: Some(after), .. }) = question {
            after.order -= 1;
        }
    }) => [
        "paging::entries_of_a_kind_are_paged_the_earliest_changed_first",
        "paging::what_changed_of_a_kind_is_found_after_the_last_key",
    ],
    "only the first address is looked up": Asks(|question| {
        if let Question::List(List::ContactsAt { addresses }) = question {
            addresses.truncate(1);
        }
    }) => [
        "erase::deleted_contacts_are_in_no_list_and_no_count",
        "paging::contacts_are_found_by_address",
    ],
    "contacts hold the first word": Asks(|question| {
        if let Question::List(List::Contacts { words, .. }) = question {
            words.truncate(1);
        }
    }) => [
        "paging::contacts_are_found_by_beginnings_of_words",
    ],
    "what ended at the instant has ended before it": Asks(|question| {
        if let Question::List(List::Ended { before, .. }) = question {
            *before = before.plus(Duration::from_micros(1));
        }
    }) => [
        "paging::ended_sessions_are_listed_the_longest_ended_first",
    ],
    "ended sessions have a next page": Answers(|_, answer| {
        if let Answer::Page(List::Ended { .. }, page) = answer {
            let last = page.value.sessions.last().map(|view| &view.session);
            page.value.next =
                last.map(|last| PageKey { order: last.changed.get(), id: last.id.uuid() });
        }
    }) => [
        "paging::ended_sessions_are_listed_the_longest_ended_first",
    ],
    "the inbox holds what anybody has": Asks(|question| {
        if let Question::List(List::Inbox { filter, .. }) = question {
            filter.agent = AgentFilter::Any;
        }
    }) => [
        "narrowing::the_inbox_filters_by_agent_and_contact",
    ],
    "the inbox of a customer holds everybody's": Asks(|question| {
        if let Question::List(List::Inbox { filter, .. }) = question {
            filter.contact = None;
        }
    }) => [
        "narrowing::the_inbox_filters_by_agent_and_contact",
        "panel::a_conversation_of_staff_is_in_no_list_of_the_desk",
    ],
    "who waits stands behind those who came later": Asks(|question| {
        if let Question::List(List::Waiting { before, .. }) = question {
            *before = None;
        }
    }) => [
        "narrowing::who_waits_is_listed_the_first_opened_first",
    ],
    "the last who was opened is the next": Answers(|_, answer| {
        if let Answer::Page(List::Waiting { .. }, page) = answer {
            page.value.sessions.reverse();
        }
    }) => [
        "narrowing::who_waits_is_listed_the_first_opened_first",
    ],
    // Searches.
    "a search finds what anybody has": Asks(|question| {
        if let Question::Search(search) = question {
            search.filter.agent = AgentFilter::Any;
        }
    }) => [
        "search::search_filters_by_agent_and_contact",
    ],
    "a search looks for the first word": Asks(|question| {
        if let Question::Search(search) = question {
            search.words.truncate(1);
        }
    }) => [
        "search::a_search_says_which_message_was_found",
        "search::all_words_must_occur_in_messages_or_the_contact",
        "search::nothing_in_a_word_is_an_operator",
    ],
    "a search knows small plain letters": Asks(|question| {
        if let Question::Search(search) = question {
            let is_plain = |word: &String| word.is_ascii() && *word == word.to_lowercase();
            if !search.words.iter().all(is_plain) {
                search.words = vec!["nothing".to_owned()];
            }
        }
    }) => [
        "search::a_search_says_which_message_was_found",
        "search::accents_and_case_do_not_matter",
    ],
    "a search looks for words in the middle": Asks(|question| {
        if let Question::Search(search) = question {
            search.words.retain(|word| word != "voice");
            if search.words.is_empty() {
                search.words = vec!["invoice".to_owned()];
            }
        }
    }) => [
        "search::a_message_is_found_by_beginnings_of_its_words",
    ],
    "a search has one page": Answers(|_, answer| {
        if let Answer::Found(page) = answer {
            page.next = None;
        }
    }) => [
        "search::search_is_paged_by_last_change",
    ],
    "a search finds sessions of any status": Asks(|question| {
        if let Question::Search(search) = question {
            search.filter.status = StatusFilter::Any;
        }
    }) => [
        "search::search_filters_by_status",
        "panel::a_conversation_of_staff_is_found_by_no_search",
    ],
    "a search does not say where": Answers(|_, answer| {
        if let Answer::Found(page) = answer {
            page.matches.clear();
        }
    }) => [
        "search::a_search_says_which_message_was_found",
    ],
    // The log, jobs, purges.
    "the log is read whole": Asks(|question| {
        if let Question::Log(limit) = question {
            *limit = u16::MAX;
        }
    }) => [
        "log::the_log_is_read_in_pieces",
    ],
    "the epoch is drawn for each read": Answers(|_, answer| {
        if let Answer::Log(log) = answer {
            log.epoch = crate::memory::state::State::new().log.epoch;
        }
    }) => [
        "erase::what_deleted_sessions_left_behind_goes_in_steps",
        "log::an_empty_store_has_an_empty_log",
        "reopen::the_log_goes_on_where_it_was",
    ],
    "jobs are claimed the latest due first": Answers(|_, answer| {
        if let Answer::Claimed(claimed) = answer {
            claimed.jobs.reverse();
        }
    }) => [
        "jobs::a_job_under_the_key_of_a_waiting_one_replaces_its_task_and_keeps_the_earlier_due",
        "jobs::due_jobs_are_claimed_the_oldest_due_first",
        "jobs::jobs_without_a_lane_do_not_wait_for_each_other",
        "jobs::one_of_each_lane_is_claimed_in_the_order_they_were_made",
        "outbox::a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up",
    ],
    "jobs are claimed a second early": Asks(|question| {
        if let Question::Claim(wanted) = question {
            wanted.now = wanted.now.plus(Duration::from_secs(1));
        }
    }) => [
        "jobs::a_failed_job_waits_and_tells_what_went_wrong",
        "jobs::a_held_job_may_be_settled_and_scheduled_again_in_one_batch",
        "jobs::a_job_is_not_claimed_before_it_is_due",
        "jobs::a_lane_waits_for_its_oldest_job",
        "outbox::a_revived_job_begins_anew",
        "outbox::a_revived_job_goes_to_its_old_place_in_its_lane",
        "outbox::what_was_not_tried_is_put_back",
    ],
    "a purge goes on past its limit": Asks(|question| {
        if let Question::Purge(_, limit) = question {
            *limit = u32::MAX;
        }
    }) => [
        "purge::a_purge_goes_in_steps",
        "purge::keys_go_when_their_time_has_passed",
    ],
    "keys stay a little past their time": Asks(|question| {
        if let Question::Purge(Purge::Keys { until }, _) = question {
            *until = until.minus(Duration::from_micros(1));
        }
    }) => [
        "purge::keys_go_when_their_time_has_passed",
    ],
    // Whoever asks until it is done asks for ever; the stage puts an end to that.
    "there is always more to purge": Answers(|_, answer| {
        if let Answer::Purged(purged) = answer {
            *purged = Purged::More;
        }
    }) => [
        "erase::what_deleted_sessions_left_behind_goes_in_steps",
        "purge::a_purge_goes_in_steps",
        "purge::keys_go_when_their_time_has_passed",
        "purge::stream_events_go_and_the_floor_says_so",
    ],
];
