//! What Telegram says of the bot itself, and where it posts: for whoever sets it up.

use chatdesk_core::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Telegram, fault::Fault, receive::is_secret};

/// What is posted to the webhook: nothing else is read.
const WANTED: [&str; 2] = ["message", "callback_query"];

/// The bot, as Telegram knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TelegramBot {
    /// Its number.
    pub id: i64,
    /// Its name without `@`: `https://t.me/<username>` leads to it.
    pub username: String,
    /// Whether it may be added to groups.
    pub can_join_groups: bool,
    /// Whether it is told of everything in a group. Without, it is told of commands, of answers to what it said, and, as an
    /// administrator, of everything all the same.
    pub can_read_all_group_messages: bool,
}

/// Where Telegram posts, and how it went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TelegramWebhook {
    /// Where; empty where there is no webhook.
    pub url: String,
    /// How many updates wait to be posted.
    pub pending_update_count: u64,
    /// When it last failed, in seconds since 1970.
    pub last_error_date: Option<i64>,
    /// How, in Telegram's words.
    pub last_error_message: Option<String>,
}

/// What is wrong, in words for whoever set it up; it holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TelegramProblem(String);

impl Telegram {
    /// Whom the token belongs to.
    ///
    /// # Errors
    /// When Telegram does not know the token, or cannot be asked.
    pub async fn get_me(&self) -> Result<TelegramBot, TelegramProblem> {
        self.ask("getMe", &json!({})).await
    }

    /// Where Telegram posts what people write.
    ///
    /// # Errors
    /// As for [`get_me`](Self::get_me).
    pub async fn get_webhook_info(&self) -> Result<TelegramWebhook, TelegramProblem> {
        self.ask("getWebhookInfo", &json!({})).await
    }

    /// Lets Telegram post there, with `secret` beside everything: 1 to 256 of `A-Za-z0-9_-`. The URL is one by `https`, on
    /// port 443, 80, 88 or 8443.
    ///
    /// # Errors
    /// As for [`get_me`](Self::get_me), and when the secret or the URL is none that Telegram takes.
    pub async fn set_webhook(
        &self,
        url: &str,
        secret: &SecretString,
    ) -> Result<(), TelegramProblem> {
        let secret_token = secret.expose_secret();
        if !is_secret(secret_token) {
            return Err(TelegramProblem(super::TelegramError::Secret.to_string()));
        }
        let body = json!({"url": url, "secret_token": secret_token, "allowed_updates": WANTED});
        self.ask::<Value>("setWebhook", &body).await.map(drop)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, TelegramProblem> {
        // The instant counts for a pause alone, and nobody pauses here.
        let answer = self.bot.call(method, body, Timestamp::default()).await.map_err(problem)?;
        let unread = |_| TelegramProblem(format!("Telegram's answer to {method} cannot be read"));
        serde_json::from_value(answer).map_err(unread)
    }
}

fn problem(fault: Fault) -> TelegramProblem {
    TelegramProblem(fault.words())
}
