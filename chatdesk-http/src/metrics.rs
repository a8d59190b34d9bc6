//! Figures for a collector. Their names are promised in `docs/metrics.md`.

use std::{
    fmt::Write as _,
    hash::{Hash, Hasher},
    time::Duration,
};

use axum::extract::MatchedPath;
use chatdesk_api::{ProblemCode, Transport};
use chatdesk_core::Side;
use http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Upper ends of the buckets, in seconds; the last ones are long polls.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What is counted, in a registry of this router's own. Nobody's id is in it.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
    streams: Family<StreamLabels, Gauge>,
    messages: Family<MessageLabels, Counter>,
    refusals: Family<RefusalLabels, Counter>,
    ready: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("chatdesk");
        let requests = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        let durations: Family<_, _, fn() -> _> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        let help = "From the head of a request to the head of its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, durations.clone());
        let streams = Family::default();
        registry.register("streams", "Streams that are open", streams.clone());
        let messages = Family::default();
        registry.register("messages", "Messages that were stored", messages.clone());
        let refusals = Family::default();
        registry.register("refusals", "Requests that were refused, by code", refusals.clone());
        let ready = Gauge::default();
        registry.register("ready", "1 where requests will be served, as in /readyz", ready.clone());
        let metrics = Self { registry, requests, durations, streams, messages, refusals, ready };
        metrics.begin();
        metrics
    }

    /// Shows what has not happened yet as 0, so that a collector sees the first time.
    fn begin(&self) {
        for transport in ["sse", "websocket", "long_poll"] {
            drop(self.streams.get_or_create(&StreamLabels { transport }));
        }
        for by in ["customer", "desk"] {
            drop(self.messages.get_or_create(&MessageLabels { by }));
        }
        for code in [ProblemCode::RateLimited, ProblemCode::Unauthenticated] {
            drop(self.refusals.get_or_create(&RefusalLabels { code: Code(code) }));
        }
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, method: &Method, route: &Route, status: StatusCode) {
        let labels = RequestLabels {
            route: route.clone(),
            method: word(method),
            status: status.as_u16().into(),
        };
        self.requests.get_or_create(&labels).inc();
    }

    /// Counts how long an answer took.
    pub(crate) fn took(&self, method: &Method, route: &Route, time: Duration) {
        let labels = RouteLabels { route: route.clone(), method: word(method) };
        self.durations.get_or_create(&labels).observe(time.as_secs_f64());
    }

    /// Counts a stream for as long as what is returned lives.
    pub(crate) fn stream(&self, transport: Transport) -> OpenStream {
        let transport = match transport {
            Transport::Sse => "sse",
            Transport::WebSocket => "websocket",
            Transport::LongPoll => "long_poll",
            _ => "other",
        };
        let gauge = self.streams.get_or_create_owned(&StreamLabels { transport });
        gauge.inc();
        OpenStream(gauge)
    }

    /// Counts a message that was stored.
    pub(crate) fn stored(&self, side: Side) {
        let by = match side {
            Side::Customer => "customer",
            Side::Desk => "desk",
        };
        self.messages.get_or_create(&MessageLabels { by }).inc();
    }

    /// Counts a refusal.
    pub(crate) fn refused(&self, code: ProblemCode) {
        self.refusals.get_or_create(&RefusalLabels { code: Code(code) }).inc();
    }

    /// All of it, in the text format of `OpenMetrics`.
    pub(crate) fn text(&self, readiness: Readiness) -> String {
        self.ready.set(i64::from(readiness == Readiness::Ready));
        let mut text = String::new();
        // Writing into a string does not fail.
        let _written = encode(&mut text, &self.registry);
        text
    }
}

/// Whether requests will be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    Ready,
    NotReady,
}

/// A stream that is counted as open; dropped, it is not.
#[derive(Debug)]
pub(crate) struct OpenStream(Gauge);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The route of a request, as it was written: no value of a path is in it.
#[derive(Clone, Debug)]
pub(crate) struct Route(pub(crate) Option<MatchedPath>);

impl Route {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_ref().map_or("(none)", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        encoder.write_str(self.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: Route,
    method: &'static str,
    status: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: Route,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StreamLabels {
    transport: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageLabels {
    by: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    code: Code,
}

/// As on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Code(ProblemCode);

impl EncodeLabelValue for Code {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        let word = serde_json::to_value(self.0).ok();
        encoder.write_str(word.as_ref().and_then(|word| word.as_str()).unwrap_or_default())
    }
}

/// Anybody can invent a method; a collector would keep each for ever.
const fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
