use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chatdesk_api::Message;
use chatdesk_widget_browser::{
    Api, Host, Log, Node, Options, Record, View, Writer, client_id, digits, is_touched, is_visible,
    key, listen_to_page, soon, stop,
};
use chatdesk_widget_engine::{Access, Connection, Engine, Input, Side};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::outline::outline;
use crate::texts;
use crate::tokens::Tokens;
use crate::window::Window;

/// The loader's handle of the window.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Widget {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
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

/// Draws the window, hidden, and begins to listen.
#[wasm_bindgen]
#[must_use]
pub fn begin(options: JsValue) -> Widget {
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
    let inner =
        Rc::new(Inner { options, root, button, host, window, tokens, is_open, told, outlined });
    let widget = Widget { inner };
    widget.listen();
    let view = Rc::clone(&widget.inner);
    widget.inner.host.attach(view);
    widget.inner.host.step(Input::Start);
    widget
}

#[wasm_bindgen]
impl Widget {
    /// Shows the window and puts the cursor into it.
    pub fn open(&self) {
        let inner = &self.inner;
        if inner.is_open.replace(true) {
            return;
        }
        if inner.host.read(Engine::access) == Access::Closed {
            inner.host.step(Input::Start);
        }
        inner.window.dialog.set_hidden(false);
        inner.window.log.settle();
        inner.focus();
        inner.options.emit("open", "null");
        inner.host.read(|engine| inner.tell(engine));
        inner.look();
        inner.appear();
    }

    /// Hides the window; who was in it is back at the button.
    pub fn close(&self) {
        let inner = &self.inner;
        if !inner.is_open.replace(false) {
            return;
        }
        let was_inside = inner.root.active().is_some();
        inner.window.dialog.set_hidden(true);
        if was_inside {
            // A button that is hidden cannot have the focus; then the page has it.
            inner.button.focus();
        }
        inner.options.emit("close", "null");
        inner.host.read(|engine| inner.tell(engine));
        inner.appear();
    }

    /// Opens or closes.
    pub fn toggle(&self) {
        if self.inner.is_open.get() { self.close() } else { self.open() }
    }

    /// Puts a text into the composer, below what somebody has typed already.
    pub fn prefill(&self, text: &str) {
        let host = &self.inner.host;
        let draft = host.read(|engine| engine.draft().to_owned());
        if draft.ends_with(text) {
            return;
        }
        let joined = if draft.is_empty() { text.to_owned() } else { [&draft, "\n", text].concat() };
        host.step(Input::Typed(joined));
    }

    /// Shows another conversation; a new one where none is named.
    pub fn select(&self, session: &str) {
        let named = (!session.is_empty()).then(|| Input::Select(Some(session.to_owned())));
        self.inner.host.step(named.unwrap_or(Input::StartOver));
        self.inner.focus();
    }

    /// What the scripts around the log ask the interface with.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        self.inner.host.api().token()
    }

    /// Goes on as whomever `find` names.
    pub fn identify(&self, find: JsValue) {
        self.inner.host.set_tokens(self.inner.tokens.source(Some(find)));
        self.inner.host.step(Input::Start);
    }

    /// Forgets whoever was here, in this browser.
    pub fn logout(&self) {
        let inner = &self.inner;
        inner.host.step(Input::Forget);
        Record::default().write(&inner.options.word("key"));
        inner.host.set_tokens(inner.tokens.source(None));
        inner.told.take();
        inner.tell_unread(0);
        if inner.is_open.get() {
            inner.host.step(Input::Start);
        }
    }

    fn listen(&self) {
        let window = &self.inner.window;
        let widget = self.clone();
        window.close.listen("click", move |_| widget.close());
        let widget = self.clone();
        window.dialog.listen("keydown", move |event| {
            if key(&event) == "Escape" {
                stop(&event);
                widget.close();
            }
        });
        self.listen_to_composer();
        self.listen_to_log();
        let inner = Rc::clone(&self.inner);
        window.start_over.listen("click", move |_| {
            inner.host.step(Input::StartOver);
            inner.focus();
        });
        let inner = Rc::clone(&self.inner);
        listen_to_page("resize", move |_| inner.window.log.settle());
        let inner = Rc::clone(&self.inner);
        listen_to_page("visibilitychange", move |_| {
            inner.look();
            inner.appear();
        });
    }

    fn listen_to_composer(&self) {
        let composer = &self.inner.window.composer;
        let inner = Rc::clone(&self.inner);
        composer.input.listen("input", move |_| {
            inner.window.log.prepare();
            inner.host.step(Input::Typed(inner.window.composer.input.value()));
        });
        let inner = Rc::clone(&self.inner);
        composer.input.listen("keydown", move |event| {
            if key(&event) == "Enter" {
                stop(&event);
                inner.submit();
            }
        });
        let inner = Rc::clone(&self.inner);
        composer.form.listen("submit", move |event| {
            stop(&event);
            inner.submit();
        });
    }

    fn listen_to_log(&self) {
        let log = &self.inner.window.log;
        let inner = Rc::clone(&self.inner);
        log.scroller.listen("scroll", move |_| {
            if inner.window.log.scrolled() {
                inner.host.step(Input::LoadOlder);
            }
            inner.look();
        });
        let inner = Rc::clone(&self.inner);
        log.pill.listen("click", move |_| inner.window.log.go_to_end());
        let inner = Rc::clone(&self.inner);
        log.list.listen("click", move |event| {
            if let Some(input) = Log::pressed(&event) {
                inner.host.step(input);
            }
        });
    }
}

impl Inner {
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

impl View for Inner {
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
