//! The reference libraries of others and we agree on what is signed.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use aws_lc_rs::hmac;
use chatdesk_core::{Forged, Post, Receiver};
use chatdesk_notify::{TwilioReceiver, WhatsAppReceiver};
use chatdesk_tests::Random;
use serde_json::{Value, json};

use crate::{folder, golden};

const HOOK: &str = "https://desk.example/api/webhooks/whatsapp/twilio";

struct Libraries {
    program: Child,
    asking: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Libraries {
    fn new() -> Self {
        let mut command = Command::new(folder().join(".venv/bin/python"));
        let command = command.current_dir(folder()).arg("signatures.py");
        let mut program = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it is installed: cargo xtask test does that");
        let asking = program.stdin.take().unwrap();
        let answers = BufReader::new(program.stdout.take().unwrap());
        Self { program, asking, answers }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.asking, "{question}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("cargo xtask test installs what it needs")
    }
}

impl Drop for Libraries {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

fn is_taken(receiver: &impl Receiver, query: &str, headers: &[(&str, &str)], body: &str) -> bool {
    let owned = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let headers: BTreeMap<_, _> = owned.collect();
    let read = receiver.read(&Post { query, headers: &headers, body: body.as_bytes() });
    read.map_err(|Forged| ()).is_ok()
}

/// Something that a person may write, or may not.
fn word(random: &mut Random) -> String {
    let letters = ['a', 'Z', '0', ' ', '&', '=', '+', '%', 'ä', '😀', '\n', '中', '\u{202e}'];
    (0..random.below(6)).map(|_| letters[index(random, letters.len())]).collect()
}

fn index(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(u64::try_from(end).unwrap())).unwrap()
}

#[test]
fn what_twilios_library_signs_is_taken() {
    let mut libraries = Libraries::new();
    let receiver = TwilioReceiver::new(&HOOK.parse().unwrap(), "auth".into()).unwrap();
    let receiver = receiver.shared_key("shared".into()).unwrap();
    let mut random = Random::seeded(7);
    for round in 0..200 {
        let n_fields = random.below(6);
        let fields: Vec<(String, String)> =
            (0..n_fields).map(|_| (word(&mut random), word(&mut random))).collect();
        let query = ["", "a=1", "a=%20&b="][index(&mut random, 3)];
        let url = if query.is_empty() { HOOK.to_owned() } else { format!("{HOOK}?{query}") };
        let (secret, algorithm) =
            [("auth", "HMAC_SHA1"), ("shared", "HMAC_SHA256")][usize::from(round % 2 == 1)];
        let asked = json!({"url": url, "fields": fields, "secret": secret, "algorithm": algorithm});
        let signature = libraries.ask(&json!({ "twilio": asked }));
        let settings = format!("key=k,algorithm={algorithm}");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-twilio-signature", signature.as_str().unwrap()),
            ("x-twilio-webhooks-signature-settings", &settings),
        ];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();

        assert!(is_taken(&receiver, query, &headers, &body), "{asked}");
        let altered = format!("{body}&Extra=1");
        assert!(!is_taken(&receiver, query, &headers, &altered), "{asked}");
        assert!(!is_taken(&receiver, "a=2", &headers, &body), "{asked}");
    }
}

#[test]
fn what_is_genuine_to_pywa_is_taken_and_nothing_else() {
    let mut libraries = Libraries::new();
    let receiver = WhatsAppReceiver::new("106540352242922", "app".into(), "verify".into()).unwrap();
    for (name, body) in golden("whatsapp-posts") {
        let body = body.to_string();
        for (secret, written) in
            [("app", body.clone()), ("other", body.clone()), ("app", format!("{body} "))]
        {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let tag = hmac::sign(&key, body.as_bytes());
            let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            let signature = format!("sha256={hex}");
            let asked = json!({"secret": "app", "body": written, "signature": signature});
            let is_genuine = libraries.ask(&json!({ "meta": asked }));
            let is_taken =
                is_taken(&receiver, "", &[("x-hub-signature-256", &signature)], &written);
            assert_eq!(is_genuine, json!(is_taken), "{name}");
            assert_eq!(is_taken, secret == "app" && written == body);
        }
    }
}
