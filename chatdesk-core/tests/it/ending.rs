//! The end of a session.

use chatdesk_core::{SessionStatus, Store, UniqueKey};

use crate::stage::{Stage, opened, text};

#[tokio::test]
async fn an_end_is_an_end_and_again_changes_nothing() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("one").await;

    let once = ann.ends(session).await;
    stage.clock.advance(std::time::Duration::from_mins(1));
    let head = stage.head().await;
    let twice = stage.agent("7").ends(session).await;

    assert_eq!(once.session.status, SessionStatus::Ended);
    assert_eq!(twice, once);
    assert_eq!(stage.head().await, head);
}

#[tokio::test]
async fn the_history_of_an_ended_session_stays_and_is_read() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    alex.says(session, "two").await;
    ann.ends(session).await;

    assert_eq!(ann.texts(session).await, ["one", "two"]);
    assert_eq!(ann.reads(session, 2).await, 0);
}

#[tokio::test]
async fn the_end_of_the_only_session_releases_its_key() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let key = open_key(&stage, session).await;
    let before = owner(&stage, &key).await;

    ann.ends(session).await;

    assert_eq!(before, Some(session));
    assert_eq!(owner(&stage, &key).await, None);
}

/// The key passes to a session that is being ended: whoever loses must look again, or the key stays with an ended
/// session and its customer can never open another.
#[tokio::test]
async fn two_agents_who_end_both_open_sessions_at_once_leave_the_key_free() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let old = ann.writes_first("old").await;
    let new = opened(
        &ann.opens(
            None,
            chatdesk_core::OpenChat { wish: chatdesk_core::Wish::Another, ..text("new") },
        )
        .await
        .unwrap(),
    )
    .1;
    let key = open_key(&stage, old).await;
    let elsewhere = stage.other_process().agent("8");
    stage.store.before_next_commit(async move {
        elsewhere.ends(new).await;
    });

    stage.agent("7").ends(old).await;

    assert_eq!(owner(&stage, &key).await, None);
    let next = ann.opens(None, text("a new one")).await.unwrap();
    assert_eq!(opened(&next).0, "made");
}

/// The other way round: the one that is to get the key ends meanwhile.
#[tokio::test]
async fn the_key_does_not_pass_to_a_session_that_ended_meanwhile() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let old = ann.writes_first("old").await;
    let new = ann.another_chat().await;
    let key = open_key(&stage, old).await;
    let elsewhere = stage.other_process().agent("8");
    stage.store.before_next_commit(async move {
        elsewhere.ends(old).await;
    });

    stage.agent("7").ends(new).await;

    assert_eq!(owner(&stage, &key).await, None);
}

async fn open_key(stage: &Stage, session: chatdesk_core::SessionId) -> UniqueKey {
    let session = stage.agent("7").view(session).await.session;
    UniqueKey::open(session.contact, session.channel)
}

async fn owner(stage: &Stage, key: &UniqueKey) -> Option<chatdesk_core::SessionId> {
    let keys = std::slice::from_ref(key);
    let loaded = stage.store.load(&chatdesk_core::Scope::Keys, keys).await.unwrap();
    loaded.owners.get(key).and_then(|owner| owner.session())
}
