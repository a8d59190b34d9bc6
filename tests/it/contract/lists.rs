use chatdesk_api::{AdminSessions, AdminUsers, ProblemCode, Session};
use chatdesk_tests::{Actor, Jwt, Server, User};
use serde_json::json;

use crate::view;

fn ids<'a>(sessions: impl IntoIterator<Item = &'a Session>) -> Vec<&'a str> {
    sessions.into_iter().map(|session| session.id.as_str()).collect()
}

#[tokio::test]
async fn the_desks_sessions_come_newest_change_first() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let (one, two) = (user.open("one").await.id, server.user("43").open("two").await.id);

    let before = view::desk_sessions(&agent).await;
    user.write(&one, "again").await;
    let after = view::desk_sessions(&agent).await;

    assert_eq!(ids(&before), [two.as_str(), one.as_str()]);
    assert_eq!(ids(&after), [one.as_str(), two.as_str()]);
    let row = &after[0];
    assert_eq!((row.user.id.as_str(), row.unread_count, row.last_seq), ("42", 2, 2));
    assert_eq!(row.last_message.as_ref().unwrap().preview, "again");
}

#[tokio::test]
async fn the_desks_sessions_are_listed_by_pages_without_loss() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let mut opened = Vec::new();
    for number in 0..7 {
        opened.push(server.user(&format!("u{number}")).open("hello").await.id);
    }

    let (mut listed, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/admin/chat/sessions?limit=3{cursor}");
        let page: AdminSessions = agent.get(&path).await.ok();
        assert_eq!(page.total, 7);
        assert!(page.sessions.len() <= 3);
        listed.extend(page.sessions.into_iter().map(|listed| listed.session.id));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }

    opened.reverse();
    assert_eq!(listed, opened);
}

#[tokio::test]
async fn the_desks_sessions_can_be_asked_for_by_status() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let (waiting, active) = (user.open("one").await.id, user.open("two").await.id);
    let ended = user.open("three").await.id;
    agent.write(&active, "yes?").await;
    agent.end(&ended).await.expect(200);

    for (status, session) in [("waiting", waiting), ("active", active), ("ended", ended)] {
        let path = format!("/admin/chat/sessions?status={status}");
        let page: AdminSessions = agent.get(&path).await.ok();
        assert_eq!(
            (ids(page.sessions.iter().map(|listed| &listed.session)), page.total),
            (vec![session.as_str()], 1),
            "{status}"
        );
    }
}

#[tokio::test]
async fn the_users_table_has_a_row_for_everybody_who_wrote() {
    let server = Server::start().await;
    let (user, visitor) = (server.user("42"), server.visitor().await);
    let admin = server.admin("root");
    let session = user.open("one").await.id;
    user.write(&session, "two").await;
    let ended = visitor.open("bye").await.id;
    visitor.end(&ended).await.expect(200);
    admin.switch("42", json!(false)).await.expect(200);

    let answer: AdminUsers = admin.get("/admin/users").await.ok();

    assert_eq!(answer.total, 2);
    let row = |id: &str| answer.users.iter().find(|row| row.user_id == id).unwrap();
    let (users, visitors) = (row("42"), row(visitor.id()));
    assert_eq!((users.chat_enabled, users.unread_count), (false, 2));
    assert_eq!(users.open_session_id.as_ref(), Some(&session));
    assert!(users.last_seen_at.is_some());
    assert_eq!((visitors.chat_enabled, visitors.unread_count), (true, 1));
    assert_eq!(visitors.open_session_id, None);
}

#[tokio::test]
async fn asking_for_ids_answers_for_each_with_defaults_for_unknown_ones() {
    let server = Server::start().await;
    let admin = server.admin("root");
    server.user("42").open("hello").await;
    admin.switch("43", json!(false)).await.expect(200);

    let answer = admin.get("/admin/users?ids=nobody,43,42").await;

    let rows = answer.ok::<AdminUsers>().users;
    let seen: Vec<_> =
        rows.iter().map(|row| (row.user_id.as_str(), row.chat_enabled, row.unread_count)).collect();
    assert_eq!(seen, [("nobody", true, 0), ("43", false, 0), ("42", true, 1)]);
    assert_eq!(view::desk_users(&admin).await.total, 2, "asking makes nobody known");
}

#[tokio::test]
async fn the_users_are_found_by_how_their_words_begin() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let grace = Jwt::of("42").claim("name", "Grace Hopper").claim("email", "gh@navy.example");
    User::with_token(server.api(), "42", &grace.sign()).open("hello").await;
    server.user("77").open("hello").await;

    for (search, found) in [("gra", 1), ("HOP", 1), ("gh%40navy", 1), ("42", 1), ("race", 0)] {
        let page: AdminUsers = admin.get(&format!("/admin/users?search={search}")).await.ok();
        let ids: Vec<_> = page.users.iter().map(|user| user.user_id.as_str()).collect();
        assert_eq!(ids, vec!["42"; found], "{search}");
        assert_eq!(page.total, found as u64, "{search}");
    }
}

#[tokio::test]
async fn the_users_are_listed_by_pages_without_loss() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let mut known = Vec::new();
    for number in 0..5 {
        let id = format!("u{number}");
        admin.switch(&id, json!(false)).await.expect(200);
        known.push(id);
    }

    let (mut listed, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: AdminUsers = admin.get(&format!("/admin/users?limit=2{cursor}")).await.ok();
        assert_eq!(page.total, 5);
        listed.extend(page.users.into_iter().map(|user| user.user_id));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }

    listed.sort();
    assert_eq!(listed, known);
}

#[tokio::test]
async fn a_list_refuses_what_it_does_not_know() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let too_many = vec!["x"; 201].join(",");

    let ids = admin.get(&format!("/admin/users?ids={too_many}")).await;
    let status = admin.get("/admin/chat/sessions?status=open%20ended").await;
    let cursor = admin.get("/admin/chat/sessions?cursor=nonsense").await;

    for (answer, name) in [(ids, "?ids"), (status, "?status"), (cursor, "?cursor")] {
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, name);
    }
}
