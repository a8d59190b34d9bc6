//! Telegram's own library reads an alert as it was meant.

use std::{fs, path::PathBuf};

use chatdesk_core::{Content, Delivery, DeliveryId, Id, Notifier as _, Outcome, Recipient, Unread};
use chatdesk_notify::{Telegram, Wording};
use chatdesk_testkit::given::{self, NOW};
use chatdesk_tests::Random;
use serde_json::{Value, json};

use super::reader::Reader;
use crate::folder;

const N_TEXTS: usize = 1000;
const BOLD: &str = "textEntityTypeBold";
const LINK: &str = "textEntityTypeTextUrl";
const LAST: &str = "Reply to this message to answer.";

/// What people write, and what could be taken for something else.
const PIECES: [&str; 48] = [
    "a",
    "Anna",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "é",
    "e\u{301}",
    "ß",
    "你好",
    "שלום",
    "مرحبا",
    "😀",
    "👨‍👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "\u{200d}",
    "\u{200f}",
    "\u{202e}",
    "\u{2066}",
    "\u{a0}",
    "\u{fe0f}",
    "&",
    "&amp;",
    "&lt;b&gt;",
    "&#60;",
    "&nbsp;",
    "<",
    ">",
    "<b>",
    "</b>",
    "<a href=\"https://evil.example\">",
    "</a>",
    "<tg-spoiler>",
    "<!--",
    "*",
    "**",
    "_",
    "__",
    "`",
    "```",
    "||",
    "~",
    "[x](https://evil.example)",
    "\\",
    "@you",
    "/end",
];

/// Reads whatever is sent to it with Telegram's library, and takes it where that can.
struct Api {
    reader: Reader,
    base: String,
}

impl Api {
    fn start() -> Self {
        let library = library();
        let mut reader = Reader::start(&["api", library.to_str().unwrap()]);
        let base = format!("http://127.0.0.1:{}", reader.line().expect("it listens"));
        Self { reader, base }
    }

    fn telegram(&self, wording: Wording) -> Telegram {
        let telegram = Telegram::builder("4711:AAE".into()).api_base(self.base.parse().unwrap());
        telegram.wording(wording).build().unwrap()
    }

    /// What it read of the next text.
    fn read(&mut self) -> Value {
        serde_json::from_str(&self.reader.line().unwrap()).unwrap()
    }
}

/// The one for this machine, of those that the package has.
fn library() -> PathBuf {
    let packages = fs::read_dir(folder().join("node_modules/@prebuilt-tdlib")).unwrap();
    let mut files = packages.flatten().flat_map(|package| fs::read_dir(package.path()).unwrap());
    let is_library = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "libtdjson");
    files.find_map(|file| Some(file.unwrap().path()).filter(is_library)).expect("it is installed")
}

fn text(random: &mut Random, n_pieces: u64) -> String {
    let n_pieces = 1 + random.below(n_pieces);
    let mut piece = || PIECES[usize::try_from(random.below(48)).unwrap()];
    (0..n_pieces).map(|_| piece()).collect()
}

fn unread(random: &mut Random) -> Unread {
    let contact = given::contact();
    let session = given::session(&contact);
    let mut unread = Unread::new(Id::generate(NOW), contact.id, contact.address);
    unread.to = Recipient::Chat("77".to_owned());
    unread.name = (random.below(4) > 0).then(|| text(random, 8));
    let n_messages = 1 + random.below(4);
    let texts = (0..n_messages).map(|_| text(random, 400));
    let message = |text: String| given::message(&session, given::customer(&session), &text);
    unread.messages = texts.map(message).collect();
    unread.n_unread = n_messages + random.below(3);
    unread
}

async fn deliver(telegram: &Telegram, content: Content) -> Outcome {
    telegram.deliver(&Delivery::new(DeliveryId::made("1"), NOW, content)).await
}

#[tokio::test]
async fn an_alert_has_a_bold_head_that_links_and_nothing_else_whatever_people_write() {
    let seed = Random::fresh_seed();
    let mut random = Random::seeded(seed);
    let link = "https://desk.example/a_b/?x=1&session={session}#*t*".to_owned();
    let wording = Wording { link: Some(link.clone()), ..Wording::default() };
    let mut api = Api::start();
    let telegram = api.telegram(wording.clone());
    for number in 0..N_TEXTS {
        let unread = unread(&mut random);
        let alert = wording.alert(&unread);
        let session = unread.session.to_string();

        let outcome = deliver(&telegram, Content::Unread(unread)).await;

        let read = api.read();
        let why = format!("seed {seed}, text {number}: {read}");
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}, {why}");
        let said = read["text"].as_str().unwrap();
        let (head, rest) = said.split_once('\n').unwrap();
        assert_eq!(head, alert.title, "{why}");
        let link = link.replace("{session}", &session);
        let seen = json!([[LINK, head, 0, link], [BOLD, head, 0, null]]);
        assert_eq!(read["seen"], seen, "{why}");
        let shown = rest.strip_suffix(LAST).unwrap();
        let shown = shown.trim_end_matches('\n');
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        let newest = alert.lines.last().map(String::as_str).unwrap_or_default();
        let newest = dense(&newest.chars().take(400).collect::<String>());
        assert!(dense(shown).contains(&newest), "{newest:?} of {why}");
        assert!(said.chars().count() <= 4096, "{why}");
    }
}

#[tokio::test]
async fn what_the_desk_says_is_read_as_it_was_written() {
    let seed = Random::fresh_seed();
    let mut random = Random::seeded(seed);
    let mut api = Api::start();
    let telegram = api.telegram(Wording::default());
    for number in 0..N_TEXTS {
        let written = text(&mut random, 60);
        let address = "telegram:5000000001".parse().unwrap();
        let channel = chatdesk_core::Channel::Telegram;
        let hint = chatdesk_core::Hint::new(channel, address, written.clone());

        let outcome = deliver(&telegram, Content::Hint(hint)).await;

        if written.trim().is_empty() {
            assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
            continue;
        }
        let read = api.read();
        assert_eq!(read["text"], written.trim(), "seed {seed}, text {number}");
        assert_eq!(read["seen"], json!([]), "seed {seed}, text {number}");
    }
}

#[test]
fn the_library_is_awake() {
    let broken = [
        (json!([{"type": "bold", "offset": 0, "length": 1}]), "in a middle of a UTF-16 symbol"),
        (json!([{"type": "bold", "offset": 0, "length": 9}]), "after the end"),
        (json!([{"type": "text_link", "offset": 0, "length": 2, "url": "http://desk/"}]), "URL"),
    ];
    let bodies = broken.clone().map(|(entities, _)| json!({"text": "😀", "entities": entities}));
    let bodies = bodies.map(|body| body.to_string());
    let library = library();
    let [one, two, three] = &bodies;
    let mut reader = Reader::start(&["judge", library.to_str().unwrap(), one, two, three]);
    for (entities, error) in broken {
        let read: Value = serde_json::from_str(&reader.line().unwrap()).unwrap();
        assert!(read["error"].as_str().unwrap().contains(error), "{entities}: {read}");
    }
}
