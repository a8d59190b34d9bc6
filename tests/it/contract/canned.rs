//! Canned replies: texts that agents send again and again.

use chatdesk_api::{CannedReplies, CannedReply, ProblemCode};
use chatdesk_tests::{Actor, Admin, Answer, Server};
use serde_json::{Value, json};

const PATH: &str = "/admin/canned-replies";

fn reply(shortcut: &str, text: &str) -> Value {
    json!({"shortcut": shortcut, "title": "A title", "text": text})
}

async fn make(admin: &Admin, shortcut: &str) -> CannedReply {
    admin.post(PATH, reply(shortcut, "Hello {name}")).await.created()
}

async fn all(reader: &impl Actor) -> Vec<CannedReply> {
    reader.get(PATH).await.ok::<CannedReplies>().canned_replies
}

async fn shortcuts(reader: &impl Actor) -> Vec<String> {
    all(reader).await.into_iter().map(|reply| reply.shortcut).collect()
}

async fn delete(admin: &Admin, id: &str) -> Answer {
    admin.delete(&format!("{PATH}/{id}")).await
}

#[tokio::test]
async fn what_an_admin_keeps_agents_find_by_shortcut() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let given = json!({"shortcut": "z_1", "title": " Hi ", "text": " Hello {name}!\n\nBye "});

    let made: CannedReply = admin.post(PATH, given).await.created();
    make(&admin, "a-2").await;

    assert_eq!((made.title.as_str(), made.text.as_str()), ("Hi", "Hello {name}!\n\nBye"));
    assert_eq!(made.updated_by, "root");
    let found = all(&server.agent("a")).await;
    assert_eq!((found[0].shortcut.as_str(), &found[1]), ("a-2", &made));
}

#[tokio::test]
async fn one_is_replaced_and_removed() {
    let server = Server::start().await;
    let (one, two) = (server.admin("one"), server.admin("two"));
    let made = make(&one, "hi").await;
    let path = format!("{PATH}/{}", made.id);

    let replaced: CannedReply = two.put(&path, reply("ho", "Ho")).await.ok();
    let again: CannedReply = one.put(&path, reply("ho", "Ho")).await.ok();
    assert_eq!((&replaced.id, replaced.updated_by.as_str()), (&made.id, "two"));
    assert!(replaced.updated_at >= made.updated_at);
    assert_eq!(again, replaced);
    assert_eq!(all(&one).await, [replaced]);
    // What it was called before is free.
    make(&one, "hi").await;

    delete(&one, &made.id).await.expect(204);
    delete(&one, &made.id).await.refused(404, ProblemCode::NotFound);
    two.put(&path, reply("ho", "Ho")).await.refused(404, ProblemCode::NotFound);
    assert_eq!(shortcuts(&one).await, ["hi"]);
    make(&one, "ho").await;
}

#[tokio::test]
async fn no_two_have_one_shortcut() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let (one, two) = (make(&admin, "one").await, make(&admin, "two").await);

    let made = admin.post(PATH, reply("one", "x")).await;
    let renamed = admin.put(&format!("{PATH}/{}", two.id), reply("one", "x")).await;
    let itself = admin.put(&format!("{PATH}/{}", one.id), reply("one", "x")).await;

    for answer in [made, renamed] {
        let problem = answer.refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, "/shortcut");
    }
    itself.expect(200);
    let tries = (0..8).map(|_| admin.post(PATH, reply("race", "x")));
    let answers = futures_util::future::join_all(tries).await;
    let n_made = answers.iter().filter(|answer| answer.code() == 201).count();
    assert_eq!(n_made, 1);
    assert_eq!(shortcuts(&admin).await, ["one", "race", "two"]);
}

#[tokio::test]
async fn a_repeat_finds_what_is_stored() {
    let server = Server::start().await;
    let (one, two) = (server.admin("one"), server.admin("two"));
    let with_id = |shortcut: &str| {
        let mut body = reply(shortcut, "x");
        body["client_id"] = json!("c:1");
        body
    };

    let first: CannedReply = one.post(PATH, with_id("a")).await.created();
    let again: CannedReply = one.post(PATH, with_id("a")).await.ok();
    let changed: CannedReply = one.post(PATH, with_id("")).await.ok();
    let others: CannedReply = two.post(PATH, with_id("b")).await.created();

    assert_eq!((&again, &changed), (&first, &first));
    assert_eq!(all(&one).await, [first, others]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let path = format!("{PATH}/{}", make(&admin, "hi").await.id);
    let mut bodies = vec![
        (json!({"shortcut": "a", "title": "", "text": "x"}), "/title"),
        (json!({"shortcut": "a", "title": "x".repeat(101), "text": "x"}), "/title"),
        (json!({"shortcut": "a", "title": "x", "text": " \n"}), "/text"),
        (json!({"shortcut": "a", "title": "x", "text": "😀".repeat(4_001)}), "/text"),
        (json!({"shortcut": "a", "title": "x", "text": "\0"}), "/text"),
        (json!({"shortcut": "a", "title": "x"}), "/text"),
        (json!({"title": "x", "text": "x"}), "/shortcut"),
        (json!({"shortcut": 7, "title": "x", "text": "x"}), "/shortcut"),
    ];
    for shortcut in ["", "A", "a b", "/a", "ä", " a", &"a".repeat(33)] {
        bodies.push((reply(shortcut, "x"), "/shortcut"));
    }
    for (body, pointer) in bodies {
        for answer in [admin.post(PATH, body.clone()).await, admin.put(&path, body.clone()).await] {
            let problem = answer.refused(422, ProblemCode::InvalidRequest);
            assert_eq!(problem.errors[0].pointer, pointer, "{body}");
        }
    }
    admin.post(PATH, reply(&"a".repeat(32), &"😀".repeat(4_000))).await.expect(201);
}
