//! Notes: what the desk writes down for itself, and no customer learns of.

use chatdesk_api::{
    MessagesAnswer, MessagesPage, Note, NotesAnswer, ProblemCode, Session, StreamEvent,
};
use chatdesk_tests::{Actor, Answer, Resume, Server};
use http::Method;
use serde_json::{Value, json};

async fn write(author: &impl Actor, session: &str, body: Value) -> Answer {
    author.post(&format!("/admin/chat/session/{session}/notes"), body).await
}

async fn notes(reader: &impl Actor, session: &str) -> Vec<Note> {
    reader.get(&format!("/admin/chat/session/{session}/notes")).await.ok::<NotesAnswer>().notes
}

/// The texts of the notes on a page.
async fn on_page(reader: &impl Actor, session: &str, query: &str) -> Vec<String> {
    let page: MessagesPage = reader.messages(session, query).await.ok();
    page.notes.unwrap().into_iter().map(|note| note.content).collect()
}

#[tokio::test]
async fn a_note_says_who_wrote_it_and_after_which_message() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    user.write(&session, "two").await;

    let note: Note = write(&agent, &session, json!({"content": "  a regular \n"})).await.created();
    user.write(&session, "three").await;

    assert_eq!((note.after_id, note.content.as_str()), (2, "a regular"));
    assert_eq!(note.author.id.as_deref(), Some("a"));
    assert_eq!(note.author.name.as_deref(), Some("Agent a"));
    assert_eq!(notes(&server.admin("root"), &session).await, [note]);
}

#[tokio::test]
async fn a_repeat_finds_the_note_that_is_stored_for_its_author_alone() {
    let server = Server::start().await;
    let (user, one, two) = (server.user("42"), server.agent("a"), server.agent("b"));
    let session = user.open("one").await.id;
    let body = json!({"content": "first", "client_id": "n:1"});

    let first: Note = write(&one, &session, body.clone()).await.created();
    user.write(&session, "two").await;
    let again: Note = write(&one, &session, body).await.ok();
    let changed: Note =
        write(&one, &session, json!({"content": "", "client_id": "n:1"})).await.ok();
    let others: Note =
        write(&two, &session, json!({"content": "mine", "client_id": "n:1"})).await.created();
    user.end(&session).await.expect(200);
    let ended: Note = write(&one, &session, json!({"content": "x", "client_id": "n:1"})).await.ok();

    assert_eq!((&again, &changed, &ended), (&first, &first, &first));
    assert_eq!(notes(&one, &session).await, [first, others]);
}

#[tokio::test]
async fn repeats_at_once_store_one_note() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let body = json!({"content": "first", "client_id": "n"});

    let tries = (0..8).map(|_| write(&agent, &session, body.clone()));
    let mut codes: Vec<_> =
        futures_util::future::join_all(tries).await.iter().map(Answer::code).collect();
    codes.sort_unstable();

    assert_eq!(codes, [200, 200, 200, 200, 200, 200, 200, 201]);
    assert_eq!(notes(&agent, &session).await.len(), 1);
}

#[tokio::test]
async fn a_page_brings_the_notes_between_its_messages() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let created: Session = user.post("/chat/sessions", json!({})).await.created();
    let session = created.id;
    let note = async |text: &str| {
        write(&agent, &session, json!({"content": text})).await.expect(201).code()
    };
    note("after 0").await;
    for text in ["one", "two", "three", "four"] {
        let id = user.write(&session, text).await.id;
        note(&format!("after {id}")).await;
    }

    assert_eq!(on_page(&agent, &session, "?limit=2").await, ["after 3", "after 4"]);
    assert_eq!(on_page(&agent, &session, "?before=3&limit=1").await, ["after 2"]);
    assert_eq!(on_page(&agent, &session, "?before=3").await, ["after 0", "after 1", "after 2"]);
    assert_eq!(on_page(&agent, &session, "?after=0&limit=1").await, ["after 0", "after 1"]);
    // Whoever has all messages and asks for more is told what was noted since.
    assert_eq!(on_page(&agent, &session, "?after=4").await, ["after 4"]);
    assert_eq!(on_page(&agent, &session, "").await.len(), 5);
}

#[tokio::test]
async fn more_notes_than_are_read_at_once_are_all_there_and_in_order() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let texts: Vec<_> = (0..210).map(|number| format!("note {number}")).collect();
    for text in &texts {
        write(&agent, &session, json!({"content": text})).await.expect(201);
    }

    assert_eq!(on_page(&agent, &session, "").await, texts);
    let all: Vec<_> = notes(&agent, &session).await.into_iter().map(|note| note.content).collect();
    assert_eq!(all, texts);
}

#[tokio::test]
async fn what_is_no_note_is_refused_by_name() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;

    for content in
        [json!(""), json!(" \n"), json!("x".repeat(4_001)), json!("\0"), json!(7), json!(null)]
    {
        let answer = write(&agent, &session, json!({"content": content})).await;
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, "/content", "{answer}");
    }
    write(&agent, &session, json!({"content": "😀".repeat(4_000)})).await.expect(201);
    assert_eq!(notes(&agent, &session).await.len(), 1);
}

#[tokio::test]
async fn a_poll_of_the_desk_sees_a_new_note_and_the_customers_cannot_tell() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let path = format!("/chat/session/{session}/messages");
    let (users, agents) =
        (user.get(&path).await.expect(200).clone(), agent.get(&path).await.expect(200).clone());
    let sessions = user.get("/chat/sessions").await.json()["sessions"].clone();

    write(&agent, &session, json!({"content": "difficult"})).await.expect(201);

    let poll = async |reader: &chatdesk_tests::Caller, before: &Answer| {
        let request = reader.request(Method::GET, &path);
        reader.send(request.header("if-none-match", before.header("etag"))).await
    };
    assert_eq!(poll(user.caller(), &users).await.code(), 304);
    assert_eq!(poll(agent.caller(), &agents).await.code(), 200);
    let (before, after) = (users.ok::<MessagesAnswer>(), user.get(&path).await);
    assert_eq!(after.ok::<MessagesAnswer>().session, before.session);
    assert_eq!(after.json().get("notes"), None);
    assert_eq!(user.get("/chat/sessions").await.json()["sessions"], sessions);
    let desks = agent.get(&path).await.ok::<MessagesAnswer>().session;
    assert!(desks.version > agents.ok::<MessagesAnswer>().session.version);
}

#[tokio::test]
async fn a_stream_tells_the_desk_of_a_note_and_the_customer_nothing() {
    let server = Server::start().await;
    let (user, agent) = (server.user("42"), server.agent("a"));
    let session = user.open("one").await.id;
    let mut desk = agent.stream(&Resume::now()).await;
    let mut customer = user.stream(&Resume::now()).await;
    let cursor = desk.hello_id().to_owned();

    let mut written = Vec::new();
    for number in 0..30 {
        let body = json!({"content": format!("note {number}")});
        written.push(write(&agent, &session, body).await.created::<Note>());
    }
    user.write(&session, "two").await;

    let told = |events: &[chatdesk_tests::Event]| -> Vec<Note> {
        let note = |event: &chatdesk_tests::Event| match &event.event {
            StreamEvent::Note(it) => {
                assert_eq!(it.session_id, session);
                Some(it.note.clone())
            }
            _ => None,
        };
        events.iter().filter_map(note).collect()
    };
    let is_message = |event: &StreamEvent| matches!(event, StreamEvent::Message(_));
    assert_eq!(told(&desk.until(is_message).await), written);
    let events = customer.until(is_message).await;
    assert_eq!(events.len(), 1, "{events:?}");
    // Who was away is told as well, the desk alone.
    let mut desk = agent.stream(&Resume::after(&cursor)).await;
    assert_eq!(told(&desk.until(is_message).await), written);
    let mut customer = user.stream(&Resume::after(&cursor)).await;
    let events = customer.until(is_message).await;
    assert!(events.iter().all(|event| !matches!(event.event, StreamEvent::Note(_))), "{events:?}");
    assert!(!format!("{events:?}").contains("note "));
}

#[tokio::test]
async fn an_export_holds_no_note_and_no_tag_and_an_erasure_takes_them() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("one").await.id;
    write(&admin, &session, json!({"content": "marmalade", "client_id": "n"})).await.expect(201);
    let path = format!("/admin/chat/session/{session}");
    let request = admin.request(Method::PATCH, &path).json(&json!({"tags": ["marmalade"]}));
    admin.send(request).await.expect(200);

    let export = admin.get("/admin/user/42/export").await;
    let text = String::from_utf8(export.expect(200).body.to_vec()).unwrap();
    assert!(!text.contains("marmalade") && text.contains("\"end\""), "{text}");

    admin.delete("/admin/user/42").await.expect(202);
    admin.get(&format!("{path}/notes")).await.refused(404, ProblemCode::NotFound);
}
