//! The "Testing Checklist" of the feature's document, line by line; what needs WhatsApp is proven where that is.

use chatdesk_api::{ClosedTicket, TicketPriority, TicketStatus, Tickets};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use super::{
    amend, answer, close, counts, list, lost, lost_but, numbers, open, opened, seen, texts,
};

#[tokio::test]
async fn support_ticket_created_in_database() {
    let server = Server::start().await;
    let number = open(&server, lost()).await.number;
    let server = server.kill_and_restart().await;
    let ticket = seen(&server.agent("a"), number).await.ticket;
    assert_eq!(ticket.issue_description, "My parcel is lost");
}

#[tokio::test]
async fn admin_sees_notification_badge() {
    let server = Server::start().await;
    let admin = server.admin("root");
    assert!(!counts(&admin).await.has_alerts);
    open(&server, lost()).await;
    let counts = counts(&admin).await;
    assert_eq!((counts.open_tickets, counts.unassigned, counts.has_alerts), (1, 1, true));
}

#[tokio::test]
async fn admin_can_view_ticket_list() {
    let server = Server::start().await;
    for name in ["John Doe", "Jane Smith"] {
        open(&server, lost_but(&json!({"sender_name": name}))).await;
    }
    let listed = list(&server.admin("root"), "").await;
    let names: Vec<_> =
        listed.tickets.iter().map(|it| it.sender_name.as_deref().unwrap()).collect();
    assert_eq!((names, listed.total), (vec!["Jane Smith", "John Doe"], 2));
}

#[tokio::test]
async fn admin_can_open_ticket_detail() {
    let server = Server::start().await;
    let made = open(&server, lost()).await;
    made.writes("hello").await.expect(201);
    let thread = seen(&server.admin("root"), made.number).await;
    assert_eq!((thread.ticket.id, texts(&thread)), (made.number, vec!["hello"]));
}

#[tokio::test]
async fn admin_can_send_response_message() {
    let server = Server::start().await;
    let made = open(&server, lost()).await;
    let sent = answer(&server.admin("root"), made.number, "Let me help you with that...").await;
    assert_eq!(sent.expect(201).json()["message_id"], 1);
    let thread = made.sees().await;
    assert_eq!(texts(&thread), ["Let me help you with that..."]);
    assert_eq!(thread.messages[0].sender_name.as_deref(), Some("Admin root"));
}

#[tokio::test]
async fn full_conversation_history_visible() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let said = [
        (true, "I can't submit homework..."),
        (false, "Let me help! What error?"),
        (true, "Says \"File too large\""),
        (false, "Try compressing..."),
        (true, "That worked! Thanks!"),
    ];
    for (is_customers, text) in said {
        let sent = match is_customers {
            true => made.writes(text).await,
            false => answer(&admin, made.number, text).await,
        };
        sent.expect(201);
    }
    let server = server.kill_and_restart().await;
    let thread = seen(&server.admin("root"), made.number).await;
    let expected: Vec<_> = said
        .iter()
        .enumerate()
        .map(|(index, (is_customers, text))| {
            let sender_type = if *is_customers { "user" } else { "admin" };
            json!([index + 1, sender_type, text])
        })
        .collect();
    let shown: Vec<_> = thread
        .messages
        .iter()
        .map(|message| json!([message.id, message.sender_type, message.message]))
        .collect();
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn admin_can_close_ticket() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let closed: ClosedTicket = close(&admin, made.number, json!({})).await.ok();
    assert_eq!(closed.status, TicketStatus::Resolved);
    assert!(seen(&admin, made.number).await.ticket.resolved_at.is_some());
}

#[tokio::test]
async fn user_receives_closing_message_on_the_web() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let bye = "Glad it worked! Let me close this ticket.";
    close(&admin, made.number, json!({"message": bye})).await.expect(200);
    let thread = made.sees().await;
    assert_eq!((texts(&thread), thread.ticket.status), (vec![bye], TicketStatus::Resolved));
}

#[tokio::test]
async fn closed_ticket_removed_from_open_list() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let stays = open(&server, lost()).await;
    close(&admin, made.number, json!({})).await.expect(200);
    let waiting: Tickets = admin.get("/support/open-tickets").await.ok();
    assert_eq!(numbers(&waiting), [stays.number]);
    assert_eq!(numbers(&list(&admin, "?status=OPEN").await), [stays.number]);
    assert_eq!(counts(&admin).await.open_tickets, 1);
}

#[tokio::test]
async fn multiple_tickets_managed_simultaneously() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let made = futures_util::future::join_all((0..20).map(|_| open(&server, lost()))).await;
    let talk = async |index: usize| {
        let ticket = &made[index];
        for round in 0..5 {
            let text = format!("{index}: {round}");
            let (asked, answered) =
                tokio::join!(ticket.writes(&text), answer(&admin, ticket.number, &text));
            asked.expect(201);
            answered.expect(201);
        }
    };
    futures_util::future::join_all((0..made.len()).map(talk)).await;
    let mut all: Vec<_> = made.iter().map(|ticket| ticket.number).collect();
    all.sort_unstable();
    assert_eq!(all, (1..=20).collect::<Vec<_>>());
    for (index, ticket) in made.iter().enumerate() {
        let thread = ticket.sees().await;
        assert_eq!(thread.messages.len(), 10);
        let begins = format!("{index}: ");
        assert!(thread.messages.iter().all(|message| message.message.starts_with(&begins)));
    }
}

#[tokio::test]
async fn ticket_assignment_works() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    amend(&admin, made.number, json!({"assigned_admin_id": "kim"})).await.expect(200);
    assert_eq!(numbers(&list(&admin, "?assigned_admin_id=kim").await), [made.number]);
    assert_eq!(list(&admin, "?unassigned=true").await.total, 0);
    assert_eq!(counts(&admin).await.unassigned, 0);
}

#[tokio::test]
async fn priority_levels_displayed_correctly() {
    use TicketPriority::{High, Low, Medium, Urgent};
    let server = Server::start().await;
    let admin = server.admin("root");
    for priority in ["LOW", "MEDIUM", "HIGH", "URGENT"] {
        open(&server, lost_but(&json!({"priority": priority}))).await;
    }
    let priorities = async |query: &str| -> Vec<TicketPriority> {
        list(&admin, query).await.tickets.into_iter().map(|ticket| ticket.priority).collect()
    };
    assert_eq!(priorities("?sort=-priority").await, [Urgent, High, Medium, Low]);
    assert_eq!(priorities("?sort=number").await, [Low, Medium, High, Urgent]);
    assert_eq!(priorities("?priority=HIGH").await, [High]);
    amend(&admin, 1, json!({"priority": "URGENT"})).await.expect(200);
    assert_eq!(priorities("?sort=-priority").await, [Urgent, Urgent, High, Medium]);
}

#[tokio::test]
async fn status_transitions_work_correctly() {
    use TicketStatus::{Closed, InProgress, Open, Resolved};
    let server = Server::start().await;
    let nobody = server.anonymous().post("/support/tickets", lost()).await.created();
    let (made, admin) = (opened(&server, &nobody), server.admin("root"));
    let status = async || seen(&admin, made.number).await.ticket.status;
    assert_eq!(status().await, Open);
    answer(&admin, made.number, "yes").await.expect(201);
    assert_eq!(status().await, InProgress);
    close(&admin, made.number, json!({})).await.expect(200);
    assert_eq!(status().await, Resolved);
    made.writes("not yet").await.expect(201);
    assert_eq!(status().await, Open);
    close(&admin, made.number, json!({})).await.expect(200);
    amend(&admin, made.number, json!({"status": "CLOSED"})).await.expect(200);
    assert_eq!(status().await, Closed);
    made.writes("too late").await.expect(409);
}
