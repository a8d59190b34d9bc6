use chatdesk_core::{Change, Position, SessionId, Signal, Store, StreamCursor, Switch, Window};

use crate::stage::{Person, Stage, client_id, text};

/// What is said last, so that a stream that tells it has told everything.
const LAST: &str = "the last word";

/// Two customers and the desk in several sessions, every kind of event, several of them in one commit.
async fn history(stage: &Stage) -> [SessionId; 3] {
    let (ann, bob, alex) = (stage.user("ann"), stage.user("bob"), stage.agent("7"));
    let hers = ann.writes_first("ann 1").await;
    alex.says(hers, "desk 1").await;
    let his = bob.writes_first("bob 1").await;
    ann.reads(hers, 2).await;
    ann.says(hers, "ann 2").await;
    alex.reads(hers, 3).await;
    stage.admin().switches(&ann, Switch::Off).await;
    alex.says(his, "desk 2").await;
    stage.admin().switches(&ann, Switch::On).await;
    alex.ends(hers).await;
    let again = ann.writes_first("ann 3").await;
    let renamed = stage.user_named("ann", "Ann Newname");
    // The contact's own last change is in one commit with a message.
    renamed.says(again, "ann 4").await;
    renamed.another_chat().await;
    alex.says(again, LAST).await;
    [hers, his, again]
}

async fn cursor(stage: &Stage, position: u64) -> String {
    let log = stage.store.log(Position::ZERO, 0).await.unwrap();
    StreamCursor { epoch: log.epoch, position: Position::new(position), reader: None }.to_string()
}

#[tokio::test]
async fn the_desk_resumes_from_every_position_with_exactly_what_it_missed() {
    let stage = Stage::live().await;
    let alex = stage.agent("7");
    let mut live = alex.listens().await;
    history(&stage).await;
    let told = live.signals_until(LAST).await;
    let last = told.last().unwrap().0.position.get();

    for position in 0..last {
        let mut resumed = alex.listens_after(Some(&cursor(&stage, position).await)).await;
        let missed: Vec<_> =
            told.iter().filter(|(at, _)| at.position.get() > position).cloned().collect();
        let heard = resumed.signals_until(LAST).await;

        assert_eq!(facts(&heard), facts(&missed), "after position {position}");
    }
}

/// Where each thing was told, and in which words but for the state that a session has by now.
fn facts(signals: &[(StreamCursor, String)]) -> Vec<(u64, String)> {
    let stateless = |told: &String| {
        let first = told.split(' ').next().unwrap_or_default();
        if matches!(first, "session" | "switch") { first.to_owned() } else { told.clone() }
    };
    signals.iter().map(|(cursor, told)| (cursor.position.get(), stateless(told))).collect()
}

/// All messages of a customer, with the position of their commit.
async fn messages(stage: &Stage, sessions: &[SessionId]) -> Vec<(Position, String)> {
    let mut messages = Vec::new();
    for session in sessions {
        let window = Window::Newest { limit: 200 };
        let thread = stage.store.thread(*session, &window).await.unwrap().value.unwrap();
        messages.extend(thread.messages.into_iter().map(|m| (m.changed, m.content)));
    }
    messages.sort();
    messages
}

/// Listens until the last word; the texts of the messages that were told.
async fn hears_messages(person: &Person, cursor: &str) -> (Vec<String>, Vec<StreamCursor>) {
    let mut ear = person.listens_after(Some(cursor)).await;
    let (mut texts, mut cursors) = (Vec::new(), Vec::new());
    while texts.last().is_none_or(|text| text != LAST) {
        let Signal::Changed(cursor, change) = ear.signal().await else {
            panic!("the stream broke off after {texts:?}");
        };
        cursors.push(cursor);
        if let Change::Message(message, _) = &*change {
            texts.push(message.content.clone());
        }
    }
    (texts, cursors)
}

#[tokio::test]
async fn a_customer_resumes_from_every_position_with_no_message_missing_or_double() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let [hers, _, again] = history(&stage).await;
    let all = messages(&stage, &[hers, again]).await;
    let last = all.last().unwrap().0.get();

    for position in 0..last {
        let missed = all.iter().filter(|(at, _)| at.get() > position);
        let missed: Vec<_> = missed.map(|(_, text)| text.clone()).collect();
        let (heard, _) = hears_messages(&ann, &cursor(&stage, position).await).await;

        assert_eq!(heard, missed, "after position {position}");
    }
}

/// A client that disconnects after any signal goes on from that signal's cursor.
#[tokio::test]
async fn a_customer_who_breaks_off_after_any_signal_gets_the_rest() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let [hers, _, again] = history(&stage).await;
    let all: Vec<_> = messages(&stage, &[hers, again]).await;
    let (heard, cursors) = hears_messages(&ann, &cursor(&stage, 0).await).await;
    assert_eq!(heard.len(), all.len());

    for n_heard in 1..cursors.len() {
        let mut ear = ann.listens_after(Some(&cursor(&stage, 0).await)).await;
        let mut texts = Vec::new();
        for _ in 0..n_heard {
            let Signal::Changed(_, change) = ear.signal().await else { panic!("it broke off") };
            if let Change::Message(message, _) = &*change {
                texts.push(message.content.clone());
            }
        }
        let rest = hears_messages(&ann, &ear.cursor()).await.0;
        texts.extend(rest);

        assert_eq!(texts, heard, "broken off after {n_heard} signals");
    }
}

#[tokio::test]
async fn what_happens_while_a_stream_resumes_comes_after_what_was_missed() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("one").await;
    let from = cursor(&stage, 0).await;
    let mut ear = ann.listens_after(Some(&from)).await;
    ann.says(session, "two").await;

    let heard = ear.hears_until("two").await;

    let messages: Vec<_> = heard.iter().filter(|told| told.starts_with("message")).collect();
    assert_eq!(messages, ["message 1 of the customer: one", "message 2 of the customer: two"]);
}

#[tokio::test]
async fn a_cursor_that_was_never_given_out_is_answered_by_a_reset() {
    let stage = Stage::live().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("one").await;
    let mine = cursor(&stage, 1).await;
    let (epoch, _) = mine.split_once('-').unwrap();
    let future = cursor(&stage, stage.head().await.get() + 1).await;
    let foreign = mine.replace(epoch, "00000000000000ff");
    let malformed = ["", "x", "1", "-1", " ", "1-1", &mine.to_uppercase(), &format!("{mine} ")];
    let table = malformed.into_iter().chain([&*future, &*foreign]);

    for after in table {
        for person in [&ann, &stage.agent("7"), &stage.visitor(9)] {
            let mut ear = person.listens_after(Some(after)).await;
            assert_eq!(ear.hears().await, "reset UnknownCursor", "{after:?}");
            let position = ear.cursor().parse::<StreamCursor>().unwrap().position;
            assert_eq!(position, stage.head().await);
        }
    }
    let mut ear = ann.listens_after(Some("?")).await;
    assert_eq!(ear.hears().await, "reset UnknownCursor");
    ann.says(session, "after the reset").await;
    assert_eq!(ear.hears().await, "message 2 of the customer: after the reset");
}

#[tokio::test]
async fn the_desk_is_told_a_thousand_events_and_of_one_more_that_it_is_too_far() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let from = alex.listens().await.cursor();
    for number in 1..=1_000 {
        let id = client_id(&format!("id-{number}"));
        ann.desk.send(&ann.actor, session, Some(id), Ok(number.to_string())).await.unwrap();
    }

    let thousand = alex.listens_after(Some(&from)).await.hears_until(": 1000").await;
    ann.says(session, "one more").await;
    let more = alex.listens_after(Some(&from)).await.hears().await;

    assert_eq!(thousand.len(), 1_000);
    assert_eq!(more, "reset TooFar");
}

#[tokio::test]
async fn a_customer_is_told_200_changes_and_of_one_more_that_it_is_too_far() {
    let stage = Stage::live().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.chat().await;
    let from = ann.listens().await.cursor();
    // The session itself is one of the changes.
    for number in 1..=199 {
        alex.says(session, &number.to_string()).await;
    }

    let heard = ann.listens_after(Some(&from)).await.hears_until(": 199").await;
    alex.says(session, "one more").await;
    let more = ann.listens_after(Some(&from)).await.hears().await;

    assert_eq!(heard.len(), 199);
    assert_eq!(more, "reset TooFar");
}

#[tokio::test]
async fn a_stranger_resumes_from_before_they_were_known() {
    let stage = Stage::live().await;
    let vera = stage.visitor(1);
    let from = vera.listens().await.cursor();
    vera.opens(None, text("hello")).await.unwrap();

    let mut ear = vera.listens_after(Some(&from)).await;

    // Not that they may chat: nobody has turned their switch.
    assert_eq!(ear.hears().await, "message 1 of the customer: hello");
}
