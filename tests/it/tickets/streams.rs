//! The event `ticket`: to the desk, live, by long poll and on resume; never to a customer.

use chatdesk_api::{EventsAnswer, StreamEvent, Ticket, TicketPriority, TicketStatus};
use chatdesk_tests::{Actor, Event, Resume, Server};
use http::Method;
use serde_json::json;

use super::{amend, answer, close, lost, open, seen, ticket_of, told};

fn tickets(events: &[Event]) -> Vec<(u64, TicketStatus)> {
    events.iter().filter_map(told).map(|ticket| (ticket.id, ticket.status)).collect()
}

fn is_urgent(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Ticket(it) if it.ticket.priority == TicketPriority::Urgent)
}

#[tokio::test]
async fn the_desk_hears_of_each_change_live_and_no_customer_does() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("root"));
    let session = user.open("hello").await.id;
    let (mut desk, mut other) =
        (agent.stream(&Resume::now()).await, admin.stream(&Resume::now()).await);
    let mut customer = user.stream(&Resume::now()).await;

    let made = ticket_of(&agent, &session).await;
    let events = desk.until(|event| matches!(event, StreamEvent::Ticket(_))).await;
    assert_eq!(told(events.last().unwrap()), Some(&made));
    let with_ticket = |events: &[Event]| {
        events.iter().any(|event| {
            matches!(&event.event, StreamEvent::Session(it) if it.session.ticket_id == Some(made.id))
        })
    };
    assert!(with_ticket(&events), "{events:?}");
    close(&agent, made.id, json!({})).await.expect(200);
    let events = desk.until(|event| matches!(event, StreamEvent::Ticket(_))).await;
    assert_eq!(tickets(&events), [(made.id, TicketStatus::Resolved)]);
    let shown = told(events.last().unwrap()).unwrap().clone();
    assert_eq!(shown, seen(&agent, made.id).await.ticket);
    assert!(shown.version > made.version);
    amend(&agent, made.id, json!({"priority": "URGENT"})).await.expect(200);
    let public = open(&server, lost()).await;
    let is_public = |event: &StreamEvent| matches!(event, StreamEvent::Ticket(it) if it.ticket.id == public.number);
    let events = other.until(is_public).await;
    assert_eq!(tickets(&events).last(), Some(&(public.number, TicketStatus::Open)));

    user.write(&session, "the end").await;
    let events = customer.until_message("the end").await;
    assert_eq!(tickets(&events), []);
    assert!(with_ticket(&events), "both sides see that the chat has a ticket: {events:?}");
    assert!(!format!("{events:?}").contains("priority"));
}

#[tokio::test]
async fn who_was_away_is_told_on_resume_and_by_long_poll() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("hello").await.id;
    let cursor = agent.stream(&Resume::now()).await.hello_id().to_owned();
    let theirs = user.stream(&Resume::now()).await.hello_id().to_owned();
    let number = ticket_of(&agent, &session).await.id;
    answer(&agent, number, "yes").await.expect(201);
    close(&agent, number, json!({})).await.expect(200);
    amend(&agent, number, json!({"priority": "URGENT"})).await.expect(200);
    user.write(&session, "the end").await;

    let mut desk = agent.stream(&Resume::after(&cursor)).await;
    let events = desk.until(is_urgent).await;
    assert!(tickets(&events).iter().all(|(id, _)| *id == number), "{events:?}");

    let mut events = Vec::new();
    let mut after = cursor;
    while !events.iter().any(|event: &StreamEvent| matches!(event, StreamEvent::Message(it) if it.message.content == "the end")) {
        let path = format!("/chat/events?wait=5&after={after}");
        let request = agent.request(Method::GET, &path).header("accept", "application/json");
        let page: EventsAnswer = agent.send(request).await.ok();
        events.extend(page.events.into_iter().map(|event| event.event));
        after = page.cursor;
    }
    let last = events.iter().rev().find_map(|event| match event {
        StreamEvent::Ticket(it) => Some(it.ticket.clone()),
        _ => None,
    });
    let now: Ticket = seen(&agent, number).await.ticket;
    assert_eq!(last.map(|it| (it.id, it.priority)), Some((now.id, now.priority)));

    let mut customer = user.stream(&Resume::after(&theirs)).await;
    assert_eq!(tickets(&customer.until_message("the end").await), []);
}
