use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chatdesk_api::Message;
use chatdesk_widget_browser::{Api, Host, Log, Maker, Record, View, client_id, document, listen};
use chatdesk_widget_engine::{Access, Connection, Engine, Input, Side};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::KeyboardEvent;

use crate::options::Options;
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
    host: Host,
    window: Window,
    tokens: Tokens,
    is_open: Cell<bool>,
    told: RefCell<Told>,
}

/// What the page was told last, so that it hears of changes alone.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    unread: Option<u64>,
    state: Option<(bool, bool, Connection)>,
}

/// Draws the window, hidden, and begins to listen.
///
/// # Errors
/// Whatever the loader left out.
#[wasm_bindgen]
pub fn begin(options: &JsValue) -> Result<Widget, JsValue> {
    let options = Options::read(options)?;
    let maker = Maker::new(document().ok_or(JsValue::NULL)?);
    let api = Api::new(&options.api);
    let (key, page, lock) = (options.key.clone(), options.page.clone(), options.lock.clone());
    let tokens = Tokens::new(api.clone(), key.clone(), page, lock);
    let source = tokens.source(options.tokens.clone());
    let host = Host::new(Side::Customer, api, key, source);
    let window = Window::new(&maker, &options.title, &options.lang);
    drop(options.root.append_child(&window.dialog));
    let is_open = Cell::new(false);
    let told = RefCell::default();
    let inner = Rc::new(Inner { options, host, window, tokens, is_open, told });
    let widget = Widget { inner };
    widget.listen();
    let view = Rc::clone(&widget.inner);
    widget.inner.host.attach(view);
    widget.inner.host.step(Input::Start);
    Ok(widget)
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
        inner.emit("open", &JsValue::UNDEFINED);
        inner.host.read(|engine| inner.tell(engine));
        inner.look();
    }

    /// Hides the window; who was in it is back at the button.
    pub fn close(&self) {
        let inner = &self.inner;
        if !inner.is_open.replace(false) {
            return;
        }
        let was_inside = inner.options.root.active_element().is_some();
        inner.window.dialog.set_hidden(true);
        if was_inside {
            // A button that is hidden cannot have the focus; then the page has it.
            drop(inner.options.button.focus());
        }
        inner.emit("close", &JsValue::UNDEFINED);
        inner.host.read(|engine| inner.tell(engine));
    }

    /// Opens or closes.
    pub fn toggle(&self) {
        if self.inner.is_open.get() { self.close() } else { self.open() }
    }

    /// Puts a text into the composer, below what somebody has typed already.
    pub fn prefill(&self, text: &str) {
        let host = &self.inner.host;
        let draft = host.read(|engine| engine.draft().to_owned());
        if draft.contains(text) {
            return;
        }
        let joined = if draft.is_empty() { text.to_owned() } else { format!("{draft}\n{text}") };
        host.step(Input::Typed(joined));
    }

    /// Goes on as whomever `find` names.
    pub fn identify(&self, find: Function) {
        self.inner.host.set_tokens(self.inner.tokens.source(Some(find)));
        self.inner.host.step(Input::Start);
    }

    /// Forgets whoever was here, in this browser.
    pub fn logout(&self) {
        let inner = &self.inner;
        inner.host.step(Input::Forget);
        Record::default().write(&inner.options.key);
        inner.host.set_tokens(inner.tokens.source(None));
        inner.told.take();
        inner.emit("unread", &0.into());
        if inner.is_open.get() {
            inner.host.step(Input::Start);
        }
    }

    fn listen(&self) {
        let window = &self.inner.window;
        let widget = self.clone();
        listen(&window.close, "click", move |_| widget.close());
        let widget = self.clone();
        listen(&window.dialog, "keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                event.stop_propagation();
                widget.close();
            }
        });
        self.listen_to_composer();
        self.listen_to_log();
        let inner = Rc::clone(&self.inner);
        listen(&window.start_over, "click", move |_| {
            inner.host.step(Input::StartOver);
            inner.focus();
        });
        let inner = Rc::clone(&self.inner);
        if let Some(page) = web_sys::window() {
            listen(&page, "resize", move |_| inner.window.log.settle());
        }
        let inner = Rc::clone(&self.inner);
        if let Some(page) = document() {
            listen(&page, "visibilitychange", move |_| inner.look());
        }
    }

    fn listen_to_composer(&self) {
        let window = &self.inner.window;
        let inner = Rc::clone(&self.inner);
        listen(&window.input, "input", move |_| {
            inner.host.step(Input::Typed(inner.window.input.value()));
        });
        let inner = Rc::clone(&self.inner);
        listen(&window.input, "keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if key.key() == "Enter" && !key.shift_key() && !key.is_composing() {
                event.prevent_default();
                inner.submit();
            }
        });
        let inner = Rc::clone(&self.inner);
        listen(&window.form, "submit", move |event| {
            event.prevent_default();
            inner.submit();
        });
    }

    fn listen_to_log(&self) {
        let log = &self.inner.window.log;
        let inner = Rc::clone(&self.inner);
        listen(&log.scroller, "scroll", move |_| {
            let is_near_start = inner.window.log.scrolled();
            if is_near_start
                && inner.host.read(|engine| {
                    engine.thread().is_some_and(|t| t.has_older() && !t.is_loading_older())
                })
            {
                inner.host.step(Input::LoadOlder);
            }
            inner.look();
        });
        let inner = Rc::clone(&self.inner);
        listen(&log.pill, "click", move |_| inner.window.log.go_to_end());
        let inner = Rc::clone(&self.inner);
        listen(&log.list, "click", move |event| {
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
        let is_touch = web_sys::window()
            .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
            .is_some_and(|media| media.matches());
        let was_in_input =
            self.options.root.active_element().as_deref() == Some(&**self.window.input);
        let is_writing = !self.window.form.hidden() && (!is_touch || was_in_input);
        // An element that cannot have the focus leaves it where it is.
        drop(if is_writing { self.window.input.focus() } else { self.window.dialog.focus() });
    }

    /// Tells the engine what is before somebody's eyes.
    fn look(&self) {
        let is_visible = document().is_some_and(|page| !page.hidden());
        if !self.is_open.get() || !is_visible {
            return;
        }
        let up_to = self.window.log.seen();
        if up_to == 0 {
            return;
        }
        let host = self.host.clone();
        // A view does not change what it is just showing.
        spawn_local(async move {
            if host.read(|engine| engine.has_to_see(up_to)) {
                host.step(Input::Seen { up_to });
            }
        });
    }

    fn tell(&self, engine: &Engine) {
        let enabled = if engine.is_known() {
            engine.is_chat_enabled()
        } else {
            !self.options.button.hidden()
        };
        let now = Told {
            unread: engine.is_known().then(|| engine.unread_count()),
            state: Some((self.is_open.get(), enabled, engine.connection())),
        };
        let before = self.told.replace(now.clone());
        if now.state != before.state {
            let state = object(&[
                ("open", self.is_open.get().into()),
                ("chat_enabled", enabled.into()),
                ("connection", engine.connection().as_str().into()),
            ]);
            self.emit("state", &state);
        }
        if now.unread != before.unread
            && let Some(unread) = now.unread
        {
            #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 unread messages")]
            self.emit("unread", &JsValue::from_f64(unread as f64));
        }
    }

    fn emit(&self, name: &str, detail: &JsValue) {
        // The loader catches what the page's listeners throw.
        drop(self.options.emit.call2(&JsValue::UNDEFINED, &name.into(), detail));
    }
}

impl View for Inner {
    fn render(&self, engine: &Engine) {
        self.window.show(engine);
        self.tell(engine);
        self.look();
    }

    fn announce(&self, message: &Message) {
        #[expect(clippy::cast_precision_loss, reason = "no session has 2^53 messages")]
        let detail = object(&[
            ("id", JsValue::from_f64(message.id as f64)),
            ("session_id", message.session_id.as_str().into()),
            ("content", message.content.as_str().into()),
            ("timestamp", message.timestamp.as_str().into()),
            ("sender_name", message.sender.name.as_deref().into()),
        ]);
        self.emit("message", &detail);
    }

    fn switched(&self, _user_id: &str, _chat_enabled: bool) {}
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes every field.
        drop(Reflect::set(&object, &(*name).into(), value));
    }
    object.into()
}
