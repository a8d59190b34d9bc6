//! The bodies of messages, each whole but for whom it goes to.

use chatdesk_core::{Address, Button, Channel, Outcome, PhoneNumber};
use serde_json::{Value, json};

use crate::split::{in_utf16, parts, tail};

/// A message of text.
pub(super) const TEXT: usize = 4_096;
/// The text of a message with buttons.
const BESIDE_BUTTONS: usize = 1_024;
/// How many buttons there are at most.
const BUTTONS: usize = 3;

/// To whom a message goes.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum To {
    /// The digits of a phone number.
    Phone(String),
    /// A business-scoped id.
    Person(String),
}

impl To {
    pub(super) fn of(address: &Address) -> Option<Self> {
        let id = address.id_in(Channel::Whatsapp)?;
        Some(Self::of_phone(id).unwrap_or_else(|| Self::Person(id.to_owned())))
    }

    pub(super) fn of_phone(number: &str) -> Option<Self> {
        let number: PhoneNumber = number.parse().ok()?;
        Some(Self::Phone(number.as_str().trim_start_matches('+').to_owned()))
    }

    /// The body, to them.
    pub(super) fn address(&self, body: &Value) -> Value {
        let mut body = body.clone();
        match self {
            Self::Phone(digits) => body["to"] = json!(digits),
            Self::Person(id) => body["recipient"] = json!(id),
        }
        body
    }
}

pub(super) fn not_of_whatsapp() -> Outcome {
    Outcome::Refused { why: "the address is none of WhatsApp".to_owned() }
}

/// A text in as many messages as it takes, with the buttons under the last.
pub(super) fn texts(said: &str, buttons: &[Button]) -> Vec<Value> {
    if buttons.is_empty() {
        return parts(said, TEXT, in_utf16).into_iter().map(text).collect();
    }
    let (head, tail) = tail(said, BESIDE_BUTTONS, in_utf16);
    let mut bodies: Vec<Value> = parts(head, TEXT, in_utf16).into_iter().map(text).collect();
    bodies.extend((!tail.is_empty()).then(|| interactive(tail, buttons)));
    bodies
}

/// One message of text.
pub(super) fn text(body: &str) -> Value {
    whole("text", json!({ "body": body }))
}

fn interactive(body: &str, buttons: &[Button]) -> Value {
    let button = |button: &Button| json!({"type": "reply", "reply": {"id": button.id(), "title": button.title()}});
    let buttons: Vec<Value> = buttons.iter().take(BUTTONS).map(button).collect();
    let content = json!({
        "type": "button",
        "body": { "text": body },
        "action": { "buttons": buttons },
    });
    whole("interactive", content)
}

pub(super) fn whole(kind: &str, content: Value) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind,
    });
    body[kind] = content;
    body
}
