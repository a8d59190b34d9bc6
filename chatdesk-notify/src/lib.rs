#![doc = include_str!("../README.md")]

mod client;
mod destinations;
mod email;
mod fcm;
mod incoming;
mod receiver_url;
mod resolver;
mod retry_after;
mod slack;
mod teams;
mod webhook;
mod wording;

pub use destinations::{Destinations, ParseDestinationError};
pub use email::{
    Email, EmailBuilder, EmailError, MailAddress, ParseMailAddressError, ParseSmtpUrlError, SmtpUrl,
};
pub use fcm::{Fcm, FcmBuilder, FcmError, ParseServiceAccountError, ServiceAccount};
pub use incoming::IncomingWebhookError;
pub use receiver_url::{ParseReceiverUrlError, ReceiverUrl};
pub use resolver::{Resolver, SystemResolver};
pub use slack::{Slack, SlackBuilder};
pub use teams::{Teams, TeamsBuilder};
pub use webhook::{ParseSecretError, Webhook, WebhookBuilder, WebhookError, WebhookSecret};
pub use wording::{AlertText, Wording};
