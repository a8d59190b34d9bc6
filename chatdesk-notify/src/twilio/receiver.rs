//! What Twilio posts to the webhook.

use std::fmt;

use chatdesk_core::{
    Address, CarriedStatus, Channel, Forged, Inbound, InboundContent, Media, MediaKind, Post,
    Posted, ReceiptState, Received, Receiver,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    From, meaning,
    signature::{self, Form, Secrets},
};
use crate::{ReceiverUrl, received};

/// Nothing is answered in the chat itself.
const ANSWER: (&str, &str) = ("text/xml", "<Response/>");
/// So many files one message has at most.
const FILES: usize = 10;

/// Reads what Twilio posts about messages on WhatsApp.
///
/// A post is proven by `X-Twilio-Signature`: by the account's token (HMAC-SHA1), or by a shared key where
/// `X-Twilio-Webhooks-Signature-Settings` says so (HMAC-SHA256). Signed is the URL that Twilio calls, so it is that of the
/// settings and never what a request says of itself; with and without its port.
pub struct TwilioReceiver {
    url: String,
    secrets: Secrets,
    /// Whose posts these are; those to others are left out.
    number: Option<String>,
}

/// Why there is no [`TwilioReceiver`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TwilioReceiverError {
    /// Anybody could sign with it.
    #[error("auth_token is empty")]
    AuthToken,
    /// Anybody could sign with it.
    #[error("the shared key's secret is empty")]
    SharedKey,
}

impl TwilioReceiver {
    /// For the webhook at this URL, as the internet knows it, without a query, of the account with this token.
    ///
    /// # Errors
    /// When the token is empty.
    pub fn new(url: &ReceiverUrl, auth_token: SecretString) -> Result<Self, TwilioReceiverError> {
        if auth_token.expose_secret().is_empty() {
            return Err(TwilioReceiverError::AuthToken);
        }
        let url = url.get().as_str().to_owned();
        Ok(Self { url, secrets: Secrets { auth_token, shared: None }, number: None })
    }

    /// Takes what is signed by a shared key with this secret too.
    ///
    /// # Errors
    /// When the secret is empty.
    pub fn shared_key(mut self, secret: SecretString) -> Result<Self, TwilioReceiverError> {
        if secret.expose_secret().is_empty() {
            return Err(TwilioReceiverError::SharedKey);
        }
        self.secrets.shared = Some(secret);
        Ok(self)
    }

    /// Reads what is written to this sender alone (`whatsapp:+…`); a messaging service, and what is neither, changes
    /// nothing.
    #[must_use]
    pub fn only_to(mut self, from: &str) -> Self {
        self.number = match From::parse(from) {
            Some(From::Number(number)) => Some(number.into()),
            Some(From::Service(_)) | None => None,
        };
        self
    }

    fn messages(&self, form: &Form) -> Vec<Received> {
        let to = field(form, "To").and_then(of_whatsapp);
        let ours = self.number.as_deref().is_none_or(|ours| {
            to.as_ref().and_then(|to| to.id_in(Channel::Whatsapp)) == Some(ours)
        });
        let sid = field(form, "MessageSid").or_else(|| field(form, "SmsSid"));
        let from = field(form, "From").and_then(of_whatsapp);
        let (Some(sid), Some(address), true) = (sid.and_then(received::message_id), from, ours)
        else {
            return Vec::new();
        };
        let name = field(form, "ProfileName").map(ToOwned::to_owned);
        let message = |(index, content): (usize, InboundContent)| {
            Received::Message(Inbound {
                channel: Channel::Whatsapp,
                address: address.clone(),
                aliases: Vec::new(),
                name: name.clone(),
                content,
                reply_to: field(form, "OriginalRepliedMessageSid").map(ToOwned::to_owned),
                // The first is the message itself.
                message_id: if index == 0 { sid.clone() } else { format!("{sid}:{index}") },
                is_registered: None,
                written_at: None,
            })
        };
        contents(form).into_iter().enumerate().map(message).collect()
    }
}

/// Hides what proves posts.
impl fmt::Debug for TwilioReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioReceiver").finish_non_exhaustive()
    }
}

impl Receiver for TwilioReceiver {
    fn handshake(&self, _: &str) -> Option<String> {
        None
    }

    fn read(&self, post: &Post<'_>) -> Result<Posted, Forged> {
        if !signature::is_proven(post, &self.url, &self.secrets) {
            return Err(Forged);
        }
        let form = signature::form(post.body);
        let received = match field(&form, "MessageStatus").or_else(|| field(&form, "SmsStatus")) {
            None | Some("received" | "receiving") => self.messages(&form),
            Some(state) => status(&form, state).into_iter().collect(),
        };
        let (kind, body) = ANSWER;
        Ok(Posted { received, answer: Some((kind, body.to_owned())) })
    }
}

/// A message of several files is one for each; the text stands beside the first.
fn contents(form: &Form) -> Vec<InboundContent> {
    let body = field(form, "Body").unwrap_or_default();
    let n_files = field(form, "NumMedia").and_then(|it| it.parse().ok()).unwrap_or(0).min(FILES);
    let files: Vec<InboundContent> = (0..n_files)
        .filter_map(|index| {
            let url = field(form, &format!("MediaUrl{index}"))?;
            let mime_type = field(form, &format!("MediaContentType{index}"));
            Some(InboundContent::Media(Media {
                kind: mime_type.map(kind_of).unwrap_or_default(),
                caption: if index == 0 { received::fit(body) } else { String::new() },
                mime_type: mime_type.map(received::short),
                name: None,
                provider_id: Some(received::short(url)),
            }))
        })
        .collect();
    if !files.is_empty() {
        return files;
    }
    let button = field(form, "ButtonPayload").or_else(|| field(form, "ButtonText"));
    if button.is_some() {
        return received::button(button, field(form, "ButtonText")).into_iter().collect();
    }
    if let (Some(latitude), Some(longitude)) = (field(form, "Latitude"), field(form, "Longitude")) {
        let words = [field(form, "Label"), field(form, "Address"), Some(body)];
        let words = words.into_iter().flatten().filter(|it| !it.is_empty()).map(ToOwned::to_owned);
        let place = words.chain([format!("{latitude}, {longitude}")]).collect::<Vec<_>>();
        let caption = received::fit(&place.join("\n"));
        let kind = MediaKind::Location;
        return vec![InboundContent::Media(Media { kind, ..Media::beside(caption) })];
    }
    received::text(body).into_iter().collect()
}

fn kind_of(mime_type: &str) -> MediaKind {
    match mime_type.split('/').next() {
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ if mime_type.starts_with("text/vcard") || mime_type.starts_with("text/x-vcard") => {
            MediaKind::Contacts
        }
        _ => MediaKind::File,
    }
}

/// What waits at Twilio says nothing yet.
fn status(form: &Form, state: &str) -> Option<Received> {
    let state = match state {
        "sent" => ReceiptState::Sent,
        "delivered" => ReceiptState::Delivered,
        "read" => ReceiptState::Read,
        "failed" | "undelivered" => ReceiptState::Failed,
        _ => return None,
    };
    let code = field(form, "ErrorCode").and_then(|code| code.parse().ok());
    let is_failed = state == ReceiptState::Failed;
    let why = || code.map_or_else(|| "Twilio does not say why".to_owned(), meaning::named);
    Some(Received::Status(CarriedStatus {
        channel: Channel::Whatsapp,
        provider_id: field(form, "MessageSid").or_else(|| field(form, "SmsSid"))?.to_owned(),
        state,
        error: is_failed.then(why),
        needs_template: is_failed && code == Some(meaning::TOO_LATE),
    }))
}

/// Somebody on WhatsApp: a bare number is one of text messages.
fn of_whatsapp(address: &str) -> Option<Address> {
    let id = address.strip_prefix("whatsapp:")?;
    Address::of_channel(Channel::Whatsapp, id).ok()
}

fn field<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.get(name).and_then(|values| values.first()).map(String::as_str)
}
