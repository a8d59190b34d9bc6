//! Somebody else's interface: keeps what it was asked, and answers as a test says.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// By names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What is answered to a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

impl Answer {
    #[expect(clippy::needless_pass_by_value, reason = "a text or JSON, as it is made")]
    pub(crate) fn new(status: u16, body: impl ToString) -> Self {
        Self(status, "", body.to_string())
    }

    /// The same after another line of the head, such as `retry-after: 7`.
    pub(crate) fn with(mut self, line: &'static str) -> Self {
        self.1 = line;
        self
    }
}

type Script = dyn Fn(&Request) -> Answer + Send + Sync;

/// Listens until it is dropped.
pub(crate) struct Provider {
    base: String,
    requests: Arc<Mutex<Vec<Request>>>,
    listening: JoinHandle<()>,
}

impl Provider {
    pub(crate) async fn new(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let (kept, script) = (Arc::clone(&requests), Arc::new(script) as Arc<Script>);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&script), Arc::clone(&kept)));
            }
        });
        Self { base, requests, listening }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// What was asked at paths that end so.
    pub(crate) fn asked(&self, end: &str) -> Vec<Request> {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|request| request.path.ends_with(end)).cloned().collect()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(mut stream: TcpStream, script: Arc<Script>, kept: Arc<Mutex<Vec<Request>>>) {
    let mut bytes = Vec::new();
    let request = loop {
        if let Some(request) = parse(&bytes) {
            break request;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    kept.lock().unwrap().push(request.clone());
    let Answer(status, line, body) = script(&request);
    let line = if line.is_empty() { String::new() } else { format!("{line}\r\n") };
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{line}");
    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    drop(stream.write_all(answer.as_bytes()).await);
}

fn parse(bytes: &[u8]) -> Option<Request> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let n_bytes: usize = headers.get("content-length")?.parse().ok()?;
    let body = bytes.get(end + 4..end + 4 + n_bytes)?.to_vec();
    Some(Request { path, headers, body: String::from_utf8(body).ok()? })
}
