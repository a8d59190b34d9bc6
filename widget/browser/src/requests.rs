use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::{AdminSessions, SessionStatus, SessionsAnswer};
use chatdesk_widget_engine::{Answer, Call, Failure, Page, Side};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::json::{Json, Writer};
use crate::wire::Decode;

/// The HTTP interface below one address, asked with one token.
#[derive(Clone, Debug)]
pub struct Api {
    base: Rc<str>,
    token: Rc<RefCell<Option<String>>>,
}

impl Api {
    /// The interface below `base`, an address without a slash at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').into(), token: Rc::default() }
    }

    /// Asks with this token from now on.
    pub fn set_token(&self, token: Option<String>) {
        self.token.replace(token);
    }

    /// `GET`
    ///
    /// # Errors
    /// What the engine makes of it: no answer, or a refusal.
    pub async fn get<T: Decode>(&self, path: &str) -> Result<T, Failure> {
        decode(&self.ask("GET", path, None).await?)
    }

    /// `POST` or `PUT` with a body that is JSON
    ///
    /// # Errors
    /// What the engine makes of it: no answer, or a refusal.
    pub async fn send<T: Decode>(
        &self,
        method: &str,
        path: &str,
        body: String,
    ) -> Result<T, Failure> {
        decode(&self.ask(method, path, Some(body)).await?)
    }

    /// Carries out one of the engine's requests.
    pub(crate) async fn call(&self, side: Side, call: Call) -> Result<Answer, Failure> {
        let (method, path, body) = request(side, &call);
        let json = self.ask(method, &path, body).await?;
        answer(side, &call, &json).ok_or_else(unreadable)
    }

    async fn ask(&self, method: &str, path: &str, body: Option<String>) -> Result<Json, Failure> {
        let response = self.fetch(method, path, body, None).await?;
        let text = text(&response).await.ok_or(Failure::Network)?;
        Json::parse(&text).ok_or_else(unreadable)
    }

    /// Makes a request; an answer that is not a success is a failure.
    pub(crate) async fn fetch(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        signal: Option<&web_sys::AbortSignal>,
    ) -> Result<Response, Failure> {
        let response = self.try_fetch(method, path, body, signal).await;
        let response = response.map_err(|_| Failure::Network)?;
        if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
    }

    async fn try_fetch(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        signal: Option<&web_sys::AbortSignal>,
    ) -> Result<Response, JsValue> {
        let headers = Headers::new()?;
        if let Some(token) = self.token.borrow().as_ref() {
            headers.set("authorization", &format!("Bearer {token}"))?;
        }
        let init = RequestInit::new();
        init.set_method(method);
        init.set_cache(web_sys::RequestCache::NoStore);
        init.set_signal(signal);
        if let Some(body) = body {
            headers.set("content-type", "application/json")?;
            init.set_body(&body.into());
        }
        init.set_headers(&headers);
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let url = format!("{}{path}", self.base);
        JsFuture::from(window.fetch_with_str_and_init(&url, &init)).await?.dyn_into()
    }
}

/// How one of the engine's requests travels.
fn request(side: Side, call: &Call) -> (&'static str, String, Option<String>) {
    let get = |path| ("GET", path, None);
    let post = |path, body: Writer| ("POST", path, Some(body.finish()));
    let of_session = |session: &str, what: &str| format!("/chat/session/{session}/{what}");
    match call {
        Call::Status => get("/chat/status".into()),
        Call::Sessions { status, cursor } => get(match side {
            Side::Customer => "/chat/sessions".into(),
            Side::Desk => list_path(*status, cursor.as_deref()),
        }),
        Call::Open { message, client_id } => {
            let body = Writer::new().text("message", message).text("client_id", client_id);
            post("/chat/sessions".into(), body)
        }
        Call::Messages { session, page } => get(match page {
            Page::Newest => of_session(session, "messages"),
            Page::After(id) => of_session(session, &format!("messages?limit=200&after={id}")),
            Page::Before(id) => of_session(session, &format!("messages?before={id}")),
        }),
        Call::Send { session, content, client_id } => {
            let body = Writer::new().text("content", content).text("client_id", client_id);
            post(of_session(session, "messages"), body)
        }
        Call::Read { session, up_to } => {
            post(of_session(session, "read"), Writer::new().raw("up_to", &up_to.to_string()))
        }
        Call::End { session } => post(of_session(session, "end"), Writer::new()),
    }
}

/// What the answer to a request says.
fn answer(side: Side, call: &Call, json: &Json) -> Option<Answer> {
    Some(match call {
        Call::Status => Answer::Status(Decode::decode(json)?),
        Call::Sessions { .. } => Answer::Sessions(match side {
            Side::Customer => SessionsAnswer::decode(json)?.into(),
            Side::Desk => AdminSessions::decode(json)?.into(),
        }),
        Call::Open { .. } | Call::End { .. } => Answer::Session(Box::new(Decode::decode(json)?)),
        Call::Messages { .. } => Answer::Messages(Box::new(Decode::decode(json)?)),
        Call::Send { .. } => Answer::Message(Box::new(Decode::decode(json)?)),
        Call::Read { .. } => Answer::Read(Decode::decode(json)?),
    })
}

fn list_path(status: Option<SessionStatus>, cursor: Option<&str>) -> String {
    let mut path = String::from("/admin/chat/sessions?limit=50");
    if let Some(status) = status {
        path.push_str("&status=");
        path.push_str(match status {
            SessionStatus::Waiting => "waiting",
            SessionStatus::Active => "active",
            SessionStatus::Ended => "ended",
        });
    }
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(&String::from(js_sys::encode_uri_component(cursor)));
    }
    path
}

fn decode<T: Decode>(json: &Json) -> Result<T, Failure> {
    T::decode(json).ok_or_else(unreadable)
}

/// Something stands between, or the server is of another time; later may be better.
fn unreadable() -> Failure {
    Failure::Refused {
        status: 502,
        code: None,
        detail: "the answer cannot be understood".into(),
        retry_after_ms: None,
    }
}

async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

async fn refusal(response: &Response) -> Failure {
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let retry_after_ms =
        retry_after.and_then(|seconds| seconds.parse::<u64>().ok()).map(|seconds| seconds * 1_000);
    let problem = text(response).await.and_then(|text| Json::parse(&text)).unwrap_or(Json::Null);
    Failure::Refused {
        status: response.status(),
        code: Decode::decode(problem.field("code")),
        detail: Decode::decode(problem.field("detail")).unwrap_or_default(),
        retry_after_ms,
    }
}
