//! The console's state: what the engine knows, as signals that views follow.

use std::rc::Rc;

use any_spawner::Executor;
use chatdesk_api::{Match, Session, Transport};
use chatdesk_widget_browser::{Api, Host, Log, Options, client_id, is_visible, now_ms};
use chatdesk_widget_engine::{Connection, Failure, Input, Side, Table};
use web_sys::HtmlElement;

use crate::address::{Lens, Route};
use crate::amends::Amends;
use crate::attention::Attention;
use crate::commands::Commands;
use crate::crew::Crew;
use crate::deliveries::Deliveries;
use crate::door::{Door, Entrance};
use crate::inbox::Inbox;
use crate::keys::Keys;
use crate::me::Me;
use crate::panel::Panel;
use crate::people::People;
use crate::personal::Personal;
use crate::root::Root;
use crate::settings::Settings;
use crate::show::Screen;
use crate::state::Signal;
use crate::switches::Switches;
use crate::talks::Talks;
use crate::team::Team;
use crate::tickets::Tickets;
use crate::ways::Ways;
use crate::writing::Writing;

/// Everything that views show and do; a handle that is copied freely.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    desk: Signal<Rc<Desk>>,
    /// Whether somebody is in.
    pub(crate) entrance: Signal<Entrance>,
    /// What is shown.
    pub(crate) route: Signal<Route>,
    /// How news arrive.
    pub(crate) connection: Signal<Connection>,
    /// What carries them, while they arrive at once.
    pub(crate) transport: Signal<Option<Transport>>,
    /// What the whole desk has not read, once the server said so.
    pub(crate) unread: Signal<Option<u64>>,
    /// What of all chats the list shows.
    pub(crate) lens: Signal<Lens>,
    /// The list of chats.
    pub(crate) list: Signal<List>,
    /// Where the words of a search were found, by session.
    pub(crate) found: Signal<Table<String, Match>>,
    /// The sessions of the list, and the one that is shown.
    pub(crate) sessions: Signal<Table<String, Session>>,
    /// The thread that is shown.
    pub(crate) thread: Signal<ThreadState>,
    /// The message of it that somebody wants to see.
    pub(crate) aim: Signal<Option<u64>>,
    /// The text in the composer.
    pub(crate) draft: Signal<String>,
    /// Now, for times that are told by their distance; it moves twice a minute.
    pub(crate) now: Signal<u64>,
    /// The list's counts, and what keeps it still.
    pub(crate) inbox: Inbox,
    /// The customer of the thread.
    pub(crate) panel: Panel,
    /// Who else answers here.
    pub(crate) crew: Crew,
    /// What is being changed of a chat.
    pub(crate) amends: Amends,
    /// How many tickets there are, their table, and the one that is shown.
    pub(crate) tickets: Tickets,
    /// The desk among itself.
    pub(crate) team: Team,
    /// Chats over text channels.
    pub(crate) talks: Talks,
    /// What waits to be told to other systems.
    pub(crate) deliveries: Deliveries,
    /// The channels by which others are told.
    pub(crate) ways: Ways,
    /// The table of users.
    pub(crate) people: People,
    /// Everybody's switch.
    pub(crate) switches: Switches,
    /// The secret of a one-time link that somebody came with.
    pub(crate) link: Signal<Option<String>>,
    /// The composer, notes and canned replies.
    pub(crate) writing: Writing,
    /// What an admin sets.
    pub(crate) settings: Settings,
    /// The command bar.
    pub(crate) commands: Commands,
    /// What calls whoever looks elsewhere.
    pub(crate) attention: Attention,
    /// What keys do.
    pub(crate) keys: Keys,
    /// Who is at this desk.
    pub(crate) identity: Signal<Option<Me>>,
    /// What one person wants of the console in this browser.
    pub(crate) personal: Personal,
}

/// What is not shown by signals.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) host: Host,
    pub(crate) log: Log,
    pub(crate) door: Rc<Door>,
    pub(crate) key: String,
    pub(crate) root: Root,
}

/// The list of chats, as it is filtered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct List {
    /// The sessions' ids, newest change first.
    pub(crate) ids: Vec<String>,
    /// How many came and are not shown yet, so that nothing moves under somebody's hand.
    pub(crate) n_held: usize,
    pub(crate) is_loaded: bool,
    pub(crate) is_loading: bool,
    pub(crate) has_more: bool,
}

/// The thread that is shown, without its messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThreadState {
    pub(crate) session: Option<String>,
    pub(crate) phase: Phase,
    pub(crate) is_loading_older: bool,
    /// That the other side writes just now, in words.
    pub(crate) typing: Option<String>,
    /// Who else of the desk writes just now.
    pub(crate) beside: Option<String>,
    pub(crate) can_submit: bool,
    /// How long the draft is, where it is too long.
    pub(crate) too_long: Option<usize>,
}

/// How much of a thread is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing yet.
    #[default]
    Loading,
    /// Its newest messages.
    Loaded,
    /// The server says that there is no such chat.
    Missing,
}

impl Console {
    /// The console of this element.
    pub(crate) fn new(element: HtmlElement, options: &Options) -> Self {
        let folder = options.word("folder");
        let key = key(&folder);
        let identity = Signal::new(None);
        let door = Rc::new(Door::new(&folder, &options.word("tokenUrl"), (key.clone(), identity)));
        let host =
            Host::new(Side::Desk, Api::new(&options.word("api")), key.clone(), door.source());
        let root = Root::new(element, !options.word("alone").is_empty());
        let personal = Personal::read(&key, &options.word("theme"), &options.word("lang"));
        let writing = Writing::new(&key);
        let desk = Rc::new(Desk { host, log: Log::new(), door, key, root });
        Self {
            personal,
            identity,
            link: Signal::default(),
            writing,
            settings: Settings::new(),
            commands: Commands::new(),
            attention: Attention::new(),
            keys: Keys::new(),
            desk: Signal::new(desk),
            entrance: Signal::new(Entrance::Opening),
            route: Signal::new(Route::Chats),
            connection: Signal::new(Connection::Offline),
            transport: Signal::new(None),
            unread: Signal::new(None),
            lens: Signal::default(),
            list: Signal::default(),
            found: Signal::default(),
            sessions: Signal::default(),
            thread: Signal::default(),
            aim: Signal::new(None),
            draft: Signal::default(),
            now: Signal::new(now_ms()),
            inbox: Inbox::new(),
            panel: Panel::new(),
            crew: Crew::new(),
            amends: Amends::new(),
            tickets: Tickets::new(),
            team: Team::new(),
            talks: Talks::new(),
            deliveries: Deliveries::new(),
            ways: Ways::new(),
            people: People::new(),
            switches: Switches::new(),
        }
    }

    /// Reads the address, shows the engine and starts it.
    pub(crate) fn begin(self) {
        self.personal.apply(self);
        self.follow_address();
        let desk = self.desk();
        desk.host.attach(Rc::new(Screen(self)));
        desk.host.step(Input::Start);
    }

    pub(crate) fn desk(self) -> Rc<Desk> {
        self.desk.get_untracked()
    }

    /// One's own id, where the token says it.
    pub(crate) fn me(self) -> Option<String> {
        self.identity.with_untracked(|me| me.as_ref().map(|me| me.id.clone()))
    }

    pub(crate) fn root(self) -> Root {
        self.desk().root.clone()
    }

    pub(crate) fn api(self) -> Api {
        self.desk().host.api().clone()
    }

    pub(crate) fn step(self, input: Input) {
        self.desk().host.step(input);
    }

    /// A request beside the engine's failed. One that was not let in means that a token ran out.
    pub(crate) fn mind(self, failure: &Failure) {
        if matches!(failure, Failure::Refused { status: 401, .. }) {
            self.doubt_token();
        }
    }

    /// Sends the answer in the composer.
    pub(crate) fn submit(self) {
        match self.talk() {
            Some(session) => self.talks.send(self, &session),
            None => self.step(Input::Submit { client_id: client_id() }),
        }
    }

    /// Tells the engine what is before somebody's eyes.
    pub(crate) fn look(self) {
        if !is_visible() || self.route.with_untracked(|route| route.session().is_none()) {
            return;
        }
        let desk = self.desk();
        // What is not in the page has no height, and is before nobody's eyes.
        let up_to = if desk.log.is_shown() { desk.log.seen() } else { 0 };
        if up_to == 0 {
            return;
        }
        // A view does not change what it is just showing.
        Executor::spawn_local(async move {
            if desk.host.read(|engine| engine.has_to_see(up_to)) {
                desk.host.step(Input::Seen { up_to });
            }
        });
    }
}

/// Under what a browser keeps this console's texts: two below one origin keep theirs apart.
fn key(folder: &str) -> String {
    let path = folder.splitn(4, '/').nth(3).unwrap_or_default();
    format!("chatdesk console /{path}/")
}
