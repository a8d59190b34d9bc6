//! The log: positions in commit order, and who is told.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use chatdesk_core::{
    Audience, Batch, ClientId, Event, EventActor, EventKind, Keep, List, NewEvent, Position,
    Reader, Record, RecordId, Scope, Seq, Session, StatusFilter, Store, StoreError, Switch,
    Version,
};

use super::cases;
use crate::{eventually, given};

cases![
    an_empty_store_has_an_empty_log,
    events_are_read_back_in_their_order,
    positions_are_without_gaps_also_after_refusals,
    a_batch_without_events_answers_the_head,
    the_log_is_read_in_pieces,
    a_read_contains_what_was_committed_before_it,
    all_of_a_batch_carries_its_last_position,
    each_read_contains_what_was_committed_and_says_so,
    hooks_are_told_of_every_commit,
    hooks_are_told_before_the_caller_is_answered,
    hooks_are_told_of_what_can_be_read,
    a_hook_that_panics_stops_nobody,
    what_was_polled_once_is_committed_and_told,
    a_probe_answers_and_changes_nothing,
];

async fn events(store: &dyn Store, after: u64) -> Vec<Event> {
    store.log(Position::new(after), 1_000).await.unwrap().events
}

async fn an_empty_store_has_an_empty_log(store: Arc<dyn Store>) {
    let log = store.log(Position::ZERO, 10).await.unwrap();
    assert_eq!((log.floor, log.head, log.events), (Position::ZERO, Position::ZERO, Vec::new()));
    assert_eq!(store.log(Position::ZERO, 10).await.unwrap().epoch, log.epoch);
}

async fn events_are_read_back_in_their_order(store: Arc<dyn Store>) {
    let contact = given::contact();
    let session = given::session(&contact);
    let fact = |kind, actor, audience, keep| NewEvent {
        kind,
        subject: RecordId::Session(session.id),
        version: Version::new(7),
        actor,
        at: given::NOW,
        audience,
        keep,
    };
    let desk = || EventActor::Desk { id: "7".to_owned() };
    let customer = Audience::Customer(contact.id);
    let mut facts = vec![
        fact(EventKind::SessionOpened, EventActor::Customer, customer, Keep::Stream),
        fact(EventKind::MessageSent { seq: Seq::new(3) }, desk(), customer, Keep::Stream),
        fact(EventKind::SessionRead { reader: Reader::Desk }, desk(), Audience::Desk, Keep::Audit),
        fact(EventKind::SessionEnded, EventActor::System, customer, Keep::Audit),
        fact(EventKind::ChatSwitched { switch: Switch::Off }, desk(), customer, Keep::Audit),
        fact(EventKind::ContactMade, EventActor::Customer, Audience::Desk, Keep::Stream),
        fact(EventKind::SessionsRemoved, EventActor::System, customer, Keep::Stream),
        fact(EventKind::ContactErased, desk(), Audience::Desk, Keep::Audit),
    ];
    facts[4].subject = RecordId::Contact(contact.id);
    let mut batch = Batch::at(given::NOW);
    batch.events = facts.clone();

    assert_eq!(store.commit(batch).await.unwrap(), Position::new(8));

    let positions = (1..=8).map(Position::new);
    let expected: Vec<_> =
        positions.zip(facts).map(|(position, fact)| Event { position, fact }).collect();
    assert_eq!(events(&*store, 0).await, expected);
}

async fn positions_are_without_gaps_also_after_refusals(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let old = given::session_batch(&session);
    for expected in 2..10 {
        let session = given::view(&*store, &session).await.session;
        let position = store.commit(given::session_batch(&session)).await.unwrap();
        assert_eq!(position, Position::new(expected));
        assert!(matches!(store.commit(old.clone()).await, Err(StoreError::Conflict)));
    }
    let positions: Vec<_> =
        events(&*store, 0).await.iter().map(|event| event.position.get()).collect();
    assert_eq!(positions, (1..10).collect::<Vec<_>>());
}

async fn a_batch_without_events_answers_the_head(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut batch = given::session_batch(&session);
    batch.events.clear();

    assert_eq!(store.commit(batch).await.unwrap(), session.changed);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, session.changed);
    assert_eq!(given::view(&*store, &session).await.session.changed, session.changed);
}

async fn the_log_is_read_in_pieces(store: Arc<dyn Store>) {
    for _ in 0..5 {
        given::open_session(&*store).await;
    }
    let mut read = Vec::new();
    loop {
        let log = store.log(Position::new(read.len() as u64), 2).await.unwrap();
        assert_eq!((log.floor, log.head), (Position::ZERO, Position::new(5)));
        assert!(log.events.len() <= 2);
        if log.events.is_empty() {
            break;
        }
        read.extend(log.events.iter().map(|event| event.position.get()));
    }
    assert_eq!(read, [1, 2, 3, 4, 5]);
    assert_eq!(events(&*store, u64::MAX).await, []);
}

async fn a_read_contains_what_was_committed_before_it(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    for number in 1..=50 {
        let batch = given::message_batch(&session, given::client_id(number));
        let position = store.commit(batch).await.unwrap();
        let window = chatdesk_core::Window::Newest { limit: 1 };
        let read = store.thread(session.id, &window).await.unwrap();
        assert_eq!(read.position, position);
        session = read.value.unwrap().view.session;
        assert_eq!(session.last_seq.get(), u64::from(number));
    }
}

async fn all_of_a_batch_carries_its_last_position(store: Arc<dyn Store>) {
    let contact = given::contact();
    let session = given::session(&contact);
    let mut batch = given::text_batch(&session, given::customer(&session), "Hi");
    batch.put.insert(0, Record::Contact(contact));
    batch.cursors.push(given::cursor(&session, Reader::Desk, 1, 1));
    batch.events.push(given::event(&session, EventKind::SessionRead { reader: Reader::Desk }));

    let last = store.commit(batch).await.unwrap();

    assert_eq!(last, Position::new(2));
    let view = given::view(&*store, &session).await;
    let message = given::all_messages(&*store, &session).await.remove(0);
    let changed =
        [view.session.changed, view.contact.changed, view.desk_read.changed, message.changed];
    assert_eq!(changed, [last; 4]);
}

async fn each_read_contains_what_was_committed_and_says_so(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    let inbox = List::Inbox { filter: StatusFilter::Any.into(), after: None, limit: 1 };
    for _ in 0..3 {
        let position = store.commit(given::message_batch(&session, id(&session))).await.unwrap();
        let loaded = store.load(&Scope::Session(session.id), &[]).await.unwrap();
        let list = store.list(&inbox).await.unwrap();
        let changed = store.changed(session.contact, session.changed, 9).await.unwrap();
        let log = store.log(session.changed, 9).await.unwrap();
        let said = [loaded.position, list.position, changed.position, log.head];
        assert_eq!(said, [position; 4]);
        session = loaded.sessions[0].session.clone();
        assert_eq!((session.changed, list.value.sessions[0].session.changed), (position, position));
        let last = changed.value.items.last().map(chatdesk_core::Change::position);
        assert_eq!((last, log.events.len()), (Some(position), 1));
    }
}

/// A client id that this session has not seen.
fn id(session: &Session) -> ClientId {
    given::client_id(u32::try_from(session.last_seq.get()).unwrap())
}

async fn hooks_are_told_before_the_caller_is_answered(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let told = Arc::new(AtomicU64::new(0));
    let heard = Arc::clone(&told);
    store.on_commit(Arc::new(move |position| heard.store(position.get(), Ordering::SeqCst)));

    let position = store.commit(given::session_batch(&session)).await.unwrap();

    assert_eq!(told.load(Ordering::SeqCst), position.get());
}

async fn hooks_are_told_of_what_can_be_read(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    store.on_commit(Arc::new(move |position| {
        // Whoever waits for it may be gone: the hook stays.
        _ = tell.send(position);
    }));
    let reader = Arc::clone(&store);
    let reading = tokio::spawn(async move {
        let position = told.recv().await.unwrap();
        (position, reader.log(Position::ZERO, 9).await.unwrap().head)
    });
    // So that it waits when the hook is called.
    tokio::task::yield_now().await;

    store.commit(given::session_batch(&session)).await.unwrap();

    let (position, head) = reading.await.unwrap();
    assert!(head >= position, "told of {position}, and the log ended at {head}");
}

async fn hooks_are_told_of_every_commit(store: Arc<dyn Store>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    store.on_commit(Arc::new(move |position| heard.lock().unwrap().push(position)));
    let session = given::open_session(&*store).await;
    let heard_of = session.changed;
    eventually("the hook is told", async || {
        told.lock().unwrap().last().copied().filter(|position| *position == heard_of)
    })
    .await;

    let position = store.commit(given::session_batch(&session)).await.unwrap();
    eventually("the hook is told again", async || {
        told.lock().unwrap().last().copied().filter(|last| *last == position)
    })
    .await;
    assert!(told.lock().unwrap().is_sorted());
}

async fn a_hook_that_panics_stops_nobody(store: Arc<dyn Store>) {
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    store.on_commit(Arc::new(|_| panic!("the host's own mistake, made for this test")));
    store.on_commit(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    let session = given::open_session(&*store).await;

    store.commit(given::session_batch(&session)).await.unwrap();

    eventually("the other hook is told", async || {
        (calls.load(Ordering::SeqCst) >= 3).then_some(())
    })
    .await;
}

async fn what_was_polled_once_is_committed_and_told(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let told = Arc::new(AtomicU64::new(0));
    let heard = Arc::clone(&told);
    store.on_commit(Arc::new(move |position| {
        heard.fetch_max(position.get(), Ordering::SeqCst);
    }));
    let mut commit = store.commit(given::message_batch(&session, given::client_id(1)));
    let polled = commit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Pending | Poll::Ready(Ok(_))));
    drop(commit);

    eventually("the message is there and told", async || {
        let there = given::all_messages(&*store, &session).await.len() == 1;
        (there && told.load(Ordering::SeqCst) == 2).then_some(())
    })
    .await;
}

async fn a_probe_answers_and_changes_nothing(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    store.probe().await.unwrap();

    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, session.changed);
    assert_eq!(given::view(&*store, &session).await.session, session);
}
