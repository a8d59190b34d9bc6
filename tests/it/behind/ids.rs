//! Ids of people that a host may have given.

use std::collections::BTreeSet;

use chatdesk_tests::{Actor, Answer, Server};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

fn ids() -> Vec<String> {
    let long = format!("{}{}", "x".repeat(250), "ä😀/ ?#");
    assert_eq!(long.chars().count(), 256);
    [
        "a/b",
        "/",
        "a//b",
        "a b",
        "😀",
        "a+b",
        "100%",
        "%2F",
        "a?b=c#d",
        "..",
        "a&b",
        "ann@example.org",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain(["ä".repeat(256), "😀".repeat(256), long])
    .collect()
}

#[tokio::test]
async fn whoever_has_an_odd_id_is_one_person_in_every_path_and_answer() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for id in ids() {
        let user = server.user(&id);
        let session = user.open(&format!("of {id}")).await;
        assert_eq!(session.user.id, id);
        let segment = utf8_percent_encode(&id, NON_ALPHANUMERIC).to_string();

        let switched: Value = admin.switch(&segment, json!(false)).await.ok();

        assert_eq!(switched["user_id"], json!(id));
        assert_eq!(user.get("/chat/status").await.json()["chat_enabled"], json!(false), "{id}");
        let history: Answer =
            admin.get(&format!("/admin/user/{segment}/chat-toggle/history")).await;
        assert_eq!(history.json()["changes"].as_array().unwrap().len(), 1, "{id}");
        if !id.contains(',') {
            let users = admin.get(&format!("/admin/users?ids={segment}")).await.json();
            assert_eq!(users["users"][0]["user_id"], json!(id));
            assert_eq!(users["users"][0]["open_session_id"], json!(session.id), "{id}");
        }
        admin.post(&format!("/admin/user/{segment}/revoke"), json!({})).await.expect(204);
        user.get("/chat/status").await.expect(401);
    }
    let listed = admin.get("/admin/users?limit=200").await.json();
    let listed: BTreeSet<&str> = listed["users"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["user_id"].as_str())
        .collect();
    let ids = ids();
    let expected: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(listed, expected);
}
