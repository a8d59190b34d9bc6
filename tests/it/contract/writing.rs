use chatdesk_api::{Message, MessageKind, ProblemCode, SenderType};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn messages_of_all_sides_are_numbered_from_one() {
    let server = Server::start().await;
    let (user, agent, admin) = (server.user("42"), server.agent("a"), server.admin("b"));
    let session = user.open("one").await;

    let second = agent.write(&session.id, "two").await;
    let third = user.write(&session.id, "three").await;
    let fourth = admin.write(&session.id, "four").await;

    assert_eq!([second.id, third.id, fourth.id], [2, 3, 4]);
    let types = [second.sender_type, third.sender_type, fourth.sender_type];
    assert_eq!(types, [SenderType::Admin, SenderType::User, SenderType::Admin]);
    assert_eq!(view::session(&user, &session.id).await.last_seq, 4);
}

#[tokio::test]
async fn a_message_carries_every_field_of_the_contract() {
    let server = Server::start().await;
    let visitor = server.visitor().await;
    let session = visitor.open("one").await;

    let body = json!({"content": "two", "client_id": "A-z_0.9:x"});
    let answer = visitor.post_message(&session.id, body).await;

    let mut message = answer.expect(201).json();
    let timestamp = message["timestamp"].take();
    let expected = json!({
        "id": 2, "session_id": session.id, "sender_type": "visitor",
        "sender": {"id": visitor.id(), "name": null}, "kind": "text", "content": "two",
        "timestamp": null, "is_read": false, "client_id": "A-z_0.9:x", "delivery": null,
    });
    assert_eq!(message, expected);
    assert!(timestamp.as_str().unwrap().ends_with('Z'), "UTC: {timestamp}");
}

#[tokio::test]
async fn a_session_carries_every_field_of_the_contract() {
    let server = Server::start().await;
    let user = server.user("42");

    let answer = user.post("/chat/sessions", json!({"message": "hi", "subject": "S"})).await;

    let session = answer.expect(201).json();
    let fields = [
        "id",
        "kind",
        "channel",
        "status",
        "is_active",
        "user",
        "agent",
        "subject",
        "created_at",
        "updated_at",
        "last_seq",
        "last_message",
        "unread_count",
        "ticket_id",
        "dialog",
        "chat_enabled",
        "window_expires_at",
        "version",
    ];
    for field in fields {
        assert!(session.get(field).is_some(), "{field} is missing: {session}");
    }
    assert_eq!(session["channel"], "web");
    assert_eq!(session["user"], json!({"id": "42", "name": null, "email": null, "phone": null}));
    let last = &session["last_message"];
    assert_eq!((&last["preview"], &last["sender_type"]), (&json!("hi"), &json!("user")));
    assert_eq!(last["timestamp"], session["updated_at"]);
}

#[tokio::test]
async fn white_space_at_both_ends_is_trimmed_and_inside_is_kept() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;

    let message = user.write(&session.id, "\u{2003}\r\n a  b\n\nc \t\u{a0}").await;

    assert_eq!(message.content, "a  b\n\nc");
    assert_eq!(message.kind, MessageKind::Text);
}

#[tokio::test]
async fn four_thousand_scalar_values_are_accepted_whatever_they_weigh() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;
    let heavy = "😀".repeat(4_000);

    let message = user.write(&session.id, &format!("  {heavy}  ")).await;
    let too_long = user.post_message(&session.id, json!({"content": format!("{heavy}x")})).await;

    assert_eq!(message.content, heavy);
    assert_eq!(view::thread(&user, &session.id).await[1].content, heavy);
    too_long.refused(422, ProblemCode::InvalidRequest);
}

#[tokio::test]
async fn text_of_any_script_comes_back_as_it_was_sent() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await;
    let content =
        "שלום <b>&amp;</b> 👩‍👩‍👧 e\u{301} \u{202e}x\u{7f} '; DROP TABLE messages; -- \u{10ffff}";

    user.write(&session.id, content).await;

    assert_eq!(view::thread(&agent, &session.id).await[1].content, content);
}

#[tokio::test]
async fn unknown_fields_of_a_request_are_ignored() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;

    let body = json!({"content": "two", "sender_type": "admin", "id": 77, "extra": [{}]});
    let message: Message = user.post_message(&session.id, body).await.created();

    assert_eq!((message.id, message.sender_type), (2, SenderType::User));
}

#[tokio::test]
async fn the_media_type_may_carry_a_charset() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;

    let path = format!("/chat/session/{}/messages", session.id);
    let mut request = user.request(http::Method::POST, &path);
    request = request.header("content-type", "Application/JSON; charset=utf-8");
    request.body = r#"{"content":"two"}"#.into();
    let message: Message = user.send(request).await.created();

    assert_eq!(message.content, "two");
}

#[tokio::test]
async fn a_body_of_exactly_64_kib_is_taken() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await;

    let path = format!("/chat/session/{}/messages", session.id);
    let mut request = user.request(http::Method::POST, &path);
    request = request.header("content-type", "application/json");
    request.body = format!("{{\"content\":\"two\"{}}}", " ".repeat(65_536 - 17)).into();
    let message: Message = user.send(request).await.created();

    assert_eq!(message.content, "two");
}
