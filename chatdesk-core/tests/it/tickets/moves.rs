//! The table of moves, every cell, and the times that they leave on the ticket.

use std::time::Duration;

use chatdesk_core::{
    Desk, ErrorKind, SessionStatus, Ticket, TicketNumber, TicketStatus,
    TicketStatus::{Closed, InProgress, Open, Resolved},
};
use chatdesk_testkit::eventually;

use super::{at, made, ticket_of};
use crate::stage::{Person, Stage};

const DAY: u64 = 24 * 3_600;

/// What moves a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Patch(TicketStatus),
    Answer,
    Close,
    CloseWithAWord,
    Customer,
    CloseAfter,
}

/// A ticket that stands so, ten seconds after the beginning.
async fn standing(stage: &Stage, status: TicketStatus) -> (Person, TicketNumber) {
    let (token, number) = stage.ticket().await;
    stage.clock.advance(Duration::from_secs(10));
    let alex = stage.agent("7");
    let path: &[TicketStatus] = match status {
        Open => &[],
        InProgress => &[InProgress],
        Resolved => &[Resolved],
        Closed => &[Resolved, Closed],
    };
    for step in path {
        alex.moves(number, *step).await.unwrap();
    }
    assert_eq!(alex.looks(number).await.status, status);
    (token, number)
}

async fn happens(
    stage: &Stage,
    (token, number): (&Person, TicketNumber),
    cause: Cause,
) -> Option<ErrorKind> {
    let alex = stage.agent("7");
    let refused = match cause {
        Cause::Patch(to) => alex.moves(number, to).await.err(),
        Cause::Answer => alex.answers(number, "yes").await.err(),
        Cause::Close => alex.resolves(number, "").await.err(),
        Cause::CloseWithAWord => alex.resolves(number, "bye").await.err(),
        Cause::Customer => token.answers(number, "more").await.err(),
        Cause::CloseAfter => {
            stage.clock.advance(Duration::from_secs(7 * DAY));
            settled(stage).await;
            None
        }
    };
    refused.map(|error| error.kind())
}

/// Waits until the worker has looked at another ticket, which was resolved after all others.
async fn settled(stage: &Stage) {
    let (_, number) = stage.ticket().await;
    let alex = stage.agent("7");
    alex.moves(number, Resolved).await.unwrap();
    stage.clock.advance(Duration::from_secs(7 * DAY));
    closes(stage, number).await;
}

async fn closes(stage: &Stage, number: TicketNumber) -> Ticket {
    let alex = stage.agent("7");
    eventually("the ticket is closed", async || {
        Some(alex.looks(number).await).filter(|ticket| ticket.status == Closed)
    })
    .await
}

/// Where a ticket stands then, or how that is refused.
type Cell = Result<TicketStatus, ErrorKind>;

/// Written from the contract: what happens to a ticket that is open, in progress, resolved, closed.
const TABLE: [(Cause, [Cell; 4]); 9] = {
    use Cause::{Answer, Close, CloseAfter, CloseWithAWord, Customer, Patch};
    const CONFLICT: Cell = Err(ErrorKind::Conflict);
    const ENDED: Cell = Err(ErrorKind::SessionEnded);
    [
        (Patch(Open), [Ok(Open), Ok(Open), Ok(Open), CONFLICT]),
        (Patch(InProgress), [Ok(InProgress), Ok(InProgress), Ok(InProgress), CONFLICT]),
        (Patch(Resolved), [Ok(Resolved), Ok(Resolved), Ok(Resolved), CONFLICT]),
        (Patch(Closed), [CONFLICT, CONFLICT, Ok(Closed), Ok(Closed)]),
        (Answer, [Ok(InProgress), Ok(InProgress), Ok(Resolved), ENDED]),
        (Close, [Ok(Resolved), Ok(Resolved), Ok(Resolved), CONFLICT]),
        (CloseWithAWord, [Ok(Resolved), Ok(Resolved), Ok(Resolved), CONFLICT]),
        (Customer, [Ok(Open), Ok(InProgress), Ok(Open), ENDED]),
        (CloseAfter, [Ok(Open), Ok(InProgress), Ok(Closed), Ok(Closed)]),
    ]
};

#[tokio::test]
async fn every_cell_of_the_table_of_moves() {
    for (cause, row) in TABLE {
        for (from, expected) in TicketStatus::ALL.into_iter().zip(row) {
            let stage = Stage::live().await;
            let (token, number) = standing(&stage, from).await;
            let alex = stage.agent("7");
            let before = alex.looks(number).await;
            stage.clock.advance(Duration::from_secs(10));

            let refused = happens(&stage, (&token, number), cause).await;

            let ticket = alex.looks(number).await;
            let found = refused.map_or(Ok(ticket.status), Err);
            assert_eq!(found, expected, "{from:?}, {cause:?}");
            check(&before, &ticket, cause);
            let session = alex.view(ticket.session).await.session;
            let is_over = session.status == SessionStatus::Ended;
            assert_eq!(is_over, ticket.status == Closed, "{from:?}, {cause:?}");
        }
    }
}

/// What holds of every cell.
fn check(before: &Ticket, after: &Ticket, cause: Cause) {
    let (from, to) = (before.status, after.status);
    let resolved_at = match (from, to) {
        (Resolved | Closed, Resolved | Closed) => before.resolved_at,
        (_, Resolved) => Some(at(20)),
        (_, Open | InProgress | Closed) => None,
    };
    assert_eq!(after.resolved_at, resolved_at, "{from:?}, {cause:?}");
    let is_message = matches!(cause, Cause::Answer | Cause::CloseWithAWord | Cause::Customer);
    if from == to && (from == Closed || !is_message) {
        assert_eq!(after, before, "{from:?}, {cause:?}: no write");
    } else if cause != Cause::CloseAfter {
        assert_eq!(after.updated_at, at(20), "{from:?}, {cause:?}");
        assert_eq!(after.version, before.version.next(), "{from:?}, {cause:?}");
    }
    let is_answer = from != Closed && matches!(cause, Cause::Answer | Cause::CloseWithAWord);
    let answered = is_answer.then(|| at(20));
    assert_eq!(after.first_answered_at, before.first_answered_at.or(answered), "{cause:?}");
}

#[tokio::test]
async fn the_first_answer_is_the_first_one() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let alex = stage.agent("7");
    for secs in [5, 6, 7] {
        stage.clock.advance(at(secs).since(stage.clock_now()));
        if secs == 6 {
            token.answers(number, "and?").await.unwrap();
        } else {
            alex.answers(number, "soon").await.unwrap();
        }
        assert_eq!(alex.looks(number).await.updated_at, at(secs));
    }
    assert_eq!(alex.looks(number).await.first_answered_at, Some(at(5)));
}

#[tokio::test]
async fn a_ticket_is_closed_once_it_was_resolved_for_seven_days_and_no_sooner() {
    let stage = Stage::live().await;
    let (token, number) = stage.ticket().await;
    let alex = stage.agent("7");
    alex.resolves(number, "").await.unwrap();
    stage.clock.advance(Duration::from_secs(DAY));
    token.answers(number, "not yet").await.unwrap();
    alex.resolves(number, "now").await.unwrap();
    // Seven days after it was resolved first it is not closed, for it was open in between.
    stage.clock.advance(Duration::from_secs(6 * DAY));
    let (_, other) = stage.ticket().await;
    alex.moves(other, Resolved).await.unwrap();
    stage.clock.advance(Duration::from_secs(DAY - 1));
    assert_eq!(alex.looks(number).await.status, Resolved);
    stage.clock.advance(Duration::from_secs(1));
    let closed = closes(&stage, number).await;
    assert_eq!((closed.resolved_at, closed.updated_at), (Some(at(DAY)), at(8 * DAY)));
    assert_eq!(alex.looks(other).await.status, Resolved);
    stage.clock.advance(Duration::from_secs(6 * DAY));
    closes(&stage, other).await;
}

#[tokio::test]
async fn a_ticket_that_is_to_stay_resolved_for_longer_by_now_is_looked_at_later() {
    let stage = Stage::new().await;
    let (_, number) = stage.ticket().await;
    let alex = stage.agent("7");
    alex.resolves(number, "").await.unwrap();
    let store = stage.store.in_other_process();
    let desk = Desk::builder(store.clone())
        .clock(stage.clock.clone())
        .close_after(Duration::from_secs(14 * DAY))
        .build();
    let worker = tokio::spawn(async move { desk.run(std::future::pending()).await });
    stage.clock.advance(Duration::from_secs(7 * DAY));
    eventually("the job of the seventh day is done", async || {
        // Its worker commits nothing else.
        stage.clock.advance(Duration::from_secs(1));
        (store.n_commits() > 0).then_some(())
    })
    .await;
    assert_eq!(alex.looks(number).await.status, Resolved);
    stage.clock.advance(Duration::from_secs(7 * DAY));
    closes(&stage, number).await;
    worker.abort();
}

#[tokio::test]
async fn a_ticket_that_was_resolved_before_a_visitor_was_identified_is_closed_in_time() {
    let stage = Stage::live().await;
    let (visitor, alex) = (stage.visitor(7), stage.agent("7"));
    let session = visitor.writes_first("hello").await;
    let number = ticket_of(&made(alex.makes_ticket(session).await.unwrap())).number;
    alex.resolves(number, "").await.unwrap();
    let ann = stage.user("ann");
    ann.desk.identify(&ann.actor, Ok(visitor.address())).await.unwrap();
    stage.clock.advance(Duration::from_secs(7 * DAY));
    closes(&stage, number).await;
    // A chat may begin again.
    assert_ne!(ann.chat().await, session);
}
