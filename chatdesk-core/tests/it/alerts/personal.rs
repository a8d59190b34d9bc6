//! People of the desk who are told each by themself.

use std::time::Duration;

use chatdesk_core::{
    Agent, Amend, Amendment, Batch, Channel, Claim, Content, Delivery, Entry, EntryContent,
    Escalation, Id, Interest, Outcome, Position, PushPlatform, PushToken, PushTokenKind, Reach,
    Recipient, Record, RecordId, SessionId, StaffRole, Store, UniqueKey, Version,
};
use chatdesk_testkit::{RecordingNotifier, given::NOW};

use super::{DELAY, SECOND, at, ladder::Ladder};
use crate::stage::{Person, admin_of, staff_of};

const MINUTE: Duration = Duration::from_mins(1);

stories![
    all_devices_are_told_of_a_chat_that_nobody_has,
    the_agent_who_has_a_chat_is_told_first_and_the_others_a_minute_later,
    the_others_are_told_at_the_ladders_next_step,
    where_the_agent_cannot_be_told_all_are_at_once,
    a_device_that_is_gone_is_forgotten_and_its_job_with_it,
    whoever_was_revoked_is_told_no_more,
    nobody_is_told_of_what_they_wrote_themself,
    bound_chats_are_told_by_the_notifier_of_their_channel,
];

pub(super) fn devices() -> RecordingNotifier {
    let interest = Interest { unread: Some(Reach::Devices), ..Interest::default() };
    RecordingNotifier::new("push").told(interest)
}

pub(super) fn agent(scene: &Ladder, id: &str) -> Person {
    staff_of(&scene.desk, StaffRole::Agent, id)
}

pub(super) async fn registers(person: &Person, token: &str) {
    let (kind, platform) = (PushTokenKind::Fid, PushPlatform::Web);
    let token = PushToken { token: token.to_owned(), kind, platform };
    person.desk.register_push_token(&person.actor, Ok(token)).await.unwrap();
}

async fn has(scene: &Ladder, session: SessionId, id: &str) {
    let amendment = Amendment { agent: Amend::Set(id.to_owned()), ..Amendment::default() };
    let admin = admin_of(&scene.desk);
    scene.desk.amend(&admin.actor, session, Ok(amendment)).await.unwrap();
}

fn whom(delivery: &Delivery) -> String {
    match &delivery.content {
        Content::Unread(unread) => match &unread.to {
            Recipient::Device { token, .. } => token.clone(),
            Recipient::Chat(chat) => chat.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Who was told since somebody last asked, in the order of their names.
pub(super) fn told(notifier: &RecordingNotifier, n_before: &mut usize) -> Vec<String> {
    let attempts = notifier.attempts();
    let mut told: Vec<_> = attempts[*n_before..].iter().map(whom).collect();
    *n_before = attempts.len();
    told.sort();
    told
}

async fn all_devices_are_told_of_a_chat_that_nobody_has(store: impl Store) {
    let push = devices();
    let scene = Ladder::new(store, &[&push], |building| building).await;
    for (id, token) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        registers(&agent(&scene, id), token).await;
    }
    let user = scene.user("ann");
    registers(&user, "customer").await;
    user.writes_first("hello").await;
    scene.passes(DELAY - SECOND).await;
    assert_eq!(push.n_attempts(), 0);
    scene.passes(SECOND).await;

    assert_eq!(told(&push, &mut 0), ["a1", "a2", "b1"]);
    scene.passes(DELAY).await;
    assert_eq!(push.n_attempts(), 3);
}

async fn the_agent_who_has_a_chat_is_told_first_and_the_others_a_minute_later(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    for (id, token) in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("c", "c1")] {
        registers(&agent(&scene, id), token).await;
    }
    let session = scene.user("ann").writes_first("hello").await;
    has(&scene, session, "b").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["b1"]);
    scene.clock.set(at(DELAY + MINUTE - SECOND));
    scene.settled().await;
    assert_eq!(push.n_attempts(), 1);

    scene.clock.set(at(DELAY + MINUTE));
    scene.settled().await;
    assert_eq!(told(&push, &mut seen), ["a1", "a2", "c1"]);

    // One who reads in time spares the others.
    let other = scene.user("ben").writes_first("hello").await;
    has(&scene, other, "a").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["a1", "a2"]);
    agent(&scene, "a").reads(other, 1).await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), [""; 0]);
}

async fn the_others_are_told_at_the_ladders_next_step(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let late = RecordingNotifier::new("late");
    let ladder = vec![Escalation { after: DELAY * 2, via: "late".to_owned() }];
    let scene = Ladder::new(store, &[&push, &late], |building| building.escalation(ladder)).await;
    registers(&agent(&scene, "a"), "a1").await;
    registers(&agent(&scene, "b"), "b1").await;
    let session = scene.user("ann").writes_first("hello").await;
    has(&scene, session, "b").await;
    scene.passes(DELAY).await;
    scene.passes(DELAY - SECOND).await;
    assert_eq!(told(&push, &mut seen), ["b1"]);
    scene.passes(SECOND).await;

    assert_eq!((told(&push, &mut seen), late.n_attempts()), (vec!["a1".to_owned()], 1));
}

async fn where_the_agent_cannot_be_told_all_are_at_once(store: impl Store) {
    let push = devices();
    let scene = Ladder::new(store, &[&push], |building| building).await;
    registers(&agent(&scene, "a"), "a1").await;
    let session = scene.user("ann").writes_first("hello").await;
    has(&scene, session, "without a device").await;
    scene.passes(DELAY).await;

    assert_eq!(told(&push, &mut 0), ["a1"]);
}

async fn a_device_that_is_gone_is_forgotten_and_its_job_with_it(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    push.answer(Outcome::Gone { why: "unregistered".to_owned() });
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let a = agent(&scene, "a");
    registers(&a, "a1").await;
    scene.user("ann").writes_first("hello").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["a1"]);
    scene.user("ben").writes_first("hello").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), [""; 0]);
    let admin = admin_of(&scene.desk).actor;
    for state in [chatdesk_core::JobState::Failed, chatdesk_core::JobState::Waiting] {
        let rows = scene.desk.deliveries(&admin, Ok(state), (None, 9)).await.unwrap().rows;
        assert!(rows.is_empty(), "{rows:?}");
    }

    registers(&a, "a1").await;
    scene.user("carol").writes_first("hello").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["a1"]);
}

async fn whoever_was_revoked_is_told_no_more(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let a = agent(&scene, "a");
    registers(&a, "a1").await;
    registers(&agent(&scene, "b"), "b1").await;
    scene.passes(SECOND).await;
    let admin = admin_of(&scene.desk).actor;
    scene.desk.revoke(&admin, Ok("a".parse().unwrap())).await.unwrap();
    scene.user("ann").writes_first("hello").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["b1"]);

    // With a token of later they are of the desk again.
    registers(&a, "a1").await;
    scene.user("ben").writes_first("hello").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["a1", "b1"]);
}

async fn nobody_is_told_of_what_they_wrote_themself(store: impl Store) {
    let push = devices();
    let scene = Ladder::new(store, &[&push], |building| building).await;
    registers(&agent(&scene, "a"), "a1").await;
    registers(&agent(&scene, "b"), "b1").await;
    scene.user("a").writes_first("hello").await;
    scene.passes(DELAY).await;

    assert_eq!(told(&push, &mut 0), ["b1"]);
}

async fn bound_chats_are_told_by_the_notifier_of_their_channel(store: impl Store) {
    let chats = Interest { unread: Some(Reach::Chats), ..Interest::default() };
    let [telegram, other] =
        ["telegram", "whatsapp"].map(|kind| RecordingNotifier::new(kind).told(chats.clone()));
    store.commit(binding("a")).await.unwrap();
    let scene = Ladder::new(store, &[&telegram, &other], |building| building).await;
    scene.user("ann").writes_first("hello").await;
    scene.passes(DELAY).await;

    assert_eq!((told(&telegram, &mut 0), other.n_attempts()), (vec!["chat 77".to_owned()], 0));
}

/// What makes the user 77 of Telegram somebody of the desk.
pub(super) fn binding(id: &str) -> Batch {
    let entry = Id::generate(NOW);
    let mut batch = Batch::at(NOW);
    let (key, owner) = (UniqueKey::binding(Channel::Telegram, "77"), RecordId::Entry(entry));
    batch.claim.push(Claim { key, owner, until: None });
    let agent = Agent { id: id.to_owned(), name: None };
    let (channel, user, chat) = (Channel::Telegram, "77".to_owned(), "chat 77".to_owned());
    batch.put.push(Record::Entry(Entry {
        id: entry,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: owner,
        at: NOW,
        content: EntryContent::Binding { agent, role: StaffRole::Agent, channel, user, chat },
    }));
    batch
}
