//! `examples/express-proxied`.

use std::sync::Arc;

use chatdesk_tests::{Api, Caller, JWT_SECRET, Launch, Neighbour, Request, TempFolder};
use http::Method;
use serde_json::{Value, json};
use std::path::Path;

use crate::host::{PASSWORD, ask, cookie, folder};

pub(crate) const MOUNT: &str = "/api/payflow";

/// Starts it before a server; it, and where it listens.
pub(crate) fn start(chatdesk: &str, port: &str, data: Arc<TempFolder>) -> (Neighbour, String) {
    let loader = folder("examples/express-proxied/node_modules/tsx/dist/loader.mjs");
    let launch = Launch::program(Path::new("node"), data)
        .path_arg("--import", loader)
        .path_arg("--no-warnings", folder("tests/hosts/crowd.mts"))
        .env("PORT", port)
        .env("SESSION_SECRET", "what signs the host's own sessions alone")
        .env("CHATDESK_URL", format!("http://{chatdesk}"))
        .env("CHATDESK_AUTH_JWT_SECRET", JWT_SECRET);
    let (program, lines) = Neighbour::start(launch, 1);
    let url = lines[0].strip_prefix("payflow ").unwrap().trim();
    (program, url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned())
}

/// By name and password, and then by the token for which the host trades its session.
pub(crate) async fn log_in(api: &Api, name: &str) -> Caller {
    let login = Request::new(Method::POST, &api.target("/login"))
        .json(&json!({"name": name, "password": PASSWORD}));
    let (status, headers, body) = ask(api, login).await;
    assert_eq!(status, 200, "{name}: {body:?}");
    let cookie = cookie(&headers, "payflow");
    let trade = Request::new(Method::GET, &api.target("/chat-token")).header("cookie", cookie);
    let (_, _, body) = ask(api, trade).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();
    Caller::with_token(api, name, answer["token"].as_str().unwrap())
}
