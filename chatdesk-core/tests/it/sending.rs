//! Sending: what is stored, what a repeat gets, and in which order a message is refused.

use chatdesk_core::{ErrorKind, Invalid, Sent, SessionId, SessionStatus, Switch};

use crate::stage::{Person, Stage, client_id};

/// What came of a send: `new 1 text`, `repeat 1 text`, or the kind of the refusal.
async fn outcome(person: &Person, session: SessionId, id: &str, content: &str) -> String {
    match person.sends(session, id, content).await {
        Ok(Sent::New(message, _)) => format!("new {} {}", message.seq.get(), message.content),
        Ok(Sent::Repeat(message, _)) => format!("repeat {} {}", message.seq.get(), message.content),
        Err(error) => format!("{:?}", error.kind()),
    }
}

/// A session that is ended, whose customer is switched off, holding their message `one` under `id-1`.
async fn everything_against_it(stage: &Stage) -> (Person, SessionId) {
    let ann = stage.user("ann");
    let session = ann.chat().await;
    ann.sends(session, "id-1", "one").await.unwrap();
    ann.ends(session).await;
    stage.admin().switches(&ann, Switch::Off).await;
    (ann, session)
}

#[tokio::test]
async fn the_same_client_id_again_gets_the_stored_message_whatever_it_says_now() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;

    assert_eq!(outcome(&ann, session, "id-1", "  one  ").await, "new 1 one");
    assert_eq!(outcome(&ann, session, "id-1", "two").await, "repeat 1 one");
    assert_eq!(outcome(&ann, session, "id-1", "").await, "repeat 1 one");
    assert_eq!(outcome(&ann, session, "id-2", "two").await, "new 2 two");
}

#[tokio::test]
async fn a_repeat_comes_before_everything_but_access() {
    let stage = Stage::new().await;
    let (ann, session) = everything_against_it(&stage).await;

    assert_eq!(outcome(&ann, session, "id-1", "x").await, "repeat 1 one");
    assert_eq!(outcome(&ann, session, "id-1", "\0").await, "repeat 1 one");
    assert_eq!(outcome(&stage.user("bob"), session, "id-1", "x").await, "NotFound");
    assert_eq!(outcome(&stage.host(), session, "id-1", "x").await, "Forbidden");
}

#[tokio::test]
async fn a_message_is_refused_for_access_then_content_then_the_switch_then_the_end() {
    let stage = Stage::new().await;
    let (ann, session) = everything_against_it(&stage).await;

    let to_another = outcome(&stage.user("bob"), session, "id-2", "").await;
    let unfit = outcome(&ann, session, "id-2", "").await;
    let off = outcome(&ann, session, "id-2", "x").await;
    stage.admin().switches(&ann, Switch::On).await;
    let ended = outcome(&ann, session, "id-2", "x").await;

    assert_eq!(
        [to_another, unfit, off, ended],
        ["NotFound", "Invalid", "ChatDisabled", "SessionEnded"]
    );
}

#[tokio::test]
async fn what_an_edge_could_not_read_is_refused_in_its_turn() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    ann.sends(session, "id-1", "one").await.unwrap();
    let unread = || Err(Invalid::new("/content", "is not text"));
    let send = async |person: &Person, id: &str| {
        person.desk.send(&person.actor, session, Some(client_id(id)), unread()).await
    };

    assert!(matches!(send(&ann, "id-1").await, Ok(Sent::Repeat(..))));
    let refused = send(&ann, "id-2").await.unwrap_err();
    assert_eq!(refused.to_string(), "/content: is not text");
    assert_eq!(send(&stage.user("bob"), "id-1").await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_client_id_counts_for_its_sender_alone() {
    let stage = Stage::new().await;
    let (ann, alex, kim) = (stage.user("ann"), stage.agent("7"), stage.agent("8"));
    let session = ann.chat().await;

    assert_eq!(outcome(&ann, session, "id-1", "of ann").await, "new 1 of ann");
    assert_eq!(outcome(&alex, session, "id-1", "of alex").await, "new 2 of alex");
    assert_eq!(outcome(&kim, session, "id-1", "of kim").await, "new 3 of kim");
    assert_eq!(outcome(&alex, session, "id-1", "again").await, "repeat 2 of alex");
}

#[tokio::test]
async fn a_client_id_counts_for_its_session_alone() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let (one, two) = (ann.chat().await, ann.another_chat().await);

    assert_eq!(outcome(&ann, one, "id-1", "in one").await, "new 1 in one");
    assert_eq!(outcome(&ann, two, "id-1", "in two").await, "new 1 in two");
}

#[tokio::test]
async fn without_a_client_id_every_send_is_a_new_message() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    for _ in 0..2 {
        let sent = ann.desk.send(&ann.actor, session, None, Ok("hello".to_owned())).await;
        assert!(matches!(sent, Ok(Sent::New(..))));
    }
    assert_eq!(ann.texts(session).await, ["hello", "hello"]);
}

#[tokio::test]
async fn a_session_waits_until_somebody_of_the_desk_writes_and_is_then_theirs() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("hello").await;
    let before = ann.view(session).await.session;

    stage.agent("7").says(session, "hello").await;
    stage.agent("8").says(session, "me too").await;

    let after = ann.view(session).await.session;
    assert_eq!((before.status, before.agent), (SessionStatus::Waiting, None));
    assert_eq!(after.status, SessionStatus::Active);
    assert_eq!(after.agent.map(|agent| agent.id).as_deref(), Some("7"));
}

#[tokio::test]
async fn the_desk_writes_to_somebody_who_is_switched_off_but_not_after_the_end() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("hello").await;
    stage.admin().switches(&ann, Switch::Off).await;

    assert_eq!(outcome(&alex, session, "id-1", "still here").await, "new 2 still here");
    alex.ends(session).await;
    assert_eq!(outcome(&alex, session, "id-2", "too late").await, "SessionEnded");
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tries_of_one_message_at_once_store_it_once() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let other = stage.other_process().user("ann");

    let tries = (0..8).map(|number| {
        let person = if number % 2 == 0 { ann.clone() } else { other.clone() };
        tokio::spawn(async move { outcome(&person, session, "id-1", "hello").await })
    });
    let mut outcomes = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        outcomes.push(one.await.unwrap());
    }

    outcomes.sort_unstable();
    assert_eq!(outcomes[0], "new 1 hello");
    assert_eq!(outcomes[1..], ["repeat 1 hello"; 7]);
    assert_eq!(ann.texts(session).await, ["hello"]);
}
