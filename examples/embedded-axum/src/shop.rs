//! The shop's own routes; chat has no part in them but the token and the way into the console.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chatdesk::{Actor, Desk, Grant, Jwt, Staff, StaffRole};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    door::Door,
    html::{self, Wrong},
    inbox::Inbox,
    people::Person,
    sessions::Sessions,
};

/// A widget asks again when its token is that old.
const TOKEN_FOR: Duration = Duration::from_mins(5);
/// As long as a shift.
const CONSOLE_FOR: Duration = Duration::from_hours(10);
/// Everything from here, nothing inline; a WebAssembly module needs `'wasm-unsafe-eval'`.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
                      img-src 'self' data:; frame-ancestors 'none'";

/// What the shop's pages work with.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) sessions: Sessions,
    pub(crate) inbox: Inbox,
    pub(crate) door: Door,
    pub(crate) desk: Desk,
    pub(crate) jwt: Arc<Jwt>,
}

pub(crate) fn router(shop: Shop) -> Router {
    Router::new()
        .route("/", get(show_catalogue))
        .route("/shop.css", get(show_style))
        .route("/login", get(show_login).post(log_in))
        .route("/logout", post(log_out))
        .route("/account", get(show_account))
        .route("/inbox", get(show_inbox))
        .route("/chat-token", get(give_token))
        .route("/desk", post(open_console))
        .route("/support/console/session", post(trade_code))
        .with_state(shop)
}

async fn show_catalogue(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    page(html::catalogue(shop.sessions.who(&headers)))
}

async fn show_style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../pages/shop.css"))
        .into_response()
}

async fn show_login() -> Response {
    page(html::login(Wrong::Nothing))
}

async fn log_in(State(shop): State<Shop>, body: String) -> Response {
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(body.as_bytes());
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let Some(person) = Person::with_password(&field("email"), &field("password")) else {
        return (StatusCode::UNAUTHORIZED, page(html::login(Wrong::Password))).into_response();
    };
    let to = if person.answers() { "/inbox" } else { "/account" };
    match shop.sessions.log_in(person) {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn log_out(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    let who = shop.sessions.log_out(&headers).filter(|who| !who.answers());
    // The cookie counts no more; what the widget was given in exchange for it shall not either.
    let itself = Staff { role: StaffRole::Admin, id: "shop".to_owned(), name: None };
    if let Some(address) = who.and_then(Person::address)
        && shop.desk.revoke(&Actor::Staff(itself), Ok(address)).await.is_err()
    {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    Redirect::to("/").into_response()
}

async fn show_account(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    match shop.sessions.who(&headers) {
        Some(who) if !who.answers() => page(html::account(who)),
        _ => Redirect::to("/login").into_response(),
    }
}

async fn show_inbox(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    match shop.sessions.who(&headers) {
        Some(who) if who.answers() => page(html::inbox(who, &shop.inbox.alerts())),
        _ => Redirect::to("/login").into_response(),
    }
}

/// What the widget's tag names: a token of whoever is logged in, 401 where nobody is.
async fn give_token(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    match shop.sessions.who(&headers) {
        Some(who) if !who.answers() => token(&shop, who, TOKEN_FOR),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// The console behind a login of the shop. Nothing behind `#` reaches a server or a log.
async fn open_console(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    let Some(who) = shop.sessions.who(&headers).filter(|who| who.answers()) else {
        return Redirect::to("/login").into_response();
    };
    match shop.door.code(who, shop.desk.clock().now()) {
        Ok(code) => Redirect::to(&format!("/support/console/#code={code}")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn trade_code(State(shop): State<Shop>, Json(body): Json<Value>) -> Response {
    let code = body["code"].as_str().unwrap_or_default();
    match shop.door.take(code, shop.desk.clock().now()) {
        Some(who) => token(&shop, who, CONSOLE_FOR),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

fn token(shop: &Shop, who: &Person, ttl: Duration) -> Response {
    let role = if who.answers() { "admin" } else { "user" };
    let grant = Grant {
        sub: who.id.to_owned(),
        role: role.to_owned(),
        name: Some(who.name.to_owned()),
        ttl,
    };
    match shop.jwt.sign(&grant, shop.desk.clock().now()) {
        Ok(token) => {
            ([(header::CACHE_CONTROL, "no-store")], Json(json!({ "token": token }))).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn page(text: String) -> Response {
    let mut response = Html(text).into_response();
    let policy = HeaderValue::from_static(POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
