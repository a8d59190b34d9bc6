//! How somebody gets in: with the printed link's code once, or by name and password; then with the
//! token that it gave. In a host's page with the host's own token.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use any_spawner::Executor;
use chatdesk_api::ConsoleToken;
use chatdesk_widget_browser::{
    Api, Decode as _, Granted, Json, Record, TokenSource, Writer, subject,
};
use chatdesk_widget_engine::Failure;

use crate::me::Me;
use crate::sending::{Refusal, send};
use crate::state::Signal;

/// Whether somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// A code or a token is being tried.
    Opening,
    /// They are in.
    Open,
    /// There is neither.
    Shut(Reason),
}

/// Why nobody gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// They came without a link.
    NoLink,
    /// The link's code does not count any more.
    OldLink,
    /// Their token ran out.
    Over,
    /// The host's page says that nobody is logged in.
    Host,
}

/// The code at hand, and where the token is kept.
#[derive(Debug)]
pub(crate) struct Door {
    /// The folder of the console: codes and passwords are traded beside it.
    page: Api,
    /// The page of the host that says who is logged in there, where the console is a part of its pages.
    host: Option<Api>,
    key: String,
    identity: Signal<Option<Me>>,
    code: RefCell<Option<String>>,
    reason: Cell<Reason>,
}

/// Where a token is kept, and where is shown whom it is for.
type Kept = (String, Signal<Option<Me>>);

impl Door {
    pub(crate) fn new(folder: &str, token_url: &str, (key, identity): Kept) -> Self {
        let host = (!token_url.is_empty()).then(|| Api::new(token_url));
        let reason = Cell::new(if host.is_some() { Reason::Host } else { Reason::NoLink });
        Self { page: Api::new(folder), host, key, identity, code: RefCell::default(), reason }
    }

    /// Takes a code; it is tried before any token.
    pub(crate) fn take_code(&self, code: String) {
        self.code.replace(Some(code));
    }

    pub(crate) const fn reason(&self) -> Reason {
        self.reason.get()
    }

    /// Whether the host's page says who is logged in.
    pub(crate) const fn is_hosts(&self) -> bool {
        self.host.is_some()
    }

    /// Whether this browser keeps a token.
    pub(crate) fn has_token(&self) -> bool {
        Record::read(&self.key).token.is_some()
    }

    pub(crate) fn source(self: &Rc<Self>) -> TokenSource {
        let door = Rc::clone(self);
        Rc::new(move |refused, done| {
            let door = Rc::clone(&door);
            Executor::spawn_local(async move {
                let found = door.find(refused.as_deref()).await;
                if let Ok(granted) = &found {
                    door.identity.put(Me::of_token(&granted.token));
                }
                done(found);
            });
        })
    }

    /// Trades name and password for a token, and keeps it.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Result<(), Refusal> {
        let body = Writer::new().text("name", name).text("password", password).finish();
        self.trade_words("/session", &body).await
    }

    /// Sets the password of whomever a one-time link is for, and keeps their token.
    pub(crate) async fn set_password(&self, link: &str, password: &str) -> Result<(), Refusal> {
        let body = Writer::new().text("link", link).text("password", password).finish();
        self.trade_words("/password", &body).await
    }

    /// Forgets the token of this browser.
    pub(crate) fn sign_out(&self) {
        self.reason.set(if self.host.is_some() { Reason::Host } else { Reason::NoLink });
        let mut record = Record::read(&self.key);
        record.token = None;
        record.holder = None;
        record.write(&self.key);
    }

    async fn trade_words(&self, path: &str, body: &str) -> Result<(), Refusal> {
        let answer = send(&self.page, "POST", path, Some(body)).await?;
        let Some(token) = String::decode(answer.field("token")) else {
            return Err(Refusal { status: 502, ..Refusal::default() });
        };
        self.keep(token);
        Ok(())
    }

    async fn find(&self, refused: Option<&str>) -> Result<Granted, Failure> {
        if let Some(host) = &self.host {
            return Self::ask_host(host).await;
        }
        let code = self.code.take();
        if let Some(code) = code
            && let Some(granted) = self.trade(code).await?
        {
            return Ok(granted);
        }
        let mut record = Record::read(&self.key);
        if let (Some(token), Some(who)) = (&record.token, &record.holder)
            && refused != Some(token.as_str())
        {
            return Ok(Granted { token: token.clone(), who: who.clone() });
        }
        if record.token.take().is_some() {
            record.write(&self.key);
        }
        if refused.is_some() {
            self.reason.set(Reason::Over);
        }
        Err(NOBODY)
    }

    async fn ask_host(host: &Api) -> Result<Granted, Failure> {
        let answer: Json = host.get("").await?;
        let token = String::decode(answer.field("token")).filter(|token| !token.is_empty());
        let token = token.ok_or(NOBODY)?;
        let who = subject(&token);
        Ok(Granted { token, who })
    }

    /// A code that cannot be tried now is kept; one that was refused is not.
    async fn trade(&self, code: String) -> Result<Option<Granted>, Failure> {
        let body = Writer::new().text("code", &code).finish();
        let token = match self.page.send("POST", "/session", body).await {
            Ok(ConsoleToken { token }) => token,
            Err(failure) if failure.is_passing() => {
                self.code.replace(Some(code));
                return Err(failure);
            }
            Err(_) => {
                self.reason.set(Reason::OldLink);
                return Ok(None);
            }
        };
        Ok(Some(self.keep(token)))
    }

    fn keep(&self, token: String) -> Granted {
        // Whose token it is, so that nobody finds somebody else's draft; the server alone decides.
        let who = subject(&token);
        let mut record = Record::read(&self.key);
        record.token = Some(token.clone());
        record.holder = Some(who.clone());
        record.write(&self.key);
        Granted { token, who }
    }
}

const NOBODY: Failure =
    Failure::Refused { status: 401, code: None, detail: String::new(), retry_after_ms: None };
