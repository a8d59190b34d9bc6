use chatdesk_api::StreamEvent;
use chatdesk_widget_engine::Failure;
use wasm_bindgen::JsValue;

use crate::events::Parser;
use crate::{Api, calls, page, requests};

/// An open stream of events; it closes when this is dropped.
///
/// `EventSource` cannot carry a token, so this reads the body of an ordinary request.
#[derive(Debug)]
pub(crate) struct Stream {
    abort: JsValue,
}

impl Stream {
    /// Opens one. It tells of its events, and then once how it ended, unless it is dropped before.
    pub(crate) fn open(
        api: &Api,
        after: Option<&str>,
        mut event: impl FnMut(Option<String>, Box<StreamEvent>) + 'static,
        end: impl FnOnce(Option<Failure>) + 'static,
    ) -> Self {
        let mut path = String::from("/chat/events");
        if let Some(after) = after {
            path.push_str("?after=");
            requests::encode(&mut path, after);
        }
        let mut parser = Parser::default();
        let heard = calls::many(move |text| {
            for raw in parser.feed(&text.as_string().unwrap_or_default()) {
                let read = Box::new(raw.read());
                event(raw.id, read);
            }
        });
        let ended = calls::answer(move |status, retry_after, text| {
            let is_plain = status == 200;
            end((!is_plain).then(|| requests::failure(status, retry_after, &text)));
        });
        Self { abort: page::stream(&api.url(&path), api.token().as_deref(), heard, ended) }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        page::close(&self.abort);
    }
}
