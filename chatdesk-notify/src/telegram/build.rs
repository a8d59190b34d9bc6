//! What a [`Telegram`] is made of.

use std::{error::Error, fmt, sync::Mutex};

use secrecy::{ExposeSecret as _, SecretString};

use super::{Memory, Telegram, bot};
use crate::{ReceiverUrl, Wording};

const API: &str = "https://api.telegram.org";

/// Why there is no Telegram. The text names no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TelegramError {
    /// What is to be the bot token has not its form.
    #[error("the bot token is none: @BotFather gives out digits, a colon, and letters")]
    Token,
    /// Topics without a group.
    #[error("topics need alert_chat_id: the group in which they are made")]
    Topics,
    /// The secret is empty, or holds what Telegram does not take.
    #[error("the webhook's secret has other than 1 to 256 of A-Z a-z 0-9 _ -")]
    Secret,
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn Error + Send + Sync>),
}

/// Builds a [`Telegram`].
#[must_use]
pub struct TelegramBuilder {
    token: SecretString,
    base: Option<ReceiverUrl>,
    alert_chat: Option<i64>,
    topics: bool,
    wording: Wording,
}

impl Telegram {
    /// Begins one for the bot that this token belongs to, as `@BotFather` gives it out.
    pub fn builder(token: SecretString) -> TelegramBuilder {
        let wording = Wording::default();
        TelegramBuilder { token, base: None, alert_chat: None, topics: false, wording }
    }
}

impl TelegramBuilder {
    /// Where the Bot API is; `https://api.telegram.org` by default. A server of one's own may be asked by `http`: the token
    /// stands in every URL, so it should be near.
    pub fn api_base(mut self, base: ReceiverUrl) -> Self {
        self.base = Some(base);
        self
    }

    /// The group, or the private chat, in which the desk is told that customers wait: the chat's number, which is negative
    /// for groups. Without it agents are told in the private chats that they have bound to themselves.
    pub const fn alert_chat(mut self, chat: i64) -> Self {
        self.alert_chat = Some(chat);
        self
    }

    /// Whether each chat gets a topic of that group; not by default. The bot has to be an administrator who may manage
    /// topics.
    pub const fn topics(mut self, topics: bool) -> Self {
        self.topics = topics;
        self
    }

    /// How alerts are worded; with names and content, and without links by default.
    pub fn wording(mut self, wording: Wording) -> Self {
        self.wording = wording;
        self
    }

    /// The notifier.
    ///
    /// # Errors
    /// When the token cannot be one, topics have no group, or the system has no root certificates.
    pub fn build(self) -> Result<Telegram, TelegramError> {
        let Self { token, base, alert_chat, topics, wording } = self;
        if !bot::is_token(token.expose_secret()) {
            return Err(TelegramError::Token);
        }
        if topics && alert_chat.is_none() {
            return Err(TelegramError::Topics);
        }
        let base = base.map_or_else(|| API.parse(), Ok);
        let base = base.map_err(|error| TelegramError::Tls(Box::new(error)))?;
        let bot = bot::Bot::new(base, token).map_err(TelegramError::Tls)?;
        let memory = Mutex::new(Memory::new());
        Ok(Telegram { bot, alert_chat, topics, wording, memory })
    }
}

/// Hides the token, and where it is to tell.
impl fmt::Debug for TelegramBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TelegramBuilder").field("topics", &self.topics).finish_non_exhaustive()
    }
}
