//! A webhook on this machine that keeps what is posted to it.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A post as it came.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// Listens until the test is over.
pub(crate) struct Hook {
    pub(crate) url: String,
    posts: Receiver<Posted>,
}

impl Hook {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/webhooks/whatsapp/twilio", listener.local_addr().unwrap());
        let (told, posts) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if told.send(read(stream)).is_err() {
                    return;
                }
            }
        });
        Self { url, posts }
    }

    pub(crate) fn next(&self) -> Posted {
        self.posts.recv_timeout(PATIENCE).expect("something is posted")
    }
}

fn read(mut stream: TcpStream) -> Posted {
    let mut bytes = Vec::new();
    let posted = loop {
        if let Some(posted) = parse(&bytes) {
            break posted;
        }
        let mut more = [0; 4_096];
        let n_bytes = stream.read(&mut more).unwrap();
        assert!(n_bytes > 0, "it ended early");
        bytes.extend_from_slice(&more[..n_bytes]);
    };
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 11\r\nconnection: close\r\n\r\n<Response/>";
    stream.write_all(answer.as_bytes()).unwrap();
    posted
}

fn parse(bytes: &[u8]) -> Option<Posted> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let headers: BTreeMap<_, _> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let n_bytes: usize = headers.get("content-length")?.parse().ok()?;
    let body = bytes.get(end + 4..end + 4 + n_bytes)?.to_vec();
    Some(Posted { headers, body })
}
