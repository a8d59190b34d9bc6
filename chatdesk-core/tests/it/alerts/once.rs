//! People are told of a chat once until it is read, and counted up where the notifier can.

use std::time::Duration;

use chatdesk_core::{
    Actor, Address, Alerting, Attending, ContactKind, Content, Customer, Delivery, Escalation,
    Outcome, Profile, SessionId, Store, Unread, Visibility,
};
use chatdesk_testkit::{RecordingNotifier, eventually};

use super::{
    DELAY, SECOND, at,
    ladder::{Ladder, quiet_for},
};
use crate::stage::{Person, admin_of};

const MINUTE: Duration = Duration::from_mins(1);

stories![
    a_chat_is_told_once_until_it_is_read_and_then_anew_in_its_thread,
    who_edits_counts_up_what_stands_once_a_minute,
    what_is_to_be_told_are_the_messages_that_nobody_told_of,
    a_later_step_is_told_when_its_time_has_come_and_not_of_what_was_read,
    somebody_who_looks_holds_a_step_up_for_half_a_minute_and_no_longer,
    in_quiet_hours_systems_are_told_and_people_when_they_end,
    what_fails_is_tried_again_and_told_once,
    what_one_delivery_told_the_one_behind_it_does_not_tell_again,
    what_a_visitor_wrote_is_told_also_once_they_are_a_user,
];

fn group() -> RecordingNotifier {
    RecordingNotifier::new("group").alerting(Alerting::default().per_minute(10))
}

fn editor() -> RecordingNotifier {
    RecordingNotifier::new("group").alerting(Alerting::default().editing())
}

fn sent(provider_id: &str, thread: &str) -> Outcome {
    let [provider_id, thread] = [provider_id, thread].map(|text| Some(text.to_owned()));
    Outcome::Sent { provider_id, thread }
}

fn unread(delivery: &Delivery) -> &Unread {
    match &delivery.content {
        Content::Unread(unread) => unread,
        other => panic!("{other:?}"),
    }
}

fn of(notifier: &RecordingNotifier, session: SessionId) -> Vec<Delivery> {
    let mut attempts = notifier.attempts();
    attempts.retain(|delivery| {
        matches!(&delivery.content, Content::Unread(unread) if unread.session == session)
    });
    attempts
}

async fn told(notifier: &RecordingNotifier, session: SessionId, n: usize) -> Vec<Delivery> {
    eventually("they are told", async || {
        let attempts = of(notifier, session);
        (attempts.len() >= n).then_some(attempts)
    })
    .await
}

async fn a_chat_is_told_once_until_it_is_read_and_then_anew_in_its_thread(store: impl Store) {
    let group = group();
    group.answer(sent("m1", "t1"));
    let scene = Ladder::new(store, &[&group], |building| building).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    scene.clock.set(at(DELAY));
    let first = told(&group, session, 1).await;
    scene.settled().await;
    for text in ["two", "three"] {
        ann.says(session, text).await;
        scene.passes(DELAY).await;
    }
    assert_eq!(of(&group, session).len(), 1, "it stands unread");
    admin_of(&scene.desk).reads(session, 3).await;
    ann.says(session, "four").await;
    scene.clock.advance(DELAY);

    let again = told(&group, session, 2).await;

    assert_eq!(unread(&first[0]).told, chatdesk_core::Told::default());
    let given = &unread(&again[1]).told;
    assert_eq!((given.provider_id.as_deref(), given.thread.as_deref()), (None, Some("t1")));
    assert_eq!(unread(&again[1]).n_unread, 1);
    assert_ne!(first[0].id, again[1].id, "a receiver that counts takes it for another");
    scene.passes(DELAY).await;
    assert_eq!(of(&group, session).len(), 2);
}

async fn who_edits_counts_up_what_stands_once_a_minute(store: impl Store) {
    let group = editor();
    group.answer(sent("m1", "t1"));
    let scene =
        Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    told(&group, session, 1).await;
    scene.settled().await;
    for _ in 0..5 {
        scene.passes(SECOND * 10).await;
        ann.says(session, "and").await;
        scene.settled().await;
    }
    assert_eq!(of(&group, session).len(), 1, "a minute has not passed");
    scene.clock.set(at(MINUTE));

    let up = told(&group, session, 2).await;

    let given = &unread(&up[1]).told;
    assert_eq!((given.provider_id.as_deref(), given.thread.as_deref()), (Some("m1"), Some("t1")));
    assert_eq!((unread(&up[1]).n_unread, up[1].at), (6, at(MINUTE)));
    scene.passes(MINUTE).await;
    assert_eq!(of(&group, session).len(), 2, "nothing new stands there");
    ann.says(session, "still there?").await;
    let third = told(&group, session, 3).await;
    // It named nothing new the second time.
    let given = &unread(&third[2]).told;
    assert_eq!((given.provider_id.as_deref(), given.thread.as_deref()), (Some("m1"), Some("t1")));
}

async fn what_is_to_be_told_are_the_messages_that_nobody_told_of(store: impl Store) {
    let group = editor();
    group.answer(sent("m1", "t1"));
    let scene =
        Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("message 1").await;
    let first = told(&group, session, 1).await;
    scene.settled().await;
    for number in 2..=30 {
        ann.says(session, &format!("message {number}")).await;
    }
    scene.passes(MINUTE).await;

    let second = told(&group, session, 2).await;

    let texts = |delivery: &Delivery| {
        let messages = unread(delivery).messages.iter().map(|message| message.content.clone());
        messages.collect::<Vec<_>>()
    };
    assert_eq!(texts(&first[0]), ["message 1"]);
    let latest: Vec<_> = (11..=30).map(|number| format!("message {number}")).collect();
    assert_eq!(texts(&second[1]), latest);
}

async fn a_later_step_is_told_when_its_time_has_come_and_not_of_what_was_read(store: impl Store) {
    let (group, boss) = (group(), RecordingNotifier::new("boss"));
    let later = vec![Escalation { after: DELAY * 3, via: "boss".to_owned() }];
    let scene = Ladder::new(store, &[&group, &boss], |building| building.escalation(later)).await;
    let (ann, ben) = (scene.user("ann"), scene.user("ben"));
    let (read, left) = (ann.writes_first("hello").await, ben.writes_first("hello").await);
    scene.passes(DELAY).await;
    told(&group, left, 1).await;
    told(&group, read, 1).await;
    admin_of(&scene.desk).reads(read, 1).await;
    scene.passes(DELAY).await;
    // What is newer does not move the step of what was unread before.
    ben.says(left, "anybody?").await;
    scene.clock.set(at(DELAY * 3 - SECOND));
    scene.settled().await;
    assert_eq!(boss.n_attempts(), 0);
    scene.clock.set(at(DELAY * 3));

    let late = told(&boss, left, 1).await;

    assert_eq!((late[0].at, unread(&late[0]).n_unread), (at(DELAY * 3), 2));
    scene.passes(DELAY * 4).await;
    assert_eq!((boss.n_attempts(), group.n_attempts()), (1, 2));
}

async fn somebody_who_looks_holds_a_step_up_for_half_a_minute_and_no_longer(store: impl Store) {
    let group = group();
    let hook = RecordingNotifier::new("hook");
    let scene = Ladder::new(store, &[&group, &hook], |building| building).await;
    let admin = admin_of(&scene.desk);
    let (ann, ben) = (scene.user("ann"), scene.user("ben"));
    let (looked_at, other) = (ann.writes_first("hello").await, ben.writes_first("hello").await);
    let looks = async || {
        let (session, visibility) = (Some(looked_at), Visibility::Visible);
        scene.desk.attend(&admin.actor, Ok(Attending { session, visibility })).await.unwrap();
    };
    scene.clock.set(at(DELAY - SECOND));
    looks().await;
    scene.clock.set(at(DELAY));
    told(&group, other, 1).await;
    // Who is not a person is not held up.
    told(&hook, looked_at, 1).await;
    scene.settled().await;
    looks().await;
    scene.clock.set(at(DELAY + SECOND * 29));
    looks().await;
    // A message more does not hold it up again.
    ann.says(looked_at, "hello?").await;
    scene.settled().await;
    assert_eq!(of(&group, looked_at).len(), 0);
    scene.clock.set(at(DELAY + SECOND * 30));

    let late = told(&group, looked_at, 1).await;

    assert_eq!(late[0].at, at(DELAY + SECOND * 30));
}

async fn in_quiet_hours_systems_are_told_and_people_when_they_end(store: impl Store) {
    let (group, hook) = (group(), RecordingNotifier::new("hook"));
    let scene =
        Ladder::new(store, &[&group, &hook], |building| building.quiet_hours(Some(quiet_for(20))))
            .await;
    let (ann, ben) = (scene.user("ann"), scene.user("ben"));
    let (left, read) = (ann.writes_first("hello").await, ben.writes_first("hello").await);
    scene.passes(DELAY).await;
    told(&hook, left, 1).await;
    scene.settled().await;
    admin_of(&scene.desk).reads(read, 1).await;
    scene.clock.set(at(MINUTE * 20 - SECOND));
    scene.settled().await;
    assert_eq!(group.n_attempts(), 0);
    scene.clock.set(at(MINUTE * 20));

    let told = told(&group, left, 1).await;

    assert_eq!(told[0].at, at(MINUTE * 20));
    scene.passes(DELAY).await;
    assert_eq!(group.n_attempts(), 1);
}

async fn what_fails_is_tried_again_and_told_once(store: impl Store) {
    let group = group();
    group.answer(Outcome::Retry { after: None, why: "no answer".to_owned() });
    group.answer(sent("m1", "t1"));
    let scene = Ladder::new(store, &[&group], |building| building).await;
    let session = scene.user("ann").writes_first("one").await;
    scene.passes(DELAY).await;
    told(&group, session, 1).await;
    scene.settled().await;
    scene.clock.advance(SECOND * 6);

    let attempts = told(&group, session, 2).await;

    assert_eq!((attempts[1].attempt, &attempts[1].id), (2, &attempts[0].id));
    scene.passes(DELAY).await;
    assert_eq!(group.n_attempts(), 2);
}

async fn what_a_visitor_wrote_is_told_also_once_they_are_a_user(store: impl Store) {
    let group = group();
    group.answer(Outcome::Retry { after: None, why: "no answer".to_owned() });
    let scene = Ladder::new(store, &[&group], |building| building).await;
    let (address, profile) = (Address::of_visitor(uuid::Uuid::from_u128(7)), Profile::default());
    let customer = Customer { kind: ContactKind::Visitor, address: address.clone(), profile };
    let visitor = Person { desk: scene.desk.clone(), actor: Actor::Customer(customer) };
    let session = visitor.writes_first("hello").await;
    scene.passes(DELAY).await;
    told(&group, session, 1).await;
    scene.settled().await;
    // Their former record goes, and what was to be told is still to be.
    let user = scene.user("ann");
    scene.desk.identify(&user.actor, Ok(address)).await.unwrap();
    scene.passes(DELAY * 2).await;

    let attempts = told(&group, session, 2).await;

    assert_eq!((unread(&attempts[1]).address.as_str(), attempts.len()), ("ann", 2));
}

async fn what_one_delivery_told_the_one_behind_it_does_not_tell_again(store: impl Store) {
    let group = group();
    group.answer(Outcome::Retry { after: None, why: "no answer".to_owned() });
    group.answer(sent("m1", "t1"));
    let scene =
        Ladder::new(store, &[&group], |building| building.alert_after(Duration::ZERO)).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    scene.settled().await;
    // It is asked for while the first waits for its second attempt.
    ann.says(session, "two").await;
    scene.passes(SECOND * 6).await;
    scene.passes(MINUTE).await;

    let attempts = of(&group, session);

    let counts: Vec<_> = attempts.iter().map(|delivery| unread(delivery).n_unread).collect();
    assert_eq!(counts, [1, 2]);
    assert_eq!(attempts[0].id, attempts[1].id);
}
