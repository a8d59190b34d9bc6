//! E-mail, by SMTP.

mod address;
mod letter;
mod server;

use std::{fmt, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{
    Alerting, Content, Delivery, Interest, Notifier, NotifierLimits, Outcome, Reach, Recipient,
    Timestamp,
};
use lettre::transport::smtp::client::TlsParameters;

pub use self::address::{MailAddress, ParseMailAddressError, ParseSmtpUrlError, SmtpUrl};
use self::{
    address::Security,
    letter::Draft,
    server::{Letter, Server},
};
use crate::Wording;

/// How long all of it waits where only an administrator can help.
const PAUSE: Duration = Duration::from_mins(5);
/// More than this in a minute is a storm, and is told in one.
const PER_MINUTE: u16 = 10;

/// Tells the desk by e-mail that customers wait, and customers who left an address and have gone that the desk has answered.
///
/// Plain text, by one mail server. A delivery has the same Message-ID at every attempt, and what is about one chat stands in one
/// thread. Replies are not read. Where the server takes some of the desk's addresses and others not, it counts as sent.
///
/// | answer | outcome |
/// | --- | --- |
/// | 2xx to the text | sent |
/// | 4xx, no connection, no answer within 25 s | retry |
/// | 5xx to the greeting, the password or the sender, or to all of the desk's addresses; no TLS | a pause of 5 minutes |
/// | 550, 551 or 5.1.x to a customer's address | gone |
/// | any other 5xx | refused |
pub struct Email {
    server: Server,
    from: MailAddress,
    desk: Vec<MailAddress>,
    wording: Wording,
}

/// Why there is no [`Email`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmailError {
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Who is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Desk,
    Customer,
}

impl Email {
    /// Begins one that writes by this server, as this sender.
    pub fn builder(server: SmtpUrl, from: MailAddress) -> EmailBuilder {
        EmailBuilder { server, from, desk: Vec::new(), wording: Wording::default() }
    }

    /// Whether it could write now: connects, and signs in.
    pub async fn check(&self, at: Timestamp) -> Outcome {
        self.server.check(at).await
    }

    async fn send(&self, draft: &Draft<'_>, delivery: &Delivery) -> Outcome {
        let Some(text) = draft.written(delivery) else {
            return refused("the e-mail cannot be written");
        };
        let to = draft.to.iter().map(MailAddress::address).collect();
        let (from, audience) = (self.from.address(), draft.audience);
        self.server.bring(&Letter { from, to, audience, text }, delivery.at).await
    }
}

/// Hides by whom and to whom it writes.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email").finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for Email {
    fn kind(&self) -> &'static str {
        "email"
    }

    fn interest(&self) -> Interest {
        let unread = (!self.desk.is_empty()).then_some(Reach::Own);
        Interest { unread, answers: Some(Reach::Email), ..Interest::default() }
    }

    fn alerting(&self) -> Alerting {
        Alerting::default().per_minute(PER_MINUTE)
    }

    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default().at_once(2)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let wording = &self.wording;
        let (to, text, session) = match &delivery.content {
            Content::Unread(it) => (&it.to, wording.alert(it), Some(it.session)),
            Content::Answered(it) => (&it.to, wording.answered(it), Some(it.session)),
            Content::Digest(it) => (&it.to, wording.digest(it), None),
            Content::Test(to) => (to, wording.test(), None),
            _ => return refused("nobody is told of that by e-mail"),
        };
        let is_answer = matches!(delivery.content, Content::Answered(_));
        let audience = if is_answer { Audience::Customer } else { Audience::Desk };
        let one;
        let to = match to {
            Recipient::Own if self.desk.is_empty() => {
                return refused("there is no address of the desk to write to");
            }
            Recipient::Own => &self.desk[..],
            Recipient::Email(address) => match address.parse::<MailAddress>() {
                Ok(address) => {
                    one = [address];
                    &one[..]
                }
                Err(_) => return Outcome::Gone { why: "what they left is no address".to_owned() },
            },
            _ => return refused("it is not for an e-mail address"),
        };
        self.send(&Draft { from: &self.from, to, audience, text, session }, delivery).await
    }
}

/// Builds an [`Email`].
#[must_use]
pub struct EmailBuilder {
    server: SmtpUrl,
    from: MailAddress,
    desk: Vec<MailAddress>,
    wording: Wording,
}

impl EmailBuilder {
    /// Who of the desk is told that customers wait; nobody by default. They see each other's addresses.
    pub fn alert_to(mut self, desk: impl IntoIterator<Item = MailAddress>) -> Self {
        self.desk = desk.into_iter().collect();
        self
    }

    /// What it says; with names and content, and without links, by default.
    pub fn wording(mut self, wording: Wording) -> Self {
        self.wording = wording;
        self
    }

    /// The notifier.
    ///
    /// # Errors
    /// When the server is spoken to with TLS, and the system has no root certificates.
    pub fn build(self) -> Result<Email, EmailError> {
        let Self { server: url, from, desk, wording } = self;
        let tls = (url.security != Security::Nothing).then(|| TlsParameters::new(url.host.clone()));
        let tls = tls.transpose().map_err(|error| EmailError::Tls(Box::new(error)))?;
        let hello = from.address().domain().to_owned();
        Ok(Email { server: Server { url, tls, hello }, from, desk, wording })
    }
}

/// Hides by whom and to whom it is to write.
impl fmt::Debug for EmailBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailBuilder").finish_non_exhaustive()
    }
}

/// Nothing can be told until an administrator has seen to it.
fn pause(at: Timestamp, why: String) -> Outcome {
    Outcome::Pause { until: at.plus(PAUSE), why }
}

fn refused(why: &str) -> Outcome {
    Outcome::Refused { why: why.to_owned() }
}
