//! A client of HTTP/1.1 that costs as little as possible: it shares two cores with the server.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Outcome;

/// A connection that is kept alive; one request at a time.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Where the last answer ends in the buffer.
    taken: usize,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) head: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) async fn open(addr: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8 * 1_024), taken: 0 })
    }

    /// Sends a request as it is, and reads its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let (head, length) = loop {
            if let Some(end) = end_of_head(&self.buffer) {
                break (end, content_length(&self.buffer[..end])?);
            }
            self.fill().await?;
        };
        while self.buffer.len() < head + length {
            self.fill().await?;
        }
        self.taken = head + length;
        let (head, body) = self.buffer[..self.taken].split_at(head);
        Ok(Answer { status: status(head)?, head, body })
    }

    async fn fill(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the server closed a connection".into()),
            _ => Ok(()),
        }
    }
}

impl<'a> Answer<'a> {
    /// The answer, when it has this status.
    pub(crate) fn expect(self, status: u16) -> Outcome<Self> {
        if self.status == status {
            return Ok(self);
        }
        let body = String::from_utf8_lossy(self.body);
        Err(format!("the server answered {} instead of {status}: {body}", self.status).into())
    }

    /// The value of a header, which is given in small letters.
    pub(crate) fn header(self, name: &str) -> Option<&'a str> {
        header(self.head, name)
    }
}

/// An open stream of events.
#[derive(Debug)]
pub(crate) struct Stream {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What a stream says of a message.
const MESSAGE: &[u8] = b"event: message";

impl Stream {
    /// Begins a stream, and reads until the server has greeted.
    pub(crate) async fn open(addr: SocketAddr, token: &str) -> Outcome<Self> {
        let mut stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        stream.write_all(&get("/api/chat/events", token, "")).await?;
        let mut buffer = Vec::with_capacity(1_024);
        while !buffer.windows(5).any(|window| window == b"hello") {
            if stream.read_buf(&mut buffer).await? == 0 {
                let told = String::from_utf8_lossy(&buffer);
                return Err(format!("a stream did not begin: {told}").into());
            }
        }
        buffer.clear();
        Ok(Self { stream, buffer })
    }

    /// Waits until the stream tells of messages; answers of how many.
    pub(crate) async fn messages(&mut self) -> Outcome<usize> {
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server ended a stream".into());
            }
            let n = take_messages(&mut self.buffer);
            if n > 0 {
                return Ok(n);
            }
        }
    }
}

impl Stream {
    /// Waits until the stream tells of messages with client ids that begin so; answers of these, each once.
    pub(crate) async fn ids(&mut self, prefix: &str) -> Outcome<Vec<String>> {
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server ended a stream".into());
            }
            let ids = take_ids(&mut self.buffer, prefix);
            if !ids.is_empty() {
                return Ok(ids);
            }
        }
    }
}

/// Takes whole events out of the buffer; the client ids in them.
fn take_ids(buffer: &mut Vec<u8>, prefix: &str) -> Vec<String> {
    let Some(end) = buffer.windows(2).rposition(|pair| pair == b"\n\n") else { return vec![] };
    let events: Vec<u8> = buffer.drain(..end + 2).collect();
    let events = String::from_utf8_lossy(&events);
    let named = events.split("\"client_id\":\"").skip(1);
    let ids = named.filter_map(|rest| rest.split('"').next());
    ids.filter(|id| id.starts_with(prefix)).map(str::to_owned).collect()
}

/// Takes what was read out of the buffer, but for an end that may be the beginning of a message.
fn take_messages(buffer: &mut Vec<u8>) -> usize {
    let (mut n, mut taken, mut from) = (0, 0, 0);
    while let Some(at) = buffer[from..].iter().position(|byte| *byte == MESSAGE[0]) {
        from += at;
        if buffer[from..].starts_with(MESSAGE) {
            n += 1;
            taken = from + MESSAGE.len();
        }
        from += 1;
    }
    let rest = buffer.len().saturating_sub(MESSAGE.len() - 1).max(taken);
    buffer.drain(..rest);
    n
}

/// A `GET` of this path.
pub(crate) fn get(path: &str, token: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n{more}\r\n")
        .into_bytes()
}

/// A `POST` of JSON to this path.
pub(crate) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn end_of_head(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn status(head: &[u8]) -> Outcome<u16> {
    let digits = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    Ok(digits.ok_or("the server does not speak HTTP/1.1")?.parse()?)
}

/// How long the body is; none where nothing is said, as in a 304.
fn content_length(head: &[u8]) -> Outcome<usize> {
    Ok(header(head, "content-length").map_or(Ok(0), str::parse)?)
}

fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a str> {
    let line = head.split(|byte| *byte == b'\n').find(|line| {
        line.get(name.len()) == Some(&b':')
            && line[..name.len()].eq_ignore_ascii_case(name.as_bytes())
    })?;
    std::str::from_utf8(&line[name.len() + 1..]).ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{Answer, content_length, end_of_head, header, status, take_ids, take_messages};

    const HEAD: &[u8] = b"HTTP/1.1 201 Created\r\nX-Other: 1\r\nContent-Length: 12\r\n\r\n";

    #[test]
    fn a_head_says_status_and_length() {
        assert_eq!(status(HEAD).unwrap(), 201);
        assert_eq!(content_length(HEAD).unwrap(), 12);
        assert_eq!(content_length(b"HTTP/1.1 304 Not Modified\r\n\r\n").unwrap(), 0);
        assert_eq!(header(HEAD, "x-other"), Some("1"));
        assert_eq!(header(HEAD, "x-oth"), None);
    }

    #[test]
    fn a_head_that_is_not_whole_has_no_end() {
        let all_but_one = HEAD.len() - 1;
        assert_eq!(end_of_head(&HEAD[..all_but_one]), None);
        assert_eq!(end_of_head(&[HEAD, b"{\"body\":true}"].concat()), Some(HEAD.len()));
    }

    #[test]
    fn another_status_than_expected_is_told_with_the_body() {
        let answer = Answer { status: 409, head: b"", body: b"session_ended" };
        let failure = answer.expect(201).unwrap_err().to_string();
        assert!(failure.contains("409") && failure.contains("session_ended"), "{failure}");
    }

    #[test]
    fn a_client_id_is_taken_once_however_its_event_was_cut() {
        let told = b"event: message\ndata: {\"client_id\":\"crowd-1\"}\n\nevent: message\ndata: {\"client_id\":\"x\"}\n\n";
        for cut in 0..=told.len() {
            let (first, rest) = told.split_at(cut);
            let mut buffer = first.to_vec();
            let mut ids = take_ids(&mut buffer, "crowd-");
            buffer.extend(rest);
            ids.extend(take_ids(&mut buffer, "crowd-"));
            assert_eq!(ids, ["crowd-1"], "cut at {cut}");
        }
    }

    #[test]
    fn a_message_is_counted_once_however_it_was_cut() {
        let told = b"event: message\ndata: {}\n\nevent: ping\n\nevent: message\n";
        for cut in 0..=told.len() {
            let (first, rest) = told.split_at(cut);
            let mut buffer = first.to_vec();
            let mut n = take_messages(&mut buffer);
            buffer.extend(rest);
            n += take_messages(&mut buffer);
            assert_eq!(n, 2, "cut at {cut}");
        }
    }
}
