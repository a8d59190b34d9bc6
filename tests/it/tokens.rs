//! Attacks on tokens and signed headers, each beside a good twin, against running servers.

mod deactivated;
mod host;
mod jwks;
mod own;
mod revoked;
mod signed;

use chatdesk_api::ProblemCode;
use chatdesk_tests::{Answer, HostKey, JWT_SECRET, Jwt, Launch, Request, Server};
use http::Method;

/// A server that verifies with this key, and wants tokens to be for `chat` and from `shop`.
async fn server_for(key: &HostKey) -> Server {
    let launch = launch();
    Server::launch(match key {
        HostKey::Secret(_) => launch.env("CHATDESK_AUTH_JWT_SECRET", JWT_SECRET),
        _ => launch.env("CHATDESK_AUTH_JWT_PUBLIC_KEY", key.pem()),
    })
    .await
}

fn launch() -> Launch {
    Launch::bare()
        .args(["--addr", "127.0.0.1:0"])
        .env("CHATDESK_AUTH_AUDIENCE", "chat")
        .env("CHATDESK_AUTH_ISSUER", "shop")
        .env("CHATDESK_LIMITS_READS_PER_ACTOR", "0")
}

/// A token for such a server, but for its signature.
fn good(key: &HostKey) -> Jwt {
    Jwt::of("42").algorithm(key.algorithm()).claim("aud", "chat").claim("iss", "shop")
}

fn shared() -> HostKey {
    HostKey::Secret(JWT_SECRET.as_bytes().to_vec())
}

/// What the server says to this token where one is needed.
async fn shown(server: &Server, token: &str) -> Answer {
    let target = server.api().target("/chat/sessions");
    let bearer = format!("Bearer {token}");
    server.api().send(Request::new(Method::GET, &target).header("authorization", bearer)).await
}

/// Notes what was not refused with 401, or what was and should not have been.
async fn hold(server: &Server, what: &str, (bad, good): (&str, &str), wrong: &mut Vec<String>) {
    let (bad, good) = (shown(server, bad).await, shown(server, good).await);
    if bad.code() != 401 {
        wrong.push(format!("{what} is accepted: {bad}"));
    } else {
        bad.refused(401, ProblemCode::Unauthenticated);
    }
    if good.code() != 200 {
        wrong.push(format!("the good twin of {what} is refused: {good}"));
    }
}
