//! Meta, as far as a chat needs it: what it takes and refuses, and what it posts (Graph API v26.0).

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    Customer, Fault, Post, Sent,
    phone::{Bubble, Button, Line},
};
use crate::secret::hex;

/// What a message may hold beside what its kind names.
const KEYS: [&str; 7] = [
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
];

/// Whose number it is, and what is signed with.
#[derive(Debug)]
pub(super) struct Meta {
    pub(super) phone_number_id: String,
    pub(super) access_token: SecretString,
    pub(super) app_secret: SecretString,
    pub(super) verify_token: SecretString,
}

impl Meta {
    /// Answers a request of the server; what it sent to the customer comes along.
    pub(super) fn answer(&self, request: &Sent<'_>, customer: &Customer) -> Result<Taken, Fault> {
        let bearer = format!("Bearer {}", self.access_token.expose_secret());
        if request.authorization != Some(&*bearer) {
            return Err(refusal(401, 190, "the access token is another"));
        }
        let path: Vec<_> = request.path.trim_start_matches('/').split('/').collect();
        match (request.method, path.as_slice()) {
            ("GET", [_, id]) if *id == self.phone_number_id => Ok(Taken::of(json!({
                "id": id, "display_phone_number": "+1 555-078-3881", "verified_name": "Support",
            }))),
            ("POST", [_, id, "messages"]) if *id == self.phone_number_id => {
                let body = request.body.ok_or_else(|| refusal(400, 100, "the body is no JSON"))?;
                self.take(body, customer)
            }
            _ => Err(refusal(404, 100, "there is no such phone number, or no such edge")),
        }
    }

    fn take(&self, body: &Value, customer: &Customer) -> Result<Taken, Fault> {
        if body["messaging_product"] != "whatsapp" {
            return Err(parameter("messaging_product is not whatsapp"));
        }
        if body["status"] == "read" {
            return Ok(Taken::of(json!({ "success": true })));
        }
        let bubble = bubble(body, customer)?;
        let id = format!("wamid.{}", super::random());
        let answer = json!({
            "messaging_product": "whatsapp",
            "contacts": [{ "input": customer.number, "wa_id": customer.number }],
            "messages": [{ "id": id, "message_status": "accepted" }],
        });
        let statuses: Vec<_> = ["sent", "delivered", "read"]
            .iter()
            .map(|status| {
                json!({
                    "id": id, "status": status, "timestamp": super::seconds(),
                    "recipient_id": customer.number,
                })
            })
            .collect();
        let post = self.post(&json!({ "statuses": statuses }));
        Ok(Taken { answer, bubble: Some(Bubble { message_id: id, ..bubble }), post: Some(post) })
    }

    /// What the customer does, as Meta tells it.
    pub(super) fn tell(&self, line: &Line, customer: &Customer, under: &str) -> Option<Post> {
        let mut message = json!({
            "from": customer.number,
            "id": format!("wamid.{}", super::random()),
            "timestamp": super::seconds(),
        });
        let (kind, content) = match line {
            Line::Write(text) => ("text", json!({ "body": text })),
            Line::Press(Button { id, title }) => {
                message["context"] = json!({ "from": "15550783881", "id": under });
                let reply = json!({ "id": id, "title": title });
                ("interactive", json!({ "type": "button_reply", "button_reply": reply }))
            }
            Line::Photo => (
                "image",
                json!({
                    "id": "1003383421387256", "mime_type": "image/jpeg",
                    "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
                    "caption": "A photo",
                }),
            ),
            Line::Quit | Line::Help(_) | Line::Nothing => return None,
        };
        message["type"] = json!(kind);
        message[kind] = content;
        let contact = json!({ "profile": { "name": customer.name }, "wa_id": customer.number });
        Some(self.post(&json!({ "contacts": [contact], "messages": [message] })))
    }

    fn post(&self, what: &Value) -> Post {
        let mut value = json!({
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": "15550783881", "phone_number_id": self.phone_number_id,
            },
        });
        for (key, content) in what.as_object().into_iter().flatten() {
            value[key] = content.clone();
        }
        let change = json!({ "field": "messages", "value": value });
        let entry = json!({ "id": "102290129340398", "changes": [change] });
        let body = json!({ "object": "whatsapp_business_account", "entry": [entry] });
        let body = escaped(&body.to_string());
        let signature = format!("sha256={}", hex(&self.sign(body.as_bytes())));
        let header = ("x-hub-signature-256", signature);
        Post { path: "/webhooks/whatsapp", header: Some(header), body }
    }

    fn sign(&self, body: &[u8]) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.app_secret.expose_secret().as_bytes())
            .expect("any length");
        mac.update(body);
        mac.finalize().into_bytes().to_vec()
    }

    /// What Meta asks where it is to post.
    pub(super) fn handshake(&self, challenge: &str) -> String {
        let token: String = form(self.verify_token.expose_secret().as_bytes());
        let query =
            format!("hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={token}");
        format!("/webhooks/whatsapp?{query}")
    }
}

/// What became of a request.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) answer: Value,
    /// What the phone shows now.
    pub(super) bubble: Option<Bubble>,
    /// What is told to the server about it.
    pub(super) post: Option<Post>,
}

impl Taken {
    /// An answer, and nothing else.
    pub(super) const fn of(answer: Value) -> Self {
        Self { answer, bubble: None, post: None }
    }
}

/// As Meta would show the message, or why it would not take it.
fn bubble(body: &Value, customer: &Customer) -> Result<Bubble, Fault> {
    let kind = body["type"].as_str().unwrap_or("text");
    let known = |key: &String| KEYS.contains(&key.as_str()) || key == kind;
    if let Some(key) =
        body.as_object().into_iter().flatten().map(|(key, _)| key).find(|key| !known(key))
    {
        return Err(parameter(&format!("{key} is not known beside type {kind}")));
    }
    if body["to"] != customer.number.as_str() {
        return Err(refusal(400, 131_026, "that number is not on this simulated WhatsApp"));
    }
    if !customer.wrote() && kind != "template" {
        return Err(refusal(400, 131_047, "more than 24 hours since the customer last wrote"));
    }
    let content = &body[kind];
    let text = |at: &str, most: usize| -> Result<String, Fault> {
        let text = content.pointer(at).and_then(Value::as_str).unwrap_or_default();
        let fits = (1..=most).contains(&text.chars().count());
        fits.then(|| text.to_owned())
            .ok_or_else(|| parameter(&format!("{kind}{at} has not 1 to {most} characters")))
    };
    match kind {
        "text" => Ok(Bubble { text: text("/body", 4_096)?, ..Bubble::default() }),
        "interactive" if content["type"] == "button" => Ok(Bubble {
            text: text("/body/text", 1_024)?,
            buttons: buttons(content)?,
            ..Bubble::default()
        }),
        "template" => {
            let (name, language) = (text("/name", 512)?, text("/language/code", 16)?);
            let parameters = content.pointer("/components/0/parameters").and_then(Value::as_array);
            let texts = parameters.into_iter().flatten().filter_map(|it| it["text"].as_str());
            let said = texts.collect::<Vec<_>>().join(", ");
            Ok(Bubble {
                text: format!("(template {name}, {language}) {said}"),
                ..Bubble::default()
            })
        }
        _ => Err(refusal(400, 131_051, "this kind of message is not known here")),
    }
}

fn buttons(content: &Value) -> Result<Vec<Button>, Fault> {
    let given = content.pointer("/action/buttons").and_then(Value::as_array);
    let mut buttons: Vec<Button> = Vec::new();
    for given in given.into_iter().flatten() {
        let part = |name: &str, most: usize| {
            let part = given["reply"][name].as_str().unwrap_or_default();
            (1..=most).contains(&part.chars().count()).then(|| part.to_owned())
        };
        let (Some(id), Some(title)) = (part("id", 256), part("title", 20)) else {
            return Err(parameter(
                "a button has no id of 1 to 256, or no title of 1 to 20 characters",
            ));
        };
        if given["type"] != "reply" || id.trim() != id {
            return Err(parameter("a button is no reply button, or its id has spaces around it"));
        }
        if buttons.iter().any(|known| known.title == title || known.id == id) {
            return Err(parameter("two buttons are the same"));
        }
        buttons.push(Button { id, title });
    }
    if (1..=3).contains(&buttons.len()) {
        Ok(buttons)
    } else {
        Err(parameter("there are not 1 to 3 buttons"))
    }
}

fn parameter(details: &str) -> Fault {
    refusal(400, 131_009, details)
}

fn refusal(status: u16, code: u32, details: &str) -> Fault {
    let body = json!({ "error": {
        "message": format!("(#{code}) {details}"), "type": "OAuthException", "code": code,
        "error_data": { "messaging_product": "whatsapp", "details": details },
        "fbtrace_id": "simulated",
    } });
    Fault { status, words: format!("{code}: {details}"), body }
}

/// As Meta writes it: what is not ASCII as `\uXXXX`.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            escaped.push(c);
        } else {
            let mut units = [0; 2];
            c.encode_utf16(&mut units)
                .iter()
                .for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
        }
    }
    escaped
}

/// As a value of a query.
fn form(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests;
