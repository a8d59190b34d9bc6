//! Who sees a ticket and writes into it, and what of it.

use chatdesk_api::{ProblemCode, SenderType, Ticket};
use chatdesk_tests::{Actor, Answer, Server};
use http::Method;
use serde_json::{Value, json};

use super::{Opened, amend, answer, close, desks, lost, open, seen, texts, ticket_of};
use crate::view;

/// What somebody is told by every call on a ticket that is not theirs.
async fn told_to(stranger: &impl Actor, number: &str) -> Vec<Answer> {
    let path = format!("/support/tickets/{number}");
    let write = format!("{path}/messages");
    vec![
        stranger.get(&path).await,
        stranger.get(&format!("{path}?after=0")).await,
        stranger.get(&format!("{path}?limit=0")).await,
        stranger.post(&write, json!({"message": "x"})).await,
        stranger.post(&write, json!({"message": ""})).await,
        stranger.post(&write, json!({"message": "x", "client_id": "c1"})).await,
    ]
}

#[tokio::test]
async fn not_yours_is_answered_as_not_there_to_the_byte() {
    let server = Server::start().await;
    let (made, other) = (open(&server, lost()).await, open(&server, lost()).await);
    let body = json!({"message": "x", "client_id": "c1"});
    made.customer.post(&super::messages(made.number), body).await.expect(201);
    let number = made.number.to_string();
    let (user, visitor) = (server.user("42"), server.visitor().await);
    user.open("mine").await;

    for stranger in [other.customer.caller(), user.caller(), visitor.caller()] {
        for nothing in ["9", "0", "x", "-1", "18446744073709551615", "99999999999999999999", "%00"]
        {
            let (ours, none) = (told_to(stranger, &number).await, told_to(stranger, nothing).await);
            for (ours, none) in ours.iter().zip(&none) {
                assert_eq!(ours.expect(404).without_request_id(), none.without_request_id());
            }
        }
    }
    assert_eq!(texts(&made.sees().await), ["x"]);
}

#[tokio::test]
async fn a_tickets_token_opens_that_ticket_and_nothing_else() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    made.writes("hello").await.expect(201);
    let session = seen(&agent, made.number).await.ticket.session_id;
    let customer = &made.customer;

    for path in ["/chat/sessions", "/chat/events", "/admin/users", "/support/open-tickets"] {
        customer.get(path).await.refused(403, ProblemCode::Forbidden);
    }
    let desks = desks(made.number);
    customer.get(&desks).await.refused(403, ProblemCode::Forbidden);
    amend(customer, made.number, json!({"status": "RESOLVED"})).await.expect(403);
    close(customer, made.number, json!({})).await.expect(403);
    answer(customer, made.number, "x").await.expect(403);
    // Not even the chat that it is talked about in.
    customer.messages(&session, "").await.refused(404, ProblemCode::NotFound);
    customer.post_message(&session, json!({"content": "x"})).await.expect(404);
    customer.end(&session).await.expect(404);
    // Nor does it make anybody a visitor.
    let identify = json!({"visitor_token": customer.token()});
    server.user("42").post("/chat/identify", identify).await.expect(422);
    assert_eq!(texts(&made.sees().await), ["hello"]);
}

#[tokio::test]
async fn a_customer_is_called_user_and_sees_the_desks_names_but_no_id_tag_or_note() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("secret-id"));
    let (number, user) = (made.number, server.user("42"));
    let of_chat = ticket_of(&agent, &user.open("hello").await.id).await;
    let path = format!("/support/tickets/{}", of_chat.id);
    made.writes("one").await.expect(201);
    for number in [number, of_chat.id] {
        answer(&agent, number, "two").await.expect(201);
        let ticket: Ticket =
            amend(&agent, number, json!({"tags": ["vexing"], "student_id": "S-1"})).await.ok();
        let note = format!("/admin/chat/session/{}/notes", ticket.session_id);
        agent.post(&note, json!({"content": "of the desk"})).await.expect(201);
    }

    for answer in
        [made.customer.get(&format!("/support/tickets/{number}")).await, user.get(&path).await]
    {
        let (text, json) = (String::from_utf8_lossy(&answer.expect(200).body), answer.json());
        assert!(text.contains("Agent secret-id"), "{text}");
        for hidden in ["\"secret-id\"", "vexing", "tags", "of the desk", "notes"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        assert_eq!(json["assigned_admin_id"], Value::Null);
        assert_eq!(json["assigned_admin_name"], "Agent secret-id");
        assert_eq!(json["student_id"], "S-1");
        let types = |it: &Value| it["sender_type"].as_str().unwrap().to_owned();
        let types: Vec<_> = json["messages"].as_array().unwrap().iter().map(types).collect();
        assert_eq!(types, ["user", "admin"]);
    }
    let thread = seen(&agent, number).await;
    assert_eq!(thread.ticket.assigned_admin_id.as_deref(), Some("secret-id"));
    assert_eq!(thread.ticket.tags, Some(vec!["vexing".to_owned()]));
    assert_eq!(thread.notes.unwrap()[0].content, "of the desk");
    assert_eq!(thread.messages[0].sender_type, SenderType::User);
    assert_eq!(thread.messages[0].sender_name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(thread.messages[1].sender_name.as_deref(), Some("Agent secret-id"));
}

#[tokio::test]
async fn who_is_switched_off_may_read_a_ticket_and_the_desk_may_answer() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let user = server.user("42");
    let of_chat = ticket_of(&admin, &user.open("hello").await.id).await;
    let of_chat = Opened { number: of_chat.id, customer: user };
    for ticket in [&made, &of_chat] {
        let id = seen(&admin, ticket.number).await.ticket.user_id;
        admin.switch(&id.replace(':', "%3A"), json!(false)).await.expect(200);

        view::assert_switched_off(&ticket.writes("more").await);
        // What does not fit is said first.
        ticket.writes(" ").await.refused(422, ProblemCode::InvalidRequest);
        answer(&admin, ticket.number, "we read it").await.expect(201);
        let thread = ticket.sees().await;
        assert_eq!(texts(&thread).last(), Some(&"we read it"));
        assert!(!thread.ticket.chat_enabled);

        admin.switch(&id.replace(':', "%3A"), json!(true)).await.expect(200);
        ticket.writes("again").await.expect(201);
    }
}

#[tokio::test]
async fn a_visitors_ticket_is_the_users_once_they_are_known() {
    let server = Server::start().await;
    let (visitor, user, agent) = (server.visitor().await, server.user("42"), server.agent("a"));
    let ticket = ticket_of(&agent, &visitor.open("hello").await.id).await;
    let path = format!("/support/tickets/{}", ticket.id);
    visitor.get(&path).await.expect(200);
    user.get(&path).await.expect(404);

    let identify = json!({"visitor_token": visitor.token()});
    user.post("/chat/identify", identify).await.expect(200);

    assert_eq!(user.get(&path).await.expect(200).json()["user_id"], "42");
    visitor.get(&path).await.expect(404);
}

#[tokio::test]
async fn who_is_erased_leaves_no_ticket() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    made.writes("hello").await.expect(201);
    let id = seen(&admin, made.number).await.ticket.user_id;

    admin.delete(&format!("/admin/user/{}", id.replace(':', "%3A"))).await.expect(202);

    let path = format!("/support/tickets/{}", made.number);
    made.customer.get(&path).await.refused(404, ProblemCode::NotFound);
    admin.get(&desks(made.number)).await.refused(404, ProblemCode::NotFound);
    assert_eq!(super::list(&admin, "").await.total, 0);
    assert_eq!(super::counts(&admin).await.open_tickets, 0);
}

#[tokio::test]
async fn an_export_holds_the_ticket_behind_its_chat() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let ticket = ticket_of(&admin, &user.open("hello").await.id).await;
    user.open("without a ticket").await;
    amend(&admin, ticket.id, json!({"tags": ["vexing"]})).await.expect(200);
    let made = open(&server, lost()).await;
    let visitor = seen(&admin, made.number).await.ticket.user_id.replace(':', "%3A");

    let lines = async |user: &str| -> Vec<Value> {
        let answer = admin.get(&format!("/admin/user/{user}/export")).await;
        let text = String::from_utf8(answer.expect(200).body.to_vec()).unwrap();
        assert!(!text.contains("vexing"), "{text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let of_user = lines("42").await;
    let kinds: Vec<_> = of_user.iter().map(|line| line["type"].as_str().unwrap()).collect();
    let session = ["session", "message"];
    assert_eq!(kinds, ["user", session[0], session[1], session[0], "ticket", session[1], "end"]);
    let mut expected = serde_json::to_value(seen(&admin, ticket.id).await.ticket).unwrap();
    expected.as_object_mut().unwrap().remove("tags");
    assert_eq!(of_user[4]["data"], expected);
    let of_visitor = lines(&visitor).await;
    let kinds: Vec<_> = of_visitor.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["user", "session", "ticket", "end"]);
    assert_eq!(of_visitor[2]["data"]["issue_description"], "My parcel is lost");
}

#[tokio::test]
async fn another_servers_token_and_a_made_up_one_are_401() {
    let (server, elsewhere) = (Server::start().await, Server::start().await);
    let (made, _) = (open(&server, lost()).await, open(&elsewhere, lost()).await);
    let token = made.customer.token();
    for (server, token) in [
        (&elsewhere, token.to_owned()),
        (&server, format!("{token}x")),
        (&server, "cdt_1".to_owned()),
    ] {
        let nobody = server.anonymous();
        let request = nobody.request(Method::GET, "/support/tickets/1");
        let answer = nobody.send(request.header("authorization", format!("Bearer {token}"))).await;
        answer.refused(401, ProblemCode::Unauthenticated);
    }
}
