//! People who answer without a host's login.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chatdesk_api::{ConsoleToken, ProblemCode};
use chatdesk_tests::{
    Actor as _, Answer, Finished, Launch, Request, Server, TempFolder, User, eventually,
};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};

use super::assert_gave_up;

const PASSWORD: &str = "correct horse battery";

/// Runs `agent` with these arguments in a folder.
fn agent<const N: usize>(folder: &Arc<TempFolder>, args: [&str; N]) -> Finished {
    Launch::in_folder(Arc::clone(folder)).args(["agent"]).args(args).run()
}

/// The secret of the link that `agent add` prints.
#[track_caller]
fn link<const N: usize>(folder: &Arc<TempFolder>, args: [&str; N]) -> String {
    let Finished { status, stdout, stderr } =
        Launch::in_folder(Arc::clone(folder)).args(["agent", "add"]).args(args).run();
    assert!(status.success(), "{stderr}");
    let line = stdout.strip_suffix('\n').unwrap();
    let secret = line
        .strip_prefix("http://127.0.0.1:8080/console/#link=")
        .unwrap_or_else(|| panic!("{line}"));
    assert!(secret.starts_with("cdl_") && secret.len() == 68, "{secret}");
    secret.to_owned()
}

async fn post(server: &Server, path: &str, body: &Value) -> Answer {
    server.api().send(Request::new(Method::POST, path).json(body)).await
}

async fn sign_in(server: &Server, name: &str, password: &str) -> Answer {
    post(server, "/console/session", &json!({"name": name, "password": password})).await
}

async fn set_password(server: &Server, link: &str, password: &str) -> Answer {
    post(server, "/console/password", &json!({"link": link, "password": password})).await
}

fn with_token(server: &Server, answer: &Answer) -> User {
    let ConsoleToken { token } = answer.ok();
    User::with_token(server.api(), "", &token)
}

fn claims(answer: &Answer) -> Value {
    let ConsoleToken { token } = answer.ok();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn an_agent_sets_a_password_by_a_link_and_signs_in_by_it_for_twelve_hours() {
    // Before there is a server, or even a folder.
    let folder = Arc::new(TempFolder::new());
    let secret = link(&folder, ["Zoë Ümit"]);
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    // While there is one.
    let boss = link(&folder, ["Boss", "--role", "admin"]);

    let first = set_password(&server, &secret, PASSWORD).await;
    let again = sign_in(&server, "  zOË  ümit", PASSWORD).await;

    for answer in [&first, &again] {
        let claims = claims(answer);
        assert_eq!((&claims["sub"], &claims["role"]), (&json!("agent:Zoë Ümit"), &json!("agent")));
        assert_eq!(claims["name"], "Zoë Ümit");
        let lasts = claims["exp"].as_f64().unwrap() - claims["iat"].as_f64().unwrap();
        assert!((12.0 * 3600.0 - lasts).abs() <= 1.0, "{lasts}");
        let agent = with_token(&server, answer);
        agent.get("/admin/users").await.expect(200);
        agent.switch("1", false.into()).await.refused(403, ProblemCode::Forbidden);
    }
    let boss = with_token(&server, &set_password(&server, &boss, PASSWORD).await);
    boss.switch("1", false.into()).await.expect(200);
    let log = server.stderr();
    for secret in ["Zo", "Boss", PASSWORD, &secret] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
    for file in folder.files_in("chatdesk-data") {
        let bytes = std::fs::read(&file).unwrap();
        for secret in [PASSWORD, &secret] {
            let is_there = bytes.windows(secret.len()).any(|piece| piece == secret.as_bytes());
            assert!(!is_there, "a secret is in {}", file.display());
        }
    }
}

#[tokio::test]
async fn a_link_is_used_once_and_a_second_one_takes_its_place() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let (first, second) = (link(&folder, ["Ann"]), agent(&folder, ["add", "aNN"]));
    assert!(second.stderr.contains("new link"), "{}", second.stderr);
    let second = second.stdout.trim().rsplit_once('=').unwrap().1.to_owned();
    let (rest, last) = second.split_at(second.len() - 1);
    let wrong = format!("{rest}{}", if last == "0" { "1" } else { "0" });

    for refused in [first.as_str(), &wrong, "cdl_", ""] {
        let answer = set_password(&server, refused, PASSWORD).await;
        answer.refused(401, ProblemCode::Unauthenticated);
    }
    for unfit in ["nine char", &"x".repeat(201), "nul nul nul \0"] {
        let answer = set_password(&server, &second, unfit).await;
        assert_eq!(answer.refused(422, ProblemCode::InvalidRequest).errors[0].pointer, "/password");
    }
    let answers = join_all((0..4).map(|_| set_password(&server, &second, PASSWORD))).await;
    let mut statuses: Vec<_> = answers.iter().map(Answer::code).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401], "used once, whatever the timing");

    // Forgotten: the old password goes on until the new one is set, and then what it let in is out.
    let third = link(&folder, ["Ann"]);
    let before = with_token(&server, &sign_in(&server, "Ann", PASSWORD).await);
    before.get("/admin/users").await.expect(200);
    set_password(&server, &third, &"ü".repeat(10)).await.expect(200);
    before.get("/admin/users").await.refused(401, ProblemCode::Unauthenticated);
    sign_in(&server, "Ann", PASSWORD).await.refused(401, ProblemCode::Unauthenticated);
    sign_in(&server, "Ann", &"ü".repeat(10)).await.expect(200);
}

#[tokio::test]
async fn whoever_is_removed_is_out_within_a_second_and_no_longer_listed() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    let ann = set_password(&server, &link(&folder, ["Ann"]), PASSWORD).await;
    let left = link(&folder, ["Ann"]);
    link(&folder, ["Bob", "--role", "admin"]);
    let listed = agent(&folder, ["list"]).stdout;
    let lines: Vec<_> = listed.lines().collect();
    assert!(lines[0].starts_with("Ann\tagent\tsigned in 20"), "{listed}");
    assert!(lines[1].starts_with("Bob\tadmin\tno password yet\tsince 20"), "{listed}");
    let ann = with_token(&server, &ann);
    ann.get("/admin/users").await.expect(200);

    assert!(agent(&folder, ["remove", "ann"]).status.success());

    eventually("a removed agent reads no more", async || {
        (ann.get("/admin/users").await.code() == 401).then_some(())
    })
    .await;
    sign_in(&server, "Ann", PASSWORD).await.refused(401, ProblemCode::Unauthenticated);
    set_password(&server, &left, PASSWORD).await.refused(401, ProblemCode::Unauthenticated);
    assert!(!agent(&folder, ["list"]).stdout.contains("Ann"));
    assert_gave_up(&agent(&folder, ["remove", "Ann"]), &["no agent of that name"]);
}

#[tokio::test]
async fn after_five_wrong_passwords_a_name_waits_and_a_wrong_name_is_told_from_none() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    set_password(&server, &link(&folder, ["Ann"]), PASSWORD).await.expect(200);

    let of_ann = sign_in(&server, "Ann", "wrong password").await;
    let of_nobody = sign_in(&server, "Nobody", "wrong password").await;
    of_ann.refused(401, ProblemCode::Unauthenticated);
    assert_eq!(of_ann.without_request_id(), of_nobody.without_request_id());

    for _ in 0..4 {
        sign_in(&server, "aNN", "wrong password").await.refused(401, ProblemCode::Unauthenticated);
        sign_in(&server, "nobody", "x").await.refused(401, ProblemCode::Unauthenticated);
    }
    for name in ["Ann", "Nobody"] {
        let waits = sign_in(&server, name, PASSWORD).await;
        waits.refused(429, ProblemCode::RateLimited);
        let secs: u64 = waits.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&secs), "{secs}");
    }
    set_password(&server, &link(&folder, ["Bob"]), PASSWORD).await.expect(200);
    sign_in(&server, "Bob", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn attempts_that_are_made_at_once_count_each() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    set_password(&server, &link(&folder, ["Ann"]), PASSWORD).await.expect(200);

    let answers = join_all((0..20).map(|_| sign_in(&server, "Ann", "wrong password"))).await;
    let count = |status| answers.iter().filter(|answer| answer.code() == status).count();
    assert_eq!((count(401), count(429)), (5, 15));

    // From one address, whatever the names: five were wrong already.
    let names: Vec<_> = (0..20).map(|number| format!("Agent {number}")).collect();
    let answers = join_all(names.iter().map(|name| sign_in(&server, name, "wrong"))).await;
    let count = |status| answers.iter().filter(|answer| answer.code() == status).count();
    assert_eq!((count(401), count(429)), (15, 5));
    set_password(&server, "cdl_", PASSWORD).await.refused(429, ProblemCode::RateLimited);
    let bob = json!({"name": "Bob", "password": "wrong"});
    let elsewhere = Request::new(Method::POST, "/console/session")
        .header("x-forwarded-for", "203.0.113.9")
        .json(&bob);
    server.api().send(elsewhere).await.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_before_anything_is_hashed() {
    let server = Server::start().await;
    let refused = [
        (json!({"name": "", "password": PASSWORD}), "/name"),
        (json!({"name": "x".repeat(101), "password": PASSWORD}), "/name"),
        (json!({"name": "a\u{7}b", "password": PASSWORD}), "/name"),
        (json!({"name": "Ann", "password": "x".repeat(201)}), "/password"),
        (json!({"name": "Ann", "password": "x".repeat(60_000)}), "/password"),
        (json!({"name": "Ann", "password": 7}), "/password"),
        (json!({"name": "Ann"}), "/password"),
        (json!({"password": PASSWORD}), "/name"),
        (json!({"name": "Ann", "password": PASSWORD, "code": "x"}), "/code"),
    ];
    for (body, pointer) in refused {
        let problem = post(&server, "/console/session", &body)
            .await
            .refused(422, ProblemCode::InvalidRequest);
        assert_eq!(problem.errors[0].pointer, pointer, "{body}");
    }
    for body in
        [json!({}), json!({"link": "cdl_"}), json!({"password": PASSWORD}), json!({"link": 7})]
    {
        let answer = post(&server, "/console/password", &body).await;
        answer.refused(422, ProblemCode::InvalidRequest);
    }
    let huge = json!({"name": "Ann", "password": "x".repeat(70_000)});
    post(&server, "/console/session", &huge).await.refused(413, ProblemCode::TooLarge);
    let forged = Request::new(Method::POST, "/console/session")
        .header("sec-fetch-site", "cross-site")
        .json(&json!({"name": "Ann", "password": PASSWORD}));
    server.api().send(forged).await.refused(403, ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_backup_takes_the_accounts_along() {
    let folder = Arc::new(TempFolder::new());
    let server = Server::launch(Launch::server_in(Arc::clone(&folder))).await;
    set_password(&server, &link(&folder, ["Ann"]), PASSWORD).await.expect(200);
    let run = |args: [&str; 2]| Launch::in_folder(Arc::clone(&folder)).args(args).run();
    assert!(run(["backup", "backup.db"]).status.success());
    drop(server.terminate());
    assert!(agent(&folder, ["remove", "Ann"]).status.success());

    assert!(run(["restore", "backup.db"]).status.success());

    let server = Server::launch(Launch::server_in(folder)).await;
    sign_in(&server, "Ann", PASSWORD).await.expect(200);
}

#[test]
fn agent_says_what_is_wrong_and_where_browsers_find_the_server() {
    let folder = Arc::new(TempFolder::new());
    let printed = Launch::in_folder(Arc::clone(&folder))
        .args(["agent", "add", "Ann"])
        .env("CHATDESK_SERVER_PUBLIC_URL", "https://x.example/a/")
        .run()
        .stdout;
    assert!(printed.starts_with("https://x.example/a/console/#link=cdl_"), "{printed}");

    assert_gave_up(&agent(&folder, ["add", ""]), &["empty"]);
    assert_gave_up(&agent(&folder, ["add", &"x".repeat(101)]), &["100"]);
    assert_gave_up(&agent(&folder, ["add", "a\nb"]), &["control"]);
    assert_gave_up(&agent(&folder, ["add", "Ann", "--role", "emperor"]), &["role", "emperor"]);
    assert_gave_up(&agent(&folder, ["remove", "Bob"]), &["no agent of that name"]);
    assert_gave_up(&agent(&folder, ["add"]), &["NAME"]);
}
