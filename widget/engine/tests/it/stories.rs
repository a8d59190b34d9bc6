use chatdesk_widget_engine::{Call, Connection, Input, Page as Part, Refusal, UnsentState};

use crate::model::Server;
use crate::page::{Flight, Page};

fn settled() -> Page {
    let mut page = Page::open(Server::default());
    page.settle();
    page
}

fn talking() -> Page {
    let mut page = settled();
    page.say();
    page.settle();
    page
}

#[test]
fn nothing_but_the_status_is_asked_before_a_cursor_is_known() {
    let page = Page::open(Server::default());

    let calls: Vec<&Call> = page.requests.iter().map(|flight| &flight.call).collect();
    assert_eq!(calls, [&Call::Status]);
}

#[test]
fn the_first_text_opens_the_session() {
    let mut page = settled();

    page.say();

    let calls: Vec<&Call> = page.requests.iter().map(|flight| &flight.call).collect();
    let open = Call::Open { message: "text 1".into(), client_id: "c1".into(), another: false };
    assert_eq!(calls, [&open]);
}

#[test]
fn a_text_is_shown_before_the_server_has_it() {
    let mut page = settled();

    page.say();

    let unsent: Vec<_> = page.engine.unsent().map(|unsent| unsent.state.clone()).collect();
    assert_eq!(unsent, [UnsentState::Sending]);
    assert_eq!(page.engine.draft(), "");
}

#[test]
fn texts_of_one_session_leave_one_after_another() {
    let mut page = talking();

    page.say();
    page.say();

    let sends = page.requests.iter().filter(|flight| matches!(flight.call, Call::Send { .. }));
    assert_eq!(sends.count(), 1);
}

#[test]
fn a_retry_after_a_lost_answer_stores_nothing_twice() {
    let mut page = talking();
    page.say();
    page.arrive(0);

    page.lose(0);
    page.settle();

    assert_eq!(page.shown(), [(1, "text 1".into()), (2, "text 2".into())]);
    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
}

#[test]
fn what_was_typed_while_the_server_was_down_is_sent_when_it_is_back() {
    let mut page = talking();
    page.stream_breaks();
    page.lose(0);
    page.say();
    assert_eq!(page.engine.connection(), Connection::Offline);
    assert_eq!(page.engine.unsent().count(), 1);

    page.settle();

    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
    assert_eq!(page.engine.unsent().count(), 0);
}

#[test]
fn a_reload_keeps_the_draft_and_sends_what_was_not_acknowledged() {
    let mut page = talking();
    page.say();
    page.step(Input::Typed("half a sent".into()));

    page.reload();
    page.settle();

    assert_eq!(page.engine.draft(), "half a sent");
    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
    assert_eq!(page.shown().len(), 2);
}

#[test]
fn a_gap_is_fetched_and_never_shown() {
    let mut page = talking();
    page.server.desk_says("two");
    page.server.desk_says("three");
    // The second event comes first, as after a resume that skipped one.
    page.stream = page.stream.map(|(generation, told)| (generation, told + 1));

    page.stream_tells();

    assert_eq!(page.shown(), [(1, "text 1".into())]);
    let asked = page
        .requests
        .iter()
        .any(|flight| matches!(&flight.call, Call::Messages { page: Part::After(1), .. }));
    assert!(asked, "{:?}", page.requests);
    page.settle();
    assert_eq!(page.shown().len(), 3);
}

#[test]
fn an_older_message_waits_for_the_page_that_it_stands_on() {
    let mut page = talking();
    for content in ["two", "three", "four", "five"] {
        page.server.desk_says(content);
    }
    page.reload();
    while page.shown().is_empty() {
        page.deliver(0);
    }
    assert_eq!(page.shown().first().map(|(id, _)| *id), Some(3));
    page.stream = page.stream.map(|(generation, _)| (generation, 1));

    page.stream_tells();

    assert_eq!(page.shown().first().map(|(id, _)| *id), Some(3));
    page.step(Input::LoadOlder);
    page.settle();
    let ids: Vec<u64> = page.shown().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
}

#[test]
fn a_list_that_left_the_server_before_a_read_does_not_bring_the_badge_back() {
    let mut page = talking();
    page.server.desk_says("answer");
    page.stream_tells();
    page.stream_breaks();
    page.wait();
    let list = page.requests.iter().position(|flight| matches!(flight.call, Call::Sessions { .. }));
    page.arrive(list.unwrap());

    page.step(Input::Seen { up_to: 2 });
    let read = page.requests.iter().position(|flight| matches!(flight.call, Call::Read { .. }));
    page.deliver(read.unwrap());
    while page.stream_tells() {}
    page.deliver(list.unwrap());
    page.settle();

    assert_eq!(page.engine.unread_count(), 0);
}

#[test]
fn a_message_that_is_there_already_changes_nothing() {
    let mut page = talking();
    page.server.desk_says("answer");
    page.stream_tells();
    page.stream = page.stream.map(|(generation, told)| (generation, told - 1));

    page.stream_tells();

    assert_eq!(page.shown().len(), 2);
    assert_eq!(page.announced, ["answer"]);
}

#[test]
fn unread_is_what_the_server_counts() {
    let mut page = talking();
    page.server.desk_says("one");
    page.server.desk_says("two");
    page.settle();
    assert_eq!(page.engine.unread_count(), 2);

    page.step(Input::Seen { up_to: 2 });
    assert_eq!(page.engine.unread_count(), 2, "nothing is counted down here");
    page.settle();

    assert_eq!(page.engine.unread_count(), 1);
}

#[test]
fn only_what_is_on_the_screen_can_be_seen() {
    let mut page = talking();
    page.server.desk_says("answer");

    page.step(Input::Seen { up_to: 2 });

    assert!(page.requests.is_empty(), "{:?}", page.requests);
}

#[test]
fn a_switch_closes_the_composer_and_keeps_the_history() {
    let mut page = talking();
    page.server.switch(false);
    page.settle();
    assert!(!page.engine.can_write());
    assert_eq!(page.shown().len(), 1);

    page.server.switch(true);
    page.settle();

    assert!(page.engine.can_write());
}

#[test]
fn whoever_has_not_heard_of_the_switch_is_told_by_the_next_send() {
    let mut page = talking();
    page.server.is_switched_off = true;
    page.say();

    page.deliver(0);

    assert!(!page.engine.can_write());
    let unsent: Vec<_> = page.engine.unsent().map(|unsent| unsent.state.clone()).collect();
    assert_eq!(unsent, [UnsentState::Failed(Refusal::ChatDisabled)]);

    page.server.switch(true);
    page.settle();
    page.step(Input::Retry { client_id: "c2".into() });
    page.settle();
    assert_eq!(page.stored_contents(), ["text 1", "text 2"]);
}

#[test]
fn a_text_for_an_ended_chat_opens_the_next_one_under_its_own_id() {
    let mut page = talking();
    page.server.end_newest();
    page.say();
    page.settle();
    assert!(page.engine.has_ended());
    let unsent: Vec<_> = page.engine.unsent().map(|unsent| unsent.state.clone()).collect();
    assert_eq!(unsent, [UnsentState::Failed(Refusal::SessionEnded)]);

    page.step(Input::StartOver);
    page.settle();

    assert_eq!(page.server.sessions.len(), 2);
    assert_eq!(page.shown(), [(1, "text 2".into())]);
    assert!(page.engine.can_write());
}

#[test]
fn a_page_that_comes_after_its_gap_was_closed_hides_nothing_of_what_follows() {
    let mut page = talking();
    let of_messages = |page: &Page| {
        let is_it = |flight: &Flight| matches!(flight.call, Call::Messages { .. });
        page.requests.iter().position(is_it)
    };
    // The stream leaves out the text itself, and brings the two answers to it.
    page.say();
    page.arrive(0);
    page.skip_told();
    page.server.desk_says("answer 3");
    page.server.desk_says("answer 4");
    while page.stream_tells() {}
    assert!(of_messages(&page).is_some(), "the gap is asked for");
    // The text's own answer closes the gap. A further one is told by the page alone, as a number.
    page.server.desk_says("answer 5");
    page.skip_told();
    page.deliver(0);
    assert_eq!(page.shown().len(), 4);
    page.deliver(of_messages(&page).unwrap());

    page.settle();

    assert_eq!(page.shown().last().unwrap().1, "answer 5");
}
