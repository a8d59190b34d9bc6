//! `GET /admin/user/{userId}/export`: all that is kept about one person, a line for each piece.

use chatdesk_api::{ExportLine, Message, ProblemCode, ToggleHistory};
use chatdesk_tests::{Actor, Admin, Jwt, Server, User};
use serde_json::json;

use crate::view;

/// The lines, each of which conforms to the document: no answer passes that does not.
async fn export(admin: &Admin, user: &str) -> Vec<ExportLine> {
    let answer = admin.get(&format!("/admin/user/{user}/export")).await;
    assert_eq!(answer.expect(200).media_type(), "application/x-ndjson");
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn messages(lines: &[ExportLine]) -> Vec<&Message> {
    lines
        .iter()
        .filter_map(|line| if let ExportLine::Message(it) = line { Some(it) } else { None })
        .collect()
}

#[tokio::test]
async fn an_export_holds_all_of_one_person_in_order_and_says_that_it_is_whole() {
    let server = Server::start().await;
    let (admin, agent) = (server.admin("root"), server.agent("a"));
    let jwt = Jwt::of("42").claim("name", "Grace Hopper").claim("email", "gh@navy.example");
    let user = User::with_token(server.api(), "42", &jwt.sign());
    let first = user.open("one\nwith a second line").await.id;
    agent.write(&first, "two 🌱").await;
    user.end(&first).await.expect(200);
    let second = user.open("three").await.id;
    server.user("43").open("of somebody else").await;
    let off = json!({"chat_enabled": false, "reason": "spam"});
    admin.put("/admin/user/42/chat-toggle", off).await.expect(200);
    admin.switch("42", json!(true)).await.expect(200);

    let lines = export(&admin, "42").await;

    let [ExportLine::User(who), rest @ .., ExportLine::End {}] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!(
        (who.id.as_str(), who.name.as_deref(), who.email.as_deref()),
        ("42", Some("Grace Hopper"), Some("gh@navy.example"))
    );
    let history: ToggleHistory = admin.get("/admin/user/42/chat-toggle/history").await.ok();
    let mut expected: Vec<ExportLine> =
        history.changes.into_iter().map(ExportLine::ToggleChange).collect();
    assert_eq!(expected.len(), 2);
    for session in [&second, &first] {
        let shown = view::session(&admin, session).await;
        // What the desk sorts by is its own.
        let taken_along = chatdesk_api::Session { tags: None, ..shown };
        expected.push(ExportLine::Session(Box::new(taken_along)));
        let thread = view::thread(&admin, session).await;
        expected.extend(thread.into_iter().map(ExportLine::Message));
    }
    assert_eq!(rest, expected);
    let texts = messages(&lines).into_iter().map(|message| message.content.as_str());
    assert_eq!(texts.collect::<Vec<_>>(), ["three", "one\nwith a second line", "two 🌱"]);
}

#[tokio::test]
async fn a_long_session_is_exported_to_its_end() {
    let server = Server::start().await;
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("1").await.id;
    for number in 2..=230 {
        user.write(&session, &number.to_string()).await;
    }

    let lines = export(&admin, "42").await;

    let positions: Vec<u64> = messages(&lines).into_iter().map(|message| message.id).collect();
    assert_eq!(positions, (1..=230).collect::<Vec<_>>());
    assert_eq!(lines.last(), Some(&ExportLine::End {}));
}

#[tokio::test]
async fn somebody_who_was_only_switched_has_an_export_and_nobody_has_none() {
    let server = Server::start().await;
    let admin = server.admin("root");
    admin.switch("new", json!(false)).await.expect(200);

    let lines = export(&admin, "new").await;

    let [ExportLine::User(_), ExportLine::ToggleChange(_), ExportLine::End {}] = lines.as_slice()
    else {
        panic!("{lines:?}")
    };
    let nobody = admin.get("/admin/user/nobody/export").await;
    nobody.refused(404, ProblemCode::NotFound);
}
