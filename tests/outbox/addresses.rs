//! Where the server does not go, whatever its settings name.

use std::{collections::BTreeMap, sync::Arc};

use chatdesk_api::{Outgoing, OutgoingState};
use chatdesk_tests::{Actor as _, Launch, Server, TempFolder, eventually};

use crate::{
    receiver::{Answer, Receiver},
    scene::settings,
};

const FORBIDDEN: &str = "the receiver's address is not public, or is asked by http, and is in no \
                         network that the settings allow";

/// A server that tells these of messages, and a start of it.
fn launch(private_webhooks: &str, urls: &[String]) -> Launch {
    let folder = Arc::new(TempFolder::new());
    let webhooks: Vec<_> = urls.iter().map(|url| (url.clone(), "[\"message\"]")).collect();
    let file = settings(&folder, private_webhooks, &webhooks);
    Launch::server_in(folder).path_arg("--config", file)
}

/// Why each webhook could not tell of a message, by its name, once all have tried.
async fn refusals(server: &Server, n_webhooks: usize) -> BTreeMap<String, String> {
    let (user, admin) = (server.user("42"), server.admin("root"));
    let session = user.open("hello").await.id;
    eventually("each is given up", async || {
        // It is told from when they begin to follow.
        user.write(&session, "is anybody there?").await;
        let failed: Outgoing = admin.get("/admin/deliveries?limit=200").await.ok();
        let rows = failed.deliveries.into_iter();
        let rows = rows.inspect(|row| assert_eq!(row.state, OutgoingState::Failed));
        let whys: BTreeMap<_, _> =
            rows.map(|row| (row.notifier, row.error.unwrap_or_default())).collect();
        (whys.len() == n_webhooks).then_some(whys)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_public_is_refused_however_it_is_written() {
    let here = Receiver::new().await;
    let port = here.port();
    let urls = [
        format!("http://127.0.0.1:{port}/t0ken"),
        format!("https://127.0.0.1:{port}/t0ken"),
        format!("https://0x7f.2:{port}/t0ken"),
        format!("https://localhost:{port}/t0ken"),
        "https://169.254.169.254/latest/meta-data/".to_owned(),
        format!("https://[::1]:{port}/t0ken"),
        "https://[::ffff:10.0.0.1]/t0ken".to_owned(),
        format!("https://[::ffff:127.0.0.1]:{port}/t0ken"),
        format!("https://[64:ff9b::7f00:1]:{port}/t0ken"),
        format!("https://[64:ff9b::10.0.0.1]:{port}/t0ken"),
        // Public, but asked by http.
        "http://93.184.215.14/t0ken".to_owned(),
    ];
    let server = Server::launch(launch("[]", &urls)).await;

    let whys = refusals(&server, urls.len()).await;

    assert!(whys.values().all(|why| why == FORBIDDEN), "{whys:?}");
    assert_eq!(here.n_connections(), 0);
    let stderr = server.terminate().stderr;
    assert!(!stderr.contains("t0ken") && !stderr.contains("127.0.0.1:"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_is_allowed_allows_no_other_and_a_redirect_leads_nowhere() {
    let (allowed, elsewhere) = (Receiver::new().await, Receiver::new().await);
    let location = format!("location: {}\r\n", elsewhere.url());
    allowed.answers(vec![Answer::Status(307, location); 99]);
    let urls = [allowed.url(), "http://10.0.0.1/t0ken".to_owned()];
    let server = Server::launch(launch("[\"127.0.0.0/8\"]", &urls)).await;

    let whys = refusals(&server, 2).await;

    let mut whys: Vec<_> = whys.into_values().collect();
    whys.sort();
    let redirect = "the receiver answered 307: redirects are not followed";
    assert_eq!(whys, [redirect, FORBIDDEN]);
    assert!(!allowed.posts().is_empty());
    assert_eq!(elsewhere.n_connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_names_each_and_what_it_came_to_without_what_a_url_may_hide() {
    let well = Receiver::new().await;
    let folder = Arc::new(TempFolder::new());
    let check = |private: &str, webhooks: &[(String, &str)]| {
        let file = settings(&folder, private, webhooks);
        let launch = Launch::in_folder(Arc::clone(&folder)).path_arg("--config", file);
        tokio::task::block_in_place(|| launch.args(["check"]).run())
    };
    let one = (well.url(), "[\"message\", \"ticket\"]");
    let other = ("https://169.254.169.254/t0ken".to_owned(), "[\"toggle\"]");

    let both = check("[\"127.0.0.0/8\"]", &[one.clone(), other]);

    assert!(!both.status.success());
    let lines: Vec<Vec<_>> = both.stdout.lines().map(|it| it.split('\t').collect()).collect();
    let [first, second] = &lines[..] else { panic!("{}", both.stdout) };
    assert_eq!(first[1..], ["127.0.0.1", "message, ticket", "ok"]);
    assert_eq!(second[1..], ["169.254.169.254", "toggle", FORBIDDEN]);
    assert_ne!(first[0], second[0]);
    let said = format!("{}{}", both.stdout, both.stderr);
    assert!(!said.contains("t0ken") && !said.contains("whsec"), "{said}");
    assert_eq!(well.posts()[0].kind(), "check");
    assert!(check("[\"127.0.0.0/8\"]", &[one]).status.success());
    assert!(check("[]", &[]).status.success());
    assert!(!folder.join("chatdesk-data").exists());
}
