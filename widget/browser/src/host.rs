use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chatdesk_api::Message;
use chatdesk_widget_engine::{Effect, Engine, Failure, Input, Side, TokenOutcome};
use wasm_bindgen::JsValue;

use crate::stream::{News, Opening, Stream};
use crate::{Api, Done, Record, calls, clock, is_visible, joined, listen_to_page, page};

/// A token, and whose it is.
#[derive(Clone)]
pub struct Granted {
    /// To be sent as Bearer.
    pub token: String,
    /// The person; the same for every token of theirs.
    pub who: String,
}

impl std::fmt::Debug for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Granted").field("who", &self.who).finish_non_exhaustive()
    }
}

/// Finds a token. It is told the one that was refused, so that it does not give it again.
pub type TokenSource = Rc<dyn Fn(Option<String>, Done<Granted>)>;

/// What shows an engine to a person.
pub trait View {
    /// Something may have changed.
    fn render(&self, engine: &Engine);
    /// A message of the other side arrived just now.
    fn announce(&self, message: &Message);
    /// Somebody's chat was switched.
    fn switched(&self, user_id: &str, chat_enabled: bool);
    /// Somebody was erased; without a name it may be anybody.
    fn erased(&self, user_id: Option<&str>);
    /// The stream told something that the engine has no eye for: its name and its data.
    fn hear(&self, _name: &str, _data: &str) {}
}

/// Carries out what an engine asks for, and tells it what came of that.
#[derive(Clone)]
pub struct Host {
    inner: Rc<Inner>,
}

struct Inner {
    engine: RefCell<Engine>,
    side: Side,
    api: Api,
    /// The key of [`Record`].
    key: String,
    tokens: RefCell<TokenSource>,
    token: RefCell<Option<String>>,
    view: RefCell<Option<Rc<dyn View>>>,
    /// Whose token it is.
    who: RefCell<String>,
    stream: RefCell<Option<Stream>>,
    inputs: RefCell<Vec<Input>>,
    is_stepping: Cell<bool>,
    is_stopped: Cell<bool>,
    timer: Cell<Option<i32>>,
    tick: RefCell<JsValue>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("side", &self.inner.side).finish_non_exhaustive()
    }
}

impl Host {
    /// A host for one side, which goes on from what stands under `key`.
    #[must_use]
    pub fn new(side: Side, api: Api, key: String, tokens: TokenSource) -> Self {
        let engine = Engine::new(side, Record::read(&key).texts);
        let inner = Rc::new(Inner {
            engine: RefCell::new(engine),
            side,
            api,
            key,
            tokens: RefCell::new(tokens),
            token: RefCell::default(),
            view: RefCell::default(),
            who: RefCell::default(),
            stream: RefCell::default(),
            inputs: RefCell::default(),
            is_stepping: Cell::new(false),
            is_stopped: Cell::new(false),
            timer: Cell::new(None),
            tick: RefCell::default(),
        });
        let host = Self { inner };
        let ticking = host.clone();
        host.inner.tick.replace(calls::many(move |_| ticking.step(Input::Tick)));
        let hearing = host.clone();
        let tell = move |generation, news| {
            hearing.step(match news {
                News::Other(name, data) => return hearing.pass_on(&name, &data),
                News::Event(id, event) => Input::Streamed { generation, id, event },
                News::Shared(shared) => Input::Shared { generation, shared },
                News::Ended(failure) => Input::StreamEnded { generation, failure },
            });
        };
        host.inner.stream.replace(Some(Stream::new(host.inner.api.clone(), tell)));
        host.wake_with_the_page();
        host
    }

    /// Shows the engine in this view from now on.
    pub fn attach(&self, view: Rc<dyn View>) {
        self.inner.view.replace(Some(view));
        self.render();
    }

    /// Finds tokens this way from now on.
    pub fn set_tokens(&self, tokens: TokenSource) {
        self.inner.tokens.replace(tokens);
    }

    /// The interface that this host asks.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.inner.api
    }

    /// Looks at the engine.
    pub fn read<T>(&self, look: impl FnOnce(&Engine) -> T) -> T {
        look(&self.inner.engine.borrow())
    }

    /// Gives the engine an input, carries out what it asks for and shows what became of it.
    pub fn step(&self, input: Input) {
        if self.inner.is_stopped.get() {
            return;
        }
        self.inner.inputs.borrow_mut().push(input);
        if self.inner.is_stepping.replace(true) {
            // An effect's own input; it is taken when its turn comes.
            return;
        }
        loop {
            let mut inputs = self.inner.inputs.borrow_mut();
            if inputs.is_empty() {
                break;
            }
            let input = inputs.remove(0);
            drop(inputs);
            let effects = self.inner.engine.borrow_mut().step(input, clock::moment());
            for effect in effects {
                self.carry_out(effect);
            }
        }
        self.inner.is_stepping.set(false);
        self.set_timer();
        self.render();
    }

    /// Ends its work, and writes down what somebody typed. It is not begun again.
    pub fn stop(&self) {
        self.inner.is_stopped.set(true);
        if let Some(timer) = self.inner.timer.take() {
            page::cancel(timer);
        }
        page::close();
        self.persist();
        self.inner.view.replace(None);
    }

    fn render(&self) {
        let view = self.inner.view.borrow().clone();
        if let Some(view) = view {
            view.render(&self.inner.engine.borrow());
        }
    }

    fn pass_on(&self, name: &str, data: &str) {
        let view = self.inner.view.borrow().clone();
        if let Some(view) = view {
            view.hear(name, data);
        }
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::GetToken { refused } => self.get_token(refused),
            Effect::Request { request, call } => {
                let host = self.clone();
                let done = move |outcome| host.step(Input::Answered { request, outcome });
                self.inner.api.call(self.inner.side, call, Box::new(done));
            }
            Effect::OpenStream { generation, after, transport } => {
                let Inner { api, key, who, stream, .. } = &*self.inner;
                // A line for each person: what one hears is nobody else's.
                let name = joined(&[key, " ", &who.borrow()]);
                if let Some(stream) = stream.borrow().as_ref() {
                    stream.open(api, &name, &Opening { generation, after, transport });
                }
            }
            Effect::CloseStream => page::close(),
            Effect::TellTyping { session } => {
                let path = joined(&["/chat/session/", &session, "/typing"]);
                self.inner.api.ask("POST", &path, Some("{}"), Box::new(drop));
            }
            Effect::Persist => self.persist(),
            Effect::Announce(message) => {
                if let Some(view) = self.inner.view.borrow().as_ref() {
                    view.announce(&message);
                }
            }
            Effect::Toggled { user_id, chat_enabled } if self.inner.side.is_desk() => {
                if let Some(view) = self.inner.view.borrow().as_ref() {
                    view.switched(&user_id, chat_enabled);
                }
            }
            Effect::Erased { user_id } if self.inner.side.is_desk() => {
                if let Some(view) = self.inner.view.borrow().as_ref() {
                    view.erased(user_id.as_deref());
                }
            }
            Effect::Toggled { .. } | Effect::Erased { .. } => {}
        }
    }

    fn get_token(&self, refused: bool) {
        let former = self.inner.token.take();
        let refused = former.filter(|_| refused);
        let host = self.clone();
        let done = move |outcome: Result<Granted, Failure>| {
            let outcome = match outcome {
                Ok(Granted { token, who }) => {
                    host.inner.token.replace(Some(token.clone()));
                    host.inner.who.replace(who.clone());
                    if host.inner.side.is_desk() {
                        host.inner.api.set_own(&who);
                    }
                    host.inner.api.set_token(Some(token));
                    TokenOutcome::Granted { who }
                }
                Err(failure) if failure.is_passing() => TokenOutcome::Unreachable,
                Err(_) => TokenOutcome::Refused,
            };
            host.step(Input::Token(outcome));
        };
        let tokens = Rc::clone(&self.inner.tokens.borrow());
        tokens(refused, Box::new(done));
    }

    fn persist(&self) {
        let mut record = Record::read(&self.inner.key);
        record.texts = self.inner.engine.borrow_mut().snapshot(record.texts);
        record.write(&self.inner.key);
    }

    fn set_timer(&self) {
        if let Some(timer) = self.inner.timer.take() {
            page::cancel(timer);
        }
        let Some(deadline) = self.inner.engine.borrow().deadline() else { return };
        let wait = deadline.saturating_sub(clock::now_ms());
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        self.inner.timer.set(Some(page::later(&self.inner.tick.borrow(), wait)));
    }

    fn wake_with_the_page(&self) {
        let host = self.clone();
        listen_to_page("visibilitychange", move |_| {
            if is_visible() {
                host.step(Input::Woke { frozen: false });
            }
        });
        let host = self.clone();
        // Another tab may have written its own draft over this one's: the last to leave is kept.
        listen_to_page("pagehide", move |_| host.persist());
        let host = self.clone();
        listen_to_page("online", move |_| host.step(Input::Woke { frozen: true }));
        let host = self.clone();
        listen_to_page("pageshow", move |event| {
            if page::persisted(&event) {
                host.step(Input::Woke { frozen: true });
            }
        });
    }
}
