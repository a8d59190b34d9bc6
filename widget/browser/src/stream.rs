use chatdesk_api::StreamEvent;
use chatdesk_widget_engine::Failure;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader, Response};

use crate::Api;
use crate::events::Parser;

/// An open stream of events; it closes when this is dropped.
///
/// `EventSource` cannot carry a token, so this reads the body of an ordinary request.
#[derive(Debug)]
pub(crate) struct Stream {
    abort: AbortController,
}

/// What a stream brings.
pub(crate) enum News {
    Event(Option<String>, Box<StreamEvent>),
    /// The last: the stream is over.
    End(Option<Failure>),
}

impl Stream {
    /// Opens one; `None` where the browser has no way to close it again.
    pub(crate) fn open(
        api: &Api,
        after: Option<&str>,
        mut hear: impl FnMut(News) + 'static,
    ) -> Option<Self> {
        let abort = AbortController::new().ok()?;
        let signal = abort.signal();
        let path = after.map_or_else(
            || String::from("/chat/events"),
            |after| {
                format!("/chat/events?after={}", String::from(js_sys::encode_uri_component(after)))
            },
        );
        let api = api.clone();
        spawn_local(async move {
            let end = match api.fetch("GET", &path, None, Some(&signal)).await {
                Ok(response) => drain(&response, &mut hear).await,
                Err(failure) => Some(failure),
            };
            hear(News::End(end));
        });
        Some(Self { abort })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

async fn drain(response: &Response, hear: &mut impl FnMut(News)) -> Option<Failure> {
    let Some(body) = response.body() else { return Some(Failure::Network) };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
        return Some(Failure::Network);
    };
    let mut parser = Parser::default();
    loop {
        let Ok(chunk) = JsFuture::from(reader.read()).await else {
            return Some(Failure::Network);
        };
        let is_done = Reflect::get(&chunk, &"done".into()).is_ok_and(|done| done.is_truthy());
        if is_done {
            return None;
        }
        let Ok(value) = Reflect::get(&chunk, &"value".into()) else { continue };
        for raw in parser.feed(&Uint8Array::new(&value).to_vec()) {
            let event = Box::new(raw.read());
            hear(News::Event(raw.id, event));
        }
    }
}
