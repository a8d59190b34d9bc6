//! What an administrator erases, or has been kept long enough, goes from every screen.

use chatdesk_widget_engine::{Call, Input};

use crate::desk::waiting;
use crate::model::{Server, VISITOR};
use crate::page::Page;

fn talking() -> Page {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.settle();
    page.server.desk_says("answer");
    page.settle();
    assert_eq!(page.shown().len(), 2);
    page
}

/// The stream tells all that it has to, and no request is answered.
fn hear_all(page: &mut Page) {
    while page.stream_tells() {}
}

#[test]
fn an_erased_customer_has_an_empty_chat_at_once() {
    let mut page = talking();

    page.server.erase(VISITOR);
    hear_all(&mut page);

    assert_eq!(page.shown(), []);
    assert_eq!((page.engine.selected(), page.engine.unread_count()), (None, 0));
    page.settle();
    assert_eq!(page.shown(), []);
    assert!(page.engine.can_write());
}

#[test]
fn whoever_was_erased_while_switched_off_may_write() {
    let mut page = talking();
    page.server.switch(false);
    page.settle();
    assert!(!page.engine.can_write());

    page.server.erase(VISITOR);
    page.settle();

    assert!(page.engine.can_write());
}

#[test]
fn what_was_typed_and_not_stored_stays_and_opens_the_next_session() {
    let mut page = talking();
    page.say();
    page.step(Input::Typed("half a sent".into()));

    page.server.erase(VISITOR);
    hear_all(&mut page);
    assert_eq!(page.engine.draft(), "half a sent");
    assert_eq!(page.written(), (vec!["c2"], vec![""]));
    assert_eq!(page.engine.unsent().count(), 1);
    page.settle();

    assert_eq!(page.shown(), [(1, "text 2".into())]);
    assert_eq!(page.stored_contents(), ["text 2"]);
    assert_eq!(page.engine.draft(), "half a sent");
}

#[test]
fn an_answer_from_before_the_erasure_brings_nothing_back() {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.arrive(0);

    page.server.erase(VISITOR);
    hear_all(&mut page);
    page.deliver(0);

    assert_eq!((page.shown(), page.engine.selected()), (vec![], None));
    page.settle();
    assert_eq!(page.shown(), [(1, "text 1".into())]);
    assert_eq!(page.engine.selected(), Some("ses_2"));
}

#[test]
fn a_customer_who_was_away_finds_an_empty_chat() {
    let mut page = talking();
    page.stream_breaks();

    page.server.erase(VISITOR);
    page.settle();

    assert_eq!((page.shown(), page.engine.selected()), (vec![], None));
    page.say();
    page.settle();
    assert_eq!(page.shown(), [(1, "text 2".into())]);
}

#[test]
fn without_a_stream_the_next_question_shows_that_it_is_gone() {
    let mut page = talking();
    page.server.erase(VISITOR);
    page.stream_breaks();

    for _ in 0..40 {
        if page.requests.is_empty() {
            page.wait();
        } else {
            page.deliver(0);
        }
        page.stream_breaks();
    }

    assert_eq!((page.shown(), page.engine.selected()), (vec![], None));
}

#[test]
fn a_session_that_was_kept_long_enough_goes_without_an_error() {
    let mut page = talking();
    page.server.end_newest();
    page.settle();
    assert!(page.engine.has_ended());

    page.server.sweep();
    page.settle();

    assert_eq!((page.shown(), page.engine.selected()), (vec![], None));
    assert!(page.engine.can_write());
    page.say();
    page.settle();
    assert_eq!(page.shown(), [(1, "text 2".into())]);
}

#[test]
fn an_open_session_stays_when_an_older_one_goes() {
    let mut page = talking();
    assert_eq!(page.engine.unread_count(), 1);
    page.server.end_newest();
    page.settle();
    page.step(Input::StartOver);
    page.say();
    page.settle();

    page.server.sweep();
    page.settle();

    assert_eq!(page.shown(), [(1, "text 2".into())]);
    assert_eq!(page.engine.unread_count(), page.server.unread_count());
}

#[test]
fn a_text_for_a_session_that_is_gone_opens_the_next_one() {
    let mut page = talking();
    page.server.remove(|_| true);

    page.say();
    page.settle();

    assert_eq!(page.shown(), [(1, "text 2".into())]);
    assert_eq!(page.engine.unsent().count(), 0);
}

#[test]
fn a_page_of_a_session_that_is_gone_comes_too_late() {
    let mut page = talking();
    page.step(Input::Select(page.engine.selected().map(str::to_owned)));
    let asked = find(&page, |call| matches!(call, Call::Messages { .. }));
    page.arrive(asked);
    page.say();
    let sent = find(&page, |call| matches!(call, Call::Send { .. }));
    page.server.remove(|_| true);

    page.deliver(sent);
    page.deliver(asked);

    assert_eq!((page.shown(), page.engine.selected()), (vec![], None));
    page.settle();
    assert_eq!(page.shown(), [(1, "text 2".into())]);
}

#[test]
fn a_list_that_left_before_a_session_was_opened_does_not_take_it_away() {
    let mut page = Page::open(Server::default());
    while !page.requests.iter().any(|flight| matches!(flight.call, Call::Sessions { .. })) {
        page.deliver(0);
    }
    let list = find(&page, |call| matches!(call, Call::Sessions { .. }));
    page.arrive(list);
    page.say();
    let open = find(&page, |call| matches!(call, Call::Open { .. }));
    page.deliver(open);

    page.deliver(list);

    assert_eq!(page.engine.selected(), Some("ses_1"));
}

#[test]
fn a_chat_that_was_not_found_does_not_come_back_with_a_late_answer() {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.arrive(0);
    page.stream_tells();
    // Nobody tells that it is gone.
    page.server.remove(|_| true);
    while page.engine.selected().is_some() {
        let messages = find(&page, |call| matches!(call, Call::Messages { .. }));
        page.deliver(messages);
    }
    page.say();
    let second = page.requests.iter().rposition(|flight| is_opening(&flight.call)).unwrap();
    page.deliver(second);
    assert_eq!(page.engine.selected(), Some("ses_2"));

    let first = find(&page, is_opening);
    page.deliver(first);
    page.settle();

    assert_eq!(known(&page), ["ses_2"]);
}

#[test]
fn a_chat_that_was_swept_does_not_come_back_with_a_late_answer() {
    let mut page = talking();
    page.step(Input::StartOver);
    page.say();
    let opening = find(&page, is_opening);
    page.arrive(opening);
    // Who looks at another one by then is not taken to it, so nothing of it is asked for.
    page.step(Input::Select(Some("ses_1".into())));
    page.server.end_newest();
    page.server.sweep();
    hear_all(&mut page);

    let opening = find(&page, is_opening);
    page.deliver(opening);
    page.settle();

    assert_eq!(known(&page), ["ses_1"]);
}

fn is_opening(call: &Call) -> bool {
    matches!(call, Call::Open { .. })
}

fn known(page: &Page) -> Vec<&str> {
    page.engine.sessions().known().map(|session| session.id.as_str()).collect()
}

/// The place of a request that is on its way.
fn find(page: &Page, is_meant: impl Fn(&Call) -> bool) -> usize {
    page.requests.iter().position(|flight| is_meant(&flight.call)).unwrap()
}

/// A desk that looks at a chat of Ann's; Ben has one as well.
fn desk() -> Page {
    let mut server = Server::default();
    server.hears("ann", "ses_a", "a secret");
    server.hears("ben", "ses_b", "a question");
    let mut page = Page::of_desk(server);
    page.settle();
    page.step(Input::Select(Some("ses_a".into())));
    page.settle();
    assert_eq!(page.shown(), [(1, "a secret".into())]);
    page
}

fn listed(page: &Page) -> Vec<&str> {
    page.engine.list().into_iter().map(|session| session.id.as_str()).collect()
}

#[test]
fn the_desk_forgets_whoever_was_erased_and_nobody_else() {
    let mut page = desk();

    page.server.erase("ann");
    hear_all(&mut page);

    assert_eq!((listed(&page), page.shown()), (vec!["ses_b"], vec![]));
    assert_eq!(page.engine.selected(), None);
    assert_eq!(page.forgotten, [Some("ann".to_owned())]);
    page.settle();
    assert_eq!(listed(&page), ["ses_b"]);
    page.step(Input::Select(Some("ses_b".into())));
    page.settle();
    assert_eq!(page.shown(), [(1, "a question".into())]);
}

#[test]
fn what_the_desk_meant_to_say_to_somebody_erased_is_not_kept() {
    let mut page = desk();
    page.say();
    page.step(Input::Typed("dear Ann".into()));
    page.step(Input::Select(Some("ses_b".into())));
    page.step(Input::Typed("dear Ben".into()));

    page.server.erase("ann");
    hear_all(&mut page);

    assert_eq!(page.written(), (vec![], vec!["ses_b"]));
    assert_eq!(page.engine.draft(), "dear Ben");
    page.settle();
    assert_eq!(page.stored_contents(), ["a question"]);
}

#[test]
fn a_list_from_before_the_erasure_brings_nobody_back() {
    let mut page = desk();
    page.step(Input::Filter(waiting()));
    let list = find(&page, |call| matches!(call, Call::Sessions { .. }));
    page.arrive(list);

    page.server.erase("ann");
    hear_all(&mut page);
    page.deliver(list);

    assert_eq!(listed(&page), ["ses_b"]);
}

#[test]
fn to_end_a_chat_that_is_erased_meanwhile_ends_no_other() {
    let mut page = desk();
    page.step(Input::Filter(waiting()));
    page.step(Input::End);
    page.server.erase("ann");
    hear_all(&mut page);

    page.step(Input::Select(Some("ses_b".into())));
    page.settle();

    assert!(page.server.sessions.iter().all(|stored| !stored.has_ended));
}

#[test]
fn to_end_a_chat_ends_this_one_although_another_is_looked_at() {
    let mut page = desk();
    page.step(Input::Filter(waiting()));
    page.step(Input::End);
    page.step(Input::Select(Some("ses_b".into())));
    page.settle();

    let ended = page.server.sessions.iter().filter(|stored| stored.has_ended);
    assert_eq!(ended.map(|stored| stored.id.as_str()).collect::<Vec<_>>(), ["ses_a"]);
}

#[test]
fn a_thread_that_is_gone_after_a_reset_is_left() {
    let mut page = desk();
    page.server.hears("ann", "ses_a", "bye");
    page.settle();

    page.server.remove(|stored| stored.id == "ses_a");
    page.server.sweep();
    page.settle();

    assert_eq!((listed(&page), page.shown()), (vec!["ses_b"], vec![]));
    assert_eq!(page.engine.selected(), None);
    assert_eq!(page.forgotten, [None]);
}
