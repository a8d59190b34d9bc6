//! The stream over a WebSocket, and the commands on it.

use chatdesk_api::{ProblemCode, StreamEvent, Transport};
use chatdesk_tests::{
    Actor, Event, Frame, Handshake, Jwt, Launch, Resume, Server, Socket, User, unix_now,
};
use http::Method;
use serde_json::{Value, json};

use super::fold::contents;

async fn connect(who: &impl Actor) -> Socket {
    let mut socket = Socket::open(who.caller().api(), Handshake::new().offering(who.token())).await;
    let hello = hello(&mut socket).await;
    assert!(matches!(hello.event, StreamEvent::Hello(_)), "{hello:?}");
    socket
}

async fn hello(socket: &mut Socket) -> Event {
    match socket.next().await {
        Frame::Event(event) => event,
        other => panic!("no event: {other:?}"),
    }
}

#[tokio::test]
async fn a_token_may_be_a_subprotocol_a_header_or_the_first_frame() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let begin = user.stream(&Resume::now()).await.hello().cursor.clone();
    let (api, token) = (server.api(), user.token());
    user.write(&session, "two").await;

    let offered = Handshake::new().offering(token).after(&begin);
    let mut sockets = vec![
        Socket::open(api, offered).await,
        Socket::open(api, Handshake::new().bearer(token).after(&begin)).await,
        Socket::open(api, Handshake::new()).await,
    ];
    sockets[2].say(json!({"type": "auth", "token": token, "after": begin})).await;

    for socket in &mut sockets {
        let StreamEvent::Hello(hello) = hello(socket).await.event else { panic!("no hello") };
        assert_eq!((hello.heartbeat_ms, hello.transport), (15_000, Transport::WebSocket));
        assert_eq!(contents(&socket.until_message("two").await), ["two"]);
    }
    // The token is never said back.
    assert_eq!(sockets[0].protocol, "chatdesk.v1");
    assert_eq!((sockets[1].protocol.as_str(), sockets[2].protocol.as_str()), ("", ""));
}

#[tokio::test]
async fn whoever_is_not_recognised_is_refused_or_closed() {
    let server = Server::start().await;
    let (api, user) = (server.api(), server.user("42"));
    let expired = Jwt::of("42").claim("exp", unix_now() - 1).sign();
    let plain = |request| api.send(request);

    server.anonymous().get("/chat/ws").await.refused(401, ProblemCode::Unauthenticated);
    let request = user.request(Method::GET, "/chat/ws");
    let problem = plain(request).await.refused(422, ProblemCode::InvalidRequest);
    assert_eq!(problem.errors[0].pointer, "Upgrade");
    let refused = Socket::try_open(api, Handshake::new().bearer(&expired)).await.unwrap_err();
    refused.refused(401, ProblemCode::Unauthenticated);
    let twice = Handshake::new().bearer(user.token()).offering(user.token());
    assert_eq!(Socket::open(api, twice).await.closed().await, 4401);
    for wrong in [expired.as_str(), "junk"] {
        let mut socket = Socket::open(api, Handshake::new().offering(wrong)).await;
        assert_eq!(socket.closed().await, 4401);
        let mut socket = Socket::open(api, Handshake::new()).await;
        socket.say(json!({"type": "auth", "token": wrong})).await;
        assert_eq!(socket.closed().await, 4401);
    }
    for first in ["{}", "junk", r#"{"type": "send", "ref": 1}"#] {
        let mut socket = Socket::open(api, Handshake::new()).await;
        socket.say(first).await;
        assert_eq!(socket.closed().await, 4401, "{first}");
    }
    let mut silent = Socket::open(api, Handshake::new()).await;
    assert_eq!(silent.closed().await, 4401);
}

#[tokio::test]
async fn commands_answer_as_the_http_calls_do() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let mut socket = connect(&user).await;
    let mut desk = agent.stream(&Resume::now()).await;
    let send = json!({"type": "send", "ref": "r1", "session_id": session, "content": " two ", "client_id": "c1"});

    socket.say(&send).await;
    let first = socket.reply().await;
    assert_eq!((first.reference, first.status), (json!("r1"), 201));
    let by_http = user.post_message(&session, json!({"content": "x", "client_id": "c1"})).await;
    assert_eq!(first.body, by_http.expect(200).json());
    socket.say(&send).await;
    assert_eq!(socket.reply().await.status, 200);
    agent.write(&session, "three").await;
    socket.say(json!({"type": "read", "ref": 7, "session_id": session, "up_to": 3})).await;
    let read = socket.reply().await;
    assert_eq!(
        (read.reference, read.status, read.body),
        (json!(7), 200, json!({"unread_count": 0}))
    );
    socket.say(json!({"type": "typing", "ref": "t", "session_id": session})).await;
    let typing = socket.reply().await;
    assert_eq!((typing.status, typing.body), (204, Value::Null));

    assert_eq!(contents(&desk.until_message("three").await), ["two", "three"]);
    assert!(matches!(desk.hint().await, StreamEvent::Typing(_)));
}

#[tokio::test]
async fn what_cannot_be_carried_out_is_answered_and_closes_nothing() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let others = server.user("43").open("not yours").await.id;
    let session = user.open("one").await.id;
    let mut socket = connect(&user).await;
    let send = |session: &str, content: &str| {
        json!({"type": "send", "ref": 1, "session_id": session, "content": content}).to_string()
    };

    for (frame, status, code) in [
        ("junk".to_owned(), 400, "invalid_json"),
        ("[]".to_owned(), 422, "invalid_request"),
        ("{}".to_owned(), 422, "invalid_request"),
        (json!({"type": "send", "session_id": session}).to_string(), 422, "invalid_request"),
        (json!({"type": "dance", "ref": 1}).to_string(), 422, "invalid_request"),
        (json!({"type": "send", "ref": 1}).to_string(), 422, "invalid_request"),
        (send(&session, ""), 422, "invalid_request"),
        (send(&others, "x"), 404, "not_found"),
        (send("../admin", "x"), 404, "not_found"),
    ] {
        socket.say(&frame).await;
        let reply = socket.reply().await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{frame}");
        let fits = server.api().document().check_value("/components/schemas/Problem", &reply.body);
        assert_eq!(fits, Ok(()));
    }
    socket.say_bytes(b"\0").await;
    assert_eq!(socket.reply().await.status, 400);
    admin.switch("42", json!(false)).await.expect(200);
    socket.say(send(&session, "x")).await;
    assert_eq!(socket.reply().await.body["code"], "chat_disabled");
    socket.say(json!({"type": "read", "ref": 1, "session_id": session, "up_to": 1})).await;
    assert_eq!(socket.reply().await.status, 200);
}

#[tokio::test]
async fn a_frame_that_is_too_large_closes() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let mut socket = connect(&user).await;
    let frame =
        |n| json!({"type": "send", "ref": 1, "session_id": session, "content": "x".repeat(n)});

    socket.say(frame(65_000)).await;
    assert_eq!(socket.reply().await.status, 422);
    socket.say(frame(66_000)).await;

    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test]
async fn a_socket_closes_with_its_token() {
    let server = Server::start().await;
    let token = Jwt::of("42").claim("exp", unix_now() + 2).sign();
    let mut socket = connect(&User::with_token(server.api(), "42", &token)).await;
    assert_eq!(socket.closed().await, 4401);

    let token = Jwt::of("42").claim("iat", unix_now() - 60).sign();
    let mut socket = connect(&User::with_token(server.api(), "42", &token)).await;
    server.admin("root").post("/admin/user/42/revoke", json!({})).await.expect(204);
    assert_eq!(socket.closed().await, 4403);
}

#[tokio::test]
async fn a_socket_closes_with_the_server_which_waits_for_it() {
    let server = Server::start().await;
    let mut socket = connect(&server.user("42")).await;

    let stopped = tokio::task::spawn_blocking(|| server.terminate());

    assert_eq!(socket.closed().await, 1001);
    assert_eq!(stopped.await.unwrap().status.code(), Some(0));
}

#[tokio::test]
async fn no_token_of_a_socket_stands_in_the_log() {
    let server = Server::launch(Launch::server().env("CHATDESK_LOG", "trace")).await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let mut socket = connect(&user).await;
    let body = json!({"type": "send", "ref": 1, "session_id": session, "content": "very private"});
    socket.say(body).await;
    assert_eq!(socket.reply().await.status, 201);
    let mut other = Socket::open(server.api(), Handshake::new()).await;
    other.say(json!({"type": "auth", "token": user.token()})).await;
    hello(&mut other).await;
    let token = user.token().to_owned();

    let finished = server.terminate();

    for secret in [token.as_str(), "very private"] {
        assert!(!finished.stderr.contains(secret), "{}", finished.stderr);
    }
}
