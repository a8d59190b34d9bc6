//! What Telegram posts to the webhook.

use std::fmt;

use chatdesk_core::{Forged, Post, Posted, Receiver, Remark};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{TelegramError, text::LONGEST, update};
use crate::{proof, split::parts};

const HEADER: &str = "x-telegram-bot-api-secret-token";
const JSON: &str = "application/json";

/// Reads the updates that Telegram posts (Bot API 10.1).
///
/// People's messages in private chats and groups, and presses of buttons, become
/// [`Received::Chatted`](chatdesk_core::Received::Chatted); what bots wrote, what was edited, what happened to a group,
/// channels, and what is of an unknown kind are left out. A press is answered at once, in the answer of the post, so that the
/// button does not keep spinning.
pub struct TelegramReceiver {
    secret: SecretString,
}

impl TelegramReceiver {
    /// One that believes whoever knows the secret: the one that Telegram was given with the webhook.
    ///
    /// # Errors
    /// [`TelegramError::Secret`] for one that Telegram would not take, above all an empty one.
    pub fn new(secret: SecretString) -> Result<Self, TelegramError> {
        let is_fit = is_secret(secret.expose_secret());
        if is_fit { Ok(Self { secret }) } else { Err(TelegramError::Secret) }
    }
}

impl Receiver for TelegramReceiver {
    /// Telegram asks nothing.
    fn handshake(&self, _: &str) -> Option<String> {
        None
    }

    fn read(&self, post: &Post<'_>) -> Result<Posted, Forged> {
        let told = post.header(HEADER).ok_or(Forged)?;
        if !proof::is_same(told, &self.secret) {
            return Err(Forged);
        }
        let update: Value = serde_json::from_slice(post.body).unwrap_or_default();
        let received = update::read(&update).into_iter().collect();
        let pressed = update.pointer("/callback_query/id").and_then(Value::as_str);
        let answer = pressed.map(|id| {
            let answer = json!({"method": "answerCallbackQuery", "callback_query_id": id});
            (JSON, answer.to_string())
        });
        Ok(Posted { received, answer })
    }

    /// As a message in the same chat and topic.
    fn remark(&self, remark: &Remark) -> Option<(&'static str, String)> {
        let chat: i64 = remark.chat.parse().ok()?;
        let text = parts(&remark.text, LONGEST, |_| 1).into_iter().next()?;
        let mut answer = json!({"method": "sendMessage", "chat_id": chat, "text": text});
        let thread = remark.thread.as_deref().and_then(|thread| thread.parse::<i64>().ok());
        if let Some(thread) = thread {
            answer["message_thread_id"] = thread.into();
        }
        Some((JSON, answer.to_string()))
    }
}

/// Hides the secret.
impl fmt::Debug for TelegramReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TelegramReceiver(…)")
    }
}

/// Bot API 10.1: the characters of a `secret_token`.
pub(super) fn is_secret(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=256).contains(&text.len()) && text.bytes().all(fits)
}
