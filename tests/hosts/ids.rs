//! Ids of people that a path cannot hold as they are, through each host.

use chatdesk_tests::Actor as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::host::{Host, Kind};

async fn odd_ids_through(kind: Kind) {
    let host = Host::start(kind).await;
    let admin = host.log_in("admin-1").await;
    let long = "ä/".repeat(128);
    for id in
        ["a/b", "/", "a//b", "a b", "😀", "a+b", "100%", "%2F", "a?b=c#d", "ann@example.org", &long]
    {
        let segment = utf8_percent_encode(id, NON_ALPHANUMERIC).to_string();

        let switched = admin.switch(&segment, json!(false)).await;

        assert_eq!(switched.expect(200).json()["user_id"], json!(id), "{kind:?}");
        let status = host.server().user(id).get("/chat/status").await.json();
        assert_eq!(status["chat_enabled"], json!(false), "{id} through {kind:?}");
        let listed = admin.get(&format!("/admin/users?ids={segment}")).await.json();
        assert_eq!(listed["users"][0]["user_id"], json!(id), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_their_id_is_an_admin_switches_them_through_express() {
    odd_ids_through(Kind::Express).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_their_id_is_an_admin_switches_them_through_django() {
    odd_ids_through(Kind::Django).await;
}
