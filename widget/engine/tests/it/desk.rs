//! What the desk's list shows, and how far back its threads go.

use chatdesk_api::{
    Delivery, DeliveryState, Message, MessageEvent, Person, Session, SessionStatus, StreamEvent,
};
use chatdesk_widget_engine::{Filter, Input};

use crate::model::Server;
use crate::page::Page;

pub(crate) fn waiting() -> Filter {
    Filter { status: Some(SessionStatus::Waiting), ..Filter::default() }
}

fn search(words: &str) -> Input {
    Input::Filter(Filter { search: words.into(), ..Filter::default() })
}

fn desk() -> Page {
    let mut server = Server::default();
    server.hears("ann", "ses_a", "my parcel");
    server.hears("ben", "ses_b", "my bill");
    server.hears("ann", "ses_a", "is late");
    let mut page = Page::of_desk(server);
    page.settle();
    page
}

fn listed(page: &Page) -> Vec<&str> {
    page.engine.list().into_iter().map(|session| session.id.as_str()).collect()
}

fn session(page: &Page, id: &str) -> Session {
    page.engine.sessions().get(id).unwrap().clone()
}

#[test]
fn the_newest_change_comes_first_but_whoever_waits_longest_where_all_wait() {
    let mut page = desk();
    page.server.hears("ben", "ses_b", "is wrong");
    page.server.hears("ben", "ses_b", "very");
    page.settle();
    assert_eq!(listed(&page), ["ses_b", "ses_a"]);

    page.step(Input::Filter(waiting()));
    page.settle();

    assert_eq!(listed(&page), ["ses_a", "ses_b"]);
}

#[test]
fn a_search_lists_what_the_server_found_and_nothing_that_happens_meanwhile() {
    let mut page = desk();
    page.step(search("parcel"));
    page.settle();
    assert_eq!(listed(&page), ["ses_a"]);

    page.server.hears("cal", "ses_c", "hello");
    page.server.hears("ann", "ses_a", "still");
    page.settle();
    assert_eq!(listed(&page), ["ses_a"]);
    assert_eq!(session(&page, "ses_a").last_seq, 3, "what is listed is up to date");

    page.step(search(""));
    page.settle();
    assert_eq!(listed(&page), ["ses_a", "ses_b", "ses_c"]);
}

#[test]
fn what_was_changed_beside_the_engine_moves_between_the_lists() {
    let mut page = desk();
    page.step(Input::Filter(Filter { agent: Some("7".into()), ..Filter::default() }));
    page.settle();
    assert_eq!(listed(&page), Vec::<&str>::new());

    let mut taken = session(&page, "ses_b");
    taken.agent = Some(Person { id: Some("7".into()), name: Some("Bo".into()) });
    taken.version += 1;
    page.step(Input::Learned(Box::new(taken)));

    assert_eq!(listed(&page), ["ses_b"]);
}

#[test]
fn an_older_message_that_is_wanted_is_reached_page_by_page() {
    let mut server = Server::default();
    for text in 1..=20 {
        server.hears("ann", "ses_a", &format!("message {text}"));
    }
    let mut page = Page::of_desk(server);
    page.settle();
    page.step(Input::Select(Some("ses_a".into())));
    page.step(Input::Reach(6));
    page.settle();

    let first = page.shown().first().map(|(id, _)| *id);
    assert_eq!(first, Some(6), "pages of three: 18, 15, 12, 9, 6");
    assert!(page.engine.thread().is_some_and(|thread| thread.has_older()));

    page.step(Input::Reach(12));
    page.settle();
    assert_eq!(page.shown().first().map(|(id, _)| *id), Some(6), "it is there already");
}

#[test]
fn how_far_a_message_got_is_told_again_and_never_goes_back() {
    let mut page = desk();
    page.step(Input::Select(Some("ses_a".into())));
    page.settle();
    let first: Message = page.engine.thread().unwrap().messages().next().unwrap().clone();
    let states = |page: &Page| {
        let messages = page.engine.thread().unwrap().messages();
        messages.map(|it| it.delivery.as_ref().map(|it| it.state)).collect::<Vec<_>>()
    };

    for (told, known) in [
        (DeliveryState::Queued, DeliveryState::Queued),
        (DeliveryState::Sent, DeliveryState::Sent),
        (DeliveryState::Queued, DeliveryState::Sent),
        (DeliveryState::Read, DeliveryState::Read),
        (DeliveryState::Delivered, DeliveryState::Read),
    ] {
        let delivery = Some(Delivery { state: told, error: None });
        let message = Message { delivery, ..first.clone() };
        let event = MessageEvent { message, session: session(&page, "ses_a") };
        let (generation, _) = page.stream.unwrap();
        let event = Box::new(StreamEvent::Message(event));
        page.step(Input::Streamed { generation, id: None, event });
        assert_eq!(states(&page), [Some(known), None], "told {told:?}");
    }
}
