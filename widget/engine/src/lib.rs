#![doc = include_str!("../README.md")]

mod backoff;
mod drafts;
mod effect;
mod engine;
mod filter;
mod input;
mod ladder;
mod link;
mod outbox;
mod reading;
mod sessions;
mod snapshot;
mod table;
mod thread;

pub use effect::{Call, Effect, Page};
pub use engine::{Access, Engine, Side};
pub use filter::Filter;
pub use input::{Answer, Failure, Input, Moment, SessionsPage, Shared, TokenOutcome};
pub use link::Connection;
pub use outbox::{Refusal, Unsent, UnsentState};
pub use sessions::Sessions;
pub use snapshot::{Snapshot, StoredUnsent};
pub use table::Table;
pub use thread::Thread;

/// The most that one message may have, in Unicode scalar values after trimming.
pub const MAX_CHARS: usize = 4_000;
