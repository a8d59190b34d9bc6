use std::os::unix::fs::PermissionsExt as _;

use chatdesk_tests::{
    Actor, BOUND, Deadline, Launch, Request, Server, TempFolder, eventually, tell,
};
use http::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A port that is free now.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn is_ready(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address).await else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    let asked = async {
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_end(&mut answer).await
    };
    asked.await.is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn it_is_ready_soon_after_it_was_started() {
    let address = format!("127.0.0.1:{}", free_port().await);
    let launch = Launch::bare().args(["--addr", &address]);

    let deadline = Deadline::within(BOUND);
    let waiting = tokio::spawn(async move {
        eventually("the server is ready", async || is_ready(&address).await.then_some(())).await;
        deadline.elapsed()
    });
    let server = Server::launch(launch);
    let (_server, elapsed) = tokio::join!(server, waiting);

    let elapsed = elapsed.unwrap().as_millis();
    tell(&format!("ready {elapsed} ms after the start in an empty folder"));
}

#[tokio::test]
async fn it_prints_two_lines_on_standard_output_and_all_else_elsewhere() {
    let server = Server::start().await;
    server.user("42").open("hello").await;
    let authority = server.api().authority().to_owned();

    let lines = server.lines().to_vec();
    let finished = server.terminate();

    let [demo, console] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(demo, &format!("demo     http://{authority}/"));
    let code = console.strip_prefix(&format!("console  http://{authority}/console/#code="));
    assert!(code.is_some_and(|code| code.len() >= 16), "{console}");
    assert_eq!(finished.stdout.lines().count(), 2, "{}", finished.stdout);
}

#[tokio::test]
async fn without_a_setting_it_keeps_everything_in_its_data_folder() {
    let launch = Launch::bare().args(["--addr", "127.0.0.1:0"]);
    let server = Server::launch(launch).await;

    let files = server.folder().files_in("chatdesk-data");
    assert!(files.contains(&server.folder().database()), "{files:?}");
    assert_eq!(server.folder().files_in(""), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn the_secret_that_it_made_is_for_its_owner_alone() {
    let server = Server::launch(Launch::bare().args(["--addr", "127.0.0.1:0"])).await;

    let database = server.folder().database();
    let name = database.file_name().unwrap().to_string_lossy().into_owned();
    let files = server.folder().files_in("chatdesk-data");
    let secrets: Vec<_> = files
        .iter()
        .filter(|file| !file.file_name().unwrap().to_string_lossy().starts_with(&name))
        .filter(|file| file.metadata().unwrap().len() > 0)
        .collect();

    assert!(!secrets.is_empty(), "{files:?}");
    for secret in secrets {
        let mode = secret.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{} has mode {mode:o}", secret.display());
    }
}

#[tokio::test]
async fn a_secret_that_was_made_stays_the_same() {
    let folder = std::sync::Arc::new(TempFolder::new());
    let again =
        || Launch::in_folder(std::sync::Arc::clone(&folder)).args(["--addr", "127.0.0.1:0"]);
    let server = Server::launch(again()).await;
    let visitor = server.visitor().await;
    let session = visitor.open("hello").await.id;
    drop(server.terminate());

    let server = Server::launch(again()).await;

    assert_eq!(visitor.at(server.api()).write(&session, "again").await.id, 2);
}

#[tokio::test]
async fn the_pages_and_the_tag_are_served_at_the_root() {
    let server = Server::start().await;

    for (target, media_type) in
        [("/", "text/html"), ("/console/", "text/html"), ("/widget.js", "text/javascript")]
    {
        let answer = server.api().send(Request::new(Method::GET, target)).await;
        assert_eq!(answer.expect(200).media_type(), media_type, "{target}");
        assert!(!answer.body.is_empty());
    }
}
