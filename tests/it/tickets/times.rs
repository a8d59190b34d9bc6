//! When a ticket was first answered and resolved, and who has it.

use chatdesk_api::{Ticket, TicketStatus, Time};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use super::{amend, answer, close, list, lost, numbers, open, seen};

#[tokio::test]
async fn the_first_answer_is_the_desks_first_message_and_stays() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    let number = made.number;
    made.writes("hello?").await.expect(201);
    amend(&agent, number, json!({"status": "IN_PROGRESS"})).await.expect(200);
    assert_eq!(seen(&agent, number).await.ticket.first_answered_at, None);

    answer(&agent, number, "yes").await.expect(201);
    let thread = seen(&agent, number).await;
    let first: Option<Time> = thread.ticket.first_answered_at.clone();
    assert_eq!(first, Some(thread.messages[1].created_at.clone()));
    answer(&agent, number, "and").await.expect(201);
    close(&agent, number, json!({"message": "bye"})).await.expect(200);
    made.writes("no").await.expect(201);
    answer(&agent, number, "oh").await.expect(201);
    assert_eq!(seen(&agent, number).await.ticket.first_answered_at, first);
    // A last word can be the first.
    let other = open(&server, lost()).await.number;
    close(&agent, other, json!({"message": "done"})).await.expect(200);
    let thread = seen(&agent, other).await;
    assert_eq!(thread.ticket.first_answered_at, Some(thread.messages[0].created_at.clone()));
    let silent = open(&server, lost()).await.number;
    close(&agent, silent, json!({})).await.expect(200);
    assert_eq!(seen(&agent, silent).await.ticket.first_answered_at, None);
}

#[tokio::test]
async fn resolved_at_goes_when_the_ticket_is_reopened_and_comes_anew() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    close(&agent, made.number, json!({})).await.expect(200);
    let first = seen(&agent, made.number).await.ticket.resolved_at;
    assert!(first.is_some());
    close(&agent, made.number, json!({"message": "once more"})).await.expect(200);
    assert_eq!(seen(&agent, made.number).await.ticket.resolved_at, first);

    made.writes("not yet").await.expect(201);
    assert_eq!(made.sees().await.ticket.resolved_at, None);
    close(&agent, made.number, json!({})).await.expect(200);
    let second = seen(&agent, made.number).await.ticket.resolved_at;
    assert!(second > first, "{second:?} after {first:?}");
}

#[tokio::test]
async fn a_ticket_is_taken_handed_over_and_released_with_its_chat() {
    let server = Server::start().await;
    let (made, one, two) = (open(&server, lost()).await, server.agent("a"), server.agent("b"));
    let has = |ticket: &Ticket| ticket.assigned_admin_id.clone();
    let taken: Ticket = amend(&one, made.number, json!({"assigned_admin_id": "a"})).await.ok();
    assert_eq!(has(&taken).as_deref(), Some("a"));
    assert_eq!(taken.assigned_admin_name.as_deref(), Some("Agent a"));
    let session = format!("/admin/chat/session/{}", taken.session_id);
    let over = two.patch(&session, json!({"agent_id": "b"})).await.expect(200).json();
    assert_eq!((&over["agent"]["id"], &over["ticket_id"]), (&json!("b"), &json!(made.number)));
    assert_eq!(has(&seen(&one, made.number).await.ticket).as_deref(), Some("b"));
    let free: Ticket = amend(&one, made.number, json!({"assigned_admin_id": null})).await.ok();
    assert_eq!(has(&free), None);
    // Whoever answers what nobody has, has it.
    answer(&two, made.number, "mine").await.expect(201);
    let taken = seen(&one, made.number).await.ticket;
    assert_eq!((has(&taken).as_deref(), taken.status), (Some("b"), TicketStatus::InProgress));
    assert_eq!(taken.assigned_admin_name.as_deref(), Some("Agent b"));
}

#[tokio::test]
async fn what_is_absent_stays_and_null_clears() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    let all = json!({
        "status": "IN_PROGRESS", "priority": "URGENT", "assigned_admin_id": "a",
        "tags": ["late", " big parcel "], "student_id": " S-4711 ",
    });
    let before: Ticket = amend(&agent, made.number, all.clone()).await.ok();
    assert_eq!(before.tags, Some(vec!["late".to_owned(), "big parcel".to_owned()]));
    assert_eq!(before.student_id.as_deref(), Some("S-4711"));
    assert_eq!(amend(&agent, made.number, all).await.ok::<Ticket>(), before);

    let other: Ticket = amend(&agent, made.number, json!({"priority": "LOW"})).await.ok();
    assert!(other.version > before.version && other.updated_at > before.updated_at);
    assert_eq!((&other.tags, &other.student_id), (&before.tags, &before.student_id));
    let nulls = json!({"assigned_admin_id": null, "tags": null, "student_id": null});
    let cleared: Ticket = amend(&agent, made.number, nulls).await.ok();
    assert_eq!((cleared.assigned_admin_id, cleared.student_id), (None, None));
    assert_eq!(cleared.tags, Some(vec![]));
    assert_eq!(cleared.status, TicketStatus::InProgress);
}

#[tokio::test]
async fn a_message_moves_a_ticket_up_in_the_list_and_reading_counts_for_the_whole_desk() {
    let server = Server::start().await;
    let (one, two) = (open(&server, lost()).await, open(&server, lost()).await);
    let (agent, other) = (server.agent("a"), server.agent("b"));
    assert_eq!(numbers(&list(&agent, "").await), [2, 1]);
    one.writes("first").await.expect(201);
    one.writes("second").await.expect(201);
    assert_eq!(numbers(&list(&agent, "").await), [1, 2]);

    let ticket = list(&agent, "").await.tickets.swap_remove(0);
    assert_eq!((ticket.message_count, ticket.unread_count), (2, 2));
    crate::view::read(&other, &ticket.session_id, 1).await;
    let after = list(&agent, "").await.tickets.swap_remove(0);
    assert_eq!(after.unread_count, 1);
    assert!(after.version > ticket.version);
    answer(&agent, one.number, "yes").await.expect(201);
    let mine = one.sees().await.ticket;
    assert_eq!((mine.message_count, mine.unread_count), (3, 1));
    assert_eq!(two.sees().await.ticket.message_count, 0);
}
