use axum::{
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use chatdesk_core::{Actor, AddAccount, Desk, Staff, StaffRole};
use chatdesk_http::{HttpSettings, with_problems};
use chatdesk_testkit::{ManualClock, MemoryStore};
use serde_json::json;
use tower::ServiceExt;

use super::*;

/// A door, its code, and the clock in front of it.
struct Entrance {
    router: Router,
    code: String,
    clock: ManualClock,
    desk: Desk,
}

const PASSWORD: &str = "correct horse";

fn jwt() -> Jwt {
    Jwt::hs256(&[7; 32]).unwrap()
}

impl Entrance {
    fn new() -> Self {
        let clock = ManualClock::default();
        let desk = Desk::builder(MemoryStore::new()).clock(clock.clone()).build();
        let sign_in = SignIn::new(desk.clone(), HttpSettings::default());
        let (door, code) = ConsoleDoor::new(jwt(), Arc::new(clock.clone()), sign_in).unwrap();
        Self { router: with_problems(door.router("")), code, clock, desk }
    }

    async fn post(&self, content_type: &str, body: impl Into<Body>) -> Response {
        let request = Request::builder()
            .method("POST")
            .uri("/console/session")
            .header("content-type", content_type)
            .body(body.into())
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn ask(&self, path: &str, body: serde_json::Value) -> Response {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Gives somebody a link.
    async fn link(&self, name: &str, link: &str) {
        let staff = Staff { role: StaffRole::Admin, id: "operator".to_owned(), name: None };
        let add = AddAccount { name: name.parse().unwrap(), role: None, link: link.to_owned() };
        self.desk.add_account(&Actor::Staff(staff), Ok(add)).await.unwrap();
    }

    async fn set_password(&self, link: &str) -> Response {
        self.ask("/console/password", json!({"link": link, "password": PASSWORD})).await
    }

    async fn sign_in(&self, password: &str) -> Response {
        self.ask("/console/session", json!({"name": "Ann", "password": password})).await
    }

    async fn trade(&self, code: &str) -> Response {
        self.post("application/json", serde_json::json!({ "code": code }).to_string()).await
    }
}

async fn json(response: Response) -> serde_json::Value {
    serde_json::from_slice(&to_bytes(response.into_body(), 65_536).await.unwrap()).unwrap()
}

#[tokio::test]
async fn the_code_is_traded_once_for_an_administrators_token() {
    let entrance = Entrance::new();

    let answer = entrance.trade(&entrance.code).await;

    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
    let token = json(answer).await["token"].as_str().unwrap().to_owned();
    let claims = jwt().verify(&token, entrance.clock.now()).unwrap();
    let Actor::Staff(staff) = claims.actor() else { panic!("not of the desk") };
    assert_eq!(staff.role, StaffRole::Admin);
    assert_eq!(entrance.trade(&entrance.code).await.status(), 401);
}

#[tokio::test]
async fn the_code_counts_for_ten_minutes() {
    let entrance = Entrance::new();
    entrance.clock.advance(Duration::from_secs(10 * 60 - 1));
    assert_eq!(entrance.trade(&entrance.code).await.status(), 200);

    let entrance = Entrance::new();
    entrance.clock.advance(Duration::from_secs(10 * 60));
    assert_eq!(entrance.trade(&entrance.code).await.status(), 401);
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_spends_nothing() {
    let entrance = Entrance::new();
    for code in ["", "0", &entrance.code[1..], &format!("{}0", entrance.code)] {
        let answer = entrance.trade(code).await;

        assert_eq!(answer.status(), 401, "{code:?}");
        assert_eq!(answer.headers().get("www-authenticate").unwrap(), "Bearer");
        assert_eq!(json(answer).await["code"], "unauthenticated");
    }
    assert_eq!(entrance.trade(&entrance.code).await.status(), 200);
}

#[tokio::test]
async fn of_many_who_trade_at_once_one_gets_in() {
    let entrance = Entrance::new();

    let answers = futures_util::future::join_all((0..20).map(|_| entrance.trade(&entrance.code)));

    let let_in = answers.await.iter().filter(|answer| answer.status() == 200).count();
    assert_eq!(let_in, 1);
}

#[tokio::test]
async fn two_servers_have_two_codes() {
    let (one, other) = (Entrance::new(), Entrance::new());

    assert_ne!(one.code, other.code);
    assert_eq!(one.trade(&other.code).await.status(), 401);
}

#[tokio::test]
async fn a_body_that_is_no_code_is_a_problem_that_says_so() {
    let json_type = "application/json; charset=utf-8";
    let cases = [
        ("text/plain", r#"{"code":"x"}"#.to_owned(), 415, "unsupported_media_type"),
        (json_type, r#"{"code":"#.to_owned(), 400, "invalid_json"),
        (json_type, String::new(), 422, "invalid_request"),
        ("", String::new(), 422, "invalid_request"),
        (json_type, "{}".to_owned(), 422, "invalid_request"),
        (json_type, r#"{"code":7}"#.to_owned(), 422, "invalid_request"),
        (json_type, "[]".to_owned(), 422, "invalid_request"),
        (json_type, " ".repeat(70_000), 413, "too_large"),
    ];
    let entrance = Entrance::new();
    for (content_type, body, status, code) in cases {
        let answer = entrance.post(content_type, body.clone()).await;

        assert_eq!(answer.status(), status, "{body:.40}");
        let problem = json(answer).await;
        assert_eq!(problem["code"], code, "{body:.40}");
        assert_eq!(problem["status"], status, "{body:.40}");
    }
    assert_eq!(entrance.trade(&entrance.code).await.status(), 200);
}

#[tokio::test]
async fn a_link_counts_for_a_day_and_what_it_gives_for_twelve_hours() {
    let entrance = Entrance::new();
    entrance.link("Ann", "first").await;
    entrance.clock.advance(Duration::from_hours(24));
    assert_eq!(entrance.set_password("first").await.status(), 401);

    entrance.link("Ann", "second").await;
    entrance.clock.advance(Duration::from_hours(24).checked_sub(Duration::from_secs(1)).unwrap());
    let answer = entrance.set_password("second").await;
    assert_eq!(answer.status(), 200);
    let token = json(answer).await["token"].as_str().unwrap().to_owned();
    entrance.clock.advance(Duration::from_hours(12).checked_sub(Duration::from_secs(1)).unwrap());
    assert!(jwt().verify(&token, entrance.clock.now()).is_some());
    entrance.clock.advance(Duration::from_secs(1));
    assert!(jwt().verify(&token, entrance.clock.now()).is_none());
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_a_name_may_be_tried_again() {
    let entrance = Entrance::new();
    entrance.link("Ann", "link").await;
    assert_eq!(entrance.set_password("link").await.status(), 200);
    for _ in 0..5 {
        assert_eq!(entrance.sign_in("wrong").await.status(), 401);
    }
    assert_eq!(entrance.sign_in(PASSWORD).await.status(), 429);
    entrance.clock.advance(Duration::from_secs(15 * 60 - 1));
    let waits = entrance.sign_in(PASSWORD).await;
    assert_eq!(
        (waits.status().as_u16(), waits.headers()["retry-after"].as_bytes()),
        (429, &b"1"[..])
    );

    entrance.clock.advance(Duration::from_secs(1));

    for _ in 0..10 {
        assert_eq!(entrance.sign_in(PASSWORD).await.status(), 200, "what is right does not count");
    }
}
