//! What the engine knows, put into the signals that views follow.

use any_spawner::Executor;
use chatdesk_api::{Match, Message, SessionKind};
use chatdesk_widget_browser::{Names, View, rows};
use chatdesk_widget_engine::{Access, Engine, Input, MAX_CHARS, Table};

use crate::console::{Console, List, Phase, ThreadState};
use crate::door::Entrance;
use crate::talks::annotate;
use crate::{names, wiring};

/// The engine's way to the signals.
pub(crate) struct Screen(pub(crate) Console);

impl View for Screen {
    fn render(&self, engine: &Engine) {
        let console = self.0;
        console.show_entrance(engine);
        let before = console.connection.get_untracked();
        console.connection.put(engine.connection());
        console.transport.put(engine.transport());
        console.unread.put(engine.is_known().then(|| engine.unread_count()));
        console.show_list(engine);
        console.show_thread(engine);
        console.look();
        if before != engine.connection() {
            console.people.connected(console, engine.connection());
            console.crew.connected(console, engine.connection());
            console.tickets.connected(console, engine.connection());
            console.team.count(console);
            // Notes may have been missed; a view does not change what it is just showing.
            Executor::spawn_local(async move { console.load_notes() });
        }
        console.inbox.recount(console, engine);
        console.tickets.watch(console, engine);
        console.team.watch(console, engine);
        console.attention.settle(console);
    }

    fn hear(&self, name: &str, data: &str) {
        match name {
            "presence" => self.0.crew.hear(data),
            "page" => self.0.panel.hear_of_page(data),
            "ticket" => self.0.tickets.hear(self.0, data),
            _ => self.0.hear(name, data),
        }
    }

    fn announce(&self, message: &Message) {
        self.0.people.hear_news(self.0);
        self.0.attention.call(self.0, message);
    }

    fn switched(&self, user_id: &str, chat_enabled: bool) {
        self.0.people.switch(user_id, chat_enabled);
        self.0.switches.hear(self.0, user_id);
    }

    fn erased(&self, user_id: Option<&str>) {
        self.0.people.forget(self.0, user_id);
        self.0.switches.forget(self.0, user_id);
        self.0.writing.notes.forget();
        self.0.tickets.hear_news(self.0);
        let console = self.0;
        Executor::spawn_local(async move { console.load_notes() });
    }
}

impl Console {
    fn show_entrance(self, engine: &Engine) {
        let before = self.entrance.get_untracked();
        let now = match engine.access() {
            Access::Granted => Entrance::Open,
            Access::Denied => Entrance::Shut(self.desk().door.reason()),
            // Whoever was in stays while a token is renewed.
            Access::Closed | Access::Asking if before == Entrance::Open => Entrance::Open,
            Access::Closed | Access::Asking => Entrance::Opening,
        };
        self.entrance.put(now);
        if now == Entrance::Open && before != now {
            let session = self.route.with_untracked(|route| route.session().map(str::to_owned));
            let desk = self.desk();
            Executor::spawn_local(async move {
                desk.host.step(Input::Select(session));
                self.refine();
                self.entered();
                self.load_part();
                if let Some(id) = self.aim.get_untracked() {
                    desk.host.step(Input::Reach(id));
                }
            });
        }
    }

    pub(crate) fn show_list(self, engine: &Engine) {
        let list = engine.list();
        let ids: Vec<String> = list.iter().map(|session| session.id.clone()).collect();
        let (ids, n_held) = self.list.with_untracked(|shown| self.inbox.arrange(&shown.ids, ids));
        if self.list.with_untracked(|list| list.ids != ids)
            && let Some(row) = wiring::focused_row(self)
        {
            wiring::focus(self, row);
        }
        let shown = list.into_iter().chain(engine.session());
        let shown = shown.map(|session| (session.id.clone(), self.named(session.clone())));
        self.sessions.put(shown.collect());
        let is_loaded = engine.sessions().is_loaded();
        let has_more = engine.sessions().has_more();
        let is_loading = engine.is_loading_list();
        self.found.put(found(engine, &ids));
        self.list.put(List { ids, n_held, is_loaded, is_loading, has_more });
    }

    fn show_thread(self, engine: &Engine) {
        let wanted = self.route.with_untracked(|route| route.session().map(str::to_owned));
        let is_selected = engine.selected() == wanted.as_deref();
        let thread = engine.thread();
        let is_missing = self.tickets.shown.missing.with_untracked(Option::is_some)
            || !is_selected && engine.access() == Access::Granted;
        let phase = match thread {
            _ if is_missing => Phase::Missing,
            Some(thread) if thread.is_loaded() => Phase::Loaded,
            Some(_) | None => Phase::Loading,
        };
        let length = engine.draft().trim().chars().count();
        self.thread.put(ThreadState {
            phase,
            is_loading_older: thread.is_some_and(|thread| thread.is_loading_older()),
            typing: engine.typing().map(|name| self.typing(name)),
            beside: engine.typing_beside().map(names::colleague),
            can_submit: engine.can_submit(),
            too_long: (length > MAX_CHARS).then_some(length),
            session: wanted,
        });
        self.draft.put(engine.draft().to_owned());
        self.amends.watch(engine.session(), self.me().as_deref());
        if let Some(session) = engine.session() {
            self.stand_right(session);
        }
        if is_selected {
            let desk = self.desk();
            let session = engine.selected().unwrap_or_default();
            let names = match engine.session() {
                Some(shown) if shown.kind == SessionKind::Panel => {
                    Names::for_colleagues(names::colleague(None))
                }
                shown => Names::for_desk(shown.map(names::customer)),
            };
            let mut rows = rows(engine, &names);
            annotate(&mut rows, thread);
            desk.log.show(self.writing.notes.mix(rows, session));
            desk.log.settle();
            self.go_to_aim(engine);
        } else if phase == Phase::Missing {
            self.desk().log.show(Vec::new());
        }
    }

    /// Draws the thread once more: something beside the engine changed in it.
    pub(crate) fn draw_thread(self) {
        self.desk().host.read(|engine| self.show_thread(engine));
    }

    /// Brings the message that somebody wants to see before their eyes, once it is there.
    fn go_to_aim(self, engine: &Engine) {
        let Some(aim) = self.aim.get_untracked() else { return };
        let Some(thread) = engine.thread().filter(|thread| thread.is_loaded()) else { return };
        let is_there = thread.messages().any(|message| message.id == aim);
        let is_coming = thread.is_loading_older();
        if is_there && self.desk().log.reveal(aim) || !is_there && !is_coming {
            self.aim.set(None);
        }
    }
}

/// Where the words of the search were found, of those that are listed.
fn found(engine: &Engine, ids: &[String]) -> Table<String, Match> {
    if engine.list_filter().search.is_empty() {
        return Table::default();
    }
    let found = |id: &String| Some((id.clone(), engine.sessions().found(id)?.clone()));
    ids.iter().filter_map(found).collect()
}
