//! Unread counts: always what somebody would count who reads all messages.

use chatdesk_core::{ErrorKind, SessionId, Side};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

use crate::stage::{Person, Stage};

#[derive(Clone, Copy, Debug)]
enum Step {
    Say(Side, usize),
    Read(Side, usize, i64),
}

/// What anybody would write down: who wrote each message, and how far each side has read.
#[derive(Default)]
struct Model {
    writers: Vec<Side>,
    read: [usize; 2],
}

impl Model {
    fn read(&mut self, side: Side, up_to: i64) {
        let up_to = usize::try_from(up_to).unwrap().min(self.writers.len());
        let read = &mut self.read[side as usize];
        *read = up_to.max(*read);
    }

    fn unread(&self, side: Side) -> u64 {
        let after = self.writers.iter().skip(self.read[side as usize]);
        after.filter(|writer| **writer != side).count() as u64
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let side = || prop_oneof![Just(Side::Customer), Just(Side::Desk)];
    let session = || any::<bool>().prop_map(usize::from);
    let say = (side(), session()).prop_map(|(side, session)| Step::Say(side, session));
    let read = (side(), session(), 1..30_i64)
        .prop_map(|(side, session, up_to)| Step::Read(side, session, up_to));
    proptest::collection::vec(prop_oneof![2 => say, 1 => read], 1..40)
}

/// Takes the steps, and after each compares every count with the model's.
async fn walk(steps: &[Step]) {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let person = |side: Side| if side == Side::Customer { &ann } else { &alex };
    let sessions = [ann.chat().await, ann.another_chat().await];
    let mut models = [Model::default(), Model::default()];
    for step in steps {
        match *step {
            Step::Say(side, session) => {
                person(side).says(sessions[session], "hello").await;
                models[session].writers.push(side);
            }
            Step::Read(side, session, up_to) => {
                let left = person(side).reads(sessions[session], up_to).await;
                models[session].read(side, up_to);
                assert_eq!(left, models[session].unread(side), "the answer to {step:?}");
            }
        }
        for side in [Side::Customer, Side::Desk] {
            compare(person(side), side, sessions, &models).await;
        }
    }
}

async fn compare(person: &Person, side: Side, sessions: [SessionId; 2], models: &[Model; 2]) {
    let mut sum = 0;
    for (session, model) in sessions.into_iter().zip(models) {
        assert_eq!(person.view(session).await.unread(side), model.unread(side), "{side:?}");
        sum += model.unread(side);
    }
    let status = person.desk.status(&person.actor).await.unwrap().value;
    assert_eq!(status.unread, sum, "the sum for {side:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_count_is_what_a_reader_of_all_messages_would_count(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(walk(&steps));
    }
}

#[tokio::test]
async fn a_read_never_goes_back() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = alex_wrote_three(&ann, &alex).await;
    ann.reads(session, 3).await;
    let head = stage.head().await;

    assert_eq!(ann.reads(session, 1).await, 0);
    assert_eq!(ann.view(session).await.customer_read.seq.get(), 3);
    assert_eq!(stage.head().await, head, "what changes nothing is no event");
}

#[tokio::test]
async fn a_read_past_the_end_counts_as_the_last_and_not_for_what_comes_later() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = alex_wrote_three(&ann, &alex).await;

    assert_eq!(ann.reads(session, i64::MAX).await, 0);
    alex.says(session, "four").await;

    let view = ann.view(session).await;
    assert_eq!((view.customer_read.seq.get(), view.unread(Side::Customer)), (3, 1));
}

#[tokio::test]
async fn a_read_below_one_is_refused() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = alex_wrote_three(&ann, &alex).await;
    for up_to in [0, -1, i64::MIN] {
        let refused = ann.desk.read(&ann.actor, session, Ok(up_to)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Invalid, "{up_to}");
    }
}

#[tokio::test]
async fn one_agents_reading_counts_for_all_of_the_desk() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("hello").await;

    stage.agent("7").reads(session, 1).await;

    let kim = stage.agent("8");
    assert_eq!(kim.desk.status(&kim.actor).await.unwrap().value.unread, 0);
}

#[tokio::test]
async fn sending_moves_no_cursor() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = alex_wrote_three(&ann, &alex).await;

    ann.says(session, "an answer").await;

    assert_eq!(ann.view(session).await.unread(Side::Customer), 3);
}

async fn alex_wrote_three(ann: &Person, alex: &Person) -> SessionId {
    let session = ann.chat().await;
    for text in ["one", "two", "three"] {
        alex.says(session, text).await;
    }
    session
}
