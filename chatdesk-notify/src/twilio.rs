//! WhatsApp by Twilio.

mod meaning;
mod receiver;
mod signature;

use std::{error::Error, fmt};

use async_trait::async_trait;
use chatdesk_core::{
    Address, Carriage, Channel, Content, Delivery, Form, Interest, Notifier, NotifierLimits,
    Outcome, PhoneNumber, Timestamp,
};
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

pub use self::receiver::{TwilioReceiver, TwilioReceiverError};
use crate::{
    ReceiverUrl,
    caller::{Answer, Caller},
    progress::Progress,
    split::{in_utf16, parts},
    whatsapp::WINDOW,
};

const BASE: &str = "https://api.twilio.com";
/// Of the interface; its name has not changed since.
const VERSION: &str = "2010-04-01";
/// A message of text.
const TEXT: usize = 1_600;
/// A sender takes ten a second at least.
const PER_SECOND: u16 = 10;

/// Brings what the desk says to customers on WhatsApp by Twilio's `Messages.json` (version 2010-04-01).
///
/// Text goes up to 1,600 characters in one message, counted in units of UTF-16, and beyond that in several. There are no
/// buttons, which a message of Twilio's has by a template alone: what the bot says names the words that do the same.
///
/// | answer | outcome |
/// | --- | --- |
/// | a sid | sent, with the sid of the last part |
/// | 63016 | needs a template |
/// | 20429, 14107, 63018 and any other 429 | pause, as long as `Retry-After` says, else a minute |
/// | 20003, 20005, 20008, 401, 403 | pause for five minutes: the credentials are wrong |
/// | 30001, 63005, 63012, every other 5xx, no JSON, no answer | retry |
/// | everything else | refused |
pub struct Twilio {
    caller: Caller,
    account_sid: String,
    auth_token: SecretString,
    from: From,
    status_callback: Option<ReceiverUrl>,
    template: Option<TwilioTemplate>,
    progress: Progress,
}

/// From whom messages come.
enum From {
    Number(PhoneNumber),
    /// A messaging service, which chooses.
    Service(String),
}

/// A template of the account's Content API, approved by WhatsApp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwilioTemplate {
    content_sid: String,
    unnamed: Option<String>,
}

impl TwilioTemplate {
    /// The template with this sid, `HX…`, whose text has no places.
    #[must_use]
    pub fn new(content_sid: &str) -> Self {
        Self { content_sid: content_sid.to_owned(), unnamed: None }
    }

    /// Its text has one place, `{{1}}`, for the customer's name; `unnamed` stands there where no name is known.
    #[must_use]
    pub fn naming(mut self, unnamed: &str) -> Self {
        self.unnamed = Some(unnamed.to_owned());
        self
    }

    fn fields(&self, name: Option<&str>) -> Fields {
        let mut fields = vec![("ContentSid", self.content_sid.clone())];
        if let Some(unnamed) = &self.unnamed {
            let text = crate::whatsapp::template_text(name, unnamed);
            fields.push(("ContentVariables", json!({ "1": text }).to_string()));
        }
        fields
    }
}

/// The fields of one message.
type Fields = Vec<(&'static str, String)>;

/// Why there is no [`Twilio`]. The text names no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TwilioError {
    /// Something else than `AC` and 32 hexadecimal digits.
    #[error("account_sid is none: AC and 32 hexadecimal digits, as the console shows")]
    AccountSid,
    /// There is none.
    #[error("auth_token is empty")]
    AuthToken,
    /// Neither a number nor a messaging service.
    #[error("from is neither a number such as whatsapp:+14155238886 nor a messaging service, MG…")]
    From,
    /// Something else than `HX` and 32 hexadecimal digits.
    #[error("the template's sid is none: HX and 32 hexadecimal digits")]
    Template,
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn Error + Send + Sync>),
}

/// Builds a [`Twilio`].
#[must_use]
pub struct TwilioBuilder {
    account_sid: String,
    auth_token: SecretString,
    from: String,
    base: Option<ReceiverUrl>,
    status_callback: Option<ReceiverUrl>,
    template: Option<TwilioTemplate>,
}

impl Twilio {
    /// Begins one for the account with this sid and token that sends from a number (`whatsapp:+…`) or a messaging service
    /// (`MG…`).
    pub fn builder(account_sid: &str, auth_token: SecretString, from: &str) -> TwilioBuilder {
        TwilioBuilder {
            account_sid: account_sid.to_owned(),
            auth_token,
            from: from.to_owned(),
            base: None,
            status_callback: None,
            template: None,
        }
    }

    /// What the interface says of the account, for whoever checks the settings: nothing is sent.
    ///
    /// # Errors
    /// Why it cannot be used, in words without a secret.
    pub async fn check(&self, at: Timestamp) -> Result<String, String> {
        self.look(at).await.map_err(|outcome| meaning::words(&outcome).to_owned())
    }

    async fn look(&self, at: Timestamp) -> Result<String, Outcome> {
        let request = self.caller.get(&format!("/{VERSION}/Accounts/{}.json", self.account_sid));
        let told = self.call(request, at).await?;
        let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or("?").to_owned();
        Ok(format!("{} ({})", text("friendly_name"), text("status")))
    }

    /// Sends the parts that an earlier attempt did not; comes to the sid of the last.
    async fn send(&self, to: &Address, messages: &[Fields], delivery: &Delivery) -> Outcome {
        let Some(id) = to.id_in(Channel::Whatsapp) else {
            return Outcome::Refused { why: "the address is none of WhatsApp".to_owned() };
        };
        let n_sent = if messages.len() > 1 { self.progress.of(&delivery.id) } else { 0 };
        let mut provider_id = None;
        for (index, fields) in messages.iter().enumerate().skip(n_sent) {
            let body = self.body(id, fields);
            match self.post(body, delivery.at).await {
                Ok(sid) => provider_id = Some(sid),
                Err(outcome) => return outcome,
            }
            if index + 1 < messages.len() {
                self.progress.note(&delivery.id, index + 1);
            }
        }
        self.progress.forget(&delivery.id);
        Outcome::Sent { provider_id, thread: None }
    }

    fn body(&self, to: &str, fields: &Fields) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("To", &format!("whatsapp:{to}"));
        match &self.from {
            From::Number(number) => {
                body.append_pair("From", &format!("whatsapp:{}", number.as_str()))
            }
            From::Service(sid) => body.append_pair("MessagingServiceSid", sid),
        };
        body.extend_pairs(fields);
        if let Some(url) = &self.status_callback {
            body.append_pair("StatusCallback", url.get().as_str());
        }
        body.finish()
    }

    async fn post(&self, body: String, at: Timestamp) -> Result<String, Outcome> {
        let path = format!("/{VERSION}/Accounts/{}/Messages.json", self.account_sid);
        let request = self.caller.post(&path).map(|request| {
            request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
        });
        let told = self.call(request, at).await?;
        Ok(told.get("sid").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    async fn call(&self, request: Option<RequestBuilder>, at: Timestamp) -> Result<Value, Outcome> {
        let secret = self.auth_token.expose_secret();
        let request = request.map(|it| it.basic_auth(&self.account_sid, Some(secret)));
        let answer: Answer = self.caller.call(request, at).await?;
        let told: Option<Value> = serde_json::from_slice(&answer.body).ok();
        match told {
            Some(told) if told.is_object() && (200..300).contains(&answer.status) => Ok(told),
            told => Err(meaning::of(told.as_ref(), &answer, at)),
        }
    }
}

impl TwilioBuilder {
    /// Where the interface is; `https://api.twilio.com` by default. The token goes there.
    pub fn api_base(mut self, base: ReceiverUrl) -> Self {
        self.base = Some(base);
        self
    }

    /// Where Twilio says how far a message got: the URL of the webhook, as the internet knows it. It is told nowhere by
    /// default.
    pub fn status_callback(mut self, url: ReceiverUrl) -> Self {
        self.status_callback = Some(url);
        self
    }

    /// What is sent to those who have not written for a day; nothing by default.
    pub fn template(mut self, template: TwilioTemplate) -> Self {
        self.template = Some(template);
        self
    }

    /// The notifier.
    ///
    /// # Errors
    /// When a setting does not fit, or the system has no root certificates.
    pub fn build(self) -> Result<Twilio, TwilioError> {
        let Self { account_sid, auth_token, status_callback, template, .. } = self;
        if !is_sid(&account_sid, "AC") {
            return Err(TwilioError::AccountSid);
        }
        if auth_token.expose_secret().is_empty() {
            return Err(TwilioError::AuthToken);
        }
        let from = From::parse(&self.from).ok_or(TwilioError::From)?;
        if template.as_ref().is_some_and(|it| !is_sid(&it.content_sid, "HX")) {
            return Err(TwilioError::Template);
        }
        let base = self.base.map_or_else(|| BASE.parse(), Ok);
        let base = base.map_err(|error| TwilioError::Tls(Box::new(error)))?;
        let caller = Caller::new(base, "Twilio").map_err(TwilioError::Tls)?;
        let progress = Progress::default();
        Ok(Twilio { caller, account_sid, auth_token, from, status_callback, template, progress })
    }
}

impl From {
    fn parse(text: &str) -> Option<Self> {
        if is_sid(text, "MG") {
            return Some(Self::Service(text.to_owned()));
        }
        let number = text.strip_prefix("whatsapp:").unwrap_or(text).parse().ok()?;
        Some(Self::Number(number))
    }
}

fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Hides from whom it sends.
impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twilio").field("template", &self.template).finish_non_exhaustive()
    }
}

/// Hides from whom it is to send.
impl fmt::Debug for TwilioBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioBuilder").field("template", &self.template).finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for Twilio {
    fn kind(&self) -> &'static str {
        "twilio"
    }

    fn interest(&self) -> Interest {
        let carriage = Carriage { window: Some(WINDOW), has_template: self.template.is_some() };
        let mut interest = Interest::default();
        interest.carries.insert(Channel::Whatsapp, carriage);
        interest
    }

    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default().per_second(PER_SECOND)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let texts = |said: &str| -> Vec<Fields> {
            let parts = parts(said, TEXT, in_utf16).into_iter();
            parts.map(|part| vec![("Body", part.to_owned())]).collect()
        };
        match &delivery.content {
            Content::Outbound(outbound) => {
                let messages = match (outbound.form, &self.template) {
                    (Form::Text, _) => texts(&outbound.text),
                    (Form::Template, Some(template)) => {
                        vec![template.fields(outbound.session.contact.profile.name.as_deref())]
                    }
                    (Form::Template, None) => {
                        let why = "no template is configured".to_owned();
                        return Outcome::Refused { why };
                    }
                };
                self.send(&outbound.address, &messages, delivery).await
            }
            Content::Hint(hint) => self.send(&hint.address, &texts(&hint.text), delivery).await,
            // There is nobody to whom it could be sent.
            Content::Test(_) => match self.look(delivery.at).await {
                Ok(_) => Outcome::SENT,
                Err(outcome) => outcome,
            },
            _ => Outcome::SENT,
        }
    }
}
