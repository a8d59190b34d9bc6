use chatdesk_api::{Session, Transport};

use crate::backoff::Backoff;
use crate::drafts::Drafts;
use crate::link::{Due, Ending, Link};
use crate::outbox::Outbox;
use crate::reading::Reading;
use crate::sessions::PagePlace;
use crate::table::Table;
use crate::{Call, Connection, Effect, Failure, Filter, Input, Moment, Sessions, Snapshot, Thread};

mod answers;
mod asking;
mod events;
mod hints;
mod look;
mod queue;
mod removal;
mod screen;
mod typing;

/// Whose eyes the engine serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A visitor or a user: their own sessions, and one of them on the screen.
    Customer,
    /// An agent or an administrator: everybody's sessions. Served only with the feature `desk`.
    Desk,
}

impl Side {
    /// Whether it is the desk. Without the feature it never is, and what only the desk needs weighs
    /// nothing in the visitor's module.
    #[must_use]
    pub const fn is_desk(self) -> bool {
        cfg!(feature = "desk") && matches!(self, Self::Desk)
    }
}

/// Whether requests can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing was begun.
    Closed,
    /// A token is being looked for.
    Asking,
    /// There is a token.
    Granted,
    /// There is none to be had; somebody has to log in.
    Denied,
}

/// The state of a chat client, and what it makes of inputs.
#[derive(Clone, Debug)]
pub struct Engine {
    side: Side,
    moment: Moment,
    access: Access,
    who: Option<String>,
    link: Link,
    sessions: Sessions,
    threads: Table<String, Thread>,
    selected: Option<String>,
    /// Why that one.
    choice: Choice,
    queue: queue::Queue,
    look: look::Look,
    filter: Filter,
    outbox: Outbox,
    drafts: Drafts,
    reading: Reading,
    hints: hints::Hints,
    /// The switch, once the server has said how things stand.
    chat_enabled: Option<bool>,
    status_unread: u64,
    wanted: Wanted,
    pending: Table<u64, Pending>,
    n_requests: u64,
    /// The last request that was under way when something was found to be gone.
    n_before_loss: u64,
    /// After a failure requests wait until then.
    hold_until: Option<u64>,
    hold: Backoff,
    token_at: Option<u64>,
    is_token_refused: bool,
    status_asked_ms: Option<u64>,
    token_backoff: Backoff,
    /// Somebody was taken for nobody: before anything else the status is to tell why.
    is_doubted: bool,
    doubt: Backoff,
    doubted_ms: u64,
    /// Not by a new token either, or by none that arrives.
    is_unrecognised: bool,
    effects: Vec<Effect>,
}

/// The key of what is typed for a chat that is to be opened beside another one.
const NEW: &str = "+";

/// Why a customer sees the session that they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// It is the one to go on in.
    Current,
    /// They asked for it, and stay until they ask for another one.
    Chosen,
    /// There is none yet: they begin a new one.
    New,
}

/// What is to be asked as soon as it can be.
#[derive(Clone, Debug, Default)]
struct Wanted {
    status: bool,
    /// The first page of the list; `Anew` when its further pages are out of date.
    sessions: Option<PagePlace>,
    more: bool,
    /// The session that is to end.
    end: Option<String>,
}

/// A request under way, and what has to be known when it is answered.
#[derive(Clone, Debug)]
struct Pending {
    call: Call,
    /// The version of the session that a read was about.
    version: u64,
    place: PagePlace,
}

impl Engine {
    /// An engine that goes on from what was written down.
    #[must_use]
    pub fn new(side: Side, snapshot: Snapshot) -> Self {
        // What is to open a chat of its own is shown in it, also after a reload.
        let is_new = snapshot.unsent.iter().any(|unsent| unsent.another);
        let choice = if is_new { Choice::New } else { Choice::Current };
        Self {
            side,
            moment: Moment::default(),
            access: Access::Closed,
            who: snapshot.who,
            link: Link::new(),
            sessions: Sessions::default(),
            threads: Table::default(),
            selected: None,
            choice,
            queue: queue::Queue::default(),
            look: look::Look::default(),
            filter: Filter::default(),
            outbox: Outbox::restore(snapshot.unsent),
            drafts: Drafts::restore(snapshot.drafts),
            reading: Reading::default(),
            hints: hints::Hints::default(),
            chat_enabled: None,
            status_unread: 0,
            wanted: Wanted::default(),
            pending: Table::default(),
            n_requests: 0,
            n_before_loss: 0,
            hold_until: None,
            hold: Backoff::default(),
            token_at: None,
            is_token_refused: false,
            status_asked_ms: None,
            token_backoff: Backoff::default(),
            is_doubted: false,
            doubt: Backoff::default(),
            doubted_ms: 0,
            is_unrecognised: false,
            effects: Vec::new(),
        }
    }

    /// Takes one input and says what is to be done.
    #[must_use]
    pub fn step(&mut self, input: Input, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        match input {
            Input::Start => self.ask_for_token(false),
            Input::Token(outcome) => self.accept_token(outcome),
            Input::Answered { request, outcome } => self.accept_answer(request, outcome),
            Input::Streamed { generation, id, event } => self.accept_event(generation, id, *event),
            Input::StreamEnded { generation, failure } => {
                self.lose_stream(generation, failure.as_ref());
            }
            Input::Shared { generation, shared } => self.share(generation, shared),
            Input::Woke { frozen } => self.wake(frozen),
            Input::Typed(text) => self.type_text(text),
            Input::Submit { client_id } => self.submit(client_id),
            Input::Retry { client_id } => self.retry(&client_id),
            Input::Discard { client_id } => self.discard(&client_id),
            Input::Select(session) => self.select(session),
            Input::StartOver => self.start_over(),
            Input::Seen { up_to } => self.see(up_to),
            Input::Shown(is_shown) => self.show(is_shown),
            Input::LoadOlder => self.load_older(),
            Input::LoadMore if self.side.is_desk() => self.wanted.more = self.sessions.has_more(),
            Input::Reach(seq) if self.side.is_desk() => self.reach(seq),
            Input::Filter(filter) if self.side.is_desk() => self.filter(filter),
            Input::Learned(session) if self.side.is_desk() => self.accept_session(*session),
            Input::End => self.wanted.end.clone_from(&self.selected),
            Input::Switched { user_id, chat_enabled } if self.side.is_desk() => {
                self.sessions.change_of(&user_id, chat_enabled);
            }
            Input::Forget => self.forget(),
            // Time passed; or what only the desk asks for.
            Input::Tick
            | Input::LoadMore
            | Input::Reach(_)
            | Input::Filter(_)
            | Input::Learned(_)
            | Input::Switched { .. } => {}
        }
        self.run_timers();
        self.ask_what_is_due();
        self.look();
        std::mem::take(&mut self.effects)
    }

    /// When the host is to come back with [`Input::Tick`], in milliseconds since the epoch.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let status = self.status_due().filter(|_| self.may_ask());
        let hint = self.hints.deadline();
        let queue = self.queue_due().filter(|_| self.may_ask());
        [self.link.deadline(), self.hold_until, self.token_at, status, hint, queue]
            .into_iter()
            .flatten()
            .min()
    }

    /// What is to be written down, given what stands there.
    #[must_use]
    pub fn snapshot(&mut self, stored: Snapshot) -> Snapshot {
        let stored = if stored.who == self.who { stored } else { Snapshot::default() };
        Snapshot {
            who: self.who.clone(),
            drafts: self.drafts.merged(stored.drafts),
            unsent: self.outbox.merged(stored.unsent),
        }
    }

    /// Whether requests can be made.
    #[must_use]
    pub const fn access(&self) -> Access {
        self.access
    }

    /// Whether there is a server, and it does not know who this is: tokens do not reach it, or none counts.
    #[must_use]
    pub fn is_unrecognised(&self) -> bool {
        self.is_unrecognised && self.connection() == Connection::Offline
    }

    /// How news arrive just now.
    #[must_use]
    pub fn connection(&self) -> Connection {
        self.link.connection()
    }

    /// What carries the news; nothing while they do not arrive at once.
    #[must_use]
    pub const fn transport(&self) -> Option<Transport> {
        self.link.transport()
    }

    /// Whether the server has said how things stand; before that, counts and switch are guesses.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.chat_enabled.is_some()
    }

    /// Whether this customer may write at all.
    #[must_use]
    pub fn is_chat_enabled(&self) -> bool {
        self.chat_enabled.unwrap_or(true)
    }

    /// What this side has not read, over all sessions, as the server counts it.
    #[must_use]
    pub fn unread_count(&self) -> u64 {
        if !self.side.is_desk() && self.sessions.is_loaded() {
            self.sessions.unread_count()
        } else {
            self.status_unread
        }
    }

    /// All sessions that are known.
    #[must_use]
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The desk's list as it is filtered; customers' sessions in which nobody wrote are none of its business.
    #[must_use]
    pub fn list(&self) -> Vec<&Session> {
        let mut list = self.sessions.list(&self.filter);
        list.retain(|session| session.last_seq > 0 || !self.side.is_desk() || self.filter.team);
        list
    }

    /// What the desk's list is filtered by.
    #[must_use]
    pub const fn list_filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether a page of the list is on its way.
    #[must_use]
    pub fn is_loading_list(&self) -> bool {
        self.wanted.more || self.is_pending(|call| matches!(call, Call::Sessions { .. }))
    }

    /// Whether requests may leave now.
    fn may_ask(&self) -> bool {
        self.access == Access::Granted
            && self.hold_until.is_none()
            && !self.is_pending(|call| *call == Call::Status)
    }

    fn run_timers(&mut self) {
        let now = self.moment.now_ms;
        if self.hold_until.is_some_and(|at| now >= at) {
            self.hold_until = None;
        }
        if self.token_at.is_some_and(|at| now >= at) {
            self.ask_for_token(self.is_token_refused);
        }
        self.hints.forget_old(now);
        let Due { open, poll } = self.link.tick(self.moment);
        if open && self.access == Access::Granted {
            let effect = self.link.open(self.moment);
            self.effects.push(effect);
        }
        if poll {
            self.want_poll();
        }
    }

    fn wake(&mut self, frozen: bool) {
        self.hold_until = None;
        self.hold.reset();
        if self.token_at.is_some() {
            self.token_at = Some(self.moment.now_ms);
        }
        self.link.woke(frozen, self.moment);
    }

    fn lose_stream(&mut self, generation: u64, failure: Option<&Failure>) {
        if !self.link.is_open(generation) {
            return;
        }
        let ending = match failure {
            Some(failure) if failure.is_unauthenticated() => {
                self.link.close();
                self.doubt_token();
                return;
            }
            Some(Failure::Network) => Ending::Lost,
            Some(Failure::Refused { .. }) | None => Ending::Answered,
        };
        self.link.ended(ending, self.moment);
    }

    /// Somebody else uses this browser: nothing of the former person stays.
    fn forget(&mut self) {
        self.outbox.clear();
        self.drafts.clear();
        self.forget_server();
        self.who = None;
        self.access = Access::Closed;
        self.effects.push(Effect::CloseStream);
        self.effects.push(Effect::Persist);
    }

    /// All that came from the server under another identity.
    fn forget_server(&mut self) {
        self.link.forget();
        self.hints = hints::Hints::default();
        self.forget_chats();
        self.chat_enabled = None;
        self.hold_until = None;
        self.token_at = None;
        self.is_doubted = false;
        self.is_unrecognised = false;
    }
}
