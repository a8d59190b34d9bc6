use chatdesk_tests::{Actor, Server};
use http::Method;
use serde_json::json;

/// The state of a session as its `ETag` names it, for this reader.
async fn tag(reader: &impl Actor, session: &str) -> String {
    let answer = reader.messages(session, "").await;
    let tag = answer.expect(200).header("etag").to_owned();
    assert!(tag.trim_start_matches("W/").starts_with('"'), "an entity tag is quoted: {tag}");
    tag
}

async fn status_if_none_match(reader: &impl Actor, session: &str, tag: &str) -> u16 {
    let path = format!("/chat/session/{session}/messages");
    let request = reader.request(Method::GET, &path).header("if-none-match", tag);
    reader.send(request).await.code()
}

#[tokio::test]
async fn an_unchanged_session_is_not_sent_again() {
    let server = Server::start().await;
    let user = server.user("42");
    let session = user.open("one").await.id;
    let tag = tag(&user, &session).await;

    let path = format!("/chat/session/{session}/messages");
    let request = user.request(Method::GET, &path).header("if-none-match", &tag);
    let answer = user.send(request).await;

    assert_eq!(answer.expect(304).header("etag"), tag);
    assert_eq!(status_if_none_match(&user, &session, &format!("\"x\", {tag}")).await, 304);
    assert_eq!(status_if_none_match(&user, &session, "\"x\"").await, 200);
}

#[tokio::test]
async fn every_change_of_the_answer_changes_the_tag() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    let mut tags = vec![tag(&user, &session).await];

    user.write(&session, "two").await;
    tags.push(tag(&user, &session).await);
    admin.write(&session, "three").await;
    tags.push(tag(&user, &session).await);
    user.mark_read(&session, 3).await.expect(200);
    tags.push(tag(&user, &session).await);
    admin.mark_read(&session, 1).await.expect(200);
    tags.push(tag(&user, &session).await);
    admin.switch("42", json!(false)).await.expect(200);
    tags.push(tag(&user, &session).await);
    admin.switch("42", json!(true)).await.expect(200);
    tags.push(tag(&user, &session).await);
    admin.end(&session).await.expect(200);
    tags.push(tag(&user, &session).await);

    let n_tags = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), n_tags, "{tags:?}");
}

#[tokio::test]
async fn what_changes_nothing_keeps_the_tag() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    let body = json!({"content": "two", "client_id": "c1"});
    user.post_message(&session, body.clone()).await.expect(201);
    admin.mark_read(&session, 2).await.expect(200);
    admin.switch("42", json!(true)).await.expect(200);
    let before = tag(&user, &session).await;

    user.post_message(&session, body).await.expect(200);
    admin.mark_read(&session, 1).await.expect(200);
    admin.mark_read(&session, 99).await.expect(200);
    admin.switch("42", json!(true)).await.expect(200);
    user.post_message(&session, json!({"content": ""})).await.expect(422);

    assert_eq!(status_if_none_match(&user, &session, &before).await, 304);
}

#[tokio::test]
async fn readers_do_not_share_a_tag() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;

    let (users, agents) = (tag(&user, &session).await, tag(&agent, &session).await);
    let others = tag(&server.agent("b"), &session).await;

    assert_ne!(users, agents);
    assert_ne!(agents, others, "two agents see different client ids in the same messages");
    assert_eq!(status_if_none_match(&agent, &session, &users).await, 200);
}
