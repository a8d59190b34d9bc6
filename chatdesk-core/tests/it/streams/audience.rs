use std::time::Duration;

use chatdesk_core::Switch;
use chatdesk_testkit::{Folder, eventually};
use futures_util::FutureExt as _;

use crate::stage::Stage;

#[tokio::test]
async fn a_stream_tells_everything_once_and_in_order() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let (mut of_ann, mut of_desk) = (ann.listens().await, alex.listens().await);

    ann.says(session, "one").await;
    alex.says(session, "two").await;
    ann.reads(session, 2).await;
    alex.reads(session, 1).await;
    stage.admin().switches(&ann, Switch::Off).await;
    alex.ends(session).await;

    let told = [
        "message 1 of the customer: one",
        "message 2 of the desk: two",
        "the customer has read",
        "the desk has read",
        "switch off",
        "session ended",
    ];
    for expected in told {
        assert_eq!(of_ann.hears().await, expected);
        assert_eq!(of_desk.hears().await, expected);
    }
}

#[tokio::test]
async fn a_customer_hears_of_nobody_else() {
    let stage = Stage::live().await;
    let (ann, bob, alex) = (stage.user("ann"), stage.user("bob"), stage.agent("7"));
    let (hers, his) = (ann.chat().await, bob.chat().await);
    let mut ear = ann.listens().await;

    bob.says(his, "of bob").await;
    alex.says(his, "to bob").await;
    bob.reads(his, 2).await;
    stage.admin().switches(&bob, Switch::Off).await;
    stage.visitor(1).writes_first("of a visitor").await;
    alex.ends(his).await;
    alex.says(hers, "to ann").await;

    assert_eq!(ear.hears().await, "message 1 of the desk: to ann");
}

#[tokio::test]
async fn another_tab_of_the_same_customer_hears_the_same() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let (mut one, mut two) = (ann.listens().await, stage.user("ann").listens().await);

    ann.says(session, "hello").await;

    assert_eq!(one.hears().await, "message 1 of the customer: hello");
    assert_eq!(two.hears().await, "message 1 of the customer: hello");
}

#[tokio::test]
async fn the_desk_hears_of_a_session_with_its_first_message() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let (mut of_ann, mut of_desk) = (ann.listens().await, alex.listens().await);

    let empty = ann.chat().await;
    assert_eq!(of_ann.hears().await, "session waiting");
    ann.ends(empty).await;
    assert_eq!(of_ann.hears().await, "session ended");
    ann.writes_first("hello").await;

    assert_eq!(of_desk.hears().await, "message 1 of the customer: hello");
}

#[tokio::test]
async fn the_stream_of_a_stranger_tells_their_first_message() {
    let stage = Stage::live().await;
    let (vera, other) = (stage.visitor(1), stage.visitor(2));
    let mut ear = vera.listens().await;

    other.writes_first("of another stranger").await;
    let session = vera.writes_first("hello").await;
    stage.agent("7").says(session, "hi").await;

    assert_eq!(ear.hears().await, "message 1 of the customer: hello");
    assert_eq!(ear.hears().await, "message 2 of the desk: hi");
}

#[tokio::test]
async fn the_stream_of_a_stranger_tells_that_they_were_switched() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let mut ear = ann.listens().await;

    stage.admin().switches(&ann, Switch::Off).await;

    assert_eq!(ear.hears().await, "switch off");
}

#[tokio::test]
async fn what_another_process_commits_is_told_by_a_look_every_second() {
    let folder = Folder::new();
    let (here, elsewhere) = (Stage::on_file(&folder).await, Stage::on_file(&folder).await);
    let mut ear = here.agent("7").listens().await;

    // The store here calls nobody: it does not know.
    elsewhere.user("ann").writes_first("from elsewhere").await;
    let mut hears = Box::pin(ear.hears());
    assert!(hears.as_mut().now_or_never().is_none());
    let told = eventually("a look at the log", async || {
        here.clock.advance(Duration::from_secs(1));
        hears.as_mut().now_or_never()
    });

    assert_eq!(told.await, "message 1 of the customer: from elsewhere");
}
