//! Tickets: opened by anybody, answered and moved by the desk.

mod chats;
mod checklist;
mod counts;
mod listing;
mod moves;
mod narrowing;
mod opening;
mod reference;
mod refusals;
mod repeats;
mod streams;
mod times;
mod who;

use chatdesk_api::{
    OpenedTicket, Ticket, TicketEvent, TicketMessage, TicketNotifications, TicketStatus,
    TicketThread, Tickets,
};
use chatdesk_tests::{Actor, Answer, Event, Server, User};
use serde_json::{Value, json};

/// What somebody writes who is not logged in.
fn lost() -> Value {
    json!({
        "phone_number": "+49 (170) 123-4567",
        "sender_name": "Ada Lovelace",
        "issue_description": "My parcel is lost",
    })
}

/// What somebody writes who is not logged in, with some of it said otherwise.
fn lost_but(other: &Value) -> Value {
    let mut body = lost();
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

/// A ticket that somebody opened, and whoever has its token.
struct Opened {
    number: u64,
    customer: User,
}

/// Opens a ticket as nobody in particular.
async fn open(server: &Server, body: Value) -> Opened {
    let answer = server.anonymous().post("/support/tickets", body).await;
    opened(server, &answer.created())
}

fn opened(server: &Server, opened: &OpenedTicket) -> Opened {
    let customer = User::with_token(server.api(), "", &opened.token);
    Opened { number: opened.ticket_id, customer }
}

impl Opened {
    async fn writes(&self, text: &str) -> Answer {
        self.customer.post(&messages(self.number), json!({"message": text})).await
    }

    async fn sees(&self) -> TicketThread {
        self.customer.get(&format!("/support/tickets/{}", self.number)).await.ok()
    }
}

fn messages(number: u64) -> String {
    format!("/support/tickets/{number}/messages")
}

fn desks(number: u64) -> String {
    format!("/admin/support/tickets/{number}")
}

/// The ticket with its messages, as the desk sees it.
async fn seen(desk: &impl Actor, number: u64) -> TicketThread {
    desk.get(&desks(number)).await.ok()
}

async fn answer(desk: &impl Actor, number: u64, text: &str) -> Answer {
    desk.post(&format!("{}/messages", desks(number)), json!({"message": text})).await
}

async fn close(desk: &impl Actor, number: u64, body: Value) -> Answer {
    desk.post(&format!("{}/close", desks(number)), body).await
}

async fn amend(desk: &impl Actor, number: u64, body: Value) -> Answer {
    desk.patch(&desks(number), body).await
}

/// Lets a ticket stand where it is wanted.
async fn stand(desk: &impl Actor, number: u64, status: TicketStatus) {
    if status == TicketStatus::Closed {
        amend(desk, number, json!({"status": "RESOLVED"})).await.expect(200);
    }
    let after: Ticket = amend(desk, number, json!({"status": status})).await.ok();
    assert_eq!(after.status, status);
}

async fn counts(desk: &impl Actor) -> TicketNotifications {
    desk.get("/admin/support/notifications").await.ok()
}

async fn list(desk: &impl Actor, query: &str) -> Tickets {
    desk.get(&format!("/admin/support/tickets{query}")).await.ok()
}

fn numbers(tickets: &Tickets) -> Vec<u64> {
    tickets.tickets.iter().map(|ticket| ticket.id).collect()
}

fn texts(thread: &TicketThread) -> Vec<&str> {
    thread.messages.iter().map(|TicketMessage { message, .. }| message.as_str()).collect()
}

/// Makes a ticket of a chat, which has to have none.
async fn ticket_of(desk: &impl Actor, session: &str) -> Ticket {
    desk.post(&format!("/admin/chat/session/{session}/ticket"), json!({})).await.created()
}

/// The ticket that an event tells of.
fn told(event: &Event) -> Option<&Ticket> {
    match &event.event {
        chatdesk_api::StreamEvent::Ticket(TicketEvent { ticket }) => Some(ticket),
        _ => None,
    }
}
