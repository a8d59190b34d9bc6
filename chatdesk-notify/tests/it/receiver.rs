//! A receiver of webhooks that keeps what came, and answers as it is told.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use chatdesk_testkit::eventually;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::TOKEN;

/// What a connection is answered with once a request is there.
#[derive(Clone)]
pub(crate) enum Answer {
    /// These bytes; then the connection is closed.
    Bytes(String),
    /// These bytes, and no end.
    Then(String),
    /// A status of 200, and a body without end.
    Endless,
}

impl Answer {
    /// A status without a body, and more lines of the head.
    pub(crate) fn status(status: u16, lines: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n{lines}\r\n"))
    }
}

/// One post.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// By names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Default)]
struct Seen {
    n_connections: usize,
    n_closed: usize,
    /// How much of an endless body the systems in between took.
    n_written: usize,
    requests: Vec<Request>,
}

/// Listens until it is dropped.
pub(crate) struct Receiver {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    listening: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn new(answer: Answer) -> Self {
        Self::on("127.0.0.1", answer).await
    }

    pub(crate) async fn on(host: &str, answer: Answer) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let kept = Arc::clone(&seen);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                kept.lock().unwrap().n_connections += 1;
                tokio::spawn(converse(stream, answer.clone(), Arc::clone(&kept)));
            }
        });
        Self { address, seen, listening }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// By its address, with something to hide.
    pub(crate) fn url(&self) -> String {
        self.url_by("http", "127.0.0.1")
    }

    /// By another name of it.
    pub(crate) fn url_by(&self, scheme: &str, host: &str) -> String {
        format!("{scheme}://{host}:{}/hooks/{TOKEN}?key={TOKEN}", self.port())
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.seen.lock().unwrap().n_connections
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// Waits for so many posts.
    pub(crate) async fn received(&self, n_requests: usize) -> Vec<Request> {
        let enough = async || Some(self.requests()).filter(|seen| seen.len() >= n_requests);
        eventually("the receiver has it", enough).await
    }

    /// Waits until the other side has closed a connection on which there was more to say; answers how many bytes of an
    /// endless body had left until then.
    pub(crate) async fn hung_up_on(&self) -> usize {
        let is_closed = async || (self.seen.lock().unwrap().n_closed > 0).then_some(());
        eventually("the connection is closed", is_closed).await;
        self.seen.lock().unwrap().n_written
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(mut stream: TcpStream, answer: Answer, seen: Arc<Mutex<Seen>>) {
    let Some(request) = read(&mut stream).await else { return };
    seen.lock().unwrap().requests.push(request);
    let head = match &answer {
        Answer::Bytes(bytes) | Answer::Then(bytes) => bytes.as_str(),
        Answer::Endless => "HTTP/1.1 200 X\r\n\r\n",
    };
    if stream.write_all(head.as_bytes()).await.is_err() || matches!(answer, Answer::Bytes(_)) {
        return;
    }
    // Until the other side has enough.
    while matches!(answer, Answer::Endless) && stream.write_all(&[b'x'; 4096]).await.is_ok() {
        seen.lock().unwrap().n_written += 4096;
    }
    drop(stream.read_to_end(&mut Vec::new()).await);
    seen.lock().unwrap().n_closed += 1;
}

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
    Some(Request { line, headers, body })
}
