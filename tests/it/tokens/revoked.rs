use chatdesk_api::ProblemCode;
use chatdesk_tests::{Actor, Jwt, Launch, Resume, Server, User, Visitor, unix_now};
use http::Method;
use serde_json::json;

async fn revoke(server: &Server, id: &str) {
    let path = format!("/admin/user/{id}/revoke");
    let admin = server.admin("an-admin");
    let answer = admin.send(admin.request(Method::POST, &path)).await;
    assert!(answer.expect(204).body.is_empty());
}

fn user_since(server: &Server, id: &str, issued_at: i64) -> User {
    User::with_token(server.api(), id, &Jwt::of(id).claim("iat", issued_at).sign())
}

#[tokio::test]
async fn tokens_from_before_are_401_and_those_from_after_count() {
    let server = Server::start().await;
    let now = unix_now();
    let (old, undated) = (user_since(&server, "42", now - 60), server.user("42"));
    let (agent, other) = (server.agent("42"), user_since(&server, "43", now - 60));
    let visitor = server.visitor().await;
    for person in [old.caller(), undated.caller(), other.caller()] {
        person.get("/chat/sessions").await.expect(200);
    }

    revoke(&server, "42").await;
    revoke(&server, visitor.id()).await;

    for person in [old.caller(), undated.caller(), agent.caller(), visitor.caller()] {
        person.get("/chat/status").await.refused(401, ProblemCode::Unauthenticated);
    }
    other.get("/chat/sessions").await.expect(200);
    user_since(&server, "42", now + 60).get("/chat/sessions").await.expect(200);
    let fraction = Jwt::of("42").claim("iat", now as f64 + 60.5).sign();
    User::with_token(server.api(), "42", &fraction).get("/chat/sessions").await.expect(200);
    Visitor::arrive(server.api()).await.get("/chat/sessions").await.expect(200);
}

#[tokio::test]
async fn a_revocation_outlives_kill_and_restart_and_an_erasure() {
    let server = Server::start().await;
    let before = unix_now() - 60;
    user_since(&server, "ada@example.org", before).open("hello").await;
    revoke(&server, "ada@example.org").await;
    server.admin("an-admin").delete("/admin/user/ada@example.org").await.expect(202);

    let server = server.kill_and_restart().await;

    user_since(&server, "ada@example.org", before).get("/chat/sessions").await.expect(401);
}

#[tokio::test]
async fn streams_end_here_and_in_another_process_on_the_same_file() {
    let server = Server::start().await;
    let other = Server::launch(Launch::server_in(std::sync::Arc::clone(server.folder()))).await;
    let issued_at = unix_now() - 60;
    let mut streams = Vec::new();
    for server in [&server, &other] {
        let user = user_since(server, "42", issued_at);
        let bystander = user_since(server, "43", issued_at);
        let streams_of =
            (user.stream(&Resume::now()).await, bystander.stream(&Resume::now()).await);
        streams.push((streams_of, bystander));
    }

    revoke(&server, "42").await;

    for ((theirs, bystanders), bystander) in &mut streams {
        assert_eq!(theirs.rest().await, [], "before the stream ended");
        bystander.open("still heard").await;
        bystanders.until_message("still heard").await;
    }
    user_since(&other, "42", issued_at).get("/chat/sessions").await.expect(401);
}

#[tokio::test]
async fn only_admins_revoke_and_an_unfit_id_is_named() {
    let server = Server::start().await;
    let path = format!("/admin/user/{}/revoke", "x".repeat(257));
    let agent = server.agent("7").post(&path, json!({})).await;
    agent.refused(403, ProblemCode::Forbidden);
    let admin = server.admin("1").post(&path, json!({})).await;
    let problem = admin.refused(422, ProblemCode::InvalidRequest);
    assert!(!problem.errors.is_empty(), "{admin}");
}
