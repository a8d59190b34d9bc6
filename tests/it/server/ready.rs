//! `chatdesk-server ready`: what a supervisor asks that has no HTTP client.

use std::sync::Arc;

use chatdesk_tests::{Finished, Launch, Server, TempFolder};

use super::assert_gave_up;

fn ask<const N: usize>(addr: &str, args: [&str; N]) -> Finished {
    let launch = Launch::bare().env("CHATDESK_SERVER_ADDR", addr);
    let launch = launch.env("CHATDESK_SERVER_BASE_PATH", "/a/b");
    launch.args(["ready"]).args(args).run()
}

#[tokio::test]
async fn it_ends_with_0_where_a_server_serves_and_says_nothing() {
    let folder = Arc::new(TempFolder::new());
    let launch = Launch::server_in(folder).env("CHATDESK_SERVER_BASE_PATH", "/a/b");
    let server = Server::launch_under(launch, "/a/b/api").await;

    let Finished { status, stdout, stderr } = ask(server.api().authority(), []);

    assert!(status.success(), "{stderr}");
    assert_eq!((stdout, stderr), (String::new(), String::new()));
}

#[tokio::test]
async fn it_names_the_address_at_which_nobody_serves() {
    let server = Server::start().await;
    let addr = server.api().authority().to_owned();
    drop(server.terminate());

    assert_gave_up(&ask(&addr, []), &["no server at", &addr]);
    assert_gave_up(&ask(&addr, ["--within", "1s"]), &["no server at", &addr]);
}

#[tokio::test]
async fn one_that_listens_everywhere_is_asked_on_this_machine() {
    let server = Server::start().await;
    let port = server.api().authority().rsplit(':').next().unwrap();

    assert!(ask(&format!("0.0.0.0:{port}"), []).status.success());
}

#[tokio::test]
async fn it_waits_for_one_that_only_begins() {
    let server = Server::start().await;
    let addr = server.api().authority().to_owned();
    let folder = Arc::clone(server.folder());
    drop(server.terminate());
    let asked = addr.clone();
    let waiting = tokio::task::spawn_blocking(move || ask(&asked, ["--within", "10s"]));

    let _server = Server::launch(Launch::in_folder(folder).args(["--addr", &addr])).await;

    let Finished { status, stderr, .. } = waiting.await.unwrap();
    assert!(status.success(), "{stderr}");
}
