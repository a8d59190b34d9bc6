//! Everybody's switch: what is being changed, and who changed it before.

use any_spawner::Executor;
use chatdesk_api::{Toggle, ToggleChange, ToggleHistory};
use chatdesk_widget_browser::Writer;
use chatdesk_widget_engine::{Failure, Input, Table};

use crate::console::Console;
use crate::people::explain;
use crate::state::Signal;

/// The switches that somebody touched here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switches {
    /// By user.
    touched: Signal<Table<String, Touched>>,
    /// The histories that are shown, by user.
    histories: Signal<Table<String, History>>,
    /// Reasons that are written for the next change, by user.
    reasons: Signal<Table<String, String>>,
    /// How often the stream told of a user's switch.
    n_heard: Signal<Table<String, u32>>,
}

/// A switch that is being changed, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Touched {
    /// Under way to this.
    Changing(bool),
    /// It stayed as it was.
    Failed(String),
}

/// Who switched somebody's chat, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum History {
    /// On its way.
    Loading,
    /// Newest first.
    Known(Vec<ToggleChange>),
    /// Why it cannot be had.
    Failed(String),
}

impl Switches {
    pub(crate) fn new() -> Self {
        Self {
            touched: Signal::default(),
            histories: Signal::default(),
            reasons: Signal::default(),
            n_heard: Signal::default(),
        }
    }

    /// How the switch is to be shown, given what the server said last.
    pub(crate) fn shown(self, user_id: &str, chat_enabled: bool) -> bool {
        self.touched.with(|touched| match touched.get(user_id) {
            Some(Touched::Changing(wanted)) => *wanted,
            Some(Touched::Failed(_)) | None => chat_enabled,
        })
    }

    /// Whether it is on its way.
    pub(crate) fn is_changing(self, user_id: &str) -> bool {
        self.touched.with(|touched| matches!(touched.get(user_id), Some(Touched::Changing(_))))
    }

    /// Why it could not be changed.
    pub(crate) fn failure(self, user_id: &str) -> Option<String> {
        self.touched.with(|touched| match touched.get(user_id) {
            Some(Touched::Failed(why)) => Some(why.clone()),
            Some(Touched::Changing(_)) | None => None,
        })
    }

    /// The history, where it is shown.
    pub(crate) fn history(self, user_id: &str) -> Option<History> {
        self.histories.with(|histories| histories.get(user_id).cloned())
    }

    pub(crate) fn reason(self, user_id: &str) -> String {
        self.reasons.with(|reasons| reasons.get(user_id).cloned()).unwrap_or_default()
    }

    pub(crate) fn write_reason(self, user_id: &str, reason: String) {
        self.reasons.update(|reasons| {
            reasons.insert(user_id.to_owned(), reason);
        });
    }

    /// Switches at once; what was written as a reason goes with it.
    pub(crate) fn switch(self, console: Console, user_id: String, chat_enabled: bool) {
        let is_busy = |touched: &Table<String, Touched>| {
            matches!(touched.get(&user_id), Some(Touched::Changing(_)))
        };
        if self.touched.with_untracked(is_busy) {
            return;
        }
        self.touched.update(|touched| {
            touched.insert(user_id.clone(), Touched::Changing(chat_enabled));
        });
        let n_heard = self.n_heard(&user_id);
        let path = path(&user_id, "");
        let reason = self.reasons.with_untracked(|reasons| reasons.get(&user_id).cloned());
        let reason = reason.map(|reason| reason.trim().to_owned()).filter(|r| !r.is_empty());
        let body = Writer::new()
            .raw("chat_enabled", if chat_enabled { "true" } else { "false" })
            .maybe("reason", reason.as_deref())
            .finish();
        Executor::spawn_local(async move {
            let answer: Result<Toggle, Failure> = console.api().send("PUT", &path, body).await;
            match answer {
                Ok(toggle) => {
                    // The stream's word is the last one: it knows what others did meanwhile.
                    if self.n_heard(&user_id) == n_heard {
                        let Toggle { user_id, chat_enabled, .. } = toggle;
                        console.people.switch(&user_id, chat_enabled);
                        console.step(Input::Switched { user_id, chat_enabled });
                    }
                    self.touched.update(|touched| drop(touched.remove(&user_id)));
                    self.reasons.update(|reasons| drop(reasons.remove(&user_id)));
                    self.reload(console, &user_id);
                }
                Err(failure) => {
                    console.mind(&failure);
                    let why = explain(&failure);
                    self.touched.update(|touched| {
                        touched.insert(user_id, Touched::Failed(why));
                    });
                }
            }
        });
    }

    /// The stream told of a switch.
    pub(crate) fn hear(self, console: Console, user_id: &str) {
        self.n_heard.update(|heard| *heard.entry(user_id.to_owned()) += 1);
        self.reload(console, user_id);
    }

    /// Somebody was erased; without a name it may be anybody whose history is shown.
    pub(crate) fn forget(self, console: Console, user_id: Option<&str>) {
        let Some(user_id) = user_id else {
            let shown: Vec<String> =
                self.histories.with_untracked(|histories| histories.keys().cloned().collect());
            for user_id in shown {
                self.reload(console, &user_id);
            }
            return;
        };
        self.touched.update(|touched| drop(touched.remove(user_id)));
        self.histories.update(|histories| drop(histories.remove(user_id)));
        self.reasons.update(|reasons| drop(reasons.remove(user_id)));
    }

    /// Shows somebody's history, or puts it away.
    pub(crate) fn toggle_history(self, console: Console, user_id: &str) {
        if self.histories.with_untracked(|histories| histories.get(user_id).is_some()) {
            self.histories.update(|histories| drop(histories.remove(user_id)));
            return;
        }
        self.histories.update(|histories| {
            histories.insert(user_id.to_owned(), History::Loading);
        });
        self.reload(console, user_id);
    }

    fn reload(self, console: Console, user_id: &str) {
        if !self.histories.with_untracked(|histories| histories.get(user_id).is_some()) {
            return;
        }
        let path = path(user_id, "/history");
        let user_id = user_id.to_owned();
        Executor::spawn_local(async move {
            let answer: Result<ToggleHistory, Failure> = console.api().get(&path).await;
            let history = match answer {
                Ok(ToggleHistory { changes }) => History::Known(changes),
                Err(Failure::Refused { status: 404, .. }) => History::Known(Vec::new()),
                Err(failure) => History::Failed(explain(&failure)),
            };
            self.histories.update(|histories| {
                if let Some(shown) = histories.get_mut(&user_id) {
                    *shown = history;
                }
            });
        });
    }

    fn n_heard(self, user_id: &str) -> u32 {
        self.n_heard.get_untracked().get(user_id).copied().unwrap_or_default()
    }
}

fn path(user_id: &str, rest: &str) -> String {
    let user_id = String::from(js_sys::encode_uri_component(user_id));
    format!("/admin/user/{user_id}/chat-toggle{rest}")
}
