use chatdesk_api::{Message, MessageKind};
use chatdesk_widget_engine::{Engine, Refusal, Side, Unsent, UnsentState};

use crate::json::{digits, joined};
use crate::times::{self, Day};
use crate::words::{say, say_with};

/// Messages of one side this close together stand in one group.
const GROUP_MS: f64 = 300_000.0;

/// One line of the log, as it is to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Stays the same from the first try of a text until it is stored, and after.
    pub key: String,
    /// What it shows.
    pub shape: Shape,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// The day that begins here.
    Day(String),
    /// What follows was unread; this says so.
    Unread(String),
    /// Something that was said.
    Text(Bubble),
}

/// Something that was said, and all that is shown of it.
#[derive(Clone, Debug, PartialEq)]
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
    /// When that was, in milliseconds since the epoch; it stands below the text.
    pub at: Option<f64>,
    /// What stands behind that.
    pub note: String,
    /// Of a failed one: what to retry or discard.
    pub client_id: Option<String>,
}

/// What a message, or a text that is to become one, says about itself.
struct Line {
    key: String,
    seq: Option<u64>,
    at: f64,
    is_dated: bool,
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
    let mut lines = lines.into_iter().peekable();
    let mut day: Option<Day> = None;
    let mut starts = true;
    let first_unread = engine.first_unread();
    let begins_unread = |line: &Line| first_unread.is_some() && line.seq == first_unread;
    while let Some(line) = lines.next() {
        let today = day.filter(|day| day.has(line.at)).unwrap_or_else(|| Day::of(line.at));
        if day != Some(today) {
            let shape = Shape::Day(times::day(line.at));
            rows.push(Row { key: digits(today.key().into()), shape });
            day = Some(today);
        }
        if begins_unread(&line) {
            rows.push(Row { key: "unread".into(), shape: Shape::Unread(say("log.new")) });
        }
        let ends = lines
            .peek()
            .is_none_or(|next| !line.joins(next) || !today.has(next.at) || begins_unread(next));
        rows.push(line.row(starts, ends));
        starts = ends;
    }
    rows
}

fn lines(engine: &Engine, side: Side) -> Vec<Line> {
    let thread = engine.thread();
    let read = thread
        .map_or(0, |thread| if side.is_desk() { thread.read().user } else { thread.read().admin });
    let names = Names::new(side);
    let messages = thread.into_iter().flat_map(|thread| thread.messages());
    let mut lines: Vec<Line> =
        messages.map(|message| Line::of_message(message, side, &names)).collect();
    if let Some(last) = lines.iter_mut().rev().find(|line| line.is_mine) {
        let word = if last.seq.is_some_and(|seq| seq <= read) { "log.read" } else { "log.sent" };
        last.note = say(word);
    }
    lines.extend(engine.unsent().map(|unsent| Line::of_unsent(unsent, &names)));
    lines
}

impl Line {
    fn of_message(message: &Message, side: Side, names: &Names) -> Self {
        let at = times::read(message.timestamp.as_str());
        let is_mine = message.sender_type.is_customer() != side.is_desk();
        let name = message.sender.name.clone().filter(|name| !name.is_empty());
        // An agent wants to know which of them wrote.
        let author = match name {
            Some(name) if side.is_desk() || !is_mine => name,
            _ if is_mine => names.mine.clone(),
            _ => names.theirs.clone(),
        };
        let key = message.client_id.clone();
        Self {
            key: key.unwrap_or_else(|| joined(&["#", &digits(message.id)])),
            seq: Some(message.id),
            note: String::new(),
            at,
            is_dated: true,
            author,
            is_mine,
            is_event: message.kind == MessageKind::Event,
            content: message.content.clone(),
            state: "sent",
            client_id: None,
        }
    }

    fn of_unsent(unsent: &Unsent, names: &Names) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until 287396")]
        let at = unsent.typed_ms as f64;
        let (state, note, client_id) = match &unsent.state {
            UnsentState::Queued | UnsentState::Sending => ("sending", say("log.sending"), None),
            UnsentState::Stored => ("sending", String::new(), None),
            UnsentState::Failed(why) => ("failed", refusal(why), Some(unsent.client_id.clone())),
        };
        Self {
            key: unsent.client_id.clone(),
            seq: None,
            at,
            is_dated: note.is_empty(),
            author: names.mine.clone(),
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
    }

    fn row(self, starts: bool, ends: bool) -> Row {
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
        let bubble = Bubble {
            seq: self.seq,
            state: self.state,
            class,
            author: self.author,
            content: self.content,
            at: self.is_dated.then_some(self.at),
            note: self.note,
            client_id: self.client_id,
        };
        Row { key: self.key, shape: Shape::Text(bubble) }
    }
}

/// What those are called who have no name, or need none.
struct Names {
    mine: String,
    theirs: String,
}

impl Names {
    fn new(side: Side) -> Self {
        let theirs = if side.is_desk() { "log.customer" } else { "log.desk" };
        Self { mine: say("log.you"), theirs: say(theirs) }
    }
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
