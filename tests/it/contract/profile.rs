//! What a visitor says of themself, the page that they have before them, and what the desk sees of it.

use chatdesk_api::{Page, ProblemCode, ProfileAnswer, Session, StreamEvent, UserDetails};
use chatdesk_tests::{Actor, Admin, Resume, Server, Visitor};
use serde_json::{Value, json};

async fn says(visitor: &Visitor, profile: Value) -> (Option<String>, Option<String>) {
    let ProfileAnswer { name, email } = visitor.patch("/chat/profile", profile).await.ok();
    (name, email)
}

async fn seen(admin: &Admin, user_id: &str) -> UserDetails {
    admin.get(&format!("/admin/user/{user_id}")).await.ok()
}

fn both(name: &str, email: &str) -> (Option<String>, Option<String>) {
    (Some(name.to_owned()), Some(email.to_owned()))
}

#[tokio::test]
async fn a_visitor_says_who_they_are_and_the_desk_sees_it_at_once() {
    let server = Server::start().await;
    let (visitor, admin) = (server.visitor().await, server.admin("1"));
    let session = visitor.open("hello").await;
    let mut stream = admin.stream(&Resume::now()).await;

    let said = says(&visitor, json!({"name": "  Ada Ö. ", "email": "ada@example.org"})).await;

    assert_eq!(said, both("Ada Ö.", "ada@example.org"));
    let is_told = |event: &StreamEvent| matches!(event, StreamEvent::Session(it) if it.session.user.name.is_some());
    let events = stream.until(is_told).await;
    let StreamEvent::Session(told) = &events.last().unwrap().event else { panic!() };
    assert_eq!(told.session.id, session.id);
    assert!(told.session.version > session.version);
    assert_eq!(told.session.user.email.as_deref(), Some("ada@example.org"));
    assert_eq!(says(&visitor, json!({"email": "b@c"})).await, both("Ada Ö.", "b@c"));
    assert_eq!(says(&visitor, json!({})).await, both("Ada Ö.", "b@c"));
    assert_eq!(says(&visitor, json!({"name": null, "email": " "})).await, (None, None));
}

#[tokio::test]
async fn what_a_visitor_says_counts_more_than_what_their_token_said() {
    let server = Server::start().await;
    let admin = server.admin("1");
    let visitor = visitor_called(&server, "Old Name").await;

    // Before the first message, and before there is a record.
    assert_eq!(says(&visitor, json!({"name": "Old Name"})).await.0.as_deref(), Some("Old Name"));
    assert_eq!(says(&visitor, json!({"name": null})).await.0, None);
    let session = visitor.open("hello").await;
    assert_eq!(session.user.name, None);

    says(&visitor, json!({"name": "New Name"})).await;
    let message = visitor.write(&session.id, "it is me").await;
    assert_eq!(message.sender.name.as_deref(), Some("New Name"));
    assert_eq!(seen(&admin, &session.user.id).await.name.as_deref(), Some("New Name"));

    says(&visitor, json!({"name": ""})).await;
    visitor.write(&session.id, "or not").await;
    assert_eq!(seen(&admin, &session.user.id).await.name, None);
}

async fn visitor_called(server: &Server, name: &str) -> Visitor {
    let answer = server.anonymous().post("/visitor/session", json!({"name": name})).await;
    let made: chatdesk_api::VisitorSession = answer.created();
    Visitor::with_token(server.api(), &made.visitor_id, &made.token)
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_nothing_is_kept() {
    let server = Server::start().await;
    let visitor = server.visitor().await;
    let refused = [
        (json!({"name": "x".repeat(101)}), "/name"),
        (json!({"name": "a\nb"}), "/name"),
        (json!({"name": 7}), "/name"),
        (json!({"email": "nobody"}), "/email"),
        (json!({"email": "a b@c"}), "/email"),
        (json!({"email": "@c"}), "/email"),
        (json!({"name": "fits", "email": format!("{}@c", "x".repeat(253))}), "/email"),
    ];
    for (profile, pointer) in refused {
        let answer = visitor.patch("/chat/profile", profile.clone()).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{profile}");
    }
    assert_eq!(visitor.open("hello").await.user.name, None);
    let user = server.user("42");
    user.patch("/chat/profile", json!({"name": "x"})).await.refused(403, ProblemCode::Forbidden);
}

#[tokio::test]
async fn who_is_switched_off_may_still_say_who_they_are() {
    let server = Server::start().await;
    let (visitor, admin) = (server.visitor().await, server.admin("1"));
    let session = visitor.open("hello").await;
    admin.switch(&session.user.id, json!(false)).await.expect(200);

    assert_eq!(says(&visitor, json!({"name": "Ada"})).await.0.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn the_desk_sees_the_page_that_a_customer_has_before_them() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("1"));
    let page = json!({"url": "https://shop.example/cart?secret=1#2", "title": " Cart "});
    // Not of somebody who never wrote.
    user.put("/chat/page", page.clone()).await.expect(204);
    admin.get("/admin/user/42").await.refused(404, ProblemCode::NotFound);
    let session = user.open("hello").await;
    let mut stream = admin.stream(&Resume::now()).await;
    let mut own = user.stream(&Resume::now()).await;

    let before = seen(&admin, "42").await;
    user.put("/chat/page", json!({"url": "http://shop.example/"})).await.expect(204);

    let Page { url, title, .. } = before.page.unwrap();
    assert_eq!((url.as_str(), title.as_deref()), ("https://shop.example/cart", Some("Cart")));
    let shown = loop {
        if let StreamEvent::Page(shown) = stream.hint().await {
            break shown;
        }
    };
    assert_eq!((shown.user_id.as_str(), shown.page.url.as_str()), ("42", "http://shop.example/"));
    assert_eq!(seen(&admin, "42").await.page, Some(shown.page));
    user.write(&session.id, "still here").await;
    loop {
        let event = own.next_of_any_kind().await.unwrap().event;
        assert!(!matches!(event, StreamEvent::Page(_)), "told to a customer");
        if let StreamEvent::Message(_) = event {
            break;
        }
    }

    admin.delete("/admin/user/42").await.expect(202);
    user.open("somebody new").await;
    assert_eq!(seen(&admin, "42").await.page, None, "kept of somebody who was erased");
}

#[tokio::test]
async fn a_page_that_is_none_is_refused() {
    let server = Server::start().await;
    let visitor = server.visitor().await;
    let unfit = [
        (json!({}), "/url"),
        (json!({"url": ""}), "/url"),
        (json!({"url": "javascript:alert(1)"}), "/url"),
        (json!({"url": "data:text/html,x"}), "/url"),
        (json!({"url": "ftp://x.example/"}), "/url"),
        (json!({"url": "https:///x"}), "/url"),
        (json!({"url": "https://x.example/a b"}), "/url"),
        (json!({"url": format!("https://x.example/{}", "x".repeat(2_048))}), "/url"),
        (json!({"url": "https://x.example/", "title": "x".repeat(201)}), "/title"),
        (json!({"url": "https://x.example/", "title": "a\u{0}b"}), "/title"),
    ];
    for (page, pointer) in unfit {
        let problem = visitor.put("/chat/page", page.clone()).await;
        let problem = problem.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{page}");
    }
}

#[tokio::test]
async fn the_panel_shows_what_is_known_of_a_customer() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("1"));
    let first: Session = user.open("hello").await;
    user.post(&format!("/chat/session/{}/end", first.id), json!({})).await.expect(200);
    let second = user.open("hello again").await;

    let UserDetails { user_id, chat_enabled, unread_count, open_session_id, n_sessions, .. } =
        seen(&admin, "42").await;

    assert_eq!((user_id.as_str(), chat_enabled, unread_count, n_sessions), ("42", true, 2, 2));
    assert_eq!(open_session_id, Some(second.id));
    let visitor = server.visitor().await.open("hi").await.user.id;
    let details: Value = admin.get(&format!("/admin/user/{visitor}")).await.json();
    assert_eq!((&details["kind"], &details["page"]), (&json!("visitor"), &Value::Null));
    assert!(details["created_at"].is_string() && details["last_seen_at"].is_string());
    server.agent("7").get("/admin/user/42").await.expect(200);
    admin.get("/admin/user/nobody").await.refused(404, ProblemCode::NotFound);
}
