//! A server of the Bot API on this machine: it takes everything, or answers as a test says, and keeps what it was asked.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use chatdesk_notify::ReceiverUrl;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::given::{FIRST_MESSAGE, FIRST_TOPIC, TOKEN};

/// What a call is answered with.
#[derive(Clone)]
pub(crate) enum Answer {
    /// It is done.
    Done,
    /// This, with its status and more lines of the head.
    Text(u16, &'static str, String),
    /// Nothing: the connection ends.
    Nothing,
}

impl Answer {
    /// As Telegram refuses something.
    pub(crate) fn refusal(code: u16, description: &str) -> Self {
        Self::parameters(code, description, &json!(null))
    }

    pub(crate) fn parameters(code: u16, description: &str, parameters: &Value) -> Self {
        let body = json!({
            "ok": false, "error_code": code, "description": description, "parameters": parameters,
        });
        Self::Text(code, "", body.to_string())
    }

    pub(crate) fn html(status: u16, lines: &'static str) -> Self {
        Self::Text(status, lines, "<html><h1>Sorry".to_owned())
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    calls: Vec<Call>,
    heads: Vec<(String, BTreeMap<String, String>)>,
}

/// Listens until it is dropped.
pub(crate) struct Provider {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

impl Provider {
    /// Gives these answers one after another, and then does everything.
    pub(crate) async fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = answers.into_iter().collect();
        let state = Arc::new(Mutex::new(State { answers, ..State::default() }));
        let kept = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept)));
            }
        });
        Self { address, state, listening }
    }

    pub(crate) fn base(&self) -> ReceiverUrl {
        format!("http://{}/", self.address).parse().unwrap()
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    /// By their methods.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.method).collect()
    }

    /// The first lines of the calls, and their headers by names in small letters.
    pub(crate) fn heads(&self) -> Vec<(String, BTreeMap<String, String>)> {
        self.state.lock().unwrap().heads.clone()
    }

    /// As they are kept in files.
    pub(crate) fn golden(&self) -> Value {
        let calls = self.calls().into_iter();
        calls.map(|Call { method, body }| json!({"method": method, "body": body})).collect()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some((line, headers, body)) = read(&mut stream).await else { return };
    let path = line.split(' ').nth(1).unwrap_or_default();
    let method = path.rsplit('/').next().unwrap_or_default().to_owned();
    assert!(line.starts_with(&format!("POST /bot{TOKEN}/")), "{line}");
    let answer = {
        let mut state = state.lock().unwrap();
        let body = serde_json::from_slice(&body).unwrap();
        state.heads.push((line, headers));
        state.calls.push(Call { method, body });
        let n_calls = state.calls.len();
        let answer = state.answers.pop_front().unwrap_or(Answer::Done);
        match answer {
            Answer::Nothing => return,
            Answer::Text(status, lines, body) => (status, lines, body),
            Answer::Done => (200, "", done(&state.calls[n_calls - 1], n_calls).to_string()),
        }
    };
    let (status, lines, body) = answer;
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n");
    drop(stream.write_all(format!("{head}{lines}\r\n{body}").as_bytes()).await);
}

/// As Telegram answers what it has done.
fn done(call: &Call, number: usize) -> Value {
    let number = i64::try_from(number).unwrap() - 1;
    let result = match &*call.method {
        "createForumTopic" => json!({
            "message_thread_id": FIRST_TOPIC + number, "name": call.body["name"], "icon_color": 7_322_096,
        }),
        "editMessageText" => {
            json!({"message_id": call.body["message_id"], "text": call.body["text"]})
        }
        "sendMessage" => json!({"message_id": FIRST_MESSAGE + number, "text": call.body["text"]}),
        "getMe" => json!({
            "id": 123, "is_bot": true, "first_name": "Bot", "username": "chatdesk_bot",
            "can_join_groups": true, "can_read_all_group_messages": false,
        }),
        "getWebhookInfo" => json!({
            "url": "https://shop.example/webhooks/telegram", "pending_update_count": 2,
            "last_error_date": 1_795_219_502, "last_error_message": "Connection refused",
        }),
        _ => json!(true),
    };
    json!({"ok": true, "result": result})
}

type Request = (String, BTreeMap<String, String>, Vec<u8>);

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if let Some(request) = parse(&bytes) {
            return Some(request);
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn parse(bytes: &[u8]) -> Option<Request> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let n_bytes: usize = headers.get("content-length")?.parse().ok()?;
    let body = bytes.get(end + 4..end + 4 + n_bytes)?.to_vec();
    Some((line, headers, body))
}
