//! Logins: a cookie, and who it belongs to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chatdesk::{Actor, AuthError, Authenticator, Clock, Timestamp, async_trait};
use http::{HeaderMap, header, request::Parts};

use crate::people::Person;

const COOKIE: &str = "shop_session";
/// How long somebody stays logged in.
pub(crate) const SESSION_FOR: Duration = Duration::from_hours(12);

/// The shop's own sessions. Clones are one.
#[derive(Clone)]
pub(crate) struct Sessions {
    clock: Arc<dyn Clock>,
    open: Arc<Mutex<HashMap<String, Session>>>,
}

struct Session {
    person: &'static Person,
    until: Timestamp,
}

impl Sessions {
    pub(crate) fn new(clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), open: Arc::default() }
    }

    /// Logs somebody in; answers the cookie to set.
    pub(crate) fn log_in(&self, person: &'static Person) -> Result<String, getrandom::Error> {
        let id = unguessable()?;
        let session = Session { person, until: self.clock.now().plus(SESSION_FOR) };
        self.open().insert(id.clone(), session);
        Ok(format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax"))
    }

    /// Logs out whoever asks; answers who that was.
    pub(crate) fn log_out(&self, headers: &HeaderMap) -> Option<&'static Person> {
        self.open().remove(cookie(headers)?).map(|session| session.person)
    }

    /// Who asks, by their cookie.
    pub(crate) fn who(&self, headers: &HeaderMap) -> Option<&'static Person> {
        let open = self.open();
        let session = open.get(cookie(headers)?)?;
        (self.clock.now() < session.until).then_some(session.person)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The chat asks the shop who is asking: whoever is logged in here is logged in there.
#[async_trait]
impl Authenticator for Sessions {
    async fn actor(&self, parts: &Parts) -> Result<Option<Actor>, AuthError> {
        // The widget brings a token, and the browser the cookie with it: then the token counts.
        if parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(None);
        }
        Ok(self.who(&parts.headers).and_then(Person::actor))
    }
}

/// Text that nobody guesses.
pub(crate) fn unguessable() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
