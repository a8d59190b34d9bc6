//! What somebody of the desk changes of a chat beside writing in it: who has it, what it is about.

use any_spawner::Executor;
use chatdesk_api::{Person, Session, Ticket};
use chatdesk_widget_browser::{Decode as _, Writer, say};
use chatdesk_widget_engine::{Failure, Input};

use crate::address::Route;
use crate::console::Console;
use crate::people::explain;
use crate::sending::change;
use crate::state::Signal;

/// The changes of the chat that is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amends {
    /// Whether one is on its way.
    pub(crate) is_busy: Signal<bool>,
    /// Why the last one could not be made.
    pub(crate) failure: Signal<Option<String>>,
    /// Who took the chat while it was before one's eyes.
    pub(crate) taken_by: Signal<Option<Person>>,
    /// Whether it is asked if the chat is to end.
    pub(crate) asks_to_end: Signal<bool>,
    /// Who had which chat when it was shown last.
    holder: Signal<Option<(String, Option<Person>)>>,
}

impl Amends {
    pub(crate) fn new() -> Self {
        Self {
            is_busy: Signal::new(false),
            failure: Signal::new(None),
            taken_by: Signal::new(None),
            asks_to_end: Signal::new(false),
            holder: Signal::new(None),
        }
    }

    /// Another chat is shown.
    pub(crate) fn begin_anew(self) {
        self.failure.put(None);
        self.taken_by.put(None);
        self.asks_to_end.put(false);
    }

    /// Notices when somebody else takes the chat that is shown.
    pub(crate) fn watch(self, session: Option<&Session>, me: Option<&str>) {
        let Some(session) = session else { return };
        let id = |agent: &Option<Person>| agent.as_ref().and_then(|agent| agent.id.clone());
        let now = id(&session.agent);
        let was = self.holder.with_untracked(|holder| {
            let (known, agent) = holder.as_ref()?;
            (*known == session.id).then(|| id(agent))
        });
        self.holder.put(Some((session.id.clone(), session.agent.clone())));
        if was.is_some_and(|was| was != now) {
            let is_other = now.is_some() && now.as_deref() != me;
            self.taken_by.put(session.agent.clone().filter(|_| is_other));
        }
    }

    /// Gives the chat to somebody, or to nobody.
    pub(crate) fn assign(self, console: Console, session: String, agent: Option<&str>) {
        let body = match agent {
            Some(id) => Writer::new().text("agent_id", id),
            None => Writer::new().raw("agent_id", "null"),
        };
        self.amend(console, session, body);
    }

    /// Says what it is about; nothing where the text is empty.
    pub(crate) fn name(self, console: Console, session: String, subject: &str) {
        let body = match subject.trim() {
            "" => Writer::new().raw("subject", "null"),
            subject => Writer::new().text("subject", subject),
        };
        self.amend(console, session, body);
    }

    /// Sorts it by these words.
    pub(crate) fn tag(self, console: Console, session: String, tags: &[String]) {
        self.amend(console, session, Writer::new().texts("tags", tags));
    }

    /// Makes a ticket of the chat, and goes there.
    pub(crate) fn make_ticket(self, console: Console, session: String) {
        self.is_busy.set(true);
        self.failure.put(None);
        Executor::spawn_local(async move {
            let path = format!("/admin/chat/session/{session}/ticket");
            let answer = change(console, "POST", &path, Some("{}")).await;
            self.is_busy.set(false);
            match answer.map(|json| Ticket::decode(&json)) {
                Ok(Some(ticket)) => console.go(&Route::ticket(ticket.id)),
                Ok(None) => self.failure.put(Some(say("console.refused.other"))),
                Err(refusal) => self.failure.put(Some(refusal.words)),
            }
        });
    }

    fn amend(self, console: Console, session: String, body: Writer) {
        self.is_busy.set(true);
        self.failure.put(None);
        Executor::spawn_local(async move {
            let path = format!("/admin/chat/session/{session}");
            let answer: Result<Session, Failure> =
                console.api().send("PATCH", &path, body.finish()).await;
            self.is_busy.set(false);
            match answer {
                Ok(session) => console.step(Input::Learned(Box::new(session))),
                Err(failure) => {
                    console.mind(&failure);
                    self.failure.put(Some(explain(&failure)));
                }
            }
        });
    }
}
