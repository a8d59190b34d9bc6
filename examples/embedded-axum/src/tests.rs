//! The shop as its customers and its staff meet it, over a clock that is moved by hand.

use std::time::Duration;

use axum::{Router, body::Body};
use chatdesk::Desk;
use chatdesk_testkit::{ManualClock, MemoryStore, eventually};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::sessions::SESSION_FOR;

struct Town {
    shop: Router,
    clock: ManualClock,
    desk: Desk,
    worker: JoinHandle<()>,
}

impl Town {
    async fn new() -> Self {
        let clock = ManualClock::default();
        let (shop, desk) = crate::app(MemoryStore::new(), clock.clone()).unwrap();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { shop, clock, desk, worker }
    }

    /// A browser that is not logged in.
    fn browser(&self) -> Browser {
        Browser { shop: self.shop.clone(), cookie: None, token: None }
    }

    async fn logged_in(&self, name: &str, password: &str) -> Browser {
        let mut browser = self.browser();
        browser.logs_in(name, password).await;
        browser
    }

    async fn ada(&self) -> Browser {
        self.logged_in("ada", "teapot").await
    }

    async fn sam(&self) -> Browser {
        self.logged_in("sam", "kettle").await
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// Keeps the shop's cookie, and what the widget keeps.
struct Browser {
    shop: Router,
    cookie: Option<String>,
    token: Option<String>,
}

impl Browser {
    async fn logs_in(&mut self, name: &str, password: &str) {
        let form = format!("email={name}%40example.com&password={password}");
        let answer = self.sends("/login", &form, "application/x-www-form-urlencoded").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    }

    /// What the widget does when it is opened: asks who is logged in.
    async fn takes_token(&mut self) {
        self.token = None;
        let answer = self.gets("/chat-token").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        self.token = Some(answer.json()["token"].as_str().unwrap().to_owned());
    }

    /// Opens a chat, or goes on, with a message; answers its id.
    async fn writes(&self, message: &str) -> String {
        let body = format!("{{\"message\": \"{message}\"}}");
        let answer = self.posts("/support/api/chat/sessions", &body).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    async fn gets(&self, path: &str) -> Answer {
        self.asks(Request::get(path), "").await
    }

    async fn posts(&self, path: &str, body: &str) -> Answer {
        self.sends(path, body, "application/json").await
    }

    async fn sends(&self, path: &str, body: &str, kind: &str) -> Answer {
        self.asks(Request::post(path).header(header::CONTENT_TYPE, kind), body).await
    }

    async fn asks(&self, mut request: http::request::Builder, body: &str) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let (parts, body) = self.shop.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }
}

const SESSIONS: &str = "/support/api/chat/sessions";

#[tokio::test]
async fn who_is_logged_in_to_the_shop_is_logged_in_to_the_chat() {
    let town = Town::new().await;
    let mut ada = town.ada().await;

    ada.writes("by cookie").await;
    ada.takes_token().await;
    let session = ada.writes("by the widget's token").await;

    let chat = ada.gets(&format!("/support/api/chat/session/{session}/messages")).await.json();
    assert_eq!(chat["session"]["user"]["name"], "Ada Okoye");
    assert_eq!(chat["messages"][0]["content"], "by cookie");
    assert_eq!(chat["messages"][1]["content"], "by the widget's token");
}

#[tokio::test]
async fn who_is_not_logged_in_chats_as_a_visitor() {
    let town = Town::new().await;
    let mut visitor = town.browser();
    assert_eq!(visitor.gets("/chat-token").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(visitor.gets(SESSIONS).await.status, StatusCode::UNAUTHORIZED);

    let made = visitor.posts("/support/api/visitor/session", "{}").await;
    visitor.token = Some(made.json()["token"].as_str().unwrap().to_owned());

    visitor.writes("Do you ship to Norway?").await;
}

#[tokio::test]
async fn nobody_reads_the_chat_of_somebody_else_after_a_change_of_accounts() {
    let town = Town::new().await;
    let mut browser = town.ada().await;
    let hers = browser.writes("my address is wrong").await;
    browser.posts("/logout", "").await;
    browser.logs_in("ben", "saucer").await;
    browser.takes_token().await;

    let listed = browser.gets(SESSIONS).await.json();
    let asked = browser.gets(&format!("/support/api/chat/session/{hers}/messages")).await;

    assert_eq!(listed["sessions"].as_array().unwrap().len(), 0);
    assert_eq!(asked.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_log_out_ends_the_chat_by_cookie_and_by_token() {
    let town = Town::new().await;
    let mut ada = town.ada().await;
    ada.takes_token().await;
    ada.writes("hello").await;
    town.clock.advance(Duration::from_secs(1));
    ada.posts("/logout", "").await;

    let by_token = ada.gets(SESSIONS).await;
    ada.token = None;
    let by_cookie = ada.gets(SESSIONS).await;

    assert_eq!(by_token.status, StatusCode::UNAUTHORIZED, "{}", by_token.text);
    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED, "{}", by_cookie.text);
    town.clock.advance(Duration::from_secs(1));
    ada.logs_in("ada", "teapot").await;
    ada.takes_token().await;
    assert_eq!(ada.gets(SESSIONS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_of_the_shop_ends_after_twelve_hours_and_its_chat_with_it() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.clock.advance(SESSION_FOR - Duration::from_secs(1));
    assert_eq!(ada.gets(SESSIONS).await.status, StatusCode::OK);

    town.clock.advance(Duration::from_secs(1));

    assert_eq!(ada.gets(SESSIONS).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_waits_for_a_minute_stands_in_the_staffs_inbox_once() {
    let town = Town::new().await;
    let (ada, sam) = (town.ada().await, town.sam().await);
    ada.writes("Where is my <teapot>?").await;
    town.clock.advance(Duration::from_secs(30));
    ada.writes("Hello?").await;
    assert!(sam.gets("/inbox").await.text.contains("Nobody waits"));

    town.clock.advance(Duration::from_secs(30));

    let inbox = eventually("the alert", async || {
        let page = sam.gets("/inbox").await.text;
        page.contains("waits with").then_some(page)
    })
    .await;
    assert_eq!(inbox.matches("waits with").count(), 1);
    assert!(inbox.contains("<b>Ada Okoye</b> <span>waits with 2 unread"), "{inbox}");
    assert_eq!(ada.gets("/inbox").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_answered_in_time_does_not_stand_there() {
    let town = Town::new().await;
    let (ada, sam) = (town.ada().await, town.sam().await);
    let answered = ada.writes("Where is my teapot?").await;
    let read = format!("/support/api/chat/session/{answered}/read");
    assert_eq!(sam.posts(&read, "{\"up_to\": 1}").await.status, StatusCode::OK);
    town.logged_in("ben", "saucer").await.writes("And mine?").await;

    town.clock.advance(Duration::from_mins(1));

    let inbox = eventually("the other one's alert", async || {
        let page = sam.gets("/inbox").await.text;
        page.contains("Ben Sato").then_some(page)
    })
    .await;
    assert!(!inbox.contains("waits with 1 unread</span><p>Where is"), "{inbox}");
    assert_eq!(inbox.matches("<time").count(), 1);
}

#[tokio::test]
async fn another_site_cannot_write_in_somebodys_name() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let forged = Request::post(SESSIONS)
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://elsewhere.example");

    let refused = ada.asks(forged, "{\"message\": \"I hate tea\"}").await;

    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (StatusCode::FORBIDDEN, &Value::from("forbidden"))
    );
    assert_eq!(ada.gets(SESSIONS).await.json()["sessions"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn the_staff_get_into_the_console_once_per_code_and_customers_do_not() {
    let town = Town::new().await;
    let (ada, sam) = (town.ada().await, town.sam().await);
    assert_eq!(ada.posts("/desk", "").await.headers[header::LOCATION], "/login");

    let to = sam.posts("/desk", "").await.headers[header::LOCATION].to_str().unwrap().to_owned();
    let code = to.strip_prefix("/support/console/#code=").unwrap();
    let trade = format!("{{\"code\": \"{code}\"}}");
    let traded = sam.posts("/support/console/session", &trade).await;
    let again = sam.posts("/support/console/session", &trade).await;

    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    let token = traded.json()["token"].as_str().unwrap().to_owned();
    let console = Browser { shop: town.shop.clone(), cookie: None, token: Some(token) };
    let chats = console.gets("/support/api/admin/chat/sessions").await;
    assert_eq!(chats.status, StatusCode::OK, "{}", chats.text);
}

#[tokio::test]
async fn every_page_comes_and_the_widget_and_the_console_with_it() {
    let town = Town::new().await;
    let ada = town.ada().await;
    for path in ["/", "/login", "/account", "/shop.css", "/support/widget.js", "/support/console/"]
    {
        assert_eq!(ada.gets(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(ada.gets("/").await.text.contains("data-token-url=\"/chat-token\""));
    assert!(!town.sam().await.gets("/inbox").await.text.contains("widget.js"));
    assert_eq!(town.desk.n_streams(), 0);
}

/// The guide's lines are this shop's: what is copied from there runs here.
#[test]
fn the_guide_prints_the_lines_that_run_here() {
    let guide = include_str!("../../../chatdesk/README.md");
    let block = guide.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let shown = block.lines().filter(|line| *line != "#" && !line.starts_with("# "));
    let shown: Vec<_> = shown.collect();
    let end = shown.iter().position(|line| *line == "}").unwrap();
    let mount = shown[..=end].join("\n");

    assert!(mount.contains("Desk::builder") && mount.contains("router("), "{mount}");
    assert!(include_str!("support.rs").contains(&mount), "the shop does not hold:\n{mount}");
    assert!(include_str!("main.rs").contains(".nest(\"/support\", support)"));
}
