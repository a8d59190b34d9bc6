//! What an agent is writing: an answer, or a note for the desk alone.

use any_spawner::Executor;
use chatdesk_widget_browser::{Decode as _, Json, Writer, client_id, list};
use chatdesk_widget_engine::{Input, MAX_CHARS, Table};

use crate::console::Console;
use crate::personal::storage;
use crate::state::Signal;

pub(crate) mod canned;
pub(crate) mod notes;
pub(crate) mod picker;

use canned::CannedReplies;
use notes::Notes;
use picker::Picker;

/// The composer beside the engine, which has the drafts of answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writing {
    /// What somebody chose to write.
    pub(crate) mode: Signal<Mode>,
    /// Notes that are written, by session.
    drafts: Signal<Table<String, NoteDraft>>,
    pub(crate) notes: Notes,
    pub(crate) canned: CannedReplies,
    pub(crate) picker: Picker,
    key: Signal<String>,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For the customer.
    Reply,
    /// For the desk alone.
    Note,
}

/// A note that is not stored yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoteDraft {
    pub(crate) text: String,
    /// Kept for every retry of the same text.
    client_id: Option<String>,
    pub(crate) is_saving: bool,
    /// Why it could not be stored.
    pub(crate) failure: Option<String>,
}

impl NoteDraft {
    /// How long it is, where it is too long.
    pub(crate) fn too_long(&self) -> Option<usize> {
        let length = self.text.trim().chars().count();
        (length > MAX_CHARS).then_some(length)
    }
}

impl Writing {
    pub(crate) fn new(key: &str) -> Self {
        Self {
            mode: Signal::new(Mode::Reply),
            drafts: Signal::default(),
            notes: Notes::new(),
            canned: CannedReplies::new(),
            picker: Picker::new(),
            key: Signal::new(format!("{key} notes")),
        }
    }

    /// Another chat is on the screen, or this one ended. What has ended can be spoken of still, among the
    /// desk; and where a note is half written nobody goes on with it as an answer.
    pub(crate) fn begin(self, session: Option<&str>, has_ended: bool) {
        let note = self.drafts.with_untracked(|drafts| {
            session
                .and_then(|session| drafts.get(session))
                .is_some_and(|note| !note.text.is_empty())
        });
        self.mode.set(if has_ended || note { Mode::Note } else { Mode::Reply });
        self.picker.close();
    }

    /// The other thing to write; the text of each stays where it is.
    pub(crate) fn turn(self) {
        self.mode.update(|mode| {
            *mode = match mode {
                Mode::Reply => Mode::Note,
                Mode::Note => Mode::Reply,
            };
        });
        self.picker.close();
    }

    /// The note that is written in the chat on the screen.
    pub(crate) fn note(self, console: Console) -> NoteDraft {
        let session = console.route.with(|route| route.session().map(str::to_owned));
        self.drafts.with(|drafts| {
            session.and_then(|session| drafts.get(&session).cloned()).unwrap_or_default()
        })
    }

    /// What stands in the field.
    pub(crate) fn text(self, console: Console) -> String {
        match self.mode.get() {
            Mode::Reply => console.draft.get(),
            Mode::Note => self.note(console).text,
        }
    }

    /// Somebody typed.
    pub(crate) fn write(self, console: Console, text: String) {
        match self.mode.get_untracked() {
            Mode::Reply => console.step(Input::Typed(text)),
            Mode::Note => self.change(console, |draft| {
                // Another text is another note.
                draft.client_id = None;
                draft.failure = None;
                draft.text = text;
            }),
        }
    }

    /// Sends it, or stores it.
    pub(crate) fn submit(self, console: Console) {
        match self.mode.get_untracked() {
            Mode::Reply => console.submit(),
            Mode::Note => self.store(console),
        }
    }

    /// Reads what was written here before, by the same person.
    pub(crate) fn restore(self, who: &str, session: Option<&str>) {
        self.drafts.set(self.kept(who));
        if self.mode.get_untracked() == Mode::Reply {
            self.begin(session, false);
        }
    }

    fn kept(self, who: &str) -> Table<String, NoteDraft> {
        let kept =
            storage().and_then(|storage| storage.get_item(&self.key.get_untracked()).ok()?);
        let json = kept.and_then(|text| Json::parse(&text)).unwrap_or(Json::Null);
        let is_theirs = String::decode(json.field("who")).as_deref() == Some(who);
        let drafts = Vec::<Json>::decode(json.field("drafts")).unwrap_or_default();
        let drafts = drafts.iter().filter(|_| is_theirs).filter_map(|draft| {
            let text = String::decode(draft.field("text"))?;
            let client_id = String::decode(draft.field("client_id"));
            let session = String::decode(draft.field("session"))?;
            Some((session, NoteDraft { text, client_id, ..NoteDraft::default() }))
        });
        drafts.collect()
    }

    /// Whether there is a note that is not stored.
    pub(crate) fn has_drafts(self) -> bool {
        self.drafts.with_untracked(|drafts| drafts.values().any(|draft| !draft.text.is_empty()))
    }

    /// Somebody left: nothing of theirs stays.
    pub(crate) fn forget(self) {
        self.drafts.set(Table::default());
        self.mode.set(Mode::Reply);
        self.notes.forget();
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.key.get_untracked()));
        }
    }

    fn store(self, console: Console) {
        let Some(session) =
            console.route.with_untracked(|route| route.session().map(str::to_owned))
        else {
            return;
        };
        let draft = self.drafts.with_untracked(|drafts| drafts.get(&session).cloned());
        let Some(draft) = draft.filter(|draft| !draft.is_saving && draft.too_long().is_none())
        else {
            return;
        };
        let content = draft.text.trim().to_owned();
        if content.is_empty() {
            return;
        }
        let id = draft.client_id.unwrap_or_else(client_id);
        self.change(console, |draft| {
            draft.client_id = Some(id.clone());
            draft.is_saving = true;
            draft.failure = None;
        });
        Executor::spawn_local(async move {
            let outcome = self.notes.write(console, &session, (&content, &id)).await;
            // Only what is stored leaves the field.
            self.drafts.update(|drafts| match outcome {
                Ok(()) => drop(drafts.remove(&session)),
                Err(refusal) => {
                    if let Some(draft) = drafts.get_mut(&session) {
                        draft.is_saving = false;
                        draft.failure = Some(refusal.words);
                    }
                }
            });
            self.keep(console, &session);
        });
    }

    fn change(self, console: Console, change: impl FnOnce(&mut NoteDraft)) {
        let session = console.route.with_untracked(|route| route.session().map(str::to_owned));
        let Some(session) = session else { return };
        self.drafts.update(|drafts| change(drafts.entry(session.clone())));
        self.keep(console, &session);
    }

    /// Writes down what a reload must not lose, and whose it is; those of other chats stay as another
    /// tab may have left them.
    fn keep(self, console: Console, session: &str) {
        let (Some(storage), Some(who)) = (storage(), console.me()) else { return };
        let mut drafts = self.kept(&who);
        drafts.remove(session);
        let draft = self.drafts.with_untracked(|drafts| drafts.get(session).cloned());
        if let Some(draft) = draft.filter(|draft| !draft.text.trim().is_empty()) {
            drafts.insert(session.to_owned(), draft);
        }
        let drafts = list(drafts.iter().map(|(session, draft)| {
            Writer::new()
                .text("session", session)
                .text("text", &draft.text)
                .maybe("client_id", draft.client_id.as_deref())
                .finish()
        }));
        let text = Writer::new().text("who", &who).raw("drafts", &drafts).finish();
        // Closed or full storage: the text is there for as long as the page is.
        drop(storage.set_item(&self.key.get_untracked(), &text));
    }
}
