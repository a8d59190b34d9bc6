//! A storm of messages, and how few calls it comes to.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{Alerting, Content, Outcome, SessionId, Store, Timestamp};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, RecordingNotifier};

use super::{at, ladder::Ladder};
use crate::stage::admin_of;

const N_SESSIONS: usize = 100;
const N_MESSAGES: usize = 500;
/// One message each 120 ms: all of them in a minute.
const BETWEEN: Duration = Duration::from_millis(120);
const MINUTE: Duration = Duration::from_mins(1);

fn group() -> RecordingNotifier {
    RecordingNotifier::new("group").alerting(Alerting::default().per_minute(10))
}

/// Everybody writes in turn, five times each, while nobody looks.
async fn storm(desks: &[&Ladder]) -> Vec<SessionId> {
    let mut sessions = Vec::new();
    for number in 0..N_MESSAGES {
        let desk = desks[number % desks.len()];
        let user = desk.user(&format!("user {}", number % N_SESSIONS));
        match sessions.get(number % N_SESSIONS) {
            Some(session) => drop(user.says(*session, "and").await),
            None => sessions.push(user.writes_first("hello").await),
        }
        for desk in desks {
            desk.settled().await;
        }
        desk.clock.advance(BETWEEN);
    }
    sessions
}

async fn passes(desks: &[&Ladder], minutes: u32) {
    for _ in 0..minutes * 60 {
        for desk in desks {
            desk.settled().await;
        }
        desks[0].clock.advance(Duration::from_secs(1));
    }
    for desk in desks {
        desk.settled().await;
    }
}

/// What a call said: so many sessions, and messages in them.
fn calls(group: &RecordingNotifier) -> Vec<(Timestamp, u64, u64)> {
    let attempts = group.attempts().into_iter();
    let said = attempts.map(|delivery| match &delivery.content {
        Content::Unread(unread) => (delivery.at, 1, unread.n_unread),
        Content::Digest(digest) => (delivery.at, digest.n_sessions, digest.n_unread),
        other => panic!("{other:?}"),
    });
    said.collect()
}

/// No minute, wherever it begins, sees more than this.
fn assert_bounded(calls: &[(Timestamp, u64, u64)], most: usize) {
    for (began, ..) in calls {
        let within = |at: &Timestamp| at >= began && *at < began.plus(MINUTE);
        let n_calls = calls.iter().filter(|(at, ..)| within(at)).count();
        assert!(n_calls <= most, "{n_calls} calls within a minute of {began}");
    }
}

async fn all_is_read(desk: &Ladder, sessions: &[SessionId]) {
    let admin = admin_of(&desk.desk);
    for session in sessions {
        admin.reads(*session, 1_000).await;
    }
}

/// Eleven calls. The first message of a chat is told at once, so the first ten chats use up the ten calls of the minute that
/// begins with the first. The other ninety chats find no room; their digest is due when that minute ends, at 60 s, when all
/// 500 messages are there: five in each of ninety chats. Every chat is told then, and stays so until it is read.
async fn a_storm_is_ten_alerts_and_a_digest(store: impl Store) {
    let group = group();
    let desk = Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;

    let sessions = storm(&[&desk]).await;
    passes(&[&desk], 5).await;

    let told = calls(&group);
    assert_eq!(told.len(), 11);
    assert!(told[..10].iter().all(|(_, n_sessions, n_unread)| (*n_sessions, *n_unread) == (1, 1)));
    assert_eq!(told[10], (at(MINUTE), 90, 450));
    assert_bounded(&told, 20);
    all_is_read(&desk, &sessions).await;
    passes(&[&desk], 3).await;
    assert_eq!(group.n_attempts(), 11, "nothing after reading");
}

/// Twenty-one calls. Ten alerts and the digest of ninety chats as without edits, the digest being the first call of the
/// second minute. The ten that stand by themselves are to be counted up to five a minute after they were told, from 60 s on,
/// and leave one of the ten calls of a minute to news: eight of them find room in the second minute, two in the third. The
/// ninety have nothing that could be edited.
async fn what_stands_is_counted_up_within_the_same_bound(store: impl Store) {
    let group =
        RecordingNotifier::new("group").alerting(Alerting::default().per_minute(10).editing());
    for number in 0..100 {
        group.answer(Outcome::sent(format!("m{number}")));
    }
    let desk = Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;

    storm(&[&desk]).await;
    passes(&[&desk], 5).await;

    let told = calls(&group);
    assert_eq!(told.len(), 21);
    assert_bounded(&told, 20);
    let in_minute = |number: u32| {
        let (from, until) = (at(MINUTE * number), at(MINUTE * (number + 1)));
        told.iter().filter(|(at, ..)| from <= *at && *at < until).count()
    };
    assert_eq!([0, 1, 2, 3, 4].map(in_minute), [10, 9, 2, 0, 0]);
    let counted_up =
        told.iter().filter(|(_, n_sessions, n_unread)| (*n_sessions, *n_unread) == (1, 5));
    assert_eq!(counted_up.count(), 10);
}

/// What is read before the digest is due is not in it; where all is read there is none.
async fn a_digest_counts_what_is_still_unread(store: impl Store) {
    let group = group();
    let desk = Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;
    let mut sessions = Vec::new();
    for number in 0..13 {
        sessions.push(desk.user(&format!("user {number}")).writes_first("hello").await);
        desk.settled().await;
    }
    all_is_read(&desk, &sessions[..12]).await;
    passes(&[&desk], 1).await;
    assert_eq!(calls(&group)[10..], [(at(MINUTE), 1, 1)]);

    for number in 20..33 {
        sessions.push(desk.user(&format!("user {number}")).writes_first("hello").await);
        desk.settled().await;
    }
    all_is_read(&desk, &sessions).await;
    passes(&[&desk], 2).await;

    // One call of that minute was the digest.
    assert_eq!(group.n_attempts(), 11 + 9);
}

stories![
    a_storm_is_ten_alerts_and_a_digest,
    what_stands_is_counted_up_within_the_same_bound,
    a_digest_counts_what_is_still_unread,
];

/// The count is in the file: two processes share its ten calls, and one digest covers what both put off.
#[tokio::test]
async fn two_desks_on_one_file_make_as_few_calls_as_one() {
    let (folder, clock, group) = (Folder::new(), ManualClock::default(), group());
    let mut desks = Vec::new();
    for _ in 0..2 {
        let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
        let at_once = |building: chatdesk_core::DeskBuilder| building.alert_after(Duration::ZERO);
        desks.push(Ladder::at(Arc::new(store), clock.clone(), &[&group], at_once).await);
    }
    let desks: Vec<_> = desks.iter().collect();

    let sessions = storm(&desks).await;
    passes(&desks, 5).await;

    let told = calls(&group);
    assert_bounded(&told, 20);
    assert_eq!((told.len(), told[10].1), (11, 90));
    all_is_read(desks[0], &sessions).await;
    passes(&desks, 2).await;
    assert_eq!(group.n_attempts(), 11);
}
