use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use chatdesk_api::{AdminSessions, SessionStatus, SessionsAnswer};
use chatdesk_widget_engine::{Answer, Call, Failure, Filter, Page, Side};

use crate::json::{Json, Writer, digits, joined};
use crate::wire::Decode;
use crate::{calls, colleagues, page};

/// The HTTP interface below one address, asked with one token.
#[derive(Clone, Debug)]
pub struct Api {
    base: Rc<str>,
    token: Rc<RefCell<Option<String>>>,
    /// Whose eyes it answers to, as the server calls them; the desk alone needs it.
    own: Rc<RefCell<String>>,
}

impl Api {
    /// The interface below `base`, an address without a slash at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self {
            base: base.strip_suffix('/').unwrap_or(base).into(),
            token: Rc::default(),
            own: Rc::default(),
        }
    }

    /// Answers to these eyes from now on: the identity of a token, which is JSON.
    pub(crate) fn set_own(&self, who: &str) {
        self.own.replace(match Json::parse(who) {
            Some(Json::Text(id)) => id,
            _ => who.into(),
        });
    }

    /// What the server says, as its reader sees it; nothing where it is no JSON.
    pub(crate) fn read(&self, text: &str) -> Option<Json> {
        let mut json = Json::parse(text)?;
        if cfg!(feature = "desk") {
            colleagues::seen_by(&self.own.borrow(), &mut json);
        }
        Some(json)
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
        let json = Reply::to(|done| self.ask("GET", path, None, done)).await?;
        T::decode(&json).ok_or_else(unreadable)
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
        let json = Reply::to(|done| self.ask(method, path, Some(&body), done)).await?;
        T::decode(&json).ok_or_else(unreadable)
    }

    /// Asks, and gives the answer as it came, for who looks at more of it than the engine does.
    pub async fn exchange(&self, method: &str, path: &str, body: Option<&str>) -> Answered {
        let answered = Reply::to(|done: Done<Answered>| {
            let answered = calls::answer(move |status, retry_after_s, text| {
                let json = Json::parse(&text).unwrap_or(Json::Null);
                done(Ok(Answered { status, retry_after_s, json }));
            });
            page::ask(method, &self.url(path), self.token().as_deref(), body, answered);
        });
        answered.await.unwrap_or_default()
    }

    /// Asks, and tells `done` what came of it.
    pub fn ask(&self, method: &str, path: &str, body: Option<&str>, done: Done<Json>) {
        let api = self.clone();
        let answered = calls::answer(move |status, retry_after, text| {
            done(if (200..300).contains(&status) {
                api.read(&text).ok_or_else(unreadable)
            } else {
                Err(failure(status, retry_after, &text))
            });
        });
        page::ask(method, &self.url(path), self.token().as_deref(), body, answered);
    }

    /// Carries out one of the engine's requests.
    pub(crate) fn call(&self, side: Side, call: Call, done: Done<Answer>) {
        let (method, path, body) = request(side, &call);
        let read = move |json: Result<Json, Failure>| {
            done(json.and_then(|json| answer(side, &call, &json).ok_or_else(unreadable)));
        };
        self.ask(method, &path, body.as_deref(), Box::new(read));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        joined(&[&self.base, path])
    }

    /// What it asks with.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }
}

/// An answer as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status; 0 where nobody answered.
    pub status: u32,
    /// How long the server asks to wait; 0 for not at all.
    pub retry_after_s: u32,
    /// The body; `Null` where it is none, or no JSON.
    pub json: Json,
}

/// Is told once what came of something.
pub type Done<T> = Box<dyn FnOnce(Result<T, Failure>)>;

/// What will come of a request, for those who wait instead of being told.
struct Reply<T> {
    slot: Rc<Slot<T>>,
}

struct Slot<T> {
    outcome: Cell<Option<Result<T, Failure>>>,
    waker: Cell<Option<Waker>>,
}

impl<T: 'static> Reply<T> {
    fn to(ask: impl FnOnce(Done<T>)) -> Self {
        let slot = Rc::new(Slot { outcome: Cell::new(None), waker: Cell::new(None) });
        let filled = Rc::clone(&slot);
        ask(Box::new(move |outcome| {
            filled.outcome.set(Some(outcome));
            if let Some(waker) = filled.waker.take() {
                waker.wake();
            }
        }));
        Self { slot }
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, Failure>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(outcome) = self.slot.outcome.take() else {
            self.slot.waker.set(Some(context.waker().clone()));
            return Poll::Pending;
        };
        Poll::Ready(outcome)
    }
}

/// How one of the engine's requests travels.
fn request(side: Side, call: &Call) -> (&'static str, String, Option<String>) {
    let get = |path| ("GET", path, None);
    let post = |path, body: Writer| ("POST", path, Some(body.finish()));
    let of_session = |session: &str, what: &str| joined(&["/chat/session/", session, "/", what]);
    let page_of =
        |session: &str, what: &str, id: u64| joined(&[&of_session(session, what), &digits(id)]);
    match call {
        Call::Status => get("/chat/status".into()),
        Call::Sessions { filter, cursor } if side.is_desk() => {
            get(list_path(filter, cursor.as_deref()))
        }
        Call::Sessions { .. } => get("/chat/sessions".into()),
        Call::Open { message, client_id, another } => {
            let body = Writer::new().text("message", message).text("client_id", client_id);
            let another = if *another { "true" } else { "false" };
            post("/chat/sessions".into(), body.raw("another", another))
        }
        Call::Messages { session, page } => get(match page {
            Page::Newest => of_session(session, "messages"),
            Page::After(id) => page_of(session, "messages?limit=200&after=", *id),
            Page::Before(id) if side.is_desk() => {
                page_of(session, "messages?limit=100&before=", *id)
            }
            Page::Before(id) => page_of(session, "messages?before=", *id),
        }),
        Call::Send { session, content, client_id } => {
            let body = Writer::new().text("content", content).text("client_id", client_id);
            post(of_session(session, "messages"), body)
        }
        Call::Read { session, up_to } => {
            post(of_session(session, "read"), Writer::new().raw("up_to", &digits(*up_to)))
        }
        Call::Queue { session } => get(of_session(session, "queue")),
        Call::End { session } => post(of_session(session, "end"), Writer::new()),
    }
}

/// What the answer to a request says.
fn answer(side: Side, call: &Call, json: &Json) -> Option<Answer> {
    Some(match call {
        Call::Status => Answer::Status(Decode::decode(json)?),
        Call::Sessions { .. } => Answer::Sessions(if side.is_desk() {
            AdminSessions::decode(json)?.into()
        } else {
            SessionsAnswer::decode(json)?.into()
        }),
        Call::Open { .. } | Call::End { .. } => Answer::Session(Box::new(Decode::decode(json)?)),
        Call::Messages { .. } => Answer::Messages(Box::new(Decode::decode(json)?)),
        Call::Send { .. } => Answer::Message(Box::new(Decode::decode(json)?)),
        Call::Read { .. } => Answer::Read(Decode::decode(json)?),
        Call::Queue { .. } => Answer::Queue(Decode::decode(json.field("position"))?),
    })
}

fn list_path(filter: &Filter, cursor: Option<&str>) -> String {
    // Of those who wait the first is the last to have changed: all of them belong on the screen.
    let limit = if filter.status == Some(SessionStatus::Waiting) { "200" } else { "50" };
    let list = if filter.team { "/panel/conversations" } else { "/admin/chat/sessions" };
    let mut path = joined(&[list, "?limit=", limit]);
    let status = filter.status.map(|status| match status {
        SessionStatus::Waiting => "waiting",
        SessionStatus::Active => "active",
        SessionStatus::Ended => "ended",
    });
    let search = Some(filter.search.as_str()).filter(|search| !search.is_empty());
    let agent = filter.agent.as_deref();
    for (name, value) in
        [("&status=", status), ("&agent=", agent), ("&search=", search), ("&cursor=", cursor)]
    {
        if let Some(value) = value {
            path.push_str(name);
            encode(&mut path, value);
        }
    }
    path
}

/// Adds a text to an address, so that it stays one value.
pub fn encode(to: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.push(char::from(DIGITS[usize::from(byte >> 4)]));
            to.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
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

/// What the engine makes of an answer that is no success; status 0 is none at all.
pub(crate) fn failure(status: u32, retry_after: u32, text: &str) -> Failure {
    let Some(status) = u16::try_from(status).ok().filter(|&status| status > 0) else {
        return Failure::Network;
    };
    let problem = Json::parse(text).unwrap_or(Json::Null);
    Failure::Refused {
        status,
        code: Decode::decode(problem.field("code")),
        detail: Decode::decode(problem.field("detail")).unwrap_or_default(),
        retry_after_ms: (retry_after > 0).then(|| u64::from(retry_after) * 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{encode, failure};
    use chatdesk_api::ProblemCode;
    use chatdesk_widget_engine::Failure;

    #[test]
    fn a_value_in_an_address_stays_one_value() {
        let mut address = String::from("?q=");
        encode(&mut address, "a b&c=d/é");

        assert_eq!(address, "?q=a%20b%26c%3Dd%2F%C3%A9");
    }

    #[test]
    fn a_refusal_says_what_the_engine_acts_on() {
        let text = r#"{"code":"chat_disabled","detail":"switched off","status":403}"#;
        let refusal = Failure::Refused {
            status: 403,
            code: Some(ProblemCode::ChatDisabled),
            detail: "switched off".into(),
            retry_after_ms: Some(2_000),
        };

        assert_eq!(failure(403, 2, text), refusal);
        assert_eq!(failure(0, 0, ""), Failure::Network);
        assert!(failure(502, 0, "<html>").is_passing());
    }
}
