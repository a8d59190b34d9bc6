//! Resuming from every position of a history of 2,000 events.

use std::collections::BTreeMap;

use chatdesk_core::{Change, Listener, Position, ResetReason, SessionId, Signal, Switch};

use crate::stage::{Person, Stage};

const N_EVENTS: usize = 2_000;
/// The desk is told so many events of what it missed, and a customer so many changes.
const DESK: usize = 1_000;
const CUSTOMER: usize = 200;
/// From every position so many are compared, and all of them from every so manieth.
const COMPARED: usize = 25;

/// What happened, whatever has become of the record since.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Message(SessionId, u64),
    Session(SessionId),
    Read(SessionId),
    Switch,
}

fn fact(change: &Change) -> Fact {
    match change {
        Change::Message(message, _) => Fact::Message(message.session, message.seq.get()),
        Change::Session(view) => Fact::Session(view.session.id),
        Change::Cursor(cursor, _) => Fact::Read(cursor.session),
        Change::Contact(_) => Fact::Switch,
        Change::Ticket(_) => panic!("nobody makes tickets here"),
        Change::Note(_) => panic!("nobody writes notes here"),
        Change::Settings(_) => panic!("nobody changes settings here"),
    }
}

/// 2,000 events of four customers and the desk, with something of every kind.
async fn write_history(stage: &Stage) -> (Vec<Person>, Fact) {
    let people: Vec<_> = ["ann", "ben", "cid", "dan"].map(|name| stage.user(name)).into();
    let (alex, root) = (stage.agent("7"), stage.admin());
    let mut sessions = Vec::new();
    for person in &people {
        sessions.push(person.writes_first("first").await);
    }
    let mut n_events = 8;
    let mut round = 0;
    while n_events < N_EVENTS {
        let who = round % people.len();
        let (person, session) = (&people[who], sessions[who]);
        person.says(session, "more").await;
        let seq = alex.says(session, "answer").await;
        person.reads(session, i64::try_from(seq.get()).unwrap()).await;
        n_events += 3;
        if round % 20 == 0 {
            root.switches(person, Switch::Off).await;
            root.switches(person, Switch::On).await;
            n_events += 2;
        }
        if round % 30 == 0 {
            person.ends(session).await;
            sessions[who] = person.writes_first("another").await;
            n_events += 2;
        }
        round += 1;
    }
    let last = alex.says(sessions[0], "end").await;
    (people, Fact::Message(sessions[0], last.get()))
}

/// What is told now, each with the position to go on from.
async fn told(listener: &mut Listener, most: usize) -> Vec<(Position, Fact)> {
    let mut told = Vec::new();
    while told.len() < most
        && let Some(signal) = listener.next_known().await.unwrap()
    {
        match signal {
            Signal::Changed(cursor, change) => told.push((cursor.position, fact(&change))),
            Signal::AgentsOnline(_) => {}
            other => panic!("after {told:?} came {other:?}"),
        }
    }
    told
}

/// Listens after a position; `None` where too much was missed.
async fn resume(who: &Person, after: Position) -> Option<Listener> {
    let cursor = who.desk.cursor(after).await.unwrap().to_string();
    let mut listener = who.desk.listen(&who.actor, Some(&cursor)).await.unwrap();
    let mut peek = who.desk.listen(&who.actor, Some(&cursor)).await.unwrap();
    if let Some(Signal::Reset(_, reason)) = peek.next_known().await.unwrap() {
        assert_eq!(reason, ResetReason::TooFar);
        return None;
    }
    listener.go_on();
    Some(listener)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_resumes_from_each_of_2000_positions_with_what_came_after_it() {
    let stage = Stage::live().await;
    let alex = stage.agent("8");
    let mut live = alex.desk.listen(&alex.actor, None).await.unwrap();
    let begin = live.cursor().position;
    let (_, last) = write_history(&stage).await;
    let mut history = Vec::new();
    while history.last().is_none_or(|(_, fact)| *fact != last) {
        match live.next().await.unwrap() {
            Signal::Changed(cursor, change) => history.push((cursor.position, fact(&change))),
            other => panic!("after {history:?} came {other:?}"),
        }
    }
    assert!(history.len() >= N_EVENTS - 20, "{}", history.len());

    let positions: Vec<_> = std::iter::once(begin).chain(history.iter().map(|it| it.0)).collect();
    let mut n_resumed = 0;
    for (index, position) in positions.iter().enumerate() {
        let expected = &history[index..];
        let Some(mut listener) = resume(&alex, *position).await else {
            assert!(expected.len() > DESK - 20, "too far after only {}", expected.len());
            continue;
        };
        let most = if index % COMPARED == 0 { usize::MAX } else { COMPARED };
        let expected = &expected[..expected.len().min(most)];
        assert_eq!(told(&mut listener, most).await, expected, "after {position:?}");
        n_resumed += 1;
    }
    assert!(n_resumed >= DESK - 20, "{n_resumed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_resumes_from_each_position_with_every_record_that_changed_after_it() {
    let stage = Stage::live().await;
    let (people, _) = write_history(&stage).await;
    let ann = &people[0];
    let head = ann.desk.listen(&ann.actor, None).await.unwrap().cursor().position.get();

    let mut n_resumed = 0;
    let mut newer: BTreeMap<Fact, Position> = BTreeMap::new();
    for position in (0..=head).rev().map(Position::new) {
        let Some(mut listener) = resume(ann, position).await else {
            assert!(newer.len() > CUSTOMER / 2, "too far after only {}", newer.len());
            // Whoever is further back misses no less.
            break;
        };
        let told = told(&mut listener, usize::MAX).await;
        assert_eq!(listener.cursor().position.get(), head);
        assert!(told.is_sorted_by_key(|(position, _)| *position), "{told:?}");
        let facts: BTreeMap<_, _> = told.iter().map(|(at, fact)| (fact.clone(), *at)).collect();
        assert_eq!(facts.len(), told.len(), "something is told twice after {position:?}");
        // What was told after a later position is told after this one too, and at most what happened here beside it.
        let known = newer.keys().filter(|fact| matches!(fact, Fact::Message(..)));
        assert!(known.clone().all(|fact| facts.contains_key(fact)), "after {position:?}");
        assert!(facts.len() <= newer.len() + 3, "after {position:?}");
        newer = facts;
        n_resumed += 1;
    }
    assert!(n_resumed > CUSTOMER, "{n_resumed}");
    // Its own messages of that stretch, without a gap.
    let mut of: BTreeMap<SessionId, Vec<u64>> = BTreeMap::new();
    for fact in newer.keys() {
        if let Fact::Message(session, seq) = fact {
            of.entry(*session).or_default().push(*seq);
        }
    }
    for (session, seqs) in of {
        let first = seqs[0];
        let expected: Vec<_> = (first..first + seqs.len() as u64).collect();
        assert_eq!(seqs, expected, "{session}");
    }
}
