//! Input that has to be refused: with which status and code, and without changing anything.
//!
//! The rows are written from the contract. Each is sent alone; before the next one the desk's whole view
//! is compared with what it was before the first.

mod bodies;
mod fields;
mod headers;
mod paths;
mod queries;

use chatdesk_api::{Problem, ProblemCode};
use chatdesk_tests::{Actor, Admin, Answer, Caller, Request, Server, tell};
use http::Method;
use serde_json::json;

use crate::view;

/// One refusal: who asks what, and what they are told.
struct Row {
    name: &'static str,
    request: Request,
    expected: &'static [(u16, ProblemCode)],
    /// Where the fault is, for 422.
    pointer: Option<&'static str>,
}

/// The expectations that rows share.
mod expected {
    use chatdesk_api::ProblemCode;

    pub(super) type Expected = &'static [(u16, ProblemCode)];

    pub(super) const NOT_JSON: Expected = &[(400, ProblemCode::InvalidJson)];
    pub(super) const UNKNOWN_ASKER: Expected = &[(401, ProblemCode::Unauthenticated)];
    pub(super) const FORBIDDEN: Expected = &[(403, ProblemCode::Forbidden)];
    pub(super) const SWITCHED_OFF: Expected = &[(403, ProblemCode::ChatDisabled)];
    pub(super) const NOT_FOUND: Expected = &[(404, ProblemCode::NotFound)];
    pub(super) const WRONG_METHOD: Expected = &[(405, ProblemCode::MethodNotAllowed)];
    pub(super) const ENDED: Expected = &[(409, ProblemCode::SessionEnded)];
    pub(super) const TOO_LARGE: Expected = &[(413, ProblemCode::TooLarge)];
    pub(super) const WRONG_MEDIA_TYPE: Expected = &[(415, ProblemCode::UnsupportedMediaType)];
    pub(super) const INVALID: Expected = &[(422, ProblemCode::InvalidRequest)];
    /// JSON that is too deep may be refused by the parser or for its type.
    pub(super) const NOT_JSON_OR_INVALID: Expected =
        &[(400, ProblemCode::InvalidJson), (422, ProblemCode::InvalidRequest)];
    /// A name in a path that cannot be one may be wrong, or not there.
    pub(super) const INVALID_OR_NOT_FOUND: Expected =
        &[(422, ProblemCode::InvalidRequest), (404, ProblemCode::NotFound)];
}

/// Who and what the rows speak of.
struct World {
    server: Server,
    nobody: Caller,
    user: Caller,
    disabled: Caller,
    admin: Admin,
    /// An open session of `user`, with two messages.
    session: String,
    /// An ended session of `user`.
    ended: String,
    /// An open session of `disabled`.
    disabled_session: String,
}

impl World {
    async fn new() -> Self {
        let server = Server::start().await;
        let (user, disabled) = (server.user("42"), server.user("43"));
        let admin = server.admin("root");
        let session = user.open("one").await.id;
        let ended = user.open("two").await.id;
        user.end(&ended).await.expect(200);
        let disabled_session = disabled.open("three").await.id;
        admin.write(&session, "four").await;
        admin.switch("43", json!(false)).await.expect(200);
        Self {
            nobody: server.anonymous().caller().clone(),
            user: user.caller().clone(),
            disabled: disabled.caller().clone(),
            admin,
            session,
            ended,
            disabled_session,
            server,
        }
    }

    /// A path on the open session.
    fn on(&self, end: &str) -> String {
        format!("/chat/session/{}/{end}", self.session)
    }

    /// The user sends this text as JSON to the open session.
    fn sends(&self, body: impl Into<Vec<u8>>) -> Request {
        self.posts(&self.on("messages"), body)
    }

    /// The user posts this text as JSON.
    fn posts(&self, path: &str, body: impl Into<Vec<u8>>) -> Request {
        as_json(self.user.request(Method::POST, path), body)
    }

    /// The admin puts this text as JSON.
    fn puts(&self, path: &str, body: impl Into<Vec<u8>>) -> Request {
        as_json(self.admin.request(Method::PUT, path), body)
    }
}

fn as_json(request: Request, body: impl Into<Vec<u8>>) -> Request {
    let mut request = request.header("content-type", "application/json");
    request.body = body.into().into();
    request
}

fn row(name: &'static str, request: Request, expected: expected::Expected) -> Row {
    Row { name, request, expected, pointer: None }
}

/// A 422 that names the place of the fault.
fn fault(name: &'static str, request: Request, pointer: &'static str) -> Row {
    Row { name, request, expected: expected::INVALID, pointer: Some(pointer) }
}

/// What is wrong with an answer to a row.
fn complaint(row: &Row, answer: &Answer) -> Option<String> {
    let Row { name, expected, pointer, .. } = row;
    let Ok(problem) = serde_json::from_slice::<Problem>(&answer.body) else {
        return Some(format!("{name}: no problem: {answer}"));
    };
    if !expected.contains(&(answer.code(), problem.code)) {
        return Some(format!("{name}: {expected:?} was expected: {answer}"));
    }
    let names = |pointer: &&str| problem.errors.iter().any(|error| error.pointer == **pointer);
    match pointer {
        Some(pointer) if !names(pointer) => {
            Some(format!("{name}: {pointer} is not named: {answer}"))
        }
        _ => None,
    }
}

#[tokio::test]
async fn bad_input_is_refused_as_the_contract_says_and_changes_nothing() {
    let world = World::new().await;
    let mut rows = bodies::rows(&world);
    rows.extend(fields::rows(&world));
    rows.extend(headers::rows(&world));
    rows.extend(paths::rows(&world));
    rows.extend(queries::rows(&world));
    let n_rows = rows.len();
    let before = view::everything(&world.admin).await;

    let mut complaints = Vec::new();
    for row in rows {
        // A connection of its own: a body that nobody read must not end up in the next row's.
        let request = row.request.clone().header("connection", "close");
        let answer = world.server.api().send(request).await;
        complaints.extend(complaint(&row, &answer));
        if view::everything(&world.admin).await != before {
            complaints.push(format!("{}: something changed; later rows were left out", row.name));
            break;
        }
    }

    tell(&format!("{n_rows} rows of bad input"));
    assert!(n_rows >= 60, "{n_rows} rows");
    assert!(complaints.is_empty(), "{} rows:\n{}", complaints.len(), complaints.join("\n"));
}
