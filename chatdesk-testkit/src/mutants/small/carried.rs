//! Faults in jobs that notifiers carry.

use chatdesk_core::{JobChange, JobState, List};

use super::{super::mutants, Answer, Answers, Asks, Question, Twist, Wrote};
use crate::memory::state::{JobRow, State};

mutants![
    "a notifier gets whatever is due": Asks(|question| {
        if let Question::Claim(wanted) = question {
            wanted.room.clear();
        }
    }) => [
        "outbox::a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up",
    ],
    "a notifier without room holds everybody up": Asks(|question| {
        if let Question::Claim(wanted) = question
            && wanted.room.values().any(|room| *room == 0)
        {
            wanted.limit = 0;
        }
    }) => [
        "outbox::a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up",
    ],
    "a claim does not tell what is due next": Answers(|_, answer| {
        if let Answer::Claimed(claims) = answer {
            claims.next = None;
        }
    }) => [
        "outbox::a_claim_tells_what_is_due_next",
    ],
    "what is put back counts as tried": Wrote(|_, now, batch| {
        each_row(now, batch, |change| matches!(change, JobChange::PutBack { .. }), |row| {
            row.attempt += 1;
        });
    }) => [
        "outbox::what_was_not_tried_is_put_back",
    ],
    "what is put back forgets what went wrong": Wrote(|_, now, batch| {
        each_row(now, batch, |change| matches!(change, JobChange::PutBack { .. }), |row| {
            row.error = None;
        });
    }) => [
        "outbox::what_was_not_tried_is_put_back",
    ],
    "a buried job stands in its lane": Wrote(|_, now, batch| {
        each_row(now, batch, |change| matches!(change, JobChange::Bury { .. }), |row| {
            row.is_buried = false;
            row.job.due = chatdesk_core::Timestamp::from_micros(i64::MAX);
        });
    }) => [
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
        "outbox::a_buried_job_is_never_claimed_and_its_lane_goes_on",
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
        "outbox::a_listed_job_tells_all_of_itself",
        "outbox::a_revived_job_begins_anew",
        "outbox::a_revived_job_goes_to_its_old_place_in_its_lane",
        "outbox::a_revived_job_waits_for_the_one_of_its_lane_that_is_held",
        "outbox::only_what_is_buried_is_revived",
        "outbox::what_notifiers_carry_is_listed_the_latest_first",
    ],
    "a revived job goes to the end of its lane": Wrote(|_, now, batch| {
        let made = now.next_made();
        each_row(now, batch, |change| matches!(change, JobChange::Revive { .. }), |row| {
            row.made = made;
        });
    }) => [
        "outbox::a_revived_job_goes_to_its_old_place_in_its_lane",
        "outbox::a_revived_job_waits_for_the_one_of_its_lane_that_is_held",
    ],
    "a revived job keeps its attempts": Wrote(|was, now, batch| {
        for change in &batch.jobs {
            if let JobChange::Revive { key, .. } = change {
                now.jobs.get_mut(key).unwrap().attempt = was.jobs[key].attempt;
            }
        }
    }) => [
        "outbox::a_revived_job_begins_anew",
    ],
    "a revived job is due at once": Wrote(|_, now, batch| {
        each_row(now, batch, |change| matches!(change, JobChange::Revive { .. }), |row| {
            row.job.due = crate::given::NOW;
        });
    }) => [
        "outbox::a_revived_job_begins_anew",
        "outbox::a_revived_job_goes_to_its_old_place_in_its_lane",
    ],
    "what is not buried is let alone by a revival": Twist(|state, batch| {
        batch.jobs.retain(|change| match change {
            JobChange::Revive { key, .. } => state.jobs.get(key).is_some_and(|row| row.is_buried),
            _ => true,
        });
    }) => [
        "outbox::only_what_is_buried_is_revived",
    ],
    "a job under the key of a buried one is that one": Wrote(|was, now, batch| {
        for change in &batch.jobs {
            if let JobChange::Schedule(job) = change
                && let Some(was) = was.jobs.get(&job.key).filter(|row| row.is_buried)
            {
                let row = JobRow { is_buried: false, ..was.clone() };
                now.jobs.insert(job.key.clone(), row);
            }
        }
    }) => [
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
    ],
    "what failed is listed with what waits": Asks(|question| {
        if let Question::List(List::Jobs { state, .. }) = question {
            *state = JobState::Waiting;
        }
    }) => [
        "outbox::what_notifiers_carry_is_listed_the_latest_first",
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
        "outbox::a_listed_job_tells_all_of_itself",
    ],
    "jobs are listed the earliest first": Answers(|_, answer| {
        if let Answer::Page(List::Jobs { .. }, page) = answer {
            page.value.jobs.reverse();
        }
    }) => [
        "outbox::what_notifiers_carry_is_listed_the_latest_first",
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
    ],
    "a listed job shows when it was made for when it changed": Answers(|_, answer| {
        if let Answer::Page(List::Jobs { .. }, page) = answer {
            page.value.jobs.iter_mut().for_each(|view| view.changed_at = view.made_at);
        }
    }) => [
        "outbox::a_listed_job_tells_all_of_itself",
    ],
    "a job forgets who carries it": Twist(|_, batch| {
        for change in &mut batch.jobs {
            if let JobChange::Schedule(job) = change {
                job.notifier = None;
            }
        }
    }) => [
        "outbox::a_listed_job_tells_all_of_itself",
        "outbox::a_buried_job_goes_when_it_is_cancelled_and_with_its_contact",
        "outbox::a_job_under_the_key_of_a_buried_one_is_new",
        "outbox::a_notifier_gets_no_more_than_it_has_room_for_and_holds_nobody_up",
        "outbox::what_notifiers_carry_is_listed_the_latest_first",
    ],
];

/// Changes the rows of which a batch says something.
fn each_row(
    now: &mut State,
    batch: &chatdesk_core::Batch,
    is_meant: fn(&JobChange) -> bool,
    mut change: impl FnMut(&mut JobRow),
) {
    for said in batch.jobs.iter().filter(|change| is_meant(change)) {
        let (JobChange::PutBack { key, .. }
        | JobChange::Bury { key, .. }
        | JobChange::Revive { key, .. }) = said
        else {
            continue;
        };
        now.jobs.get_mut(key).into_iter().for_each(&mut change);
    }
}
