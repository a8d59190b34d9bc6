//! What may be asked, without changing anything.

use std::fmt;

use super::{Desk, panel};
use crate::{
    Actor, Address, AgentFilter, At, ContactView, Entry, EntryKind, Error, Given, List, Page,
    PageKey, Position, RecordId, Scope, Search, Seq, SessionFilter, SessionId, SessionView, Side,
    StatusFilter, Switch, Thread, Window,
    live::StreamCursor,
    rules::{access, text::excerpt},
};

/// All that a button needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether the asker may write.
    pub switch: Switch,
    /// Messages that the asker's side has not read, over all sessions.
    pub unread: u64,
    /// The asker's newest open session.
    pub open_session: Option<SessionId>,
}

/// A session with a window of its messages, and the side that the asker reads it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threaded {
    /// The session and its messages.
    pub thread: Thread,
    /// The asker's side.
    pub side: Side,
    /// The notes between the messages, in the order in which they were written; `None` for a customer.
    pub notes: Option<Vec<Entry>>,
}

/// Which people an administrator asks for.
#[derive(Clone, PartialEq, Eq)]
pub enum People {
    /// One page of all, or of those whose name, e-mail or id holds words that begin so.
    Page {
        /// What was typed into the search field; empty for all.
        search: String,
        /// Where the page begins.
        after: Option<PageKey>,
        /// At most so many.
        limit: u16,
    },
    /// These.
    At(Vec<Address>),
}

/// Hides what was typed.
impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page { search: _, after, limit } => f
                .debug_struct("Page")
                .field("after", after)
                .field("limit", limit)
                .finish_non_exhaustive(),
            Self::At(addresses) => f.debug_tuple("At").field(addresses).finish(),
        }
    }
}

/// Which of its sessions the desk asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbox {
    /// By where they stand.
    pub status: StatusFilter,
    /// By who of the desk has them.
    pub agent: AgentFilter,
    /// By whose they are; `None` for everybody's.
    pub customer: Option<Address>,
    /// What was typed into the search field: beginnings of words in messages, name, e-mail and id; empty for all.
    pub search: String,
    /// Where the page begins.
    pub after: Option<PageKey>,
    /// At most so many.
    pub limit: u16,
}

/// Hides what was typed.
impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, agent: _, customer: _, search: _, after, limit } = self;
        f.debug_struct("Inbox")
            .field("status", status)
            .field("after", after)
            .field("limit", limit)
            .finish_non_exhaustive()
    }
}

/// A row of the desk's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// The session.
    pub view: SessionView,
    /// Where words were found; `None` where nothing was looked for, and where that is in the customer's names alone.
    pub found: Option<Found>,
}

/// A message that words were found in.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub seq: Seq,
    /// Its text around the first of the words, up to 160 characters on one line.
    pub excerpt: String,
}

/// Hides what a person wrote.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found").field("seq", &self.seq).finish_non_exhaustive()
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// All up to here is contained.
    pub position: Position,
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<PageKey>,
    /// How many there are in all.
    pub total: u32,
}

/// More rows than this are not counted; nobody reads further.
const COUNT_CAP: u32 = 1_000_000;
/// More sessions than this are not counted where some are left out.
const FILTERED_CAP: u32 = 10_000;
/// More sessions than this are not counted where words are looked for.
const FOUND_CAP: u32 = 1_000;

impl Desk {
    /// Where the asker stands.
    ///
    /// # Errors
    /// `Forbidden` for a host's server and a ticket, `Unavailable`.
    pub async fn status(&self, actor: &Actor) -> Result<At<Status>, Error> {
        let scope = match actor {
            Actor::Customer(customer) => Scope::Address(customer.address.clone()),
            Actor::Staff(_) => Scope::Desk,
            Actor::Host | Actor::Ticket(_) => return Err(Error::Forbidden),
        };
        let loaded = self.store().load(&scope, &[]).await?;
        let status = Status {
            switch: match actor {
                Actor::Customer(_) => loaded
                    .contact
                    .as_ref()
                    .map_or(self.policy().default_switch, |contact| contact.switch),
                Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => Switch::On,
            },
            unread: loaded.unread,
            open_session: loaded.sessions.first().map(|view| view.session.id),
        };
        Ok(At { position: loaded.position, value: status })
    }

    /// A customer's own sessions, the latest opened first; at most 200.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a customer, `Unavailable`.
    pub async fn sessions(&self, actor: &Actor) -> Result<At<Vec<SessionView>>, Error> {
        let customer = access::customer(actor)?;
        let loaded = self.store().load(&Scope::Address(customer.address.clone()), &[]).await?;
        let Some(contact) = loaded.contact else {
            return Ok(At { position: loaded.position, value: vec![] });
        };
        let list = List::SessionsOf { contact: contact.id, after: None, limit: 200 };
        Ok(self.store().list(&list).await?.map(|page| page.sessions))
    }

    /// A session and a window of its messages.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `Invalid` for a window that could not be read,
    /// `Unavailable`.
    pub async fn thread(
        &self,
        actor: &Actor,
        session: SessionId,
        window: Given<Window>,
    ) -> Result<At<Threaded>, Error> {
        let any = &Window::Newest { limit: 1 };
        let found = self.store().thread(session, window.as_ref().unwrap_or(any)).await?;
        let side = access::seat(actor, found.value.as_ref().map(|thread| &thread.view))?;
        let window = window?;
        let mut thread = found.value.ok_or(Error::NotFound)?;
        if thread.view.session.panel.is_some() {
            thread = self.panel_thread(actor, thread, &window).await?;
        }
        let notes = match side {
            Side::Customer => None,
            Side::Desk if thread.view.session.panel.is_some() => Some(Vec::new()),
            Side::Desk => Some(self.notes_of_page(&window, &thread).await?),
        };
        Ok(At { position: found.position, value: Threaded { thread, side, notes } })
    }

    /// How far a session has come, without reading a message: its version, and the side that the asker reads it from.
    ///
    /// # Errors
    /// `NotFound` (also: not theirs), `Forbidden` for a host's server, `Unavailable`.
    pub async fn session_version(
        &self,
        actor: &Actor,
        session: SessionId,
    ) -> Result<(Position, Side), Error> {
        let found = self.store().load(&Scope::Session(session), &[]).await?;
        let view = found.sessions.first();
        let side = access::seat(actor, view)?;
        let view = panel::seen_by(actor, view.ok_or(Error::NotFound)?)?;
        Ok((view.version(side), side))
    }

    /// The desk's sessions, newest change first. Those of somebody are counted up to 10,000, those found by words up to
    /// 1,000, and of these what was said within the last second may be missing.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for what could not be read, `Unavailable`.
    pub async fn inbox(
        &self,
        actor: &Actor,
        inbox: Given<Inbox>,
    ) -> Result<Listed<InboxRow>, Error> {
        access::staff(actor)?;
        let Inbox { status, agent, customer, search, after, limit } = inbox?;
        let is_whole = agent == AgentFilter::Any && customer.is_none();
        let mut filter = SessionFilter { status, agent, contact: None };
        if let Some(customer) = customer {
            let loaded = self.store().load(&Scope::Address(customer), &[]).await?;
            let Some(contact) = loaded.contact else {
                return Ok(Listed {
                    position: loaded.position,
                    rows: vec![],
                    next: None,
                    total: 0,
                });
            };
            filter.contact = Some(contact.id);
        }
        if !search.trim().is_empty() {
            let words = words(&search);
            return self.found(&Search { words, filter, after, limit }).await;
        }
        let list = List::Inbox { filter, after, limit };
        let found = self.store().list(&list).await?;
        let cap = if is_whole { COUNT_CAP } else { FILTERED_CAP };
        let total = self.store().count(&list, cap).await?;
        let Page { sessions, next, .. } = found.value;
        let rows = sessions.into_iter().map(|view| InboxRow { view, found: None }).collect();
        Ok(Listed { position: found.position, rows, next, total })
    }

    async fn found(&self, search: &Search) -> Result<Listed<InboxRow>, Error> {
        // Asked before: all that is found later is contained.
        let position = self.store().load(&Scope::Keys, &[]).await?.position;
        let Page { sessions, matches, next, .. } = self.store().search(search).await?;
        let row = |view: SessionView| {
            let found = matches.get(&view.session.id).map(|message| Found {
                seq: message.seq,
                excerpt: excerpt(&message.content, &search.words),
            });
            InboxRow { view, found }
        };
        let rows = sessions.into_iter().map(row).collect();
        let total = self.store().count_found(search, FOUND_CAP).await?;
        Ok(Listed { position, rows, next, total })
    }

    /// People as an administrator's table shows them. Those asked for by address who are unknown are absent.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for what could not be read, `Unavailable`.
    pub async fn people(
        &self,
        actor: &Actor,
        people: Given<People>,
    ) -> Result<Listed<ContactView>, Error> {
        access::staff(actor)?;
        let list = match people? {
            People::Page { search, after, limit } => {
                List::Contacts { words: words(&search), after, limit }
            }
            People::At(addresses) => List::ContactsAt { addresses },
        };
        let found = self.store().list(&list).await?;
        let total = self.store().count(&list, COUNT_CAP).await?;
        let Page { contacts: rows, next, .. } = found.value;
        Ok(Listed { position: found.position, rows, next, total })
    }

    /// The newest 200 changes of somebody's switch, the latest first.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for text that is no address, `NotFound` for an unknown
    /// person, `Unavailable`.
    pub async fn toggle_history(
        &self,
        actor: &Actor,
        address: Given<Address>,
    ) -> Result<Vec<Entry>, Error> {
        access::admin(actor)?;
        let loaded = self.store().load(&Scope::Address(address?), &[]).await?;
        let contact = loaded.contact.ok_or(Error::NotFound)?;
        let list = List::Entries {
            subject: RecordId::Contact(contact.id),
            kind: EntryKind::ToggleChange,
            after: None,
            limit: 200,
        };
        Ok(self.store().list(&list).await?.value.entries)
    }

    /// The text of a cursor that stands at a position of this desk's log.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn cursor(&self, position: Position) -> Result<StreamCursor, Error> {
        Ok(StreamCursor { epoch: self.epoch().await?, position, reader: None })
    }
}

/// The words of what was typed into a search field; at most eight count.
pub(super) fn words(typed: &str) -> Vec<String> {
    typed.split_whitespace().take(8).map(str::to_owned).collect()
}
