use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::{Message, Session, SessionStatus};
use chatdesk_widget_browser::{Host, Log, Times, View, document, rows};
use chatdesk_widget_engine::{Access, Connection, Engine, Input, Side};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::words;

/// What the views show, taken from the engine after each step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) access: RwSignal<Access>,
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) unread: RwSignal<u64>,
    pub(crate) list: RwSignal<List>,
    pub(crate) head: RwSignal<Option<Head>>,
    pub(crate) composer: RwSignal<Composer>,
    /// The last switch that somebody moved.
    pub(crate) switched: RwSignal<Option<(String, bool)>>,
    host: StoredValue<Host, LocalStorage>,
    log: StoredValue<RefCell<Option<Rc<Log>>>, LocalStorage>,
    times: StoredValue<Rc<Times>, LocalStorage>,
}

/// The list of chats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) chats: Vec<Chat>,
    pub(crate) filter: Option<SessionStatus>,
    pub(crate) is_loaded: bool,
    pub(crate) is_loading: bool,
    pub(crate) has_more: bool,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chat {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) preview: String,
    pub(crate) time: String,
    pub(crate) unread: u64,
    pub(crate) status: SessionStatus,
    pub(crate) chat_enabled: bool,
}

/// The chat that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) status: SessionStatus,
    pub(crate) chat_enabled: bool,
}

/// The text field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Composer {
    pub(crate) draft: String,
    pub(crate) can_write: bool,
    pub(crate) can_submit: bool,
    pub(crate) has_ended: bool,
}

impl Screen {
    pub(crate) fn new(host: &Host) -> Self {
        let screen = Self {
            access: RwSignal::new(Access::Closed),
            connection: RwSignal::new(Connection::Offline),
            unread: RwSignal::new(0),
            list: RwSignal::new(List::default()),
            head: RwSignal::new(None),
            composer: RwSignal::new(Composer::default()),
            switched: RwSignal::new(None),
            host: StoredValue::new_local(host.clone()),
            log: StoredValue::new_local(RefCell::default()),
            times: StoredValue::new_local(Rc::new(Times::new(""))),
        };
        host.attach(Rc::new(screen));
        screen
    }

    pub(crate) fn step(&self, input: Input) {
        self.host().step(input);
    }

    pub(crate) fn host(&self) -> Host {
        self.host.get_value()
    }

    pub(crate) fn times(&self) -> Rc<Times> {
        self.times.get_value()
    }

    /// Shows the open chat's messages here from now on, or nowhere.
    pub(crate) fn set_log(&self, log: Option<Rc<Log>>) {
        self.log.with_value(|place| place.replace(log));
        self.host().read(|engine| self.show_log(engine));
    }

    /// Tells the engine what is before somebody's eyes.
    pub(crate) fn look(&self) {
        let is_visible = document().is_some_and(|page| !page.hidden());
        let Some(log) = self.log() else { return };
        let up_to = log.seen();
        if up_to == 0 || !is_visible {
            return;
        }
        let host = self.host();
        // A view does not change what it is just showing.
        spawn_local(async move {
            if host.read(|engine| engine.has_to_see(up_to)) {
                host.step(Input::Seen { up_to });
            }
        });
    }

    fn log(&self) -> Option<Rc<Log>> {
        self.log.with_value(|log| log.borrow().clone())
    }

    fn show_log(&self, engine: &Engine) {
        let Some(log) = self.log() else { return };
        log.show(rows(engine, Side::Desk, &self.times()));
        log.settle();
        self.look();
    }

    fn read_list(&self, engine: &Engine) -> List {
        let times = self.times();
        List {
            chats: engine.list().into_iter().map(|session| Chat::of(session, &times)).collect(),
            filter: engine.list_filter(),
            is_loaded: engine.sessions().is_loaded(),
            is_loading: engine.is_loading_list(),
            has_more: engine.sessions().has_more(),
        }
    }
}

impl View for Screen {
    fn render(&self, engine: &Engine) {
        change(self.access, engine.access());
        change(self.connection, engine.connection());
        change(self.unread, engine.unread_count());
        change(self.list, self.read_list(engine));
        change(self.head, engine.session().map(Head::of));
        change(
            self.composer,
            Composer {
                draft: engine.draft().to_owned(),
                can_write: engine.can_write(),
                can_submit: engine.can_submit(),
                has_ended: engine.has_ended(),
            },
        );
        self.show_log(engine);
    }

    fn announce(&self, _message: &Message) {}

    fn switched(&self, user_id: &str, chat_enabled: bool) {
        self.switched.set(Some((user_id.to_owned(), chat_enabled)));
    }
}

impl Chat {
    fn of(session: &Session, times: &Times) -> Self {
        let preview = session.last_message.as_ref().map(|last| {
            if last.sender_type.is_customer() {
                last.preview.clone()
            } else {
                format!("You: {}", last.preview)
            }
        });
        let at = session.last_message.as_ref().map_or(&session.updated_at, |last| &last.timestamp);
        Self {
            id: session.id.clone(),
            name: words::customer(&session.user),
            preview: preview.unwrap_or_default(),
            time: times.short(&Date::new(&JsValue::from_str(at.as_str()))),
            unread: session.unread_count,
            status: session.status,
            chat_enabled: session.chat_enabled,
        }
    }
}

impl Head {
    fn of(session: &Session) -> Self {
        let about = [session.subject.as_deref(), session.user.email.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        Self {
            id: session.id.clone(),
            name: words::customer(&session.user),
            about: about.join(" · "),
            status: session.status,
            chat_enabled: session.chat_enabled,
        }
    }
}

/// Sets a signal where the value is another, so that nothing is drawn anew for nothing.
fn change<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}
