//! The real thing: two desks over one SQLite file, and a clock that stands still.

use std::sync::Arc;
use std::time::Duration;

use chatdesk_core::{
    Actor, Address, ClientId, ContactKind, Customer, Desk, Error, ErrorKind, Message, OpenChat,
    OpenedChat, Profile, Sent, SessionId, Staff, StaffRole, Switch, ToggleChat, Wish,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, given};
use futures_util::future::{join, maybe_done};

use crate::command::{Answer, Command, Place, Who};
use crate::look::typed;
use crate::shared::Shared;
use crate::watch::Watch;

/// What came back from a desk, before it is known which session an id is.
pub(crate) type Came = Result<Outcome, Error>;

/// What a desk said of a command that it carried out.
pub(crate) enum Outcome {
    Opened(SessionId, bool),
    Sent(Box<Message>, bool),
    Unread(u64),
    Done,
}

/// Two desks, as two processes have them, over one file.
pub(crate) struct World {
    pub(crate) store: Shared,
    pub(crate) desks: [Desk; 2],
    /// The sessions of both users as far as they were seen, the first opened first.
    pub(crate) sessions: [Vec<SessionId>; 2],
    pub(crate) watch: Watch,
    clock: ManualClock,
    folder: Folder,
}

/// An empty store's file, made once: making its tables anew takes longer than most sequences.
pub(crate) struct EmptyFile(Folder);

impl EmptyFile {
    pub(crate) async fn new() -> Self {
        let folder = Folder::new();
        // Closed, it is one file: the write-ahead log is gone.
        drop(SqliteStore::open(folder.file(FILE)).await.unwrap());
        Self(folder)
    }
}

const FILE: &str = "chat.db";

impl World {
    pub(crate) async fn begin(empty: &EmptyFile) -> Self {
        let folder = Folder::new();
        std::fs::copy(empty.0.file(FILE), folder.file(FILE)).unwrap();
        Self::open(folder, ManualClock::default(), Watch::default()).await
    }

    /// Without syncs: what ends here is a process, and what it wrote stays with the system.
    async fn open(folder: Folder, clock: ManualClock, watch: Watch) -> Self {
        let opened = SqliteStore::open_unsynced(folder.file(FILE)).await;
        let store = Shared(Arc::new(opened.unwrap()));
        let desk = || Desk::builder(store.clone()).clock(clock.clone()).build();
        let desks = [desk(), desk()];
        Self { store, desks, sessions: Default::default(), watch, clock, folder }
    }

    /// Lets the clock jump to so many seconds from where it began.
    pub(crate) fn set_clock(&self, seconds: i64) {
        let by = Duration::from_secs(seconds.unsigned_abs());
        self.clock.set(if seconds < 0 { given::NOW.minus(by) } else { given::NOW.plus(by) });
    }

    /// Asks the first desk, and waits.
    pub(crate) async fn ask(&self, command: Command) -> Came {
        self.carry_out(0, command).await
    }

    /// Asks both desks at once, and waits for both.
    pub(crate) async fn ask_both(&self, one: Command, other: Command) -> [Came; 2] {
        join(self.carry_out(0, one), self.carry_out(1, other)).await.into()
    }

    /// Asks both desks at once, and drops everything after so many polls; answers the world as it then is on the disk,
    /// and what came back before.
    pub(crate) async fn kill(
        self,
        commands: [Command; 2],
        n_polls: usize,
    ) -> (Self, [Option<Came>; 2]) {
        let mut flights =
            [0, 1].map(|desk| Box::pin(maybe_done(self.carry_out(desk, commands[desk]))));
        for _ in 0..n_polls {
            for flight in &mut flights {
                let _ = futures_util::poll!(flight.as_mut());
            }
            tokio::task::yield_now().await;
        }
        let came = flights.each_mut().map(|flight| flight.as_mut().take_output());
        drop(flights);
        let Self { store, desks, watch, clock, folder, .. } = self;
        drop(desks);
        let last = Arc::into_inner(store.0);
        drop(last.expect("with the desks went all that held the store"));
        (Self::open(folder, clock, watch).await, came)
    }

    async fn carry_out(&self, desk: usize, command: Command) -> Came {
        let (desk, admin) = (&self.desks[desk], actor(Who::Staff(desk)));
        match command {
            Command::Open { user, id, text, another } => {
                let wish = if another { Wish::Another } else { Wish::OpenOne };
                let chat = OpenChat { subject: None, message: text.map(str::to_owned), wish };
                let opened =
                    desk.open(&actor(Who::User(user)), Some(client_id(id)), Ok(chat)).await;
                opened.map(|opened| match opened {
                    OpenedChat::Made(view) => Outcome::Opened(view.value.session.id, true),
                    OpenedChat::Found(view) => Outcome::Opened(view.value.session.id, false),
                })
            }
            Command::Send { by, place, id, text } => {
                let (actor, session) = (actor(by), self.session(place));
                let text = Ok(text.to_owned());
                desk.send(&actor, session, Some(client_id(id)), text).await.map(|sent| match sent {
                    Sent::New(message, _) => Outcome::Sent(Box::new(message), true),
                    Sent::Repeat(message, _) => Outcome::Sent(Box::new(message), false),
                })
            }
            Command::Read { by, place, up_to } => {
                let up_to = Ok(i64::try_from(up_to).unwrap());
                desk.read(&actor(by), self.session(place), up_to).await.map(Outcome::Unread)
            }
            Command::End { by, place } => {
                desk.end(&actor(by), self.session(place)).await.map(|_| Outcome::Done)
            }
            Command::Erase { user } => {
                let erased = desk.erase(&admin, Ok(address(user))).await;
                erased.map(|()| Outcome::Done)
            }
            Command::Switch { user, on } => {
                let switch = Switch::from(on);
                let toggle = ToggleChat { address: address(user), switch, reason: None };
                let switched = desk.switch_chat(&admin, Ok(toggle)).await;
                switched.map(|contact| {
                    assert_eq!(contact.switch, switch, "the answer to a switch");
                    Outcome::Done
                })
            }
        }
    }

    /// The session's id; one that nobody has where there is no such session.
    fn session(&self, place: Place) -> SessionId {
        let known = self.sessions[place.user].get(place.nth);
        known.copied().unwrap_or_else(|| SessionId::generate(given::NOW))
    }

    /// What a desk said, in the words of the reference.
    pub(crate) fn in_words(&self, came: &Came) -> Result<Answer, ErrorKind> {
        match came {
            Ok(Outcome::Opened(session, new)) => {
                let mut all = self.sessions.iter().flat_map(|of_one| of_one.iter().enumerate());
                let known = all.find(|(_, known)| *known == session);
                Ok(Answer::Opened { nth: known.map(|(nth, _)| nth), new: *new })
            }
            Ok(Outcome::Sent(message, new)) => {
                let seq = usize::try_from(message.seq.get()).unwrap();
                Ok(Answer::Sent { seq, text: typed(&message.content), new: *new })
            }
            Ok(Outcome::Unread(left)) => Ok(Answer::Unread(usize::try_from(*left).unwrap())),
            Ok(Outcome::Done) => Ok(Answer::Done),
            Err(error) => Err(error.kind()),
        }
    }
}

/// Somebody as a desk knows them.
pub(crate) fn actor(who: Who) -> Actor {
    match who {
        Who::User(user) => Actor::Customer(Customer {
            kind: ContactKind::User,
            address: address(user),
            profile: Profile::default(),
        }),
        Who::Staff(staff) => {
            Actor::Staff(Staff { role: StaffRole::Admin, id: staff.to_string(), name: None })
        }
    }
}

fn address(user: usize) -> Address {
    format!("user-{user}").parse().unwrap()
}

fn client_id(id: &str) -> ClientId {
    id.parse().unwrap()
}

/// One desk over a file, and a clock that stands still.
pub(crate) struct Stage {
    pub(crate) store: Shared,
    pub(crate) desk: Desk,
    pub(crate) clock: ManualClock,
    folder: Folder,
}

impl Stage {
    pub(crate) async fn begin(empty: &EmptyFile) -> Self {
        let folder = Folder::new();
        std::fs::copy(empty.0.file(FILE), folder.file(FILE)).unwrap();
        Self::open(folder, ManualClock::default()).await
    }

    async fn open(folder: Folder, clock: ManualClock) -> Self {
        let opened = SqliteStore::open_unsynced(folder.file(FILE)).await;
        let store = Shared(Arc::new(opened.unwrap()));
        let desk = Desk::builder(store.clone()).clock(clock.clone()).build();
        Self { store, desk, clock, folder }
    }

    /// Another process over the same file.
    pub(crate) async fn restart(&mut self) {
        let opened = SqliteStore::open_unsynced(self.folder.file(FILE)).await;
        self.store = Shared(Arc::new(opened.unwrap()));
        self.desk = Desk::builder(self.store.clone()).clock(self.clock.clone()).build();
    }
}
