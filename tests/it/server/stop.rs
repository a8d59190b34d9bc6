use chatdesk_tests::{Actor, Launch, RawConnection, Resume, Server};

use crate::view;

#[tokio::test]
async fn asked_to_stop_it_ends_in_order_though_streams_are_open() {
    let server = Server::start().await;
    let user = server.user("42");
    user.open("hello").await;
    let mut stream = user.stream(&Resume::now()).await;

    let stopped = tokio::task::spawn_blocking(|| server.terminate());
    let rest = stream.rest().await;
    let finished = stopped.await.unwrap();

    assert_eq!(rest, []);
    assert_eq!(finished.status.code(), Some(0), "{}", finished.stderr);
    assert!(!finished.stderr.contains("panicked"), "{}", finished.stderr);
}

#[tokio::test]
async fn asked_to_stop_it_does_not_wait_for_a_request_that_never_comes() {
    let server = Server::start().await;
    let mut connection = RawConnection::open(server.api().authority()).await;
    connection
        .write(b"POST /api/chat/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n")
        .await;

    let finished = server.terminate();

    assert_eq!(finished.status.code(), Some(0), "{}", finished.stderr);
}

#[tokio::test]
async fn after_a_stop_everything_is_there_again() {
    let server = Server::start().await;
    let session = server.user("42").open("hello").await.id;
    let folder = std::sync::Arc::clone(server.folder());
    drop(server.terminate());

    let server = Server::launch(Launch::server_in(folder)).await;

    let thread = view::thread(&server.user("42"), &session).await;
    assert_eq!(thread.len(), 1);
    assert_eq!(server.user("42").write(&session, "again").await.id, 2);
}

#[tokio::test]
async fn no_token_and_no_text_stands_in_the_log() {
    let server = Server::launch(Launch::server().env("CHATDESK_LOG", "trace")).await;
    let (user, visitor) = (server.user("42"), server.visitor().await);
    let session = user.open("a very private text").await.id;
    user.post_message(&session, serde_json::json!({"content": ""})).await.expect(422);
    let (users, visitors) = (user.token().to_owned(), visitor.token().to_owned());
    let code = server.console_code().to_owned();

    let finished = server.terminate();

    for secret in [&users, &visitors, &code, "a very private text", chatdesk_tests::JWT_SECRET] {
        assert!(!finished.stderr.contains(secret), "{}", finished.stderr);
    }
}
