//! Instants are read back to the microsecond, however far away.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Job, JobChange, Position, Preview, SenderKind, Session, Store, Switched, Timestamp,
};

use super::cases;
use crate::given;

cases![
    instants_of_records_are_read_back_to_the_microsecond,
    instants_of_messages_and_events_are_read_back_to_the_microsecond,
    instants_of_jobs_are_read_back_to_the_microsecond,
    in_the_log_time_never_goes_back,
];

/// Ascending: in 1901, before and at the epoch, now, in 9999 and at the end of time.
const INSTANTS: [Timestamp; 6] = [
    Timestamp::from_micros(-2_147_483_648_000_001),
    Timestamp::from_micros(-1),
    Timestamp::from_micros(0),
    Timestamp::from_micros(given::NOW.as_micros() + 123_456),
    Timestamp::from_micros(253_402_300_799_999_999),
    Timestamp::from_micros(i64::MAX),
];

async fn instants_of_records_are_read_back_to_the_microsecond(store: Arc<dyn Store>) {
    for at in INSTANTS {
        let mut contact = given::contact();
        contact.created_at = at;
        contact.switched = Some(Switched { at, by: "7".to_owned() });
        store.commit(given::contact_batch(&contact)).await.unwrap();
        let mut session = given::session(&contact);
        (session.created_at, session.updated_at) = (at, at);
        session.preview = Some(Preview { text: String::new(), sender: SenderKind::User, at });
        store.commit(given::session_batch(&session)).await.unwrap();

        let view = given::view(&*store, &session).await;
        assert_eq!((view.session.created_at, view.session.updated_at), (at, at));
        assert_eq!(view.session.preview.map(|preview| preview.at), Some(at));
        let switched_at = view.contact.switched.map(|switched| switched.at);
        assert_eq!((view.contact.created_at, switched_at), (at, Some(at)));
    }
}

async fn instants_of_messages_and_events_are_read_back_to_the_microsecond(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut session = Session { updated_at: INSTANTS[0], ..given::session(&contact) };
    store.commit(given::session_batch(&session)).await.unwrap();
    session = given::view(&*store, &session).await.session;
    for at in INSTANTS {
        session.updated_at = at;
        session = given::said(&*store, &session, given::agent(), "Hello").await;
    }
    let messages = given::all_messages(&*store, &session).await;
    assert_eq!(messages.iter().map(|message| message.at).collect::<Vec<_>>(), INSTANTS);
    let events = store.log(Position::new(1), 100).await.unwrap().events;
    assert_eq!(events.iter().map(|event| event.fact.at).collect::<Vec<_>>(), INSTANTS);
}

async fn in_the_log_time_never_goes_back(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    let ago = |secs| given::NOW.minus(Duration::from_secs(secs));
    for at in [given::NOW, ago(9), ago(1)] {
        session.updated_at = at;
        session = given::said(&*store, &session, given::agent(), "Hello").await;
    }
    session.updated_at = given::NOW.plus(Duration::from_secs(1));
    given::said(&*store, &session, given::agent(), "Hello").await;

    let events = store.log(Position::ZERO, 100).await.unwrap().events;
    let instants: Vec<_> = events.iter().map(|event| event.fact.at).collect();
    let now = given::NOW;
    assert_eq!(instants, [now, now, now, now, now.plus(Duration::from_secs(1))]);
}

async fn instants_of_jobs_are_read_back_to_the_microsecond(store: Arc<dyn Store>) {
    for due in INSTANTS {
        let job = Job { due, ..given::job("j") };
        let key = job.key.clone();
        let mut batch = Batch::at(due);
        batch.jobs.push(JobChange::Schedule(job.clone()));
        store.commit(batch).await.unwrap();

        let claimed = given::claim(&*store, due, Duration::ZERO, 9).await.remove(0);
        assert_eq!(claimed.job, job);
        let mut batch = Batch::at(due);
        batch.jobs.push(JobChange::Settle { key, token: claimed.token });
        store.commit(batch).await.unwrap();
    }
}
