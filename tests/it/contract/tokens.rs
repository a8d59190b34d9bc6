use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Answer, Jwt, Request, Server, User, Visitor, unix_now};
use http::Method;
use serde_json::json;

/// What the server says to this `Authorization` where a token is needed.
async fn asked_with(server: &Server, authorization: &str) -> Answer {
    let target = server.api().target("/chat/sessions");
    let request = Request::new(Method::GET, &target).header("authorization", authorization);
    server.api().send(request).await
}

#[track_caller]
fn assert_unauthenticated(name: &str, answer: &Answer) {
    assert_eq!(answer.code(), 401, "{name}: {answer}");
    answer.refused(401, ProblemCode::Unauthenticated);
    assert!(answer.header("www-authenticate").starts_with("Bearer"), "{name}: {answer}");
}

/// The id under which the bearer of this token is known, taken from a session that they open.
async fn known_as(server: &Server, token: &str) -> String {
    User::with_token(server.api(), "", token).open("hello").await.user.id
}

#[tokio::test]
async fn a_token_that_does_not_count_is_401() {
    let server = Server::start().await;
    let now = unix_now();
    let good = Jwt::of("42");
    let of_256 = "x".repeat(256);
    let signed = good.sign();
    let (head, signature) = signed.rsplit_once('.').unwrap();
    let bad = [
        ("alg none", good.clone().algorithm("none").unsigned()),
        ("alg NONE, signed", good.clone().algorithm("NONE").sign()),
        ("no signature", good.unsigned()),
        ("half a signature", format!("{head}.{}", &signature[..20])),
        ("another algorithm", good.clone().algorithm("HS512").sign()),
        ("an asymmetric algorithm", good.clone().algorithm("RS256").sign()),
        ("an unknown algorithm", good.clone().algorithm("X").sign()),
        ("another key", good.clone().secret(&"k".repeat(40)).sign()),
        ("an empty key", good.clone().secret("").sign()),
        ("expired", good.clone().claim("exp", now - 1).sign()),
        ("expired long ago", good.clone().claim("exp", 1).sign()),
        ("no exp", good.clone().without("exp").sign()),
        ("exp as text", good.clone().claim("exp", "tomorrow").sign()),
        ("not yet valid", good.clone().claim("nbf", now + 600).sign()),
        ("no sub", good.clone().without("sub").sign()),
        ("empty sub", good.clone().claim("sub", "").sign()),
        ("sub null", good.clone().claim("sub", json!(null)).sign()),
        ("sub a fraction", good.clone().claim("sub", 1.5).sign()),
        ("sub a list", good.clone().claim("sub", json!(["42"])).sign()),
        ("sub of 257 characters", good.clone().claim("sub", format!("{of_256}x")).sign()),
        ("a refresh token", good.clone().claim("token_type", "refresh").sign()),
        ("an unknown role", good.clone().claim("role", "superuser").sign()),
        ("a role that is no text", good.clone().claim("role", 1).sign()),
        ("no token at all", String::new()),
        ("no JWT", "x".to_owned()),
        ("two parts", "e30.e30".to_owned()),
        ("four parts", format!("{signed}.x")),
    ];

    for (name, token) in &bad {
        assert_unauthenticated(name, &asked_with(&server, &format!("Bearer {token}")).await);
    }
    assert_unauthenticated("another scheme", &asked_with(&server, "Basic NDI6NDI=").await);
    assert_unauthenticated("no scheme", &asked_with(&server, &signed).await);
}

#[tokio::test]
async fn a_token_that_does_not_count_is_401_also_where_none_is_needed() {
    let server = Server::start().await;
    let stale = User::with_token(server.api(), "42", &Jwt::of("42").claim("exp", 1).sign());

    let answer = stale.get("/chat/status").await;

    assert_unauthenticated("expired", &answer);
}

#[tokio::test]
async fn a_good_token_may_say_more_than_is_needed() {
    let server = Server::start().await;
    let now = unix_now();
    let of_256 = "ü".repeat(256);
    let good = [
        ("42", Jwt::of("42").claim("nbf", now - 1).claim("iat", now)),
        ("42", Jwt::of("42").claim("token_type", "access").claim("jti", "x")),
        ("42", Jwt::of("42").claim("aud", "somebody").claim("iss", "somewhere")),
        ("42", Jwt::of("42").claim("role", "user")),
        (of_256.as_str(), Jwt::of(&of_256)),
    ];

    for (id, token) in good {
        assert_eq!(known_as(&server, &token.sign()).await, id);
    }
}

#[tokio::test]
async fn an_integer_as_sub_is_the_same_person_as_its_digits() {
    let server = Server::start().await;
    let session = server.user("7").open("as text").await.id;

    let by_number = User::with_token(server.api(), "7", &Jwt::of("").claim("sub", 7).sign());

    assert_eq!(by_number.write(&session, "as a number").await.sender.id.as_deref(), Some("7"));
}

#[tokio::test]
async fn a_claim_that_is_not_configured_makes_no_admin() {
    let server = Server::start().await;
    let token = Jwt::of("42").claim("is_admin", true).claim("is_staff", true).sign();
    let user = User::with_token(server.api(), "42", &token);

    user.get("/admin/users").await.refused(403, ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_visitors_token_that_was_touched_is_401() {
    let server = Server::start().await;
    let elsewhere =
        Server::launch(chatdesk_tests::Launch::bare().args(["--addr", "127.0.0.1:0"])).await;
    let visitor = server.visitor().await;
    visitor.open("hello").await;
    let token = visitor.token();
    let middle = token.len() / 2;
    let other = if &token[middle..=middle] == "x" { "y" } else { "x" };
    let bad = [
        ("changed in the middle", format!("{}{other}{}", &token[..middle], &token[middle + 1..])),
        ("cut short", token[..token.len() - 4].to_owned()),
        ("made longer", format!("{token}AAAA")),
        ("the prefix alone", "cdv_".to_owned()),
        ("without the prefix", token.trim_start_matches("cdv_").to_owned()),
        ("of a ticket", token.replace("cdv_", "cdt_")),
        ("of another server", elsewhere.visitor().await.token().to_owned()),
    ];

    for (name, token) in &bad {
        assert_unauthenticated(name, &asked_with(&server, &format!("Bearer {token}")).await);
    }
    assert_eq!(asked_with(&server, &format!("Bearer {token}")).await.code(), 200);
}

#[tokio::test]
async fn a_visitors_token_outlives_the_server() {
    let server = Server::start().await;
    let visitor = server.visitor().await;
    let session = visitor.open("hello").await.id;

    let server = server.kill_and_restart().await;
    let visitor: Visitor = visitor.at(server.api());

    assert_eq!(visitor.write(&session, "still me").await.id, 2);
}

#[tokio::test]
async fn two_ways_of_saying_who_asks_are_401() {
    let server = Server::start().await;
    let user = server.user("42");
    let request = user.request(Method::GET, "/chat/sessions");

    let same = request.clone().header("authorization", format!("Bearer {}", user.token()));
    let other = request.header("authorization", "Basic NDI6NDI=");

    assert_unauthenticated("the same twice", &user.send(same).await);
    assert_unauthenticated("two schemes", &user.send(other).await);
}
