//! A provider on this machine that answers as a test says, and keeps what it was asked.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use chatdesk_notify::ReceiverUrl;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// One answer.
#[derive(Clone)]
pub(crate) struct Answer {
    status: u16,
    lines: String,
    body: String,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let lines = "content-type: application/json\r\n".to_owned();
        Self { status, lines, body: body.to_string() }
    }

    pub(crate) fn html(status: u16) -> Self {
        let lines = "content-type: text/html\r\n".to_owned();
        Self { status, lines, body: "<html><body><h1>Sorry, something went wrong".to_owned() }
    }

    /// With another line of the head.
    pub(crate) fn with(mut self, line: &str) -> Self {
        self.lines.push_str(&format!("{line}\r\n"));
        self
    }

    fn bytes(&self) -> String {
        let Self { status, lines, body } = self;
        let length = body.len();
        format!(
            "HTTP/1.1 {status} X\r\n{lines}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Method and path.
    pub(crate) line: String,
    /// By names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

type Script = Arc<Mutex<(VecDeque<Answer>, Vec<Request>)>>;

/// Listens until it is dropped.
pub(crate) struct Provider {
    address: SocketAddr,
    script: Script,
    listening: JoinHandle<()>,
}

impl Provider {
    /// Gives these answers, the last one again and again.
    pub(crate) async fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script: Script = Arc::new(Mutex::new((answers.into_iter().collect(), Vec::new())));
        let kept = Arc::clone(&script);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept)));
            }
        });
        Self { address, script, listening }
    }

    pub(crate) fn base(&self) -> ReceiverUrl {
        format!("http://{}/", self.address).parse().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.script.lock().unwrap().1.clone()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(mut stream: TcpStream, script: Script) {
    let mut bytes = Vec::new();
    let request = loop {
        if let Some(request) = parse(&bytes) {
            break request;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let answer = {
        let mut script = script.lock().unwrap();
        script.1.push(request);
        let answers = &mut script.0;
        if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
    };
    let Some(answer) = answer else { return };
    drop(stream.write_all(answer.bytes().as_bytes()).await);
}

fn parse(bytes: &[u8]) -> Option<Request> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let n_bytes = headers.get("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let body = bytes.get(end + 4..end + 4 + n_bytes)?.to_vec();
    Some(Request { line, headers, body: String::from_utf8(body).ok()? })
}
