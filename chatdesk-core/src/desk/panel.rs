//! Staff among themselves: their conversations, who is in them, and what each has read.

use std::borrow::Cow;

use super::{Desk, change::Command, lanes::LaneKey, look::view_of};
use crate::{
    Actor, Address, At, BeginPanel, ClientId, Error, Found, Given, Id, InboxRow, List, Listed,
    MembersChange, Page, PageKey, Scope, Sender, SenderKind, Seq, SessionId, SessionView, Side,
    Store, StoreError, Thread, Timestamp, UniqueKey, Window,
    rules::{Decision, access, panel, read, text::excerpt},
};

/// So many conversations of one person are counted for what they have not read.
const COUNTED: u16 = 1_000;

/// Which of their conversations somebody of the desk asks for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PanelList {
    /// What was typed into the search field: beginnings of words of messages; empty for all.
    pub search: String,
    /// Where the page begins.
    pub after: Option<PageKey>,
    /// At most so many.
    pub limit: u16,
}

/// Hides what was typed.
impl std::fmt::Debug for PanelList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PanelList").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// One page of somebody's conversations with others of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panels {
    /// The page.
    pub listed: Listed<InboxRow>,
    /// What they have not read, over the 1,000 of their conversations that changed last.
    pub unread: u64,
}

/// Which conversation it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BegunPanel {
    /// This one was made.
    Made(At<SessionView>),
    /// The pair had this one, or an earlier try made it.
    Found(At<SessionView>),
}

impl Desk {
    /// The conversations that the asker is in, or was, as they see them; the latest changed first.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for what could not be read, `Unavailable`.
    pub async fn panels(&self, actor: &Actor, wish: Given<PanelList>) -> Result<Panels, Error> {
        let staff = access::staff(actor)?;
        let PanelList { search, after, limit } = wish?;
        let words = super::answer::words(&search);
        let list =
            |words, after, limit| List::Panel { member: staff.id.clone(), words, after, limit };
        let asked = list(words.clone(), after, limit);
        let found = self.store().list(&asked).await?;
        let total = self.store().count(&asked, COUNTED.into()).await?;
        let all = self.store().list(&list(Vec::new(), None, COUNTED)).await?.value.sessions;
        let seen = all.iter().filter_map(|view| view.seen_by(&staff.id));
        let unread = seen.map(|view| view.unread(Side::Desk)).sum();
        let Page { sessions, matches, next, .. } = found.value;
        let row = |view: SessionView| {
            let found = matches.get(&view.session.id).map(|message| Found {
                seq: message.seq,
                excerpt: excerpt(&message.content, &words),
            });
            Some(InboxRow { view: view.seen_by(&staff.id)?, found })
        };
        let rows = sessions.into_iter().filter_map(row).collect();
        Ok(Panels { listed: Listed { position: found.position, rows, next, total }, unread })
    }

    /// Begins a conversation with others of the desk. Two have one, which is found again; more are a group.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for unfit ids and titles, `Unavailable`.
    pub async fn begin_panel(
        &self,
        actor: &Actor,
        client_id: Option<ClientId>,
        wish: Given<BeginPanel>,
    ) -> Result<BegunPanel, Error> {
        access::staff(actor)?;
        let now = self.inner.clock.now();
        let (contact, session) = (Id::generate(now), Id::generate(now));
        let id = self.change(&Beginning { actor, client_id, wish, contact, session }).await?;
        let view = self.panel_view(actor, id).await?;
        Ok(if id == session { BegunPanel::Made(view) } else { BegunPanel::Found(view) })
    }

    /// Lets people come into a group, or go. Who goes keeps what they saw, and nothing of what follows.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk and for who may not remove somebody, `NotFound` (also: not theirs), `Invalid`,
    /// `SessionEnded` for those who left, `Conflict` for a pair, `Unavailable`.
    pub async fn change_members(
        &self,
        actor: &Actor,
        session: SessionId,
        change: Given<MembersChange>,
    ) -> Result<At<SessionView>, Error> {
        access::staff(actor)?;
        self.change(&Changing { actor, session, change }).await?;
        self.panel_view(actor, session).await
    }

    async fn panel_view(&self, actor: &Actor, id: SessionId) -> Result<At<SessionView>, Error> {
        let loaded = self.store().load(&Scope::Session(id), &[]).await?;
        let view = loaded.sessions.first().ok_or(Error::NotFound)?;
        Ok(At { position: loaded.position, value: seen_by(actor, view)?.into_owned() })
    }

    pub(super) async fn is_panel(&self, session: SessionId) -> Result<bool, Error> {
        let view = view_of(self.store(), session).await?;
        Ok(view.is_some_and(|view| view.session.panel.is_some()))
    }

    pub(super) async fn read_panel(
        &self,
        actor: &Actor,
        session: SessionId,
        up_to: Given<i64>,
    ) -> Result<u64, Error> {
        self.change(&ReadingPanel { actor, session, up_to }).await
    }

    /// A conversation as the asker sees it: of those who left nothing that follows.
    pub(super) async fn panel_thread(
        &self,
        actor: &Actor,
        found: Thread,
        window: &Window,
    ) -> Result<Thread, Error> {
        let view = seen_by(actor, &found.view)?.into_owned();
        let last = view.session.last_seq;
        if last >= found.view.session.last_seq {
            return Ok(Thread { view, ..found });
        }
        let within = match window {
            Window::Newest { limit } => Window::Before { seq: last.next(), limit: *limit },
            Window::Before { seq, limit } => {
                Window::Before { seq: (*seq).min(last.next()), limit: *limit }
            }
            other => other.clone(),
        };
        let thread = self.store().thread(view.session.id, &within).await?.value;
        let Thread { mut messages, has_more, .. } = thread.ok_or(Error::NotFound)?;
        let n_found = messages.len();
        messages.retain(|message| message.seq <= last);
        let goes_on = messages.last().is_some_and(|message| message.seq < last);
        let is_back = matches!(within, Window::Before { .. });
        let has_more = has_more && messages.len() == n_found && (is_back || goes_on);
        Ok(Thread { view, messages, has_more })
    }
}

/// A session as the asker sees it.
pub(super) fn seen_by<'v>(
    actor: &Actor,
    view: &'v SessionView,
) -> Result<Cow<'v, SessionView>, Error> {
    match actor {
        Actor::Staff(staff) if view.session.panel.is_some() => {
            view.seen_by(&staff.id).map(Cow::Owned).ok_or(Error::NotFound)
        }
        _ => Ok(Cow::Borrowed(view)),
    }
}

struct Beginning<'a> {
    actor: &'a Actor,
    client_id: Option<ClientId>,
    wish: Given<BeginPanel>,
    contact: crate::ContactId,
    session: SessionId,
}

impl Beginning<'_> {
    fn repeat_key(&self) -> Option<UniqueKey> {
        let staff = access::staff(self.actor).ok()?;
        Some(UniqueKey::new_panel(self.client_id.as_ref()?, &staff.id))
    }
}

impl Command for Beginning<'_> {
    type Facts = panel::Facts;
    type Outcome = SessionId;

    /// The desk's own: conversations are begun one after another.
    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Person(Address::desk())]
    }

    async fn load(&self, store: &dyn Store) -> Result<panel::Facts, StoreError> {
        let desk = UniqueKey::address(&Address::desk());
        let pair = panel::pair_of(self.actor, &self.wish);
        let keys: Vec<_> = std::iter::once(desk.clone()).chain(pair.clone()).collect();
        let owners = store.load(&Scope::Keys, &keys).await?.owners;
        let owner = |key: &UniqueKey| owners.get(key).copied();
        Ok(panel::Facts::of(owner(&desk), pair.as_ref().and_then(owner)))
    }

    fn decide(&self, facts: &panel::Facts, now: Timestamp) -> Result<Decision<SessionId>, Error> {
        let begin = panel::Begin {
            actor: self.actor,
            wish: &self.wish,
            client_id: self.client_id.as_ref(),
            now,
            contact: self.contact,
            session: self.session,
        };
        panel::begin(facts, &begin)
    }

    async fn repeat(
        &self,
        _: &panel::Facts,
        store: &dyn Store,
    ) -> Result<Option<SessionId>, StoreError> {
        let Some(key) = self.repeat_key() else { return Ok(None) };
        let loaded = store.load(&Scope::Keys, std::slice::from_ref(&key)).await?;
        Ok(loaded.owners.get(&key).and_then(|owner| owner.session()))
    }
}

struct Changing<'a> {
    actor: &'a Actor,
    session: SessionId,
    change: Given<MembersChange>,
}

impl Command for Changing<'_> {
    type Facts = Option<SessionView>;
    type Outcome = ();

    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<Self::Facts, StoreError> {
        view_of(store, self.session).await
    }

    fn decide(&self, facts: &Self::Facts, now: Timestamp) -> Result<Decision<()>, Error> {
        let change = panel::Change { actor: self.actor, change: &self.change, now };
        panel::change(facts.as_ref(), &change)
    }

    async fn repeat(&self, _: &Self::Facts, _: &dyn Store) -> Result<Option<()>, StoreError> {
        Ok(None)
    }
}

struct ReadingPanel<'a> {
    actor: &'a Actor,
    session: SessionId,
    up_to: Given<i64>,
}

impl Command for ReadingPanel<'_> {
    type Facts = panel::ReadFacts;
    type Outcome = u64;

    /// What each has read stands in the session itself.
    fn lanes(&self) -> Vec<LaneKey> {
        vec![LaneKey::Session(self.session)]
    }

    async fn load(&self, store: &dyn Store) -> Result<panel::ReadFacts, StoreError> {
        let up_to = read::seq(self.up_to.as_ref().copied().unwrap_or(0));
        let before = Seq::new(up_to.get().saturating_sub(1));
        let window = Window::After { seq: before, limit: 1 };
        let thread = store.thread(self.session, &window).await?.value;
        let Ok(staff) = access::staff(self.actor) else { return Ok(panel::ReadFacts::default()) };
        let sender = Sender { kind: SenderKind::Admin, id: staff.id.clone(), name: None };
        let window = Window::LatestOf { sender, up_to };
        let own = store.thread(self.session, &window).await?.value;
        let own = own.and_then(|own| own.messages.into_iter().next());
        Ok(panel::ReadFacts { thread, own })
    }

    fn decide(&self, facts: &panel::ReadFacts, now: Timestamp) -> Result<Decision<u64>, Error> {
        panel::read(facts, (self.actor, &self.up_to), now)
    }

    async fn repeat(&self, _: &panel::ReadFacts, _: &dyn Store) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }
}
