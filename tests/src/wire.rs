use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{BOUND, Request};

/// A plain connection, for what a well-behaved client would not do.
#[derive(Debug)]
pub struct RawConnection {
    stream: TcpStream,
}

impl RawConnection {
    /// Connects to host and port.
    pub async fn open(authority: &str) -> Self {
        Self { stream: TcpStream::connect(authority).await.expect("the server listens") }
    }

    /// Writes bytes as they are, all of them.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the server takes the request");
    }

    /// Reads until the server closes, and fails when it does not.
    pub async fn read_to_end(&mut self) -> Vec<u8> {
        let mut answer = Vec::new();
        let reading = self.stream.read_to_end(&mut answer);
        let read = tokio::time::timeout(BOUND, reading).await.expect("the server closes");
        read.expect("the connection is closed in order");
        answer
    }

    /// Writes a whole request and closes at once, without reading a byte.
    pub async fn send_and_vanish(authority: &str, request: &Request) {
        let mut connection = Self::open(authority).await;
        connection.write(&as_bytes(authority, request)).await;
    }
}

/// A request as HTTP/1.1 on the wire.
fn as_bytes(authority: &str, request: &Request) -> Vec<u8> {
    let Request { method, target, headers, body } = request;
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nhost: {authority}\r\n").into_bytes();
    bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}
