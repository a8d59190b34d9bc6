use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

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

    /// As [`open`](Self::open), with little room for what is not read yet.
    pub async fn open_narrow(authority: &str) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("the kernel lets it be small");
        let address = authority.parse().expect("an address of version 4");
        Self { stream: socket.connect(address).await.expect("the server listens") }
    }

    /// Reads until this text came, and fails when it does not; all that was read.
    pub async fn read_until(&mut self, text: &str) -> String {
        let mut read = Vec::new();
        loop {
            let mut piece = vec![0; 16_384];
            let reading = self.stream.read(&mut piece);
            let n_bytes = tokio::time::timeout(2 * BOUND, reading).await;
            let n_bytes = n_bytes.expect("the server goes on").expect("an open connection");
            assert!(n_bytes > 0, "the server closed before {text:?}");
            read.extend_from_slice(&piece[..n_bytes]);
            let from = read.len().saturating_sub(n_bytes + text.len());
            if read[from..].windows(text.len()).any(|part| part == text.as_bytes()) {
                return String::from_utf8(read).expect("UTF-8");
            }
        }
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
        connection.write(&Self::bytes_of(authority, request)).await;
    }

    /// A request as HTTP/1.1 on the wire.
    #[must_use]
    pub fn bytes_of(authority: &str, request: &Request) -> Vec<u8> {
        let Request { method, target, headers, body } = request;
        let mut bytes = format!("{method} {target} HTTP/1.1\r\nhost: {authority}\r\n").into_bytes();
        if !body.is_empty() {
            bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
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
}
