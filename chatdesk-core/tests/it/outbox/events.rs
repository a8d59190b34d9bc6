//! What happened is told to a host's systems, once each.

use std::{collections::BTreeSet, pin::pin};

use chatdesk_core::{
    Content, Delivery, Desk, EventKind, HostEvent, Interest, OpenTicket, Seq, Switch, TicketNumber,
    TicketPriority,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{ManualClock, RecordingNotifier};
use futures_util::FutureExt as _;

use super::{Scene, attempts, hook};
use crate::stage::{Watched, admin_of, user_of};

async fn store() -> Watched {
    Watched::new(SqliteStore::in_memory().await.unwrap())
}

/// What a delivery says: whom it is about, what happened, and the text of a message.
fn said(delivery: &Delivery) -> (&str, EventKind, Option<&str>) {
    let Content::Event(happened) = &delivery.content else { panic!("{delivery:?}") };
    let text = happened.message.as_ref().map(|message| message.content.as_str());
    (happened.contact.address.as_str(), happened.kind, text)
}

const fn sent(seq: u64) -> EventKind {
    EventKind::MessageSent { seq: Seq::new(seq) }
}

#[tokio::test]
async fn what_happens_is_told_in_its_order_to_each_who_wants_to_know() {
    let all = hook("all");
    let toggles = RecordingNotifier::new("toggles").told(Interest::events([HostEvent::Toggle]));
    let scene = Scene::of(&store().await, ManualClock::default(), &[&all, &toggles]).await;
    let (ann, admin) = (scene.user("ann"), admin_of(&scene.desk));

    let session = ann.writes_first("Where is it?").await;
    admin.says(session, "On its way").await;
    admin.reads(session, 1).await;
    admin.ends(session).await;
    admin.switches(&ann, Switch::Off).await;

    let off = EventKind::ChatSwitched { switch: Switch::Off };
    let told = attempts(&all, 5).await;
    let expected = [
        ("ann", EventKind::SessionOpened, None),
        ("ann", sent(1), Some("Where is it?")),
        ("ann", sent(2), Some("On its way")),
        ("ann", EventKind::SessionEnded, None),
        ("ann", off, None),
    ];
    assert_eq!(told.iter().map(said).collect::<Vec<_>>(), expected);
    let ids: BTreeSet<_> = told.iter().map(|delivery| &delivery.id).collect();
    assert_eq!(ids.len(), 5);
    let told = attempts(&toggles, 1).await;
    assert_eq!(told.iter().map(said).collect::<Vec<_>>(), [("ann", off, None)]);
    assert!(!format!("{told:?}").contains("ann"), "{told:?}");
}

#[tokio::test]
async fn tickets_are_told_of_in_the_order_of_what_is_said_in_them() {
    let (all, tickets) = (hook("all"), RecordingNotifier::new("tickets"));
    let tickets = tickets.told(Interest::events([HostEvent::Ticket]));
    let scene = Scene::of(&store().await, ManualClock::default(), &[&all, &tickets]).await;
    let open = OpenTicket {
        phone: "+49 170 1234567".to_owned(),
        name: "Ada".to_owned(),
        description: "My parcel is lost".to_owned(),
        priority: TicketPriority::High,
    };
    scene.desk.open_ticket(None, Ok(open)).await.unwrap();
    let (admin, number) = (admin_of(&scene.desk).actor, TicketNumber::new(1));

    scene.desk.answer_ticket(&admin, number, None, Ok("We look".to_owned())).await.unwrap();

    let (made, changed) = (EventKind::TicketMade { number }, EventKind::TicketChanged { number });
    let told = attempts(&tickets, 2).await;
    let kinds: Vec<_> = told.iter().map(|delivery| said(delivery).1).collect();
    assert_eq!(kinds, [made, changed]);
    for delivery in &told {
        let Content::Event(happened) = &delivery.content else { panic!("{delivery:?}") };
        let ticket = happened.session.as_ref().unwrap().ticket.as_ref().unwrap();
        assert_eq!((ticket.number, happened.sort), (number, HostEvent::Ticket));
    }
    let told = attempts(&all, 4).await;
    let kinds: Vec<_> = told.iter().map(|delivery| said(delivery).1).collect();
    assert_eq!(kinds, [EventKind::SessionOpened, made, sent(1), changed]);
}

#[tokio::test]
async fn what_happened_while_nobody_ran_is_told_later_and_nothing_of_before_the_first_run() {
    let (store, clock, all) = (store().await, ManualClock::default(), hook("all"));
    let quiet = Desk::builder(store.clone()).clock(clock.clone()).build();
    user_of(&quiet, "before").writes_first("nobody follows yet").await;
    Scene::of(&store, clock.clone(), &[&all]).await.crashes().await;
    user_of(&quiet, "meanwhile").writes_first("nobody runs").await;

    Scene::of(&store, clock, &[&all]).await;

    let told = attempts(&all, 2).await;
    let expected = [
        ("meanwhile", EventKind::SessionOpened, None),
        ("meanwhile", sent(1), Some("nobody runs")),
    ];
    assert_eq!(told.iter().map(said).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_was_erased_is_told_to_nobody() {
    let (store, clock, all) = (store().await, ManualClock::default(), hook("all"));
    Scene::of(&store, clock.clone(), &[&all]).await.crashes().await;
    let quiet = Desk::builder(store.clone()).clock(clock.clone()).build();
    let erased = user_of(&quiet, "erased");
    erased.writes_first("forget me").await;
    quiet.erase(&admin_of(&quiet).actor, Ok(erased.address())).await.unwrap();
    user_of(&quiet, "stays").writes_first("hello").await;

    Scene::of(&store, clock, &[&all]).await;

    let told = attempts(&all, 2).await;
    assert!(told.iter().all(|delivery| said(delivery).0 == "stays"), "{told:?}");
}

#[tokio::test]
async fn a_visitor_who_becomes_a_user_meanwhile_takes_what_waits_along() {
    let (store, clock, all) = (store().await, ManualClock::default(), hook("all"));
    let scene = Scene::of(&store, clock, &[&all]).await;
    let address = chatdesk_core::Address::of_visitor(uuid::Uuid::from_u128(7));
    let (kind, profile) = (chatdesk_core::ContactKind::Visitor, chatdesk_core::Profile::default());
    let customer = chatdesk_core::Customer { kind, address: address.clone(), profile };
    let actor = chatdesk_core::Actor::Customer(customer);
    let visitor = crate::stage::Person { desk: scene.desk.clone(), actor };
    let retry = chatdesk_core::Outcome::Retry { after: None, why: "no answer".to_owned() };
    all.answer(retry);
    visitor.writes_first("hello").await;
    attempts(&all, 1).await;
    let user = scene.user("ann");

    scene.desk.identify(&user.actor, Ok(address)).await.unwrap();

    scene.clock.advance(super::HOUR);
    // What happened since is the user's own, and may be told sooner.
    chatdesk_testkit::eventually("the message is told as the user's", async || {
        let told = all.attempts();
        told.iter().any(|it| said(it) == ("ann", sent(1), Some("hello"))).then_some(())
    })
    .await;
}

/// Polls the worker so often, and drops it where it then stands.
async fn polled(desk: &Desk, n_polls: u32) {
    let mut run = pin!(desk.run(std::future::pending()));
    for _ in 0..n_polls {
        assert!(run.as_mut().now_or_never().is_none());
        // The store's threads answer meanwhile.
        tokio::task::yield_now().await;
        desk.ready().await.ok();
    }
}

#[tokio::test]
async fn a_worker_that_is_dropped_anywhere_loses_no_fact_and_schedules_none_twice() {
    for n_polls in 0..40 {
        let (store, clock, all) = (store().await, ManualClock::default(), hook("all"));
        Scene::of(&store, clock.clone(), &[&all]).await.crashes().await;
        let building = Desk::builder(store.in_other_process()).clock(clock.clone());
        let desk = building.notifier(all.clone()).build();
        let ann = user_of(&desk, "ann");
        let session = ann.writes_first("one").await;
        ann.says(session, "two").await;

        polled(&desk, n_polls).await;

        let n_before = all.attempts().len();
        clock.advance(super::HOUR);
        Scene::of(&store, clock, &[&all]).await;
        let facts = chatdesk_testkit::eventually("all is told", async || {
            let told = all.attempts();
            let facts: BTreeSet<_> = told.iter().map(|it| it.id.clone()).collect();
            (facts.len() >= 3).then_some((facts, told.len()))
        })
        .await;
        assert_eq!(facts.0.len(), 3, "after {n_polls} polls");
        // At most what was under way is repeated.
        assert!(facts.1 <= 3 + usize::from(n_before > 0), "after {n_polls} polls: {facts:?}");
    }
}
