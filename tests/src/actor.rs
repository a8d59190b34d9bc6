use std::future::Future;

use chatdesk_api::{Message, Session, VisitorSession};
use http::Method;
use serde_json::{Value, json};

use crate::{Answer, Api, EventStream, Jwt, Request, Resume};

/// Somebody who asks: the server, and what is shown to it.
#[derive(Clone, Debug)]
pub struct Caller {
    api: Api,
    id: String,
    token: Option<String>,
    cookie: Option<String>,
}

impl Caller {
    /// Somebody with a token, made elsewhere.
    #[must_use]
    pub fn with_token(api: &Api, id: &str, token: &str) -> Self {
        let (api, id, token) = (api.clone(), id.to_owned(), Some(token.to_owned()));
        Self { api, id, token, cookie: None }
    }

    /// Somebody whom a host in between knows by a cookie.
    #[must_use]
    pub fn with_cookie(api: &Api, id: &str, cookie: &str) -> Self {
        let (api, id, cookie) = (api.clone(), id.to_owned(), Some(cookie.to_owned()));
        Self { api, id, token: None, cookie }
    }

    /// The server.
    #[must_use]
    pub const fn api(&self) -> &Api {
        &self.api
    }
}

/// A caller without a token.
#[derive(Clone, Debug)]
pub struct Anonymous(Caller);

/// Somebody on a public page, known by a visitor's token.
#[derive(Clone, Debug)]
pub struct Visitor(Caller);

/// A user of the host.
#[derive(Clone, Debug)]
pub struct User(Caller);

/// One of the desk who answers.
#[derive(Clone, Debug)]
pub struct Agent(Caller);

/// One of the desk who may also switch.
#[derive(Clone, Debug)]
pub struct Admin(Caller);

impl Anonymous {
    /// Nobody in particular.
    #[must_use]
    pub const fn new(api: Api) -> Self {
        Self(Caller { api, id: String::new(), token: None, cookie: None })
    }
}

impl Visitor {
    /// Asks the server for a new visitor's token.
    pub async fn arrive(api: &Api) -> Self {
        let answer = Anonymous::new(api.clone()).post("/visitor/session", json!({})).await;
        let VisitorSession { token, visitor_id } = answer.created();
        Self::with_token(api, &visitor_id, &token)
    }

    /// A visitor who has a token already, as after a reload.
    #[must_use]
    pub fn with_token(api: &Api, visitor_id: &str, token: &str) -> Self {
        let id = format!("visitor:{visitor_id}");
        Self(Caller::with_token(api, &id, token))
    }

    /// The same visitor at a server that was started again.
    #[must_use]
    pub fn at(&self, api: &Api) -> Self {
        Self(Caller { api: api.clone(), ..self.0.clone() })
    }
}

impl User {
    /// The user with this id, by a token of the host.
    #[must_use]
    pub fn new(api: &Api, id: &str) -> Self {
        Self::with_token(api, id, &Jwt::of(id).sign())
    }

    /// The user with this id, by a token made elsewhere.
    #[must_use]
    pub fn with_token(api: &Api, id: &str, token: &str) -> Self {
        Self(Caller::with_token(api, id, token))
    }
}

impl Agent {
    /// The agent with this id; the display name is `Agent <id>`.
    #[must_use]
    pub fn new(api: &Api, id: &str) -> Self {
        Self(of_the_desk(api, id, "agent", &format!("Agent {id}")))
    }
}

impl Admin {
    /// The admin with this id; the display name is `Admin <id>`.
    #[must_use]
    pub fn new(api: &Api, id: &str) -> Self {
        Self(of_the_desk(api, id, "admin", &format!("Admin {id}")))
    }
}

fn of_the_desk(api: &Api, id: &str, role: &str, name: &str) -> Caller {
    Caller::with_token(api, id, &Jwt::of(id).claim("role", role).claim("name", name).sign())
}

/// What every kind of caller can ask; whether it is allowed is the server's to say.
pub trait Actor: Sync {
    /// Who asks.
    fn caller(&self) -> &Caller;

    /// The id by which this person is named in paths and answers.
    fn id(&self) -> &str {
        &self.caller().id
    }

    /// The token; fails for an anonymous caller.
    fn token(&self) -> &str {
        self.caller().token.as_deref().expect("this caller has a token")
    }

    /// A request for a path of the contract, with the caller's token.
    fn request(&self, method: Method, path: &str) -> Request {
        let Caller { api, id: _, token, cookie } = self.caller();
        let mut request = Request::new(method, &api.target(path));
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        match token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    /// Sends any request.
    fn send(&self, request: Request) -> impl Future<Output = Answer> + Send {
        self.caller().api.send(request)
    }

    /// `GET`.
    fn get(&self, path: &str) -> impl Future<Output = Answer> + Send {
        self.send(self.request(Method::GET, path))
    }

    /// `POST` with a JSON body.
    fn post(&self, path: &str, body: Value) -> impl Future<Output = Answer> + Send {
        self.send(self.request(Method::POST, path).json(&body))
    }

    /// `PUT` with a JSON body.
    fn put(&self, path: &str, body: Value) -> impl Future<Output = Answer> + Send {
        self.send(self.request(Method::PUT, path).json(&body))
    }

    /// `PATCH` with a JSON body.
    fn patch(&self, path: &str, body: Value) -> impl Future<Output = Answer> + Send {
        self.send(self.request(Method::PATCH, path).json(&body))
    }

    /// `DELETE`.
    fn delete(&self, path: &str) -> impl Future<Output = Answer> + Send {
        self.send(self.request(Method::DELETE, path))
    }

    /// Opens a session with a first message, which has to work.
    fn open(&self, message: &str) -> impl Future<Output = Session> + Send {
        let asked = self.post("/chat/sessions", json!({"message": message, "another": true}));
        async move { asked.await.created() }
    }

    /// Sends a message to a session.
    fn post_message(&self, session: &str, body: Value) -> impl Future<Output = Answer> + Send {
        let path = format!("/chat/session/{session}/messages");
        async move { self.post(&path, body).await }
    }

    /// Sends a text, which has to be accepted as new.
    fn write(&self, session: &str, content: &str) -> impl Future<Output = Message> + Send {
        let asked = self.post_message(session, json!({"content": content}));
        async move { asked.await.created() }
    }

    /// Reads messages; `query` is empty or begins with `?`.
    fn messages(&self, session: &str, query: &str) -> impl Future<Output = Answer> + Send {
        let path = format!("/chat/session/{session}/messages{query}");
        async move { self.get(&path).await }
    }

    /// Moves the read cursor of the caller's side.
    fn mark_read(&self, session: &str, up_to: u64) -> impl Future<Output = Answer> + Send {
        let path = format!("/chat/session/{session}/read");
        async move { self.post(&path, json!({"up_to": up_to})).await }
    }

    /// Ends a session.
    fn end(&self, session: &str) -> impl Future<Output = Answer> + Send {
        let path = format!("/chat/session/{session}/end");
        async move { self.post(&path, json!({})).await }
    }

    /// Switches chat on or off for a user; `user` is percent-encoded where it has to be.
    fn switch(&self, user: &str, chat_enabled: Value) -> impl Future<Output = Answer> + Send {
        let path = format!("/admin/user/{user}/chat-toggle");
        async move { self.put(&path, json!({"chat_enabled": chat_enabled})).await }
    }

    /// Opens the live stream and waits for its `hello`.
    fn stream(&self, resume: &Resume) -> impl Future<Output = EventStream> + Send {
        let request = resume.apply(self.request(Method::GET, "/chat/events"));
        EventStream::open(&self.caller().api, request)
    }
}

impl Actor for Anonymous {
    fn caller(&self) -> &Caller {
        &self.0
    }
}

impl Actor for Visitor {
    fn caller(&self) -> &Caller {
        &self.0
    }
}

impl Actor for User {
    fn caller(&self) -> &Caller {
        &self.0
    }
}

impl Actor for Agent {
    fn caller(&self) -> &Caller {
        &self.0
    }
}

impl Actor for Admin {
    fn caller(&self) -> &Caller {
        &self.0
    }
}

impl Actor for Caller {
    fn caller(&self) -> &Caller {
        self
    }
}
