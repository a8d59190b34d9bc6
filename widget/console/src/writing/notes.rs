//! What the desk wrote down for itself beside a chat.

use any_spawner::Executor;
use chatdesk_widget_browser::{Bubble, Decode, Json, Row, Shape, Voice, Writer, say_with, times};
use chatdesk_widget_engine::Table;

use crate::console::Console;
use crate::sending::{Refusal, change};
use crate::state::Signal;

/// The notes that are known here, by session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes {
    known: Signal<Table<String, Vec<Note>>>,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    id: String,
    /// The newest message when it was written.
    after_id: u64,
    author: String,
    content: String,
    created_at: String,
}

impl Decode for Note {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        let author = json.field("author");
        let name: Option<String> = Decode::read(author.field("name"), is_other);
        let id: Option<String> = Decode::read(author.field("id"), is_other);
        Self {
            id: Decode::read(json.field("id"), is_other),
            after_id: Decode::read(json.field("after_id"), is_other),
            author: name.or(id).unwrap_or_default(),
            content: Decode::read(json.field("content"), is_other),
            created_at: Decode::read(json.field("created_at"), is_other),
        }
    }
}

impl Notes {
    pub(crate) fn new() -> Self {
        Self { known: Signal::default() }
    }

    /// Asks for those of a session; what the stream told meanwhile stays.
    pub(crate) fn load(self, console: Console, session: &str) {
        let session = session.to_owned();
        Executor::spawn_local(async move {
            let path = path(&session);
            // Where they cannot be had the chat is shown without; the next look asks again.
            if let Ok(answer) = change(console, "GET", &path, None).await {
                let notes: Vec<Note> = Decode::decode(answer.field("notes")).unwrap_or_default();
                for note in notes {
                    self.take(&session, note);
                }
                console.draw_thread();
            }
        });
    }

    /// The stream told of one.
    pub(crate) fn hear(self, console: Console, event: &Json) {
        let session: Option<String> = Decode::decode(event.field("session_id"));
        if let (Some(session), Some(note)) = (session, Note::decode(event.field("note"))) {
            self.take(&session, note);
            console.draw_thread();
        }
    }

    /// Stores one under its client id.
    pub(super) async fn write(
        self,
        console: Console,
        session: &str,
        (content, client_id): (&str, &str),
    ) -> Result<(), Refusal> {
        let body = Writer::new().text("content", content).text("client_id", client_id).finish();
        let answer = change(console, "POST", &path(session), Some(&body)).await?;
        if let Some(note) = Note::decode(&answer) {
            self.take(session, note);
            console.draw_thread();
        }
        Ok(())
    }

    /// Somebody was erased, or somebody else is here: what is known may be too much.
    pub(crate) fn forget(self) {
        self.known.set(Table::default());
    }

    /// The lines of a chat with its notes in their places.
    pub(crate) fn mix<'a>(self, lines: Vec<Row<'a>>, session: &str) -> Vec<Row<'a>> {
        self.known.with_untracked(|known| match known.get(session) {
            Some(notes) if !notes.is_empty() => mix(lines, notes),
            _ => lines,
        })
    }

    fn take(self, session: &str, note: Note) {
        self.known.update(|known| {
            let notes = known.entry(session.to_owned());
            if notes.iter().all(|there| there.id != note.id) {
                notes.push(note);
                notes.sort_by(|a, b| (&a.created_at, &a.id).cmp(&(&b.created_at, &b.id)));
            }
        });
    }
}

/// A note stands below the message that was the newest; above the first one that is shown where that
/// is not loaded yet.
fn mix<'a>(lines: Vec<Row<'a>>, notes: &[Note]) -> Vec<Row<'a>> {
    let mut mixed = Vec::with_capacity(lines.len() + notes.len());
    let mut rest = notes.iter().peekable();
    let first = lines.iter().find_map(position).unwrap_or(0);
    let is_whole = first <= 1;
    for line in lines {
        let until = position(&line);
        while let Some(note) = rest.next_if(|note| until.is_some_and(|seq| note.after_id < seq)) {
            // Those of pages that are not here come with them.
            if is_whole || note.after_id >= first.saturating_sub(1) {
                mixed.push(row(note));
            }
        }
        mixed.push(line);
    }
    mixed.extend(rest.map(row));
    mixed
}

fn position(row: &Row<'_>) -> Option<u64> {
    match &row.shape {
        Shape::Text(bubble) => bubble.seq,
        Shape::Day(_) | Shape::Unread(_) => None,
    }
}

fn row<'a>(note: &Note) -> Row<'a> {
    let bubble = Bubble {
        seq: None,
        state: "sent",
        voice: Voice::Private,
        is_event: false,
        starts: true,
        ends: true,
        author: say_with("console.note.by", &[("name", &note.author)]).into(),
        content: note.content.clone().into(),
        at: Some(times::read(&note.created_at)),
        note: "".into(),
        client_id: None,
    };
    Row { key: note.id.clone().into(), shape: Shape::Text(bubble) }
}

fn path(session: &str) -> String {
    format!("/admin/chat/session/{session}/notes")
}
