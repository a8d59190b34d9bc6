use chatdesk_widget_engine::{Call, Input};

use crate::model::Server;
use crate::page::Page;

/// Two conversations: the first with `text 1`, the second, which is shown, with `text 2`.
fn two() -> Page {
    let mut page = Page::open(Server::default());
    page.say();
    page.settle();
    page.step(Input::StartOver);
    page.say();
    page.settle();
    page
}

fn choose(page: &mut Page, id: &str) {
    page.step(Input::Select(Some(id.into())));
    page.settle();
}

#[test]
fn a_new_conversation_stands_beside_the_one_that_goes_on() {
    let page = two();

    let ids: Vec<_> = page.server.sessions.iter().map(|stored| stored.id.as_str()).collect();
    assert_eq!(ids, ["ses_1", "ses_2"]);
    assert_eq!(page.engine.selected(), Some("ses_2"));
    assert_eq!(page.shown(), [(1, "text 2".into())]);
}

#[test]
fn what_follows_the_first_text_of_a_new_conversation_goes_where_that_one_went() {
    let mut page = Page::open(Server::default());
    page.say();
    page.settle();
    page.step(Input::StartOver);
    page.say();
    page.say();
    page.reload();
    page.settle();

    let texts = |at: usize| page.server.sessions[at].messages.len();
    assert_eq!((page.server.sessions.len(), texts(0), texts(1)), (2, 1, 2));
    assert_eq!(page.engine.selected(), Some("ses_2"));
}

#[test]
fn whoever_looks_at_one_conversation_is_not_taken_to_another_one() {
    let mut page = two();
    choose(&mut page, "ses_1");
    page.server.end("ses_1");
    page.settle();

    assert_eq!(page.engine.selected(), Some("ses_1"));
    assert!(page.engine.has_ended());

    page.step(Input::StartOver);
    page.settle();
    assert_eq!(page.engine.selected(), None);
    assert!(page.engine.can_write());
}

#[test]
fn each_conversation_keeps_its_own_draft_and_so_does_the_one_to_come() {
    let mut page = two();
    page.step(Input::Typed("for the second".into()));
    choose(&mut page, "ses_1");
    assert_eq!(page.engine.draft(), "");
    page.step(Input::Typed("for the first".into()));
    page.step(Input::StartOver);
    assert_eq!(page.engine.draft(), "");
    page.step(Input::Typed("for a third".into()));

    choose(&mut page, "ses_2");
    assert_eq!(page.engine.draft(), "for the second");
    page.reload();
    page.settle();
    choose(&mut page, "ses_1");
    assert_eq!(page.engine.draft(), "for the first");
    page.step(Input::StartOver);
    assert_eq!(page.engine.draft(), "for a third");
}

#[test]
fn what_is_typed_while_a_conversation_is_opened_stays_before_whoever_types() {
    let mut page = Page::open(Server::default());
    page.say();
    page.step(Input::Typed("and another".into()));
    page.settle();

    assert_eq!(page.engine.selected(), Some("ses_1"));
    assert_eq!(page.engine.draft(), "and another");
}

#[test]
fn who_waits_and_looks_asks_for_their_place_now_and_then() {
    let mut page = Page::open(Server::default());
    page.server.position = Some(3);
    page.say();
    page.settle();
    assert_eq!(page.engine.queue_position(), None, "nobody looks");

    page.step(Input::Shown(true));
    page.settle();
    assert_eq!(page.engine.queue_position(), Some(3));

    page.server.position = Some(2);
    page.settle();
    assert_eq!(page.engine.queue_position(), Some(3), "asked already");
    page.now_ms += 15_000;
    page.step(Input::Tick);
    page.settle();
    assert_eq!(page.engine.queue_position(), Some(2));

    page.step(Input::Shown(false));
    page.now_ms += 60_000;
    page.step(Input::Tick);
    assert!(!page.requests.iter().any(|flight| matches!(flight.call, Call::Queue { .. })));

    page.server.desk_says("hello");
    page.settle();
    assert_eq!(page.engine.queue_position(), None, "answered");
}
