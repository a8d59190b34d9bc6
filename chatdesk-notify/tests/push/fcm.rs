//! Pushes by FCM.

mod answers;
mod bodies;
mod tokens;

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{Content, Notifier as _, Outcome};
use chatdesk_notify::{Fcm, ServiceAccount, Wording};
use serde_json::json;

use crate::{
    provider::{Answer, Provider, Request},
    told::{at_home, browser, delivery, unread, wording},
};

/// A key as Google hands them out.
static PEM: LazyLock<String> = LazyLock::new(|| {
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let lines: Vec<_> = STANDARD
        .encode(der.as_ref())
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
});

const EMAIL: &str = "push@demo-shop.iam.gserviceaccount.com";

fn account(token_uri: &str) -> ServiceAccount {
    account_json(token_uri, &PEM).parse().unwrap()
}

fn account_json(token_uri: &str, pem: &str) -> String {
    json!({
        "type": "service_account",
        "project_id": "demo-shop",
        "private_key_id": "k1",
        "private_key": pem,
        "client_email": EMAIL,
        "token_uri": token_uri,
    })
    .to_string()
}

/// Tokens at `/token`, one after another, each for an hour; everything else answers as the test says.
async fn google(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Provider {
    let given = std::sync::atomic::AtomicU32::new(0);
    Provider::new(move |request| {
        if request.path != "/token" {
            return script(request);
        }
        let n = given.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        let token = format!("s3cret-{n}");
        Answer::new(200, json!({"access_token": token, "expires_in": 3599, "token_type": "Bearer"}))
    })
    .await
}

fn sent() -> Answer {
    Answer::new(200, json!({"name": "projects/demo-shop/messages/0:1"}))
}

fn fcm(google: &Provider, wording: Wording) -> Fcm {
    fcm_at(google.base(), google.base(), wording)
}

fn fcm_at(tokens: &str, api: &str, wording: Wording) -> Fcm {
    let building = Fcm::builder(account(&format!("{tokens}/token")));
    let building = building.api_base(api.parse().unwrap()).destinations(at_home());
    building.wording(wording).build().unwrap()
}

async fn push(fcm: &Fcm, content: Content) -> Outcome {
    fcm.deliver(&delivery(content)).await
}

/// One push to a browser.
async fn push_one(google: &Provider) -> Outcome {
    push(&fcm(google, wording()), unread(browser(), "Ada", "hello")).await
}
