use chatdesk_api::ProblemCode;

use crate::{Failure, Moment, StoredUnsent};

/// A text that the server has not been seen to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Its id at every try.
    pub client_id: String,
    /// The session that it is meant for; nothing when it opens one.
    pub session: Option<String>,
    /// Whether it opens a session of its own, beside those that are open.
    pub another: bool,
    /// The text.
    pub content: String,
    /// When it was typed, in milliseconds since the epoch.
    pub typed_ms: u64,
    /// How far it got.
    pub state: UnsentState,
    /// How often the server could not take it, without having refused it.
    attempts: u32,
    /// Whether the server may have it already.
    was_tried: bool,
}

/// How far an [`Unsent`] got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsentState {
    /// Waits for its turn, or for the connection.
    Queued,
    /// Under way.
    Sending,
    /// Acknowledged; the message itself has not come back yet.
    Stored,
    /// Refused; somebody has to decide.
    Failed(Refusal),
}

/// Why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Chat is switched off.
    ChatDisabled,
    /// The session is over.
    SessionEnded,
    /// Anything else, in the server's words; empty after a reload.
    Other(String),
}

/// Where a text is to go.
#[derive(Debug)]
pub(crate) struct Addressee {
    /// The session; nothing when it opens one.
    pub(crate) session: Option<String>,
    /// Whether it opens one beside those that are open.
    pub(crate) another: bool,
}

/// The unsent texts, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    items: Vec<Unsent>,
    /// Client ids that are done with, until that was written down.
    settled: Vec<String>,
}

impl Outbox {
    /// So often a server's fault is taken for a passing one.
    const ATTEMPTS: u32 = 8;

    pub(crate) fn restore(stored: Vec<StoredUnsent>) -> Self {
        let items = stored.into_iter().map(Unsent::restore).collect();
        Self { items, settled: Vec::new() }
    }

    pub(crate) fn items(&self) -> &[Unsent] {
        &self.items
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn push(
        &mut self,
        client_id: String,
        addressee: Addressee,
        content: String,
        moment: Moment,
    ) {
        let Addressee { session, another } = addressee;
        let state = UnsentState::Queued;
        let typed_ms = moment.now_ms;
        self.items.push(Unsent {
            client_id,
            session,
            another,
            content,
            typed_ms,
            state,
            attempts: 0,
            was_tried: false,
        });
    }

    /// The texts whose turn it is: the first waiting one of each session without one under way.
    pub(crate) fn take_due(&mut self) -> Vec<Unsent> {
        let mut busy: Vec<Option<String>> = self
            .items
            .iter()
            .filter(|item| item.state == UnsentState::Sending)
            .map(|item| item.session.clone())
            .collect();
        let mut due = Vec::new();
        for item in &mut self.items {
            if item.state == UnsentState::Queued && !busy.contains(&item.session) {
                item.state = UnsentState::Sending;
                item.was_tried = true;
                busy.push(item.session.clone());
                due.push(item.clone());
            }
        }
        due
    }

    /// The server has it and it is on the screen.
    pub(crate) fn settle(&mut self, client_id: &str) -> bool {
        let n_items = self.items.len();
        self.items.retain(|item| item.client_id != client_id);
        let settled = self.items.len() < n_items;
        if settled {
            self.settled.push(client_id.to_owned());
        }
        settled
    }

    /// The server has it, in this session; the message is still to come.
    pub(crate) fn stored(&mut self, client_id: &str, session: &str) {
        if let Some(item) = self.find(client_id) {
            item.state = UnsentState::Stored;
            item.session = Some(session.to_owned());
        }
        self.settled.push(client_id.to_owned());
    }

    /// All of the session's messages are on the screen.
    pub(crate) fn settle_stored(&mut self, session: &str) {
        self.items.retain(|item| {
            item.state != UnsentState::Stored || item.session.as_deref() != Some(session)
        });
    }

    /// A try had no success.
    pub(crate) fn refused(&mut self, client_id: &str, failure: &Failure) {
        let Some(item) = self.find(client_id) else { return };
        if item.state != UnsentState::Sending {
            return;
        }
        item.state = UnsentState::Queued;
        if failure.is_unauthenticated() || *failure == Failure::Network {
            return;
        }
        item.attempts += 1;
        if !failure.is_passing() || item.attempts >= Self::ATTEMPTS {
            item.state = UnsentState::Failed(Refusal::of(failure));
        }
    }

    pub(crate) fn retry(&mut self, client_id: &str) -> bool {
        let Some(item) = self.find(client_id) else { return false };
        if !matches!(item.state, UnsentState::Failed(_)) {
            return false;
        }
        item.state = UnsentState::Queued;
        item.attempts = 0;
        true
    }

    /// Gives up a text that failed.
    pub(crate) fn discard(&mut self, client_id: &str) -> bool {
        let failed = self.items.iter().any(|item| {
            item.client_id == client_id && matches!(item.state, UnsentState::Failed(_))
        });
        failed && self.settle(client_id)
    }

    /// Nothing under way will be answered any more.
    pub(crate) fn interrupt(&mut self) {
        for item in &mut self.items {
            if item.state == UnsentState::Sending {
                item.state = UnsentState::Queued;
            }
        }
    }

    /// What waits for a session to be opened goes to the one that now is.
    ///
    /// Not so what was tried: the server may have put it elsewhere, and says so when asked again.
    pub(crate) fn address(&mut self, session: &str) {
        for item in &mut self.items {
            if item.session.is_none() && !item.was_tried {
                item.session = Some(session.to_owned());
            }
        }
    }

    /// What an ended session refused opens the next one, under the same client ids.
    pub(crate) fn readdress_ended(&mut self, session: &str) {
        for item in &mut self.items {
            if item.session.as_deref() == Some(session)
                && item.state == UnsentState::Failed(Refusal::SessionEnded)
            {
                item.session = None;
                item.state = UnsentState::Queued;
            }
        }
    }

    /// A session is gone, or all are: what it was not seen to have opens the next one.
    pub(crate) fn release(&mut self, session: Option<&str>) {
        let is_meant = |item: &Unsent| session.is_none() || item.session.as_deref() == session;
        self.items.retain(|item| item.state != UnsentState::Stored || !is_meant(item));
        for item in self.items.iter_mut().filter(|item| is_meant(item)) {
            item.session = None;
            if item.state == UnsentState::Sending {
                item.state = UnsentState::Queued;
            }
        }
    }

    /// A session is gone, and what was meant for it goes with it.
    pub(crate) fn drop_those_of(&mut self, session: &str) {
        let is_of_it = |item: &&Unsent| item.session.as_deref() == Some(session);
        while let Some(item) = self.items.iter().find(is_of_it) {
            let client_id = item.client_id.clone();
            self.settle(&client_id);
        }
    }

    pub(crate) fn clear(&mut self) {
        let gone = self.items.drain(..).map(|item| item.client_id);
        self.settled.extend(gone);
    }

    /// What to write down, given what stands there: other tabs' texts stay.
    pub(crate) fn merged(&mut self, stored: Vec<StoredUnsent>) -> Vec<StoredUnsent> {
        let mut all: Vec<StoredUnsent> = stored
            .into_iter()
            .filter(|other| !self.settled.contains(&other.client_id))
            .filter(|other| !self.items.iter().any(|item| item.client_id == other.client_id))
            .collect();
        let mine = self.items.iter().filter(|item| item.state != UnsentState::Stored);
        all.extend(mine.map(Unsent::store));
        self.settled.clear();
        all
    }

    fn find(&mut self, client_id: &str) -> Option<&mut Unsent> {
        self.items.iter_mut().find(|item| item.client_id == client_id)
    }
}

impl Unsent {
    fn restore(stored: StoredUnsent) -> Self {
        let state = if stored.failed {
            UnsentState::Failed(Refusal::Other(String::new()))
        } else {
            UnsentState::Queued
        };
        Self {
            client_id: stored.client_id,
            session: stored.session,
            another: stored.another,
            content: stored.content,
            typed_ms: stored.typed_ms,
            state,
            attempts: 0,
            was_tried: true,
        }
    }

    fn store(&self) -> StoredUnsent {
        StoredUnsent {
            client_id: self.client_id.clone(),
            session: self.session.clone(),
            another: self.another,
            content: self.content.clone(),
            typed_ms: self.typed_ms,
            failed: matches!(self.state, UnsentState::Failed(_)),
        }
    }
}

impl Refusal {
    fn of(failure: &Failure) -> Self {
        match (failure.code(), failure) {
            (Some(ProblemCode::ChatDisabled), _) => Self::ChatDisabled,
            (Some(ProblemCode::SessionEnded), _) => Self::SessionEnded,
            (_, Failure::Refused { detail, .. }) => Self::Other(detail.clone()),
            (_, Failure::Network) => Self::Other(String::new()),
        }
    }
}
