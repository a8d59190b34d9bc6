use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use chatdesk_api::{EventsAnswer, PolledEvent, StreamEvent, Transport};
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderValue, header};

use crate::{
    App,
    problem::Problem,
    request::{QueryValues, Recognised},
    streams::{Feed, Next, data, jitter, poll},
};

/// A browser that lost its stream comes back after this, and up to as much again: not all at once.
const COME_BACK_AFTER: Duration = Duration::from_secs(1);

/// What concerns the asker, as it happens, as Server-Sent Events.
///
/// `hello` first. Begins now, or after `Last-Event-ID` or `after`. A cursor that cannot be gone on from: `reset` right
/// after `hello`. With `Accept: application/json` the long-poll form: what there is after the cursor at once, without
/// `hello` and `ping`; where that is nothing, what comes first within `wait` seconds.
#[utoipa::path(get, path = "/chat/events", tag = "chat", security(("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "A cursor to go on from"),
        ("wait" = Option<u8>, Query, minimum = 0, maximum = 30, description = "Seconds; 0 by default"),
        ("Last-Event-ID" = Option<String>, Header, description = "As `after`, and before it")),
    responses((status = 200, description = "The stream, or what happened",
        content((StreamEvent = "text/event-stream"), (EventsAnswer = "application/json")))))]
pub(crate) async fn stream_events(
    State(app): State<App>,
    Recognised(caller): Recognised,
    query: QueryValues,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // A header that is not even text is a cursor that nobody gave out.
    let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?"));
    let given = query.text("after").and_then(|after| Ok((after, query.wait()?)));
    if wants_json(&headers) {
        let answer = poll(&app, &caller, given.map(|(after, wait)| (last.or(after), wait))).await?;
        return Ok(Json(answer).into_response());
    }
    let (after, _) = given?;
    let listener = app.desk.listen(&caller.actor, last.or(after)).await?;
    let feed = Feed::begin(&app, &caller, listener, Transport::Sse);
    let mut response = Sse::new(events(feed)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// Whether the long-poll form is asked for. Browsers' streams accept `text/event-stream`.
fn wants_json(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::ACCEPT).iter().filter_map(|list| list.to_str().ok());
    let mut types = lists
        .flat_map(|list| list.split(','))
        .filter_map(|range| range.split(';').next())
        .map(str::trim);
    let (mut json, mut stream) = (false, false);
    types.by_ref().for_each(|range| {
        json |= range.eq_ignore_ascii_case("application/json");
        stream |= range.eq_ignore_ascii_case("text/event-stream");
    });
    json && !stream
}

fn events(feed: Feed) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(feed, |mut feed| async {
        match feed.next().await {
            Next::Event(event) => Some((Ok(render(&event)), feed)),
            Next::End(_) => None,
        }
    })
}

fn render(PolledEvent { id, event }: &PolledEvent) -> Event {
    let rendered = Event::default().event(event.name()).data(data(event));
    let rendered = match event {
        StreamEvent::Hello(_) => rendered.retry(COME_BACK_AFTER + jitter(COME_BACK_AFTER)),
        _ => rendered,
    };
    match id {
        Some(id) => rendered.id(id),
        None => rendered,
    }
}
