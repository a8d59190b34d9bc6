use chatdesk_api::{PresenceEvent, SenderType, StreamEvent, Time, TypingEvent};
use chatdesk_widget_engine::Input;

use crate::model::Server;
use crate::page::Page;

fn talking() -> Page {
    let mut page = Page::open(Server::default());
    page.settle();
    page.say();
    page.settle();
    page
}

fn hint(page: &mut Page, event: StreamEvent) {
    let Some((generation, _)) = page.stream else { panic!("the stream is open") };
    page.step(Input::Streamed { generation, id: None, event: Box::new(event) });
}

fn typing(page: &Page, sender_type: SenderType) -> StreamEvent {
    StreamEvent::Typing(TypingEvent {
        session_id: page.engine.selected().unwrap().into(),
        sender_type,
        name: Some("Bo".into()),
        until: Time::from_rfc3339("2026-11-21T09:30:06Z".into()),
    })
}

#[test]
fn who_types_is_shown_for_six_seconds() {
    let mut page = talking();
    let cursor = page.engine.snapshot(Default::default());
    let event = typing(&page, SenderType::Admin);
    hint(&mut page, event);
    assert_eq!(page.engine.typing(), Some(Some("Bo")));

    page.now_ms += 5_999;
    page.step(Input::Tick);
    assert_eq!(page.engine.typing(), Some(Some("Bo")));
    page.now_ms += 1;
    assert!(page.engine.deadline().is_some_and(|at| at <= page.now_ms), "somebody has to look");
    page.step(Input::Tick);
    assert_eq!(page.engine.typing(), None);
    assert_eq!(page.engine.snapshot(Default::default()), cursor, "nothing of it is kept");
}

#[test]
fn a_message_ends_it_and_ones_own_side_is_not_shown() {
    let mut page = talking();
    let event = typing(&page, SenderType::Visitor);
    hint(&mut page, event);
    assert_eq!(page.engine.typing(), None);

    let event = typing(&page, SenderType::Admin);
    hint(&mut page, event);
    page.server.desk_says("there it is");
    assert!(page.stream_tells());
    assert_eq!(page.engine.typing(), None);
}

#[test]
fn the_desk_sees_a_colleague_who_types_until_the_answer_is_there() {
    let mut server = Server::default();
    server.hears("ann", "ses_a", "hello");
    let mut page = Page::of_desk(server);
    page.settle();
    page.step(Input::Select(Some("ses_a".into())));
    page.settle();

    let event = typing(&page, SenderType::Admin);
    hint(&mut page, event);
    assert_eq!(page.engine.typing_beside(), Some(Some("Bo")));
    assert_eq!(page.engine.typing(), None, "it is not the customer");

    page.server.desk_says("good evening");
    assert!(page.stream_tells());
    assert_eq!(page.engine.typing_beside(), None);
}

#[test]
fn of_typing_others_are_told_once_in_three_seconds() {
    let mut page = talking();
    let before = page.told_typing;
    for letter in 1..=8_usize {
        page.step(Input::Typed("a".repeat(letter)));
        page.now_ms += 1_000;
    }
    assert_eq!(page.told_typing - before, 3);
    page.step(Input::Typed(String::new()));
    assert_eq!(page.told_typing - before, 3, "to delete is not to write");
}

#[test]
fn a_customer_learns_how_many_of_the_desk_are_there() {
    let mut page = talking();
    assert_eq!(page.engine.agents_online(), None);
    hint(&mut page, StreamEvent::Presence(PresenceEvent::Desk { agents_online: 2 }));
    assert_eq!(page.engine.agents_online(), Some(2));
}
