//! A mail server that keeps what it was told, and answers as a test says.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What is answered to a line that begins so, in place of the usual; the greeting is `CONNECT`, the text's end `.`.
pub(crate) type Script = Vec<(&'static str, &'static str)>;

/// Listens until it is dropped.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    said: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl MailServer {
    pub(crate) async fn new(script: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = Arc::<Mutex<Vec<String>>>::default();
        let (kept, script) = (Arc::clone(&said), script.to_vec());
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, script.clone(), Arc::clone(&kept)));
            }
        });
        Self { port, said, listening }
    }

    /// Every line, without its end.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// The lines of the texts.
    pub(crate) fn text(&self) -> Vec<String> {
        let said = self.said();
        let lines = said.into_iter().skip_while(|line| line != "DATA").skip(1);
        lines.take_while(|line| line != ".").collect()
    }

    /// A header of the text, its folds undone.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.text().into_iter().take_while(|line| !line.is_empty());
        let head = head.collect::<Vec<_>>().join("\n").replace("\n ", " ");
        let begin = format!("{name}: ");
        head.lines().find_map(|line| line.strip_prefix(&begin).map(ToOwned::to_owned))
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(stream: TcpStream, script: Script, said: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    let mut is_text = false;
    let mut line = "CONNECT".to_owned();
    loop {
        let usual = match line.split([' ', ':']).next().unwrap_or_default() {
            _ if is_text && line != "." => "",
            "CONNECT" => "220 mail.example",
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => "235 2.7.0 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 2.0.0 ok",
        };
        let scripted =
            script.iter().find(|(begin, _)| !usual.is_empty() && line.starts_with(begin));
        let answer = scripted.map_or(usual, |(_, answer)| answer);
        is_text = (is_text && line != ".") || answer.starts_with("354");
        if !answer.is_empty() {
            let answer = format!("{answer}\r\n");
            if answer == "HANG UP\r\n" || stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        line = line.trim_end_matches(['\r', '\n']).to_owned();
        said.lock().unwrap().push(line.clone());
    }
}
