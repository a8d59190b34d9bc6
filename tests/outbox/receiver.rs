//! A receiver of webhooks that only ever adds to its log, and answers as it is told.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use chatdesk_tests::eventually;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// What one post is answered with.
#[derive(Clone)]
pub(crate) enum Answer {
    /// A status, and more lines of the head.
    Status(u16, String),
    /// 200, but not before this is true.
    Held(watch::Receiver<bool>),
}

/// A line of the log. A life ends with a kill of the server.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    /// A post came, whole.
    Got(Post),
    /// It was answered with 200, whole.
    Yes { life: usize, id: String },
}

#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) life: usize,
    /// `webhook-id`.
    pub(crate) id: String,
    /// `webhook-timestamp`.
    pub(crate) at: i64,
    pub(crate) body: Value,
}

impl Post {
    /// `type`.
    pub(crate) fn kind(&self) -> &str {
        self.body["type"].as_str().unwrap()
    }

    /// The session and the position of the message that it tells of.
    pub(crate) fn message(&self) -> Option<(String, u64)> {
        let message = &self.body["data"]["message"];
        Some((message["session_id"].as_str()?.to_owned(), message["id"].as_u64()?))
    }
}

struct State {
    log: Vec<Line>,
    answers: VecDeque<Answer>,
    life: usize,
    n_open: usize,
    n_connections: usize,
}

/// Listens until it is dropped.
pub(crate) struct Receiver {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// How many posts came in this life.
    n_got: watch::Sender<u64>,
    listening: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (log, answers) = (vec![], VecDeque::new());
        let state = State { log, answers, life: 0, n_open: 0, n_connections: 0 };
        let state = Arc::new(Mutex::new(state));
        let n_got = watch::Sender::new(0);
        let (kept, counted) = (Arc::clone(&state), n_got.clone());
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let life = {
                    let mut state = kept.lock().unwrap();
                    state.n_open += 1;
                    state.n_connections += 1;
                    state.life
                };
                let (state, counted) = (Arc::clone(&kept), counted.clone());
                tokio::spawn(async move {
                    converse(stream, life, &state, &counted).await;
                    state.lock().unwrap().n_open -= 1;
                });
            }
        });
        Self { address, state, n_got, listening }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// By its address, with something to hide.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks/t0ken", self.port())
    }

    /// What the next posts are answered with, one each; all others get 200.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().answers.extend(answers);
    }

    pub(crate) fn log(&self) -> Vec<Line> {
        self.state().log.clone()
    }

    /// What came, in its order.
    pub(crate) fn posts(&self) -> Vec<Post> {
        let got = |line| match line {
            Line::Got(post) => Some(post),
            Line::Yes { .. } => None,
        };
        self.log().into_iter().filter_map(got).collect()
    }

    /// Waits for so many posts of a kind.
    pub(crate) async fn posted(&self, kind: &str, n_posts: usize) -> Vec<Post> {
        eventually(&format!("{n_posts} posts of {kind}"), async || {
            let mut posts = self.posts();
            posts.retain(|post| post.kind() == kind);
            (posts.len() >= n_posts).then_some(posts)
        })
        .await
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.state().n_connections
    }

    /// Completes when so many posts have come in this life.
    pub(crate) async fn comes_to(&self, n_posts: u64) {
        self.n_got.subscribe().wait_for(|n_got| *n_got >= n_posts).await.unwrap();
    }

    /// Nobody who was there before is there any more: all that they wrote is in the log.
    pub(crate) async fn life_ends(&self) {
        // Connections are accepted in their order, so whoever came before this one has been.
        let mut fence = TcpStream::connect(self.address).await.unwrap();
        fence.write_all(b"POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        fence.read_u8().await.unwrap();
        drop(fence);
        let is_quiet = async || (self.state().n_open == 0).then_some(());
        eventually("the connections of who was killed end", is_quiet).await;
        self.state().life += 1;
        self.n_got.send_replace(0);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(
    mut stream: TcpStream,
    life: usize,
    state: &Mutex<State>,
    n_got: &watch::Sender<u64>,
) {
    let mut bytes = Vec::new();
    while let Some((headers, body)) = read(&mut stream, &mut bytes).await {
        let mut answer = Answer::Status(200, String::new());
        let id = headers.get("webhook-id").cloned();
        if let Some(id) = id.clone() {
            let at = headers["webhook-timestamp"].parse().unwrap();
            let body = serde_json::from_slice(&body).unwrap();
            let mut state = state.lock().unwrap();
            state.log.push(Line::Got(Post { life, id, at, body }));
            answer = state.answers.pop_front().unwrap_or(answer);
            n_got.send_modify(|n_got| *n_got += 1);
        }
        let (status, lines) = match answer {
            Answer::Status(status, lines) => (status, lines),
            Answer::Held(mut released) => {
                drop(released.wait_for(|released| *released).await);
                (200, String::new())
            }
        };
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n{lines}\r\n");
        if stream.write_all(head.as_bytes()).await.is_err() {
            return;
        }
        if let Some(id) = id.filter(|_| status == 200) {
            state.lock().unwrap().log.push(Line::Yes { life, id });
        }
    }
}

type Request = (BTreeMap<String, String>, Vec<u8>);

/// The next request of a connection; `None` when it has ended.
async fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Request> {
    loop {
        if let Some((request, n_bytes)) = parse(bytes) {
            bytes.drain(..n_bytes);
            return Some(request);
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The request that the bytes begin with, and how long it is.
fn parse(bytes: &[u8]) -> Option<(Request, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    let headers: BTreeMap<_, _> =
        lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let n_bytes: usize = headers.get("content-length")?.parse().ok()?;
    let body = bytes.get(end..end + n_bytes)?.to_vec();
    Some(((headers, body), end + n_bytes))
}
