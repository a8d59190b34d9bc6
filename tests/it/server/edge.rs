//! What stands between the socket and the interface, at the program itself.

use chatdesk_tests::{Launch, Request, Server};
use http::Method;
use serde_json::json;

fn arrives(server: &Server, forwarded: &str) -> Request {
    let request = Request::new(Method::POST, &server.api().target("/visitor/session"));
    request.header("x-forwarded-for", forwarded).json(&json!({}))
}

#[tokio::test]
async fn a_proxy_on_this_machine_says_who_asks_and_each_address_has_its_limit() {
    let server = Server::launch(Launch::limited()).await;

    for _ in 0..30 {
        server.api().send(arrives(&server, "198.51.100.1")).await.expect(201);
    }

    let refused = server.api().send(arrives(&server, "198.51.100.1")).await;
    assert_eq!(refused.expect(429).header("retry-after"), "2");
    server.api().send(arrives(&server, "198.51.100.2")).await.expect(201);
}

#[tokio::test]
async fn nobody_is_believed_where_no_proxy_is_trusted() {
    let launch = Launch::limited().env("CHATDESK_SERVER_TRUSTED_PROXIES", "");
    let server = Server::launch(launch).await;

    for number in 0..30 {
        let request = arrives(&server, &format!("198.51.100.{number}"));
        server.api().send(request).await.expect(201);
    }

    server.api().send(arrives(&server, "198.51.100.99")).await.expect(429);
}

#[tokio::test]
async fn the_way_into_the_console_is_closed_for_pages_of_other_origins() {
    let server = Server::start().await;
    let code = json!({"code": server.console_code()});
    let trade = |site: &str| {
        let request = Request::new(Method::POST, "/console/session");
        request.header("sec-fetch-site", site).json(&code)
    };

    assert_eq!(server.api().send(trade("cross-site")).await.code(), 403);
    assert_eq!(server.api().send(trade("same-origin")).await.code(), 200);
}

#[tokio::test]
async fn figures_stand_at_the_root_and_under_the_mount() {
    let token = "a-token-of-a-collector";
    let launch = Launch::server().env("CHATDESK_SERVER_METRICS_TOKEN", token);
    let server = Server::launch(launch).await;

    for target in ["/metrics", "/api/metrics"] {
        let nobody = Request::new(Method::GET, target);
        let collector = nobody.clone().header("authorization", format!("Bearer {token}"));
        server.api().send(nobody).await.expect(404);
        let figures = server.api().send(collector).await;
        let text = String::from_utf8(figures.expect(200).body.to_vec()).unwrap();
        assert!(text.contains("chatdesk_ready 1"), "{text}");
        assert!(!text.contains("/metrics/metrics"), "{text}");
    }
}

#[tokio::test]
async fn each_request_is_told_once_whatever_path_it_came_by() {
    let server = Server::launch(Launch::server().env("CHATDESK_LOG", "debug")).await;
    let probe = server.api().send(Request::new(Method::GET, "/healthz")).await;
    let page = server.api().send(Request::new(Method::GET, "/no-such-page")).await;
    let ids = [&probe, &page].map(|answer| answer.header("x-request-id").to_owned());

    let finished = server.terminate();

    for id in ids {
        assert_eq!(finished.stderr.matches(&id).count(), 1, "{}", finished.stderr);
    }
    assert!(!finished.stderr.contains("no-such-page"), "{}", finished.stderr);
}
