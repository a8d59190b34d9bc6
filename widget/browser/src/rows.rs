use chatdesk_api::{Message, MessageKind};
use chatdesk_widget_engine::{Engine, Refusal, Side, Unsent, UnsentState};

use crate::times::{self, day_key};
use crate::words::{say, say_with};

/// Messages of one side this close together stand in one group.
const GROUP_MS: f64 = 300_000.0;

/// One line of the log, as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Stays the same from the first try of a text until it is stored, and after.
    pub key: String,
    /// What it shows.
    pub shape: Shape,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The day that begins here.
    Day(String),
    /// Something that was said.
    Text(Bubble),
}

/// Something that was said, and all that is shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bubble {
    /// Its position; nothing while it is unsent.
    pub seq: Option<u64>,
    /// `sent`, `sending` or `failed`.
    pub state: &'static str,
    /// How it stands in the log, in class names.
    pub class: String,
    /// Who said it.
    pub author: String,
    /// The text.
    pub content: String,
    /// The line below it.
    pub note: String,
    /// Of a failed one: what to retry or discard.
    pub client_id: Option<String>,
}

/// What a message, or a text that is to become one, says about itself.
struct Line {
    key: String,
    seq: Option<u64>,
    at: f64,
    author: String,
    is_mine: bool,
    is_event: bool,
    content: String,
    state: &'static str,
    note: String,
    client_id: Option<String>,
}

/// The log of the session on the screen.
#[must_use]
pub fn rows(engine: &Engine, side: Side) -> Vec<Row> {
    let lines = lines(engine, side);
    let mut rows: Vec<Row> = Vec::with_capacity(lines.len() + 4);
    for (index, line) in lines.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| lines.get(index));
        let day = day_key(line.at);
        if before.is_none_or(|before| day_key(before.at) != day) {
            let shape = Shape::Day(times::day(line.at));
            rows.push(Row { key: day.to_string(), shape });
        }
        let starts = before.is_none_or(|before| !before.joins(line));
        let ends = lines.get(index + 1).is_none_or(|next| !line.joins(next));
        rows.push(Row { key: line.key.clone(), shape: Shape::Text(line.bubble(starts, ends)) });
    }
    rows
}

fn lines(engine: &Engine, side: Side) -> Vec<Line> {
    let thread = engine.thread();
    let read = thread
        .map_or(0, |thread| if side.is_desk() { thread.read().user } else { thread.read().admin });
    let messages = thread.into_iter().flat_map(|thread| thread.messages());
    let mut lines: Vec<Line> = messages.map(|message| Line::of_message(message, side)).collect();
    if let Some(last) = lines.iter_mut().rev().find(|line| line.is_mine) {
        let word = if last.seq.is_some_and(|seq| seq <= read) { "log.read" } else { "log.sent" };
        last.note.push_str(" · ");
        last.note.push_str(&say(word));
    }
    lines.extend(engine.unsent().map(Line::of_unsent));
    lines
}

impl Line {
    fn of_message(message: &Message, side: Side) -> Self {
        let at = times::read(message.timestamp.as_str());
        let is_mine = message.sender_type.is_customer() != side.is_desk();
        let name = message.sender.name.clone().filter(|name| !name.is_empty());
        let author = if side.is_desk() {
            // An agent wants to know which of them wrote.
            name.unwrap_or_else(|| nobody(is_mine))
        } else if is_mine {
            say("log.you")
        } else {
            name.unwrap_or_else(|| say("log.desk"))
        };
        let key = message.client_id.clone();
        Self {
            key: key.unwrap_or_else(|| ["#", &message.id.to_string()].concat()),
            seq: Some(message.id),
            note: times::clock(at),
            at,
            author,
            is_mine,
            is_event: message.kind == MessageKind::Event,
            content: message.content.clone(),
            state: "sent",
            client_id: None,
        }
    }

    fn of_unsent(unsent: &Unsent) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until 287396")]
        let at = unsent.typed_ms as f64;
        let (state, note, client_id) = match &unsent.state {
            UnsentState::Queued | UnsentState::Sending => ("sending", say("log.sending"), None),
            UnsentState::Stored => ("sending", times::clock(at), None),
            UnsentState::Failed(why) => ("failed", refusal(why), Some(unsent.client_id.clone())),
        };
        Self {
            key: unsent.client_id.clone(),
            seq: None,
            at,
            author: say("log.you"),
            is_mine: true,
            is_event: false,
            content: unsent.content.clone(),
            state,
            note,
            client_id,
        }
    }

    fn joins(&self, next: &Self) -> bool {
        self.author == next.author
            && self.is_mine == next.is_mine
            && self.state == next.state
            && !self.is_event
            && !next.is_event
            && next.at - self.at < GROUP_MS
            && day_key(self.at) == day_key(next.at)
    }

    fn bubble(&self, starts: bool, ends: bool) -> Bubble {
        let mut class = String::from("message");
        let traits = [
            (self.is_event, " event"),
            (self.is_mine, " mine"),
            (!self.is_mine && !self.is_event, " theirs"),
            (starts, " starts"),
            (ends, " ends"),
        ];
        for (_, word) in traits.iter().filter(|(is, _)| *is) {
            class.push_str(word);
        }
        Bubble {
            seq: self.seq,
            state: self.state,
            class,
            author: self.author.clone(),
            content: self.content.clone(),
            note: self.note.clone(),
            client_id: self.client_id.clone(),
        }
    }
}

/// Somebody whose name the desk does not know.
fn nobody(is_mine: bool) -> String {
    say(if is_mine { "log.you" } else { "log.customer" })
}

/// Why a text is not sent.
fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::ChatDisabled => say("log.off"),
        Refusal::SessionEnded => say("log.over"),
        Refusal::Other(detail) if detail.is_empty() => say("log.unsent"),
        Refusal::Other(detail) => say_with("log.refused", &[("why", detail)]),
    }
}
