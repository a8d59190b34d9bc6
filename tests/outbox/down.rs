//! A receiver that is down for hours of a clock by hand.

use std::time::Duration;

use chatdesk_core::{
    Actor, Clock as _, ContactKind, Customer, Desk, EntryKind, HostEvent, Interest, JobState,
    JobView, List, OpenChat, Profile, Staff, StaffRole, Store as _,
};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Webhook};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, eventually};

use crate::{
    receiver::{Answer, Receiver},
    scene::SECRET,
};

/// Seconds between one attempt and the next, as the documents say; each up to a tenth longer.
const WAITS: [u64; 7] = [5, 20, 80, 320, 1_280, 3_600, 3_600];

fn admin() -> Actor {
    Actor::Staff(Staff { role: StaffRole::Admin, id: "1".to_owned(), name: None })
}

/// The one delivery of this state, once it was tried so often, the last time now.
async fn listed((desk, clock): (&Desk, &ManualClock), state: JobState, attempt: u32) -> JobView {
    eventually("the attempt is settled", async || {
        let rows = desk.deliveries(&admin(), Ok(state), (None, 9)).await.unwrap().rows;
        // One that is under way was changed before, or has never failed.
        let now = clock.now();
        let is_settled = |row: &JobView| row.changed_at == now && row.error.is_some();
        rows.into_iter().find(|row| row.attempt == attempt && is_settled(row))
    })
    .await
}

/// A desk that tells the receiver of messages, and runs.
async fn telling(receiver: &Receiver, folder: &Folder, clock: &ManualClock) -> Desk {
    let (url, secret) = (receiver.url().parse().unwrap(), SECRET.parse().unwrap());
    let webhook = Webhook::builder(url, secret, webhook_event)
        .interest(Interest::events([HostEvent::Message]))
        .destinations(Destinations::public().and("127.0.0.0/8").unwrap())
        .build()
        .unwrap();
    let file = folder.file("chat.db");
    let store = SqliteStore::open(&file).await.unwrap();
    let desk = Desk::builder(store).clock(clock.clone()).notifier(webhook).build();
    let running = desk.clone();
    tokio::spawn(async move { running.run(std::future::pending()).await });
    let looking = SqliteStore::open(&file).await.unwrap();
    eventually("the webhook follows", async || {
        let list = List::ChangedEntries { kind: EntryKind::Followed, after: None, limit: 1 };
        (looking.count(&list, 1).await.unwrap() == 1).then_some(())
    })
    .await;
    desk
}

#[tokio::test]
async fn who_is_down_is_asked_at_the_documented_times_then_no_more_and_by_hand_again() {
    let (receiver, folder) = (Receiver::new().await, Folder::new());
    receiver.answers(vec![Answer::Status(503, String::new()); 8]);
    let clock = ManualClock::default();
    let desk = telling(&receiver, &folder, &clock).await;
    let (kind, profile) = (ContactKind::User, Profile::default());
    let ada = Actor::Customer(Customer { kind, address: "42".parse().unwrap(), profile });
    let chat = OpenChat { message: Some("hello".to_owned()), ..OpenChat::default() };
    desk.open(&ada, None, Ok(chat)).await.unwrap();

    for (n_before, wait) in (1..).zip(WAITS) {
        let due = listed((&desk, &clock), JobState::Waiting, n_before).await.job.due;
        let waits = due.since(clock.now());
        let longest = Duration::from_millis(wait * 1_100);
        assert!((Duration::from_secs(wait)..=longest).contains(&waits), "{n_before}: {waits:?}");
        clock.set(due);
        let posts = receiver.posted("message.created", n_before as usize + 1).await;
        let last = posts.last().unwrap();
        assert_eq!((last.at, &last.id), (due.as_secs(), &posts[0].id));
    }
    let row = listed((&desk, &clock), JobState::Failed, 8).await;
    assert_eq!(row.error.as_deref(), Some("the receiver answered 503"));
    clock.advance(Duration::from_hours(24));
    let deliveries = desk.deliveries(&admin(), Ok(JobState::Waiting), (None, 9)).await.unwrap();
    assert_eq!(deliveries.rows, []);
    assert_eq!(receiver.posts().len(), 8);

    desk.retry_delivery(&admin(), row.number).await.unwrap();

    let posts = receiver.posted("message.created", 9).await;
    assert_eq!((posts[8].at, &posts[8].id), (clock.now().as_secs(), &posts[0].id));
    eventually("it is settled", async || {
        let again = desk.retry_delivery(&admin(), row.number).await;
        matches!(again, Err(chatdesk_core::Error::NotFound)).then_some(())
    })
    .await;
}
