use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Finished, Launch, Server, TempFolder, User};

use super::assert_gave_up;

/// Runs `token` with these arguments in a folder; what it printed.
fn mint<const N: usize>(folder: &Arc<TempFolder>, args: [&str; N]) -> String {
    let launch = Launch::in_folder(Arc::clone(folder)).args(["token"]).args(args);
    let Finished { status, stdout, stderr } = launch.run();
    assert!(status.success(), "{stderr}");
    assert_eq!(stdout.lines().count(), 1, "one line: {stdout}");
    stdout.trim_end_matches('\n').to_owned()
}

/// A server that uses the secret of the folder.
async fn server_with_own_secret(folder: &Arc<TempFolder>) -> Server {
    let launch = Launch::in_folder(Arc::clone(folder)).args(["--addr", "127.0.0.1:0"]);
    Server::launch(launch).await
}

#[tokio::test]
async fn token_makes_folder_and_secret_and_the_server_takes_what_it_printed() {
    let folder = Arc::new(TempFolder::new());

    let token = mint(&folder, ["--sub", "42", "--name", "Ada Lovelace"]);
    let server = server_with_own_secret(&folder).await;
    let session = User::with_token(server.api(), "42", &token).open("hello").await;

    assert_eq!(session.user.id, "42");
    assert_eq!(session.user.name.as_deref(), Some("Ada Lovelace"));
    for file in folder.files_in("chatdesk-data") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("secret") {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[tokio::test]
async fn the_role_of_a_token_decides_what_it_opens() {
    let folder = Arc::new(TempFolder::new());
    let server = server_with_own_secret(&folder).await;
    let bearer = |role: &str| {
        let token = mint(&folder, ["--sub", "7", "--role", role]);
        User::with_token(server.api(), "7", &token)
    };

    bearer("user").get("/admin/users").await.refused(403, ProblemCode::Forbidden);
    bearer("agent").get("/admin/users").await.expect(200);
    bearer("agent").switch("1", true.into()).await.refused(403, ProblemCode::Forbidden);
    bearer("admin").switch("1", true.into()).await.expect(200);
}

#[tokio::test]
async fn a_token_of_no_time_has_expired_already() {
    let folder = Arc::new(TempFolder::new());
    let server = server_with_own_secret(&folder).await;

    let token = mint(&folder, ["--sub", "42", "--ttl", "0s"]);

    let answer = User::with_token(server.api(), "42", &token).get("/chat/sessions").await;
    answer.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_token_is_signed_with_the_secret_that_is_set() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let launch = Launch::in_folder(Arc::clone(&folder))
        .args(["token", "--sub", "42"])
        .env("CHATDESK_AUTH_JWT_SECRET", chatdesk_tests::JWT_SECRET);

    let printed = launch.run().stdout;

    User::with_token(server.api(), "42", printed.trim_end()).open("hello").await;
}

#[test]
fn token_says_what_is_wrong_with_its_arguments() {
    let run = |args: [&str; 5]| Launch::bare().args(args).run();

    assert_gave_up(&run(["token", "--sub", "", "--role", "user"]), &["sub"]);
    assert_gave_up(&run(["token", "--sub", "42", "--role", "emperor"]), &["role", "emperor"]);
    assert_gave_up(&run(["token", "--sub", "42", "--ttl", "soon"]), &["ttl", "soon"]);
    assert_gave_up(&run(["token", "--sub", &"x".repeat(257), "--ttl", "1h"]), &["256"]);
    assert_gave_up(&Launch::bare().args(["token"]).run(), &["--sub"]);
}
