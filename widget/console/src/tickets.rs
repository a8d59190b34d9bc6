//! Tickets: how many there are, the list of them, and the one that is shown.

use any_spawner::Executor;
use chatdesk_api::{TicketEvent, TicketNotifications};
use chatdesk_widget_browser::{Decode as _, Json};
use chatdesk_widget_engine::{Connection, Engine, Failure};

use crate::address::Route;
use crate::console::Console;
use crate::soon::Soon;
use crate::state::Signal;

pub(crate) mod lens;
pub(crate) mod list;
pub(crate) mod shown;
pub(crate) mod words;

use list::List;
use shown::Shown;

/// The tickets that are known here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tickets {
    /// How many wait for whom, once the server said so.
    pub(crate) counts: Signal<Option<TicketNotifications>>,
    pub(crate) list: List,
    pub(crate) shown: Shown,
    counting: Soon,
    looking: Soon,
    /// The newest version of the sessions that have one: their messages change tickets, too.
    newest: Signal<u64>,
}

impl Tickets {
    pub(crate) fn new() -> Self {
        Self {
            counts: Signal::new(None),
            list: List::new(),
            shown: Shown::new(),
            counting: Soon::new(),
            looking: Soon::new(),
            newest: Signal::default(),
        }
    }

    /// The stream told of one.
    pub(crate) fn hear(self, console: Console, data: &str) {
        let event = Json::parse(data).and_then(|json| TicketEvent::decode(&json));
        if let Some(TicketEvent { ticket }) = event {
            self.list.learn(&ticket);
            self.shown.learn(console, ticket);
        }
        self.hear_news(console);
    }

    /// Something happened that the counts, the list and the ticket on the screen may show.
    pub(crate) fn hear_news(self, console: Console) {
        self.counting.work(move || self.count(console));
        self.look_again(console);
    }

    /// Notices when something was written in a ticket.
    pub(crate) fn watch(self, console: Console, engine: &Engine) {
        let of_tickets = engine.sessions().known().filter(|session| session.ticket_id.is_some());
        let newest = of_tickets.map(|session| session.version).max().unwrap_or_default();
        if self.newest.get_untracked() < newest {
            self.newest.set(newest);
            self.look_again(console);
        }
    }

    /// The connection changed: something may have been missed.
    pub(crate) fn connected(self, console: Console, connection: Connection) {
        if connection != Connection::Offline {
            self.hear_news(console);
        }
    }

    /// Somebody else is here: nothing that was shown stays.
    pub(crate) fn forget(self) {
        self.counts.set(None);
        self.list.page.set(list::Page::default());
        self.shown.forget();
        self.newest.set(0);
    }

    /// Asks how many there are.
    pub(crate) fn count(self, console: Console) {
        Executor::spawn_local(async move {
            let path = "/admin/support/notifications";
            let answer: Result<TicketNotifications, Failure> = console.api().get(path).await;
            match answer {
                Ok(counts) => self.counts.put(Some(counts)),
                // What was counted last stays until somebody answers.
                Err(failure) => console.mind(&failure),
            }
        });
    }

    fn look_again(self, console: Console) {
        self.looking.work(move || match console.route.get_untracked() {
            // Nothing moves under a hand that is about to press.
            Route::Tickets if console.inbox.is_held() => self.look_again(console),
            Route::Tickets => self.list.refresh(console),
            Route::Ticket { number, .. } => self.shown.refresh(console, number),
            _ => {}
        });
    }
}
