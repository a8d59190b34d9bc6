//! Callers who do not wait for the answer.

use crate::stage::{Stage, text};

/// From the moment a batch is queued nothing depends on its caller being there.
#[tokio::test]
async fn the_message_of_a_caller_who_is_gone_is_stored_and_told() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let mut ear = alex.listens().await;
    let queued = stage.store.leave_next_commit_unanswered();
    let person = ann.clone();
    let call = tokio::spawn(async move { person.sends(session, "id-1", "and gone").await });

    queued.await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());

    assert_eq!(ear.hears().await, "message 1 of the customer: and gone");
    assert_eq!(ann.texts(session).await, ["and gone"]);
    let retry = ann.sends(session, "id-1", "and back").await.unwrap();
    assert!(matches!(retry, chatdesk_core::Sent::Repeat(..)), "{retry:?}");
}

#[tokio::test]
async fn somebody_who_gave_up_while_deciding_leaves_nothing_and_blocks_nobody() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    for _ in 0..3 {
        stage.store.before_next_commit(std::future::pending());
        let mut call = Box::pin(ann.sends(session, "id-1", "never"));
        stage.polls_until_commit(&mut call).await;
    }

    ann.writes_first("at last").await;

    assert_eq!(ann.texts(session).await, ["at last"]);
    assert!(ann.opens(None, text("and on")).await.is_ok());
}
