//! The clock may jump; a session does not go back.

use std::time::Duration;

use chatdesk_core::{Switch, Timestamp, Window};
use chatdesk_testkit::given;

use crate::stage::{Person, Stage};

async fn times(person: &Person, session: chatdesk_core::SessionId) -> Vec<Timestamp> {
    let window = Window::Newest { limit: 200 };
    let thread = person.desk.thread(&person.actor, session, Ok(window)).await.unwrap();
    thread.value.thread.messages.into_iter().map(|message| message.at).collect()
}

#[tokio::test]
async fn messages_never_go_back_in_time_when_the_clock_does() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    stage.clock.set(given::NOW.minus(Duration::from_hours(1)));
    alex.says(session, "two").await;
    ann.says(session, "three").await;
    stage.clock.set(given::NOW.plus(Duration::from_secs(1)));
    alex.says(session, "four").await;

    let expected = [given::NOW, given::NOW, given::NOW, given::NOW.plus(Duration::from_secs(1))];
    assert_eq!(times(&ann, session).await, expected);
}

#[tokio::test]
async fn a_session_does_not_end_before_its_last_message() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("one").await;
    stage.clock.set(given::NOW.minus(Duration::from_hours(1)));

    assert_eq!(ann.ends(session).await.session.updated_at, given::NOW);
}

#[tokio::test]
async fn a_switch_does_not_fall_before_the_one_before_it() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    admin.switches(&ann, Switch::Off).await;
    stage.clock.set(given::NOW.minus(Duration::from_hours(1)));

    let contact = admin.switches(&ann, Switch::On).await;

    assert_eq!(contact.switched.unwrap().at, given::NOW);
    let history = admin.desk.toggle_history(&admin.actor, Ok(ann.address())).await.unwrap();
    assert!(history.iter().all(|entry| entry.at == given::NOW), "{history:?}");
}
