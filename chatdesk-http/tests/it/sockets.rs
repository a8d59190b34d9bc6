//! Sockets by the clock, over a real connection.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::stage::{Stage, tokens};

const BOUND: Duration = Duration::from_secs(5);
const PING: u8 = 0x89;
const PONG: u8 = 0x8A;
/// A client's own ping, masked with zeros and empty: a sign of life that the server answers.
const SIGN: [u8; 6] = [0x89, 0x80, 0, 0, 0, 0];

/// A client that does nothing by itself.
struct Client(TcpStream);

impl Client {
    async fn of(stage: &Stage) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let router = stage.router(tokens());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let token = stage.token("7", "user", Duration::from_hours(1));
        let head = format!(
            "GET /chat/ws HTTP/1.1\r\nHost: {addr}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Authorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(timeout(BOUND, stream.read_u8()).await.unwrap().unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"));
        Self(stream)
    }

    /// What the next frame is; `None` when the server has closed.
    async fn frame(&mut self) -> Option<u8> {
        let kind = timeout(BOUND, self.0.read_u8()).await.unwrap().ok()?;
        let len = match self.0.read_u8().await.ok()? {
            126 => self.0.read_u16().await.ok()?.into(),
            len => len.into(),
        };
        let mut payload = vec![0; len];
        self.0.read_exact(&mut payload).await.ok()?;
        Some(kind)
    }

    async fn until(&mut self, kind: u8) {
        while self.frame().await.unwrap() != kind {}
    }
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_let_go_after_twenty_seconds() {
    let stage = Stage::new().await;
    let mut silent = Client::of(&stage).await;
    let mut answering = Client::of(&stage).await;

    stage.clock.advance(Duration::from_secs(15));
    silent.until(PING).await;
    answering.until(PING).await;
    answering.0.write_all(&SIGN).await.unwrap();
    answering.until(PONG).await;
    stage.clock.advance(Duration::from_secs(5));

    while silent.frame().await.is_some() {}
    stage.clock.advance(Duration::from_secs(10));
    answering.until(PING).await;
}
