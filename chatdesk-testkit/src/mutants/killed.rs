//! Which cases kill which mutant.
//!
//! Each list is written from the fault: a case stands here when its name denies the fault. What a run says is compared
//! with it, both ways.

use super::{answered, mutants, removed, timed, written};

mutants![
    // What a batch writes.
    "a cursor is overwritten by a smaller one": written::CursorOverwritten => [
        "cursors::a_cursor_never_moves_back",
    ],
    "a key is freed by a refused batch": written::KeyFreedByRefused => [
        "keys::a_refused_batch_releases_and_claims_nothing",
    ],
    "a refused batch leaves a gap in the log": written::GapAfterRefused => [
        "log::positions_are_without_gaps_also_after_refusals",
        "messages::a_batch_whose_second_message_does_not_fit_writes_nothing",
        "sessions::an_old_version_is_refused_and_nothing_is_written",
        "toggle::a_switch_decided_on_an_old_contact_changes_nothing",
    ],
    "an event is written though its batch was refused": written::EventOfRefused => [
        "log::positions_are_without_gaps_also_after_refusals",
        "messages::a_batch_whose_second_message_does_not_fit_writes_nothing",
        "sessions::an_old_version_is_refused_and_nothing_is_written",
        "toggle::a_switch_decided_on_an_old_contact_changes_nothing",
    ],
    "a job is written though its batch was refused": written::JobOfRefused => [
        "jobs::a_refused_batch_changes_no_job",
        "sessions::an_old_version_is_refused_and_nothing_is_written",
    ],
    "an entry is written whatever was read": written::EntryWithoutVersion => [
        "sessions::an_old_entry_is_not_written",
    ],
    "an expected record may have any version": written::ExpectedVersionIgnored => [
        "races::no_message_is_stored_after_the_switch_fell",
        "tickets::an_old_version_of_a_ticket_is_refused",
        "toggle::a_send_decided_before_the_switch_fell_is_refused",
    ],
    "switching on moves no version": written::SwitchOnWithoutVersion => [
        "toggle::each_move_of_the_switch_moves_the_contacts_version",
    ],
    "anybody's message is the customer's last writing": written::AnybodyWrote => [
        "contacts::a_contacts_last_writing_is_their_own_and_moves_no_version",
    ],
    "a client id is refused whoever used it": written::ClientIdOfAnybody => [
        "messages::a_client_id_counts_per_session_and_sender",
    ],
    "a client id may stand in two rows": written::ClientIdTwice => [
        "messages::a_client_id_twice_in_one_batch_is_refused",
        "messages::a_message_is_read_back_as_it_was_written",
        "messages::a_repeat_is_found_by_kind_and_id_of_its_sender",
        "messages::a_retry_stores_one_message",
        "races::repeats_at_once_store_one_message",
    ],
    "a message forgets what was counted": written::CountsForgotten => [
        "messages::a_message_is_read_back_as_it_was_written",
        "panel::a_message_brings_its_panel_along",
    ],
    "text ends at a NUL": written::TextCutAtNul => [
        "text::texts_are_read_back_to_the_byte",
    ],
    "seconds are kept for microseconds": written::SecondsForMicroseconds => [
        "tickets::a_ticket_is_read_back_as_it_was_written",
        "time::instants_of_jobs_are_read_back_to_the_microsecond",
        "time::instants_of_messages_and_events_are_read_back_to_the_microsecond",
        "time::instants_of_records_are_read_back_to_the_microsecond",
    ],
    "in the log time goes back": written::LogTimeGoesBack => [
        "time::in_the_log_time_never_goes_back",
    ],
    // What goes.
    "a deletion leaves keys behind": removed::KeysLeftBehind => [
        "erase::a_contact_is_deleted_with_all_their_sessions",
        "erase::a_deleted_record_takes_its_keys_along",
        "tickets::a_deleted_ticket_leaves_its_session",
    ],
    "a deletion leaves entries behind": removed::EntriesLeftBehind => [
        "erase::a_deleted_record_takes_its_entries_along",
        "erase::an_entry_put_with_the_deletion_of_its_record_stays",
    ],
    "a deletion takes the tombstone along": removed::TombstoneGone => [
        "erase::an_entry_put_with_the_deletion_of_its_record_stays",
    ],
    "a deletion leaves jobs behind": removed::JobsLeftBehind => [
        "erase::jobs_about_a_deleted_contact_go_and_their_lanes_go_on",
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
    ],
    "a deletion is not told to who resumes": removed::DeletionUntold => [
        "changed::who_resumes_from_before_a_session_changed_hands_begins_anew",
        "erase::who_resumes_from_before_a_deletion_begins_anew",
    ],
    "a deletion leaves the counts as they were": answered::CountKept::default() => [
        "erase::deleted_contacts_are_in_no_list_and_no_count",
        "erase::deleted_contacts_are_not_found_by_their_words",
        "erase::deleted_sessions_are_in_no_list_and_no_count",
        "panel::the_desks_own_contact_is_one_of_no_people",
    ],
    "the floor does not move": removed::FloorNotMoved => [
        "purge::positions_are_never_used_again",
        "purge::stream_events_go_and_the_floor_says_so",
        "purge::the_audit_trail_stays",
        "reopen::positions_are_not_used_again_after_a_purge_and_a_reopen",
    ],
    "positions are rowids": removed::PositionsFromRows => [
        "purge::positions_are_never_used_again",
        "reopen::positions_are_not_used_again_after_a_purge_and_a_reopen",
    ],
    "the audit trail is purged": removed::AuditTrailGone => [
        "purge::the_audit_trail_stays",
    ],
    // What is there after a close.
    "the last commit is acknowledged before it is on disk": removed::LastCommitLost::default() => [
        "reopen::a_search_catches_up_after_a_reopen",
        "reopen::everything_is_there_after_a_reopen",
        "reopen::jobs_and_keys_are_there_after_a_reopen",
        "reopen::lease_tokens_are_not_used_again",
        "reopen::positions_are_not_used_again_after_a_purge_and_a_reopen",
        "reopen::the_log_goes_on_where_it_was",
        "reopen::what_waited_when_the_store_was_dropped_is_there",
    ],
    "tokens begin anew": removed::TokensAnew => [
        "reopen::lease_tokens_are_not_used_again",
    ],
    "the epoch is drawn anew": removed::EpochAnew => [
        "reopen::the_log_goes_on_where_it_was",
    ],
    "the head is found in the rows": removed::HeadFromRows => [
        "reopen::positions_are_not_used_again_after_a_purge_and_a_reopen",
    ],
    // When it is done.
    "a batch is looked at, then written": timed::LookThenWrite => [
        "races::no_message_is_stored_after_the_switch_fell",
        "races::of_opens_under_one_key_one_wins",
        "races::of_writers_of_one_version_one_wins_and_all_get_in_at_last",
        "races::repeats_at_once_store_one_message",
    ],
    "what is expected is looked at outside": timed::ExpectOutside => [
        "races::no_message_is_stored_after_the_switch_fell",
    ],
    "a verdict is given before COMMIT": timed::VerdictBeforeCommit::default() => [
        "races::a_refusal_rests_on_what_can_be_read",
    ],
    "events are written outside the commit": timed::EventOutside::default() => [
        "races::each_read_is_one_snapshot",
    ],
    "hooks are told before COMMIT": timed::ToldBeforeCommit => [
        "log::hooks_are_told_of_what_can_be_read",
    ],
    "hooks are told after the answer": timed::ToldAfterAnswer => [
        "log::hooks_are_told_before_the_caller_is_answered",
    ],
    "hooks are told by the caller": timed::ToldByCaller => [
        "log::what_was_polled_once_is_committed_and_told",
    ],
    "a batch is written by the caller": timed::WrittenByCaller => [
        "log::what_was_polled_once_is_committed_and_told",
        "reopen::what_waited_when_the_store_was_dropped_is_there",
    ],
    "a later position is seen before an earlier one": timed::LaterPositionFirst::default() => [
        "races::readers_see_the_log_grow_without_gaps",
    ],
    "jobs are looked for, then leased": timed::LookThenLease => [
        "races::claimers_get_different_jobs",
    ],
    // What is answered.
    "the inbox is paged by time": answered::PageByTime => [
        "narrowing::the_inbox_filters_by_agent_and_contact",
        "paging::a_row_that_does_not_move_is_on_one_page_while_others_move",
        "paging::the_inbox_filters_by_status",
        "paging::the_inbox_is_paged_by_last_change",
    ],
    "a count goes on past its cap": answered::CountPastCap => [
        "by_text::conversations_are_the_newest_session_of_each_person",
        "narrowing::who_waits_is_listed_the_first_opened_first",
        "paging::a_count_ends_at_its_cap",
        "ticket_lists::tickets_are_counted_as_they_stand_now_up_to_the_cap",
        "outbox::what_notifiers_carry_is_listed_the_latest_first",
        "panel_lists::conversations_are_counted_over_all_pages_up_to_the_cap",
    ],
    "what is found is counted by the page": answered::CountOfPage => [
        "search::what_is_found_is_counted_over_all_pages_up_to_the_cap",
    ],
    "changes of one position are out of order": answered::ChangesOutOfOrder => [
        "changed::a_session_that_gets_another_contact_goes_along_whole",
        "changed::at_one_position_contact_session_message_cursor",
        "changed::everything_after_a_position_is_told_in_order",
    ],
    "a contact is found by its former name": answered::FormerWords::default() => [
        "search::a_contacts_former_name_finds_nothing",
    ],
    "a search lags behind a delete": answered::SearchBehindDelete::default() => [
        "search::a_deleted_session_is_not_found",
    ],
    "a lease is settled with an old token": answered::OldTokenSettles => [
        "jobs::a_failed_job_waits_and_tells_what_went_wrong",
        "jobs::a_leased_job_is_claimed_again_when_its_lease_ends",
        "jobs::a_settled_job_is_gone",
        "reopen::lease_tokens_are_not_used_again",
        "outbox::a_buried_job_is_never_claimed_and_its_lane_goes_on",
        "outbox::what_was_not_tried_is_put_back",
    ],
    "a lane is overtaken": answered::LaneOvertaken => [
        "jobs::a_cancelled_job_lets_its_lane_go_on",
        "jobs::a_lane_goes_on_where_it_was_in_later_batches",
        "jobs::a_lane_waits_for_its_oldest_job",
        "jobs::one_of_each_lane_is_claimed_in_the_order_they_were_made",
        "outbox::a_claim_tells_what_is_due_next",
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
        "outbox::a_revived_job_goes_to_its_old_place_in_its_lane",
        "outbox::a_revived_job_waits_for_the_one_of_its_lane_that_is_held",
    ],
    "a lane is overtaken while its second is held": answered::HeldOvertaken => [
        "outbox::a_revived_job_waits_for_the_one_of_its_lane_that_is_held",
    ],
    "a lease does not end": answered::LeaseForEver => [
        "jobs::a_lane_waits_for_its_oldest_job",
        "jobs::a_leased_job_is_claimed_again_when_its_lease_ends",
        "reopen::lease_tokens_are_not_used_again",
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
    ],
];
