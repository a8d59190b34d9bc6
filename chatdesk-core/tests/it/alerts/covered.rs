//! Whatever happens: what nobody reads is told, and what is read is not.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chatdesk_core::{
    Alerting, Attending, Clock as _, Content, Delivery, EntryContent, EntryKind, Escalation,
    Interest, List, Notifier, Outcome, RecordId, Scope, SenderKind, Seq, SessionId, SessionView,
    Side, Store, Switch, Timestamp, Visibility, Window,
};
use chatdesk_testkit::{ManualClock, MemoryStore};
use proptest::prelude::*;

use super::{DELAY, ladder::Ladder};
use crate::stage::{admin_of, user_of};

/// The last step of the ladder.
const LAST: Duration = Duration::from_mins(10);
/// After a step: somebody who looks holds it up, the minute has no room, and neither has the next.
const LATER: Duration = Duration::from_secs(30 + 60 + 60);
const N_USERS: usize = 6;

#[derive(Clone, Debug)]
enum Step {
    Writes(usize),
    IsRead(usize),
    IsAnswered(usize),
    Ends(usize),
    Switches(usize, Switch),
    IsLookedAt(usize),
    Passes(u64),
    /// The next attempts are answered so.
    Fails(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let user = || 0..N_USERS;
    prop_oneof![
        8 => user().prop_map(Step::Writes),
        3 => user().prop_map(Step::IsRead),
        2 => user().prop_map(Step::IsAnswered),
        1 => user().prop_map(Step::Ends),
        1 => (user(), any::<bool>()).prop_map(|(user, on)| Step::Switches(user, on.into())),
        2 => user().prop_map(Step::IsLookedAt),
        8 => (1..400_u64).prop_map(Step::Passes),
        1 => (0..2_usize).prop_map(Step::Fails),
    ]
}

/// Tells nobody, and says when it was told of what was read.
#[derive(Clone)]
struct Witness {
    kind: &'static str,
    alerting: Alerting,
    store: Arc<dyn Store>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    calls: Vec<Timestamp>,
    wrong: Vec<String>,
    failures: Vec<Outcome>,
}

impl Witness {
    fn new(kind: &'static str, alerting: Alerting, store: &Arc<dyn Store>) -> Self {
        Self { kind, alerting, store: Arc::clone(store), seen: Arc::default() }
    }
}

#[async_trait]
impl Notifier for Witness {
    fn kind(&self) -> &str {
        self.kind
    }

    fn interest(&self) -> Interest {
        Interest::UNREAD
    }

    fn alerting(&self) -> Alerting {
        self.alerting
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let wrong = match &delivery.content {
            Content::Unread(unread) => {
                let view = view(&*self.store, unread.session).await;
                let is_right = is_to_be_told(&view) && view.unread(Side::Desk) == unread.n_unread;
                (!is_right).then(|| format!("{unread:?} where there is {view:?}"))
            }
            Content::Digest(digest) => (digest.n_unread == 0).then(|| format!("{digest:?}")),
            other => Some(format!("{other:?}")),
        };
        let mut seen = self.seen.lock().unwrap();
        seen.wrong.extend(wrong);
        seen.calls.push(delivery.at);
        let sent = Outcome::sent(delivery.id.to_string());
        seen.failures.pop().unwrap_or(sent)
    }
}

async fn view(store: &dyn Store, session: SessionId) -> SessionView {
    let loaded = store.load(&Scope::Session(session), &[]).await.unwrap();
    loaded.sessions.into_iter().next().unwrap()
}

fn is_to_be_told(view: &SessionView) -> bool {
    view.session.status.is_open() && view.contact.switch.is_on() && view.unread(Side::Desk) > 0
}

/// Since when the desk has not read a session.
async fn unread_since(store: &dyn Store, view: &SessionView) -> Timestamp {
    let window = Window::After { seq: view.desk_read.seq, limit: 200 };
    let thread = store.thread(view.session.id, &window).await.unwrap().value.unwrap();
    let mut messages = thread.messages.into_iter();
    messages.find(|message| message.sender.kind == SenderKind::User).unwrap().at
}

/// Up to where each recipient was told of a session.
async fn told(store: &dyn Store, session: SessionId) -> BTreeMap<String, Seq> {
    let (subject, kind) = (RecordId::Session(session), EntryKind::Told);
    let list = List::Entries { subject, kind, after: None, limit: 100 };
    let entries = store.list(&list).await.unwrap().value.entries.into_iter();
    let told = entries.map(|entry| match entry.content {
        EntryContent::Told { notifier, up_to, .. } => (notifier, up_to),
        other => panic!("{other:?}"),
    });
    told.collect()
}

struct World {
    ladder: Ladder,
    store: Arc<dyn Store>,
    witnesses: [Witness; 2],
    sessions: BTreeMap<usize, SessionId>,
    /// Of those who were switched off: when they wrote again. What was unread before is told along with that.
    were_off: BTreeMap<usize, Option<Timestamp>>,
}

impl World {
    async fn new() -> Self {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let bounded = Alerting::default().per_minute(3);
        let witnesses = [
            Witness::new("group", bounded.editing(), &store),
            Witness::new("boss", bounded, &store),
        ];
        let late = vec![Escalation { after: LAST, via: "boss".to_owned() }];
        let [group, boss] = witnesses.clone();
        let with = |building: chatdesk_core::DeskBuilder| {
            building.notifier(group).notifier(boss).escalation(late)
        };
        let ladder = Ladder::at(Arc::clone(&store), ManualClock::default(), &[], with).await;
        Self { ladder, store, witnesses, sessions: BTreeMap::new(), were_off: BTreeMap::new() }
    }

    async fn takes(&mut self, step: &Step) {
        let (desk, clock) = (&self.ladder.desk, &self.ladder.clock);
        let admin = admin_of(desk);
        let of = |user: &usize| self.sessions.get(user).copied();
        match step {
            Step::Writes(user) => {
                let person = user_of(desk, &format!("user {user}"));
                let chat = crate::stage::text("hello");
                if let Ok(opened) = person.opens(None, chat).await {
                    self.sessions.insert(*user, crate::stage::opened(&opened).1);
                    if let Some(again) = self.were_off.get_mut(user) {
                        again.get_or_insert(clock.now());
                    }
                }
            }
            Step::IsRead(user) => {
                if let Some(session) = of(user) {
                    admin.reads(session, 1_000).await;
                }
            }
            Step::IsAnswered(user) => {
                if let Some(session) = of(user) {
                    drop(
                        admin.sends(session, &format!("{}", clock.now().as_micros()), "yes").await,
                    );
                }
            }
            Step::Ends(user) => {
                if let Some(session) = of(user) {
                    admin.ends(session).await;
                }
            }
            Step::Switches(user, switch) => {
                let person = user_of(desk, &format!("user {user}"));
                admin.switches(&person, *switch).await;
                if *switch == Switch::Off {
                    self.were_off.insert(*user, None);
                }
            }
            Step::IsLookedAt(user) => {
                if let Some(session) = of(user) {
                    let attending =
                        Attending { session: Some(session), visibility: Visibility::Visible };
                    desk.attend(&admin.actor, Ok(attending)).await.unwrap();
                }
            }
            Step::Passes(seconds) => {
                for _ in 0..*seconds / 5 {
                    self.ladder.clock.advance(Duration::from_secs(5));
                    self.ladder.settled().await;
                }
            }
            Step::Fails(witness) => {
                let why = "no answer".to_owned();
                let failure = Outcome::Retry { after: None, why };
                self.witnesses[*witness].seen.lock().unwrap().failures.push(failure);
            }
        }
        self.ladder.settled().await;
    }

    /// What has been unread for longer than a notifier's step stands told there.
    async fn assert_covered(&self, slack: Duration) {
        for (user, session) in &self.sessions {
            let view = view(&*self.store, *session).await;
            let again = self.were_off.get(user).copied();
            if !is_to_be_told(&view) || again == Some(None) {
                continue;
            }
            let since = unread_since(&*self.store, &view).await;
            let since = since.max(again.flatten().unwrap_or_default());
            let waited = self.ladder.clock.now().since(since);
            let told = told(&*self.store, *session).await;
            for (kind, step) in [("group", DELAY), ("boss", LAST)] {
                let up_to = told.get(kind).copied().unwrap_or_default();
                assert!(
                    waited < step + slack || up_to > view.desk_read.seq,
                    "{kind} does not know of {view:?} after {waited:?}: {told:?}"
                );
            }
        }
    }

    fn assert_right(&self) {
        for Witness { kind, seen, .. } in &self.witnesses {
            let Seen { calls, wrong, .. } = &*seen.lock().unwrap();
            assert!(wrong.is_empty(), "{kind}: {wrong:?}");
            for began in calls {
                let within =
                    |at: &&Timestamp| *at >= began && **at < began.plus(Duration::from_mins(1));
                let n_calls = calls.iter().filter(within).count();
                assert!(n_calls <= 6, "{kind}: {n_calls} calls within a minute");
            }
        }
    }
}

fn run(steps: &[Step]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::new().await;
        for step in steps {
            world.takes(step).await;
            // A failure is tried again within its two waits, and others behind it wait as long.
            world.assert_covered(LATER + Duration::from_mins(3)).await;
        }
        world.takes(&Step::Passes(60 * 20)).await;
        world.assert_covered(Duration::ZERO).await;
        world.assert_right();
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_nobody_reads_is_told_and_what_is_read_is_not(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        run(&steps);
    }
}
