//! What waits to be told to other systems, and what was given up.

use any_spawner::Executor;
use chatdesk_api::{Outgoing, OutgoingState};
use chatdesk_widget_browser::{encode, is_visible};
use chatdesk_widget_engine::{Failure, Table};

use crate::address::Route;
use crate::console::Console;
use crate::people::explain;
use crate::sending::change;
use crate::state::Signal;

/// So many stand on one page.
pub(crate) const PAGE: u64 = 50;

/// The table of deliveries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deliveries {
    pub(crate) page: Signal<Page>,
    /// Which of them.
    pub(crate) state: Signal<OutgoingState>,
    /// Where the pages up to the one that is shown begin; nothing for the first.
    pub(crate) turned: Signal<Vec<String>>,
    /// Those that are tried again just now, or why they could not be.
    pub(crate) retries: Signal<Table<String, Retry>>,
    asked: Signal<u32>,
}

/// How trying again stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Asking,
    Refused(String),
}

/// One state of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) shown: Option<Outgoing>,
    pub(crate) failure: Option<String>,
}

impl Deliveries {
    pub(crate) fn new() -> Self {
        Self {
            page: Signal::default(),
            state: Signal::new(OutgoingState::Failed),
            turned: Signal::default(),
            retries: Signal::default(),
            asked: Signal::default(),
        }
    }

    /// Shows those of this state.
    pub(crate) fn show(self, console: Console, state: OutgoingState) {
        self.state.put(state);
        self.turned.put(Vec::new());
        self.page.put(Page::default());
        self.retries.put(Table::default());
        self.refresh(console);
    }

    pub(crate) fn forget(self) {
        self.turned.put(Vec::new());
        self.page.put(Page::default());
    }

    pub(crate) fn next(self, console: Console) {
        let next = self.page.with_untracked(|page| page.shown.as_ref()?.next_cursor.clone());
        if let Some(next) = next {
            self.turned.update(|turned| turned.push(next));
            self.refresh(console);
        }
    }

    pub(crate) fn previous(self, console: Console) {
        self.turned.update(|turned| drop(turned.pop()));
        self.refresh(console);
    }

    /// Time passed. No stream tells of deliveries.
    pub(crate) fn tick(self, console: Console) {
        if console.route.get_untracked() == Route::Deliveries && is_visible() {
            self.refresh(console);
        }
    }

    /// Asks for the page that is shown.
    pub(crate) fn refresh(self, console: Console) {
        self.asked.update(|asked| *asked += 1);
        let asked = self.asked.get_untracked();
        let state = key(self.state.get_untracked());
        let mut path = format!("/admin/deliveries?limit={PAGE}&state={state}");
        if let Some(cursor) = self.turned.with_untracked(|turned| turned.last().cloned()) {
            path.push_str("&cursor=");
            encode(&mut path, &cursor);
        }
        Executor::spawn_local(async move {
            let answer: Result<Outgoing, Failure> = console.api().get(&path).await;
            if self.asked.get_untracked() != asked {
                return;
            }
            match answer {
                Ok(shown) => self.page.put(Page { shown: Some(shown), failure: None }),
                Err(failure) => {
                    console.mind(&failure);
                    self.page.update(|page| page.failure = Some(explain(&failure)));
                }
            }
        });
    }

    /// Lets one that was given up be tried again.
    pub(crate) fn retry(self, console: Console, id: String) {
        self.retries.update(|retries| retries.insert(id.clone(), Retry::Asking));
        Executor::spawn_local(async move {
            let path = format!("/admin/deliveries/{id}/retry");
            let answer = change(console, "POST", &path, Some("{}")).await;
            self.retries.update(|retries| match answer {
                Ok(_) => drop(retries.remove(&id)),
                Err(refusal) => retries.insert(id, Retry::Refused(refusal.words)),
            });
            self.refresh(console);
        });
    }
}

/// A state as the server writes it.
pub(crate) const fn key(state: OutgoingState) -> &'static str {
    match state {
        OutgoingState::Waiting => "waiting",
        OutgoingState::Failed => "failed",
    }
}
