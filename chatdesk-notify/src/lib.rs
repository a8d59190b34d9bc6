#![doc = include_str!("../README.md")]

mod caller;
mod client;
mod destinations;
mod email;
mod fcm;
mod incoming;
mod progress;
mod proof;
mod received;
mod receiver_url;
mod resolver;
mod retry_after;
mod slack;
mod split;
mod teams;
mod telegram;
mod twilio;
mod webhook;
mod whatsapp;
mod wording;

pub use destinations::{Destinations, ParseDestinationError};
pub use email::{
    Email, EmailBuilder, EmailError, MailAddress, ParseMailAddressError, ParseSmtpUrlError, SmtpUrl,
};
pub use fcm::{Fcm, FcmBuilder, FcmError, ParseServiceAccountError, ServiceAccount};
pub use incoming::{IncomingWebhookBuilder, IncomingWebhookError};
pub use receiver_url::{ParseReceiverUrlError, ReceiverUrl};
pub use resolver::{Resolver, SystemResolver};
pub use slack::{Slack, SlackBuilder};
pub use teams::{Teams, TeamsBuilder};
pub use telegram::{
    Telegram, TelegramBot, TelegramBuilder, TelegramError, TelegramProblem, TelegramReceiver,
    TelegramWebhook,
};
pub use twilio::{
    Twilio, TwilioBuilder, TwilioError, TwilioReceiver, TwilioReceiverError, TwilioTemplate,
};
pub use webhook::{ParseSecretError, Webhook, WebhookBuilder, WebhookError, WebhookSecret};
pub use whatsapp::{
    WhatsApp, WhatsAppAlert, WhatsAppBuilder, WhatsAppError, WhatsAppParts, WhatsAppReceiver,
    WhatsAppReceiverError, WhatsAppTemplate,
};
pub use wording::{AlertText, Wording};
