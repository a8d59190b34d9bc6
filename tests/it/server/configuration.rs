use std::path::PathBuf;
use std::sync::Arc;

use chatdesk_api::Status;
use chatdesk_tests::{Actor, Launch, Request, Server, TempFolder};
use http::Method;

use super::assert_gave_up;

/// Whether a server has kept data in this folder.
fn is_used(folder: &TempFolder, name: &str) -> bool {
    folder.join(name).is_dir() && !folder.files_in(name).is_empty()
}

fn configured(folder: &Arc<TempFolder>, text: &str) -> PathBuf {
    folder.write("chatdesk.toml", text)
}

#[tokio::test]
async fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = Arc::new(TempFolder::new());
    let file = configured(&folder, "[server]\ndata = \"by-file\"\naddr = \"127.0.0.1:0\"\n");
    let by_file = || Launch::in_folder(Arc::clone(&folder)).path_arg("--config", &file);
    let by_environment = || by_file().env("CHATDESK_SERVER_DATA", "by-environment");

    drop(Server::launch(by_file()).await);
    assert!(is_used(&folder, "by-file") && !is_used(&folder, "by-environment"));
    drop(Server::launch(by_environment()).await);
    assert!(is_used(&folder, "by-environment") && !is_used(&folder, "by-flag"));
    drop(Server::launch(by_environment().args(["--data", "by-flag"])).await);
    assert!(is_used(&folder, "by-flag") && !is_used(&folder, "chatdesk-data"));
}

#[tokio::test]
async fn a_setting_of_the_chat_comes_from_file_or_environment() {
    let folder = Arc::new(TempFolder::new());
    let file = configured(&folder, "[chat]\npoll_interval = \"7s\"\n");
    let by_file = || Launch::server_in(Arc::clone(&folder)).path_arg("--config", &file);
    let interval = async |launch: Launch| {
        let server = Server::launch(launch).await;
        let status = server.anonymous().get("/chat/status").await;
        status.ok::<Status>().poll_interval_ms
    };

    assert_eq!(interval(by_file()).await, 7_000);
    let both = by_file().env("CHATDESK_CHAT_POLL_INTERVAL", "2s");
    assert_eq!(interval(both).await, 2_000);
}

#[tokio::test]
async fn the_interface_is_where_it_is_set_to_be_and_nowhere_else() {
    let launch = Launch::server().env("CHATDESK_SERVER_PREFIX", "/support/v1");
    let server = Server::launch_under(launch, "/support/v1").await;

    let session = server.user("42").open("hello").await;
    let elsewhere = Request::new(Method::GET, "/api/chat/status");

    assert_eq!(session.last_seq, 1);
    server.api().send(elsewhere).await.expect(404);
}

#[tokio::test]
async fn variables_for_tests_and_for_the_log_are_nobodys_business() {
    let launch = Launch::server()
        .env("CHATDESK_TEST_WHATEVER", "x")
        .env("CHATDESK_LOG", "warn")
        .env("OTHER_PROGRAM_ADDR", "x");

    drop(Server::launch(launch).await);
}

#[test]
fn an_unknown_key_is_named_wherever_it_stands() {
    let in_file = |text: &str| {
        let folder = Arc::new(TempFolder::new());
        let file = configured(&folder, text);
        Launch::in_folder(folder).path_arg("--config", file).run()
    };

    assert_gave_up(&in_file("[server]\nadr = \"127.0.0.1:0\"\n"), &["adr", "chatdesk.toml"]);
    assert_gave_up(&in_file("[sever]\naddr = \"127.0.0.1:0\"\n"), &["sever"]);
    assert_gave_up(&in_file("addr = \"127.0.0.1:0\"\n"), &["addr"]);
    let unknown = Launch::bare().env("CHATDESK_SERVER_ADR", "127.0.0.1:0").run();
    assert_gave_up(&unknown, &["CHATDESK_SERVER_ADR"]);
    assert_gave_up(&Launch::bare().args(["--adr", "127.0.0.1:0"]).run(), &["--adr"]);
    assert_gave_up(&Launch::bare().args(["serve-me"]).run(), &["serve-me"]);
}

#[test]
fn a_bad_value_is_named_with_its_setting_wherever_it_stands() {
    let in_file = |text: &str| {
        let folder = Arc::new(TempFolder::new());
        let file = configured(&folder, text);
        Launch::in_folder(folder).path_arg("--config", file).run()
    };
    let by_variable = |name: &str, value: &str| Launch::bare().env(name, value).run();

    assert_gave_up(&in_file("[server]\naddr = \"nowhere\"\n"), &["addr", "nowhere"]);
    assert_gave_up(&in_file("[server]\naddr = 8080\n"), &["addr"]);
    assert_gave_up(&in_file("[chat]\npoll_interval = \"often\"\n"), &["poll_interval", "often"]);
    assert_gave_up(&in_file("[chat]\nenabled_by_default = \"perhaps\"\n"), &["enabled_by_default"]);
    assert_gave_up(&in_file("[server\n"), &["chatdesk.toml"]);
    let addr = by_variable("CHATDESK_SERVER_ADDR", "nowhere");
    assert_gave_up(&addr, &["CHATDESK_SERVER_ADDR", "nowhere"]);
    let enabled = by_variable("CHATDESK_CHAT_ENABLED_BY_DEFAULT", "perhaps");
    assert_gave_up(&enabled, &["CHATDESK_CHAT_ENABLED_BY_DEFAULT", "perhaps"]);
    let flag = Launch::bare().args(["--addr", "nowhere"]).run();
    assert_gave_up(&flag, &["--addr", "nowhere"]);
    let missing = Launch::bare().args(["--config", "no-such.toml"]).run();
    assert_gave_up(&missing, &["no-such.toml"]);
}

#[test]
fn a_secret_that_is_too_short_is_refused_without_telling_it() {
    let short = "only-31-characters-of-a-secret!";
    let folder = Arc::new(TempFolder::new());
    let file = configured(&folder, &format!("[auth]\njwt_secret = \"{short}\"\n"));

    let in_file = Launch::in_folder(folder).path_arg("--config", file).run();
    let by_variable = Launch::bare().env("CHATDESK_AUTH_JWT_SECRET", short).run();

    assert_gave_up(&in_file, &["jwt_secret", "32"]);
    assert_gave_up(&by_variable, &["CHATDESK_AUTH_JWT_SECRET", "32"]);
    assert!(!in_file.stderr.contains(short) && !by_variable.stderr.contains(short));
}

#[test]
fn a_secret_of_the_wrong_type_or_in_a_broken_file_is_not_told_either() {
    let secret = "a-secret-that-nobody-is-to-be-told-about";
    for text in [
        format!("[auth]\njwt_secret = [\"{secret}\"]\n"),
        format!("[auth]\njwt_secret = \"{secret}\n"),
        format!("[auth]\njwt_secrets = \"{secret}\"\n"),
    ] {
        let folder = Arc::new(TempFolder::new());
        let file = configured(&folder, &text);
        let finished = Launch::in_folder(folder).path_arg("--config", file).run();
        assert_gave_up(&finished, &["chatdesk.toml"]);
        assert!(!finished.stderr.contains(secret), "{}", finished.stderr);
    }
}
