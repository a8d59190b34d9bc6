//! What a webhook signs is genuine to the reference libraries of others, and what it did not sign is not.
//!
//! The receivers need Node.js and Python with the package `standardwebhooks`, and `openssl` for a certificate; `cargo
//! xtask test` installs the first two, or says that this suite was left out.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed step of a test is a failed test"
)]

mod https;

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{Clock as _, Outcome, SystemClock, Timestamp};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Webhook};
use serde_json::json;

/// Longer than five minutes: what both libraries take for a replay.
const STALE: std::time::Duration = std::time::Duration::from_mins(6);

/// A program that verifies; it ends with the test.
struct Receiver {
    program: Child,
    port: u16,
}

impl Receiver {
    /// The library of npm.
    fn of_node(secret: &str) -> Self {
        Self::start(Command::new("node").arg("receiver.mjs").arg(secret))
    }

    /// The library of `PyPI`.
    fn of_python(secret: &str) -> Self {
        let python = folder().join(".venv/bin/python");
        Self::start(Command::new(python).arg("receiver.py").arg(secret))
    }

    fn start(command: &mut Command) -> Self {
        let command = command.current_dir(folder()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn().expect("it is installed: cargo xtask test does that");
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port =
            line.trim().parse().expect("it listens: cargo xtask test installs what it needs");
        Self { program, port }
    }

    async fn takes(&self, secrets: &[&str], at: Timestamp) -> Outcome {
        let url = format!("http://127.0.0.1:{}/", self.port);
        let (first, more) = secrets.split_first().unwrap();
        let home = Destinations::public().and("127.0.0.0/8").unwrap();
        let (url, secret) = (url.parse().unwrap(), first.parse().unwrap());
        let building = Webhook::builder(url, secret, webhook_event).destinations(home);
        let webhook = more
            .iter()
            .fold(building, |building, next| building.also_signed_with(next.parse().unwrap()))
            .build()
            .unwrap();
        let words = "Grüße, 你好, 🎁 \"quoted\" \\ \u{2028} </script>\r\n";
        let data = json!({"message": {"id": 1, "content": words}});
        let body = json!({"type": "message.created", "timestamp": at.to_string(), "data": data});
        webhook.post("event:1:webhook", at, &body).await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("webhook")
}

/// `whsec_` and so many bytes.
fn secret_of(byte: u8, n_bytes: usize) -> String {
    format!("whsec_{}", STANDARD.encode(vec![byte; n_bytes]))
}

async fn is_genuine_to(receiver: fn(&str) -> Receiver) {
    let now = SystemClock.now();
    for n_bytes in [24, 32, 33, 64] {
        let secret = secret_of(0xfb, n_bytes);
        let outcome = receiver(&secret).takes(&[&secret], now).await;
        assert_eq!(outcome, Outcome::SENT, "{n_bytes}");
    }
}

async fn is_genuine_while_secrets_change_to(receiver: fn(&str) -> Receiver) {
    let (former, next) = (secret_of(1, 32), secret_of(2, 32));
    for known in [&former, &next] {
        let outcome = receiver(known).takes(&[&next, &former], SystemClock.now()).await;
        assert_eq!(outcome, Outcome::SENT);
    }
}

async fn is_not_genuine_to(receiver: fn(&str) -> Receiver) {
    let (ours, theirs) = (secret_of(1, 32), secret_of(2, 32));
    let (receiver, now) = (receiver(&theirs), SystemClock.now());
    let rows = [(&ours, now), (&theirs, now.minus(STALE)), (&theirs, now.plus(STALE))];
    for (secret, at) in rows {
        let why = "the receiver answered 401".to_owned();
        assert_eq!(receiver.takes(&[secret], at).await, Outcome::Refused { why });
    }
}

#[tokio::test]
async fn what_is_signed_is_genuine_to_the_library_of_npm() {
    is_genuine_to(Receiver::of_node).await;
}

#[tokio::test]
async fn what_is_signed_is_genuine_to_the_library_of_pypi() {
    is_genuine_to(Receiver::of_python).await;
}

#[tokio::test]
async fn while_secrets_change_both_are_known_to_the_library_of_npm() {
    is_genuine_while_secrets_change_to(Receiver::of_node).await;
}

#[tokio::test]
async fn while_secrets_change_both_are_known_to_the_library_of_pypi() {
    is_genuine_while_secrets_change_to(Receiver::of_python).await;
}

#[tokio::test]
async fn another_secret_or_another_time_is_not_genuine_to_the_library_of_npm() {
    is_not_genuine_to(Receiver::of_node).await;
}

#[tokio::test]
async fn another_secret_or_another_time_is_not_genuine_to_the_library_of_pypi() {
    is_not_genuine_to(Receiver::of_python).await;
}
