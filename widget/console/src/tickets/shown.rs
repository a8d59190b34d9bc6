use any_spawner::Executor;
use chatdesk_api::{ClosedTicket, Ticket};
use chatdesk_widget_browser::{Decode, Writer, client_id, say};
use chatdesk_widget_engine::Failure;

use super::words::told;
use crate::address::Route;
use crate::console::Console;
use crate::people::explain;
use crate::sending::{Refusal, change};
use crate::state::Signal;

/// The ticket on the screen; its messages are the engine's, as those of any session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) ticket: Signal<Option<Ticket>>,
    /// Whether there is none of this number, or why it cannot be had.
    pub(crate) missing: Signal<Option<Missing>>,
    /// Whether a change is on its way.
    pub(crate) is_busy: Signal<bool>,
    /// What came of the last one.
    pub(crate) outcome: Signal<Option<Outcome>>,
    /// Whether it is asked if the ticket is to be closed.
    pub(crate) asks_to_close: Signal<bool>,
    /// The last word, and the name under which it is sent again.
    pub(crate) last_word: Signal<(String, Option<String>)>,
}

/// Why there is no ticket to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// There is none.
    Unknown,
    /// Why it cannot be had.
    Failed(String),
}

/// What came of a change, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done(String),
    Refused(String),
}

impl Shown {
    pub(super) fn new() -> Self {
        Self {
            ticket: Signal::new(None),
            missing: Signal::new(None),
            is_busy: Signal::new(false),
            outcome: Signal::new(None),
            asks_to_close: Signal::new(false),
            last_word: Signal::default(),
        }
    }

    /// Another ticket is shown, or none.
    pub(crate) fn begin(self, number: Option<u64>) {
        if self.number() != number {
            self.ticket.put(None);
        }
        self.missing.put(None);
        self.outcome.put(None);
        self.asks_to_close.put(false);
        self.last_word.put(Default::default());
    }

    pub(super) fn forget(self) {
        self.begin(None);
    }

    /// The session of the ticket of this number, where that is known.
    pub(crate) fn session_of(self, number: u64) -> Option<String> {
        self.ticket.with_untracked(|ticket| {
            let ticket = ticket.as_ref().filter(|ticket| ticket.id == number)?;
            Some(ticket.session_id.clone())
        })
    }

    fn number(self) -> Option<u64> {
        self.ticket.with_untracked(|ticket| ticket.as_ref().map(|ticket| ticket.id))
    }

    /// One ticket as it is now; of two copies the newer counts.
    pub(super) fn learn(self, console: Console, ticket: Ticket) {
        let is_shown =
            |route: &Route| matches!(route, Route::Ticket { number, .. } if *number == ticket.id);
        if !console.route.with_untracked(is_shown) {
            return;
        }
        let is_newer = self.ticket.with_untracked(|known| {
            known
                .as_ref()
                .is_none_or(|known| known.id != ticket.id || known.version <= ticket.version)
        });
        if is_newer {
            let (number, session) = (ticket.id, Some(ticket.session_id.clone()));
            self.ticket.put(Some(ticket));
            self.missing.put(None);
            console.show(Route::Ticket { number, session });
        }
    }

    /// Asks for the ticket of this number.
    pub(crate) fn refresh(self, console: Console, number: u64) {
        Executor::spawn_local(async move {
            let path = format!("{}?limit=1", path(number));
            let answer: Result<Ticket, Failure> = console.api().get(&path).await;
            match answer {
                Ok(ticket) => self.learn(console, ticket),
                Err(failure) => {
                    console.mind(&failure);
                    let missing = match failure {
                        Failure::Refused { status: 404 | 422, .. } => Missing::Unknown,
                        failure => Missing::Failed(explain(&failure)),
                    };
                    if self.number() != Some(number) {
                        self.missing.put(Some(missing));
                        console.draw_thread();
                    }
                }
            }
        });
    }

    /// Changes something of it.
    pub(crate) fn amend(self, console: Console, body: Writer) {
        let Some(number) = self.number() else { return };
        let body = body.finish();
        self.outcome.put(None);
        self.is_busy.put(true);
        Executor::spawn_local(async move {
            let answer = change(console, "PATCH", &path(number), Some(&body)).await;
            self.is_busy.put(false);
            match answer {
                Ok(json) => {
                    if let Some(ticket) = Ticket::decode(&json) {
                        self.learn(console, ticket);
                    }
                }
                Err(refusal) => self.refuse(console, number, refusal),
            }
            // What somebody chose and was refused goes back to what it is.
            self.ticket.update(|_| {});
        });
    }

    /// Closes it, with a last word where there is one.
    pub(crate) fn close(self, console: Console) {
        let Some(number) = self.number() else { return };
        let (word, id) = self.last_word.get_untracked();
        let id = id.unwrap_or_else(client_id);
        self.last_word.put((word.clone(), Some(id.clone())));
        let word = Some(word.trim()).filter(|word| !word.is_empty());
        let body = Writer::new().maybe("message", word).text("client_id", &id).finish();
        self.outcome.put(None);
        self.is_busy.put(true);
        Executor::spawn_local(async move {
            let path = format!("{}/close", path(number));
            let answer = change(console, "POST", &path, Some(&body)).await;
            self.is_busy.put(false);
            match answer {
                Ok(json) => {
                    self.last_word.put(Default::default());
                    let closed = ClosedTicket::decode(&json);
                    self.outcome.put(closed.map(|it| Outcome::Done(told(it.user_notification))));
                    self.refresh(console, number);
                }
                Err(refusal) => self.refuse(console, number, refusal),
            }
        });
    }

    /// Says why not. The ticket was another one than it seemed, or nothing was changed at all.
    fn refuse(self, console: Console, number: u64, refusal: Refusal) {
        let words = match refusal.status {
            409 => say("console.ticket.conflict"),
            422 => refusal.fields.first().map_or(refusal.words, |(_, why)| why.clone()),
            _ => refusal.words,
        };
        self.outcome.put(Some(Outcome::Refused(words)));
        self.refresh(console, number);
    }
}

fn path(number: u64) -> String {
    format!("/admin/support/tickets/{number}")
}
