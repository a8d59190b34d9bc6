//! Many at once: one wins, the others are told, and nothing is lost.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Batch, Claim, Claimed, JobChange, Position, RecordId, Scope, Session, SessionId, Store,
    StoreError, Switch, UniqueKey, Window,
};
use tokio::{sync::mpsc, task::JoinSet};

use super::cases;
use crate::given::{self, NOW, client_id};

cases![
    of_writers_of_one_version_one_wins_and_all_get_in_at_last,
    a_refusal_rests_on_what_can_be_read,
    of_opens_under_one_key_one_wins,
    repeats_at_once_store_one_message,
    senders_of_many_sessions_all_get_in_and_positions_have_no_gaps,
    no_message_is_stored_after_the_switch_fell,
    claimers_get_different_jobs,
    readers_see_the_log_grow_without_gaps,
    each_read_is_one_snapshot,
];

async fn of_writers_of_one_version_one_wins_and_all_get_in_at_last(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut first_try = JoinSet::new();
    for number in 0..16 {
        let store = Arc::clone(&store);
        let batch = given::message_batch(&session, client_id(number));
        first_try.spawn(async move { store.commit(batch).await });
    }
    let answers = first_try.join_all().await;
    let n_conflicts =
        answers.iter().filter(|answer| matches!(answer, Err(StoreError::Conflict))).count();
    assert_eq!((n_conflicts, answers.iter().filter(|answer| answer.is_ok()).count()), (15, 1));

    let mut retries = JoinSet::new();
    for number in 16..32 {
        retries.spawn(send(Arc::clone(&store), session.clone(), number));
    }
    retries.join_all().await;
    let messages = given::all_messages(&*store, &session).await;
    let seqs: Vec<_> = messages.iter().map(|message| message.seq.get()).collect();
    assert_eq!(seqs, (1..=17).collect::<Vec<_>>());
}

/// Sends until the session is the one that was read.
async fn send(store: Arc<dyn Store>, session: Session, number: u32) -> Position {
    loop {
        let session = given::view(&*store, &session).await.session;
        match store.commit(given::message_batch(&session, client_id(number))).await {
            Ok(position) => return position,
            Err(StoreError::Conflict) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn a_refusal_rests_on_what_can_be_read(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut writers = JoinSet::new();
    for number in 0..8 {
        let (store, session) = (Arc::clone(&store), session.clone());
        writers.spawn(async move {
            let answer = store.commit(given::message_batch(&session, client_id(number))).await;
            // Whoever was first: what stood in the way is there.
            let now = given::view(&*store, &session).await.session;
            assert!(now.version > session.version, "{answer:?} with nothing written");
        });
    }
    writers.join_all().await;
}

async fn of_opens_under_one_key_one_wins(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let key = UniqueKey::new_session(contact.id, &client_id(1));
    let mut opens = JoinSet::new();
    for _ in 0..16 {
        let (store, session) = (Arc::clone(&store), given::session(&contact));
        let mut batch = given::session_batch(&session);
        let owner = RecordId::Session(session.id);
        batch.claim.push(Claim { key: key.clone(), owner, until: None });
        opens.spawn(async move { store.commit(batch).await.map(|_| session.id) });
    }
    let opened: Vec<SessionId> = opens.join_all().await.into_iter().flatten().collect();

    let loaded = store.load(&Scope::Contact(contact.id), std::slice::from_ref(&key)).await.unwrap();
    let found: Vec<_> = loaded.sessions.iter().map(|view| view.session.id).collect();
    assert_eq!((opened.len(), &found), (1, &opened));
    assert_eq!(loaded.owners[&key].session(), Some(opened[0]));
}

async fn repeats_at_once_store_one_message(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut tries = JoinSet::new();
    for _ in 0..16 {
        let (store, session) = (Arc::clone(&store), session.clone());
        tries.spawn(async move {
            // The version is not what stands between them: each reads the session anew.
            for _ in 0..20 {
                let session = given::view(&*store, &session).await.session;
                let answer = store.commit(given::message_batch(&session, client_id(1))).await;
                assert!(matches!(answer, Ok(_) | Err(StoreError::Conflict)), "{answer:?}");
            }
        });
    }
    tries.join_all().await;
    assert_eq!(given::all_messages(&*store, &session).await.len(), 1);
}

async fn senders_of_many_sessions_all_get_in_and_positions_have_no_gaps(store: Arc<dyn Store>) {
    let mut sessions = Vec::new();
    for _ in 0..32 {
        sessions.push(given::open_session(&*store).await);
    }
    let mut senders = JoinSet::new();
    for session in sessions {
        let store = Arc::clone(&store);
        senders.spawn(async move {
            let mut positions = Vec::new();
            for number in 0..10 {
                positions.push(send(Arc::clone(&store), session.clone(), number).await);
            }
            assert!(positions.is_sorted(), "a later commit has an earlier position");
            positions
        });
    }
    let mut positions: Vec<_> = senders.join_all().await.concat();
    positions.sort_unstable();
    let expected: Vec<_> = (33..=352).map(Position::new).collect();
    assert_eq!(positions, expected);
}

async fn no_message_is_stored_after_the_switch_fell(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let contact = given::contact_of(&*store, session.contact).await;
    let (accepted, mut accepting) = mpsc::unbounded_channel();
    let mut senders = JoinSet::new();
    for number in 0..6 {
        let (store, session, contact) = (Arc::clone(&store), session.clone(), contact.clone());
        let accepted = accepted.clone();
        senders.spawn(async move {
            for turn in 0..100 {
                let loaded = store.load(&Scope::Session(session.id), &[]).await.unwrap();
                if loaded.contact.unwrap().version != contact.version {
                    break;
                }
                let current = loaded.sessions[0].session.clone();
                let mut batch = given::message_batch(&current, client_id(number * 100 + turn));
                batch.expect(RecordId::Contact(contact.id), contact.version);
                if store.commit(batch).await.is_ok() {
                    accepted.send(()).unwrap();
                }
            }
        });
    }
    drop(accepted);
    // In the middle of it, not before anybody began.
    accepting.recv().await.unwrap();
    let switch = given::switch_batch(&contact, Switch::Off, "spam");
    let fell = store.commit(switch).await.unwrap();
    senders.join_all().await;

    let messages = given::all_messages(&*store, &session).await;
    assert_eq!(messages.len(), 1 + accepting.len());
    assert!(messages.iter().all(|message| message.changed < fell));
}

async fn claimers_get_different_jobs(store: Arc<dyn Store>) {
    let jobs = (0..100).map(|number| JobChange::Schedule(given::job(&format!("{number}"))));
    store.commit(Batch { jobs: jobs.collect(), ..Batch::at(NOW) }).await.unwrap();
    let mut claimers = JoinSet::new();
    for _ in 0..8 {
        let store = Arc::clone(&store);
        claimers
            .spawn(async move { given::claim(&*store, NOW, Duration::from_secs(30), 20).await });
    }
    let claimed: Vec<Claimed> = claimers.join_all().await.concat();

    let mut keys: Vec<_> = claimed.iter().map(|claimed| claimed.job.key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((claimed.len(), keys.len()), (100, 100));
    let mut tokens: Vec<_> = claimed.iter().map(|claimed| claimed.token.get()).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 100);
}

async fn readers_see_the_log_grow_without_gaps(store: Arc<dyn Store>) {
    let mut senders = JoinSet::new();
    for number in 0..4 {
        let session = given::open_session(&*store).await;
        let store = Arc::clone(&store);
        senders.spawn(async move {
            for turn in 0..25 {
                send(Arc::clone(&store), session.clone(), number * 25 + turn).await;
            }
        });
    }
    let mut seen = Position::ZERO;
    while seen < Position::new(104) {
        let log = store.log(seen, 7).await.unwrap();
        for event in log.events {
            assert_eq!(event.position.get(), seen.get() + 1);
            assert!(event.position <= log.head);
            seen = event.position;
        }
    }
    senders.join_all().await;
}

async fn each_read_is_one_snapshot(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut sender = JoinSet::new();
    let (sending, sent_to) = (Arc::clone(&store), session.clone());
    sender.spawn(async move {
        for number in 0..200 {
            send(Arc::clone(&sending), sent_to.clone(), number).await;
        }
    });
    let mut n_read = 0;
    while n_read < 200 {
        let window = Window::Newest { limit: 1 };
        let read = store.thread(session.id, &window).await.unwrap();
        let thread = read.value.unwrap();
        n_read = thread.view.session.last_seq.get();
        assert_eq!(thread.messages.last().map_or(0, |message| message.seq.get()), n_read);
        assert_eq!(read.position, thread.view.session.changed);
        let changed = store.changed(session.contact, read.position, 999).await.unwrap();
        for change in changed.value.items {
            assert!((read.position..=changed.position).contains(&change.position()), "{change:?}");
        }
        let loaded = store.load(&Scope::Contact(session.contact), &[]).await.unwrap();
        assert_eq!(loaded.position, loaded.sessions[0].session.changed);
    }
    sender.join_all().await;
}
