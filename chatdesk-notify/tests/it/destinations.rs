//! Where a webhook goes, and where it never does.

use chatdesk_core::Outcome;
use chatdesk_http::webhook_event;
use chatdesk_notify::Webhook;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    Script, assert_refused, assert_retried, at_home, post,
    receiver::{Answer, Receiver},
    secret,
};

/// Ways to write this machine's address that some parser or system takes for it.
const OURS: [&str; 17] = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0x0.0.0x1",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "１２７.0.0.1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
];

/// What connects to this machine on some system, and is not 127.0.0.0/8.
const OURS_TOO: [&str; 7] =
    ["0.0.0.0", "0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:0.0.0.0]"];

/// Addresses that a resolver answers, or a URL names, and that are not public.
const PRIVATE: [&str; 26] = [
    "127.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::10.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::10.0.0.1",
    "2001:0:808:808:0:ffff:f5ff:fffe",
    "2001:db8::1",
    "2002:a00:1::1",
    "fc00::1",
    "fe80::1",
    "ff02::1",
];

/// Refused for where it would have gone, and not for what somebody there answered.
#[track_caller]
fn assert_forbidden(outcome: &Outcome) {
    assert_refused(outcome);
    assert!(format!("{outcome:?}").contains("address is not public"), "{outcome:?}");
}

fn of_the_public(url: &str) -> Webhook {
    Webhook::builder(url.parse().unwrap(), secret(), webhook_event).build().unwrap()
}

#[tokio::test]
async fn this_machine_is_not_reached_however_its_address_is_written() {
    let receiver = Receiver::new(Answer::status(200, "")).await;
    let other = Receiver::on("::", Answer::status(200, "")).await;
    for host in OURS.iter().chain(&OURS_TOO).chain(&["localhost", "LOCALHOST"]) {
        for url in [receiver.url_by("http", host), other.url_by("http", host)] {
            assert_forbidden(&post(&of_the_public(&url)).await);
            let tls = url.replacen("http", "https", 1);
            assert_forbidden(&post(&of_the_public(&tls)).await);
        }
    }
    assert_eq!((receiver.n_connections(), other.n_connections()), (0, 0));
}

#[tokio::test]
async fn it_is_reached_by_all_of_these_where_it_is_allowed() {
    for host in OURS {
        let receiver = Receiver::new(Answer::status(200, "")).await;
        let url = receiver.url_by("http", host);
        assert_eq!(post(&at_home(&url).build().unwrap()).await, Outcome::SENT, "{host}");
        assert_eq!(receiver.n_connections(), 1, "{host}");
    }
}

#[tokio::test]
async fn an_allowed_network_allows_no_other() {
    let receiver = Receiver::on("::", Answer::status(200, "")).await;
    for host in OURS_TOO {
        let webhook = at_home(&receiver.url_by("http", host)).build().unwrap();
        assert_forbidden(&post(&webhook).await);
    }
    assert_eq!(receiver.n_connections(), 0);
}

#[tokio::test]
async fn an_address_that_is_not_public_is_refused_in_a_url_and_behind_a_name() {
    for address in PRIVATE {
        let host = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
        assert_forbidden(&post(&of_the_public(&format!("https://{host}/"))).await);

        let resolver = Script::new(&[&[address]]);
        let url = "https://receiver.example/".parse().unwrap();
        let building = Webhook::builder(url, secret(), webhook_event);
        assert_forbidden(&post(&building.resolver(resolver.clone()).build().unwrap()).await);
        assert_eq!(resolver.n_look_ups(), 1, "{address}");
    }
}

#[tokio::test]
async fn a_name_that_changes_its_answer_is_judged_by_what_is_connected_to() {
    let receiver = Receiver::new(Answer::status(200, "connection: close\r\n")).await;
    let resolver = Script::new(&[&["127.0.0.1"], &["127.0.0.1"], &["10.0.0.1"]]);
    let building = at_home(&receiver.url_by("http", "receiver.example"));
    let webhook = building.resolver(resolver.clone()).build().unwrap();

    // One look-up for each connection: there is no second one that could say something else.
    for n_look_ups in [1, 2] {
        assert_eq!(post(&webhook).await, Outcome::SENT);
        assert_eq!(resolver.n_look_ups(), n_look_ups);
    }
    assert_forbidden(&post(&webhook).await);
    assert_eq!(receiver.n_connections(), 2);
}

#[tokio::test]
async fn of_several_addresses_only_those_that_may_be_are_tried() {
    let receiver = Receiver::new(Answer::status(200, "")).await;
    let private = Receiver::on("::1", Answer::status(200, "")).await;
    let resolver = Script::new(&[&["::1", "169.254.169.254", "127.0.0.1"]]);
    for url in [&receiver, &private].map(|it| it.url_by("http", "receiver.example")) {
        let webhook = at_home(&url).resolver(resolver.clone()).build().unwrap();
        post(&webhook).await;
    }
    assert_eq!((receiver.n_connections(), private.n_connections()), (1, 0));
}

#[tokio::test]
async fn a_public_address_is_not_asked_without_tls() {
    let building = || at_home("http://receiver.example/").resolver(Script::new(&[&["8.8.8.8"]]));
    assert_forbidden(&post(&building().build().unwrap()).await);
    assert_forbidden(&post(&at_home("http://8.8.8.8/").build().unwrap()).await);
}

#[tokio::test]
async fn a_name_that_is_not_known_is_looked_up_again_later() {
    for answers in [&[][..], &[&[][..]]] {
        let building = at_home("https://receiver.example/").resolver(Script::new(answers));
        assert_retried(&post(&building.build().unwrap()).await);
    }
}

#[tokio::test]
async fn by_https_nothing_is_said_before_the_receiver_has_shown_who_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listening = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 4096];
        let n_bytes = stream.read(&mut bytes).await.unwrap();
        bytes.truncate(n_bytes);
        bytes
    });

    let outcome = post(&at_home(&format!("https://{address}/")).build().unwrap()).await;

    assert_retried(&outcome);
    // A handshake of TLS, which offers HTTP/1.1 alone.
    let said = listening.await.unwrap();
    assert_eq!(said[..2], [0x16, 0x03]);
    assert!(!said.windows(4).any(|window| window == b"POST"));
}
