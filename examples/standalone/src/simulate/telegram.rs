//! Telegram, as far as a chat needs it: what it takes and refuses, and what it posts (Bot API 10.1).

use std::sync::atomic::{AtomicI64, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{
    Customer, Fault, Post, Sent,
    phone::{Bubble, Button, Line},
    whatsapp::Taken,
};

/// What a message may hold.
const KEYS: [&str; 8] = [
    "chat_id",
    "message_thread_id",
    "message_id",
    "text",
    "entities",
    "link_preview_options",
    "reply_markup",
    "disable_notification",
];

/// Whose bot it is, and what is shown with every post.
#[derive(Debug)]
pub(super) struct BotApi {
    pub(super) bot_token: SecretString,
    pub(super) webhook_secret: SecretString,
    /// Of messages and updates.
    pub(super) next: AtomicI64,
}

impl BotApi {
    /// Answers a request of the server; what it sent to the customer comes along.
    pub(super) fn answer(&self, request: &Sent<'_>, customer: &Customer) -> Result<Taken, Fault> {
        let path = request.path.strip_prefix("/bot").and_then(|path| path.split_once('/'));
        let Some((token, method)) = path else {
            return Err(refusal(404, "Not Found"));
        };
        if token != self.bot_token.expose_secret() {
            return Err(refusal(401, "Unauthorized"));
        }
        let empty = json!({});
        let body = request.body.unwrap_or(&empty);
        match method {
            "getMe" => Ok(Taken::of(json!({ "ok": true, "result": me() }))),
            "getWebhookInfo" => {
                let result = json!({
                    "url": "https://simulated.example/webhooks/telegram",
                    "has_custom_certificate": false, "pending_update_count": 0,
                });
                Ok(Taken::of(json!({ "ok": true, "result": result })))
            }
            "setWebhook" | "answerCallbackQuery" => {
                Ok(Taken::of(json!({ "ok": true, "result": true })))
            }
            "sendMessage" | "editMessageText" => self.take(body, customer),
            _ => Err(refusal(404, "Not Found: method not found")),
        }
    }

    fn take(&self, body: &Value, customer: &Customer) -> Result<Taken, Fault> {
        let bubble = bubble(body, customer)?;
        let id = body["message_id"].as_i64().unwrap_or_else(|| self.number());
        let message = json!({
            "message_id": id, "from": me(), "chat": chat(customer), "date": super::now(),
            "text": bubble.text,
        });
        let bubble = Bubble { message_id: id.to_string(), ..bubble };
        let answer = json!({ "ok": true, "result": message });
        Ok(Taken { answer, bubble: Some(bubble), post: None })
    }

    /// What the customer does, as Telegram tells it.
    pub(super) fn tell(&self, line: &Line, customer: &Customer, under: &str) -> Option<Post> {
        let from = json!({
            "id": customer.id(), "is_bot": false, "first_name": customer.name, "language_code": "en",
        });
        let message = |key: &str, content: Value| {
            let mut message = json!({
                "message_id": self.number(), "from": from, "chat": chat(customer),
                "date": super::now(),
            });
            message[key] = content;
            message
        };
        let mut update = match line {
            Line::Write(text) => json!({ "message": message("text", json!(text)) }),
            Line::Press(Button { id, .. }) => {
                let mut below = message("text", json!("…"));
                below["from"] = me();
                below["message_id"] = json!(under.parse::<i64>().unwrap_or_default());
                json!({ "callback_query": {
                    "id": super::random(), "from": from, "chat_instance": "1", "data": id,
                    "message": below,
                } })
            }
            Line::Photo => {
                let size = |id: &str, side: u32| {
                    json!({
                        "file_id": id, "file_unique_id": id, "width": side, "height": side,
                    })
                };
                let mut photo = message("photo", json!([size("small", 90), size("large", 800)]));
                photo["caption"] = json!("A photo");
                json!({ "message": photo })
            }
            Line::Quit | Line::Help(_) | Line::Nothing => return None,
        };
        update["update_id"] = json!(self.number());
        let secret = self.webhook_secret.expose_secret().to_owned();
        let header = Some(("x-telegram-bot-api-secret-token", secret));
        Some(Post { path: "/webhooks/telegram", header, body: update.to_string() })
    }

    /// What the server's answer to a post makes the phone show.
    pub(super) fn answered(&self, answer: &Value, customer: &Customer) -> Option<Bubble> {
        (answer["method"] == "sendMessage").then_some(())?;
        let mut body = answer.clone();
        body.as_object_mut()?.remove("method");
        self.take(&body, customer).ok()?.bubble
    }

    fn number(&self) -> i64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

fn me() -> Value {
    json!({
        "id": 110_201_543, "is_bot": true, "first_name": "Support", "username": "simulated_bot",
        "can_join_groups": true, "can_read_all_group_messages": false,
        "supports_inline_queries": false,
    })
}

fn chat(customer: &Customer) -> Value {
    json!({ "id": customer.id(), "type": "private", "first_name": customer.name })
}

/// As Telegram would show the message, or why it would not take it.
fn bubble(body: &Value, customer: &Customer) -> Result<Bubble, Fault> {
    let keys = body.as_object().into_iter().flatten().map(|(key, _)| key);
    if let Some(key) = keys.into_iter().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(refusal(400, &format!("Bad Request: {key} is not known here")));
    }
    if body["chat_id"].as_i64() != Some(customer.id()) {
        return Err(refusal(400, "Bad Request: chat not found"));
    }
    if !customer.wrote() {
        return Err(refusal(403, "Forbidden: bot can't initiate conversation with a user"));
    }
    let text = body["text"].as_str().unwrap_or_default();
    if text.is_empty() {
        return Err(refusal(400, "Bad Request: message text is empty"));
    }
    if text.chars().count() > 4_096 {
        return Err(refusal(400, "Bad Request: message is too long"));
    }
    let n_units = text.encode_utf16().count() as u64;
    for entity in body["entities"].as_array().into_iter().flatten() {
        let (offset, length) = (entity["offset"].as_u64(), entity["length"].as_u64());
        let end = offset.zip(length).and_then(|(offset, length)| offset.checked_add(length));
        if entity["type"].as_str().is_none() || end.is_none_or(|end| end > n_units) {
            return Err(refusal(400, "Bad Request: can't parse entities"));
        }
    }
    let buttons = buttons(&body["reply_markup"])?;
    Ok(Bubble { text: text.to_owned(), buttons, message_id: String::new() })
}

fn buttons(markup: &Value) -> Result<Vec<Button>, Fault> {
    let rows = markup["inline_keyboard"].as_array();
    if !markup.is_null() && rows.is_none() {
        return Err(refusal(400, "Bad Request: object expected as reply markup"));
    }
    let mut buttons = Vec::new();
    for given in rows.into_iter().flatten().filter_map(Value::as_array).flatten() {
        let title = given["text"].as_str().unwrap_or_default().to_owned();
        let (data, url) = (given["callback_data"].as_str(), given["url"].as_str());
        match (data, url) {
            (Some(id), None) if (1..=64).contains(&id.len()) && !title.is_empty() => {
                buttons.push(Button { id: id.to_owned(), title });
            }
            (None, Some(_)) if !title.is_empty() => {}
            _ => return Err(refusal(400, "Bad Request: BUTTON_DATA_INVALID")),
        }
    }
    Ok(buttons)
}

fn refusal(status: u16, description: &str) -> Fault {
    let body = json!({ "ok": false, "error_code": status, "description": description });
    Fault { status, words: description.to_owned(), body }
}

#[cfg(test)]
mod tests;
