//! What the list may be asked for, and what is refused.

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Server, eventually};
use serde_json::json;

use super::{answer, list, lost_but, numbers, open};

#[tokio::test]
async fn a_query_that_does_not_fit_is_refused_by_name() {
    let server = Server::start().await;
    let agent = server.agent("a");
    for (query, name) in [
        ("status=open", "?status"),
        ("status=", "?status"),
        ("status=OPEN,CLOSED", "?status"),
        ("status=OPEN&status=OPEN", "?status"),
        ("priority=NONE", "?priority"),
        ("priority=high", "?priority"),
        ("assigned_admin_id=", "?assigned_admin_id"),
        ("unassigned=1", "?unassigned"),
        ("unassigned=TRUE", "?unassigned"),
        ("unassigned=true&assigned_admin_id=a", "?unassigned"),
        ("phone_number=123", "?phone_number"),
        ("phone_number=x", "?phone_number"),
        ("sort=", "?sort"),
        ("sort=-", "?sort"),
        ("sort=id", "?sort"),
        ("sort=--number", "?sort"),
        ("sort=NUMBER", "?sort"),
        ("sort=status", "?sort"),
        ("skip=-1", "?skip"),
        ("skip=x", "?skip"),
        ("skip=4294967296", "?skip"),
        ("limit=0", "?limit"),
        ("limit=201", "?limit"),
        ("limit=", "?limit"),
    ] {
        let answer = agent.get(&format!("/admin/support/tickets?{query}")).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, name, "{query}");
    }
    let long = format!("/admin/support/tickets?q={}", "x".repeat(201));
    agent.get(&long).await.refused(422, ProblemCode::InvalidRequest);
    for query in ["?unknown=1", "?unassigned=false", "?q=", "?limit=200&skip=4294967295"] {
        agent.get(&format!("/admin/support/tickets{query}")).await.expect(200);
    }
}

#[tokio::test]
async fn a_phone_is_found_however_it_is_written_and_only_as_a_whole() {
    let server = Server::start().await;
    let agent = server.agent("a");
    for phone in ["+49 170 1234567", "+49 170 1234567", "+49 170 1234568"] {
        open(&server, lost_but(&json!({"phone_number": phone}))).await;
    }
    for query in ["%2B491701234567", "+491701234567", "491701234567", "(49)%20170-1234567"] {
        let found = list(&agent, &format!("?sort=number&phone_number={query}")).await;
        assert_eq!((numbers(&found), found.total), (vec![1, 2], 2), "{query}");
    }
    assert_eq!(list(&agent, "?phone_number=1701234567").await.total, 0);
    assert_eq!(list(&agent, "?phone_number=49170123456").await.total, 0);
}

#[tokio::test]
async fn words_are_found_in_description_messages_and_name() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let first = open(&server, lost_but(&json!({"issue_description": "Marmalade jar broke"}))).await;
    let named = open(&server, lost_but(&json!({"sender_name": "Zoë Marmalade"}))).await;
    let said = open(&server, lost_but(&json!({}))).await;
    said.writes("It was the MARMALADE, again").await.expect(201);
    let answered = open(&server, lost_but(&json!({}))).await;
    answer(&agent, answered.number, "which marmalade?").await.expect(201);
    open(&server, lost_but(&json!({}))).await;
    let all = vec![first.number, named.number, said.number, answered.number];

    let found = async |query: &str| numbers(&list(&agent, query).await);
    eventually("the words are found", async || {
        (found("?sort=number&q=marmal").await == all).then_some(())
    })
    .await;
    assert_eq!(found("?q=jar+marm").await, [first.number]);
    assert_eq!(found("?q=zoe").await, [named.number]);
    assert_eq!(found("?q=marmalade&status=IN_PROGRESS").await, [answered.number]);
    assert_eq!(found("?q=armalade").await, [0_u64; 0]);
    let page = list(&agent, "?q=marmalade&sort=-number&skip=1&limit=2").await;
    assert_eq!((numbers(&page), page.total), (vec![said.number, named.number], 4));
}
