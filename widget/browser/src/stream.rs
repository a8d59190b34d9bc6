use chatdesk_api::{PingEvent, StreamEvent, Transport};
use chatdesk_widget_engine::{Failure, Shared};
use wasm_bindgen::JsValue;

use crate::{Api, calls, events, page, requests};

/// The way of a page to its news: a stream of its own, or that of another tab.
pub(crate) struct Stream {
    event: JsValue,
    told: JsValue,
}

/// What a stream tells, with the number that it was opened under.
pub(crate) enum News {
    Event(Option<String>, Box<StreamEvent>),
    /// One that the engine has no eye for: its name and its data.
    Other(String, String),
    Shared(Shared),
    Ended(Option<Failure>),
}

/// How a stream is opened.
pub(crate) struct Opening {
    pub(crate) generation: u64,
    pub(crate) after: Option<String>,
    pub(crate) transport: Transport,
}

impl Stream {
    /// One of this interface that tells of itself here.
    pub(crate) fn new(api: Api, tell: impl Fn(u64, News) + Clone + 'static) -> Self {
        let hear = tell.clone();
        Self {
            event: calls::event(move |number, name, id, data| {
                let known = api.read(&data).and_then(|data| events::read(&name, &data));
                if known.is_none() {
                    hear(number.into(), News::Other(name, data));
                }
                let event = known.unwrap_or(StreamEvent::Ping(PingEvent {}));
                hear(number.into(), News::Event(id, Box::new(event)));
            }),
            told: calls::state(move |number, what, retry_after, text| {
                let news = match what {
                    1 => News::Shared(Shared::Ours),
                    2 => News::Shared(Shared::Stalled),
                    3 => News::Shared(Shared::Missed),
                    200 => News::Ended(None),
                    _ => News::Ended(Some(requests::failure(what, retry_after, &text))),
                };
                tell(number.into(), news);
            }),
        }
    }

    /// Opens it, in place of the one that is open. All tabs that give this name share one.
    pub(crate) fn open(&self, api: &Api, name: &str, how: &Opening) {
        let transport = match how.transport {
            Transport::WebSocket => 1,
            Transport::LongPoll => 2,
            _ => 0,
        };
        page::stream(
            name,
            u32::try_from(how.generation).unwrap_or_default(),
            transport,
            &api.url(""),
            how.after.as_deref(),
            api.token().as_deref(),
            &self.event,
            &self.told,
        );
    }
}
