//! A host whose clock is three minutes off.

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Jwt, Launch, Request, Resume, Server, SignedHeaders, User, unix_now};
use http::Method;
use serde_json::json;

use crate::streams::fold::contents;

const SECRET: &str = "what the proxy and the server share.";
const OFF: i64 = 180;

/// How many seconds the text names, where it names them.
fn seconds_in(detail: &str) -> Option<i64> {
    let words: Vec<&str> = detail.split([' ', ',']).collect();
    let at = words.iter().position(|word| *word == "seconds")?;
    words[at - 1].parse().ok()
}

#[tokio::test]
async fn headers_signed_by_such_a_clock_are_401_and_it_is_said_by_how_much_it_is_off() {
    let server = Server::launch(Launch::server().env("CHATDESK_AUTH_PROXY_SECRET", SECRET)).await;
    let request = Request::new(Method::GET, &server.api().target("/chat/sessions"));
    for (off, way) in [(-OFF, "behind"), (OFF, "ahead")] {
        let timestamp = (unix_now() + off).to_string();
        let signed = SignedHeaders { timestamp, ..SignedHeaders::of("42", &request, SECRET) };
        let answer = server.api().send(signed.apply(request.clone())).await;

        let detail = answer.refused(401, ProblemCode::Unauthenticated).detail;

        let seconds = seconds_in(&detail).unwrap();
        assert!((OFF - 5..=OFF + 5).contains(&seconds) && detail.contains(way), "{detail}");
    }
}

#[tokio::test]
async fn what_a_wrong_signature_says_of_clocks_is_not_answered() {
    let server = Server::launch(Launch::server().env("CHATDESK_AUTH_PROXY_SECRET", SECRET)).await;
    let request = Request::new(Method::GET, &server.api().target("/chat/sessions"));
    let timestamp = (unix_now() - OFF).to_string();
    let other = "k".repeat(36);
    let signed = SignedHeaders { timestamp, ..SignedHeaders::of("42", &request, &other) };

    let answer = server.api().send(signed.apply(request)).await;

    assert_eq!(seconds_in(&answer.refused(401, ProblemCode::Unauthenticated).detail), None);
}

#[tokio::test]
async fn tokens_by_such_a_clock_are_401_and_it_is_said_by_how_much_it_is_off() {
    let server = Server::start().await;
    let lenient = Server::launch(Launch::server().env("CHATDESK_AUTH_LEEWAY", "4m")).await;
    let now = unix_now();
    for (what, token) in [
        ("expired", Jwt::of("42").claim("exp", now - OFF)),
        ("counts in", Jwt::of("42").claim("nbf", now + OFF)),
    ] {
        let ask = async |server: &Server| {
            User::with_token(server.api(), "42", &token.sign()).get("/chat/sessions").await
        };

        let detail = ask(&server).await.refused(401, ProblemCode::Unauthenticated).detail;

        let seconds = seconds_in(&detail).unwrap();
        assert!((OFF - 5..=OFF + 5).contains(&seconds) && detail.contains(what), "{detail}");
        ask(&lenient).await.expect(200);
    }
}

#[tokio::test]
async fn a_token_of_a_wrong_signature_is_not_told_when_it_expired() {
    let server = Server::start().await;
    let token = Jwt::of("42").claim("exp", unix_now() - OFF).sign();
    let broken = format!("{}AAAA", &token[..token.len() - 4]);

    let answer = User::with_token(server.api(), "42", &broken).get("/chat/sessions").await;

    assert_eq!(seconds_in(&answer.refused(401, ProblemCode::Unauthenticated).detail), None);
}

#[tokio::test]
async fn a_token_made_in_the_future_counts_and_outlives_revocations_until_then() {
    let server = Server::start().await;
    let by_clock = |issued_at: i64| {
        let token = Jwt::of("42").claim("iat", issued_at).sign();
        User::with_token(server.api(), "42", &token)
    };
    let (ahead, right) = (by_clock(unix_now() + OFF), by_clock(unix_now() - 1));
    ahead.get("/chat/sessions").await.expect(200);

    server.admin("root").post("/admin/user/42/revoke", json!({})).await.expect(204);

    right.get("/chat/sessions").await.expect(401);
    ahead.get("/chat/sessions").await.expect(200);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_stream_costs_nothing() {
    let server = Server::start().await;
    let agent = server.agent("a");
    let token = Jwt::of("42").claim("exp", unix_now() + 2).sign();
    let user = User::with_token(server.api(), "42", &token);
    let session = user.open("one").await.id;
    let mut stream = user.stream(&Resume::now()).await;
    agent.write(&session, "two").await;
    let seen = stream.until_message("two").await;

    assert_eq!(stream.rest().await, [], "the stream ends with the token");
    let answer = user.get("/chat/sessions").await;
    let detail = answer.refused(401, ProblemCode::Unauthenticated).detail;
    assert!(detail.contains("expired"), "{detail}");
    agent.write(&session, "three").await;
    let resume = Resume::after(&seen.last().unwrap().id);
    let mut stream = server.user("42").stream(&resume).await;

    agent.write(&session, "four").await;
    assert_eq!(contents(&stream.until_message("four").await), ["three", "four"]);
}
