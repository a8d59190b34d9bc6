//! The desk among itself: what is unread there, who talks with whom, and who comes and goes.

use any_spawner::Executor;
use chatdesk_api::{Person, Session, SessionKind};
use chatdesk_widget_browser::{Decode as _, Json, Writer, client_id, say, say_with};
use chatdesk_widget_engine::{Engine, Failure, Input};

use crate::address::Route;
use crate::console::Console;
use crate::people::explain;
use crate::soon::Soon;
use crate::state::Signal;

/// What is known and done beside the engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Team {
    /// What one has not read there, once the server said so.
    pub(crate) unread: Signal<Option<u64>>,
    /// Who is about to be chosen, and what for.
    pub(crate) purpose: Signal<Option<Purpose>>,
    /// Those who are chosen, by their ids.
    pub(crate) chosen: Signal<Vec<String>>,
    pub(crate) is_busy: Signal<bool>,
    /// Why it could not be done.
    pub(crate) failure: Signal<Option<String>>,
    /// Whether it is asked if one leaves.
    pub(crate) asks_to_leave: Signal<bool>,
    /// What was tried last, and the name that it keeps for every retry.
    tried: Signal<(Vec<String>, String)>,
    counting: Soon,
    /// What was known when it was counted last: the count can only differ when this does.
    counted: Signal<(u64, u64)>,
}

/// What people are chosen for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A conversation with them begins.
    Begin,
    /// They come into this group, whose members are these.
    Join(String, Vec<String>),
}

impl Team {
    pub(crate) fn new() -> Self {
        Self {
            unread: Signal::new(None),
            purpose: Signal::new(None),
            chosen: Signal::default(),
            is_busy: Signal::new(false),
            failure: Signal::new(None),
            asks_to_leave: Signal::new(false),
            tried: Signal::default(),
            counting: Soon::new(),
            counted: Signal::default(),
        }
    }

    pub(crate) fn forget(self) {
        self.unread.put(None);
        self.counted.put((0, 0));
        self.purpose.put(None);
    }

    /// Notices when something was written or read there.
    pub(crate) fn watch(self, console: Console, engine: &Engine) {
        let of_team = |session: &&Session| session.kind == SessionKind::Panel;
        let known = engine.sessions().known().filter(of_team);
        let now = known.fold((0, 0), |(version, unread), session| {
            (session.version.max(version), unread + session.unread_count)
        });
        if self.counted.get_untracked() != now {
            self.counted.set(now);
            self.counting.work(move || self.count(console));
        }
    }

    /// Asks what is unread in all of it; the list has pages.
    pub(crate) fn count(self, console: Console) {
        Executor::spawn_local(async move {
            let path = "/panel/conversations?limit=1";
            let answer: Result<Json, Failure> = console.api().get(path).await;
            if let Ok(json) = answer {
                self.unread.put(u64::decode(json.field("unread_count")));
            }
        });
    }

    /// Lets somebody choose whom they talk to: whoever talks to one already is chosen.
    pub(crate) fn begin(self, console: Console, with: Vec<String>) {
        self.choose(console, Purpose::Begin, with);
    }

    /// Lets somebody choose who comes into a group; two stay two, and begin a group.
    pub(crate) fn add(self, console: Console, session: &Session) {
        let members = session.members.iter().flatten().map(|member| member.id.clone()).collect();
        if session.is_group == Some(true) {
            self.choose(console, Purpose::Join(session.id.clone(), members), Vec::new());
        } else {
            let me = console.me();
            let others = members.into_iter().filter(|id| Some(id) != me.as_ref());
            self.begin(console, others.collect());
        }
    }

    fn choose(self, console: Console, purpose: Purpose, chosen: Vec<String>) {
        console.crew.refresh(console);
        self.failure.put(None);
        self.chosen.set(chosen);
        self.purpose.set(Some(purpose));
    }

    /// Whoever was not chosen is, and the other way round.
    pub(crate) fn turn(self, id: &str) {
        self.chosen.update(|chosen| match chosen.iter().position(|it| it == id) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(id.to_owned()),
        });
    }

    /// Does what people were chosen for.
    pub(crate) fn submit(self, console: Console, title: &str) {
        let Some(purpose) = self.purpose.get_untracked() else { return };
        let chosen = self.chosen.get_untracked();
        if chosen.is_empty() || self.is_busy.get_untracked() {
            return;
        }
        let body = Writer::new().texts("participants", &chosen);
        match purpose {
            Purpose::Begin => {
                // The same is tried again under the same name, something else under another.
                let (mut what, title) = (chosen, title.trim());
                what.push(title.to_owned());
                let (before, name) = self.tried.get_untracked();
                let name = if before == what { name } else { client_id() };
                self.tried.set((what, name.clone()));
                let title = Some(title).filter(|title| !title.is_empty());
                let body = body.maybe("title", title).text("client_id", &name);
                self.change(console, ("POST", "/panel/conversations".into()), body);
            }
            Purpose::Join(group, _) => self.change(console, ("POST", members(&group)), body),
        }
    }

    /// One leaves the group, and keeps what one saw.
    pub(crate) fn leave(self, console: Console, group: &str) {
        self.change(console, ("DELETE", members(group)), Writer::new());
    }

    fn change(self, console: Console, (method, path): (&'static str, String), body: Writer) {
        self.is_busy.put(true);
        self.failure.put(None);
        Executor::spawn_local(async move {
            let answer: Result<Session, Failure> =
                console.api().send(method, &path, body.finish()).await;
            self.is_busy.put(false);
            match answer {
                Ok(session) => {
                    let route = Route::of(&session);
                    self.purpose.put(None);
                    self.tried.set(Default::default());
                    console.step(Input::Learned(Box::new(session)));
                    console.go(&route);
                }
                Err(failure) => {
                    console.mind(&failure);
                    let is_asked = self.purpose.with_untracked(Option::is_some);
                    let place = if is_asked { self.failure } else { console.amends.failure };
                    place.put(Some(explain(&failure)));
                }
            }
        });
    }
}

impl Console {
    /// A session as it is shown: what a conversation of the team's is called stands where a chat has its customer.
    pub(crate) fn named(self, mut session: Session) -> Session {
        let me = self.me();
        if let Some(members) = &session.members {
            let others: Vec<_> = members.iter().filter(|it| Some(&it.id) != me.as_ref()).collect();
            let names = others.iter().map(|member| {
                let (id, name) = (Some(member.id.clone()), member.name.clone());
                self.crew.name_of(&Person { id, name })
            });
            let names = names.collect::<Vec<_>>().join(", ");
            let is_group = session.is_group == Some(true);
            let title = session.subject.clone().filter(|_| is_group);
            let alone = || if names.is_empty() { say("console.team.alone") } else { names };
            session.user.name = Some(title.unwrap_or_else(alone));
            session.user.id = match others.as_slice() {
                [other] if !is_group => other.id.clone(),
                _ => session.id.clone(),
            };
        }
        session
    }

    /// That somebody of the other side writes, in words; their name where it is not said above.
    pub(crate) fn typing(self, name: Option<&str>) -> String {
        match name.filter(|_| self.is_team()) {
            Some(name) => say_with("console.team.typing", &[("name", name)]),
            None => say("console.typing"),
        }
    }
}

fn members(group: &str) -> String {
    format!("/panel/conversations/{group}/members")
}
