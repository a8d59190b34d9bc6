//! Beginning to chat: which session it comes to.

use chatdesk_core::{ErrorKind, OpenChat, Switch, Wish};

use crate::stage::{Stage, opened, text};

fn another(message: Option<&str>) -> OpenChat {
    OpenChat { message: message.map(str::to_owned), wish: Wish::Another, subject: None }
}

#[tokio::test]
async fn the_first_opening_makes_a_session_and_the_second_finds_it() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");

    let first = ann.opens(None, OpenChat::default()).await.unwrap();
    let second = ann.opens(None, OpenChat::default()).await.unwrap();

    assert_eq!(opened(&first).0, "made");
    assert_eq!(opened(&second), ("found", opened(&first).1));
}

#[tokio::test]
async fn the_newest_of_several_open_sessions_is_found() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");

    ann.chat().await;
    let newest = ann.another_chat().await;

    assert_eq!(ann.chat().await, newest);
}

#[tokio::test]
async fn a_message_is_appended_to_the_session_that_is_made_and_to_the_one_that_is_found() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");

    let made = ann.writes_first("one").await;
    let found = ann.writes_first("two").await;

    assert_eq!(found, made);
    assert_eq!(ann.texts(made).await, ["one", "two"]);
}

#[tokio::test]
async fn another_session_takes_its_own_message() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let old = ann.writes_first("one").await;

    let new = ann.opens(None, another(Some("two"))).await.unwrap();

    assert_eq!(opened(&new).0, "made");
    assert_eq!(ann.texts(old).await, ["one"]);
    assert_eq!(ann.texts(opened(&new).1).await, ["two"]);
}

#[tokio::test]
async fn when_the_newest_ends_the_next_newest_is_found() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let oldest = ann.chat().await;
    let middle = ann.another_chat().await;
    let newest = ann.another_chat().await;

    ann.ends(newest).await;
    let second = ann.chat().await;
    ann.ends(middle).await;
    let third = ann.chat().await;

    assert_eq!((second, third), (middle, oldest));
}

#[tokio::test]
async fn when_an_older_one_ends_the_newest_stays_the_one_that_is_found() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let old = ann.chat().await;
    let newest = ann.another_chat().await;

    ann.ends(old).await;

    assert_eq!(ann.chat().await, newest);
}

#[tokio::test]
async fn after_the_last_one_ended_a_new_one_is_made() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let ended = ann.chat().await;
    ann.ends(ended).await;

    let next = ann.opens(None, OpenChat::default()).await.unwrap();

    assert_eq!(opened(&next).0, "made");
    assert_ne!(opened(&next).1, ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_messages_of_two_tabs_at_once_come_to_one_session() {
    let stage = Stage::new().await;
    let other = stage.other_process();
    let (one, two, three) = (stage.user("ann"), stage.user("ann"), other.user("ann"));

    let all = tokio::join!(
        one.opens(Some("tab-1"), text("one")),
        two.opens(Some("tab-2"), text("two")),
        three.opens(Some("tab-3"), text("three")),
    );

    let all = [all.0.unwrap(), all.1.unwrap(), all.2.unwrap()];
    let made: Vec<_> = all.iter().map(opened).filter(|(how, _)| *how == "made").collect();
    assert_eq!(made.len(), 1, "{all:?}");
    let session = made[0].1;
    assert!(all.iter().all(|one| opened(one).1 == session), "{all:?}");
    let mut texts = one.texts(session).await;
    texts.sort_unstable();
    assert_eq!(texts, ["one", "three", "two"]);
    assert_eq!(one.desk.sessions(&one.actor).await.unwrap().value.len(), 1);
}

#[tokio::test]
async fn a_repeated_opening_finds_what_the_first_made_also_with_other_content() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let first = ann.opens(Some("open-1"), text("one")).await.unwrap();

    let repeat = ann.opens(Some("open-1"), another(Some("two"))).await.unwrap();
    let unfit = ann.opens(Some("open-1"), text("  ")).await.unwrap();

    let session = opened(&first).1;
    assert_eq!(opened(&repeat), ("found", session));
    assert_eq!(opened(&unfit), ("found", session));
    assert_eq!(ann.texts(session).await, ["one"]);
}

#[tokio::test]
async fn a_repeated_opening_finds_the_ended_session_and_not_a_newer_one() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let first = opened(&ann.opens(Some("open-1"), OpenChat::default()).await.unwrap()).1;
    ann.ends(first).await;

    let alone = ann.opens(Some("open-1"), OpenChat::default()).await.unwrap();
    ann.writes_first("a newer session").await;
    let beside = ann.opens(Some("open-1"), OpenChat::default()).await.unwrap();
    let with_message = ann.opens(Some("open-1"), text("again")).await.unwrap();

    assert_eq!(opened(&alone), ("found", first));
    assert_eq!(opened(&beside), ("found", first));
    assert_eq!(opened(&with_message), ("found", first));
}

#[tokio::test]
async fn a_repeated_opening_finds_the_session_that_it_wrote_to() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let written_to = ann.chat().await;
    ann.opens(Some("open-1"), text("one")).await.unwrap();
    ann.ends(written_to).await;

    let repeat = ann.opens(Some("open-1"), text("one")).await.unwrap();

    assert_eq!(opened(&repeat), ("found", written_to));
    assert_eq!(ann.texts(written_to).await, ["one"]);
}

#[tokio::test]
async fn a_repeated_opening_is_answered_although_chat_was_switched_off_meanwhile() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let first = opened(&ann.opens(Some("open-1"), text("one")).await.unwrap()).1;
    stage.admin().switches(&ann, Switch::Off).await;

    let repeat = ann.opens(Some("open-1"), text("one")).await.unwrap();
    let new = ann.opens(Some("open-2"), text("two")).await.unwrap_err();

    assert_eq!(opened(&repeat), ("found", first));
    assert_eq!(new.kind(), ErrorKind::ChatDisabled);
}

#[tokio::test]
async fn an_opening_under_the_client_id_of_a_message_stores_no_second_one() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    ann.sends(session, "id-1", "one").await.unwrap();

    let repeat = ann.opens(Some("id-1"), text("two")).await.unwrap();

    assert_eq!(opened(&repeat), ("found", session));
    assert_eq!(ann.texts(session).await, ["one"]);
}

#[tokio::test]
async fn two_people_may_use_the_same_client_id() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.user("ann"), stage.user("bob"));

    let hers = ann.opens(Some("open-1"), text("of ann")).await.unwrap();
    let his = bob.opens(Some("open-1"), text("of bob")).await.unwrap();

    assert_eq!((opened(&hers).0, opened(&his).0), ("made", "made"));
    assert_eq!(bob.texts(opened(&his).1).await, ["of bob"]);
}

#[tokio::test]
async fn an_unfit_subject_or_message_is_refused_before_the_switch_is_looked_at() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    stage.admin().switches(&ann, Switch::Off).await;

    let long = "x".repeat(201);
    let subject = OpenChat { subject: Some(long), ..OpenChat::default() };
    let by_subject = ann.opens(None, subject).await.unwrap_err();
    let by_message = ann.opens(None, text("\0")).await.unwrap_err();

    assert_eq!(by_subject.kind(), ErrorKind::Invalid);
    assert_eq!(by_message.kind(), ErrorKind::Invalid);
}
