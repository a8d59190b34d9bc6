//! Readers who do not keep up, and history that is gone.

use std::time::Duration;

use chatdesk_core::{
    Audience, Batch, EventActor, EventKind, Keep, NewEvent, Position, RecordId, SessionId, Store,
    Version,
};
use chatdesk_testkit::{eventually, given};

use crate::stage::{Stage, Watched};

const WEEK: Duration = Duration::from_hours(7 * 24);

/// More events than the ring keeps, about somebody else, in one commit.
async fn much_happens(store: &Watched) {
    let session = given::open_session(store).await;
    let event = |_| NewEvent {
        kind: EventKind::SessionEnded,
        subject: RecordId::Session(session.id),
        version: Version::new(2),
        actor: EventActor::System,
        at: given::NOW,
        audience: Audience::Customer(session.contact),
        keep: Keep::Stream,
    };
    let batch = Batch { events: (0..5_000).map(event).collect(), ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();
}

/// Waits until the worker has read the log up to here: a stream that began now tells what is said now.
async fn the_worker_is_through(stage: &Stage) {
    let witness = stage.visitor(1_000);
    let session = witness.chat().await;
    let mut ear = witness.listens().await;
    witness.says(session, "the worker is through").await;
    ear.hears_until("the worker is through").await;
}

#[tokio::test]
async fn a_customer_who_fell_out_of_the_ring_hears_what_they_missed() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let mut ear = ann.listens().await;
    alex.says(session, "before").await;
    much_happens(&stage.store).await;
    alex.says(session, "after").await;
    the_worker_is_through(&stage).await;

    assert_eq!(ear.hears().await, "message 1 of the desk: before");
    assert_eq!(ear.hears().await, "message 2 of the desk: after");
    alex.says(session, "and on").await;
    assert_eq!(ear.hears().await, "message 3 of the desk: and on");
}

/// Nothing was missed, so there is nothing to tell; the stream must not look for it over and over.
#[tokio::test]
async fn a_customer_who_fell_out_of_the_ring_and_missed_nothing_waits_for_news() {
    let mut stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let mut ear = ann.listens().await;
    much_happens(&stage.store).await;
    the_worker_is_through(&stage).await;

    stage.stop().await;
    assert_eq!(ear.hears().await, "closed");

    stage.start().await;
    let mut ear = ann.listens_after(Some(&ear.cursor())).await;
    the_worker_is_through(&stage).await;
    alex.says(session, "news").await;
    assert_eq!(ear.hears().await, "message 1 of the desk: news");
}

#[tokio::test]
async fn the_desk_that_fell_out_of_the_ring_is_told_that_it_was_slow() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let mut ear = alex.listens().await;
    much_happens(&stage.store).await;
    the_worker_is_through(&stage).await;

    assert_eq!(ear.hears().await, "reset Slow");
    ann.says(session, "and on").await;
    assert_eq!(ear.hears().await, "message 1 of the customer: and on");
}

#[tokio::test]
async fn a_stranger_who_fell_out_of_the_ring_still_hears_their_first_message() {
    let stage = Stage::live().await;
    let vera = stage.visitor(1);
    let mut ear = vera.listens().await;
    vera.writes_first("hello").await;
    much_happens(&stage.store).await;
    the_worker_is_through(&stage).await;

    let heard = ear.hears_until("hello").await;

    assert_eq!(heard.last().unwrap(), "message 1 of the customer: hello");
}

#[tokio::test]
async fn a_week_later_the_desk_cannot_resume_and_a_customer_still_can() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let (of_ann, of_desk) = (ann.listens().await.cursor(), alex.listens().await.cursor());
    ann.writes_first("long ago").await;
    stage.clock.advance(WEEK - Duration::from_mins(2));
    the_sweep_ran(&stage).await;
    let in_time = alex.listens_after(Some(&of_desk)).await.hears().await;
    stage.clock.advance(Duration::from_mins(2));
    eventually("the sweep moves the floor", async || {
        (floor(&stage).await > Position::ZERO).then_some(())
    })
    .await;

    let too_late = alex.listens_after(Some(&of_desk)).await.hears().await;
    let heard = ann.listens_after(Some(&of_ann)).await.hears_until("long ago").await;

    assert_eq!(in_time, "message 1 of the customer: long ago");
    assert_eq!(too_late, "reset TooFar");
    assert_eq!(heard.last().unwrap(), "message 1 of the customer: long ago");
}

/// Another process swept what this one had not read yet.
#[tokio::test]
async fn events_that_were_swept_before_they_were_read_are_not_skipped_silently() {
    let mut stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let mut ear = alex.listens().await;
    the_worker_is_through(&stage).await;
    ear.hears_until("the worker is through").await;
    stage.stop().await;
    let session: SessionId = ann.writes_first("never read by the worker").await;
    stage.clock.advance(WEEK + Duration::from_mins(1));
    let mut other = stage.other_process();
    other.start().await;
    eventually("the other process sweeps", async || {
        (floor(&stage).await > Position::ZERO).then_some(())
    })
    .await;
    ann.says(session, "news").await;
    stage.start().await;
    the_worker_is_through(&stage).await;

    assert_eq!(ear.hears().await, "reset Slow");
}

async fn floor(stage: &Stage) -> Position {
    stage.store.log(Position::ZERO, 0).await.unwrap().floor
}

/// A sweep removes keys whose time has passed as well; one that is gone shows that it ran.
async fn the_sweep_ran(stage: &Stage) {
    let key = chatdesk_core::UniqueKey::from_text("test:sweep".to_owned());
    let contact = given::stored_contact(&stage.store).await;
    let owner = RecordId::Contact(contact.id);
    let until = Some(chatdesk_core::Clock::now(&stage.clock));
    let claim = chatdesk_core::Claim { key: key.clone(), owner, until };
    let batch = Batch { claim: vec![claim], ..Batch::at(given::NOW) };
    stage.store.commit(batch).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    eventually("a sweep runs", async || {
        let keys = std::slice::from_ref(&key);
        let loaded = stage.store.load(&chatdesk_core::Scope::Keys, keys).await.unwrap();
        loaded.owners.is_empty().then_some(())
    })
    .await;
}
