//! FCM.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use chatdesk_core::{
    Clock as _, Notifier as _, PushPlatform, PushTokenKind, Recipient, SystemClock,
};
use chatdesk_notify::{Fcm, ServiceAccount};
use serde_json::{Value, json};

use crate::{
    MARKUP, assert_paused, assert_sent, at_home,
    programs::{Server, altered, folder, golden, port, post, python},
    unread, wording,
};

const SEND: &str = "/v1/projects/demo-shop/messages:send";

/// FCM's schema, where somebody has it.
fn schema() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/providers");
    let folder = std::env::var_os("CHATDESK_TEST_PROVIDERS").map_or(beside, PathBuf::from);
    let schema = folder.join("fcm.v1.openapi.json");
    if schema.is_file() {
        return Some(schema);
    }
    eprintln!(
        "LEFT OUT: FCM's schema is not in CHATDESK_TEST_PROVIDERS, nor in ../shared/providers"
    );
    None
}

/// A server that judges by it.
fn judge(schema: &Path) -> (Server, u16) {
    let port = port();
    let mut prism = Command::new(folder().join("node_modules/.bin/prism"));
    prism.args(["mock", "--errors", "-h", "127.0.0.1", "-p", &port.to_string()]).arg(schema);
    let mut server = Server::start(prism);
    server.says("is listening");
    (server, port)
}

#[test]
fn fcms_schema_takes_what_is_pushed() {
    let Some(schema) = schema() else { return };
    let (_server, port) = judge(&schema);
    for (name, body) in golden("fcm-") {
        let (status, answer) = post(port, SEND, &body);
        assert_eq!(status, 200, "{name}: {answer}");
    }
}

#[test]
fn fcms_schema_refuses_what_is_broken() {
    let Some(schema) = schema() else { return };
    let (_server, port) = judge(&schema);
    let (web, android) = (golden_named("fcm-web"), golden_named("fcm-android"));
    let broken = [
        altered(&web, "/message", json!("x")),
        altered(&web, "/message/fid", json!(5)),
        altered(&web, "/message/notification/body", json!(["x"])),
        altered(&web, "/message/notification", json!({"tittle": "x"})),
        altered(&web, "/message/data", json!({"n": 5})),
        altered(&web, "/message/webpush/headers/TTL", json!(3600)),
        altered(&web, "/message/webpush", json!({"fcmoptions": {}})),
        altered(&android, "/message/android/ttl", json!("1h")),
        altered(&android, "/message/android/priority", json!("URGENT")),
        json!({"message": {}, "validateonly": true}),
    ];
    for body in broken {
        assert_ne!(post(port, SEND, &body).0, 200, "{body}");
    }
    assert_eq!(post(port, SEND, &web).0, 200);
}

fn golden_named(name: &str) -> Value {
    golden("fcm-").into_iter().find(|(found, _)| found == name).expect("it is kept").1
}

fn fcm(account: &str, api: &str) -> Fcm {
    let account: ServiceAccount = account.parse().unwrap();
    let building = Fcm::builder(account).api_base(api.parse().unwrap()).wording(wording());
    building.destinations(at_home()).build().unwrap()
}

fn device() -> Recipient {
    let (kind, platform) = (PushTokenKind::Fid, PushPlatform::Web);
    Recipient::Device { token: "device".to_owned(), kind, platform }
}

/// An account, and where the API is that takes its tokens.
fn google() -> (Server, String, String) {
    let mut server = Server::start(python("accounts.py"));
    let account = server.line();
    let read: Value = serde_json::from_str(&account).unwrap();
    let api = read["token_uri"].as_str().unwrap().trim_end_matches("/token").to_owned();
    (server, account, api)
}

#[tokio::test]
async fn googles_library_verifies_who_asks() {
    let (_server, account, api) = google();
    let fcm = fcm(&account, &api);
    assert_sent(&fcm.deliver(&unread(device(), "Ada", MARKUP)).await);
    assert_sent(&fcm.check(SystemClock.now()).await);
}

#[tokio::test]
async fn googles_library_refuses_another_audience_another_key_another_sender_and_another_time() {
    let (_server, account, api) = google();
    let (_other, stranger, _) = google();
    let read = |account: &str| serde_json::from_str::<Value>(account).unwrap();
    let elsewhere = account.replace("127.0.0.1", "localhost");
    let key = altered(&read(&account), "/private_key", read(&stranger)["private_key"].clone());
    let email = account.replace("push@", "root@");
    for account in [elsewhere, key.to_string(), email] {
        assert_paused(&fcm(&account, &api).deliver(&unread(device(), "Ada", "x")).await);
    }
    for at in [
        SystemClock.now().minus(Duration::from_hours(2)),
        SystemClock.now().plus(Duration::from_hours(2)),
    ] {
        let mut late = unread(device(), "Ada", "x");
        late.at = at;
        assert_paused(&fcm(&account, &api).deliver(&late).await);
    }
}
