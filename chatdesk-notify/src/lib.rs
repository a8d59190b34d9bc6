#![doc = include_str!("../README.md")]

mod caller;
mod client;
mod destinations;
mod progress;
mod proof;
mod received;
mod receiver_url;
mod resolver;
mod retry_after;
mod split;
mod telegram;
mod webhook;
mod whatsapp;
mod wording;

pub use destinations::{Destinations, ParseDestinationError};
pub use receiver_url::{ParseReceiverUrlError, ReceiverUrl};
pub use resolver::{Resolver, SystemResolver};
pub use telegram::{
    Telegram, TelegramBot, TelegramBuilder, TelegramError, TelegramProblem, TelegramReceiver,
    TelegramWebhook,
};
pub use webhook::{ParseSecretError, Webhook, WebhookBuilder, WebhookError, WebhookSecret};
pub use whatsapp::{
    WhatsApp, WhatsAppAlert, WhatsAppBuilder, WhatsAppError, WhatsAppParts, WhatsAppReceiver,
    WhatsAppReceiverError, WhatsAppTemplate,
};
pub use wording::{AlertText, Wording};
