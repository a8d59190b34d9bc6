//! Repeats with the same client id: one thing is stored, and the answer is what the first try made.

use chatdesk_api::{
    AnsweredTicket, ClosedTicket, Notified, OpenedTicket, Ticket, TicketStatus, WrittenToTicket,
};
use chatdesk_tests::{Actor, Answer, Server};
use http::Method;
use serde_json::json;

use super::{close, desks, list, lost_but, messages, open, opened, seen, stand, texts};

#[tokio::test]
async fn a_ticket_is_opened_once_and_each_try_gives_a_token_that_works() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let body = lost_but(&json!({"client_id": "c1"}));
    let first: OpenedTicket = nobody.post("/support/tickets", body.clone()).await.created();
    opened(&server, &first).writes("hello").await.expect(201);

    let mut tries = vec![nobody.post("/support/tickets", body).await];
    // What else is said does not count, fit or not; nor how the phone is written.
    for other in [
        json!({"issue_description": "Something else", "phone_number": "49 170 1234567"}),
        json!({"issue_description": " "}),
    ] {
        let mut body = lost_but(&other);
        body["client_id"] = json!("c1");
        tries.push(nobody.post("/support/tickets", body).await);
    }
    let request = nobody.request(Method::POST, "/support/tickets");
    let request = request.header("idempotency-key", "c1").json(&lost_but(&json!({})));
    tries.push(nobody.send(request).await);
    for again in tries {
        let again: OpenedTicket = again.ok();
        assert_eq!(again.ticket_id, first.ticket_id);
        assert_eq!(texts(&opened(&server, &again).sees().await), ["hello"]);
    }
    assert_eq!(list(&server.agent("a"), "").await.total, 1);
}

#[tokio::test]
async fn a_client_id_that_somebody_else_thought_of_opens_nobodys_ticket() {
    let server = Server::start().await;
    let first = open(&server, lost_but(&json!({"client_id": "1"}))).await;
    for other in [
        json!({"client_id": "1", "phone_number": "+49 170 1234568"}),
        json!({"client_id": "1", "sender_name": "Bob"}),
        json!({"client_id": "2"}),
    ] {
        let second = open(&server, lost_but(&other)).await;
        assert_ne!(second.number, first.number);
    }
}

#[tokio::test]
async fn tries_at_once_open_one_ticket() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let body = lost_but(&json!({"client_id": "c1"}));

    let tries = (0..8).map(|_| nobody.post("/support/tickets", body.clone()));
    let mut codes: Vec<_> =
        futures_util::future::join_all(tries).await.iter().map(Answer::code).collect();
    codes.sort_unstable();

    assert_eq!(codes, [200, 200, 200, 200, 200, 200, 200, 201]);
    assert_eq!(list(&server.agent("a"), "").await.total, 1);
}

#[tokio::test]
async fn a_customers_message_is_stored_once_also_when_the_ticket_was_closed_since() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost_but(&json!({}))).await, server.admin("root"));
    let path = messages(made.number);
    let body = |text: &str| json!({"message": text, "client_id": "c1"});
    let first: WrittenToTicket = made.customer.post(&path, body("one")).await.created();

    let mut tries = vec![made.customer.post(&path, body("two")).await];
    let request = made.customer.request(Method::POST, &path).header("idempotency-key", "c1");
    tries.push(made.customer.send(request.json(&json!({"message": ""}))).await);
    let id = seen(&admin, made.number).await.ticket.user_id.replace(':', "%3A");
    admin.switch(&id, json!(false)).await.expect(200);
    tries.push(made.customer.post(&path, body("")).await);
    stand(&admin, made.number, TicketStatus::Closed).await;
    tries.push(made.customer.post(&path, body("three")).await);

    for again in tries {
        assert_eq!(again.ok::<WrittenToTicket>(), first);
    }
    // Somebody else's client id is another.
    let stranger = open(&server, lost_but(&json!({}))).await;
    stranger.customer.post(&path, body("one")).await.expect(404);
    assert_eq!(texts(&seen(&admin, made.number).await), ["one"]);
}

#[tokio::test]
async fn an_answer_is_stored_once_for_each_of_the_desk() {
    let server = Server::start().await;
    let made = open(&server, lost_but(&json!({}))).await;
    let path = format!("{}/messages", desks(made.number));
    let (one, two) = (server.agent("a"), server.agent("b"));
    let body = json!({"message": "hello", "client_id": "c1"});

    let first: AnsweredTicket = one.post(&path, body.clone()).await.created();
    let again: AnsweredTicket = one.post(&path, body.clone()).await.ok();
    let others: AnsweredTicket = two.post(&path, body.clone()).await.created();
    let as_customers_do: WrittenToTicket =
        one.post(&messages(made.number), body.clone()).await.ok();
    stand(&one, made.number, TicketStatus::Closed).await;
    let closed: AnsweredTicket = one.post(&path, body).await.ok();

    assert_eq!([&again, &closed], [&first; 2]);
    assert_eq!((first.message_id, others.message_id, as_customers_do.message_id), (1, 2, 1));
    // The web needs no messenger.
    assert_eq!((first.whatsapp_notification_sent, first.delivery), (false, Notified::None));
}

#[tokio::test]
async fn a_ticket_is_closed_once_also_when_it_was_reopened_since() {
    let server = Server::start().await;
    let (one, two) = (server.agent("a"), server.agent("b"));
    for (message, n_texts) in [(None, 1), (Some("bye"), 2)] {
        let made = open(&server, lost_but(&json!({}))).await;
        let body = json!({"message": message, "client_id": "c1"});
        let first: ClosedTicket = close(&one, made.number, body.clone()).await.ok();
        made.writes("not yet").await.expect(201);

        for body in [body, json!({"message": "x".repeat(4_001), "client_id": "c1"})] {
            let again: ClosedTicket = close(&one, made.number, body).await.ok();
            assert_eq!(again, first);
        }
        let thread = seen(&one, made.number).await;
        assert_eq!((thread.ticket.status, texts(&thread).len()), (TicketStatus::Open, n_texts));
        close(&two, made.number, json!({"client_id": "c1"})).await.expect(200);
        assert_eq!(seen(&one, made.number).await.ticket.status, TicketStatus::Resolved);
    }
}

#[tokio::test]
async fn a_chat_becomes_a_ticket_once_whatever_is_said_then() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let path = format!("/admin/chat/session/{}/ticket", user.open("hello").await.id);
    let first: Ticket = agent.post(&path, json!({"priority": "HIGH"})).await.created();

    let tries = [json!({"priority": "LOW"}), json!({"priority": "x"}), json!({"client_id": "c2"})];
    for body in tries {
        assert_eq!(agent.post(&path, body).await.ok::<Ticket>(), first);
    }
    let tries = (0..4).map(|_| agent.post(&path, json!({})));
    for again in futures_util::future::join_all(tries).await {
        assert_eq!(again.ok::<Ticket>(), first);
    }
    assert_eq!(list(&agent, "").await.total, 1);
}
