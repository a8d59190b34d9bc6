//! Customers who are not looking are told of what the desk wrote.

use std::time::Duration;

use chatdesk_core::{
    Actor, Answered, Content, Customer, Delivery, Interest, Outcome, Profile, PushPlatform,
    PushToken, PushTokenKind, Reach, Recipient, Store, Switch,
};
use chatdesk_testkit::RecordingNotifier;

use super::{SECOND, at, ladder::Ladder};
use crate::stage::{Person, admin_of};

const MINUTE: Duration = Duration::from_mins(1);

stories![
    devices_are_told_after_a_minute_and_an_address_after_five,
    they_are_told_once_until_they_read,
    nobody_is_told_of_what_was_read_ended_or_switched_off,
    whoever_is_of_the_desk_too_is_not_told_of_their_own_answer,
    a_device_that_is_gone_is_forgotten,
];

fn answering(kind: &str, reach: Reach) -> RecordingNotifier {
    RecordingNotifier::new(kind).told(Interest { answers: Some(reach), ..Interest::default() })
}

/// Ann, who left an address and a device.
async fn ann(scene: &Ladder) -> Person {
    let Person { desk, actor } = scene.user("ann");
    let Actor::Customer(customer) = actor else { panic!("a customer") };
    let profile = Profile { email: Some("ann@example.org".to_owned()), ..customer.profile.clone() };
    let ann = Person { desk, actor: Actor::Customer(Customer { profile, ..customer }) };
    let (kind, platform) = (PushTokenKind::Token, PushPlatform::Ios);
    let token = PushToken { token: "phone".to_owned(), kind, platform };
    scene.desk.register_push_token(&ann.actor, Ok(token)).await.unwrap();
    ann
}

fn answered(delivery: &Delivery) -> &Answered {
    match &delivery.content {
        Content::Answered(answered) => answered,
        other => panic!("{other:?}"),
    }
}

async fn devices_are_told_after_a_minute_and_an_address_after_five(store: impl Store) {
    let (push, email) = (answering("push", Reach::Devices), answering("email", Reach::Email));
    let scene = Ladder::new(store, &[&push, &email], |building| building).await;
    let (ann, admin) = (ann(&scene).await, admin_of(&scene.desk));
    let session = ann.writes_first("hello").await;
    for text in ["Hello Ann", "It is on its way"] {
        admin.says(session, text).await;
        scene.passes(SECOND).await;
    }
    scene.clock.set(at(MINUTE - SECOND));
    scene.settled().await;
    assert_eq!(push.n_attempts(), 0);
    scene.clock.set(at(MINUTE));
    scene.settled().await;
    assert_eq!((push.n_attempts(), email.n_attempts()), (1, 0));
    scene.clock.set(at(MINUTE * 5));
    scene.settled().await;

    let (device, address) = (push.attempts(), email.attempts());
    assert_eq!((device.len(), address.len()), (1, 1));
    let (kind, platform) = (PushTokenKind::Token, PushPlatform::Ios);
    assert_eq!(
        answered(&device[0]).to,
        Recipient::Device { token: "phone".to_owned(), kind, platform }
    );
    let said = answered(&address[0]);
    assert_eq!(said.to, Recipient::Email("ann@example.org".to_owned()));
    assert_eq!((said.session, said.n_unread, said.seq.get()), (session, 2, 3));
    assert_eq!(said.agent.as_deref(), Some("Staff 1"));
    assert_eq!(said.preview.as_ref().unwrap().text, "It is on its way");
    assert_eq!(said.name.as_deref(), Some("User ann"));
}

async fn they_are_told_once_until_they_read(store: impl Store) {
    let push = answering("push", Reach::Devices);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (ann, admin) = (ann(&scene).await, admin_of(&scene.desk));
    let session = ann.writes_first("hello").await;
    for text in ["one", "two", "three"] {
        admin.says(session, text).await;
        scene.passes(MINUTE).await;
    }
    assert_eq!(push.n_attempts(), 1);
    ann.reads(session, 4).await;
    admin.says(session, "four").await;
    scene.passes(MINUTE).await;

    assert_eq!((push.n_attempts(), answered(&push.attempts()[1]).n_unread), (2, 1));
}

async fn nobody_is_told_of_what_was_read_ended_or_switched_off(store: impl Store) {
    let push = answering("push", Reach::Devices);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (ann, admin) = (ann(&scene).await, admin_of(&scene.desk));
    let session = ann.writes_first("hello").await;
    admin.says(session, "one").await;
    ann.reads(session, 2).await;
    scene.passes(MINUTE).await;
    admin.says(session, "two").await;
    admin.switches(&ann, Switch::Off).await;
    scene.passes(MINUTE).await;
    admin.switches(&ann, Switch::On).await;
    admin.says(session, "three").await;
    admin.ends(session).await;
    scene.passes(MINUTE).await;

    assert_eq!(push.n_attempts(), 0);
}

async fn whoever_is_of_the_desk_too_is_not_told_of_their_own_answer(store: impl Store) {
    let push = answering("push", Reach::Devices);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let admin = admin_of(&scene.desk);
    let themself = scene.user("1");
    let (kind, platform) = (PushTokenKind::Token, PushPlatform::Web);
    let token = PushToken { token: "own".to_owned(), kind, platform };
    scene.desk.register_push_token(&themself.actor, Ok(token)).await.unwrap();
    let session = themself.writes_first("a test").await;
    admin.says(session, "it works").await;
    scene.passes(MINUTE).await;

    assert_eq!(push.n_attempts(), 0);
}

async fn a_device_that_is_gone_is_forgotten(store: impl Store) {
    let push = answering("push", Reach::Devices);
    push.answer(Outcome::Gone { why: "unregistered".to_owned() });
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (first, admin) = (ann(&scene).await, admin_of(&scene.desk));
    let session = first.writes_first("hello").await;
    admin.says(session, "one").await;
    scene.passes(MINUTE).await;
    assert_eq!(push.n_attempts(), 1);
    first.reads(session, 2).await;
    admin.says(session, "two").await;
    scene.passes(MINUTE).await;
    assert_eq!(push.n_attempts(), 1);

    // Its key went along: it can be registered again.
    ann(&scene).await;
    first.reads(session, 3).await;
    admin.says(session, "three").await;
    scene.passes(MINUTE).await;
    assert_eq!(push.n_attempts(), 2);
}
