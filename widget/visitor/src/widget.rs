use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chatdesk_api::Message;
use chatdesk_widget_browser::{
    Api, Host, Log, Node, Options, Record, View, Writer, client_id, digits, is_touched, is_visible,
    key, listen_to_page, soon, stop,
};
use chatdesk_widget_engine::{Access, Connection, Engine, Input, Side, Thread};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::outline::outline;
use crate::texts;
use crate::tokens::Tokens;
use crate::window::Window;

/// The window and all that it goes by. A page has one, which stays for as long as the page does.
#[derive(Debug)]
struct Widget {
    options: Options,
    /// The loader's shadow root, and the button in it.
    root: Node,
    button: Node,
    host: Host,
    window: Window,
    tokens: Tokens,
    is_open: Cell<bool>,
    told: RefCell<Told>,
    /// What the scripts around the log were told last.
    outlined: RefCell<String>,
}

/// What the page was told last, so that it hears of changes alone.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    unread: Option<u64>,
    state: Option<(bool, bool, Connection)>,
}

thread_local! {
    static WIDGET: Cell<Option<&'static Widget>> = const { Cell::new(None) };
}

/// Draws the window, hidden, and begins to listen.
#[wasm_bindgen]
pub fn begin(options: JsValue) {
    let options = Options::new(options);
    let node = |name| Node::from(options.option(name).unwrap_or(JsValue::UNDEFINED));
    let (root, button) = (node("root"), node("button"));
    let key = options.word("key");
    let api = Api::new(&options.word("api"));
    let tokens = Tokens::new(api.clone(), &key, &options.word("page"));
    let source = tokens.source(options.option("tokens"));
    let host = Host::new(Side::Customer, api, key, source);
    let window = Window::new(&texts::title(options.word("title")));
    root.add(&window.dialog);
    let is_open = Cell::new(false);
    let told = RefCell::default();
    let outlined = RefCell::default();
    let widget = Widget { options, root, button, host, window, tokens, is_open, told, outlined };
    let widget: &'static Widget = Box::leak(Box::new(widget));
    WIDGET.set(Some(widget));
    widget.listen();
    widget.host.attach(Rc::new(widget));
    widget.host.step(Input::Start);
}

/// Shows the window and puts the cursor into it.
#[wasm_bindgen]
pub fn open() {
    with(Widget::open);
}

/// Hides the window; who was in it is back at the button.
#[wasm_bindgen]
pub fn close() {
    with(Widget::close);
}

/// Opens or closes.
#[wasm_bindgen]
pub fn toggle() {
    with(|widget| if widget.is_open.get() { widget.close() } else { widget.open() });
}

/// Puts a text into the composer, below what somebody has typed already.
#[wasm_bindgen]
pub fn prefill(text: &str) {
    with(|widget| widget.prefill(text));
}

/// Shows another conversation; a new one where none is named.
#[wasm_bindgen]
pub fn select(session: &str) {
    with(|widget| {
        let named = (!session.is_empty()).then(|| Input::Select(Some(session.to_owned())));
        widget.host.step(named.unwrap_or(Input::StartOver));
        widget.focus();
    });
}

/// What the scripts around the log ask the interface with.
#[wasm_bindgen]
#[must_use]
pub fn token() -> Option<String> {
    WIDGET.get().and_then(|widget| widget.host.api().token())
}

/// Goes on as whomever `find` names.
#[wasm_bindgen]
pub fn identify(find: JsValue) {
    with(|widget| {
        widget.host.set_tokens(widget.tokens.source(Some(find)));
        widget.host.step(Input::Start);
    });
}

/// Forgets whoever was here, in this browser.
#[wasm_bindgen]
pub fn logout() {
    with(Widget::logout);
}

/// Before [`begin`] there is nothing to be done.
fn with(act: impl FnOnce(&'static Widget)) {
    if let Some(widget) = WIDGET.get() {
        act(widget);
    }
}

impl Widget {
    fn open(&self) {
        if self.is_open.replace(true) {
            return;
        }
        if self.host.read(Engine::access) == Access::Closed {
            self.host.step(Input::Start);
        }
        self.window.dialog.set_hidden(false);
        self.window.log.settle();
        self.focus();
        self.options.emit("open", "null");
        self.host.read(|engine| self.tell(engine));
        self.look();
        self.appear();
    }

    fn close(&self) {
        if !self.is_open.replace(false) {
            return;
        }
        let was_inside = self.root.active().is_some();
        self.window.dialog.set_hidden(true);
        if was_inside {
            // A button that is hidden cannot have the focus; then the page has it.
            self.button.focus();
        }
        self.options.emit("close", "null");
        self.host.read(|engine| self.tell(engine));
        self.appear();
    }

    fn prefill(&self, text: &str) {
        let mut draft = self.host.read(|engine| engine.draft().to_owned());
        if draft.ends_with(text) {
            return;
        }
        if !draft.is_empty() {
            draft.push('\n');
        }
        draft.push_str(text);
        self.host.step(Input::Typed(draft));
    }

    fn logout(&self) {
        self.host.step(Input::Forget);
        Record::default().write(&self.options.word("key"));
        self.host.set_tokens(self.tokens.source(None));
        self.told.take();
        self.tell_unread(0);
        if self.is_open.get() {
            self.host.step(Input::Start);
        }
    }

    fn listen(&'static self) {
        let window = &self.window;
        window.close.listen("click", move |_| self.close());
        window.dialog.listen("keydown", move |event| {
            if key(&event) == "Escape" {
                stop(&event);
                self.close();
            }
        });
        self.listen_to_composer();
        self.listen_to_log();
        window.start_over.listen("click", move |_| {
            self.host.step(Input::StartOver);
            self.focus();
        });
        listen_to_page("resize", move |_| self.window.log.settle());
        listen_to_page("visibilitychange", move |_| {
            self.look();
            self.appear();
        });
    }

    fn listen_to_composer(&'static self) {
        let composer = &self.window.composer;
        composer.input.listen("input", move |_| {
            self.window.log.prepare();
            self.host.step(Input::Typed(composer.input.value()));
        });
        composer.input.listen("keydown", move |event| {
            if key(&event) == "Enter" {
                stop(&event);
                self.submit();
            }
        });
        composer.form.listen("submit", move |event| {
            stop(&event);
            self.submit();
        });
    }

    fn listen_to_log(&'static self) {
        let log = &self.window.log;
        log.scroller.listen("scroll", move |_| {
            let has_older = |engine: &Engine| engine.thread().is_some_and(Thread::can_load_older);
            if log.scrolled() && self.host.read(has_older) {
                self.host.step(Input::LoadOlder);
            }
            self.look();
        });
        log.pill.listen("click", move |_| log.go_to_end());
        log.list.listen("click", move |event| {
            if let Some(input) = Log::pressed(&event) {
                self.host.step(input);
            }
        });
    }

    fn submit(&self) {
        self.host.step(Input::Submit { client_id: client_id() });
        // Whoever pressed the button goes on writing.
        self.focus();
    }

    /// The text field has the focus, but no phone's keyboard jumps up unasked.
    fn focus(&self) {
        let composer = &self.window.composer;
        let was_there = self.root.active().as_ref() == Some(&composer.input);
        if !composer.form.is_hidden() && (was_there || !is_touched()) {
            composer.input.focus();
        } else {
            self.window.dialog.focus();
        }
    }

    /// Tells the engine what is before somebody's eyes.
    fn look(&self) {
        if !self.is_open.get() || !is_visible() {
            return;
        }
        let up_to = self.window.log.seen();
        if up_to == 0 {
            return;
        }
        let host = self.host.clone();
        // A view does not change what it is just showing.
        soon(move || {
            if host.read(|engine| engine.has_to_see(up_to)) {
                host.step(Input::Seen { up_to });
            }
        });
    }

    fn tell_unread(&self, unread: u64) {
        self.button.set("aria-description", &texts::unread(unread));
        self.options.emit("unread", &digits(unread));
    }

    /// Tells the engine whether anybody looks.
    fn appear(&self) {
        self.host.step(Input::Shown(self.is_open.get() && is_visible()));
    }

    fn tell(&self, engine: &Engine) {
        let enabled =
            if engine.is_known() { engine.is_chat_enabled() } else { !self.button.is_hidden() };
        let now = Told {
            unread: engine.is_known().then(|| engine.unread_count()),
            state: Some((self.is_open.get(), enabled, engine.connection())),
        };
        let before = self.told.replace(now.clone());
        if now.state != before.state {
            let state = Writer::new()
                .raw("open", word(self.is_open.get()))
                .raw("chat_enabled", word(enabled))
                .text("connection", engine.connection().as_str());
            self.options.emit("state", &state.finish());
        }
        if now.unread != before.unread
            && let Some(unread) = now.unread
        {
            self.tell_unread(unread);
        }
    }
}

impl View for &'static Widget {
    fn render(&self, engine: &Engine) {
        self.window.show(engine);
        self.tell(engine);
        let outline = outline(engine);
        if self.outlined.replace(outline.clone()) != outline {
            self.options.emit("outline", &outline);
        }
        self.look();
    }

    fn announce(&self, message: &Message) {
        let detail = Writer::new()
            .raw("id", &digits(message.id))
            .text("session_id", &message.session_id)
            .text("content", &message.content)
            .text("timestamp", message.timestamp.as_str())
            .maybe("sender_name", message.sender.name.as_deref());
        self.options.emit("message", &detail.finish());
    }

    fn switched(&self, _user_id: &str, _chat_enabled: bool) {}

    fn erased(&self, _user_id: Option<&str>) {}
}

const fn word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
