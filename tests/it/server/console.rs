use chatdesk_api::{ConsoleToken, ProblemCode};
use chatdesk_tests::{Actor, Answer, Request, Server, User};
use http::Method;
use serde_json::{Value, json};

use crate::view;

async fn trade(server: &Server, body: &Value) -> Answer {
    server.api().send(Request::new(Method::POST, "/console/session").json(body)).await
}

#[tokio::test]
async fn the_code_of_the_link_is_traded_once_for_an_admins_token() {
    let server = Server::start().await;
    let code = json!({"code": server.console_code()});

    let ConsoleToken { token } = trade(&server, &code).await.ok();
    let again = trade(&server, &code).await;

    let admin = User::with_token(server.api(), "", &token);
    admin.switch("42", json!(false)).await.expect(200);
    again.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_does_not_use_up_the_right_one() {
    let server = Server::start().await;
    let right = json!({"code": server.console_code()});

    trade(&server, &json!({"code": "wrong"})).await.refused(401, ProblemCode::Unauthenticated);
    trade(&server, &json!({"code": ""})).await.refused(401, ProblemCode::Unauthenticated);
    trade(&server, &json!({"code": 7})).await.refused(422, ProblemCode::InvalidRequest);
    trade(&server, &json!({})).await.refused(422, ProblemCode::InvalidRequest);

    trade(&server, &right).await.expect(200);
}

#[tokio::test]
async fn the_consoles_token_survives_a_restart() {
    let server = Server::start().await;
    server.user("42").open("hello").await;
    let code = json!({"code": server.console_code()});
    let ConsoleToken { token } = trade(&server, &code).await.ok();

    let server = server.kill_and_restart().await;

    let admin = User::with_token(server.api(), "", &token);
    assert_eq!(view::desk_sessions(&admin).await.len(), 1);
    trade(&server, &code).await.refused(401, ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn many_trades_of_one_code_at_once_give_one_token() {
    let server = Server::start().await;
    let code = json!({"code": server.console_code()});

    let answers = futures_util::future::join_all((0..8).map(|_| trade(&server, &code))).await;

    assert_eq!(answers.iter().filter(|answer| answer.code() == 200).count(), 1);
}
