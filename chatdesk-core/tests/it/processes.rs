//! Several processes over one store, and commands that wait for one another.

use std::{pin::pin, time::Duration};

use chatdesk_core::{ErrorKind, Sent, Switch};
use futures_util::{FutureExt as _, future};

use crate::stage::{Stage, opened, text};

#[tokio::test]
async fn a_message_that_another_process_stored_meanwhile_is_answered_as_a_repeat() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let elsewhere = stage.other_process().user("ann");
    stage.store.before_next_commit(async move {
        elsewhere.sends(session, "id-1", "the first try").await.unwrap();
    });

    let sent = ann.sends(session, "id-1", "the second try").await.unwrap();

    assert!(matches!(&sent, Sent::Repeat(message, _) if message.content == "the first try"));
    assert_eq!(ann.texts(session).await, ["the first try"]);
}

#[tokio::test]
async fn a_message_that_lost_its_place_to_another_process_takes_the_next() {
    let stage = Stage::new().await;
    let (ann, elsewhere) = (stage.user("ann"), stage.other_process().agent("7"));
    let session = ann.chat().await;
    stage.store.before_next_commit(async move {
        elsewhere.says(session, "first").await;
    });

    assert_eq!(ann.says(session, "second").await.get(), 2);
    assert_eq!(ann.texts(session).await, ["first", "second"]);
}

#[tokio::test]
async fn an_opening_that_another_process_carried_out_meanwhile_is_answered_as_a_repeat() {
    let stage = Stage::new().await;
    let (ann, elsewhere) = (stage.user("ann"), stage.other_process().user("ann"));
    let (told, meanwhile) = tokio::sync::oneshot::channel();
    stage.store.before_next_commit(async move {
        let first = elsewhere.opens(Some("open-1"), text("one")).await.unwrap();
        told.send(opened(&first).1).unwrap();
    });

    let second = ann.opens(Some("open-1"), text("one")).await.unwrap();

    let session = meanwhile.await.unwrap();
    assert_eq!(opened(&second), ("found", session));
    assert_eq!(ann.texts(session).await, ["one"]);
}

#[tokio::test]
async fn somebody_who_is_switched_by_two_processes_at_once_is_one_person() {
    let stage = Stage::new().await;
    let (ann, elsewhere) = (stage.user("ann"), stage.other_process().admin());
    let whom = ann.clone();
    stage.store.before_next_commit(async move {
        elsewhere.switches(&whom, Switch::Off).await;
    });

    let contact = stage.admin().switches(&ann, Switch::On).await;

    assert_eq!(contact.switch, Switch::On);
    let people = chatdesk_core::People::Page { search: String::new(), after: None, limit: 10 };
    let admin = stage.admin();
    assert_eq!(admin.desk.people(&admin.actor, Ok(people)).await.unwrap().total, 1);
}

#[tokio::test]
async fn after_eight_conflicts_a_command_is_unavailable() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let before = stage.store.n_commits();
    stage.store.conflicts(u32::MAX);

    let refused = ann.sends(session, "id-1", "hello").await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::Unavailable);
    assert_eq!(stage.store.n_commits() - before, 8);
    stage.store.conflicts(0);
    assert_eq!(ann.texts(session).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_seven_conflicts_a_command_still_succeeds() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    stage.store.conflicts(7);

    ann.says(session, "hello").await;

    assert_eq!(ann.texts(session).await, ["hello"]);
}

#[tokio::test]
async fn a_command_waits_five_seconds_for_those_before_it_and_no_longer() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    stage.store.before_next_commit(future::pending());
    let mut stuck = Box::pin(ann.sends(session, "id-1", "stuck"));
    stage.polls_until_commit(&mut stuck).await;

    let mut second = pin!(ann.sends(session, "id-2", "waits"));
    assert!(second.as_mut().now_or_never().is_none());
    stage.clock.advance(Duration::from_millis(4_999));
    assert!(second.as_mut().now_or_never().is_none(), "it gave up too early");
    stage.clock.advance(Duration::from_millis(1));
    let refused = second.await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::Unavailable);
    drop(stuck);
    ann.says(session, "free again").await;
    assert_eq!(ann.texts(session).await, ["free again"]);
}

#[tokio::test]
async fn sessions_of_different_people_do_not_wait_for_one_another() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.user("ann"), stage.user("bob"));
    let (hers, his) = (ann.chat().await, bob.chat().await);
    stage.store.before_next_commit(future::pending());
    let mut stuck = Box::pin(ann.sends(hers, "id-1", "stuck"));
    stage.polls_until_commit(&mut stuck).await;

    bob.says(his, "not stuck").await;

    assert_eq!(bob.texts(his).await, ["not stuck"]);
}
