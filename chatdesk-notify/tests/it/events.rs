//! A desk tells a webhook what happened, in the shapes of the desk's stream.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chatdesk_api::{WebhookData, WebhookEvent};
use chatdesk_core::{
    Actor, Address, Amend, Amendment, ContactKind, Content, Customer, Delivery, Desk, HostEvent,
    Interest, MakeTicket, OpenChat, OpenedChat, Profile, Staff, StaffRole, Switch, TicketNumber,
    TicketPriority, ToggleChat,
};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Webhook};
use chatdesk_testkit::{ManualClock, MemoryStore, eventually, given::NOW};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    WORDS,
    receiver::{Answer, Receiver},
    secret,
};

/// A desk with one webhook, whose worker runs.
struct Scene {
    desk: Desk,
    receiver: Receiver,
    worker: JoinHandle<()>,
}

impl Scene {
    /// Posts what is `wanted`.
    async fn posting(wanted: fn(&WebhookEvent) -> bool) -> Self {
        let receiver = Receiver::new(Answer::status(200, "")).await;
        let n_trials = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&n_trials);
        let body = move |delivery: &Delivery| {
            let Content::Event(happened) = &delivery.content else { return None };
            if happened.contact.address == trial() {
                counted.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            webhook_event(delivery).filter(wanted)
        };
        let webhook = Webhook::builder(receiver.url().parse().unwrap(), secret(), body)
            .interest(Interest::events(HostEvent::ALL))
            .destinations(Destinations::public().and("127.0.0.0/8").unwrap())
            .build()
            .unwrap();
        let building = Desk::builder(MemoryStore::new()).clock(ManualClock::default());
        let desk = building.notifier(webhook).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        // What happens before the webhook follows is not told.
        eventually("the webhook follows", async || {
            for switch in [Switch::Off, Switch::On] {
                let toggle = ToggleChat { address: trial(), switch, reason: None };
                desk.switch_chat(&admin(), Ok(toggle)).await.unwrap();
            }
            (n_trials.load(Ordering::Relaxed) > 0).then_some(())
        })
        .await;
        Self { desk, receiver, worker }
    }

    /// So many bodies, in the order in which they came.
    async fn bodies(&self, n_bodies: usize) -> Vec<Value> {
        let requests = self.receiver.received(n_bodies).await;
        requests.iter().map(|it| serde_json::from_slice(&it.body).unwrap()).collect()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

/// Whose switch is moved until that is told.
fn trial() -> Address {
    "trial".parse().unwrap()
}

fn ada() -> Actor {
    let profile = Profile { name: Some("Ada".to_owned()), ..Profile::default() };
    Actor::Customer(Customer { kind: ContactKind::User, address: "42".parse().unwrap(), profile })
}

fn admin() -> Actor {
    Actor::Staff(Staff { role: StaffRole::Admin, id: "9".to_owned(), name: Some("Bo".to_owned()) })
}

/// What is posted of everything that can happen, each posted before the next happens.
async fn everything_that_happens(scene: &Scene) -> Vec<Value> {
    let (desk, admin) = (&scene.desk, admin());
    let chat = OpenChat { message: Some(WORDS.to_owned()), ..OpenChat::default() };
    let opened = desk.open(&ada(), None, Ok(chat)).await.unwrap();
    let OpenedChat::Made(view) = opened else { panic!("{opened:?}") };
    let session = view.value.session.id;
    scene.bodies(2).await;
    let taken = Amendment { agent: Amend::Set("9".to_owned()), ..Amendment::default() };
    desk.amend(&admin, session, Ok(taken)).await.unwrap();
    scene.bodies(3).await;
    let ticket = MakeTicket { priority: TicketPriority::High, ..MakeTicket::default() };
    desk.ticket_of(&admin, session, Ok(ticket)).await.unwrap();
    scene.bodies(5).await;
    let subject = Amendment { subject: Amend::Set("A card".to_owned()), ..Amendment::default() };
    desk.amend(&admin, session, Ok(subject)).await.unwrap();
    scene.bodies(6).await;
    let (address, reason) = ("42".parse().unwrap(), None);
    let off = ToggleChat { address, switch: Switch::Off, reason };
    desk.switch_chat(&admin, Ok(off)).await.unwrap();
    scene.bodies(7).await;
    desk.close_ticket(&admin, TicketNumber::new(1), None, Ok(None)).await.unwrap();
    scene.bodies(8).await;
    desk.end(&admin, session).await.unwrap();
    scene.bodies(9).await
}

#[tokio::test]
async fn what_happens_is_posted_with_the_data_of_the_desks_stream() {
    let scene = Scene::posting(|_| true).await;

    let bodies = everything_that_happens(&scene).await;

    let kinds: Vec<_> = bodies.iter().map(|body| body["type"].as_str().unwrap()).collect();
    let expected = [
        "session.opened",
        "message.created",
        "session.assigned",
        // It has a ticket.
        "session.changed",
        "ticket.created",
        "session.changed",
        "toggle.changed",
        "ticket.changed",
        "session.ended",
    ];
    assert_eq!(kinds, expected);
    for body in &bodies {
        assert_eq!(body["timestamp"], NOW.to_string(), "{body}");
        let keys: Vec<_> = body["data"].as_object().unwrap().keys().map(String::as_str).collect();
        let shape: &[&str] = match body["type"].as_str().unwrap().split_once('.').unwrap().0 {
            "message" => &["message", "session"],
            "toggle" => &["chat_enabled", "updated_at", "user_id"],
            "ticket" => &["ticket"],
            _ => &["session"],
        };
        assert_eq!(keys, shape);
    }
    let data = |at: usize| &bodies[at]["data"];
    assert_eq!(data(1)["message"]["content"], WORDS);
    assert_eq!(data(1)["message"]["client_id"], Value::Null);
    assert_eq!(data(2)["session"]["agent"]["id"], "9");
    assert_eq!(data(4)["ticket"]["status"], "OPEN");
    assert_eq!(data(4)["ticket"]["assigned_admin_id"], "9");
    let off = json!({"user_id": "42", "chat_enabled": false, "updated_at": NOW.to_string()});
    assert_eq!(*data(6), off);
    assert_eq!(data(7)["ticket"]["status"], "RESOLVED");
    assert_eq!(data(8)["session"]["status"], "ended");
}

#[tokio::test]
async fn what_nothing_is_made_of_is_not_posted_and_keeps_nothing_up() {
    let ends = |event: &WebhookEvent| matches!(event.data, WebhookData::SessionEnded(_));
    let scene = Scene::posting(ends).await;
    let chat = OpenChat { message: Some(WORDS.to_owned()), ..OpenChat::default() };
    let opened = scene.desk.open(&ada(), None, Ok(chat)).await.unwrap();
    let OpenedChat::Made(view) = opened else { panic!("{opened:?}") };

    scene.desk.end(&admin(), view.value.session.id).await.unwrap();

    assert_eq!(scene.bodies(1).await[0]["type"], "session.ended");
}
