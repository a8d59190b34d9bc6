//! `DELETE /admin/user/{userId}`: of one person nothing is left, and they may come back as somebody new.

use chatdesk_api::{AdminSessions, AdminUsers, ProblemCode, SessionsAnswer, Status};
use chatdesk_tests::{Actor, Admin, Answer, Jwt, Server, User};
use serde_json::{Value, json};

use crate::view;

/// Somebody with a name and an address of their own.
fn grace(server: &Server) -> User {
    let jwt = Jwt::of("g-4711").claim("name", "Grace Hopper").claim("email", "gh@navy.example");
    User::with_token(server.api(), "g-4711", &jwt.sign())
}

async fn erase(admin: &Admin, user: &str) {
    let answer = admin.delete(&format!("/admin/user/{user}")).await;
    assert!(answer.expect(202).body.is_empty(), "{answer}");
}

/// What is answered to every call on a session.
async fn told_of(session: &str, asker: &impl Actor) -> Vec<Answer> {
    vec![
        asker.messages(session, "").await,
        asker.messages(session, "?after=0").await,
        asker.post_message(session, json!({"content": "x", "client_id": "c1"})).await,
        asker.mark_read(session, 1).await,
        asker.end(session).await,
    ]
}

/// A status without its place in the log.
async fn status(user: &User) -> Value {
    let mut status = user.get("/chat/status").await.expect(200).json();
    status.as_object_mut().unwrap().remove("cursor");
    status
}

#[tokio::test]
async fn a_session_of_somebody_erased_is_there_for_nobody() {
    let server = Server::start().await;
    let (user, admin, agent) = (grace(&server), server.admin("root"), server.agent("a"));
    let open = user.open("one").await.id;
    user.post_message(&open, json!({"content": "two", "client_id": "c1"})).await.expect(201);
    agent.write(&open, "three").await;
    let ended = user.open("four").await.id;
    user.end(&ended).await.expect(200);

    erase(&admin, "g-4711").await;

    for session in [&open, &ended] {
        for answers in [
            told_of(session, &user).await,
            told_of(session, &agent).await,
            told_of(session, &admin).await,
        ] {
            for answer in answers {
                answer.refused(404, ProblemCode::NotFound);
            }
        }
    }
    assert_eq!(user.get("/chat/sessions").await.ok::<SessionsAnswer>().sessions, []);
}

#[tokio::test]
async fn the_desk_finds_nobody_who_was_erased() {
    let server = Server::start().await;
    let (user, other, admin) = (grace(&server), server.user("43"), server.admin("root"));
    let session = user.open("a nanosecond is a foot long").await.id;
    user.write(&session, "and a microsecond a thousand").await;
    let others = other.open("nothing to see").await.id;
    admin.switch("g-4711", json!(false)).await.expect(200);
    let found: AdminUsers = admin.get("/admin/users?search=hopper").await.ok();
    assert_eq!(found.total, 1);

    erase(&admin, "g-4711").await;

    let users = view::desk_users(&admin).await;
    let ids: Vec<&str> = users.users.iter().map(|user| user.user_id.as_str()).collect();
    assert_eq!((ids, users.total), (vec!["43"], 1));
    let sessions: AdminSessions = admin.get("/admin/chat/sessions").await.ok();
    let ids: Vec<&str> =
        sessions.sessions.iter().map(|listed| listed.session.id.as_str()).collect();
    assert_eq!((ids, sessions.total), (vec![others.as_str()], 1));
    for word in ["grace", "hopper", "gh%40navy", "g-4711"] {
        let found: AdminUsers = admin.get(&format!("/admin/users?search={word}")).await.ok();
        assert_eq!((found.users, found.total), (vec![], 0), "{word}");
    }
}

#[tokio::test]
async fn somebody_erased_is_answered_for_as_nobody() {
    let server = Server::start().await;
    let (user, nobody, admin) = (grace(&server), server.user("nobody"), server.admin("root"));
    let session = user.open("one").await.id;
    admin.write(&session, "two").await;
    admin.switch("g-4711", json!(false)).await.expect(200);

    erase(&admin, "g-4711").await;

    assert_eq!(status(&user).await, status(&nobody).await);
    let answer: AdminUsers = admin.get("/admin/users?ids=g-4711,nobody").await.ok();
    let [of_user, of_nobody] = answer.users.as_slice() else { panic!("{answer:?}") };
    assert_eq!(of_user.user_id, "g-4711");
    assert_eq!((of_user.chat_enabled, of_user.unread_count), (true, 0));
    assert_eq!((&of_user.name, &of_user.email), (&None, &None));
    assert_eq!(of_user.open_session_id, of_nobody.open_session_id);
    let history = |user: &str| format!("/admin/user/{user}/chat-toggle/history");
    let of_user = admin.get(&history("g-4711")).await;
    let of_nobody = admin.get(&history("nobody")).await;
    assert_eq!(of_user.code(), of_nobody.code());
    admin.get("/admin/user/g-4711/export").await.refused(404, ProblemCode::NotFound);
}

#[tokio::test]
async fn whoever_was_erased_may_begin_anew() {
    let server = Server::start().await;
    let (user, admin) = (grace(&server), server.admin("root"));
    let body = json!({"message": "one", "client_id": "c1"});
    let before = user.post("/chat/sessions", body.clone()).await.expect(201).json();
    admin.switch("g-4711", json!(false)).await.expect(200);

    erase(&admin, "g-4711").await;
    // What made the first session is known no more: under its client id there is a new one.
    let after = user.post("/chat/sessions", body).await.expect(201).json();

    assert_ne!(after["id"], before["id"]);
    assert_eq!((&after["last_seq"], &after["chat_enabled"]), (&json!(1), &json!(true)));
    let session = after["id"].as_str().unwrap();
    admin.write(session, "welcome").await;
    let texts: Vec<String> =
        view::thread(&user, session).await.into_iter().map(|message| message.content).collect();
    assert_eq!(texts, ["one", "welcome"]);
    assert_eq!(view::desk_users(&admin).await.users[0].name.as_deref(), Some("Grace Hopper"));
    assert_eq!(user.get("/chat/status").await.ok::<Status>().unread_count, 1);
}

#[tokio::test]
async fn to_erase_again_or_a_stranger_is_accepted_and_changes_nothing() {
    let server = Server::start().await;
    let (user, admin) = (grace(&server), server.admin("root"));
    user.open("one").await;
    server.user("43").open("two").await;
    erase(&admin, "g-4711").await;
    let before = view::everything(&admin).await;

    erase(&admin, "g-4711").await;
    erase(&admin, "nobody").await;
    erase(&admin, "visitor%3Anobody").await;

    assert_eq!(view::everything(&admin).await, before);
}

#[tokio::test]
async fn a_visitor_is_erased_by_the_id_that_the_desk_sees() {
    let server = Server::start().await;
    let (visitor, other) = (server.visitor().await, server.visitor().await);
    let admin = server.admin("root");
    let (session, others) = (visitor.open("one").await.id, other.open("one").await.id);

    erase(&admin, &visitor.id().replace(':', "%3A")).await;

    visitor.messages(&session, "").await.refused(404, ProblemCode::NotFound);
    assert_eq!(view::thread(&other, &others).await.len(), 1);
    // The token is still good, for whoever they are from now on.
    assert_ne!(visitor.open("again").await.id, session);
}

#[tokio::test]
async fn a_person_with_more_sessions_than_a_step_takes_is_erased_whole() {
    let server = Server::start().await;
    let (user, admin) = (grace(&server), server.admin("root"));
    for number in 0..105 {
        user.open(&format!("quagga {number}")).await;
    }

    erase(&admin, "g-4711").await;

    assert_eq!(view::desk_sessions(&admin).await, []);
    assert_eq!(user.get("/chat/sessions").await.ok::<SessionsAnswer>().sessions, []);
}
