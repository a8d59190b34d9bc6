use any_spawner::Executor;
use chatdesk_api::{Ticket, Tickets};
use chatdesk_widget_engine::Failure;

use super::lens::{Lens, PAGE};
use crate::address::Route;
use crate::console::Console;
use crate::people::explain;
use crate::state::Signal;
use crate::wiring;

/// The table of tickets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    pub(crate) page: Signal<Page>,
    /// What of all tickets it shows.
    pub(crate) lens: Signal<Lens>,
    /// Answers to older questions come too late.
    asked: Signal<u32>,
}

/// One state of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) total: u64,
    pub(crate) is_loaded: bool,
    pub(crate) failure: Option<String>,
}

impl List {
    pub(crate) fn new() -> Self {
        Self { page: Signal::default(), lens: Signal::default(), asked: Signal::default() }
    }

    /// Shows this of them from now on; the browser's way back leads to what was shown before.
    pub(crate) fn turn_to(self, console: Console, lens: Lens) {
        if self.lens.with_untracked(|shown| *shown != lens) {
            self.lens.set(lens);
            console.go(&Route::Tickets);
        }
    }

    /// Shows other ones, from the first page on.
    pub(crate) fn narrow(self, console: Console, change: impl FnOnce(&mut Lens)) {
        let mut lens = Lens { skip: 0, ..self.lens.get_untracked() };
        change(&mut lens);
        self.turn_to(console, lens);
    }

    /// Looks for these words. Going back does not lead through every letter.
    pub(crate) fn look_for(self, console: Console, search: String) {
        let lens = Lens { skip: 0, search, ..self.lens.get_untracked() };
        self.look_through(console, lens);
    }

    fn look_through(self, console: Console, lens: Lens) {
        self.lens.set(lens);
        console.note_address();
        self.refresh(console);
    }

    /// One ticket as it is now; where it belongs the next answer says.
    pub(super) fn learn(self, ticket: &Ticket) {
        let is_older = |known: &Ticket| known.id == ticket.id && known.version <= ticket.version;
        if self.page.with_untracked(|page| page.tickets.iter().any(is_older)) {
            self.page.update(|page| {
                for known in page.tickets.iter_mut().filter(|known| is_older(known)) {
                    known.clone_from(ticket);
                }
            });
        }
    }

    /// Asks for the page that is shown.
    pub(crate) fn refresh(self, console: Console) {
        self.asked.update(|asked| *asked += 1);
        let asked = self.asked.get_untracked();
        let me = console.me().unwrap_or_default();
        let path = self.lens.with_untracked(|lens| lens.path(&me));
        Executor::spawn_local(async move {
            let answer: Result<Tickets, Failure> = console.api().get(&path).await;
            if self.asked.get_untracked() != asked {
                return;
            }
            match answer {
                Ok(Tickets { tickets, total, .. }) => self.show(console, tickets, total),
                Err(failure) => {
                    console.mind(&failure);
                    self.page.update(|page| page.failure = Some(explain(&failure)));
                }
            }
        });
    }

    fn show(self, console: Console, tickets: Vec<Ticket>, total: u64) {
        let skip = self.lens.with_untracked(|lens| lens.skip);
        if tickets.is_empty() && skip >= total && skip > 0 {
            // Its tickets went elsewhere: the last page that is left is shown.
            let skip = total.saturating_sub(1) / PAGE * PAGE;
            let lens = Lens { skip, ..self.lens.get_untracked() };
            return self.look_through(console, lens);
        }
        if let Some(row) = wiring::focused_row(console) {
            // What is moved loses the focus.
            wiring::focus(console, row);
        }
        self.page.put(Page { tickets, total, is_loaded: true, failure: None });
    }
}
