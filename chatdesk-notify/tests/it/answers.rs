//! What the answers of a receiver, and their absence, come to.

use std::time::Duration;

use async_trait::async_trait;
use chatdesk_core::{Outcome, Timestamp};
use chatdesk_notify::{Resolver, Webhook};
use tokio::{
    net::TcpListener,
    time::{self, Instant},
};

use crate::{
    assert_refused, assert_retried, assert_silent, at_home, post, post_at,
    receiver::{Answer, Receiver},
};

async fn asked(answer: Answer) -> (Receiver, Webhook) {
    let receiver = Receiver::new(answer).await;
    let webhook = at_home(&receiver.url()).build().unwrap();
    (receiver, webhook)
}

async fn outcome_of(answer: Answer) -> Outcome {
    let (_receiver, webhook) = asked(answer).await;
    post(&webhook).await
}

/// The clock of runtimes stands still but for who waits for it, from here on.
fn jump_over_waits() -> Instant {
    time::pause();
    Instant::now()
}

#[tokio::test]
async fn success_is_sent() {
    for status in [200, 201, 202, 204, 226, 299] {
        assert_eq!(outcome_of(Answer::status(status, "")).await, Outcome::SENT, "{status}");
    }
}

#[tokio::test]
async fn who_cannot_answer_now_is_asked_again() {
    for status in [408, 425, 429, 500, 501, 502, 503, 504, 507, 599, 600, 999] {
        let outcome = outcome_of(Answer::status(status, "")).await;
        assert_retried(&outcome);
        assert!(format!("{outcome:?}").contains(&format!("answered {status}")), "{outcome:?}");
    }
}

#[tokio::test]
async fn who_does_not_want_it_is_not_asked_again() {
    for status in [400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 426, 431, 451, 499] {
        let outcome = outcome_of(Answer::status(status, "retry-after: 5\r\n")).await;
        assert_refused(&outcome);
        assert!(format!("{outcome:?}").contains(&format!("answered {status}")), "{outcome:?}");
    }
    let gone = outcome_of(Answer::status(410, "")).await;
    assert_refused(&gone);
    assert!(format!("{gone:?}").contains("gone"), "{gone:?}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Receiver::new(Answer::status(200, "")).await;
    let (metadata, home) = ("http://169.254.169.254/latest/".to_owned(), elsewhere.url());
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for location in [&metadata, &home] {
            let line = format!("location: {location}\r\n");
            let outcome = outcome_of(Answer::status(status, &line)).await;
            assert_refused(&outcome);
            assert!(!format!("{outcome:?}").contains("169.254"), "{outcome:?}");
        }
    }
    assert_eq!(elsewhere.n_connections(), 0);
}

#[tokio::test]
async fn a_receiver_says_when_it_wants_to_be_asked_again() {
    // 1994-11-06T08:49:07Z
    let at = Timestamp::from_micros(784_111_747_000_000);
    let rows = [
        (429, "7", Some(7)),
        (503, "120", Some(120)),
        (503, " 3 ", Some(3)),
        (429, "Sun, 06 Nov 1994 08:49:37 GMT", Some(30)),
        (503, "Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
        (503, "31536000", Some(86_400)),
        (503, "soon", None),
        (500, "7", None),
        (502, "7", None),
    ];
    for (status, told, seconds) in rows {
        let (_receiver, webhook) =
            asked(Answer::status(status, &format!("retry-after: {told}\r\n"))).await;
        let outcome = post_at(&webhook, at).await;
        assert_silent(&outcome);
        let Outcome::Retry { after, .. } = outcome else { panic!("{status} {told}: {outcome:?}") };
        assert_eq!(after, seconds.map(Duration::from_secs), "{status} {told}");
    }
}

#[tokio::test]
async fn who_says_nothing_is_left_after_half_a_minute() {
    let (receiver, webhook) = asked(Answer::Then(String::new())).await;
    let posting = tokio::spawn(async move { post(&webhook).await });
    receiver.received(1).await;

    let since = jump_over_waits();
    let outcome = posting.await.unwrap();

    assert_retried(&outcome);
    assert!(format!("{outcome:?}").contains("30 s"), "{outcome:?}");
    assert!((29..=30).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_name_that_nobody_answers_for_is_left_after_ten_seconds() {
    struct Silent;
    #[async_trait]
    impl Resolver for Silent {
        async fn resolve(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            std::future::pending().await
        }
    }
    let webhook = at_home("https://receiver.example/").resolver(Silent).build().unwrap();

    let since = jump_over_waits();
    let outcome = post(&webhook).await;

    assert_retried(&outcome);
    assert!(format!("{outcome:?}").contains("10 s"), "{outcome:?}");
    assert_eq!(since.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn of_an_endless_body_no_more_is_read_than_is_of_use() {
    let (receiver, webhook) = asked(Answer::Endless).await;
    assert_eq!(post(&webhook).await, Outcome::SENT);
    // What the system's own buffers hold is more than what was read of it.
    let n_bytes = receiver.hung_up_on().await;
    assert!(n_bytes < 16 * 1024 * 1024, "{n_bytes}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let head = "HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n".to_owned();
    let (receiver, webhook) = asked(Answer::Then(head)).await;
    let posting = tokio::spawn(async move { post(&webhook).await });
    receiver.received(1).await;

    let since = jump_over_waits();

    assert_eq!(posting.await.unwrap(), Outcome::SENT);
    assert!(since.elapsed() <= Duration::from_secs(2), "{:?}", since.elapsed());
}

#[tokio::test]
async fn the_status_counts_where_the_body_breaks_off() {
    let broken = |status: u16| {
        Answer::Bytes(format!("HTTP/1.1 {status} X\r\ncontent-length: 100\r\n\r\nhalf of"))
    };
    assert_eq!(outcome_of(broken(200)).await, Outcome::SENT);
    assert_retried(&outcome_of(broken(500)).await);
    assert_refused(&outcome_of(broken(404)).await);
}

#[tokio::test]
async fn who_breaks_off_before_the_status_is_asked_again() {
    for bytes in ["", "HTTP/1.1 20", "HTTP/1.1 200 X\r\nset-co", "SSH-2.0-OpenSSH\r\n\r\n"] {
        assert_retried(&outcome_of(Answer::Bytes(bytes.to_owned())).await);
    }
}

#[tokio::test]
async fn where_nobody_listens_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert_retried(&post(&at_home(&format!("http://{address}/")).build().unwrap()).await);
}
