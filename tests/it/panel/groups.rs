//! People come into a group and go: who leaves keeps what they saw, and nothing of what follows.

use chatdesk_api::{ProblemCode, ReadAnswer, Session, SessionStatus};
use chatdesk_tests::{Actor, Server, eventually};
use serde_json::json;

use super::{add, begun, contents, conversations, members, page, read, remove};

#[tokio::test]
async fn who_comes_sees_what_was_said_and_has_nothing_unread_of_it() {
    let server = Server::start().await;
    let (ann, dan) = (server.agent("ann"), server.agent("dan"));
    let session = begun(&ann, json!(["bob", "cleo"])).await.id;
    ann.write(&session, "before").await;
    dan.messages(&session, "").await.refused(404, ProblemCode::NotFound);

    let after: Session = add(&server.agent("bob"), &session, json!(["dan", "ann"])).await.ok();

    assert_eq!(members(&after), ["ann", "bob", "cleo", "dan"]);
    let of_dan = page(&dan, &session, "").await;
    assert_eq!((contents(&of_dan), of_dan.session.unread_count), (vec!["before"], 0));
    ann.write(&session, "welcome").await;
    assert_eq!(page(&dan, &session, "").await.session.unread_count, 1);
    // The same again changes nothing.
    let again: Session = add(&ann, &session, json!(["dan"])).await.ok();
    let before = page(&ann, &session, "").await.session;
    assert_eq!(again.version, before.version);
}

#[tokio::test]
async fn who_leaves_keeps_what_they_saw_and_sees_nothing_of_what_follows() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let group = json!({"participants": ["bob", "cleo"], "title": "Before"});
    let session = ann.post("/panel/conversations", group).await.created::<Session>().id;
    ann.write(&session, "while bob is there").await;
    bob.write(&session, "bob himself").await;
    ann.write(&session, "the last that bob saw").await;
    bob.mark_read(&session, 2).await.expect(200);

    let gone: Session = remove(&bob, &session, json!({})).await.ok();
    let of_bob = page(&bob, &session, "").await;

    add(&ann, &session, json!(["eve"])).await.expect(200);
    server.agent("cleo").write(&session, "a secret that follows").await;
    ann.mark_read(&session, 4).await.expect(200);

    for now in [&gone, &page(&bob, &session, "").await.session] {
        assert_eq!((now.status, now.is_active), (SessionStatus::Ended, false));
        assert_eq!((now.last_seq, now.unread_count), (3, 1));
        let last = now.last_message.as_ref().unwrap();
        assert_eq!(last.preview, "the last that bob saw");
        assert_eq!(last.sender.as_ref().unwrap().id.as_deref(), Some("ann"));
        assert_eq!(now.is_group, Some(true));
        assert_eq!(members(now), ["ann", "cleo"]);
        assert_eq!((&now.version, &now.updated_at), (&gone.version, &gone.updated_at));
    }
    let now = page(&bob, &session, "").await;
    assert_eq!(contents(&now), ["while bob is there", "bob himself", "the last that bob saw"]);
    assert_eq!(read(&now.read), read(&of_bob.read));
    assert_eq!(read(&now.read), [("ann", 0), ("bob", 2), ("cleo", 0)]);
    assert_eq!(now.last_seq, 3);
    for (query, expected) in [
        ("?after=0&limit=2", (vec!["while bob is there", "bob himself"], true)),
        ("?after=2", (vec!["the last that bob saw"], false)),
        ("?after=3", (vec![], false)),
        ("?before=99&limit=2", (vec!["bob himself", "the last that bob saw"], true)),
        ("?before=2", (vec!["while bob is there"], false)),
    ] {
        let found = page(&bob, &session, query).await;
        assert_eq!((contents(&found), found.has_more), expected, "{query}");
    }
    // Nothing that bob does reaches those who stayed.
    bob.post_message(&session, json!({"content": "x"}))
        .await
        .refused(409, ProblemCode::SessionEnded);
    let typing = format!("/chat/session/{session}/typing");
    bob.post(&typing, json!({})).await.refused(409, ProblemCode::SessionEnded);
    let left: ReadAnswer = bob.mark_read(&session, 4).await.ok();
    assert_eq!(left.unread_count, 1);
    add(&bob, &session, json!(["bob"])).await.refused(409, ProblemCode::SessionEnded);
    assert_eq!(read(&page(&ann, &session, "").await.read), [("ann", 4), ("cleo", 0), ("eve", 3)]);
}

#[tokio::test]
async fn who_left_finds_no_word_of_what_follows() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob", "cleo"])).await.id;
    ann.write(&session, "harvest early").await;
    remove(&bob, &session, json!({})).await.expect(200);
    ann.write(&session, "harvest late").await;

    let found = async |actor: &chatdesk_tests::Agent, word: &str| {
        conversations(actor, &format!("?search={word}")).await.conversations
    };
    eventually("words are known", async || (found(&ann, "late").await.len() == 1).then_some(()))
        .await;

    assert!(found(&bob, "late").await.is_empty());
    let hits = found(&bob, "harvest").await;
    assert_eq!(hits[0].found.as_ref().unwrap().message_id, 1);
    assert_eq!(found(&ann, "harvest").await[0].found.as_ref().unwrap().message_id, 2);
}

#[tokio::test]
async fn who_comes_back_sees_all_of_it() {
    let server = Server::start().await;
    let (ann, bob) = (server.agent("ann"), server.agent("bob"));
    let session = begun(&ann, json!(["bob", "cleo"])).await.id;
    remove(&bob, &session, json!({})).await.expect(200);
    ann.write(&session, "meanwhile").await;

    add(&ann, &session, json!(["bob"])).await.expect(200);

    let now = page(&bob, &session, "").await;
    assert_eq!((contents(&now), now.session.unread_count), (vec!["meanwhile"], 0));
    bob.write(&session, "back").await;
}

#[tokio::test]
async fn others_are_removed_by_who_began_it_and_by_administrators_in_it() {
    let server = Server::start().await;
    let (ann, bob, root) = (server.agent("ann"), server.agent("bob"), server.admin("root"));
    let session = begun(&ann, json!(["bob", "cleo", "root", "dan"])).await.id;
    let body = |id: &str| json!({"participants": [id]});

    remove(&bob, &session, body("cleo")).await.refused(403, ProblemCode::Forbidden);
    remove(&ann, &session, body("cleo")).await.expect(200);
    remove(&root, &session, body("dan")).await.expect(200);
    remove(&bob, &session, body("bob")).await.expect(200);
    remove(&root, &session, body("nobody")).await.expect(200);

    assert_eq!(members(&page(&ann, &session, "").await.session), ["ann", "root"]);
    // An administrator who is not in it is nobody.
    remove(&server.admin("other"), &session, body("ann")).await.refused(404, ProblemCode::NotFound);
}
