use std::collections::BTreeSet;

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Answer, Server};
use http::Method;
use serde_json::json;

/// What the contract offers, and by which methods.
const OFFERED: [(&str, &[&str]); 14] = [
    ("/visitor/session", &["POST"]),
    ("/chat/status", &["GET", "HEAD"]),
    ("/chat/sessions", &["GET", "HEAD", "POST"]),
    ("/chat/session/{id}/messages", &["GET", "HEAD", "POST"]),
    ("/chat/session/{id}/read", &["POST"]),
    ("/chat/session/{id}/end", &["POST"]),
    ("/chat/events", &["GET", "HEAD"]),
    ("/admin/user/42/chat-toggle", &["PUT"]),
    ("/admin/user/42/chat-toggle/history", &["GET", "HEAD"]),
    ("/admin/users", &["GET", "HEAD"]),
    ("/admin/chat/sessions", &["GET", "HEAD"]),
    ("/openapi.json", &["GET", "HEAD"]),
    ("/healthz", &["GET", "HEAD"]),
    ("/readyz", &["GET", "HEAD"]),
];

#[track_caller]
fn assert_not_to_be_kept(answer: &Answer) {
    assert!(answer.header("cache-control").contains("no-store"), "{answer} {:?}", answer.headers);
    assert!(answer.header("vary").to_lowercase().contains("authorization"), "{answer}");
}

#[tokio::test]
async fn every_answer_says_that_it_is_not_to_be_kept() {
    let server = Server::start().await;
    let (user, admin, nobody) = (server.user("42"), server.admin("root"), server.anonymous());
    let session = user.open("one").await.id;
    let page = user.messages(&session, "").await;
    let path = format!("/chat/session/{session}/messages");
    let unchanged = user.request(Method::GET, &path).header("if-none-match", page.header("etag"));
    let ended = user.open("two").await.id;
    user.end(&ended).await.expect(200);
    let content = json!({"content": "x"});
    let long = json!({"content": "x".repeat(70_000)});
    let mut plain = user.request(Method::POST, &path).header("content-type", "text/plain");
    plain.body = "x".into();

    let answers = [
        (200, page),
        (304, user.send(unchanged).await),
        (201, user.post_message(&session, content.clone()).await),
        (401, nobody.get("/chat/sessions").await),
        (403, user.get("/admin/users").await),
        (404, user.get("/no/such/path").await),
        (405, user.put("/chat/status", json!({})).await),
        (409, user.post_message(&ended, content).await),
        (413, user.post_message(&session, long).await),
        (415, user.send(plain).await),
        (422, admin.switch("42", json!("x")).await),
        (200, nobody.get("/openapi.json").await),
        (200, nobody.get("/healthz").await),
    ];

    for (status, answer) in &answers {
        assert_not_to_be_kept(answer.expect(*status));
    }
}

#[tokio::test]
async fn another_method_is_405_and_allow_names_the_right_ones() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;

    for (path, methods) in OFFERED {
        let path = path.replace("{id}", &session);
        for wrong in ["DELETE", "PATCH", "PUT", "POST", "GET"] {
            if methods.contains(&wrong) {
                continue;
            }
            let request = admin.request(wrong.parse().unwrap(), &path).json(&json!({}));
            let answer = admin.send(request).await;
            answer.refused(405, ProblemCode::MethodNotAllowed);
            let allow = answer.header("allow").split(',').map(str::trim).collect::<BTreeSet<_>>();
            assert_eq!(allow, methods.iter().copied().collect(), "{answer}");
        }
    }
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;

    let page = format!("/chat/session/{session}/messages");
    for path in ["/chat/status", "/chat/sessions", &page, "/healthz", "/openapi.json"] {
        let head = user.send(user.request(Method::HEAD, path)).await;
        assert!(head.expect(200).body.is_empty());
        assert_eq!(head.headers.get("etag"), user.get(path).await.headers.get("etag"));
    }
    let refused = admin.send(admin.request(Method::HEAD, &page.replace("messages", "read"))).await;
    refused.expect(405);
    let nobody = server.anonymous();
    nobody.send(nobody.request(Method::HEAD, "/admin/users")).await.expect(401);
}

#[tokio::test]
async fn an_unknown_path_is_a_problem_too() {
    let server = Server::start().await;
    let user = server.user("42");

    for path in ["/", "/nothing", "/chat", "/chat/status/", "/chat/session//messages", "/admin"] {
        user.get(path).await.refused(404, ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn every_request_has_an_id_of_its_own() {
    let server = Server::start().await;
    let user = server.user("42");

    let one = user.get("/nothing").await.refused(404, ProblemCode::NotFound);
    let two = user.get("/nothing").await.refused(404, ProblemCode::NotFound);

    assert_ne!(one.request_id, two.request_id);
}
