//! The table of users: pages, search, and what changes while it is shown.

use any_spawner::Executor;
use chatdesk_api::{AdminUser, AdminUsers};
use chatdesk_widget_browser::say;
use chatdesk_widget_engine::{Connection, Failure};

use crate::address::Route;
use crate::console::Console;
use crate::page::after;
use crate::state::Signal;

/// A burst of news asks for the table once.
const QUIET: std::time::Duration = std::time::Duration::from_millis(400);

/// The users that are known here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    /// What is shown.
    pub(crate) table: Signal<Table>,
    /// What somebody looks for.
    pub(crate) search: Signal<String>,
    /// Answers to older questions come too late.
    asked: Signal<u32>,
    is_waiting: Signal<bool>,
}

/// One state of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) users: Vec<AdminUser>,
    pub(crate) total: u64,
    pub(crate) next_cursor: Option<String>,
    pub(crate) is_loaded: bool,
    pub(crate) is_loading: bool,
    pub(crate) failure: Option<String>,
    /// What was looked for when these were found.
    search: String,
    /// Some of these may be gone: the next first page replaces them all.
    is_doubtful: bool,
}

impl People {
    pub(crate) fn new() -> Self {
        Self {
            table: Signal::default(),
            search: Signal::default(),
            asked: Signal::default(),
            is_waiting: Signal::default(),
        }
    }

    /// Looks for this text from now on.
    pub(crate) fn look_for(self, console: Console, text: String) {
        self.search.set(text);
        self.wait(console);
    }

    /// Something happened that the table may show.
    pub(crate) fn hear_news(self, console: Console) {
        if console.route.get_untracked() == Route::Users {
            self.wait(console);
        }
    }

    /// Somebody's chat was switched.
    pub(crate) fn switch(self, user_id: &str, chat_enabled: bool) {
        let concerns = |user: &AdminUser| user.user_id == user_id;
        if self.table.with_untracked(|table| table.users.iter().any(concerns)) {
            self.table.update(|table| {
                for user in table.users.iter_mut().filter(|user| concerns(user)) {
                    user.chat_enabled = chat_enabled;
                }
            });
        }
    }

    /// Somebody was erased; without a name it may be anybody.
    pub(crate) fn forget(self, console: Console, user_id: Option<&str>) {
        self.table.update(|table| table.forget(user_id));
        self.hear_news(console);
    }

    /// Asks for the first page; further ones that are shown stay.
    pub(crate) fn refresh(self, console: Console) {
        self.ask(console, None);
    }

    /// Asks for the next page.
    pub(crate) fn load_more(self, console: Console) {
        if let Some(cursor) = self.table.with_untracked(|table| table.next_cursor.clone()) {
            self.ask(console, Some(&cursor));
        }
    }

    fn wait(self, console: Console) {
        if self.is_waiting.get_untracked() {
            return;
        }
        self.is_waiting.set(true);
        let ask = move || {
            self.is_waiting.set(false);
            self.refresh(console);
        };
        after(ask, QUIET);
    }

    fn ask(self, console: Console, cursor: Option<&str>) {
        self.asked.update(|asked| *asked += 1);
        let asked = self.asked.get_untracked();
        let search = self.search.get_untracked();
        self.table.update(|table| table.is_loading = true);
        let path = path(search.trim(), cursor);
        let place = if cursor.is_some() { Place::Further } else { Place::First };
        Executor::spawn_local(async move {
            let answer: Result<AdminUsers, Failure> = console.api().get(&path).await;
            if self.asked.get_untracked() != asked {
                return;
            }
            if let Err(failure) = &answer {
                console.mind(failure);
            }
            self.table.update(|table| table.accept(answer, place, &search));
        });
    }

    /// The connection changed: something may have been missed.
    pub(crate) fn connected(self, console: Console, connection: Connection) {
        if connection != Connection::Offline {
            self.hear_news(console);
        }
    }
}

/// Which page an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    First,
    Further,
}

impl Table {
    fn accept(&mut self, answer: Result<AdminUsers, Failure>, place: Place, search: &str) {
        self.is_loading = false;
        self.failure = None;
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                self.failure = Some(explain(&failure));
                return;
            }
        };
        self.total = page.total;
        let is_same = self.is_loaded && !self.is_doubtful && self.search == search;
        let has_further = is_same && page.users.len() < self.users.len();
        if place == Place::Further || !has_further {
            self.next_cursor = page.next_cursor;
        }
        let mut shown = if is_same { std::mem::take(&mut self.users) } else { Vec::new() };
        shown.retain(|user| page.users.iter().all(|newer| newer.user_id != user.user_id));
        self.users = match place {
            Place::First => page.users.into_iter().chain(shown).collect(),
            Place::Further => shown.into_iter().chain(page.users).collect(),
        };
        self.is_loaded = true;
        self.is_doubtful = false;
        search.clone_into(&mut self.search);
    }

    fn forget(&mut self, user_id: Option<&str>) {
        let Some(user_id) = user_id else {
            self.is_doubtful = true;
            return;
        };
        let n_before = self.users.len();
        self.users.retain(|user| user.user_id != user_id);
        self.total = self.total.saturating_sub((n_before - self.users.len()) as u64);
    }
}

/// Why something could not be had or done, for a person.
pub(crate) fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Network => say("console.no_server"),
        Failure::Refused { detail, .. } if detail.is_empty() => say("console.refused"),
        Failure::Refused { detail, .. } => detail.clone(),
    }
}

fn path(search: &str, cursor: Option<&str>) -> String {
    let mut path = String::from("/admin/users?limit=50");
    for (name, value) in [("search", Some(search).filter(|s| !s.is_empty())), ("cursor", cursor)] {
        if let Some(value) = value {
            let value = String::from(js_sys::encode_uri_component(value));
            path.push_str(&format!("&{name}={value}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use chatdesk_api::{AdminUser, AdminUsers};

    use super::{Place, Table};

    fn page(ids: &[&str], next_cursor: Option<&str>) -> AdminUsers {
        let users = ids.iter().map(|&id| AdminUser {
            user_id: id.into(),
            name: None,
            email: None,
            chat_enabled: true,
            unread_count: 0,
            open_session_id: None,
            last_seen_at: None,
        });
        AdminUsers {
            users: users.collect(),
            total: 9,
            next_cursor: next_cursor.map(str::to_owned),
            cursor: "c".into(),
        }
    }

    fn ids(table: &Table) -> Vec<&str> {
        table.users.iter().map(|user| user.user_id.as_str()).collect()
    }

    #[test]
    fn somebody_new_comes_first_and_further_pages_stay() {
        let mut table = Table::default();
        table.accept(Ok(page(&["4", "3"], Some("two"))), Place::First, "");
        table.accept(Ok(page(&["2", "1"], Some("three"))), Place::Further, "");

        table.accept(Ok(page(&["5", "4"], Some("two"))), Place::First, "");

        assert_eq!(ids(&table), ["5", "4", "3", "2", "1"]);
        assert_eq!(table.next_cursor.as_deref(), Some("three"));
    }

    #[test]
    fn whoever_was_erased_is_not_shown_any_more() {
        let mut table = Table::default();
        table.accept(Ok(page(&["4", "3"], Some("two"))), Place::First, "");
        table.accept(Ok(page(&["2", "1"], None)), Place::Further, "");

        table.forget(Some("2"));
        assert_eq!(ids(&table), ["4", "3", "1"]);
        assert_eq!(table.total, 8);

        table.forget(None);
        assert_eq!(ids(&table), ["4", "3", "1"], "they stay until it is known who is left");
        table.accept(Ok(page(&["4"], Some("two"))), Place::First, "");
        assert_eq!(ids(&table), ["4"]);
        assert_eq!(table.next_cursor.as_deref(), Some("two"));
    }

    #[test]
    fn another_search_begins_anew() {
        let mut table = Table::default();
        table.accept(Ok(page(&["2", "1"], Some("two"))), Place::First, "");

        table.accept(Ok(page(&["7"], None)), Place::First, "ada");

        assert_eq!(ids(&table), ["7"]);
        assert_eq!(table.next_cursor, None);
    }
}
