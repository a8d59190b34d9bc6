//! `GET /admin/support/notifications`, and the same under `/support`.

use chatdesk_api::TicketStatus::{self, Closed, InProgress, Open, Resolved};
use chatdesk_api::{TicketNotifications, Tickets};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use super::{amend, counts, list, lost, numbers, open, stand};

async fn figures(server: &Server) -> (u64, u64, u64, bool) {
    let agent = server.agent("a");
    let TicketNotifications { open_tickets, in_progress, unassigned, has_alerts, cursor } =
        counts(&agent).await;
    assert!(!cursor.is_empty());
    let other: TicketNotifications = agent.get("/support/notifications").await.ok();
    assert_eq!(
        (other.open_tickets, other.in_progress, other.unassigned, other.has_alerts),
        (open_tickets, in_progress, unassigned, has_alerts)
    );
    (open_tickets, in_progress, unassigned, has_alerts)
}

#[tokio::test]
async fn each_ticket_counts_by_where_it_stands_and_who_has_it() {
    let server = Server::start().await;
    let admin = server.admin("root");
    assert_eq!(figures(&server).await, (0, 0, 0, false));
    for (status, agent, expected) in [
        (Open, None, (1, 0, 1, true)),
        (Open, Some("b"), (1, 0, 0, true)),
        (InProgress, None, (0, 1, 1, true)),
        (InProgress, Some("b"), (0, 1, 0, false)),
        (Resolved, None, (0, 0, 0, false)),
        (Resolved, Some("b"), (0, 0, 0, false)),
        (Closed, None, (0, 0, 0, false)),
    ] {
        let number = open(&server, lost()).await.number;
        amend(&admin, number, json!({"assigned_admin_id": agent})).await.expect(200);
        stand(&admin, number, status).await;
        assert_eq!(figures(&server).await, expected, "{status:?} of {agent:?}");
        if status != Closed {
            stand(&admin, number, Closed).await;
        }
        assert_eq!(figures(&server).await, (0, 0, 0, false), "{status:?} of {agent:?}");
    }
}

#[tokio::test]
async fn open_tickets_are_those_that_wait_the_oldest_first() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let all: [(u64, TicketStatus); 5] =
        [(1, Open), (2, InProgress), (3, Resolved), (4, Closed), (5, Open)];
    for (number, status) in all {
        assert_eq!(open(&server, lost()).await.number, number);
        stand(&agent, number, status).await;
    }
    // What changed last does not count.
    amend(&agent, 1, json!({"priority": "URGENT"})).await.expect(200);

    let waiting: Tickets = agent.get("/support/open-tickets").await.ok();
    assert_eq!((numbers(&waiting), waiting.total), (vec![1, 2, 5], 3));
    let page: Tickets = agent.get("/support/open-tickets?skip=1&limit=1").await.ok();
    assert_eq!((numbers(&page), page.total), (vec![2], 3));
    assert_eq!(list(&agent, "").await.total, 5);
}
