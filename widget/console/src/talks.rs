//! Chats over text channels: whether one goes on, and what is said there.

use any_spawner::Executor;
use chatdesk_api::{Channel, Conversation, Conversations, Delivery, DeliveryState, Session};
use chatdesk_widget_browser::{Row, Shape, Writer, client_id, encode, say, say_with};
use chatdesk_widget_engine::{Connection, Engine, Failure, Input, Table, Thread};

use crate::address::Route;
use crate::console::Console;
use crate::sending::change;
use crate::soon::Soon;
use crate::state::Signal;

/// What is known of them beside their sessions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talks {
    /// By session.
    known: Signal<Table<String, Conversation>>,
    /// Whether something is on its way.
    pub(crate) is_busy: Signal<bool>,
    /// Why the last one could not be done.
    pub(crate) failure: Signal<Option<String>>,
    /// What is being sent: the session, the text, and the name that it keeps for every retry.
    sending: Signal<Option<(String, String, String)>>,
    asking: Soon,
    /// The newest version of the sessions that are such chats.
    newest: Signal<u64>,
}

/// What can be done with a chat over a text channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Start,
    End,
}

impl Talks {
    pub(crate) fn new() -> Self {
        Self {
            known: Signal::default(),
            is_busy: Signal::new(false),
            failure: Signal::new(None),
            sending: Signal::new(None),
            asking: Soon::new(),
            newest: Signal::default(),
        }
    }

    /// Whether a chat goes on in this session; nothing where that is not known.
    pub(crate) fn is_active(self, session: &str) -> Option<bool> {
        self.known.with(|known| known.get(session).map(|talk| talk.chat_support_active))
    }

    /// Notices when something changed in one of them.
    pub(crate) fn watch(self, console: Console, engine: &Engine) {
        let talks = engine.sessions().known().filter(|session| is_talk(session));
        let newest = talks.map(|session| session.version).max().unwrap_or_default();
        if self.newest.get_untracked() < newest {
            self.newest.set(newest);
            self.refresh(console);
        }
    }

    /// The connection changed: something may have been missed.
    pub(crate) fn connected(self, console: Console, connection: Connection) {
        if connection != Connection::Offline && self.newest.get_untracked() > 0 {
            self.refresh(console);
        }
    }

    /// Another chat is shown.
    pub(crate) fn begin_anew(self) {
        self.failure.put(None);
    }

    pub(crate) fn forget(self) {
        self.known.set(Table::default());
        self.newest.set(0);
        self.sending.set(None);
        self.failure.put(None);
    }

    /// Asks how things stand with all of them.
    pub(crate) fn refresh(self, console: Console) {
        self.asking.work(move || {
            Executor::spawn_local(async move {
                let path = "/admin/conversations?limit=200";
                let answer: Result<Conversations, Failure> = console.api().get(path).await;
                match answer {
                    Ok(Conversations { conversations, .. }) => {
                        let by_session = conversations
                            .into_iter()
                            .filter_map(|talk| Some((talk.session_id.clone()?, talk)));
                        self.known.put(by_session.collect());
                    }
                    Err(failure) => console.mind(&failure),
                }
            });
        });
    }

    /// Starts or ends the chat of this session.
    pub(crate) fn change(self, console: Console, session: &str, deed: Deed) {
        let (word, body) = match deed {
            Deed::Start => ("start", Writer::new()),
            Deed::End => ("end", Writer::new()),
        };
        let Some(path) = self.path(session, word) else { return };
        let body = body.text("client_id", &client_id()).finish();
        self.begin();
        Executor::spawn_local(async move {
            let answer = change(console, "POST", &path, Some(&body)).await;
            self.is_busy.put(false);
            if let Err(refusal) = answer {
                self.failure.put(Some(match (refusal.status, deed) {
                    (409, Deed::Start) => say("console.talk.window"),
                    _ => refusal.words,
                }));
            }
            self.refresh(console);
        });
    }

    /// Sends the text in the composer; it leaves the field once it is stored.
    pub(crate) fn send(self, console: Console, session: &str) {
        let text = console.draft.get_untracked();
        let Some(path) = self.path(session, "send") else { return };
        if self.is_busy.get_untracked() || text.trim().is_empty() {
            return;
        }
        // The same text is sent again under the same name, another one under another.
        let before = self.sending.get_untracked();
        let again = before.filter(|(of, sent, _)| of == session && *sent == text);
        let id = again.map_or_else(client_id, |(_, _, id)| id);
        self.sending.set(Some((session.to_owned(), text.clone(), id.clone())));
        let body = Writer::new().text("message", text.trim()).text("client_id", &id).finish();
        let session = session.to_owned();
        self.begin();
        Executor::spawn_local(async move {
            let answer = change(console, "POST", &path, Some(&body)).await;
            self.is_busy.put(false);
            match answer {
                Ok(_) => {
                    self.sending.set(None);
                    clear(console, &session, &text);
                }
                Err(refusal) => {
                    let why = match refusal.status {
                        409 => say("console.talk.over"),
                        _ => refusal.words,
                    };
                    self.failure.put(Some(say_with("log.refused", &[("why", &why)])));
                }
            }
            self.refresh(console);
        });
    }

    fn begin(self) {
        self.failure.put(None);
        self.is_busy.put(true);
    }

    fn path(self, session: &str, word: &str) -> Option<String> {
        let address =
            self.known.with_untracked(|known| known.get(session).map(|talk| talk.address.clone()));
        let mut path = String::from("/admin/conversations/");
        encode(&mut path, &address?);
        path.push_str("/chat-support/");
        path.push_str(word);
        Some(path)
    }
}

impl Console {
    /// Of a chat over a text channel, as the inbox shows it: whether it goes on, as far as that is known.
    pub(crate) fn goes_on(self, session: &Session) -> Option<bool> {
        if !is_talk(session) {
            return Some(session.is_active);
        }
        self.talks.is_active(&session.id).map(|is_active| is_active && session.is_active)
    }

    /// The chat over a text channel on the screen; a ticket's page answers in the ticket.
    pub(crate) fn talk(self) -> Option<String> {
        let Route::Session(id) = self.route.get_untracked() else { return None };
        let is_talk = |known: &Table<String, Session>| known.get(&id).is_some_and(is_talk);
        self.sessions.with_untracked(is_talk).then_some(id)
    }
}

/// What was sent leaves the field, unless somebody went on writing.
fn clear(console: Console, session: &str, text: &str) {
    let is_here = console.route.with_untracked(|route| route.session() == Some(session));
    if is_here && console.draft.get_untracked() == text {
        console.step(Input::Typed(String::new()));
    }
}

/// Whether a session goes by a text channel.
pub(crate) fn is_talk(session: &Session) -> bool {
    session.channel != Channel::Web
}

/// Says below each message that left by a text channel how far it got.
pub(crate) fn tell_deliveries(rows: &mut [Row<'_>], thread: Option<&Thread>) {
    let Some(thread) = thread else { return };
    let mut messages = thread.messages().filter(|message| message.delivery.is_some()).peekable();
    for row in rows {
        let Shape::Text(bubble) = &mut row.shape else { continue };
        let Some(seq) = bubble.seq else { continue };
        while messages.next_if(|message| message.id < seq).is_some() {}
        let told = messages.next_if(|message| message.id == seq);
        if let Some(delivery) = told.and_then(|message| message.delivery.as_ref()) {
            bubble.note = delivery_word(delivery).into();
            // What is told of each stands below each.
            bubble.ends = true;
            if delivery.state == DeliveryState::Failed {
                bubble.state = "failed";
            }
        }
    }
}

fn delivery_word(Delivery { state, error }: &Delivery) -> String {
    match (state, error) {
        (DeliveryState::Queued, _) => say("console.delivery.queued"),
        (DeliveryState::Sent, _) => say("console.delivery.sent"),
        (DeliveryState::Delivered, _) => say("console.delivery.delivered"),
        (DeliveryState::Read, _) => say("console.delivery.read"),
        (DeliveryState::Failed, None) => say("console.delivery.failed"),
        (DeliveryState::Failed, Some(why)) => {
            say_with("console.delivery.failed_why", &[("why", why)])
        }
    }
}
