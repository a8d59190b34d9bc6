//! Who may see what: each call for each kind of asker, as a table says that is written from the contract.

use chatdesk_tests::{Actor, Caller, Jwt, Server, User, unix_now};
use http::Method;
use serde_json::{Value, json};

use super::{add, begun, conversations, remove};

/// The columns.
const ASKERS: [&str; 11] = [
    "nobody",
    "visitor",
    "a user",
    "a user with a member's id",
    "an agent",
    "an administrator",
    "a member",
    "who left",
    "a revoked member",
    "the host",
    "a ticket's token",
];

/// `{p}` is a conversation of ann, bob, who left, and rex, whose tokens were revoked; one message was written before that and
/// one after. `{pair}` is one of ann and cleo. Whoever was revoked is nobody.
const TABLE: &[(&str, &str, &str, [u16; 11])] = &[
    ("GET", "/panel/conversations", "", [401, 403, 403, 403, 200, 200, 200, 200, 401, 403, 403]),
    (
        "GET",
        "/panel/conversations?search=x",
        "",
        [401, 403, 403, 403, 200, 200, 200, 200, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations",
        r#"{"participants": ["zoe", "yan"]}"#,
        [401, 403, 403, 403, 201, 201, 201, 201, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations",
        r#"{"participants": []}"#,
        [401, 403, 403, 403, 422, 422, 422, 422, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations/{p}/members",
        r#"{"participants": ["zoe"]}"#,
        [401, 403, 403, 403, 404, 404, 200, 409, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations/{p}/members",
        r#"{"participants": []}"#,
        [401, 403, 403, 403, 404, 404, 422, 409, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations/{pair}/members",
        r#"{"participants": ["zoe"]}"#,
        [401, 403, 403, 403, 404, 404, 409, 404, 401, 403, 403],
    ),
    (
        "DELETE",
        "/panel/conversations/{p}/members",
        "{}",
        [401, 403, 403, 403, 404, 404, 200, 409, 401, 403, 403],
    ),
    (
        "POST",
        "/panel/conversations/no-session/members",
        r#"{"participants": ["zoe"]}"#,
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    (
        "GET",
        "/chat/session/{p}/messages",
        "",
        [401, 404, 404, 404, 404, 404, 200, 200, 401, 403, 404],
    ),
    (
        "GET",
        "/chat/session/{pair}/messages",
        "",
        [401, 404, 404, 404, 404, 404, 200, 404, 401, 403, 404],
    ),
    (
        "GET",
        "/chat/session/{p}/messages?wait=1&limit=0",
        "",
        [401, 404, 404, 404, 404, 404, 422, 422, 401, 403, 404],
    ),
    (
        "POST",
        "/chat/session/{p}/messages",
        r#"{"content": "x"}"#,
        [401, 404, 404, 404, 404, 404, 201, 409, 401, 403, 404],
    ),
    (
        "POST",
        "/chat/session/{p}/messages",
        r#"{"content": ""}"#,
        [401, 404, 404, 404, 404, 404, 422, 422, 401, 403, 404],
    ),
    (
        "POST",
        "/chat/session/{p}/read",
        r#"{"up_to": 1}"#,
        [401, 404, 404, 404, 404, 404, 200, 200, 401, 403, 404],
    ),
    (
        "POST",
        "/chat/session/{p}/typing",
        "{}",
        [401, 404, 404, 404, 404, 404, 204, 409, 401, 403, 404],
    ),
    (
        "POST",
        "/chat/session/{p}/end",
        "{}",
        [401, 404, 404, 404, 404, 404, 409, 409, 401, 403, 404],
    ),
    ("GET", "/chat/session/{p}/queue", "", [401, 404, 404, 404, 404, 404, 200, 200, 401, 403, 404]),
    (
        "POST",
        "/chat/presence",
        r#"{"session_id": "{p}", "visible": true}"#,
        [401, 403, 403, 403, 404, 404, 204, 204, 401, 403, 403],
    ),
    // What the desk does to a customer's chat: there is none such.
    (
        "PATCH",
        "/admin/chat/session/{p}",
        r#"{"subject": "x"}"#,
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    (
        "PATCH",
        "/admin/chat/session/{p}",
        r#"{"agent_id": "ann"}"#,
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    (
        "GET",
        "/admin/chat/session/{p}/notes",
        "",
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    (
        "POST",
        "/admin/chat/session/{p}/notes",
        r#"{"content": "x"}"#,
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    (
        "POST",
        "/admin/chat/session/{p}/ticket",
        "{}",
        [401, 403, 403, 403, 404, 404, 404, 404, 401, 403, 403],
    ),
    // The desk's own contact is nobody.
    ("GET", "/admin/user/desk:", "", [401, 403, 403, 403, 422, 422, 422, 422, 401, 403, 403]),
    (
        "PUT",
        "/admin/user/desk:/chat-toggle",
        r#"{"chat_enabled": false}"#,
        [401, 403, 403, 403, 403, 422, 403, 403, 401, 403, 403],
    ),
    ("DELETE", "/admin/user/desk:", "", [401, 403, 403, 403, 403, 422, 403, 403, 401, 403, 403]),
    ("GET", "/admin/users?ids=desk:", "", [401, 403, 403, 403, 422, 422, 422, 422, 401, 403, 403]),
    (
        "GET",
        "/admin/chat/sessions?user_id=desk:",
        "",
        [401, 403, 403, 403, 422, 422, 422, 422, 401, 403, 403],
    ),
];

struct World {
    askers: Vec<Caller>,
    group: String,
    pair: String,
}

impl World {
    async fn new(server: &Server) -> Self {
        let (ann, bob) = (server.agent("ann"), server.agent("bob"));
        let old = Jwt::of("rex").claim("role", "agent").claim("iat", unix_now() - 10).sign();
        let rex = User::with_token(server.api(), "rex", &old);
        let group = begun(&ann, json!(["bob", "rex"])).await.id;
        let pair: chatdesk_api::Session = super::begin(&ann, json!(["cleo"])).await.typed();
        ann.write(&group, "a secret of ours").await;
        remove(&bob, &group, json!({})).await.expect(200);
        ann.write(&group, "a secret that follows").await;
        server.admin("root").post("/admin/user/rex/revoke", json!({})).await.expect(204);
        let host = Jwt::of("a-host").claim("role", "host").sign();
        let body = json!({"phone_number": "1234567", "sender_name": "x", "issue_description": "x"});
        let ticket = server.anonymous().post("/support/tickets", body).await;
        let ticket = ticket.created::<chatdesk_api::OpenedTicket>().token;
        let askers = vec![
            server.anonymous().caller().clone(),
            server.visitor().await.caller().clone(),
            server.user("42").caller().clone(),
            server.user("ann").caller().clone(),
            server.agent("mia").caller().clone(),
            server.admin("root").caller().clone(),
            ann.caller().clone(),
            bob.caller().clone(),
            rex.caller().clone(),
            User::with_token(server.api(), "a-host", &host).caller().clone(),
            User::with_token(server.api(), "a-ticket", &ticket).caller().clone(),
        ];
        Self { askers, group, pair: pair.id }
    }

    async fn ask(&self, (method, path, body): (&str, &str, &str), asker: &Caller) -> (u16, String) {
        let named = |text: &str| text.replace("{p}", &self.group).replace("{pair}", &self.pair);
        let mut request = asker.request(method.parse::<Method>().unwrap(), &named(path));
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
            request.body = named(body).into();
        }
        let answer = asker.send(request).await;
        (answer.code(), String::from_utf8_lossy(&answer.body).into_owned())
    }
}

#[tokio::test]
async fn each_call_answers_each_asker_as_the_table_says_and_tells_no_secret() {
    let server = Server::start().await;
    let mut wrong = Vec::new();
    for (method, path, body, expected) in TABLE {
        for ((asker, name), expected) in ASKERS.iter().enumerate().zip(expected) {
            let world = World::new(&server).await;
            let (status, said) = world.ask((method, path, body), &world.askers[asker]).await;
            if status != *expected {
                wrong.push(format!("{method} {path} {body} by {name}: {status}, not {expected}"));
            }
            let may_see = ["a member", "who left"].contains(name);
            let leaks = (!may_see && said.contains("secret of ours"))
                || (*name != "a member" && said.contains("secret that follows"));
            if leaks {
                wrong.push(format!("{method} {path} by {name} tells {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_customers_lists_hold_nothing_of_it() {
    let server = Server::start().await;
    let (ann, root) = (server.agent("ann"), server.admin("root"));
    let world = World::new(&server).await;
    server.user("42").open("harvest of a customer").await;
    ann.write(&world.group, "harvest of ours").await;
    chatdesk_tests::eventually("words are known", async || {
        let found = conversations(&ann, "?search=harvest").await.conversations;
        (!found.is_empty()).then_some(())
    })
    .await;

    for who in [ann.caller(), root.caller()] {
        for path in [
            "/admin/chat/sessions",
            "/admin/chat/sessions?status=active",
            "/admin/chat/sessions?search=harvest",
            "/admin/chat/sessions?search=secret",
            "/admin/users",
            "/admin/users?search=desk",
            "/admin/conversations",
            "/admin/support/tickets?q=secret",
        ] {
            let said = who.get(path).await.json().to_string();
            for word in [&*world.group, &world.pair, "secret", "of ours", "desk:"] {
                assert!(!said.contains(word), "{path} tells {word}: {said}");
            }
        }
        let status: Value = who.get("/chat/status").await.json();
        assert_eq!(status["unread_count"], 1, "the customers' alone");
    }
    let all: Value = root.get("/admin/chat/sessions").await.json();
    assert_eq!(all["total"], 1);
    let people: Value = root.get("/admin/users").await.json();
    assert_eq!(people["total"], 2, "the user and who opened the ticket: {people}");
    add(&server.agent("mia"), &world.group, json!(["mia"])).await.expect(404);
}
