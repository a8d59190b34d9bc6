use chatdesk_api::{MessagesAnswer, Status, Toggle, ToggleHistory};
use chatdesk_tests::{Actor, Jwt, Server, User};
use serde_json::json;

use crate::view;

#[tokio::test]
async fn a_disabled_user_may_read_and_end_but_neither_open_nor_send() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    admin.write(&session, "two").await;

    admin.switch("42", json!(false)).await.expect(200);

    view::assert_switched_off(&user.post_message(&session, json!({"content": "three"})).await);
    view::assert_switched_off(&user.post("/chat/sessions", json!({"message": "x"})).await);
    view::assert_switched_off(&user.post("/chat/sessions", json!({"another": true})).await);
    let page: MessagesAnswer = user.messages(&session, "").await.ok();
    assert_eq!((page.messages.len(), page.session.chat_enabled), (2, false));
    assert_eq!(view::read(&user, &session, 2).await, 0);
    user.end(&session).await.expect(200);
}

#[tokio::test]
async fn the_desk_may_still_write_to_a_disabled_user() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    admin.switch("42", json!(false)).await.expect(200);

    admin.write(&session, "we switched you off").await;

    assert_eq!(view::session(&user, &session).await.unread_count, 1);
}

#[tokio::test]
async fn switched_on_again_the_user_writes_again() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;

    admin.switch("42", json!(false)).await.expect(200);
    let off: Status = user.get("/chat/status").await.ok();
    admin.switch("42", json!(true)).await.expect(200);
    let on: Status = user.get("/chat/status").await.ok();

    assert_eq!((off.chat_enabled, on.chat_enabled), (false, true));
    assert_eq!(user.write(&session, "two").await.id, 2);
}

#[tokio::test]
async fn switching_to_what_it_is_changes_nothing() {
    let server = Server::start().await;
    let (one, two) = (server.admin("one"), server.admin("two"));

    let first: Toggle = one.switch("42", json!(false)).await.ok();
    let again: Toggle = two.switch("42", json!(false)).await.ok();
    let history = "/admin/user/42/chat-toggle/history";
    let history: ToggleHistory = one.get(history).await.ok();

    assert_eq!(again, first);
    assert_eq!((first.user_id.as_str(), first.chat_enabled), ("42", false));
    assert_eq!(first.updated_by, "one");
    assert_eq!(history.changes.len(), 1);
}

#[tokio::test]
async fn a_user_whom_nobody_knows_can_be_switched_before_the_first_chat() {
    let server = Server::start().await;
    let (user, admin) = (server.user("new"), server.admin("root"));

    admin.switch("new", json!(false)).await.expect(200);
    let known = view::desk_users(&admin).await;
    let status: Status = user.get("/chat/status").await.ok();
    let opened = user.post("/chat/sessions", json!({"message": "x"})).await;

    assert_eq!(known.users.len(), 1);
    assert_eq!((known.users[0].user_id.as_str(), known.users[0].chat_enabled), ("new", false));
    assert!(!status.chat_enabled);
    view::assert_switched_off(&opened);
}

#[tokio::test]
async fn the_history_tells_who_switched_when_and_why_newest_first() {
    let server = Server::start().await;
    let (one, two) = (server.admin("one"), server.admin("two"));
    let path = "/admin/user/42/chat-toggle";

    let off = json!({"chat_enabled": false, "reason": "spam ✋"});
    let off: Toggle = one.put(path, off).await.ok();
    let on: Toggle = two.put(path, json!({"chat_enabled": true})).await.ok();
    let answer = one.get("/admin/user/42/chat-toggle/history").await;

    let expected = json!({"changes": [
        {"chat_enabled": true, "reason": null, "updated_at": on.updated_at, "updated_by": "two"},
        {"chat_enabled": false, "reason": "spam ✋", "updated_at": off.updated_at, "updated_by": "one"},
    ]});
    assert_eq!(answer.expect(200).json(), expected);
}

#[tokio::test]
async fn a_visitor_is_switched_by_the_id_that_the_desk_sees() {
    let server = Server::start().await;
    let (visitor, other) = (server.visitor().await, server.visitor().await);
    let admin = server.admin("root");
    let (session, others) = (visitor.open("one").await.id, other.open("one").await.id);

    let encoded = visitor.id().replace(':', "%3A");
    let toggle: Toggle = admin.switch(&encoded, json!(false)).await.ok();

    assert_eq!(toggle.user_id, visitor.id());
    view::assert_switched_off(&visitor.post_message(&session, json!({"content": "x"})).await);
    other.write(&others, "not me").await;
}

#[tokio::test]
async fn a_user_may_be_called_anything_of_256_characters() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let longest = "ü".repeat(256);
    let strange =
        [("a/b c%?#", "a%2Fb%20c%25%3F%23"), ("..", "%2E%2E"), (&longest, &"%C3%BC".repeat(256))];

    for (id, encoded) in strange {
        let user = User::with_token(server.api(), id, &Jwt::of(id).sign());
        let session = user.open("one").await;
        let toggle: Toggle = admin.switch(encoded, json!(false)).await.ok();
        assert_eq!((session.user.id.as_str(), toggle.user_id.as_str()), (id, id));
        view::assert_switched_off(&user.post_message(&session.id, json!({"content": "x"})).await);
    }
}
