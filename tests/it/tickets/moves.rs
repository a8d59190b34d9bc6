//! The table of moves, every cell, by every way there is.

use chatdesk_api::TicketStatus::{self, Closed, InProgress, Open, Resolved};
use chatdesk_api::{ClosedTicket, ProblemCode};
use chatdesk_tests::{Actor, Admin, Answer, Resume, Server};
use serde_json::json;

use super::{Opened, amend, answer, close, lost, open, seen, stand, ticket_of, told};

const ALL: [TicketStatus; 4] = [Open, InProgress, Resolved, Closed];

/// What may move a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Patch(TicketStatus),
    Close,
    CloseWithAWord,
    Desk,
    DeskInChat,
    Customer,
    CustomerInChat,
}

const CAUSES: [Cause; 10] = [
    Cause::Patch(Open),
    Cause::Patch(InProgress),
    Cause::Patch(Resolved),
    Cause::Patch(Closed),
    Cause::Close,
    Cause::CloseWithAWord,
    Cause::Desk,
    Cause::DeskInChat,
    Cause::Customer,
    Cause::CustomerInChat,
];

/// Where a ticket stands then, from the contract; `None` for a refusal.
const fn expected(from: TicketStatus, cause: Cause) -> Option<TicketStatus> {
    match (from, cause) {
        (_, Cause::Patch(to)) if from as u8 == to as u8 => Some(from),
        (Closed, _) | (Open | InProgress, Cause::Patch(Closed)) => None,
        (Open | InProgress | Resolved, Cause::Patch(to)) => Some(to),
        (_, Cause::Close | Cause::CloseWithAWord) => Some(Resolved),
        (Open, Cause::Desk | Cause::DeskInChat) => Some(InProgress),
        (Resolved, Cause::Customer | Cause::CustomerInChat) => Some(Open),
        (
            Open | InProgress | Resolved,
            Cause::Desk | Cause::DeskInChat | Cause::Customer | Cause::CustomerInChat,
        ) => Some(from),
    }
}

async fn happen(cause: Cause, ticket: &Opened, session: &str, admin: &Admin) -> Answer {
    let number = ticket.number;
    match cause {
        Cause::Patch(to) => amend(admin, number, json!({"status": to})).await,
        Cause::Close => close(admin, number, json!({})).await,
        Cause::CloseWithAWord => close(admin, number, json!({"message": "bye"})).await,
        Cause::Desk => answer(admin, number, "yes").await,
        Cause::DeskInChat => admin.post_message(session, json!({"content": "yes"})).await,
        Cause::Customer => ticket.writes("and?").await,
        Cause::CustomerInChat => {
            ticket.customer.post_message(session, json!({"content": "and?"})).await
        }
    }
}

/// Lets one thing happen to a ticket, and looks at all that it may move.
async fn look(server: &Server, from: TicketStatus, cause: Cause, ticket: &Opened) {
    let (admin, cell) = (server.admin("root"), format!("{from:?}, {cause:?}"));
    stand(&admin, ticket.number, from).await;
    let before = seen(&admin, ticket.number).await.ticket;
    let fence = open(server, lost()).await.number;
    let mut desk = admin.stream(&Resume::now()).await;

    let outcome = happen(cause, ticket, &before.session_id, &admin).await;

    let after = seen(&admin, ticket.number).await.ticket;
    let Some(to) = expected(from, cause) else {
        let is_move = matches!(cause, Cause::Patch(_) | Cause::Close | Cause::CloseWithAWord);
        let code = if is_move { ProblemCode::Conflict } else { ProblemCode::SessionEnded };
        outcome.refused(409, code);
        assert_eq!(after, before, "{cell}");
        return;
    };
    assert!(outcome.status.is_success(), "{cell}: {outcome}");
    assert_eq!(after.status, to, "{cell}");
    if matches!(cause, Cause::Close | Cause::CloseWithAWord) {
        assert_eq!(outcome.ok::<ClosedTicket>().status, Resolved, "{cell}");
    }
    match to {
        Open | InProgress => assert_eq!(after.resolved_at, None, "{cell}"),
        Resolved if from == Resolved => assert_eq!(after.resolved_at, before.resolved_at, "{cell}"),
        Resolved => assert_eq!(after.resolved_at.as_ref(), Some(&after.updated_at), "{cell}"),
        Closed => assert!(after.resolved_at.is_some(), "{cell}"),
    }
    // The desk is told of a move once, and of none where there was none; what it hears of another
    // ticket says that nothing more is to come, for a stream follows the log.
    amend(&admin, fence, json!({"priority": "URGENT"})).await.expect(200);
    let mut events = desk
        .until(
            |event| matches!(event, chatdesk_api::StreamEvent::Ticket(it) if it.ticket.id == fence),
        )
        .await;
    events.pop();
    let told: Vec<_> = events.iter().filter_map(told).map(|ticket| ticket.status).collect();
    let took = after.assigned_admin_id != before.assigned_admin_id;
    assert_eq!(!told.is_empty(), to != from || took, "{cell}: {told:?}");
    assert!(told.len() <= 1, "{cell}: {told:?}");
    let session: chatdesk_api::Session = crate::view::session(&admin, &after.session_id).await;
    assert_eq!(session.is_active, to != Closed, "{cell}");
}

#[tokio::test]
async fn every_cell_of_the_table_for_a_ticket_of_a_chat() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for from in ALL {
        for cause in CAUSES {
            let user = server.user(&format!("{from:?}-{cause:?}").replace(['(', ')'], "-"));
            let session = user.open("hello").await.id;
            let number = ticket_of(&admin, &session).await.id;
            look(&server, from, cause, &Opened { number, customer: user }).await;
        }
    }
}

#[tokio::test]
async fn every_cell_of_the_table_for_a_public_ticket() {
    let server = Server::start().await;
    for from in ALL {
        for cause in CAUSES.into_iter().filter(|it| *it != Cause::CustomerInChat) {
            look(&server, from, cause, &open(&server, lost()).await).await;
        }
    }
}

#[tokio::test]
async fn the_customers_end_ends_the_chat_and_not_the_ticket() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("hello").await.id;
    let number = ticket_of(&admin, &session).await.id;
    user.end(&session).await.expect(200);

    assert_eq!(seen(&admin, number).await.ticket.status, Open);
    let mine = Opened { number, customer: user };
    mine.writes("more").await.refused(409, ProblemCode::SessionEnded);
    close(&admin, number, json!({"message": "bye"})).await.refused(409, ProblemCode::SessionEnded);
    close(&admin, number, json!({})).await.expect(200);
    amend(&admin, number, json!({"status": "CLOSED"})).await.expect(200);
}
