//! A repeat under one client id changes nothing and answers what the first try made.

use std::time::Duration;

use chatdesk_core::{
    ErrorKind, MadeTicket, OpenTicket, Sent, SessionView, TicketNumber, TicketStatus,
};

use super::{kind, lost, made, ticket_of};
use crate::stage::{Person, Stage, client_id};

const DAY: Duration = Duration::from_hours(24);

async fn opens(stage: &Stage, id: &str, ticket: OpenTicket) -> (&'static str, SessionView) {
    match stage.desk.open_ticket(Some(client_id(id)), Ok(ticket)).await.unwrap() {
        MadeTicket::Made(view) => ("made", view.value),
        MadeTicket::Found(view) => ("found", view.value),
    }
}

#[tokio::test]
async fn a_ticket_is_opened_once_under_one_client_id() {
    let stage = Stage::new().await;
    let (first, view) = opens(&stage, "id-1", lost()).await;
    assert_eq!((first, ticket_of(&view).number.get()), ("made", 1));
    stage.clock.advance(DAY * 7);
    // Written otherwise, it is the same phone and name; what else is said does not count.
    let other = OpenTicket {
        phone: "+491701234567".to_owned(),
        name: "Ada Lovelace".to_owned(),
        description: "Something else".to_owned(),
        ..lost()
    };
    let (again, found) = opens(&stage, "id-1", other).await;
    assert_eq!((again, found), ("found", view));
    assert_eq!(opens(&stage, "id-2", lost()).await.0, "made");
}

#[tokio::test]
async fn a_client_id_that_somebody_else_thought_of_opens_nobodys_ticket() {
    let stage = Stage::new().await;
    let (_, first) = opens(&stage, "1", lost()).await;
    for stranger in [
        OpenTicket { phone: "+491701234568".to_owned(), ..lost() },
        OpenTicket { name: "Bob".to_owned(), ..lost() },
    ] {
        let (how, view) = opens(&stage, "1", stranger).await;
        assert_eq!(how, "made");
        assert_ne!(view.session.id, first.session.id);
    }
}

#[tokio::test]
async fn a_ticket_that_another_process_opened_meanwhile_is_found() {
    let stage = Stage::new().await;
    let elsewhere = stage.other_process();
    stage.store.before_next_commit(async move {
        assert_eq!(opens(&elsewhere, "id-1", lost()).await.0, "made");
    });
    let (how, view) = opens(&stage, "id-1", lost()).await;
    assert_eq!((how, ticket_of(&view).number.get()), ("found", 1));
}

async fn answer(who: &Person, number: TicketNumber, text: &str) -> Result<Sent, ErrorKind> {
    let id = Some(client_id("id-1"));
    let sent = who.desk.answer_ticket(&who.actor, number, id, Ok(text.to_owned())).await;
    sent.map_err(|error| error.kind())
}

#[tokio::test]
async fn an_answer_is_stored_once_per_sender_also_when_the_ticket_was_closed_since() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let alex = stage.agent("7");
    for who in [&token, &alex] {
        assert!(matches!(answer(who, number, "first").await, Ok(Sent::New(..))));
    }
    alex.resolves(number, "").await.unwrap();
    alex.moves(number, TicketStatus::Closed).await.unwrap();
    for (who, seq) in [(&token, 1), (&alex, 2)] {
        for text in ["second", " "] {
            match answer(who, number, text).await {
                Ok(Sent::Repeat(message, _)) => {
                    assert_eq!((message.seq.get(), message.content.as_str()), (seq, "first"));
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(alex.sees(number).await.unwrap().1, ["first", "first"]);
}

#[tokio::test]
async fn a_ticket_is_resolved_once_under_one_client_id_also_when_it_was_reopened_since() {
    let stage = Stage::new().await;
    for last_word in [None, Some("bye".to_owned())] {
        let (token, number) = stage.ticket().await;
        let alex = stage.agent("7");
        let close = async || {
            let id = Some(client_id("id-1"));
            alex.desk.close_ticket(&alex.actor, number, id, Ok(last_word.clone())).await.unwrap()
        };
        let first = close().await;
        assert_eq!(ticket_of(&first.view.value).status, TicketStatus::Resolved);
        token.answers(number, "not yet").await.unwrap();

        let again = close().await;
        assert_eq!(ticket_of(&again.view.value).status, TicketStatus::Open);
        let content = again.message.map(|message| message.content);
        assert_eq!(content, last_word);
        // Somebody else's is another.
        let kim = stage.agent("8");
        let id = Some(client_id("id-1"));
        let other = kim.desk.close_ticket(&kim.actor, number, id, Ok(None)).await.unwrap();
        assert_eq!(ticket_of(&other.view.value).status, TicketStatus::Resolved);
    }
}

#[tokio::test]
async fn of_two_who_make_a_ticket_of_one_chat_at_once_both_get_the_same() {
    let stage = Stage::new().await;
    let session = stage.user("ann").writes_first("hello").await;
    let elsewhere = stage.other_process().agent("8");
    stage.store.before_next_commit(async move {
        made(elsewhere.makes_ticket(session).await.unwrap());
    });
    let found = stage.agent("7").makes_ticket(session).await.unwrap();
    assert!(matches!(found, MadeTicket::Found(_)));
    assert_eq!(ticket_of(&found.view().value).number.get(), 1);
    assert_eq!(kind(stage.host().makes_ticket(session).await), ErrorKind::Forbidden);
}
