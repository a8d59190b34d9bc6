//! The list from which a canned reply is chosen.

use super::canned::CannedReply;
use crate::console::Console;
use crate::state::Signal;

/// Whether the list is open, what is looked for, and which one is about to be chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picker {
    state: Signal<Option<Choice>>,
    /// The text in which somebody put the list away.
    dismissed: Signal<Option<String>>,
}

/// The open list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) found: Vec<CannedReply>,
    pub(crate) active: usize,
    /// Whether what stands in the field is what is looked for, to be replaced by the reply.
    pub(crate) is_typed: bool,
}

/// Where to go in the list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Next,
    Previous,
}

impl Picker {
    pub(super) fn new() -> Self {
        Self { state: Signal::default(), dismissed: Signal::default() }
    }

    pub(crate) fn choice(self) -> Option<Choice> {
        self.state.get()
    }

    pub(crate) fn is_open(self) -> bool {
        self.state.get_untracked().is_some()
    }

    /// The one that is about to be chosen.
    pub(crate) fn active(self) -> Option<CannedReply> {
        let choice = self.state.get_untracked()?;
        choice.found.get(choice.active).cloned()
    }

    /// Follows what somebody types: a `/` at the start looks for a reply.
    pub(crate) fn follow(self, console: Console, text: &str) {
        let query = text.strip_prefix('/').filter(|query| !query.contains(char::is_whitespace));
        let is_dismissed = self.dismissed.get_untracked().as_deref() == Some(text);
        let Some(query) = query.filter(|_| !is_dismissed) else { return self.close() };
        let found = console.writing.canned.fitting(query);
        self.state.put(Some(Choice { found, active: 0, is_typed: true }));
    }

    /// Shows all of them, beside whatever is written.
    pub(crate) fn open(self, console: Console) {
        let found = console.writing.canned.fitting("");
        self.state.put(Some(Choice { found, active: 0, is_typed: false }));
    }

    pub(crate) fn close(self) {
        self.state.put(None);
    }

    /// Puts the list away until something else is typed.
    pub(crate) fn dismiss(self, text: String) {
        self.dismissed.set(Some(text));
        self.close();
    }

    pub(crate) fn step(self, step: Step) {
        self.state.update(|state| {
            let Some(choice) = state else { return };
            let n_found = choice.found.len().max(1);
            choice.active = match step {
                Step::Next => (choice.active + 1) % n_found,
                Step::Previous => (choice.active + n_found - 1) % n_found,
            };
        });
    }
}
