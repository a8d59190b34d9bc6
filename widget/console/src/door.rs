//! How somebody gets in: with the printed link's code once, then with the token that it gave.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chatdesk_api::ConsoleToken;
use chatdesk_widget_browser::{Api, Granted, Record, TokenSource, Writer, subject};
use chatdesk_widget_engine::Failure;
use leptos::prelude::RwSignal;
use leptos::task::spawn_local;

use crate::console::put;
use crate::me::Me;

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
}

/// The code at hand, and where the token is kept.
#[derive(Debug)]
pub(crate) struct Door {
    /// The folder of this page: a code is traded beside it.
    page: Api,
    /// The page of the host that says who is logged in there, where the console is a part of its pages.
    host: Option<Api>,
    key: String,
    identity: RwSignal<Option<Me>>,
    code: RefCell<Option<String>>,
    was_code_refused: Cell<bool>,
}

/// Where a token is kept, and where is shown whom it is for.
type Kept = (String, RwSignal<Option<Me>>);

impl Door {
    pub(crate) fn new(folder: &str, token_url: &str, (key, identity): Kept) -> Self {
        Self {
            page: Api::new(folder),
            host: (!token_url.is_empty()).then(|| Api::new(token_url)),
            key,
            identity,
            code: RefCell::default(),
            was_code_refused: Cell::new(false),
        }
    }

    /// Takes a code; it is tried before any token.
    pub(crate) fn take_code(&self, code: String) {
        self.was_code_refused.set(false);
        self.code.replace(Some(code));
    }

    pub(crate) fn reason(&self) -> Reason {
        if self.was_code_refused.get() { Reason::OldLink } else { Reason::NoLink }
    }

    /// Whether this browser keeps a token.
    pub(crate) fn has_token(&self) -> bool {
        Record::read(&self.key).token.is_some()
    }

    pub(crate) fn source(self: &Rc<Self>) -> TokenSource {
        let door = Rc::clone(self);
        Rc::new(move |refused, done| {
            let door = Rc::clone(&door);
            spawn_local(async move {
                let found = door.find(refused.as_deref()).await;
                if let Ok(granted) = &found {
                    put(door.identity, Me::of_token(&granted.token));
                }
                done(found);
            });
        })
    }

    async fn find(&self, refused: Option<&str>) -> Result<Granted, Failure> {
        if let Some(host) = &self.host {
            let ConsoleToken { token } = host.get("").await?;
            let who = subject(&token);
            return Ok(Granted { token, who });
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
        Err(Failure::Refused {
            status: 401,
            code: None,
            detail: String::new(),
            retry_after_ms: None,
        })
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
                self.was_code_refused.set(true);
                return Ok(None);
            }
        };
        // Whose token it is, so that nobody finds somebody else's draft; the server alone decides.
        let who = subject(&token);
        let mut record = Record::read(&self.key);
        record.token = Some(token.clone());
        record.holder = Some(who.clone());
        record.write(&self.key);
        Ok(Some(Granted { token, who }))
    }
}
