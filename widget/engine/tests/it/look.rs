use chatdesk_widget_engine::Input;

use crate::model::Server;
use crate::page::Page;

/// A visitor with `text 1` in a window that is closed again.
fn away() -> Page {
    let mut page = Page::open(Server::default());
    page.step(Input::Shown(true));
    page.say();
    page.settle();
    page.step(Input::Shown(false));
    page
}

#[test]
fn what_came_while_nobody_looked_stays_marked_until_they_go() {
    let mut page = away();
    page.server.desk_says("one");
    page.server.desk_says("two");
    page.settle();
    assert_eq!(page.engine.first_unread(), None, "nobody looks");

    page.step(Input::Shown(true));
    assert_eq!(page.engine.first_unread(), Some(2));
    page.step(Input::Seen { up_to: 3 });
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(2), "also once they have seen it");
    page.server.desk_says("three");
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(2), "what comes before their eyes moves nothing");

    page.step(Input::Shown(false));
    page.step(Input::Shown(true));
    assert_eq!(page.engine.first_unread(), Some(4), "three, which they did not see");
}

#[test]
fn what_comes_before_somebodys_eyes_is_not_marked() {
    let mut page = Page::open(Server::default());
    page.step(Input::Shown(true));
    page.say();
    page.settle();
    page.server.desk_says("one");
    page.settle();
    assert_eq!(page.engine.first_unread(), None);
}

#[test]
fn whoever_answers_has_read() {
    let mut page = away();
    page.server.desk_says("one");
    page.settle();
    page.step(Input::Shown(true));
    assert_eq!(page.engine.first_unread(), Some(2));

    page.say();
    assert_eq!(page.engine.first_unread(), None);
    page.settle();
    assert_eq!(page.engine.first_unread(), None);
}

#[test]
fn it_is_found_after_a_reload_and_without_a_stream() {
    let mut page = away();
    page.server.desk_says("one");
    page.reload();
    page.step(Input::Shown(true));
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(2));
}

#[test]
fn the_desk_finds_it_in_each_chat_that_it_comes_to() {
    let mut server = Server::default();
    server.hears("ada", "ses_1", "Hello");
    server.hears("bob", "ses_2", "Hi");
    let mut page = Page::of_desk(server);
    page.step(Input::Shown(true));
    page.step(Input::Select(Some("ses_1".into())));
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(1));
    page.step(Input::Seen { up_to: 1 });
    page.settle();

    page.step(Input::Select(Some("ses_2".into())));
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(1));
    page.server.hears("ada", "ses_1", "Are you there?");
    page.settle();
    page.step(Input::Select(Some("ses_1".into())));
    page.settle();
    assert_eq!(page.engine.first_unread(), Some(2));
}
