use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::{OpenSession, ReadRequest, SendMessage, SessionStatus};
use chatdesk_widget_engine::{Answer, Call, Failure, Page, Side};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::record::to_json;

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
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        read(self.fetch("GET", path, None, None).await?).await
    }

    /// `POST` or `PUT` with a body
    ///
    /// # Errors
    /// What the engine makes of it: no answer, or a refusal.
    pub async fn send<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let body = to_json(body).unwrap_or_default();
        read(self.fetch(method, path, Some(body), None).await?).await
    }

    /// Carries out one of the engine's requests.
    pub(crate) async fn call(&self, side: Side, call: Call) -> Result<Answer, Failure> {
        Ok(match call {
            Call::Status => Answer::Status(self.get("/chat/status").await?),
            Call::Sessions { status, cursor } => match side {
                Side::Customer => {
                    let answer: chatdesk_api::SessionsAnswer = self.get("/chat/sessions").await?;
                    Answer::Sessions(answer.into())
                }
                Side::Desk => {
                    let path = list_path(status, cursor.as_deref());
                    let answer: chatdesk_api::AdminSessions = self.get(&path).await?;
                    Answer::Sessions(answer.into())
                }
            },
            Call::Open { message, client_id } => {
                let message = Some(message);
                let body =
                    OpenSession { message, client_id: Some(client_id), ..OpenSession::default() };
                Answer::Session(Box::new(self.send("POST", "/chat/sessions", &body).await?))
            }
            Call::Messages { session, page } => {
                let query = match page {
                    Page::Newest => String::new(),
                    Page::After(id) => format!("?after={id}&limit=200"),
                    Page::Before(id) => format!("?before={id}"),
                };
                let path = format!("/chat/session/{session}/messages{query}");
                Answer::Messages(Box::new(self.get(&path).await?))
            }
            Call::Send { session, content, client_id } => {
                let body = SendMessage { content, client_id: Some(client_id) };
                let path = format!("/chat/session/{session}/messages");
                Answer::Message(Box::new(self.send("POST", &path, &body).await?))
            }
            Call::Read { session, up_to } => {
                let up_to = i64::try_from(up_to).unwrap_or(i64::MAX);
                let path = format!("/chat/session/{session}/read");
                Answer::Read(self.send("POST", &path, &ReadRequest { up_to }).await?)
            }
            Call::End { session } => {
                let path = format!("/chat/session/{session}/end");
                Answer::Session(Box::new(self.send("POST", &path, &Nothing {}).await?))
            }
        })
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

/// The body `{}`.
#[derive(Serialize)]
struct Nothing {}

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

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let value = json(&response).await.ok_or(Failure::Network)?;
    serde_wasm_bindgen::from_value(value).map_err(|error| Failure::Refused {
        status: 500,
        code: None,
        detail: format!("an answer that this page does not understand: {error}"),
        retry_after_ms: None,
    })
}

async fn json(response: &Response) -> Option<JsValue> {
    JsFuture::from(response.json().ok()?).await.ok()
}

async fn refusal(response: &Response) -> Failure {
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let retry_after_ms =
        retry_after.and_then(|seconds| seconds.parse::<u64>().ok()).map(|seconds| seconds * 1_000);
    let problem = json(response).await.unwrap_or(JsValue::NULL);
    let field = |name: &str| js_sys::Reflect::get(&problem, &name.into()).ok();
    Failure::Refused {
        status: response.status(),
        code: field("code").and_then(|code| serde_wasm_bindgen::from_value(code).ok()),
        detail: field("detail").and_then(|detail| detail.as_string()).unwrap_or_default(),
        retry_after_ms,
    }
}
