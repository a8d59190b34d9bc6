//! Somebody whom the host deactivates: `revoke` puts them out at once, whatever they have open.

use std::time::Duration;

use chatdesk_api::ProblemCode;
use chatdesk_tests::{
    Actor as _, EventStream, Frame, Handshake, Jwt, Resume, Server, Socket, User, eventually,
    unix_now,
};
use http::Method;
use serde_json::json;

use crate::view;

const AT_ONCE: Duration = Duration::from_secs(1);

/// Somebody with a token of a minute ago.
fn person(server: &Server, id: &str, role: &str) -> User {
    let token = Jwt::of(id).claim("role", role).claim("iat", unix_now() - 60).sign();
    User::with_token(server.api(), id, &token)
}

async fn revoke(server: &Server, id: &str) {
    let path = format!("/admin/user/{id}/revoke");
    let admin = server.admin("the-hosts-admin");
    admin.send(admin.request(Method::POST, &path)).await.expect(204);
}

async fn connect(person: &User) -> Socket {
    let api = person.caller().api();
    let mut socket = Socket::open(api, Handshake::new().offering(person.token())).await;
    let _hello = socket.event().await;
    socket
}

async fn end_of(stream: &mut EventStream) {
    assert_eq!(tokio::time::timeout(AT_ONCE, stream.rest()).await, Ok(vec![]), "it ends");
}

#[tokio::test]
async fn users_and_staff_are_out_within_a_second_by_every_way() {
    let server = Server::start().await;
    for role in ["user", "agent", "admin"] {
        let theirs = person(&server, role, role);
        let other = person(&server, "somebody-else", role);
        let mut stream = theirs.stream(&Resume::now()).await;
        let mut socket = connect(&theirs).await;
        let mut others = connect(&other).await;
        let poll = |person: User| async move {
            let request = person.request(Method::GET, "/chat/events?wait=20");
            person.send(request.header("accept", "application/json")).await
        };
        let poll = tokio::spawn(poll(theirs.clone()));
        eventually("the poll waits", async || {
            let figures = server.admin("root").get("/metrics").await;
            let text = String::from_utf8(figures.expect(200).body.to_vec()).unwrap();
            text.contains("chatdesk_streams{transport=\"long_poll\"} 1").then_some(())
        })
        .await;

        revoke(&server, role).await;

        end_of(&mut stream).await;
        assert_eq!(tokio::time::timeout(AT_ONCE, socket.closed()).await, Ok(4403), "{role}");
        let polled = tokio::time::timeout(AT_ONCE, poll).await.unwrap().unwrap();
        polled.refused(401, ProblemCode::Unauthenticated);
        for path in ["/chat/status", "/chat/sessions", "/admin/chat/sessions", "/chat/events"] {
            theirs.get(path).await.refused(401, ProblemCode::Unauthenticated);
        }
        let refused = Socket::try_open(server.api(), Handshake::new().bearer(theirs.token())).await;
        refused.unwrap_err().refused(401, ProblemCode::Unauthenticated);
        others.say(json!({"type": "typing", "ref": 1, "session_id": "none"})).await;
        assert_eq!(others.reply().await.status, 404, "{role}: others are not concerned");
    }
}

#[tokio::test]
async fn nothing_that_they_send_after_it_is_stored() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for round in 0..20 {
        let user = person(&server, &format!("user-{round}"), "user");
        let session = user.open("before").await.id;
        let mut socket = connect(&user).await;

        revoke(&server, user.id()).await;
        let send = json!({"type": "send", "ref": 1, "session_id": session, "content": "after"});
        // It may be closed already.
        drop(tokio::time::timeout(AT_ONCE, socket.say_or_not(&send)).await);
        loop {
            match socket.next().await {
                Frame::Reply(reply) => assert_eq!(reply.status, 401),
                Frame::Event(_) => {}
                Frame::Closed(_) => break,
            }
        }

        user.post_message(&session, json!({"content": "after"})).await.expect(401);
        let thread = view::thread(&admin, &session).await;
        assert_eq!(thread.len(), 1, "{thread:?}");
    }
}

#[tokio::test]
async fn who_is_let_in_again_by_the_host_finds_everything() {
    let server = Server::start().await;
    let user = person(&server, "42", "user");
    let session = user.open("before").await.id;
    revoke(&server, "42").await;
    user.get("/chat/sessions").await.expect(401);

    // Times in a token are whole seconds: one of the second in which they were put out does not count yet.
    let again = eventually("a token that is made now counts", async || {
        let token = Jwt::of("42").claim("iat", unix_now()).sign();
        let user = User::with_token(server.api(), "42", &token);
        (user.get("/chat/status").await.code() == 200).then_some(user)
    })
    .await;

    assert_eq!(again.write(&session, "after").await.id, 2);
    user.get("/chat/sessions").await.expect(401);
}
