#![doc = include_str!("../README.md")]

mod client;
mod destinations;
mod parts;
mod receiver_url;
mod resolver;
mod retry_after;
mod telegram;
mod webhook;
mod wording;

pub use destinations::{Destinations, ParseDestinationError};
pub use receiver_url::{ParseReceiverUrlError, ReceiverUrl};
pub use resolver::{Resolver, SystemResolver};
pub use telegram::{
    Telegram, TelegramBot, TelegramBuilder, TelegramError, TelegramProblem, TelegramReceiver,
    TelegramWebhook,
};
pub use webhook::{ParseSecretError, Webhook, WebhookBuilder, WebhookError, WebhookSecret};
pub use wording::{AlertText, Wording};
