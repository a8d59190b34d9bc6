//! What a webhook posts, where it goes, and what it makes of answers: over real connections on this machine.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod alerts;
mod answers;
mod destinations;
mod events;
mod posts;
mod receiver;
mod settings;

use std::{
    collections::VecDeque,
    io,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use chatdesk_core::{Outcome, Timestamp};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Resolver, Webhook, WebhookBuilder, WebhookSecret};
use chatdesk_testkit::given::NOW;
use serde_json::{Value, json};

/// Thirty-two times the letter k.
pub(crate) const SECRET: &str = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=";
pub(crate) const ID: &str = "event:7:webhook";
/// What a URL may hold of what nobody else is to see.
pub(crate) const TOKEN: &str = "t0ken-in-the-path";
/// What somebody wrote.
pub(crate) const WORDS: &str = "my card is 4711";

pub(crate) fn secret() -> WebhookSecret {
    SECRET.parse().unwrap()
}

/// A webhook that may reach this machine.
pub(crate) fn at_home(url: &str) -> WebhookBuilder {
    let destinations = Destinations::public().and("127.0.0.0/8").unwrap();
    let building = Webhook::builder(url.parse().unwrap(), secret(), webhook_event);
    building.destinations(destinations)
}

/// One attempt with something that nobody else is to see.
pub(crate) async fn post(webhook: &Webhook) -> Outcome {
    post_at(webhook, NOW).await
}

pub(crate) async fn post_at(webhook: &Webhook, at: Timestamp) -> Outcome {
    webhook.post(ID, at, &body()).await
}

/// What is posted in it.
pub(crate) fn body() -> Value {
    let data = json!({"message": {"content": WORDS}});
    json!({"type": "message.created", "timestamp": NOW.to_string(), "data": data})
}

#[track_caller]
pub(crate) fn assert_refused(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
    assert_silent(outcome);
}

#[track_caller]
pub(crate) fn assert_retried(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Retry { after: None, .. }), "{outcome:?}");
    assert_silent(outcome);
}

/// What an outcome says is stored and shown.
#[track_caller]
pub(crate) fn assert_silent(said: &impl std::fmt::Debug) {
    let said = format!("{said:?}");
    for hidden in ["127.0.0.1", "localhost", "http://", "whsec", TOKEN, WORDS, "v1,"] {
        assert!(!said.contains(hidden), "{hidden:?} in {said}");
    }
}

/// Answers look-ups as a test says: the last answer again and again. Clones are one.
#[derive(Clone)]
pub(crate) struct Script {
    state: Arc<Mutex<(VecDeque<Vec<IpAddr>>, usize)>>,
}

impl Script {
    pub(crate) fn new(answers: &[&[&str]]) -> Self {
        let parse = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        Self { state: Arc::new(Mutex::new((answers.iter().map(parse).collect(), 0))) }
    }

    pub(crate) fn n_look_ups(&self) -> usize {
        self.state.lock().unwrap().1
    }
}

#[async_trait]
impl Resolver for Script {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let mut state = self.state.lock().unwrap();
        let (answers, n_look_ups) = &mut *state;
        *n_look_ups += 1;
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
