use std::sync::Arc;

use chatdesk_api::{AdminSessions, ListedSession};
use chatdesk_tests::{Actor, Finished, Launch, Server, TempFolder};

use crate::view;

#[tokio::test]
async fn demo_fills_a_folder_that_the_server_then_serves() {
    let folder = Arc::new(TempFolder::new());
    let fill = Launch::in_folder(Arc::clone(&folder))
        .args(["demo", "--users", "5", "--messages", "60"])
        .env("CHATDESK_AUTH_JWT_SECRET", chatdesk_tests::JWT_SECRET);

    let Finished { status, stderr, .. } = fill.run();
    assert!(status.success(), "{stderr}");
    let server = Server::launch(Launch::server_in(folder)).await;

    let admin = server.admin("root");
    assert_eq!(view::desk_users(&admin).await.total, 5);
    let listed: AdminSessions = admin.get("/admin/chat/sessions?limit=200").await.ok();
    let mut n_messages = 0;
    for ListedSession { session, .. } in &listed.sessions {
        let thread = view::thread(&admin, &session.id).await;
        assert_eq!(thread.len() as u64, session.last_seq);
        n_messages += thread.len();
    }
    assert_eq!(n_messages, 60);
    admin.write(&listed.sessions[0].session.id, "it goes on").await;
}
