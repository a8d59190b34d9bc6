//! `PATCH /admin/chat/session/{id}`: take, hand over, release; subject and tags.

use chatdesk_api::{MessagesAnswer, Problem, ProblemCode, Session, SessionStatus, StreamEvent};
use chatdesk_tests::{Actor, Answer, Resume, Server};
use http::Method;
use serde_json::{Value, json};

use crate::view;

async fn patch(desk: &impl Actor, session: &str, body: Value) -> Answer {
    let path = format!("/admin/chat/session/{session}");
    desk.send(desk.request(Method::PATCH, &path).json(&body)).await
}

/// The id and name of whoever has it, and where it stands.
fn standing(session: &Session) -> (Option<&str>, Option<&str>, SessionStatus) {
    let agent = session.agent.as_ref();
    let id = agent.and_then(|agent| agent.id.as_deref());
    (id, agent.and_then(|agent| agent.name.as_deref()), session.status)
}

#[tokio::test]
async fn a_session_is_taken_handed_over_and_released() {
    use SessionStatus::{Active, Waiting};
    let server = Server::start().await;
    let (user, one, two) = (server.user("42"), server.agent("a"), server.agent("b"));
    let session = user.open("one").await.id;

    let taken: Session = patch(&one, &session, json!({"agent_id": "a"})).await.ok();
    assert_eq!(standing(&taken), (Some("a"), Some("Agent a"), Active));
    let over: Session = patch(&one, &session, json!({"agent_id": "b"})).await.ok();
    assert_eq!(standing(&over), (Some("b"), None, Active));
    // Nobody wrote yet: it waits again.
    let released: Session = patch(&one, &session, json!({"agent_id": null})).await.ok();
    assert_eq!(standing(&released), (None, None, Waiting));

    patch(&one, &session, json!({"agent_id": "b"})).await.expect(200);
    two.write(&session, "hello").await;
    let named = view::session(&one, &session).await;
    assert_eq!(standing(&named), (Some("b"), Some("Agent b"), Active));
    let released: Session = patch(&two, &session, json!({"agent_id": null})).await.ok();
    assert_eq!(standing(&released), (None, None, Active));
    one.write(&session, "hello again").await;
    let taken = view::session(&one, &session).await;
    assert_eq!(standing(&taken), (Some("a"), Some("Agent a"), Active));
}

#[tokio::test]
async fn what_is_absent_stays_and_null_clears() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let all = json!({"agent_id": "a", "subject": " A parcel ", "tags": ["late", " big parcel "]});
    let before: Session = patch(&agent, &session, all.clone()).await.ok();
    assert_eq!(before.subject.as_deref(), Some("A parcel"));
    assert_eq!(before.tags, Some(vec!["late".to_owned(), "big parcel".to_owned()]));

    // The same again, or nothing, is no change.
    for body in [all, json!({}), json!({"unknown": 1})] {
        let after: Session = patch(&agent, &session, body).await.ok();
        assert_eq!(after, before);
    }
    let cleared: Session = patch(&agent, &session, json!({"subject": null})).await.ok();
    assert_eq!(
        (&cleared.subject, &cleared.tags, &cleared.agent),
        (&None, &before.tags, &before.agent)
    );
    let cleared: Session = patch(&agent, &session, json!({"tags": null})).await.ok();
    assert_eq!(cleared.tags, Some(vec![]));
    assert!(cleared.version > before.version);
}

#[tokio::test]
async fn a_customer_sees_who_has_it_by_name_and_no_tag() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("secret-id"));
    let session = user.open("one").await.id;
    patch(&agent, &session, json!({"agent_id": "secret-id", "tags": ["vexing"]})).await.expect(200);

    for answer in [
        user.messages(&session, "").await,
        user.get("/chat/sessions").await,
        user.end(&session).await,
    ] {
        let text = String::from_utf8(answer.expect(200).body.to_vec()).unwrap();
        assert!(text.contains("Agent secret-id"), "{text}");
        assert!(
            !text.contains("\"secret-id\"") && !text.contains("tags") && !text.contains("vexing")
        );
    }
}

#[tokio::test]
async fn an_ended_session_changes_its_subject_and_tags_but_not_who_has_it() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let ended: Session = user.end(&session).await.ok();

    for agent_id in [json!("a"), json!(null)] {
        let answer = patch(&agent, &session, json!({"agent_id": agent_id, "subject": "x"})).await;
        answer.refused(409, ProblemCode::SessionEnded);
    }
    let after: Session = patch(&agent, &session, json!({"subject": "x", "tags": ["y"]})).await.ok();

    assert_eq!((after.subject.as_deref(), after.status), (Some("x"), SessionStatus::Ended));
    // From then on it is kept.
    assert_eq!(after.updated_at, ended.updated_at);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name_and_nothing_is_changed() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let before = view::session(&agent, &session).await;
    let many: Vec<_> = (0..21).map(|number| format!("tag {number}")).collect();
    let long = "x".repeat(41);

    for (body, pointer) in [
        (json!({"agent_id": ""}), "/agent_id"),
        (json!({"agent_id": "visitor:1"}), "/agent_id"),
        (json!({"agent_id": "x".repeat(257)}), "/agent_id"),
        (json!({"agent_id": 7}), "/agent_id"),
        (json!({"subject": "x".repeat(201)}), "/subject"),
        (json!({"subject": ["x"]}), "/subject"),
        (json!({"tags": many}), "/tags"),
        (json!({"tags": "late"}), "/tags"),
        (json!({"tags": ["late", ""]}), "/tags/1"),
        (json!({"tags": [long]}), "/tags/0"),
        (json!({"tags": ["a\nb"]}), "/tags/0"),
        (json!({"tags": ["late", "big", " late"]}), "/tags/2"),
        (json!({"tags": ["late", 7]}), "/tags/1"),
        (json!({"agent_id": "a", "tags": [""]}), "/tags/0"),
    ] {
        let answer = patch(&agent, &session, body.clone()).await;
        let Problem { errors, .. } = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(errors[0].pointer, pointer, "{body}: {answer}");
    }

    assert_eq!(view::session(&agent, &session).await, before);
    let most: Vec<_> = (0..20).map(|number| format!("{number:>040}")).collect();
    patch(&agent, &session, json!({"tags": most})).await.expect(200);
}

#[tokio::test]
async fn of_two_who_take_it_at_once_one_has_it_whole() {
    let server = Server::start().await;
    let (user, one, two) = (server.user("42"), server.agent("a"), server.agent("b"));
    for _ in 0..10 {
        let session = user.open("one").await.id;
        let bodies = [
            json!({"agent_id": "a", "subject": "by a", "tags": ["a"]}),
            json!({"agent_id": "b", "subject": "by b", "tags": ["b"]}),
        ];
        let [first, second] = bodies;
        let (first, second) =
            tokio::join!(patch(&one, &session, first), patch(&two, &session, second));
        first.expect(200);
        second.expect(200);

        let now = view::session(&one, &session).await;
        let id = standing(&now).0.unwrap().to_owned();
        assert_eq!(now.subject, Some(format!("by {id}")));
        assert_eq!(now.tags, Some(vec![id]));
    }
}

#[tokio::test]
async fn streams_tell_both_sides_what_they_may_see() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let mut desk = agent.stream(&Resume::now()).await;
    let mut customer = user.stream(&Resume::now()).await;

    patch(&agent, &session, json!({"tags": ["late"]})).await.expect(200);
    patch(&agent, &session, json!({"agent_id": "a"})).await.expect(200);

    let is_taken = |event: &StreamEvent| matches!(event, StreamEvent::Session(it) if it.session.agent.is_some());
    let events = desk.until(is_taken).await;
    let StreamEvent::Session(told) = &events.last().unwrap().event else { panic!("{events:?}") };
    assert_eq!(told.session, view::session(&agent, &session).await);
    let events = customer.until(is_taken).await;
    assert_eq!(events.len(), 1, "tags are told to nobody but the desk: {events:?}");
    let StreamEvent::Session(told) = &events[0].event else { panic!("{events:?}") };
    assert_eq!(told.session.tags, None);
    assert_eq!(told.session, user.messages(&session, "").await.ok::<MessagesAnswer>().session);
}
