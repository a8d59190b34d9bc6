//! Who types and who is there: told while it is true, and kept nowhere.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fmt,
    sync::Arc,
    time::Duration,
};

use super::{Attendance, Listener, Signal, listener::Who, pages::Pages};
use crate::{Agent, ContactId, Sender, SessionId, Timestamp};

/// Somebody's typing is told at most this often.
const TYPING_EVERY: Duration = Duration::from_secs(3);
/// Typing is shown for so long.
const TYPING_FOR: Duration = Duration::from_secs(6);
/// How long somebody of the desk is there without saying so again.
const PRESENT_FOR: Duration = Duration::from_secs(30);
/// Whoever asks now and then still hears of a change of presence that is no older.
const CHANGED_LATELY: Duration = Duration::from_mins(1);
/// How much typing is kept for those who did not take it yet.
const TYPING_KEPT: usize = 1_024;
/// Of how many typists it is known when they were told last.
const TYPISTS_KEPT: usize = 4_096;
/// How many sessions one person is known to look at.
const LEASES_EACH: usize = 64;

/// Somebody writes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Typing {
    /// Where.
    pub session: SessionId,
    /// Whose session it is.
    pub contact: ContactId,
    /// Who.
    pub by: Sender,
    /// Shown until then.
    pub until: Timestamp,
    /// Who is told.
    pub(crate) to: TypingTo,
}

/// Who is told that somebody writes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TypingTo {
    /// The customer; the desk knows nothing of the session yet.
    Customer,
    /// The customer and the desk.
    All,
    /// These of the desk.
    Members(Vec<String>),
}

/// Hides who: ids may be addresses.
impl fmt::Debug for TypingTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "Customer",
            Self::All => "All",
            Self::Members(_) => "Members(…)",
        })
    }
}

impl TypingTo {
    pub(super) fn is_for_desk(&self, id: &str) -> bool {
        match self {
            Self::Customer => false,
            Self::All => true,
            Self::Members(members) => members.iter().any(|member| member == id),
        }
    }
}

/// What all listeners of a process share. Every part is bounded, and nothing of it outlives the process.
#[derive(Debug, Default)]
pub(super) struct Hints {
    typing: VecDeque<Typing>,
    /// How much typing there was before the first that is kept.
    n_forgotten: u64,
    typists: HashMap<(SessionId, Typist), Timestamp>,
    there: BTreeMap<String, Attendant>,
    pub(super) pages: Pages,
    n_changes: u64,
    changed_at: Option<Timestamp>,
}

/// What tells one typist of a session from another.
type Typist = (crate::SenderKind, String);

#[derive(Debug)]
struct Attendant {
    agent: Agent,
    leases: HashMap<Option<SessionId>, Timestamp>,
}

/// How much of it one listener was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    n_typing: u64,
    n_pages: u64,
    n_changes: Option<u64>,
    n_there: Option<usize>,
    there: BTreeMap<String, Agent>,
}

/// What a listener is told of presence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// So many are there.
    Count(usize),
    /// Somebody came.
    Came(Agent),
    /// Somebody went.
    Went(Agent),
}

/// To whom presence is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    Customer,
    Desk,
}

impl Hints {
    /// Notes that somebody types; `false` when that was told a moment ago.
    pub(super) fn note_typing(&mut self, mut typing: Typing, now: Timestamp) -> bool {
        let typist = (typing.session, (typing.by.kind, typing.by.id.clone()));
        if self.typists.len() >= TYPISTS_KEPT {
            self.typists.retain(|_, told| now.since(*told) < TYPING_EVERY);
        }
        let told = self.typists.get(&typist);
        let is_again = told.is_some_and(|told| *told <= now && now.since(*told) < TYPING_EVERY);
        if is_again || self.typists.len() >= TYPISTS_KEPT {
            return false;
        }
        self.typists.insert(typist, now);
        typing.until = now.plus(TYPING_FOR);
        if self.typing.len() == TYPING_KEPT {
            self.typing.pop_front();
            self.n_forgotten += 1;
        }
        self.typing.push_back(typing);
        true
    }

    /// Notes that somebody of the desk is there; `true` when they were not.
    pub(super) fn note_there(
        &mut self,
        agent: &Agent,
        session: Option<SessionId>,
        now: Timestamp,
    ) -> bool {
        let is_new = !self.there.contains_key(&agent.id);
        let attendant = self
            .there
            .entry(agent.id.clone())
            .or_insert_with(|| Attendant { agent: agent.clone(), leases: HashMap::new() });
        attendant.agent = agent.clone();
        let oldest = attendant.leases.iter().min_by_key(|(_, until)| **until).map(|(key, _)| *key);
        if let Some(oldest) = oldest
            && attendant.leases.len() >= LEASES_EACH
            && !attendant.leases.contains_key(&session)
        {
            attendant.leases.remove(&oldest);
        }
        attendant.leases.insert(session, now.plus(PRESENT_FOR));
        self.note_change(is_new, now)
    }

    /// Notes that somebody no longer looks at a session, or at none; `true` when they are gone with it.
    pub(super) fn note_gone(
        &mut self,
        agent: &Agent,
        session: Option<SessionId>,
        now: Timestamp,
    ) -> bool {
        let Some(attendant) = self.there.get_mut(&agent.id) else { return false };
        match session {
            Some(_) => drop(attendant.leases.remove(&session)),
            None => attendant.leases.clear(),
        }
        self.end_leases(now).0
    }

    /// Ends what has run out: whether somebody went with it, and when to look again.
    pub(super) fn end_leases(&mut self, now: Timestamp) -> (bool, Option<Timestamp>) {
        let n_before = self.there.len();
        self.there.retain(|_, attendant| {
            attendant.leases.retain(|_, until| *until > now);
            !attendant.leases.is_empty()
        });
        let went = self.there.len() < n_before;
        let ends = self.there.values().flat_map(|attendant| attendant.leases.values());
        let next = ends.min().copied();
        (self.note_change(went, now), next)
    }

    /// Who is there, by id.
    pub(super) fn there(&self, now: Timestamp) -> Vec<Agent> {
        let is_there = |it: &&Attendant| it.leases.values().any(|until| *until > now);
        self.there.values().filter(is_there).map(|it| it.agent.clone()).collect()
    }

    /// Who has a session before them, by id.
    pub(super) fn attending(&self, session: SessionId, now: Timestamp) -> Vec<String> {
        let is_there =
            |it: &&Attendant| it.leases.get(&Some(session)).is_some_and(|until| *until > now);
        self.there.values().filter(is_there).map(|it| it.agent.id.clone()).collect()
    }

    const fn note_change(&mut self, changed: bool, now: Timestamp) -> bool {
        if changed {
            self.n_changes += 1;
            self.changed_at = Some(now);
        }
        changed
    }

    /// What somebody has heard who begins to listen now: no typing of before.
    pub(super) fn begin(&self) -> Told {
        Told { n_typing: self.n_typing(), n_pages: self.pages.n_shown(), ..Told::default() }
    }

    /// What somebody has heard who listened a moment ago, too.
    pub(super) fn go_on(&self, now: Timestamp) -> Told {
        if self.changed_at.is_some_and(|at| now.since(at) < CHANGED_LATELY) {
            return self.begin();
        }
        let there = self.there.iter().map(|(id, it)| (id.clone(), it.agent.clone())).collect();
        Told {
            n_changes: Some(self.n_changes),
            n_there: Some(self.there.len()),
            there,
            ..self.begin()
        }
    }

    /// The next typing that a listener was not told and is shown; what is over is passed by.
    pub(super) fn next_typing(
        &self,
        told: &mut Told,
        now: Timestamp,
        is_shown: impl Fn(&Typing) -> bool,
    ) -> Option<Typing> {
        let from = usize::try_from(told.n_typing.saturating_sub(self.n_forgotten)).ok()?;
        let next = self.typing.iter().enumerate().skip(from);
        let found = next.into_iter().find(|(_, typing)| typing.until > now && is_shown(typing));
        told.n_typing = match found {
            Some((index, _)) => self.n_forgotten + index as u64 + 1,
            None => self.n_typing(),
        };
        found.map(|(_, typing)| typing.clone())
    }

    /// The next that a listener was not told of presence.
    pub(super) fn next_presence(&self, told: &mut Told, to: Audience) -> Option<Presence> {
        if told.n_changes == Some(self.n_changes) {
            return None;
        }
        let next = match to {
            Audience::Customer => {
                let n_there = Some(self.there.len()).filter(|n| told.n_there != Some(*n));
                told.n_there = n_there.or(told.n_there);
                n_there.map(Presence::Count)
            }
            Audience::Desk => self.next_of_the_desk(told),
        };
        if next.is_none() {
            told.n_changes = Some(self.n_changes);
        }
        next
    }

    fn next_of_the_desk(&self, told: &mut Told) -> Option<Presence> {
        let mut came = self.there.iter().filter(|(id, _)| !told.there.contains_key(*id));
        if let Some((id, attendant)) = came.next() {
            told.there.insert(id.clone(), attendant.agent.clone());
            return Some(Presence::Came(attendant.agent.clone()));
        }
        let mut went = told.there.keys().filter(|id| !self.there.contains_key(*id));
        let id = went.next()?.clone();
        told.there.remove(&id).map(Presence::Went)
    }

    fn n_typing(&self) -> u64 {
        self.n_forgotten + self.typing.len() as u64
    }
}

impl Listener {
    /// Takes it that the reader listened a moment ago: what they were told of presence then is not told again.
    pub fn go_on(&mut self) {
        self.told = self.live.hints().go_on(self.clock.now());
    }

    /// The next hint that this listener was not told.
    pub(super) fn next_hint(&mut self) -> Option<Signal> {
        let (who, own) = (&self.who, self.own.as_ref());
        let is_shown = |typing: &Typing| {
            let is_concerned = match who {
                Who::Desk(id) => typing.to.is_for_desk(id),
                Who::Customer(_, known) => *known == Some(typing.contact),
            };
            is_concerned && own.is_none_or(|own| !own.is_same(&typing.by))
        };
        let (live, now) = (Arc::clone(&self.live), self.clock.now());
        let hints = live.hints();
        if let Some(typing) = hints.next_typing(&mut self.told, now, is_shown) {
            return Some(Signal::Typing(typing));
        }
        if let Who::Desk(_) = who
            && let Some((address, page)) = hints.pages.next(&mut self.told.n_pages, now)
        {
            return Some(Signal::Page(address, page));
        }
        let to = match who {
            Who::Desk(_) => Audience::Desk,
            Who::Customer(..) => Audience::Customer,
        };
        Some(match hints.next_presence(&mut self.told, to)? {
            Presence::Count(n_there) => Signal::AgentsOnline(n_there),
            Presence::Came(agent) => Signal::Attendance(agent, Attendance::Online),
            Presence::Went(agent) => Signal::Attendance(agent, Attendance::Offline),
        })
    }
}
