//! Sessions are kept as long as the operator chose.

use std::time::Duration;

use chatdesk_core::{Desk, ErrorKind, SessionId, Window};
use chatdesk_testkit::eventually;

use crate::stage::{Person, Stage};

const DAY: Duration = Duration::from_hours(24);

/// A desk that keeps ended sessions for thirty days, and whose worker runs.
async fn stage() -> Stage {
    let mut stage = Stage::new().await;
    stage.desk = Desk::builder(stage.store.clone())
        .clock(stage.clock.clone())
        .retention(Some(30 * DAY))
        .build();
    stage.start().await;
    eventually("the worker runs", async || stage.desk.ready().await.ok()).await;
    stage
}

async fn is_there(person: &Person, session: SessionId) -> bool {
    let window = Window::Newest { limit: 1 };
    match person.desk.thread(&person.actor, session, Ok(window)).await {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => panic!("{error}"),
    }
}

async fn goes(person: &Person, session: SessionId) {
    eventually("the session goes", async || (!is_there(person, session).await).then_some(())).await;
}

#[tokio::test]
async fn an_ended_session_goes_when_its_time_has_passed() {
    let stage = stage().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    let old = ann.writes_first("long ago").await;
    ann.ends(old).await;
    stage.clock.advance(DAY);
    let later = ann.writes_first("a day later").await;
    ann.ends(later).await;

    stage.clock.advance(29 * DAY + Duration::from_secs(1));
    goes(&admin, old).await;
    assert!(is_there(&ann, later).await);
    stage.clock.advance(DAY);
    goes(&ann, later).await;
}

#[tokio::test]
async fn an_open_session_stays_however_old() {
    let stage = stage().await;
    let (ann, ben) = (stage.user("ann"), stage.user("ben"));
    let open = ann.writes_first("still here").await;
    let ended = ben.writes_first("goodbye").await;
    ben.ends(ended).await;
    stage.clock.advance(400 * DAY);

    goes(&ben, ended).await;
    assert!(is_there(&ann, open).await);
}

#[tokio::test]
async fn more_than_a_step_goes_in_one_sweep() {
    let stage = stage().await;
    let ann = stage.user("ann");
    let mut sessions = Vec::new();
    for _ in 0..120 {
        let session = ann.another_chat().await;
        ann.says(session, "hello").await;
        ann.ends(session).await;
        sessions.push(session);
    }
    stage.clock.advance(31 * DAY);

    for session in sessions {
        goes(&ann, session).await;
    }
}

#[tokio::test]
async fn readers_of_what_goes_begin_anew_and_others_hear_nothing() {
    let stage = stage().await;
    let (ann, ben, admin) = (stage.user("ann"), stage.user("ben"), stage.admin());
    let old = ann.writes_first("long ago").await;
    ann.ends(old).await;
    let hers = ben.writes_first("still here").await;
    let away = ann.listens().await.cursor();
    let (mut of_ann, mut of_ben) = (ann.listens().await, ben.listens().await);
    let mut of_desk = admin.listens().await;
    stage.clock.advance(31 * DAY);

    assert_eq!(of_ann.hears().await, "reset TooFar");
    assert_eq!(of_desk.hears().await, "reset TooFar");
    assert_eq!(ann.listens_after(Some(&away)).await.hears().await, "reset TooFar");
    admin.says(hers, "Hello").await;
    assert_eq!(of_ben.hears().await, "message 2 of the desk: Hello");
    assert_eq!(of_desk.hears().await, "message 2 of the desk: Hello");
}
