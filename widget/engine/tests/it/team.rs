//! What the desk says among itself stands beside customers' chats and not among them.

use chatdesk_api::{
    SenderType, Session, SessionEvent, SessionKind, StreamEvent, Time, TypingEvent,
};
use chatdesk_widget_engine::{Filter, Input};

use crate::model::Server;
use crate::page::Page;

fn desk() -> Page {
    let mut server = Server::default();
    server.hears("ann", "ses_a", "my parcel");
    server.hears("ben", "ses_b", "my bill");
    let mut page = Page::of_desk(server);
    page.settle();
    page
}

fn tell(page: &mut Page, event: StreamEvent) {
    let (generation, _) = page.stream.unwrap();
    page.step(Input::Streamed { generation, id: None, event: Box::new(event) });
}

/// A conversation of staff with so many messages.
fn tell_of_conversation(page: &mut Page, id: &str, last_seq: u64) {
    let known = page.engine.sessions().get("ses_a").unwrap().clone();
    let kind = SessionKind::Panel;
    let session = Session { id: id.into(), kind, last_seq, last_message: None, ..known };
    tell(page, StreamEvent::Session(SessionEvent { session }));
}

fn listed(page: &Page) -> Vec<&str> {
    page.engine.list().into_iter().map(|session| session.id.as_str()).collect()
}

fn team() -> Filter {
    Filter { team: true, ..Filter::default() }
}

fn typing(session: &str) -> StreamEvent {
    StreamEvent::Typing(TypingEvent {
        session_id: session.into(),
        sender_type: SenderType::Admin,
        name: Some("Bo".into()),
        until: Time::from_rfc3339("2026-11-21T09:30:06Z".into()),
    })
}

#[test]
fn a_conversation_of_staff_is_never_among_the_customers_chats() {
    let mut page = desk();
    tell_of_conversation(&mut page, "ses_t", 1);
    assert_eq!(listed(&page), ["ses_a", "ses_b"]);

    for status in [None, Some(chatdesk_api::SessionStatus::Waiting)] {
        page.step(Input::Filter(Filter { status, ..Filter::default() }));
        assert!(!listed(&page).contains(&"ses_t"), "{status:?}");
    }
}

#[test]
fn the_teams_list_has_its_conversations_alone_also_those_in_which_nobody_wrote() {
    let mut page = desk();
    tell_of_conversation(&mut page, "ses_t", 0);

    page.step(Input::Filter(team()));

    assert_eq!(listed(&page), ["ses_t"]);
}

#[test]
fn a_colleague_who_writes_in_it_is_the_other_side_and_one_who_answers_a_customer_is_not() {
    let mut page = desk();
    tell_of_conversation(&mut page, "ses_t", 0);
    page.step(Input::Select(Some("ses_t".into())));
    tell(&mut page, typing("ses_t"));
    assert_eq!(page.engine.typing(), Some(Some("Bo")));
    assert_eq!(page.engine.typing_beside(), None);

    page.step(Input::Select(Some("ses_a".into())));
    tell(&mut page, typing("ses_a"));
    assert_eq!(page.engine.typing(), None);
    assert_eq!(page.engine.typing_beside(), Some(Some("Bo")));
}
