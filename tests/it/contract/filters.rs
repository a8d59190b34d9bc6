//! `GET /admin/chat/sessions?agent=&user_id=`: the desk's list, narrowed.

use chatdesk_api::{AdminSessions, ProblemCode};
use chatdesk_tests::{Actor, Agent, Server, eventually};
use http::Method;
use serde_json::json;

async fn listed(agent: &Agent, query: &str) -> (Vec<String>, u64) {
    let page: AdminSessions = agent.get(&format!("/admin/chat/sessions?{query}")).await.ok();
    let subjects = page.sessions.into_iter().map(|listed| {
        let preview = listed.session.last_message.map(|message| message.preview);
        preview.unwrap_or_default()
    });
    (subjects.collect(), page.total)
}

async fn take(agent: &Agent, session: &str) {
    let path = format!("/admin/chat/session/{session}");
    let request = agent.request(Method::PATCH, &path).json(&json!({"agent_id": agent.id()}));
    agent.send(request).await.expect(200);
}

/// Four sessions: of one user one that waits, one that Ann has and one that she ended; of a visitor one that Bob has.
async fn desk(server: &Server) -> (Agent, Agent) {
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let (user, visitor) = (server.user("42"), server.visitor().await);
    let ended = user.open("over").await.id;
    take(&ann, &ended).await;
    ann.end(&ended).await.expect(200);
    let anns = user.open("mine").await.id;
    take(&ann, &anns).await;
    let another = json!({"message": "waits", "another": true});
    user.post("/chat/sessions", another).await.expect(201);
    take(&bob, &visitor.open("his").await.id).await;
    (ann, bob)
}

#[tokio::test]
async fn the_desk_finds_sessions_by_who_has_them_and_whose_they_are() {
    let server = Server::start().await;
    let (ann, _) = desk(&server).await;
    for (query, expected) in [
        ("agent=ann", &["mine", "over"][..]),
        ("agent=ann&status=open", &["mine"]),
        ("agent=ann&status=ended", &["over"]),
        ("agent=bob", &["his"]),
        ("agent=none", &["waits"]),
        ("agent=none&status=ended", &[]),
        ("agent=nobody-knows-me", &[]),
        ("user_id=42", &["waits", "mine", "over"]),
        ("user_id=42&status=waiting", &["waits"]),
        ("user_id=42&agent=ann", &["mine", "over"]),
        ("user_id=42&agent=bob", &[]),
        ("user_id=43", &[]),
    ] {
        let (mut found, total) = listed(&ann, query).await;
        assert_eq!((found.len() as u64, total), (expected.len() as u64, total), "{query}");
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
        assert_eq!(total, expected.len() as u64, "{query}");
    }
}

#[tokio::test]
async fn a_search_is_narrowed_alike() {
    let server = Server::start().await;
    let (ann, _) = desk(&server).await;
    for (query, expected) in [
        ("search=mine&agent=ann", &["mine"][..]),
        ("search=mine&user_id=42", &["mine"]),
        ("search=mine&agent=bob", &[]),
        ("search=mine&agent=none", &[]),
        ("search=waits&agent=none", &["waits"]),
        ("search=his&user_id=42", &[]),
        ("search=his&agent=bob", &["his"]),
    ] {
        let what = format!("{query} finds {expected:?}");
        eventually(&what, async || {
            let (found, total) = listed(&ann, query).await;
            (found == expected && total == expected.len() as u64).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_narrowed_list_has_pages() {
    let server = Server::start().await;
    let (user, ann) = (server.user("42"), server.agent("ann"));
    for number in 0..5 {
        let body = json!({"message": format!("{number}"), "another": true});
        user.post("/chat/sessions", body).await.expect(201);
        server.user("43").open("in between").await;
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/admin/chat/sessions?user_id=42&agent=none&limit=2{cursor}");
        let page: AdminSessions = ann.get(&path).await.ok();
        assert_eq!(page.total, 5);
        found.extend(page.sessions.into_iter().filter_map(|it| it.session.last_message));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    let found: Vec<_> = found.into_iter().map(|message| message.preview).collect();
    assert_eq!(found, ["4", "3", "2", "1", "0"]);
}

#[tokio::test]
async fn what_names_nobody_is_refused_by_name() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let long = "x".repeat(257);
    for (query, pointer) in [
        ("agent=", "?agent"),
        (&format!("agent={long}"), "?agent"),
        ("agent=a&agent=b", "?agent"),
        ("user_id=", "?user_id"),
        (&format!("user_id={long}"), "?user_id"),
        ("user_id=a%00", "?user_id"),
    ] {
        let answer = agent.get(&format!("/admin/chat/sessions?{query}")).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{query}");
    }
}
