//! `POST /support/tickets`: phone and name are claims, and nobody's identity.

use chatdesk_api::{OpenedTicket, ProblemCode, TicketPriority, TicketStatus};
use chatdesk_tests::{Actor, Launch, Server};
use serde_json::json;

use super::{lost, lost_but, open, opened, seen};
use crate::view;

#[tokio::test]
async fn a_ticket_is_kept_as_it_was_claimed() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let body = lost_but(&json!({"sender_name": "  Ada  Lovelace ", "priority": "HIGH"}));

    let made = open(&server, body).await;
    let ticket = seen(&agent, made.number).await.ticket;

    assert_eq!((made.number, ticket.id), (1, 1));
    assert_eq!(ticket.phone_number.as_deref(), Some("+491701234567"));
    assert_eq!(ticket.sender_name.as_deref(), Some("Ada  Lovelace"));
    assert_eq!(ticket.issue_description, "My parcel is lost");
    assert_eq!((ticket.status, ticket.priority), (TicketStatus::Open, TicketPriority::High));
    assert_eq!((ticket.assigned_admin_id, ticket.student_id), (None, None));
    assert_eq!((ticket.resolved_at, ticket.first_answered_at), (None, None));
    assert_eq!(ticket.created_at, ticket.updated_at);
    // What is to be solved is no message.
    assert_eq!((ticket.message_count, ticket.unread_count), (0, 0));
    assert!(ticket.user_id.starts_with("visitor:"), "{}", ticket.user_id);
    let other = open(&server, lost()).await;
    assert_eq!(other.number, 2);
    assert_eq!(seen(&agent, 2).await.ticket.priority, TicketPriority::Medium);
}

#[tokio::test]
async fn a_phone_is_typed_in_many_ways_and_kept_in_one() {
    let server = Server::start().await;
    let agent = server.agent("a");
    for (typed, kept) in [
        ("1234567", "+1234567"),
        ("+123456789012345", "+123456789012345"),
        ("(030) 12 34-567", "+0301234567"),
        ("+234 812 345 678", "+234812345678"),
    ] {
        let ticket = open(&server, lost_but(&json!({"phone_number": typed}))).await;
        let phone = seen(&agent, ticket.number).await.ticket.phone_number;
        assert_eq!(phone.as_deref(), Some(kept));
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name_and_no_number_is_used_up() {
    let server = Server::start().await;
    for (other, pointer) in [
        (json!({"phone_number": "123456"}), "/phone_number"),
        (json!({"phone_number": "1234567890123456"}), "/phone_number"),
        (json!({"phone_number": "0170/1234567"}), "/phone_number"),
        (json!({"phone_number": "+49 170 CALL ME"}), "/phone_number"),
        (json!({"phone_number": "1234567\u{660}"}), "/phone_number"),
        (json!({"phone_number": 1_234_567}), "/phone_number"),
        (json!({"phone_number": null}), "/phone_number"),
        (json!({"sender_name": " "}), "/sender_name"),
        (json!({"sender_name": "x".repeat(101)}), "/sender_name"),
        (json!({"sender_name": "a\nb"}), "/sender_name"),
        (json!({"issue_description": " \n "}), "/issue_description"),
        (json!({"issue_description": "x".repeat(4_001)}), "/issue_description"),
        (json!({"issue_description": "a\u{0}b"}), "/issue_description"),
        (json!({"priority": "SOON"}), "/priority"),
        (json!({"priority": "high"}), "/priority"),
        (json!({"client_id": "with blanks"}), "/client_id"),
        (json!({"client_id": "x".repeat(65)}), "/client_id"),
    ] {
        let answer = server.anonymous().post("/support/tickets", lost_but(&other)).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{other}: {answer}");
    }
    for field in ["phone_number", "sender_name", "issue_description"] {
        let mut body = lost();
        body.as_object_mut().unwrap().remove(field);
        let answer = server.anonymous().post("/support/tickets", body).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, format!("/{field}"), "{answer}");
    }
    let longest = lost_but(&json!({
        "issue_description": "😀".repeat(4_000), "sender_name": "x".repeat(100), "priority": null,
    }));
    assert_eq!(open(&server, longest).await.number, 1);
}

#[tokio::test]
async fn two_tickets_with_the_same_phone_and_name_never_see_each_other() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let (first, second) = (open(&server, lost()).await, open(&server, lost()).await);
    first.writes("of the first").await.expect(201);
    second.writes("of the second").await.expect(201);

    for (one, other, text) in
        [(&first, &second, "of the first"), (&second, &first, "of the second")]
    {
        let thread = one.sees().await;
        assert_eq!(super::texts(&thread), [text]);
        let path = format!("/support/tickets/{}", other.number);
        one.customer.get(&path).await.refused(404, ProblemCode::NotFound);
        let body = json!({"message": "x"});
        let answer = one.customer.post(&super::messages(other.number), body).await;
        answer.refused(404, ProblemCode::NotFound);
    }
    let (one, two) =
        (seen(&agent, first.number).await.ticket, seen(&agent, second.number).await.ticket);
    assert_ne!(one.user_id, two.user_id);
    assert_ne!(one.session_id, two.session_id);
    // Nor does a user who is called that find them.
    let same = server.user("+491701234567");
    let sessions = same.get("/chat/sessions").await.expect(200).json();
    assert_eq!(sessions["sessions"], json!([]));
}

#[tokio::test]
async fn from_one_address_five_a_minute_are_opened() {
    let server = Server::launch(Launch::limited()).await;
    let first: OpenedTicket = server.anonymous().post("/support/tickets", lost()).await.created();
    for _ in 1..5 {
        server.anonymous().post("/support/tickets", lost()).await.expect(201);
    }

    let refused = server.anonymous().post("/support/tickets", json!({})).await;
    refused.refused(429, ProblemCode::RateLimited);
    // Whoever is logged in comes from the same address.
    let refused = server.admin("root").post("/support/tickets", lost()).await;
    refused.refused(429, ProblemCode::RateLimited);
    // Other things are counted apart.
    server.visitor().await;
    opened(&server, &first).writes("still there").await.expect(201);
}

#[tokio::test]
async fn a_page_of_another_origin_opens_none() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let request = nobody.request(http::Method::POST, "/support/tickets").json(&lost());
    let answer = nobody.send(request.header("sec-fetch-site", "cross-site")).await;
    answer.refused(403, ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_ticket_survives_kill_and_its_token_too() {
    let server = Server::start().await;
    let made = open(&server, lost()).await;
    made.writes("hello").await.expect(201);
    let before = made.sees().await;

    let server = server.kill_and_restart().await;
    let made = opened(
        &server,
        &OpenedTicket { ticket_id: made.number, token: made.customer.token().to_owned() },
    );

    let after = made.sees().await;
    assert_eq!((after.ticket, after.messages), (before.ticket, before.messages));
    assert_eq!(open(&server, lost()).await.number, 2);
    assert_eq!(view::desk_sessions(&server.agent("a")).await.len(), 1, "one has a message");
}
