//! What pages of other origins make browsers send, after "Against forged requests" of the contract.

use std::net::SocketAddr;

use axum::{Router, extract::ConnectInfo, routing::post};
use chatdesk_http::{HttpSettings, JsonBody, Limits, Problem, guarded};
use http::{Request, StatusCode, request::Builder};

use crate::stage::{Stage, ask, tokens};

const PROXY: &str = "127.0.0.1:4711";
const STRANGER: &str = "203.0.113.9:4711";

fn settings() -> HttpSettings {
    let mut settings = HttpSettings::default();
    settings.limits = Limits::off();
    settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    settings.own_origins = vec!["https://support.example/".trim_end_matches('/').parse().unwrap()];
    settings.cors_origins = vec!["https://shop.example".parse().unwrap()];
    settings
}

fn with(mut request: Builder, headers: &str) -> Builder {
    for line in headers.split("; ").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    request
}

/// Headers of a request to `http://chat.example:8080`, who connects, and whether it is taken.
const ROWS: [(&str, &str, bool); 38] = [
    ("", STRANGER, true),
    ("sec-fetch-site: same-origin", STRANGER, true),
    ("sec-fetch-site: none", STRANGER, true),
    ("sec-fetch-site: same-site", STRANGER, false),
    ("sec-fetch-site: cross-site", STRANGER, false),
    ("sec-fetch-site: Same-Origin", STRANGER, false),
    ("sec-fetch-site: whatever", STRANGER, false),
    ("sec-fetch-site: same-origin; sec-fetch-site: cross-site", STRANGER, false),
    // The browser's word counts before that of the origin, also where a proxy changed the host.
    ("sec-fetch-site: same-origin; origin: https://elsewhere.example", STRANGER, true),
    ("sec-fetch-site: cross-site; origin: http://chat.example:8080", STRANGER, false),
    ("sec-fetch-site: cross-site; origin: https://shop.example", STRANGER, true),
    ("sec-fetch-site: same-site; origin: https://shop.example", STRANGER, true),
    ("sec-fetch-site: cross-site; origin: https://shop.example.evil.example", STRANGER, false),
    ("sec-fetch-site: cross-site; origin: null", STRANGER, false),
    ("origin: http://chat.example:8080", STRANGER, true),
    ("origin: http://CHAT.example:8080", STRANGER, true),
    ("origin: http://chat.example", STRANGER, false),
    ("origin: http://chat.example:8081", STRANGER, false),
    ("origin: https://chat.example:8080", STRANGER, false),
    ("origin: http://elsewhere.example:8080", STRANGER, false),
    ("origin: http://chat.example:8080.evil.example", STRANGER, false),
    ("origin: http://chat.example:8080@evil.example", STRANGER, false),
    ("origin: null", STRANGER, false),
    ("origin: nonsense", STRANGER, false),
    ("origin: https://support.example", STRANGER, true),
    ("origin: https://support.example:443", STRANGER, true),
    ("origin: http://support.example", STRANGER, false),
    ("origin: https://shop.example", STRANGER, true),
    ("origin: https://shop.example; origin: https://elsewhere.example", STRANGER, false),
    ("origin: https://www.shop.example", STRANGER, false),
    // Only a trusted proxy says how a browser reached it.
    ("origin: https://chat.example:8080; x-forwarded-proto: https", PROXY, true),
    ("origin: https://chat.example:8080; x-forwarded-proto: https", STRANGER, false),
    ("origin: http://chat.example:8080; x-forwarded-proto: https", PROXY, false),
    ("origin: http://front.example; x-forwarded-host: front.example", PROXY, true),
    ("origin: http://front.example; x-forwarded-host: front.example", STRANGER, false),
    (
        "origin: https://front.example; x-forwarded-host: front.example:443; x-forwarded-proto: https",
        PROXY,
        true,
    ),
    (
        "origin: https://front.example; x-forwarded-host: front.example, inner; x-forwarded-proto: https, http",
        PROXY,
        true,
    ),
    ("origin: http://inner; x-forwarded-host: front.example, inner", PROXY, false),
];

fn connected(request: Builder, peer: &str) -> Builder {
    request
        .header("host", "chat.example:8080")
        .extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()))
}

#[tokio::test]
async fn what_a_page_of_another_origin_makes_a_browser_send_is_refused() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), settings());
    let token = format!("Bearer {}", stage.token("42", "user", std::time::Duration::from_hours(1)));
    let own = guarded(
        Router::new().route("/own", post(take)),
        std::sync::Arc::new(stage.clock.clone()),
        &settings(),
    );
    let mut wrong = Vec::new();

    for (headers, peer, is_taken) in ROWS {
        let asked = |path: &str| with(connected(Request::post(path), peer), headers);
        let anonymous = ask(&router, asked("/visitor/session"), "{}").await.status;
        let known = asked("/chat/sessions").header("authorization", &token);
        let known = ask(&router, known, "{}").await.status;
        let hosts = ask(&own, asked("/own"), "{}").await.status;
        let is_forbidden = [anonymous, known, hosts].map(|status| status == StatusCode::FORBIDDEN);
        if is_forbidden != [!is_taken; 3] {
            wrong.push(format!("{headers} from {peer}: {anonymous} {known} {hosts}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn take(body: JsonBody) -> Result<&'static str, Problem> {
    body.read::<serde_json::Value>()?;
    Ok("taken")
}

#[tokio::test]
async fn reading_is_free_and_an_upgrade_is_not() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), settings());
    let token = format!("Bearer {}", stage.token("42", "user", std::time::Duration::from_hours(1)));
    let asked = || {
        let request = connected(Request::get("/chat/sessions"), STRANGER);
        with(request, "sec-fetch-site: cross-site").header("authorization", &token)
    };

    assert_eq!(ask(&router, asked(), "").await.status, StatusCode::OK);
    let upgrade = asked().header("upgrade", "websocket").header("connection", "upgrade");
    let refused = ask(&router, upgrade, "").await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "forbidden"));
}

#[tokio::test]
async fn whoever_is_not_known_hears_that_first() {
    let stage = Stage::new().await;
    let router = stage.settled(tokens(), settings());
    let asked =
        || with(connected(Request::post("/chat/sessions"), STRANGER), "sec-fetch-site: cross-site");

    assert_eq!(ask(&router, asked(), "{").await.status, StatusCode::UNAUTHORIZED);
    let token = format!("Bearer {}", stage.token("42", "user", std::time::Duration::from_hours(1)));
    let known = asked().header("authorization", token);
    assert_eq!(ask(&router, known, "{").await.status, StatusCode::FORBIDDEN);
}
