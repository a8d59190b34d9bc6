//! Typing and presence: told to whom it concerns while it is true.

use std::time::Duration;

use chatdesk_core::{Attending, ErrorKind, SessionId, Visibility};
use futures_util::FutureExt as _;

use crate::stage::{Ear, Person, Stage, tell};

impl Person {
    async fn types_in(&self, session: SessionId) {
        self.desk.type_in(&self.actor, session).await.unwrap();
    }

    async fn is_there(&self, session: Option<SessionId>, visibility: Visibility) {
        self.desk.attend(&self.actor, Ok(Attending { session, visibility })).await.unwrap();
    }
}

impl Ear {
    /// What is told now, in words, the count of agents too.
    fn hears_now(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while let Some(signal) = self.signal_of_any_kind().now_or_never() {
            told.push(tell(&signal));
        }
        told
    }
}

#[tokio::test]
async fn typing_is_told_to_the_other_readers_and_not_to_ones_own() {
    let stage = Stage::live().await;
    let (ann, alex, bob, eve) =
        (stage.user("ann"), stage.agent("7"), stage.agent("8"), stage.user("eve"));
    let session = ann.writes_first("one").await;
    eve.writes_first("elsewhere").await;
    let mut ears =
        vec![ann.listens().await, alex.listens().await, bob.listens().await, eve.listens().await];
    for ear in &mut ears {
        ear.hears_now();
    }

    ann.types_in(session).await;
    alex.types_in(session).await;

    let told: Vec<_> = ears.iter_mut().map(Ear::hears_now).collect();
    assert_eq!(told[0], ["7 types until 6"]);
    assert_eq!(told[1], ["ann types until 6"]);
    assert_eq!(told[2], ["ann types until 6", "7 types until 6"]);
    assert!(told[3].is_empty(), "{told:?}");
}

#[tokio::test]
async fn of_much_typing_one_in_three_seconds_counts() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let mut ear = alex.listens().await;
    ear.hears_now();

    for _ in 0..10 {
        ann.types_in(session).await;
    }
    assert_eq!(ear.hears_now(), ["ann types until 6"]);
    stage.clock.advance(Duration::from_millis(2_999));
    ann.types_in(session).await;
    assert!(ear.hears_now().is_empty());
    stage.clock.advance(Duration::from_millis(1));
    ann.types_in(session).await;
    assert_eq!(ear.hears_now(), ["ann types until 9"]);
}

#[tokio::test]
async fn typing_that_is_over_is_not_told_any_more_nor_to_whoever_comes_later() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let mut late = alex.listens().await;
    late.hears_now();

    ann.types_in(session).await;
    let mut later = alex.listens().await;
    assert!(later.hears_now().is_empty());
    stage.clock.advance(Duration::from_secs(6));

    assert!(late.hears_now().is_empty());
}

#[tokio::test]
async fn typing_is_refused_as_sending_is() {
    let stage = Stage::live().await;
    let (ann, eve, alex) = (stage.user("ann"), stage.user("eve"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let refused = async |person: &Person| {
        person.desk.type_in(&person.actor, session).await.map_err(|error| error.kind())
    };

    assert_eq!(refused(&eve).await, Err(ErrorKind::NotFound));
    ann.desk.end(&ann.actor, session).await.unwrap();
    assert_eq!(refused(&ann).await, Err(ErrorKind::SessionEnded));
    assert_eq!(refused(&alex).await, Err(ErrorKind::SessionEnded));
}

#[tokio::test]
async fn customers_are_told_how_many_are_there_and_the_desk_who() {
    let stage = Stage::live().await;
    let (ann, alex, bob) = (stage.user("ann"), stage.agent("7"), stage.agent("8"));
    let (mut ear, mut desk) = (ann.listens().await, bob.listens().await);
    assert_eq!(ear.hears_now(), ["0 online"]);

    alex.is_there(None, Visibility::Visible).await;
    alex.is_there(None, Visibility::Visible).await;
    assert_eq!(
        (ear.hears_now(), desk.hears_now()),
        (vec!["1 online".into()], vec!["7 is online".into()])
    );
    bob.is_there(None, Visibility::Visible).await;
    assert_eq!(ear.hears_now(), ["2 online"]);
    alex.is_there(None, Visibility::Hidden).await;
    assert_eq!(ear.hears_now(), ["1 online"]);
    assert_eq!(desk.hears_now(), ["8 is online", "7 is offline"]);
    assert_eq!(ann.listens().await.hears_now(), ["1 online"]);
    assert_eq!(alex.listens().await.hears_now(), ["8 is online"]);
}

#[tokio::test]
async fn whoever_says_nothing_for_thirty_seconds_is_gone() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("one").await;
    let mut ear = ann.listens().await;
    alex.is_there(Some(session), Visibility::Visible).await;
    assert_eq!(ear.hears_now(), ["1 online"]);

    stage.clock.advance(Duration::from_secs(20));
    alex.is_there(Some(session), Visibility::Visible).await;
    stage.clock.advance(Duration::from_millis(29_999));
    assert!(ear.hears_now().is_empty());
    stage.clock.advance(Duration::from_millis(1));

    assert!(matches!(ear.signal_of_any_kind().await, chatdesk_core::Signal::AgentsOnline(0)));
}

#[tokio::test]
async fn only_the_desk_is_there_and_only_in_sessions_that_are() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let nowhere = chatdesk_core::Id::generate(chatdesk_testkit::given::NOW);
    let attending = |session| Attending { session, visibility: Visibility::Visible };

    let by_ann = ann.desk.attend(&ann.actor, Ok(attending(None))).await.unwrap_err();
    let nowhere = alex.desk.attend(&alex.actor, Ok(attending(Some(nowhere)))).await.unwrap_err();

    assert_eq!(by_ann.kind(), ErrorKind::Forbidden);
    assert_eq!(nowhere.kind(), ErrorKind::NotFound);
}
