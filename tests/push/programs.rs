//! Others' programs: judges that read bodies, and servers that play a provider.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

const INSTALLED: &str = "it is installed: cargo xtask test does that";

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("push")
}

pub(crate) fn python(script: &str) -> Command {
    let mut command = Command::new(folder().join(".venv/bin/python"));
    command.arg(script);
    command
}

pub(crate) fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script);
    command
}

/// What a judge says of each of these bodies.
pub(crate) fn judged(mut judge: Command, bodies: &[Value]) -> Vec<String> {
    let judge = judge.current_dir(folder()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut judge = judge.spawn().expect(INSTALLED);
    let mut given = judge.stdin.take().unwrap();
    let lines: String = bodies.iter().map(|body| format!("{body}\n")).collect();
    let writing = std::thread::spawn(move || given.write_all(lines.as_bytes()));
    let output = judge.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<_> = said.lines().map(ToOwned::to_owned).collect();
    assert_eq!(said.len(), bodies.len(), "{INSTALLED}");
    said
}

/// A server; it ends with the test.
pub(crate) struct Server {
    program: Child,
    said: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start(mut command: Command) -> Self {
        let command = command.current_dir(folder()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.stderr(Stdio::null()).spawn().expect(INSTALLED);
        let said = BufReader::new(program.stdout.take().unwrap());
        Self { program, said }
    }

    /// The next line that it says.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{INSTALLED}");
        line.trim().to_owned()
    }

    /// Waits for a line that holds this.
    pub(crate) fn says(&mut self, what: &str) {
        while !self.line().contains(what) {}
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

/// A port that nobody had a moment ago, for a program that wants to be told one.
pub(crate) fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The status with which a body is answered, and the answer.
pub(crate) fn post(port: u16, path: &str, body: &Value) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\
         authorization: Bearer t0ken\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("it is HTTP"), answer)
}

/// The bodies that are sent, as they are kept beside the tests of `chatdesk-notify`.
pub(crate) fn golden(begin: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatdesk-notify/tests/push/golden");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|it| it.to_string_lossy().starts_with(begin)))
        .map(|path| {
            let body = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), body)
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(found.len() >= 6, "{begin}");
    found
}

/// A body with something else in one place.
pub(crate) fn altered(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).expect("it is there") = value;
    body
}
