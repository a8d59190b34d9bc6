//! How agents of the server itself get into the console: by a link to set a password, and by name and password.

use chatdesk_api::{ConsolePassword, ConsoleToken, ProblemCode};
use chatdesk_core::{
    AccountName, Desk, Entered, ErrorKind, Invalid, ParseAccountNameError, StaffRole,
};
use chatdesk_http::{Grant, HttpSettings, Jwt, Problem, Source};
use http::request::Parts;
use tracing::info;

use super::{
    attempts::{Attempt, Attempts},
    passwords::Passwords,
};

/// How long somebody stays signed in.
const TOKEN_FOR: std::time::Duration = std::time::Duration::from_hours(12);
/// How many characters a password has.
const CHARS: std::ops::RangeInclusive<usize> = 10..=200;

/// Where agents sign in.
#[derive(Debug)]
pub(crate) struct SignIn {
    desk: Desk,
    settings: HttpSettings,
    attempts: Attempts,
    passwords: Passwords,
}

impl SignIn {
    /// For the accounts of a desk; the settings say which proxies are believed.
    pub(crate) fn new(desk: Desk, settings: HttpSettings) -> Self {
        let (attempts, passwords) = (Attempts::default(), Passwords::new());
        Self { desk, settings, attempts, passwords }
    }

    /// A token for name and password. A wrong name is answered as a wrong password is, after as long.
    pub(super) async fn by_password(
        &self,
        (name, password): (&str, String),
        parts: &Parts,
        jwt: &Jwt,
    ) -> Result<ConsoleToken, Problem> {
        let name: AccountName = name
            .parse()
            .map_err(|error: ParseAccountNameError| Invalid::new("/name", error.to_string()))?;
        if password.chars().count() > *CHARS.end() {
            return Err(unfit(&password).into());
        }
        // Counted before anything is looked at, so that who tries many at once tries no more.
        let attempt = self.begin(Some(&name), parts)?;
        let entered = self.check(&name, password).await;
        self.end(attempt, &entered);
        let token = token(&entered?, jwt)?;
        info!("somebody signed in to the console by password");
        Ok(token)
    }

    async fn check(&self, name: &AccountName, password: String) -> Result<Entered, Problem> {
        let account = self.desk.account(name).await?;
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let fits = self.passwords.fits(password, hash).await?;
        let Some(account) = account.filter(|_| fits) else { return Err(wrong_password()) };
        self.desk.enter(&account).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => wrong_password(),
            _ => error.into(),
        })
    }

    /// Sets the password that a link is for, and comes to a token.
    pub(super) async fn by_link(
        &self,
        wanted: ConsolePassword,
        parts: &Parts,
        jwt: &Jwt,
    ) -> Result<ConsoleToken, Problem> {
        let ConsolePassword { link, password } = wanted;
        if !CHARS.contains(&password.chars().count()) || password.contains('\0') {
            return Err(unfit(&password).into());
        }
        let attempt = self.begin(None, parts)?;
        let entered = self.set(&link, password).await;
        self.end(attempt, &entered);
        let token = token(&entered?, jwt)?;
        info!("somebody set a password for the console by a link");
        Ok(token)
    }

    async fn set(&self, link: &str, password: String) -> Result<Entered, Problem> {
        let refused = |error: chatdesk_core::Error| match error.kind() {
            ErrorKind::NotFound => wrong_link(),
            _ => error.into(),
        };
        // Nobody lets the server work who has no link.
        self.desk.check_link(link).await.map_err(refused)?;
        let hash = self.passwords.hash(password).await?;
        self.desk.set_password(link, &hash).await.map_err(refused)
    }

    fn begin(&self, name: Option<&AccountName>, parts: &Parts) -> Result<Attempt, Problem> {
        let source = Source::of(parts, &self.settings);
        self.attempts.begin(name, source, self.desk.clock().now())
    }

    /// Only what was wrong counts: neither what was right nor what could not be looked at.
    fn end(&self, attempt: Attempt, entered: &Result<Entered, Problem>) {
        if !entered.as_ref().is_err_and(|problem| problem.code() == ProblemCode::Unauthenticated) {
            self.attempts.forgive(attempt);
        }
    }
}

fn token(entered: &Entered, jwt: &Jwt) -> Result<ConsoleToken, Problem> {
    let account = &entered.account;
    let grant = Grant {
        sub: account.id(),
        role: match account.role {
            StaffRole::Agent => "agent".to_owned(),
            StaffRole::Admin => "admin".to_owned(),
        },
        name: Some(account.name.to_string()),
        ttl: TOKEN_FOR,
    };
    // By the instant of the entry: what is revoked later revokes this.
    let signed = jwt.sign(&grant, entered.at);
    Ok(ConsoleToken { token: signed.map_err(|error| Problem::internal(error.into()))? })
}

fn wrong_password() -> Problem {
    let detail = "name or password is wrong; whoever runs the server gives out a new link with \
                  chatdesk-server agent add";
    Problem::new(ProblemCode::Unauthenticated, detail)
}

fn wrong_link() -> Problem {
    let detail = "the link is wrong, used or older than 24 hours; whoever runs the server gives out a new \
                  one with chatdesk-server agent add";
    Problem::new(ProblemCode::Unauthenticated, detail)
}

fn unfit(password: &str) -> Invalid {
    let (n_chars, from, to) = (password.chars().count(), CHARS.start(), CHARS.end());
    let detail = format!("has {n_chars} characters; {from} to {to} without NUL are one");
    Invalid::new("/password", detail)
}
