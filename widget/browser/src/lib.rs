#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod clock;
mod dom;
mod events;
mod host;
mod json;
mod listen;
mod log;
mod record;
mod requests;
mod rows;
mod stream;
mod times;
mod wire;
mod words;

pub use clock::{client_id, now_ms};
pub use dom::{Maker, add, add_all, document, set, set_text};
pub use host::{Granted, Host, TokenSource, View};
pub use json::{Json, Writer};
pub use listen::listen;
pub use log::Log;
pub use record::Record;
pub use requests::Api;
pub use rows::{Bubble, Row, Shape, rows};
pub use times::Times;
pub use wire::Decode;
