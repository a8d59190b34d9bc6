#![doc = include_str!("../README.md")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]
#![expect(clippy::missing_panics_doc, reason = "everything here panics where a test fails")]

pub mod conformance;
pub mod given;

mod clock;
mod eventually;
mod folder;
mod memory;
#[cfg(test)]
mod mutants;
mod notifier;

pub use clock::ManualClock;
pub use eventually::eventually;
pub use folder::Folder;
pub use memory::MemoryStore;
pub use notifier::RecordingNotifier;

/// The page in `docs` is no part of the package; its examples are tests all the same.
#[cfg(doctest)]
#[doc = include_str!("../../docs/write-your-own-store.md")]
struct WriteYourOwnStore;
