//! Programs that serve while a test runs.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::folder;

const PATIENCE: Duration = Duration::from_secs(60);

/// A server of npm; it ends with the test.
pub(crate) struct Program {
    child: Child,
    pub(crate) port: u16,
}

impl Program {
    /// Starts the program with this name; `{port}` among its arguments is a port that is free. It serves once it writes a line
    /// in which `ready` stands.
    pub(crate) fn start(name: &str, arguments: &[&str], ready: &'static str) -> Self {
        // Nobody else gets it meanwhile, but by bad luck.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let arguments = arguments.iter().map(|it| it.replace("{port}", &port.to_string()));
        let mut command = Command::new(folder().join("node_modules/.bin").join(name));
        let command = command.args(arguments).stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it is installed: cargo xtask test does that");
        let (told, serves) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            // To the end: a program whose lines nobody reads stops.
            for line in output.lines().map_while(Result::ok) {
                if line.contains(ready) && told.send(()).is_err() {
                    // The test is over.
                    break;
                }
            }
        });
        let program = Self { child, port };
        serves.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{name} does not serve"));
        program
    }

    /// Posts a body; comes to the status and the body of the answer.
    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: chatdesk/0.1.0\r\n{lines}\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        (status, body.unwrap_or_default())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
