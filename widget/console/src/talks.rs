//! Chats over text channels: whether one goes on, and what is said there.

use any_spawner::Executor;
use chatdesk_api::{Channel, Delivery, DeliveryState, DialogState, SenderType, Session};
use chatdesk_widget_browser::{Row, Shape, Writer, client_id, encode, say, say_with};
use chatdesk_widget_engine::{Input, Thread};

use crate::address::Route;
use crate::console::Console;
use crate::sending::change;
use crate::state::Signal;

/// What is said and done in them, beside the engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talks {
    /// Whether something is on its way.
    pub(crate) is_busy: Signal<bool>,
    /// Why the last one could not be done.
    pub(crate) failure: Signal<Option<String>>,
    /// What is being sent: the session, the text, and the name that it keeps for every retry.
    sending: Signal<Option<(String, String, String)>>,
}

/// What can be done with a chat over a text channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Start,
    End,
}

impl Talks {
    pub(crate) fn new() -> Self {
        Self { is_busy: Signal::new(false), failure: Signal::new(None), sending: Signal::new(None) }
    }

    /// Another chat is shown.
    pub(crate) fn begin_anew(self) {
        self.failure.put(None);
    }

    pub(crate) fn forget(self) {
        self.sending.set(None);
        self.failure.put(None);
    }

    /// Starts or ends this chat.
    pub(crate) fn change(self, console: Console, session: &Session, deed: Deed) {
        let word = match deed {
            Deed::Start => "start",
            Deed::End => "end",
        };
        let path = path(session, word);
        let body = Writer::new().text("client_id", &client_id()).finish();
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
        });
    }

    /// Sends the text in the composer; it leaves the field once it is stored.
    pub(crate) fn send(self, console: Console, session: &Session) {
        let (text, path) = (console.draft.get_untracked(), path(session, "send"));
        let session = session.id.clone();
        if self.is_busy.get_untracked() || text.trim().is_empty() {
            return;
        }
        // The same text is sent again under the same name, another one under another.
        let before = self.sending.get_untracked();
        let again = before.filter(|(of, sent, _)| *of == session && *sent == text);
        let id = again.map_or_else(client_id, |(_, _, id)| id);
        self.sending.set(Some((session.clone(), text.clone(), id.clone())));
        let body = Writer::new().text("message", text.trim()).text("client_id", &id).finish();
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
        });
    }

    fn begin(self) {
        self.failure.put(None);
        self.is_busy.put(true);
    }
}

impl Console {
    /// The chat over a text channel on the screen; a ticket's page answers in the ticket.
    pub(crate) fn talk(self) -> Option<Session> {
        let is_chat = self.route.with_untracked(|route| matches!(route, Route::Session(_)));
        self.shown().filter(|session| is_chat && is_talk(session))
    }
}

/// Whether a chat goes on in a session, as the inbox shows it.
pub(crate) fn goes_on(session: &Session) -> bool {
    let is_spoken = session.dialog == Some(DialogState::ChatSupportActive);
    session.is_active && (is_spoken || !is_talk(session))
}

fn path(session: &Session, word: &str) -> String {
    let mut path = String::from("/admin/conversations/");
    encode(&mut path, &session.user.id);
    path.push_str("/chat-support/");
    path.push_str(word);
    path
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

/// Says below each message that left by a text channel how far it got, and which were nobody's.
pub(crate) fn annotate(rows: &mut [Row<'_>], thread: Option<&Thread>) {
    let Some(thread) = thread else { return };
    let mut messages = thread.messages().peekable();
    for row in rows {
        let Shape::Text(bubble) = &mut row.shape else { continue };
        let Some(seq) = bubble.seq else { continue };
        while messages.next_if(|message| message.id < seq).is_some() {}
        let Some(message) = messages.next_if(|message| message.id == seq) else { continue };
        if message.sender_type == SenderType::Bot {
            bubble.author = say("console.bot").into();
        }
        if let Some(delivery) = &message.delivery {
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
        (DeliveryState::Queued, None) => say("console.delivery.queued"),
        (DeliveryState::Queued, Some(why)) => say_with("console.delivery.waits", &[("why", why)]),
        (DeliveryState::Sent, _) => say("console.delivery.sent"),
        (DeliveryState::Delivered, _) => say("console.delivery.delivered"),
        (DeliveryState::Read, _) => say("console.delivery.read"),
        (DeliveryState::Failed, None) => say("console.delivery.failed"),
        (DeliveryState::Failed, Some(why)) => {
            say_with("console.delivery.failed_why", &[("why", why)])
        }
    }
}
