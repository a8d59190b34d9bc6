//! What Meta posts to the webhook.

mod message;

use std::{fmt, sync::Arc};

use chatdesk_core::{
    Address, CarriedStatus, Channel, Forged, MovedAddress, Post, Posted, ReceiptState, Received,
    Receiver,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{meaning, windows::Windows};
use crate::proof::{self, Mac};

const OBJECT: &str = "whatsapp_business_account";
/// "Re-engagement message".
const TOO_LATE: i64 = 131_047;

/// Reads what Meta posts about one phone number.
///
/// A post is proven by `X-Hub-Signature-256`, over the body as it came. Of what is proven everything is read: all entries,
/// changes and items. What is about another phone number, from a group, a reaction, or of a kind that nobody knows yet is
/// left out. Whoever comes with a phone number and a business-scoped id is addressed by the number, and has the other as
/// an alias.
pub struct WhatsAppReceiver {
    phone_number_id: String,
    app_secret: SecretString,
    verify_token: SecretString,
    windows: Option<Arc<Windows>>,
}

/// Why there is no [`WhatsAppReceiver`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatsAppReceiverError {
    /// Anybody could sign with it.
    #[error("app_secret is empty: it is shown on the app's page \"App settings\"")]
    AppSecret,
    /// Anybody knows it.
    #[error("verify_token is empty: choose one, and give it to Meta with the webhook's URL")]
    VerifyToken,
}

impl WhatsAppReceiver {
    /// For the phone number with this id, of the app with this secret, whose webhook was set up with this token.
    ///
    /// # Errors
    /// When secret or token are empty.
    pub fn new(
        phone_number_id: &str,
        app_secret: SecretString,
        verify_token: SecretString,
    ) -> Result<Self, WhatsAppReceiverError> {
        let is_empty = |secret: &SecretString| secret.expose_secret().is_empty();
        if is_empty(&app_secret) {
            return Err(WhatsAppReceiverError::AppSecret);
        }
        if is_empty(&verify_token) {
            return Err(WhatsAppReceiverError::VerifyToken);
        }
        let phone_number_id = phone_number_id.to_owned();
        Ok(Self { phone_number_id, app_secret, verify_token, windows: None })
    }

    /// Lets alerts know who of the desk wrote.
    pub(super) fn noting(self, windows: Arc<Windows>) -> Self {
        Self { windows: Some(windows), ..self }
    }

    fn is_proven(&self, post: &Post<'_>) -> bool {
        let signature = post.header("x-hub-signature-256");
        let signature = signature.and_then(|it| it.strip_prefix("sha256=")).and_then(proof::of_hex);
        signature.is_some_and(|it| Mac::Sha256.is_of(post.body, &self.app_secret, &it))
    }

    fn value(&self, value: &Value) -> Vec<Received> {
        if text(value, "/metadata/phone_number_id") != Some(&*self.phone_number_id) {
            return Vec::new();
        }
        let contacts = items(value, "contacts");
        let mut received = Vec::new();
        for message in items(value, "messages") {
            received.extend(match text(message, "/type") {
                Some("system") => moved(message).map(Received::Moved),
                _ => message::read(message, contacts).map(Received::Message),
            });
        }
        received.extend(items(value, "statuses").iter().filter_map(|it| self.status(it)));
        received
    }

    fn status(&self, status: &Value) -> Option<Received> {
        let state = match text(status, "/status")? {
            "sent" => ReceiptState::Sent,
            "delivered" => ReceiptState::Delivered,
            // A voice was listened to.
            "read" | "played" => ReceiptState::Read,
            "failed" => ReceiptState::Failed,
            _ => return None,
        };
        let code = status.pointer("/errors/0/code").and_then(Value::as_i64);
        let is_failed = state == ReceiptState::Failed;
        let needs_template = is_failed && code == Some(TOO_LATE);
        if let (Some(windows), true) = (&self.windows, needs_template) {
            windows.close(&format!("+{}", text(status, "/recipient_id").unwrap_or_default()));
        }
        let why = || code.map_or_else(|| "WhatsApp does not say why".to_owned(), meaning::named);
        Some(Received::Status(CarriedStatus {
            channel: Channel::Whatsapp,
            provider_id: text(status, "/id")?.to_owned(),
            state,
            error: is_failed.then(why),
            needs_template,
        }))
    }

    fn note(&self, received: &[Received]) {
        let Some(windows) = &self.windows else { return };
        for it in received {
            if let Received::Message(it) = it
                && let (Some(number), Some(at)) = (it.address.id_in(it.channel), it.written_at)
            {
                windows.note(number, at);
            }
        }
    }
}

/// Hides what proves posts.
impl fmt::Debug for WhatsAppReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppReceiver").finish_non_exhaustive()
    }
}

impl Receiver for WhatsAppReceiver {
    fn handshake(&self, query: &str) -> Option<String> {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        let is_theirs = value("hub.mode")? == "subscribe"
            && proof::is_same(&value("hub.verify_token")?, &self.verify_token);
        value("hub.challenge").filter(|_| is_theirs)
    }

    fn read(&self, post: &Post<'_>) -> Result<Posted, Forged> {
        if !self.is_proven(post) {
            return Err(Forged);
        }
        let told: Value = serde_json::from_slice(post.body).unwrap_or_default();
        if text(&told, "/object") != Some(OBJECT) {
            return Ok(Posted::default());
        }
        let changes = items(&told, "entry").iter().flat_map(|entry| items(entry, "changes"));
        let ours = changes.filter(|change| text(change, "/field") == Some("messages"));
        let values = ours.filter_map(|change| change.get("value"));
        let received: Vec<Received> = values.flat_map(|value| self.value(value)).collect();
        self.note(&received);
        Ok(Posted { received, answer: None })
    }
}

/// Somebody has another number, or is called otherwise.
fn moved(message: &Value) -> Option<MovedAddress> {
    let one_of = |paths: &[&str]| {
        let mut found = paths.iter().filter_map(|path| text(message, path));
        found.find_map(|id| Address::of_channel(Channel::Whatsapp, id).ok())
    };
    let (from, to) = match text(message, "/system/type")? {
        // The older words stand in version 12 of the interface.
        "user_changed_number" | "customer_changed_number" => (
            one_of(&["/system/customer", "/from"])?,
            one_of(&["/system/wa_id", "/system/new_wa_id", "/system/user_id"])?,
        ),
        "user_changed_user_id" => {
            (one_of(&["/system/previous_user_id", "/from_user_id"])?, one_of(&["/system/user_id"])?)
        }
        _ => return None,
    };
    (from != to).then_some(MovedAddress { from, to })
}

/// The text at a pointer of RFC 6901; `None` where there is something else.
fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path).and_then(Value::as_str)
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
