//! The Bot API's own description takes what is sent, and is awake.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use chatdesk_tests::{RawConnection, tell};
use serde_json::{Value, json};

use crate::{kept, program::Program};

const FILE: &str = "telegram.openapi.json";

/// Where the schema is, if it is on this machine.
#[expect(clippy::disallowed_methods, reason = "who runs the tests says where the schemas are")]
fn schema() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/providers");
    let folder = std::env::var_os("CHATDESK_TEST_PROVIDERS").map_or(beside, PathBuf::from);
    let file = folder.join(FILE);
    if !file.is_file() {
        tell(&format!("left out: {FILE} is not on this machine (CHATDESK_TEST_PROVIDERS)"));
        return None;
    }
    Some(file)
}

/// A server that knows nothing but the schema.
struct Prism {
    _program: Program,
    port: u16,
}

impl Prism {
    fn start(schema: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let number = port.to_string();
        let file = schema.to_str().unwrap();
        let arguments = ["mock", "--errors", "-h", "127.0.0.1", "-p", &number, file];
        let mut program = Program::start("node_modules/.bin/prism", &arguments);
        while !program.line().expect("it listens").contains("listening") {}
        Self { _program: program, port }
    }

    async fn judge(&self, method: &str, body: &Value) -> u16 {
        post(&format!("http://127.0.0.1:{}", self.port), method, body).await
    }
}

/// The status of a server's answer.
pub(crate) async fn post(base: &str, method: &str, body: &Value) -> u16 {
    let body = body.to_string();
    let mut connection = RawConnection::open(base.trim_start_matches("http://")).await;
    let head = format!(
        "POST /bot4711:AAE/{method} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: \
         application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write(head.as_bytes()).await;
    connection.write(body.as_bytes()).await;
    let answer = String::from_utf8(connection.read_to_end().await).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_body_that_is_sent_is_taken() {
    let Some(schema) = schema() else { return };
    let prism = Prism::start(&schema);
    let mut n_bodies = 0;
    for file in fs::read_dir(kept().join("golden/telegram")).unwrap() {
        let path = file.unwrap().path();
        let calls: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for call in calls {
            let status = prism.judge(call["method"].as_str().unwrap(), &call["body"]).await;
            assert_eq!(status, 200, "{}", path.display());
            n_bodies += 1;
        }
    }
    assert!(n_bodies >= 30, "{n_bodies}");
}

#[tokio::test]
async fn what_is_broken_on_purpose_is_refused() {
    let Some(schema) = schema() else { return };
    let prism = Prism::start(&schema);
    let with = |key: &str, value: Value| {
        let mut body = json!({"chat_id": 7, "text": "x"});
        body[key] = value;
        body
    };
    assert_eq!(prism.judge("sendMessage", &with("text", json!("y"))).await, 200);
    let key = |key: Value| with("reply_markup", json!({"inline_keyboard": [[key]]}));
    let broken = [
        ("sendMessage", json!({"text": "x"})),
        ("sendMessage", json!({"chat_id": 7})),
        ("sendMessage", with("text", json!(""))),
        ("sendMessage", with("text", json!(7))),
        ("sendMessage", with("message_thread_id", json!("42"))),
        ("sendMessage", with("reply_to_message_id", json!(5))),
        ("sendMessage", with("parse_mode", json!("html"))),
        ("sendMessage", with("entities", json!([{"type": "bold", "offset": 0}]))),
        ("sendMessage", with("disable_web_page_preview", json!(true))),
        ("sendMessage", key(json!({"text": "x", "callback_data": "x".repeat(65)}))),
        ("sendMessage", key(json!({"url": "https://desk.example/"}))),
        ("editMessageText", json!({"chat_id": 7, "message_id": "7", "text": "x"})),
        ("createForumTopic", json!({"chat_id": 7, "name": ""})),
        ("createForumTopic", json!({"chat_id": 7, "name": "x".repeat(129)})),
        ("setWebhook", json!({"url": "https://desk.example/", "secret_token": "a b"})),
    ];
    for (method, body) in broken {
        assert_eq!(prism.judge(method, &body).await, 400, "{method} {body}");
    }
}
