//! `POST /admin/chat/session/{id}/ticket`: a chat becomes a ticket.

use chatdesk_api::{
    AdminSessions, MessagesAnswer, ProblemCode, SessionsAnswer, Ticket, TicketPriority,
    TicketStatus,
};
use chatdesk_tests::{Actor, Server};
use serde_json::{Value, json};

use super::{Opened, answer, seen, texts, ticket_of};
use crate::view;

#[tokio::test]
async fn the_ticket_has_the_chats_customer_messages_agent_and_tags() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    agent.write(&session, "two").await;
    let path = format!("/admin/chat/session/{session}");
    agent.patch(&path, json!({"tags": ["late"]})).await.expect(200);

    let ticket = ticket_of(&agent, &session).await;

    assert_eq!((ticket.session_id.as_str(), ticket.user_id.as_str()), (session.as_str(), "42"));
    assert_eq!((ticket.status, ticket.priority), (TicketStatus::Open, TicketPriority::Medium));
    assert_eq!(ticket.assigned_admin_id.as_deref(), Some("a"));
    assert_eq!(ticket.tags, Some(vec!["late".to_owned()]));
    assert_eq!(ticket.message_count, 2);
    assert_eq!(texts(&seen(&agent, ticket.id).await), ["one", "two"]);
    // One list of messages, whichever way somebody writes.
    let mine = Opened { number: ticket.id, customer: user.clone() };
    mine.writes("three").await.expect(201);
    user.write(&session, "four").await;
    answer(&agent, ticket.id, "five").await.expect(201);
    let thread = view::thread(&user, &session).await;
    let in_chat: Vec<_> = thread.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(in_chat, ["one", "two", "three", "four", "five"]);
    assert_eq!(texts(&mine.sees().await), in_chat);
}

#[tokio::test]
async fn what_is_to_be_solved_is_what_was_said_the_subject_or_the_last_message() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    for (subject, body, expected) in [
        (Value::Null, json!({"issue_description": " A parcel "}), "A parcel"),
        (json!("Of the chat"), json!({"issue_description": "A parcel"}), "A parcel"),
        (json!("Of the chat"), json!({}), "Of the chat"),
        (json!("Of the chat"), json!({"issue_description": " "}), "Of the chat"),
        (Value::Null, json!({}), "the last"),
    ] {
        let body_of_chat = json!({"message": "the last", "subject": subject, "another": true});
        let session = user.post("/chat/sessions", body_of_chat).await.expect(201).json();
        let path = format!("/admin/chat/session/{}/ticket", session["id"].as_str().unwrap());
        let ticket: Ticket = agent.post(&path, body).await.created();
        assert_eq!(ticket.issue_description, expected);
    }
    let session = user.open("hello").await.id;
    let path = format!("/admin/chat/session/{session}/ticket");
    for (body, pointer) in [
        (json!({"priority": "high"}), "/priority"),
        (json!({"issue_description": "x".repeat(4_001)}), "/issue_description"),
        (json!({"issue_description": 7}), "/issue_description"),
    ] {
        let problem = agent.post(&path, body).await.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    user.end(&session).await.expect(200);
    agent.post(&path, json!({})).await.refused(409, ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_session_names_its_ticket_to_both_sides() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await;
    assert_eq!(session.ticket_id, None);
    let number = Some(ticket_of(&agent, &session.id).await.id);

    assert_eq!(view::session(&user, &session.id).await.ticket_id, number);
    let listed: SessionsAnswer = user.get("/chat/sessions").await.ok();
    assert_eq!(listed.sessions[0].ticket_id, number);
    let page: MessagesAnswer = agent.messages(&session.id, "").await.ok();
    assert_eq!(page.session.ticket_id, number);
    assert!(page.session.version > session.version);
    let inbox: AdminSessions = agent.get("/admin/chat/sessions").await.ok();
    assert_eq!(inbox.sessions[0].session.ticket_id, number);
}
