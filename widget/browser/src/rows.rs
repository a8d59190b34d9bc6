use std::borrow::Cow;

use chatdesk_api::{Message, MessageKind};
use chatdesk_widget_engine::{Engine, Refusal, Side, Unsent, UnsentState};

use crate::json::{digits, joined};
use crate::times::{self, Day};
use crate::words::{say, say_with};

/// Messages of one side this close together stand in one group.
const GROUP_MS: f64 = 300_000.0;

/// One line of the log, as it is to be shown.
///
/// It borrows what the engine has: of thousands, few are drawn anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// Stays the same from the first try of a text until it is stored, and after.
    pub key: Cow<'a, str>,
    /// What it shows.
    pub shape: Shape<'a>,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape<'a> {
    /// The day that begins here.
    Day(String),
    /// What follows was unread; this says so.
    Unread(String),
    /// Something that was said.
    Text(Bubble<'a>),
}

/// Something that was said, and all that is shown of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble<'a> {
    /// Its position; nothing while it is unsent.
    pub seq: Option<u64>,
    /// `sent`, `sending` or `failed`.
    pub state: &'static str,
    /// Which side it stands on.
    pub voice: Voice,
    /// Whether it is no text of anybody's, but something that happened.
    pub is_event: bool,
    /// Whether it is the first of its group.
    pub starts: bool,
    /// Whether it is the last of its group.
    pub ends: bool,
    /// Who said it.
    pub author: Cow<'a, str>,
    /// The text.
    pub content: Cow<'a, str>,
    /// When that was, in milliseconds since the epoch; it stands below the text.
    pub at: Option<f64>,
    /// What stands behind that.
    pub note: Cow<'a, str>,
    /// Of a failed one: what to retry or discard.
    pub client_id: Option<Cow<'a, str>>,
}

/// Whose voice something is, seen from whoever reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// One's own side.
    Mine,
    /// The other side.
    Theirs,
    /// A note of the desk's for itself.
    Private,
}

/// What those are called who are in a thread, seen from one side.
#[derive(Clone, Debug)]
pub struct Names {
    side: Side,
    /// Oneself, where nothing says one's name.
    mine: String,
    /// Whoever of the other side has no name.
    theirs: String,
    /// The other side, where it is one person.
    other: Option<String>,
}

impl Names {
    /// What a customer calls them.
    #[must_use]
    pub fn for_customer() -> Self {
        Self { side: Side::Customer, mine: say("log.you"), theirs: say("log.desk"), other: None }
    }

    /// What the desk calls them. A chat has one customer, who is called the same in all of it.
    #[must_use]
    pub fn for_desk(customer: Option<String>) -> Self {
        let theirs = say("log.customer");
        Self { side: Side::Desk, mine: say("log.you"), theirs, other: customer }
    }

    /// What those of the desk call each other; and whoever has no name.
    #[must_use]
    pub fn for_colleagues(theirs: String) -> Self {
        Self { theirs, ..Self::for_desk(None) }
    }

    fn author<'a>(&'a self, message: &'a Message, is_mine: bool) -> &'a str {
        let is_event = message.kind == MessageKind::Event;
        let other = self.other.as_deref().filter(|_| !is_mine && !is_event);
        let named = message.sender.name.as_deref().filter(|name| !name.is_empty());
        // An agent wants to know which of them wrote.
        let named = named.filter(|_| self.side.is_desk() || !is_mine);
        other.or(named).unwrap_or(if is_mine { &self.mine } else { &self.theirs })
    }
}

/// The log of the session on the screen.
#[must_use]
pub fn rows<'a>(engine: &'a Engine, names: &'a Names) -> Vec<Row<'a>> {
    let lines = lines(engine, names);
    let mut rows: Vec<Row<'_>> = Vec::with_capacity(lines.len() + 4);
    let mut lines = lines.into_iter().peekable();
    let mut day: Option<Day> = None;
    let mut starts = true;
    let first_unread = engine.first_unread();
    let begins_unread = |line: &Bubble<'_>| first_unread.is_some() && line.seq == first_unread;
    while let Some((key, at, mut line)) = lines.next() {
        let today = day.filter(|day| day.has(at)).unwrap_or_else(|| Day::of(at));
        if day != Some(today) {
            let shape = Shape::Day(times::day(at));
            rows.push(Row { key: digits(today.key().into()).into(), shape });
            day = Some(today);
        }
        if begins_unread(&line) {
            rows.push(Row { key: "unread".into(), shape: Shape::Unread(say("log.new")) });
        }
        let goes_on = lines.peek().is_some_and(|(_, next_at, next)| {
            line.joins(next)
                && next_at - at < GROUP_MS
                && today.has(*next_at)
                && !begins_unread(next)
        });
        let ends = !goes_on;
        (line.starts, line.ends) = (starts, ends);
        rows.push(Row { key, shape: Shape::Text(line) });
        starts = ends;
    }
    rows
}

/// What was said, with its key and when; what stands below it may not tell that.
type Line<'a> = (Cow<'a, str>, f64, Bubble<'a>);

fn lines<'a>(engine: &'a Engine, names: &'a Names) -> Vec<Line<'a>> {
    let thread = engine.thread();
    let is_desk = names.side.is_desk();
    let read =
        thread.map_or(0, |thread| if is_desk { thread.read().user } else { thread.read().admin });
    let messages = thread.into_iter().flat_map(|thread| thread.messages());
    let mut lines: Vec<Line<'_>> = messages.map(|message| of_message(message, names)).collect();
    let own = lines.iter_mut().rev().map(|(_, _, line)| line);
    if let Some(last) = own.into_iter().find(|line| line.voice == Voice::Mine) {
        let word = if last.seq.is_some_and(|seq| seq <= read) { "log.read" } else { "log.sent" };
        last.note = say(word).into();
    }
    lines.extend(engine.unsent().map(|unsent| of_unsent(unsent, names)));
    lines
}

fn of_message<'a>(message: &'a Message, names: &'a Names) -> Line<'a> {
    let at = times::read(message.timestamp.as_str());
    let is_mine = message.sender_type.is_customer() != names.side.is_desk();
    let key = match &message.client_id {
        Some(key) => key.into(),
        None => joined(&["#", &digits(message.id)]).into(),
    };
    let bubble = Bubble {
        seq: Some(message.id),
        state: "sent",
        voice: if is_mine { Voice::Mine } else { Voice::Theirs },
        is_event: message.kind == MessageKind::Event,
        starts: false,
        ends: false,
        author: names.author(message, is_mine).into(),
        content: (&message.content).into(),
        at: Some(at),
        note: Cow::default(),
        client_id: None,
    };
    (key, at, bubble)
}

fn of_unsent<'a>(unsent: &'a Unsent, names: &'a Names) -> Line<'a> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float until 287396")]
    let at = unsent.typed_ms as f64;
    let client_id = Cow::from(&unsent.client_id);
    let (state, note, failed) = match &unsent.state {
        UnsentState::Queued | UnsentState::Sending => ("sending", say("log.sending"), None),
        UnsentState::Stored => ("sending", String::new(), None),
        UnsentState::Failed(why) => ("failed", refusal(why), Some(client_id.clone())),
    };
    let bubble = Bubble {
        seq: None,
        state,
        voice: Voice::Mine,
        is_event: false,
        starts: false,
        ends: false,
        author: (&names.mine).into(),
        content: (&unsent.content).into(),
        at: note.is_empty().then_some(at),
        note: note.into(),
        client_id: failed,
    };
    (client_id, at, bubble)
}

impl Bubble<'_> {
    /// Whether both stand in one group, as far as time allows.
    fn joins(&self, next: &Self) -> bool {
        self.author == next.author
            && self.voice == next.voice
            && self.state == next.state
            && !self.is_event
            && !next.is_event
    }

    /// How it stands in the log, in class names.
    pub(crate) fn class(&self) -> String {
        let voice = match (self.voice, self.is_event) {
            (Voice::Mine, false) => "message mine",
            (Voice::Mine, true) => "message event mine",
            (Voice::Theirs, false) => "message theirs",
            (Voice::Theirs, true) => "message event",
            (Voice::Private, _) => "message private",
        };
        let starts = if self.starts { " starts" } else { "" };
        let ends = if self.ends { " ends" } else { "" };
        joined(&[voice, starts, ends])
    }
}

impl Row<'_> {
    /// It by itself, after what it borrows from is gone.
    pub(crate) fn kept(self) -> Row<'static> {
        let keep = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let shape = match self.shape {
            Shape::Day(text) => Shape::Day(text),
            Shape::Unread(text) => Shape::Unread(text),
            Shape::Text(bubble) => Shape::Text(Bubble {
                author: keep(bubble.author),
                content: keep(bubble.content),
                note: keep(bubble.note),
                client_id: bubble.client_id.map(keep),
                ..bubble
            }),
        };
        Row { key: keep(self.key), shape }
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
