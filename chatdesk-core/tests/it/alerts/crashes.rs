//! Processes that die in the middle of telling: every message that nobody read is covered by an alert, the bound holds over all
//! lives, and nothing is told twice within one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chatdesk_core::{
    Alerting, Clock as _, Content, Delivery, EntryContent, EntryKind, Interest, List, Notifier,
    Outcome, RecordId, SessionId, Store, Timestamp,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock};

use super::ladder::Ladder;

const N_LIVES: usize = 30;
const N_SENDERS: usize = 6;
const MINUTE: Duration = Duration::from_mins(1);
/// How long a job is held by whoever died.
const LEASE: Duration = Duration::from_mins(2);

/// Counts what it is told, in each life; it takes a few turns to answer, so that a death comes before as well as after.
#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Counted>>);

#[derive(Default)]
struct Counted {
    life: usize,
    calls: Vec<(Timestamp, usize, Delivery)>,
    answered: BTreeSet<String>,
}

#[async_trait]
impl Notifier for Provider {
    fn kind(&self) -> &'static str {
        "group"
    }

    fn interest(&self) -> Interest {
        Interest::UNREAD
    }

    fn alerting(&self) -> Alerting {
        Alerting::default().per_minute(10)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        {
            let mut counted = self.0.lock().unwrap();
            let life = counted.life;
            counted.calls.push((delivery.at, life, delivery.clone()));
        }
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        self.0.lock().unwrap().answered.insert(delivery.id.to_string());
        Outcome::sent(delivery.id.to_string())
    }
}

/// How many turns the worker gets before it dies, other ones in each life.
fn turns(life: usize) -> usize {
    (life * 7 + life * life * 3) % 90
}

/// One life: people write, and the process dies while it tells of that.
async fn lives(folder: &Folder, clock: &ManualClock, provider: &Provider, life: usize) {
    let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
    let (teller, at_once) = (provider.clone(), Duration::ZERO);
    let desk = Ladder::at(Arc::new(store), clock.clone(), &[], |building| {
        building.notifier(teller).alert_after(at_once)
    })
    .await;
    // What a life before held is free, and so is what it had put off.
    clock.advance(LEASE);
    let writing = async {
        for number in 0..N_SENDERS {
            desk.user(&format!("user {life} {number}")).writes_first("hello").await;
        }
        // Somebody writes again to whom an earlier life was about.
        let earlier = format!("user {} 0", life / 2);
        desk.user(&earlier).writes_first("is anybody there?").await;
    };
    let dying = async {
        for _ in 0..turns(life) {
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(writing, dying);
    for _ in 0..turns(life) {
        tokio::task::yield_now().await;
    }
    drop(desk);
    tokio::task::yield_now().await;
}

fn assert_bounded(calls: &[(Timestamp, usize, Delivery)]) {
    for (began, ..) in calls {
        let within = |at: &Timestamp| at >= began && *at < began.plus(MINUTE);
        let n_calls = calls.iter().filter(|(at, ..)| within(at)).count();
        assert!(n_calls <= 20, "{n_calls} calls within a minute of {began}");
    }
}

/// Each session that was told of by itself, and how many the digests counted.
fn covered(calls: &[(Timestamp, usize, Delivery)]) -> (BTreeSet<SessionId>, u64) {
    let (mut alone, mut n_together) = (BTreeSet::new(), 0);
    for (_, _, delivery) in calls {
        match &delivery.content {
            Content::Unread(unread) => drop(alone.insert(unread.session)),
            Content::Digest(digest) => n_together += digest.n_sessions,
            other => panic!("{other:?}"),
        }
    }
    (alone, n_together)
}

#[tokio::test]
async fn over_deaths_every_message_that_nobody_read_is_covered_by_an_alert() {
    let (folder, clock, provider) = (Folder::new(), ManualClock::default(), Provider::default());
    for life in 0..N_LIVES {
        provider.0.lock().unwrap().life = life;
        lives(&folder, &clock, &provider, life).await;
    }
    provider.0.lock().unwrap().life = N_LIVES;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.file("chat.db")).await.unwrap());
    let teller = provider.clone();
    let desk = Ladder::at(Arc::clone(&store), clock.clone(), &[], |building| {
        building.notifier(teller).alert_after(Duration::ZERO)
    })
    .await;
    for _ in 0..20 {
        desk.passes(MINUTE).await;
    }

    let list =
        List::Inbox { filter: chatdesk_core::SessionFilter::default(), after: None, limit: 1_000 };
    let sessions = store.list(&list).await.unwrap().value.sessions;
    assert_eq!(sessions.len(), N_LIVES * N_SENDERS);
    for view in &sessions {
        let (subject, kind) = (RecordId::Session(view.session.id), EntryKind::Told);
        let list = List::Entries { subject, kind, after: None, limit: 9 };
        let told = store.list(&list).await.unwrap().value.entries;
        let stands = told.iter().any(|entry| {
            matches!(&entry.content, EntryContent::Told { up_to, .. } if *up_to > view.desk_read.seq)
        });
        assert!(stands, "{view:?} {told:?}");
    }
    let counted = provider.0.lock().unwrap();
    let (alone, n_together) = covered(&counted.calls);
    assert!(alone.len() as u64 + n_together >= sessions.len() as u64);
    assert_bounded(&counted.calls);
    let mut lives: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (_, life, delivery) in &counted.calls {
        lives.entry(delivery.id.to_string()).or_default().push(*life);
    }
    for (id, lives) in &lives {
        assert!(lives.windows(2).all(|pair| pair[0] < pair[1]), "{id} twice in a life: {lives:?}");
    }
    let n_repeats = lives.values().filter(|lives| lives.len() > 1).count();
    assert!(n_repeats > 0, "nobody died between a call and what settles it");
    assert!(clock.now() > Timestamp::default());
}
