#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod clock;
mod events;
mod host;
mod listen;
mod record;
mod requests;
mod stream;

pub use clock::{client_id, now_ms};
pub use host::{Granted, Host, TokenSource, View};
pub use listen::listen;
pub use record::Record;
pub use requests::Api;
