//! Two of the desk talk.

use chatdesk_api::{ProblemCode, ReadAnswer, SenderType, Session, SessionKind, SessionStatus};
use chatdesk_tests::{Actor, Answer, Server, eventually};
use futures_util::future::join_all;
use serde_json::json;

use super::{begin, begun, contents, conversations, members, page, read};

#[tokio::test]
async fn a_pair_has_one_conversation_whoever_begins_and_however_often() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.admin("bob"));

    let mut answers = join_all((0..4).map(|_| begin(&ann, json!(["bob"])))).await;
    answers.push(begin(&bob, json!(["ann", "bob", "ann"])).await);

    let made: Vec<_> = answers.iter().map(Answer::code).filter(|code| *code == 201).collect();
    assert_eq!(made, [201]);
    let ids: Vec<String> = answers.iter().map(|it| it.typed::<Session>().id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let session: Session = begin(&bob, json!(["ann"])).await.ok();
    assert_eq!((session.kind, session.status), (SessionKind::Panel, SessionStatus::Active));
    assert_eq!(members(&session), ["ann", "bob"]);
    assert_eq!((session.user.id.as_str(), session.is_group), ("ann", Some(false)));
    let other = begun(&bob, json!(["cleo"])).await;
    assert_ne!(other.id, session.id);
}

#[tokio::test]
async fn what_one_writes_the_other_has_not_read_and_each_has_a_cursor_of_their_own() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob"])).await.id;

    ann.write(&session, "one").await;
    bob.write(&session, "two").await;
    ann.write(&session, "three").await;
    ann.write(&session, "four").await;

    // Own messages never count, and sending moves no cursor.
    let of_ann = page(&ann, &session, "").await;
    assert_eq!(contents(&of_ann), ["one", "two", "three", "four"]);
    assert!(of_ann.messages.iter().all(|message| message.sender_type == SenderType::Admin));
    assert_eq!(read(&of_ann.read), [("ann", 0), ("bob", 0)]);
    assert_eq!(of_ann.session.unread_count, 1);
    assert_eq!(page(&bob, &session, "").await.session.unread_count, 3);

    let left: ReadAnswer = bob.mark_read(&session, 3).await.ok();
    assert_eq!(left.unread_count, 1);
    // Behind an own message: what stands before it of others counts as seen, the own one does not.
    let left: ReadAnswer = bob.mark_read(&session, 2).await.ok();
    assert_eq!(left.unread_count, 1, "a cursor never moves back");
    let left: ReadAnswer = ann.mark_read(&session, 1).await.ok();
    assert_eq!(left.unread_count, 1, "the own message was never unread");
    let left: ReadAnswer = ann.mark_read(&session, 99).await.ok();
    assert_eq!(left.unread_count, 0);

    let of_bob = page(&bob, &session, "").await;
    assert_eq!(read(&of_bob.read), [("ann", 4), ("bob", 3)]);
    let seen: Vec<_> = of_bob.messages.iter().map(|message| message.is_read).collect();
    assert_eq!(seen, [true, true, true, false], "by everybody but the sender");
    ann.mark_read(&session, 0).await.refused(422, ProblemCode::InvalidRequest);
}

#[tokio::test]
async fn a_retry_stores_once_whatever_it_is() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let group = json!({"participants": ["bob", "cleo"], "title": "Night shift", "client_id": "g1"});
    let made: Session = ann.post("/panel/conversations", group.clone()).await.created();
    let again: Session = ann.post("/panel/conversations", group.clone()).await.ok();
    let others: Session = bob.post("/panel/conversations", group).await.created();
    assert_eq!((again.id, again.subject.as_deref()), (made.id.clone(), Some("Night shift")));
    assert_ne!(others.id, made.id, "a client id is one person's");

    let body = json!({"content": "hello", "client_id": "m1"});
    ann.post_message(&made.id, body.clone()).await.expect(201);
    ann.post_message(&made.id, body.clone()).await.expect(200);
    bob.post_message(&made.id, body).await.expect(201);

    let of_ann = page(&ann, &made.id, "").await;
    assert_eq!(contents(&of_ann), ["hello", "hello"]);
    let ids: Vec<_> = of_ann.messages.iter().map(|it| it.client_id.as_deref()).collect();
    assert_eq!(ids, [Some("m1"), None]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name_and_makes_nothing() {
    let server = Server::start().await;
    let ann = server.agent("ann");
    let many: Vec<_> = (0..50).map(|number| number.to_string()).collect();
    let rows = [
        (json!({}), "/participants"),
        (json!({"participants": []}), "/participants"),
        (json!({"participants": ["ann"]}), "/participants"),
        (json!({"participants": many}), "/participants"),
        (json!({"participants": ["bob", ""]}), "/participants/1"),
        (json!({"participants": ["visitor:1"]}), "/participants/0"),
        (json!({"participants": ["x".repeat(257)]}), "/participants/0"),
        (json!({"participants": [7]}), "/participants/0"),
        (json!({"participants": ["bob"], "title": "x".repeat(201)}), "/title"),
    ];
    for (body, pointer) in rows {
        let problem = ann
            .post("/panel/conversations", body.clone())
            .await
            .refused(422, ProblemCode::InvalidRequest);
        let pointers: Vec<_> = problem.errors.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(pointers, [pointer], "{body}");
    }
    assert_eq!(conversations(&ann, "").await.total, 0);
}

#[tokio::test]
async fn a_pair_stays_a_pair_and_does_not_end() {
    let server = Server::start().await;
    let ann = server.agent("ann");
    let session = begun(&ann, json!(["bob"])).await.id;
    super::add(&ann, &session, json!(["cleo"])).await.refused(409, ProblemCode::Conflict);
    super::remove(&ann, &session, json!({})).await.refused(409, ProblemCode::Conflict);
    ann.end(&session).await.refused(409, ProblemCode::Conflict);
    assert_eq!(members(&page(&ann, &session, "").await.session), ["ann", "bob"]);
}

#[tokio::test]
async fn the_list_pages_counts_and_finds_what_was_said() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let mut sessions = Vec::new();
    for other in ["bob", "cleo", "dan"] {
        let session = begun(&ann, json!([other])).await.id;
        ann.write(&session, &format!("hello {other}")).await;
        sessions.push(session);
    }
    bob.write(&sessions[0], "The Backup is running").await;

    let first = conversations(&ann, "?limit=2").await;
    assert_eq!((first.total, first.unread_count), (3, 1));
    let next = first.next_cursor.unwrap();
    let second = conversations(&ann, &format!("?limit=2&cursor={next}")).await;
    let listed: Vec<_> =
        first.conversations.iter().chain(&second.conversations).map(|it| &it.session.id).collect();
    assert_eq!(listed, [&sessions[0], &sessions[2], &sessions[1]]);
    assert_eq!(second.next_cursor, None);

    let found = eventually("words are known", async || {
        let found = conversations(&ann, "?search=backup%20runn").await.conversations;
        (!found.is_empty()).then_some(found)
    })
    .await;
    assert_eq!(found.len(), 1);
    let hit = found[0].found.as_ref().unwrap();
    assert_eq!((hit.message_id, hit.preview.as_str()), (2, "The Backup is running"));
    assert_eq!(conversations(&ann, "?search=%2B%2B").await.total, 0);
    ann.get("/panel/conversations?limit=0").await.refused(422, ProblemCode::InvalidRequest);
}
