//! The order of refusals, and what does not fit.

use chatdesk_api::{ProblemCode, TicketStatus};
use chatdesk_tests::{Actor, Server};
use serde_json::json;

use super::{amend, answer, close, lost, open, seen, stand, texts, ticket_of};

#[tokio::test]
async fn a_text_that_does_not_fit_is_refused_by_name() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    let number = made.number;
    for unfit in [json!(""), json!(" \n"), json!("x".repeat(4_001)), json!("\0"), json!(7)] {
        let body = json!({"message": unfit});
        let mut answers = vec![
            made.customer.post(&super::messages(number), body.clone()).await,
            agent.post(&super::messages(number), body.clone()).await,
            agent.post(&format!("{}/messages", super::desks(number)), body.clone()).await,
        ];
        // A last word is no must.
        if unfit.as_str().is_none_or(|text| !text.trim().is_empty()) {
            answers.push(close(&agent, number, body).await);
        }
        for answer in answers {
            let problem = answer.refused(422, ProblemCode::InvalidRequest);
            assert_eq!(problem.errors[0].pointer, "/message", "{answer}");
        }
    }
    for path in [super::messages(number), format!("{}/messages", super::desks(number))] {
        let problem = agent.post(&path, json!({})).await.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, "/message");
    }
    let thread = seen(&agent, number).await;
    assert_eq!((texts(&thread).len(), thread.ticket.status), (0, TicketStatus::Open));
}

#[tokio::test]
async fn an_amendment_that_does_not_fit_is_refused_by_name_and_changes_nothing() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    let before = seen(&agent, made.number).await.ticket;
    let many: Vec<_> = (0..21).map(|number| format!("tag {number}")).collect();
    for (body, pointer) in [
        (json!({"status": "open"}), "/status"),
        (json!({"status": 1}), "/status"),
        (json!({"priority": "NONE"}), "/priority"),
        (json!({"assigned_admin_id": ""}), "/assigned_admin_id"),
        (json!({"assigned_admin_id": "visitor:1"}), "/assigned_admin_id"),
        (json!({"assigned_admin_id": "x".repeat(257)}), "/assigned_admin_id"),
        (json!({"assigned_admin_id": 7}), "/assigned_admin_id"),
        (json!({"tags": many}), "/tags"),
        (json!({"tags": ["late", ""]}), "/tags/1"),
        (json!({"student_id": "x".repeat(101)}), "/student_id"),
        (json!({"student_id": "a\nb"}), "/student_id"),
        (json!({"student_id": 4711}), "/student_id"),
        (json!({"status": "RESOLVED", "priority": "x"}), "/priority"),
        // Before a move that there is not.
        (json!({"status": "CLOSED", "student_id": "x".repeat(101)}), "/student_id"),
    ] {
        let answer = amend(&agent, made.number, body.clone()).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{body}: {answer}");
    }
    for body in [json!({}), json!({"unknown": 1}), json!({"status": null, "priority": null})] {
        amend(&agent, made.number, body).await.expect(200);
    }
    assert_eq!(seen(&agent, made.number).await.ticket, before);
}

#[tokio::test]
async fn on_a_closed_ticket_what_does_not_fit_is_said_before_that_it_is_over() {
    let server = Server::start().await;
    let (made, admin) = (open(&server, lost()).await, server.admin("root"));
    let number = made.number;
    stand(&admin, number, TicketStatus::Closed).await;

    made.writes("").await.refused(422, ProblemCode::InvalidRequest);
    made.writes("x").await.refused(409, ProblemCode::SessionEnded);
    answer(&admin, number, "").await.refused(422, ProblemCode::InvalidRequest);
    answer(&admin, number, "x").await.refused(409, ProblemCode::SessionEnded);
    close(&admin, number, json!({"message": 7})).await.refused(422, ProblemCode::InvalidRequest);
    close(&admin, number, json!({"message": "x"})).await.refused(409, ProblemCode::Conflict);
    amend(&admin, number, json!({"assigned_admin_id": "b"}))
        .await
        .refused(409, ProblemCode::SessionEnded);
    let id = seen(&admin, number).await.ticket.user_id.replace(':', "%3A");
    admin.switch(&id, json!(false)).await.expect(200);
    made.writes("x").await.refused(403, ProblemCode::ChatDisabled);
}

#[tokio::test]
async fn a_window_that_does_not_fit_is_refused_by_name() {
    let server = Server::start().await;
    let (made, agent) = (open(&server, lost()).await, server.agent("a"));
    for (query, name) in [
        ("limit=0", "?limit"),
        ("limit=201", "?limit"),
        ("limit=x", "?limit"),
        ("after=-1", "?after"),
        ("before=0", "?before"),
        ("after=1&before=3", "?before"),
        ("limit=1&limit=1", "?limit"),
    ] {
        for (who, path) in [
            (made.customer.caller(), format!("/support/tickets/{}?{query}", made.number)),
            (agent.caller(), format!("/admin/support/tickets/{}?{query}", made.number)),
        ] {
            let problem = who.get(&path).await.refused(422, ProblemCode::InvalidRequest);
            assert_eq!(problem.errors[0].pointer, name, "{path}");
        }
    }
}

#[tokio::test]
async fn a_long_ticket_is_read_page_by_page_and_the_newest_are_shown_first() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("1").await.id;
    for number in 2..=205 {
        user.write(&session, &number.to_string()).await;
    }
    let ticket = ticket_of(&agent, &session).await;
    let ids = async |query: &str| {
        let path = format!("/support/tickets/{}{query}", ticket.id);
        let thread: chatdesk_api::TicketThread = user.get(&path).await.ok();
        let ids: Vec<u64> = thread.messages.iter().map(|message| message.id).collect();
        (ids, thread.has_more)
    };
    assert_eq!(ids("").await, ((6..=205).collect(), true));
    assert_eq!(ids("?before=6").await, ((1..=5).collect(), false));
    assert_eq!(ids("?after=0&limit=3").await, ((1..=3).collect(), true));
    assert_eq!(ids("?after=203").await, (vec![204, 205], false));
    assert_eq!(ids("?after=205").await, (vec![], false));
}
