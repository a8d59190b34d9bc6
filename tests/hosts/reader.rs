//! Somebody's stream, with its ends and its resumes.

use std::collections::BTreeMap;
use std::time::Duration;

use chatdesk_api::{Message, StreamEvent};
use chatdesk_tests::{Caller, Deadline, Event, EventStream, Random, Resume};
use tokio::sync::watch;

use crate::patience::{self, PATIENCE};
use crate::stored::Texts;

/// How many messages each session has when everything is said; nobody knows before.
pub(crate) type Told = watch::Receiver<Option<BTreeMap<String, u64>>>;

/// A heartbeat, and then some.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// A stream that is resumed wherever it ends, and what came by it.
pub(crate) struct Reader {
    caller: Caller,
    stream: EventStream,
    /// After what is known.
    cursor: String,
    /// The cursor of the beginning.
    pub(crate) begin: String,
    /// Every message once, in the order in which they came.
    pub(crate) heard: Texts,
    /// How often it was resumed.
    pub(crate) n_resumed: usize,
    /// The one session that it is about; else all.
    pub(crate) session: Option<String>,
    random: Random,
    until_cut: u64,
}

impl Reader {
    /// From now; hangs up and resumes after some of so many messages.
    pub(crate) async fn open(caller: &Caller, seed: u64, cut_after: u64) -> Self {
        let mut reader = Self::after(caller, &Resume::now()).await;
        reader.random = Random::seeded(seed);
        reader.until_cut = 1 + reader.random.below(cut_after);
        reader
    }

    /// From there; hangs up never.
    pub(crate) async fn after(caller: &Caller, resume: &Resume) -> Self {
        let stream = patience::stream(caller, resume).await;
        let begin = stream.hello_id().to_owned();
        let (caller, cursor, heard) = (caller.clone(), begin.clone(), Texts::new());
        let random = Random::seeded(0);
        let (n_resumed, session, until_cut) = (0, None, u64::MAX);
        Self { caller, stream, cursor, begin, heard, n_resumed, session, random, until_cut }
    }

    /// The next message that was not heard yet; `None` when all that was told of is.
    pub(crate) async fn next(&mut self, told: &mut Told) -> Option<Message> {
        let mut deadline = None;
        loop {
            if told.borrow().is_some() {
                let deadline = deadline.get_or_insert_with(|| Deadline::within(PATIENCE));
                assert!(!deadline.has_passed(), "not all was heard: {:?}", self.heard);
            }
            if told.borrow().as_ref().is_some_and(|told| self.has_all(told)) {
                return None;
            }
            let event = tokio::select! {
                event = self.stream.next_within(HEARTBEAT) => event,
                _ = told.changed() => continue,
            };
            let Some(Event { id, event }) = event else {
                self.resume().await;
                continue;
            };
            if !id.is_empty() {
                self.cursor = id;
            }
            if let StreamEvent::Reset(reset) = &event {
                panic!("the stream begins anew: {reset:?}");
            }
            let StreamEvent::Message(news) = event else { continue };
            let message = news.message;
            let texts = self.heard.entry(message.session_id.clone()).or_default();
            texts.push((message.id, message.content.clone()));
            self.until_cut -= 1;
            if self.until_cut == 0 {
                self.until_cut = u64::MAX;
                self.resume().await;
            }
            return Some(message);
        }
    }

    async fn resume(&mut self) {
        self.n_resumed += 1;
        // By the header or by the query, as it comes.
        let resume = if self.random.below(2) == 0 {
            Resume::after(&self.cursor)
        } else {
            Resume::last_event_id(&self.cursor)
        };
        self.stream = patience::stream(&self.caller, &resume).await;
    }

    fn has_all(&self, told: &BTreeMap<String, u64>) -> bool {
        let has = |session: &str, n_messages: u64| {
            self.heard.get(session).is_some_and(|texts| texts.len() as u64 >= n_messages)
        };
        match &self.session {
            Some(session) => told.get(session).is_some_and(|n_messages| has(session, *n_messages)),
            None => told.iter().all(|(session, n_messages)| has(session, *n_messages)),
        }
    }
}
