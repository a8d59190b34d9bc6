//! The console's state: what the engine knows, as signals that views follow.

use std::collections::BTreeMap;
use std::rc::Rc;

use chatdesk_api::{Message, Session, SessionStatus, Transport};
use chatdesk_widget_browser::{
    Api, Host, Log, Options, Row, Shape, View, client_id, is_visible, now_ms, rows,
};
use chatdesk_widget_engine::{Access, Connection, Engine, Failure, Input, MAX_CHARS, Side};
use leptos::prelude::{
    GetUntracked as _, GetValue as _, LocalStorage, RwSignal, Set as _, StoredValue, Update as _,
    WithUntracked as _, window,
};
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::address::{Address, Route};
use crate::door::{Door, Entrance};
use crate::me::Me;
use crate::people::People;
use crate::personal::Personal;
use crate::root::Root;
use crate::switches::Switches;
use crate::{names, wiring};

/// Everything that views show and do; a handle that is copied freely.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    desk: StoredValue<Rc<Desk>, LocalStorage>,
    /// Whether somebody is in.
    pub(crate) entrance: RwSignal<Entrance>,
    /// What is shown.
    pub(crate) route: RwSignal<Route>,
    /// How news arrive.
    pub(crate) connection: RwSignal<Connection>,
    /// What carries them, while they arrive at once.
    pub(crate) transport: RwSignal<Option<Transport>>,
    /// What the whole desk has not read, once the server said so.
    pub(crate) unread: RwSignal<Option<u64>>,
    /// The list of chats.
    pub(crate) list: RwSignal<List>,
    /// The sessions of the list, and the one that is shown.
    pub(crate) sessions: RwSignal<BTreeMap<String, Session>>,
    /// The thread that is shown.
    pub(crate) thread: RwSignal<ThreadState>,
    /// The text in the composer.
    pub(crate) draft: RwSignal<String>,
    /// Now, for times that are told by their distance; it moves twice a minute.
    pub(crate) now: RwSignal<u64>,
    /// The table of users.
    pub(crate) people: People,
    /// Everybody's switch.
    pub(crate) switches: Switches,
    /// Who is at this desk.
    pub(crate) identity: RwSignal<Option<Me>>,
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
    pub(crate) filter: Option<SessionStatus>,
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
    /// Whether the customer writes just now.
    pub(crate) is_typing: bool,
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
        let identity = RwSignal::new(None);
        let door = Rc::new(Door::new(&folder, &options.word("tokenUrl"), (key.clone(), identity)));
        let host =
            Host::new(Side::Desk, Api::new(&options.word("api")), key.clone(), door.source());
        let root = Root::new(element, !options.word("alone").is_empty());
        let personal = Personal::read(&key, &options.word("theme"), &options.word("lang"));
        let desk = Rc::new(Desk { host, log: Log::new(), door, key, root });
        Self {
            personal,
            identity,
            desk: StoredValue::new_local(desk),
            entrance: RwSignal::new(Entrance::Opening),
            route: RwSignal::new(Route::Chats),
            connection: RwSignal::new(Connection::Offline),
            transport: RwSignal::new(None),
            unread: RwSignal::new(None),
            list: RwSignal::default(),
            sessions: RwSignal::default(),
            thread: RwSignal::default(),
            draft: RwSignal::default(),
            now: RwSignal::new(now_ms()),
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
        self.desk.get_value()
    }

    /// One's own id, where the token says it.
    #[expect(dead_code, reason = "asked by what takes chats, which is still to come")]
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

    /// Goes to another part of the console; the address says so.
    pub(crate) fn go(self, route: &Route) {
        if !self.root().is_alone {
            // The address is the host's.
            return self.show(route.clone());
        }
        // The browser tells of it by an event, as when somebody types the address.
        drop(window().location().set_hash(&route.hash()));
        self.follow_address();
    }

    /// Shows what the address names. A code in it is taken out and tried.
    pub(crate) fn follow_address(self) {
        if !self.root().is_alone {
            return self.show(self.route.get_untracked());
        }
        let address = Address::read(&window().location().hash().unwrap_or_default());
        if let Some(code) = address.code {
            hide_code(&address.route);
            self.desk().door.take_code(code);
            if self.entrance.get_untracked() != Entrance::Opening {
                self.step(Input::Start);
            }
        }
        self.show(address.route);
    }

    fn show(self, route: Route) {
        // Before any message is drawn: what is not shown has no height to scroll by.
        self.root().set("data-part", route.part());
        if self.route.get_untracked() == route {
            return;
        }
        let desk = self.desk();
        let session = route.session().map(str::to_owned);
        if session.is_some() {
            desk.log.show(Vec::new());
            desk.log.go_to_end();
        }
        let opens_users = route == Route::Users;
        self.route.set(route);
        desk.host.step(Input::Select(session));
        if opens_users {
            self.people.refresh(self);
        }
    }

    /// Another tab wrote a token down, or it was taken away.
    pub(crate) fn hear_of_record(self, key: Option<&str>) {
        let desk = self.desk();
        let concerns = key.is_none_or(|key| key == desk.key);
        let is_shut = matches!(self.entrance.get_untracked(), Entrance::Shut(_));
        if concerns && is_shut && desk.door.has_token() {
            desk.host.step(Input::Start);
        }
    }

    /// A request beside the engine's failed. One that was not let in means that a token ran out.
    pub(crate) fn mind(self, failure: &Failure) {
        if matches!(failure, Failure::Refused { status: 401, .. }) {
            // The engine finds out by its own next request, and shows the door.
            self.step(Input::Woke { frozen: true });
        }
    }

    pub(crate) fn submit(self) {
        self.step(Input::Submit { client_id: client_id() });
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
        spawn_local(async move {
            if desk.host.read(|engine| engine.has_to_see(up_to)) {
                desk.host.step(Input::Seen { up_to });
            }
        });
    }

    fn show_entrance(self, engine: &Engine) {
        let before = self.entrance.get_untracked();
        let now = match engine.access() {
            Access::Granted => Entrance::Open,
            Access::Denied => Entrance::Shut(self.desk().door.reason()),
            // Whoever was in stays while a token is renewed.
            Access::Closed | Access::Asking if before == Entrance::Open => Entrance::Open,
            Access::Closed | Access::Asking => Entrance::Opening,
        };
        put(self.entrance, now);
        if now == Entrance::Open && before != now {
            let session = self.route.with_untracked(|route| route.session().map(str::to_owned));
            let desk = self.desk();
            spawn_local(async move {
                desk.host.step(Input::Select(session));
            });
            if self.route.get_untracked() == Route::Users {
                self.people.refresh(self);
            }
        }
    }

    fn show_list(self, engine: &Engine) {
        let list = engine.list();
        let ids: Vec<String> = list.iter().map(|session| session.id.clone()).collect();
        if self.list.with_untracked(|list| list.ids != ids)
            && let Some(row) = wiring::focused_row(self)
        {
            wiring::focus(self, row);
        }
        let shown = list.into_iter().chain(engine.session());
        put(self.sessions, shown.map(|session| (session.id.clone(), session.clone())).collect());
        let is_loaded = engine.sessions().is_loaded();
        let has_more = engine.sessions().has_more();
        let (is_loading, filter) = (engine.is_loading_list(), engine.list_filter().status);
        put(self.list, List { ids, filter, is_loaded, is_loading, has_more });
    }

    fn show_thread(self, engine: &Engine) {
        let wanted = self.route.with_untracked(|route| route.session().map(str::to_owned));
        let is_selected = engine.selected() == wanted.as_deref();
        let thread = engine.thread();
        let phase = match thread {
            _ if !is_selected && engine.access() == Access::Granted => Phase::Missing,
            Some(thread) if thread.is_loaded() => Phase::Loaded,
            Some(_) | None => Phase::Loading,
        };
        let length = engine.draft().trim().chars().count();
        put(
            self.thread,
            ThreadState {
                phase,
                is_loading_older: thread.is_some_and(|thread| thread.is_loading_older()),
                is_typing: engine.typing().is_some(),
                can_submit: engine.can_submit(),
                too_long: (length > MAX_CHARS).then_some(length),
                session: wanted,
            },
        );
        put(self.draft, engine.draft().to_owned());
        if is_selected {
            let desk = self.desk();
            desk.log.show(lines(engine));
            desk.log.settle();
        } else if phase == Phase::Missing {
            self.desk().log.show(Vec::new());
        }
    }
}

/// The engine's way to the signals.
struct Screen(Console);

impl View for Screen {
    fn render(&self, engine: &Engine) {
        let console = self.0;
        console.show_entrance(engine);
        let before = console.connection.get_untracked();
        put(console.connection, engine.connection());
        put(console.transport, engine.transport());
        put(console.unread, engine.is_known().then(|| engine.unread_count()));
        console.show_list(engine);
        console.show_thread(engine);
        console.look();
        if before != engine.connection() {
            console.people.connected(console, engine.connection());
        }
    }

    fn announce(&self, _message: &Message) {
        self.0.people.hear_news(self.0);
    }

    fn switched(&self, user_id: &str, chat_enabled: bool) {
        self.0.people.switch(user_id, chat_enabled);
        self.0.switches.hear(self.0, user_id);
    }

    fn erased(&self, user_id: Option<&str>) {
        self.0.people.forget(self.0, user_id);
        self.0.switches.forget(self.0, user_id);
    }
}

/// Sets a signal where it has another value, so that nothing is drawn in vain.
pub(crate) fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.update(|shown| *shown = value);
    }
}

/// The lines of the log; a chat has one customer, who is called the same in all of them.
fn lines(engine: &Engine) -> Vec<Row> {
    let mut lines = rows(engine, Side::Desk);
    let Some(session) = engine.session() else { return lines };
    let name = names::person(session.user.name.as_deref(), &session.user.id);
    for line in &mut lines {
        if let Shape::Text(bubble) = &mut line.shape
            && bubble.class.contains("theirs")
        {
            bubble.author.clone_from(&name);
        }
    }
    lines
}

/// Under what a browser keeps this console's texts: two below one origin keep theirs apart.
fn key(folder: &str) -> String {
    let path = folder.splitn(4, '/').nth(3).unwrap_or_default();
    format!("chatdesk console /{path}/")
}

fn hide_code(route: &Route) {
    if let Ok(history) = window().history() {
        // Refused is an address of another origin.
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash())));
    }
}
