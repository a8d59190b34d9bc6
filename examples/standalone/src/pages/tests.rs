use std::io::Read;

use axum::{body::Body, extract::Request, response::Response};
use http::{Method, header};
use tower::ServiceExt;

use super::*;

async fn ask(router: Router, path: &str, known: Option<&str>) -> Response {
    let mut request = Request::builder().method(Method::GET).uri(path);
    if let Some(etag) = known {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn mount(path: &str) -> MountPath {
    MountPath::parse(path).unwrap()
}

fn of<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_page_that_the_browser_has_is_not_sent_again() {
    let router = router(&mount(""), &mount("/api"));
    let first = ask(router.clone(), "/", None).await;
    let etag = of(&first, "etag").trim_start_matches("W/").to_owned();
    assert_eq!(first.status(), 200);
    assert_eq!(of(&first, "cache-control"), "no-cache");

    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let again = ask(router.clone(), "/", Some(&known)).await;

        assert_eq!(again.status(), 304, "{known}");
        assert_eq!(of(&again, "etag"), of(&first, "etag"));
        assert_eq!(text(again).await, "");
    }
    let other = ask(router, "/", Some("\"x\"")).await;
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn pages_come_with_their_kind_and_a_policy_without_exceptions() {
    let router = router(&mount(""), &mount("/api"));
    for (path, kind) in
        [("/", "text/html; charset=utf-8"), ("/demo.css", "text/css; charset=utf-8")]
    {
        let page = ask(router.clone(), path, None).await;

        assert_eq!(of(&page, "content-type"), kind);
        assert_eq!(of(&page, "x-content-type-options"), "nosniff");
        let policy = of(&page, "content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains(" *"), "{policy}");
    }
}

#[tokio::test]
async fn who_takes_gzip_gets_less() {
    let router = router(&mount(""), &mount("/api"));
    let cases = [
        (Some("gzip"), true),
        (Some("br;q=1.0, GZIP;q=0.5"), true),
        (Some("br"), false),
        (Some("gzip;q=0, br"), false),
        (None, false),
    ];
    for (accepted, packed) in cases {
        let mut request = Request::builder().uri("/demo.css");
        if let Some(accepted) = accepted {
            request = request.header(header::ACCEPT_ENCODING, accepted);
        }
        let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();

        assert_eq!(of(&answer, "content-encoding"), if packed { "gzip" } else { "" });
        assert_eq!(of(&answer, "vary"), "Accept-Encoding");
        let sent = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(sent.len() < DEMO_CSS.len() / 2, packed, "{accepted:?}");
        let mut text = String::new();
        let read = match packed {
            true => flate2::read::GzDecoder::new(&sent[..]).read_to_string(&mut text),
            false => (&sent[..]).read_to_string(&mut text),
        };
        assert_eq!(read.unwrap(), DEMO_CSS.len());
        assert!(text == DEMO_CSS);
    }
}

#[tokio::test]
async fn the_console_is_told_of_an_api_that_was_moved() {
    for (prefix, told) in [("/x/y", "../x/y"), ("", ".."), ("/api", "")] {
        let page = text(ask(router(&mount(""), &mount(prefix)), "/console/", None).await).await;

        let named = page.split_once("<chatdesk-console data-api=\"").map_or("", |(_, rest)| rest);
        assert_eq!(named.split('"').next(), Some(told), "{prefix:?}");
    }
}

#[test]
fn the_demo_page_keeps_to_its_own_policy() {
    assert!(!DEMO.contains("<style") && !DEMO.contains(" style="));
    assert!(!DEMO.contains("javascript:") && !DEMO.contains(" onclick="));
    let scripts: Vec<_> = DEMO.match_indices("<script").collect();
    assert_eq!(scripts.len(), 1);
    assert!(DEMO.contains(DEMO_TAG));
    // Nothing from elsewhere; the SVG name space is a name, not an address.
    let elsewhere = DEMO.replace("http://www.w3.org/2000/svg", "");
    assert!(!elsewhere.contains("http:") && !elsewhere.contains("https:"));
    assert!(!DEMO_CSS.contains("url(") && !DEMO_CSS.contains("@import"));
}

#[tokio::test]
async fn the_demo_knows_where_the_api_is() {
    let cases = [
        ("/api", "<script src=\"widget.js\" defer></script>"),
        ("/x/y", "<script src=\"widget.js\" defer data-api=\"x/y\"></script>"),
        ("", "<script src=\"widget.js\" defer data-api=\".\"></script>"),
    ];
    for (prefix, tag) in cases {
        let page = ask(router(&mount(""), &mount(prefix)), "/", None).await;

        let page = text(page).await;
        assert!(page.contains(tag), "{prefix:?}");
    }
}

#[tokio::test]
async fn folders_lead_to_themselves_with_a_slash() {
    let cases = [
        ("", "/console", "console/"),
        ("/support", "/support", "support/"),
        ("/a/b", "/a/b", "b/"),
        ("/a/b", "/a/b/console", "console/"),
    ];
    for (base, path, to) in cases {
        let answer = ask(router(&mount(base), &mount("/api")), path, None).await;

        assert_eq!(answer.status(), 307, "{path}");
        assert_eq!(of(&answer, "location"), to);
    }
}

#[tokio::test]
async fn everything_that_was_built_is_served_where_it_belongs() {
    let router = router(&mount("/a"), &mount("/api"));
    for asset in chatdesk_widget::ASSETS {
        let path = format!("/a/{}", asset.path.trim_end_matches("index.html"));

        let answer = ask(router.clone(), &path, None).await;

        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(of(&answer, "content-type"), asset.content_type);
        assert_eq!(of(&answer, "etag"), format!("W/{}", asset.etag));
        let sent = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(sent == asset.bytes, "{path}");
    }
}
