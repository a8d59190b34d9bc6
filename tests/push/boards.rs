//! Slack and Teams.

use std::process::Command;

use chatdesk_core::{Clock as _, Notifier as _, Recipient, SystemClock};
use chatdesk_notify::Slack;
use serde_json::{Value, json};

use crate::{
    MARKUP, assert_sent, at_home,
    programs::{Server, altered, folder, golden, judged, node, port, python},
    unread, wording,
};

fn assert_taken(judge: Command, begin: &str) {
    let (names, bodies): (Vec<_>, Vec<_>) = golden(begin).into_iter().unzip();
    for (name, said) in names.iter().zip(judged(judge, &bodies)) {
        assert_eq!(said, "yes", "{name}");
    }
}

fn assert_refused(judge: Command, broken: &[Value]) {
    assert_eq!(broken.len(), 10);
    for (body, said) in broken.iter().zip(judged(judge, broken)) {
        assert!(said.starts_with("no "), "{body}");
    }
}

fn one(name: &str) -> Value {
    golden(name).swap_remove(golden(name).len() - 1).1
}

#[test]
fn slacks_own_models_take_what_is_posted() {
    assert_taken(python("blocks.py"), "slack-");
}

#[test]
fn slacks_own_models_refuse_what_is_broken() {
    let body = one("slack-");
    let long = |n: usize| Value::from("x".repeat(n));
    assert_refused(
        python("blocks.py"),
        &[
            altered(&body, "/text", json!("")),
            altered(&body, "/blocks/0/text/text", long(151)),
            altered(&body, "/blocks/0/text/type", json!("markdown")),
            altered(&body, "/blocks/0/type", json!("head")),
            altered(&body, "/blocks/1/text/text", long(3001)),
            altered(&body, "/blocks/1/text", json!(null)),
            altered(&body, "/blocks/2/elements/0/url", json!("javascript:alert(1)")),
            altered(&body, "/blocks/2/elements/0/text/text", long(76)),
            altered(&body, "/blocks/2/elements/0/type", json!("knob")),
            altered(&body, "/blocks", json!(["x"])),
        ],
    );
}

#[test]
fn microsofts_renderer_takes_what_is_posted() {
    assert_taken(node("cards.mjs"), "teams-");
}

#[test]
fn microsofts_renderer_refuses_what_is_broken() {
    let body = one("teams-");
    let card = "/attachments/0/content";
    let at = |pointer: &str, value: Value| altered(&body, &format!("{card}{pointer}"), value);
    assert_refused(
        node("cards.mjs"),
        &[
            at("/type", json!("Card")),
            at("/version", json!("9.1")),
            at("/body", json!("x")),
            at("/body/0/type", json!("RichText")),
            at("/body/0/inlines", json!(null)),
            at("/body/0/inlines/0/text", json!(5)),
            at("/body/0/inlines/0/weight", json!("Heavy")),
            at("/actions/0/type", json!("Action.Open")),
            at("/actions/0/url", json!(null)),
            altered(&body, "/attachments/0/contentType", json!("text/plain")),
        ],
    );
}

#[tokio::test]
async fn an_emulator_of_slack_takes_alerts_and_knows_a_check() {
    let port = port();
    let mut emulate = Command::new(folder().join("node_modules/.bin/emulate"));
    emulate.args(["start", "-s", "slack", "-p", &port.to_string()]);
    let mut server = Server::start(emulate);
    server.says("Config");
    let url = format!("http://127.0.0.1:{port}/services/T000000001/B000000001/X000000001");
    let slack = Slack::builder(url.parse().unwrap()).destinations(at_home()).wording(wording());
    let slack = slack.build().unwrap();
    for text in [MARKUP, "hello", &"😀".repeat(5000)] {
        assert_sent(&slack.deliver(&unread(Recipient::Own, "Ada <!here>", text)).await);
    }
    assert_sent(&slack.check(SystemClock.now()).await);
}
