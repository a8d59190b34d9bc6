//! A conversation with a mail server (RFC 5321), and what it comes to.

use std::{error::Error as _, time::Duration};

use chatdesk_core::{Outcome, Timestamp};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::Mechanism,
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Quit, Rcpt},
        extension::ClientId,
    },
};

use super::{
    Audience,
    address::{Security, SmtpUrl},
    pause,
};

/// Of all of it: a desk waits for thirty seconds.
const IN_ALL: Duration = Duration::from_secs(25);
const TO_CONNECT: Duration = Duration::from_secs(10);

/// A mail server, and how it is spoken to.
pub(super) struct Server {
    pub(super) url: SmtpUrl,
    /// Where it is spoken to with TLS.
    pub(super) tls: Option<TlsParameters>,
    /// As whom this side introduces itself: its domain.
    pub(super) hello: String,
}

/// Where a conversation got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connection,
    Tls,
    Credentials,
    Sender,
    Recipient,
    Content,
}

struct Failure(Step, Error);

/// What is brought, and to whom.
pub(super) struct Letter<'a> {
    pub(super) from: &'a Address,
    pub(super) to: Vec<&'a Address>,
    pub(super) audience: Audience,
    pub(super) text: Vec<u8>,
}

impl Server {
    /// Brings a letter to whom of its recipients the server takes, and counts as sent where that is anybody.
    pub(super) async fn bring(&self, letter: &Letter<'_>, at: Timestamp) -> Outcome {
        let talking = async {
            let mut connection = self.connect().await?;
            let outcome = hand_over(&mut connection, letter).await;
            // Whatever it says to that: the letter is taken, or is not.
            drop(connection.command(Quit).await);
            outcome
        };
        match tokio::time::timeout(IN_ALL, talking).await {
            Ok(Ok(())) => Outcome::SENT,
            Ok(Err(failure)) => meaning(&failure, letter.audience, at),
            Err(_) => late(),
        }
    }

    /// Whether the server is there, and takes the user name and the password.
    pub(super) async fn check(&self, at: Timestamp) -> Outcome {
        let talking = async {
            let mut connection = self.connect().await?;
            drop(connection.command(Quit).await);
            Ok(())
        };
        match tokio::time::timeout(IN_ALL, talking).await {
            Ok(Ok(())) => Outcome::SENT,
            Ok(Err(failure)) => meaning(&failure, Audience::Desk, at),
            Err(_) => late(),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let SmtpUrl { host, port, security, .. } = &self.url;
        let hello = ClientId::Domain(self.hello.clone());
        let from_the_start = self.tls.clone().filter(|_| *security == Security::Tls);
        let place = (host.as_str(), *port);
        let connecting = AsyncSmtpConnection::connect_tokio1(
            place,
            Some(TO_CONNECT),
            &hello,
            from_the_start,
            None,
        );
        let mut connection = connecting.await.map_err(|error| Failure(Step::Connection, error))?;
        if let Some(tls) = self.tls.clone().filter(|_| *security == Security::StartTls) {
            let changed = connection.starttls(tls, &hello).await;
            changed.map_err(|error| Failure(Step::Tls, error))?;
        }
        if let Some(credentials) = self.url.credentials() {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let signed_in = connection.auth(&mechanisms, &credentials).await;
            signed_in.map_err(|error| Failure(Step::Credentials, error))?;
        }
        Ok(connection)
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    letter: &Letter<'_>,
) -> Result<(), Failure> {
    let at = |step| move |error| Failure(step, error);
    let sender = Mail::new(Some(letter.from.clone()), Vec::new());
    connection.command(sender).await.map_err(at(Step::Sender))?;
    let (mut is_taken, mut refusal) = (false, None);
    for &address in &letter.to {
        match connection.command(Rcpt::new(address.clone(), Vec::new())).await {
            Ok(_) => is_taken = true,
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    if let Some(error) = refusal.filter(|_| !is_taken) {
        return Err(Failure(Step::Recipient, error));
    }
    connection.command(Data).await.map_err(at(Step::Content))?;
    connection.message(&letter.text).await.map_err(at(Step::Content))?;
    Ok(())
}

fn late() -> Outcome {
    let why = "the mail server did not answer within 25 s".to_owned();
    Outcome::Retry { after: None, why }
}

/// The server's own words are not shown: they name people.
fn meaning(Failure(step, error): &Failure, audience: Audience, at: Timestamp) -> Outcome {
    let Some(code) = error.status().map(u16::from) else { return without_answer(*step, error, at) };
    let enhanced = enhanced(error);
    let said = enhanced.as_ref().map(|enhanced| format!(" {enhanced}")).unwrap_or_default();
    let why = format!("the mail server answered {code}{said}");
    if error.is_transient() {
        return Outcome::Retry { after: None, why };
    }
    match (step, audience) {
        (Step::Connection | Step::Tls, _) => pause(at, format!("{why}: it turns this server away")),
        (Step::Credentials, _) => {
            pause(at, format!("{why}: it does not take the user name and password"))
        }
        (Step::Sender, _) => pause(at, format!("{why}: it does not take the sender")),
        (Step::Recipient, Audience::Desk) => {
            pause(at, format!("{why}: it takes none of those who are to be told"))
        }
        (Step::Recipient, Audience::Customer) if is_nobody(code, enhanced.as_deref()) => {
            Outcome::Gone { why }
        }
        (Step::Recipient | Step::Content, _) => Outcome::Refused { why },
    }
}

fn without_answer(step: Step, error: &Error, at: Timestamp) -> Outcome {
    // What was asked for the server does not have.
    if error.is_client() && step == Step::Tls {
        return pause(at, "the mail server offers no TLS".to_owned());
    }
    if error.is_client() && step == Step::Credentials {
        let why = "the mail server offers no way to sign in with user name and password";
        return pause(at, why.to_owned());
    }
    let why = match step {
        _ if error.is_tls() => "TLS with the mail server failed: is its certificate for that name?",
        Step::Connection => "the mail server could not be connected to",
        _ => "the connection broke before the mail server had answered",
    };
    Outcome::Retry { after: None, why: why.to_owned() }
}

/// Whether a refused recipient is nobody, rather than somebody who is not to be written to now, or from here.
fn is_nobody(code: u16, enhanced: Option<&str>) -> bool {
    match enhanced {
        // RFC 3463: a bad destination mailbox, system or syntax, one that moved; and a mailbox that is switched off.
        Some(enhanced) => {
            ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(&enhanced)
        }
        None => matches!(code, 550 | 551),
    }
}

/// The code of RFC 3463 at the beginning of what the server said, such as `5.1.1`.
fn enhanced(error: &Error) -> Option<String> {
    let said = error.source()?.to_string();
    let code = said.split_whitespace().next()?;
    let is_number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_code = code.split('.').count() == 3 && code.split('.').all(is_number);
    is_code.then(|| code.to_owned())
}
