use std::time::Duration;

use super::{Act, Heard, Hearing, Turn, begun, ended, ends_at, farewell, hear, settled};
use crate::{
    Timestamp,
    dialog::{ActiveChat, Button, Dialog, Reply, Support},
};

const START_WORDS: [&str; 7] =
    ["chat support", "support", "chat", "help me", "agent", "human", "talk to someone"];
const END_WORDS: [&str; 6] = ["end_chat", "end chat", "close", "done", "quit chat", "exit"];
const SILENCE: Duration = Duration::from_mins(30);

fn at(seconds: u64) -> Timestamp {
    Timestamp::default().plus(Duration::from_secs(1_000_000 + seconds))
}

/// What a person wrote at an instant, who is called John.
fn wrote(heard: Heard<'_>, now: Timestamp) -> Hearing<'_> {
    Hearing {
        heard,
        written_at: None,
        name: Some("John"),
        is_registered: None,
        may_chat: true,
        now,
    }
}

fn idle(is_registered: bool) -> Dialog {
    Dialog { is_registered, ..Dialog::default() }
}

/// In a chat that began at 0 s and was last spoken in then.
fn active(is_registered: bool) -> Dialog {
    let chat = Some(ActiveChat { spoke_at: at(0) });
    Dialog { chat, began_at: Some(at(0)), is_registered, ..Dialog::default() }
}

fn turn(dialog: &Dialog, hearing: &Hearing<'_>) -> Turn {
    hear(dialog, hearing, &Support::default())
}

fn texts(turn: &Turn) -> Vec<&str> {
    turn.replies.iter().map(|reply| reply.text.as_str()).collect()
}

fn is_active(turn: &Turn) -> bool {
    turn.dialog.state().as_str() == "chat_support_active"
}

/// Each state × each kind of input, with what has to come of it: from the contract, row by row.
#[test]
fn every_state_answers_every_input() {
    let starts = START_WORDS.map(|word| (Heard::Text(word), Act::Begin, Act::Keep));
    let ends = END_WORDS.map(|word| (Heard::Text(word), Act::HandBack, Act::End));
    let others = [
        (Heard::Button("end_chat"), Act::HandBack, Act::End),
        (Heard::Button("buy_now"), Act::HandBack, Act::Keep),
        (Heard::Text("I can't upload my homework"), Act::HandBack, Act::Keep),
        (Heard::Media, Act::HandBack, Act::Keep),
        (Heard::Text(""), Act::HandBack, Act::Ignore),
        (Heard::Text(" \n"), Act::HandBack, Act::Ignore),
    ];
    for is_registered in [false, true] {
        let back = if is_registered { "registered" } else { "idle" };
        for (heard, when_idle, when_active) in starts.into_iter().chain(ends).chain(others) {
            let from_idle = turn(&idle(is_registered), &wrote(heard, at(60)));
            assert_eq!(from_idle.act, when_idle, "idle: {heard:?}");
            assert_eq!(is_active(&from_idle), when_idle == Act::Begin, "idle: {heard:?}");

            let from_active = turn(&active(is_registered), &wrote(heard, at(60)));
            assert_eq!(from_active.act, when_active, "active: {heard:?}");
            let word = from_active.dialog.state().as_str();
            let wanted = if when_active == Act::End { back } else { "chat_support_active" };
            assert_eq!(word, wanted, "active: {heard:?}");

            // Thirty minutes without a word: as if idle.
            let late = turn(&active(is_registered), &wrote(heard, at(0).plus(SILENCE)));
            assert_eq!(late.act, when_idle, "after the silence: {heard:?}");
        }
    }
}

#[test]
fn what_is_not_support_is_handed_back_without_a_word_and_changes_nothing() {
    for dialog in [idle(false), idle(true)] {
        let turn = turn(&dialog, &wrote(Heard::Text("View homework"), at(60)));
        assert_eq!(turn, Turn { dialog, act: Act::HandBack, replies: vec![] });
    }
}

#[test]
fn whoever_asks_for_support_is_greeted_by_name_and_can_end_it() {
    let greeted = turn(&idle(false), &wrote(Heard::Text("support"), at(60)));
    let [Reply { text, buttons }] = greeted.replies.as_slice() else { panic!("one greeting") };
    assert!(text.starts_with("Hi John! 💬"), "{text}");
    assert_eq!(buttons, &[Button::EndChat]);

    let nameless = Hearing { name: None, ..wrote(Heard::Text("support"), at(60)) };
    assert!(texts(&turn(&idle(false), &nameless))[0].starts_with("Hi! 💬"));
}

#[test]
fn every_message_is_kept_and_one_in_ten_seconds_acknowledged() {
    let mut dialog = turn(&idle(false), &wrote(Heard::Text("support"), at(0))).dialog;
    let mut acknowledged = Vec::new();
    for second in [1, 2, 10, 11, 12, 20, 21] {
        let kept = turn(&dialog, &wrote(Heard::Text("hello"), at(second)));
        assert_eq!(kept.act, Act::Keep);
        if let [Reply { text, buttons }] = kept.replies.as_slice() {
            assert!(text.starts_with("✓ Your message has been sent to support"), "{text}");
            assert_eq!(buttons, &[Button::EndChat]);
            acknowledged.push(second);
        }
        dialog = kept.dialog;
    }
    assert_eq!(acknowledged, [1, 11, 21]);
}

#[test]
fn the_end_is_told_and_then_where_they_are() {
    for heard in [Heard::Text("Done."), Heard::Button("end_chat")] {
        let over = turn(&active(true), &wrote(heard, at(60)));
        let [closing, menu] = over.replies.as_slice() else { panic!("{:?}", over.replies) };
        assert!(closing.text.contains("support chat has ended"), "{}", closing.text);
        assert!(closing.buttons.is_empty() && menu.buttons.is_empty());
        assert!(menu.text.contains("main menu"), "{}", menu.text);
        assert_eq!(over.dialog.state().as_str(), "registered");
    }
    let quiet = Support { closing: String::new(), menu: String::new(), ..Support::default() };
    let over = hear(&active(false), &wrote(Heard::Text("exit"), at(60)), &quiet);
    assert_eq!((over.act, over.replies), (Act::End, vec![]));
}

#[test]
fn a_chat_lasts_29_59_of_silence_and_not_30_00() {
    let support = Support::default();
    let last = at(0).plus(SILENCE).minus(Duration::from_secs(1));
    assert_eq!(turn(&active(false), &wrote(Heard::Text("still there?"), last)).act, Act::Keep);
    assert!(settled(&active(false), last, &support).chat.is_some());

    let over = at(0).plus(SILENCE);
    let ended = Dialog { chat: None, ended_at: Some(over), ..active(false) };
    assert_eq!(settled(&active(false), over, &support), ended);
    assert_eq!(turn(&active(false), &wrote(Heard::Text("hello?"), over)).act, Act::HandBack);
    assert_eq!(turn(&active(false), &wrote(Heard::Text("support"), over)).act, Act::Begin);

    // Whatever is written begins the half hour anew.
    let kept = turn(&active(false), &wrote(Heard::Text("one moment"), last)).dialog;
    assert_eq!(ends_at(kept.chat.as_ref().unwrap(), &support), last.plus(SILENCE));
}

#[test]
fn words_that_were_written_before_the_chat_change_nothing() {
    let written = |heard, seconds| Hearing {
        written_at: Some(at(0).minus(Duration::from_secs(seconds))),
        ..wrote(heard, at(60))
    };
    for word in START_WORDS.into_iter().chain(END_WORDS) {
        let late = turn(&active(false), &written(Heard::Text(word), 1));
        assert_eq!(
            late,
            Turn { dialog: active(false), act: Act::Ignore, replies: vec![] },
            "{word}"
        );
    }
    // Other words are what somebody has to say, however late they come.
    assert_eq!(turn(&active(false), &written(Heard::Text("hello"), 1)).act, Act::Keep);
    // In the very instant of the beginning it is not before it.
    assert_eq!(turn(&active(false), &written(Heard::Text("done"), 0)).act, Act::End);
    // Providers leave out what is less than a second.
    let late_in_it = at(0).plus(Duration::from_millis(900));
    let begun = Dialog { began_at: Some(late_in_it), ..active(false) };
    assert_eq!(turn(&begun, &written(Heard::Text("done"), 0)).act, Act::End);
    assert_eq!(turn(&begun, &written(Heard::Text("done"), 1)).act, Act::Ignore);
    // Nor does a start word begin what came after it and is over.
    let over = Dialog { chat: None, ..active(false) };
    assert_eq!(turn(&over, &written(Heard::Text("support"), 1)).act, Act::Ignore);
    assert_eq!(turn(&over, &wrote(Heard::Text("support"), at(60))).act, Act::Begin);
}

#[test]
fn whoever_may_not_chat_is_their_hosts_alone() {
    let off = |heard| Hearing { may_chat: false, ..wrote(heard, at(60)) };
    for heard in [Heard::Text("support"), Heard::Text("hello"), Heard::Button("end_chat")] {
        for dialog in [idle(true), active(true)] {
            let turn = turn(&dialog, &off(heard));
            assert_eq!((turn.act, turn.dialog.chat, turn.replies), (Act::HandBack, None, vec![]));
        }
    }
}

#[test]
fn the_host_says_whom_it_knows_and_that_stays() {
    let said = |is_registered, heard| Hearing { is_registered, ..wrote(heard, at(60)) };
    let known = turn(&idle(false), &said(Some(true), Heard::Text("hi"))).dialog;
    assert_eq!(known.state().as_str(), "registered");
    assert_eq!(turn(&known, &said(None, Heard::Text("hi"))).dialog.state().as_str(), "registered");
    assert_eq!(turn(&known, &said(Some(false), Heard::Text("hi"))).dialog.state().as_str(), "idle");
}

#[test]
fn a_chat_that_is_over_was_begun_and_ended() {
    let chatting = begun(&idle(true), at(5));
    assert_eq!(chatting.state().as_str(), "chat_support_active");
    let over = ended(&chatting, at(9));
    assert_eq!(over.state().as_str(), "registered");
    assert_eq!((over.began_at, over.ended_at), (Some(at(5)), Some(at(9))));
    let replies = farewell(Some("John"), &Support::default());
    let closing = "The support chat has ended. Thank you for writing to us, John!";
    assert_eq!(replies.first().map(|reply| reply.text.as_str()), Some(closing));
}
