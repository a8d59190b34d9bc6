use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Launch, Request, Server, SignedHeaders, User, unix_now};
use http::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::good;
use super::shared;

const SECRET: &str = "what the proxy and the server share.";

async fn server() -> Server {
    Server::launch(Launch::server().env("CHATDESK_AUTH_PROXY_SECRET", SECRET)).await
}

fn asks(server: &Server, path: &str) -> Request {
    Request::new(Method::GET, &server.api().target(path))
}

fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Headers of everything, all of it signed.
fn full(request: &Request) -> SignedHeaders {
    SignedHeaders {
        role: Some("agent".to_owned()),
        name: Some("Zo%C3%AB".to_owned()),
        content: Some(digest(&request.body)),
        ..SignedHeaders::of("7", request, SECRET)
    }
}

/// What is done to a request whose headers are good, and the request then.
#[expect(clippy::too_many_lines, reason = "one table reads better than two")]
fn attacks(request: &Request) -> Vec<(&'static str, Request)> {
    let (signed, now) = (full(request), unix_now());
    let sent = signed.apply(request.clone());
    let altered = |name: &'static str, value: &str| {
        let mut sent = sent.clone();
        sent.headers.remove(name);
        sent.header(name, value)
    };
    let without = |name: &'static str| {
        let mut sent = sent.clone();
        sent.headers.remove(name);
        sent
    };
    let claims = |change: &dyn Fn(&mut SignedHeaders)| {
        let mut signed = full(request);
        change(&mut signed);
        signed.apply(request.clone())
    };
    // Signed for one request, sent with another.
    let moved = |change: &dyn Fn(&mut SignedHeaders)| {
        let mut other = full(request);
        change(&mut other);
        altered("x-chatdesk-signature", &other.signature())
    };
    let signature = signed.signature();
    let target = request.target.clone();
    vec![
        ("another user", altered("x-chatdesk-user", "8")),
        ("another role", altered("x-chatdesk-role", "admin")),
        ("another name", altered("x-chatdesk-name", "Zoe")),
        ("the name decoded", altered("x-chatdesk-name", "Zoë")),
        ("another timestamp", altered("x-chatdesk-timestamp", &(now - 1).to_string())),
        ("another body's digest", altered("x-chatdesk-content-sha256", &digest(b"x"))),
        ("another signature", altered("x-chatdesk-signature", &format!("v1={}", "0".repeat(64)))),
        ("a signature without its version", altered("x-chatdesk-signature", &signature[3..])),
        ("another version", altered("x-chatdesk-signature", &signature.replace("v1", "v2"))),
        ("half a signature", altered("x-chatdesk-signature", &signature[..35])),
        ("a signature with more", altered("x-chatdesk-signature", &format!("{signature}00"))),
        (
            "a signature that is no hex",
            altered("x-chatdesk-signature", &signature.replace(|c: char| c.is_ascii_digit(), "g")),
        ),
        ("no signature", without("x-chatdesk-signature")),
        ("no user", without("x-chatdesk-user")),
        ("no timestamp", without("x-chatdesk-timestamp")),
        ("the role left out", without("x-chatdesk-role")),
        ("the name left out", without("x-chatdesk-name")),
        ("the digest left out", without("x-chatdesk-content-sha256")),
        ("a user twice", sent.clone().header("x-chatdesk-user", "7")),
        ("a role twice", sent.clone().header("x-chatdesk-role", "admin")),
        ("a signature twice", sent.clone().header("x-chatdesk-signature", &signature)),
        ("another method", moved(&|it| it.method = "POST".to_owned())),
        ("a method in small letters", moved(&|it| it.method = "get".to_owned())),
        ("another query", moved(&|it| it.target = format!("{target}&limit=2"))),
        ("no query", moved(&|it| it.target = target.split('?').next().unwrap().to_owned())),
        ("another mount", moved(&|it| it.target = target.replacen("/api", "/support", 1))),
        ("no mount", moved(&|it| it.target = target.replacen("/api", "", 1))),
        ("the target decoded", moved(&|it| it.target = target.replace("%20", " "))),
        ("name and role swapped", moved(&|it| std::mem::swap(&mut it.name, &mut it.role))),
        (
            "a line moved into the user",
            moved(&|it| {
                it.user = "7\nagent".to_owned();
                it.role = Some("Zo%C3%AB".to_owned());
                it.name = None;
            }),
        ),
        ("another secret", claims(&|it| it.secret = "k".repeat(36))),
        ("a replay after 61 seconds", claims(&|it| it.timestamp = (now - 61).to_string())),
        ("from 62 seconds ahead", claims(&|it| it.timestamp = (now + 62).to_string())),
        ("a timestamp with a sign", claims(&|it| it.timestamp = format!("+{now}"))),
        ("a timestamp in milliseconds", claims(&|it| it.timestamp = (now * 1_000).to_string())),
        ("a timestamp with a fraction", claims(&|it| it.timestamp = format!("{now}.5"))),
        ("a timestamp beyond all", claims(&|it| it.timestamp = "9".repeat(30))),
        ("an unknown role", claims(&|it| it.role = Some("root".to_owned()))),
        ("a role in capitals", claims(&|it| it.role = Some("Agent".to_owned()))),
        ("a user of a visitor's beginning", claims(&|it| it.user = "visitor:1".to_owned())),
        ("a user of 257 characters", claims(&|it| it.user = "x".repeat(257))),
        ("an empty user", claims(&|it| it.user = String::new())),
        ("a name that is no UTF-8", claims(&|it| it.name = Some("%ff".to_owned()))),
        ("a name that is no percent-encoding", claims(&|it| it.name = Some("100%".to_owned()))),
        ("a digest that is no hex", claims(&|it| it.content = Some("x".repeat(64)))),
        ("a token beside it", {
            let token = good(&shared()).signed_by(&shared());
            sent.clone().header("authorization", format!("Bearer {token}"))
        }),
        ("another scheme beside it", sent.clone().header("authorization", "Basic NDI6NDI=")),
    ]
}

#[tokio::test]
async fn attacks_on_signed_headers_are_401_and_the_request_they_are_made_of_passes() {
    let server = server().await;
    let request = asks(&server, "/admin/users?search=a%20b&limit=1");
    let mut wrong = Vec::new();

    for (what, attack) in attacks(&request) {
        let answer = server.api().send(attack).await;
        if answer.code() != 401 {
            wrong.push(format!("{what}: {answer}"));
            continue;
        }
        answer.refused(401, ProblemCode::Unauthenticated);
        let good = server.api().send(full(&request).apply(request.clone())).await;
        good.expect(200);
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_the_contract_leaves_open_passes() {
    let server = server().await;
    let request = asks(&server, "/chat/sessions");
    let now = unix_now();
    let of = |change: &dyn Fn(&mut SignedHeaders)| {
        let mut signed = SignedHeaders::of("42", &request, SECRET);
        change(&mut signed);
        signed.apply(request.clone())
    };
    for (what, sent) in [
        ("neither role nor name", of(&|_| {})),
        ("the role of a user", of(&|it| it.role = Some("user".to_owned()))),
        ("a proxy that is late", of(&|it| it.timestamp = (now - 55).to_string())),
        ("a proxy that is early", of(&|it| it.timestamp = (now + 55).to_string())),
        ("a user of 256 characters", of(&|it| it.user = "ä".repeat(256))),
        ("a name with a percent sign", of(&|it| it.name = Some("100%25".to_owned()))),
    ] {
        assert_eq!(server.api().send(sent).await.code(), 200, "{what}");
    }
}

#[tokio::test]
async fn whom_the_headers_name_writes_under_their_name_and_a_repeat_is_harmless() {
    let server = server().await;
    let mut request = Request::new(Method::POST, &server.api().target("/chat/sessions"))
        .json(&json!({"message": "hello", "client_id": "one"}));
    request = request.header("sec-fetch-site", "same-origin");
    let signed = SignedHeaders { role: None, ..full(&request) };
    let sent = signed.apply(request);

    let first = server.api().send(sent.clone()).await;
    let again = server.api().send(sent.clone()).await;

    let session = first.expect(201).json();
    assert_eq!((&session["user"]["id"], &session["user"]["name"]), (&json!("7"), &json!("Zoë")));
    assert_eq!(again.expect(200).json()["id"], session["id"]);
    let mut other = sent;
    other.body = json!({"message": "altered", "client_id": "two"}).to_string().into();
    server.api().send(other).await.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn where_no_secret_is_set_the_headers_are_401_and_never_ignored() {
    let server = Server::start().await;
    let user = User::new(server.api(), "42");
    for name in ["user", "role", "name", "timestamp", "signature", "content-sha256"] {
        let header = format!("x-chatdesk-{name}");
        let alone = asks(&server, "/chat/status").header(&header, "7");
        server.api().send(alone).await.refused(401, ProblemCode::Unauthenticated);
        let beside = user.request(Method::GET, "/chat/sessions").header(&header, "7");
        server.api().send(beside).await.refused(401, ProblemCode::Unauthenticated);
    }
    let request = asks(&server, "/chat/sessions");
    let signed = SignedHeaders::of("42", &request, SECRET).apply(request);
    server.api().send(signed).await.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_revocation_ends_what_was_signed_before_it() {
    let server = server().await;
    let request = asks(&server, "/chat/sessions");
    let before = SignedHeaders {
        timestamp: (unix_now() - 5).to_string(),
        ..SignedHeaders::of("42", &request, SECRET)
    };
    let before = before.apply(request);
    server.api().send(before.clone()).await.expect(200);

    server.admin("1").post("/admin/user/42/revoke", json!({})).await.expect(204);

    server.api().send(before).await.expect(401);
}
