//! The list of chats: how many there are of each kind, and what keeps it still under a hand.

use std::time::Duration;

use any_spawner::Executor;
use chatdesk_api::{AdminSessions, Session, SessionKind, SessionStatus};
use chatdesk_widget_browser::{is_touched, now_ms};
use chatdesk_widget_engine::{Connection, Engine, Failure};

use crate::console::Console;
use crate::page::after;
use crate::state::Signal;

/// So long after somebody's hand moved over the list it stays as it is.
const STILL_MS: u64 = 1_500;
/// A burst of changes is counted once.
const QUIET: Duration = Duration::from_millis(400);

/// What is known of the list beside its rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inbox {
    /// How many wait, once the server said so.
    pub(crate) n_waiting: Signal<Option<u64>>,
    /// How many one has oneself.
    pub(crate) n_mine: Signal<Option<u64>>,
    /// The chat that has waited longest.
    pub(crate) longest: Signal<Option<String>>,
    /// Until when nothing moves; 0 where it may.
    still_until: Signal<u64>,
    /// What was known when it was counted last: the counts can only differ when this does.
    counted: Signal<Known>,
    is_counting: Signal<bool>,
}

/// What the counts depend on, as far as it is known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Known {
    is_connected: bool,
    n_waiting: usize,
    n_mine: usize,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self {
            n_waiting: Signal::new(None),
            n_mine: Signal::new(None),
            longest: Signal::new(None),
            still_until: Signal::new(0),
            counted: Signal::default(),
            is_counting: Signal::new(false),
        }
    }

    /// Somebody's hand moves over the list: what they are about to press stays where it is.
    pub(crate) fn hold(self, console: Console) {
        if is_touched() {
            return;
        }
        let is_held = self.still_until.get_untracked() > 0;
        self.still_until.set(now_ms() + STILL_MS);
        if !is_held {
            self.wait(console);
        }
    }

    /// Whether somebody's hand moves over the list, or a table.
    pub(crate) fn is_held(self) -> bool {
        self.still_until.get_untracked() > now_ms()
    }

    /// Everything may move again.
    pub(crate) fn release(self) {
        self.still_until.set(0);
    }

    fn wait(self, console: Console) {
        let left = self.still_until.get_untracked().saturating_sub(now_ms());
        let look = move || {
            let until = self.still_until.get_untracked();
            if until > now_ms() {
                self.wait(console);
            } else if until > 0 {
                self.release();
                console.redraw_list();
            }
        };
        after(look, Duration::from_millis(left.max(50)));
    }

    /// The order to show, and how many are held back: what is shown keeps its place while a hand is
    /// there, and what belongs behind it may come.
    pub(crate) fn arrange(self, shown: &[String], wanted: Vec<String>) -> (Vec<String>, usize) {
        if self.still_until.get_untracked() == 0 { (wanted, 0) } else { keep(shown, wanted) }
    }

    /// Counts anew where the counts may have changed.
    pub(crate) fn recount(self, console: Console, engine: &Engine) {
        let me = console.me();
        let is_waiting =
            |session: &&Session| session.status == SessionStatus::Waiting && session.last_seq > 0;
        let is_mine = |session: &&Session| {
            let holder = session.agent.as_ref().and_then(|agent| agent.id.as_ref());
            session.status == SessionStatus::Active && me.is_some() && holder == me.as_ref()
        };
        let is_customers = |session: &&Session| session.kind != SessionKind::Panel;
        let all = || engine.sessions().known().filter(is_customers);
        let longest = all().filter(is_waiting).min_by(|a, b| a.created_at.cmp(&b.created_at));
        self.longest.put(longest.map(|session| session.id.clone()));
        let known = Known {
            is_connected: engine.is_known() && engine.connection() != Connection::Offline,
            n_waiting: all().filter(is_waiting).count(),
            n_mine: all().filter(is_mine).count(),
        };
        if !known.is_connected || self.counted.get_untracked() == known {
            return;
        }
        self.counted.set(known);
        if !self.is_counting.get_untracked() {
            self.is_counting.set(true);
            after(move || self.count(console), QUIET);
        }
    }

    fn count(self, console: Console) {
        self.is_counting.set(false);
        let mine = console.me().map(|me| String::from(js_sys::encode_uri_component(&me)));
        Executor::spawn_local(async move {
            if let Some(total) = total(console, "status=waiting").await {
                self.n_waiting.put(Some(total));
            }
            if let Some(me) = mine
                && let Some(total) = total(console, &format!("status=active&agent={me}")).await
            {
                self.n_mine.put(Some(total));
            }
        });
    }
}

/// How many chats there are of a kind; nothing where nobody could say.
async fn total(console: Console, which: &str) -> Option<u64> {
    let path = format!("/admin/chat/sessions?limit=1&{which}");
    let answer: Result<AdminSessions, Failure> = console.api().get(&path).await;
    answer.ok().map(|page| page.total)
}

/// Those that are shown in their order, without what is gone, and behind them what belongs there.
fn keep(shown: &[String], wanted: Vec<String>) -> (Vec<String>, usize) {
    let is_shown = |id: &String| shown.contains(id);
    let Some(last) = wanted.iter().rposition(is_shown) else { return (wanted, 0) };
    let mut kept: Vec<String> = shown.iter().filter(|id| wanted.contains(id)).cloned().collect();
    let n_held = wanted.iter().take(last).filter(|id| !is_shown(id)).count();
    kept.extend(wanted.into_iter().skip(last + 1));
    (kept, n_held)
}

#[cfg(test)]
mod tests {
    use super::keep;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn under_a_hand_nothing_moves_and_what_is_new_is_held_back() {
        assert_eq!(keep(&ids("abc"), ids("xcab")), (ids("abc"), 1));
    }

    #[test]
    fn what_is_gone_goes_and_what_is_older_comes() {
        assert_eq!(keep(&ids("abc"), ids("acde")), (ids("acde"), 0));
    }

    #[test]
    fn where_nothing_is_left_of_it_the_list_is_another() {
        assert_eq!(keep(&ids("ab"), ids("xy")), (ids("xy"), 0));
        assert_eq!(keep(&[], ids("xy")), (ids("xy"), 0));
    }
}
