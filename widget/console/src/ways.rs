//! The channels by which others are told, and what a test by one of them came to.

use any_spawner::Executor;
use chatdesk_api::{Trial, TrialState, WaysOut};
use chatdesk_widget_browser::{Decode as _, encode};
use chatdesk_widget_engine::{Failure, Table};

use crate::console::Console;
use crate::sending::change;
use crate::state::Signal;

/// The list of channels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ways {
    pub(crate) shown: Signal<Option<WaysOut>>,
    /// Tests under way, and what others came to.
    pub(crate) tests: Signal<Table<String, Test>>,
}

/// How a test stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Asking,
    Sent,
    Failed(String),
}

impl Ways {
    pub(crate) fn new() -> Self {
        Self { shown: Signal::default(), tests: Signal::default() }
    }

    pub(crate) fn forget(self) {
        self.shown.put(None);
        self.tests.put(Table::default());
    }

    /// Asks which there are. Where that is not told, none are shown: the table below says what is wrong.
    pub(crate) fn refresh(self, console: Console) {
        Executor::spawn_local(async move {
            let answer: Result<WaysOut, Failure> = console.api().get("/admin/channels").await;
            match answer {
                Ok(shown) => self.shown.put(Some(shown)),
                Err(failure) => console.mind(&failure),
            }
        });
    }

    /// Sends a test by one.
    pub(crate) fn test(self, console: Console, kind: String) {
        self.tests.update(|tests| tests.insert(kind.clone(), Test::Asking));
        Executor::spawn_local(async move {
            let mut path = "/admin/channels/".to_owned();
            encode(&mut path, &kind);
            path.push_str("/test");
            let answer = change(console, "POST", &path, Some("{}")).await;
            let came_to = match answer.map(|json| Trial::decode(&json)) {
                Ok(Some(Trial { state: TrialState::Sent, .. })) => Test::Sent,
                Ok(trial) => Test::Failed(trial.and_then(|trial| trial.error).unwrap_or_default()),
                Err(refusal) => Test::Failed(refusal.words),
            };
            self.tests.update(|tests| tests.insert(kind, came_to));
        });
    }
}
