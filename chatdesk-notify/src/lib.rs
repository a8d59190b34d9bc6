#![doc = include_str!("../README.md")]

mod client;
mod destinations;
mod fcm;
mod receiver_url;
mod resolver;
mod retry_after;
mod webhook;
mod wording;

pub use destinations::{Destinations, ParseDestinationError};
pub use fcm::{Fcm, FcmBuilder, FcmError, ParseServiceAccountError, ServiceAccount};
pub use receiver_url::{ParseReceiverUrlError, ReceiverUrl};
pub use resolver::{Resolver, SystemResolver};
pub use webhook::{ParseSecretError, Webhook, WebhookBuilder, WebhookError, WebhookSecret};
pub use wording::{AlertText, Wording};
