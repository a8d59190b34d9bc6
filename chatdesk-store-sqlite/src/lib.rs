#![doc = include_str!("../README.md")]

mod store;

mod apply;
mod backup;
mod checks;
mod copy;
mod error;
mod group;
mod jobs;
mod migrate;
mod open;
mod purge;
mod read;
mod readers;
mod restore;
mod row;
mod search;
mod word;
mod worker;
mod writer;

#[cfg(test)]
mod tests;

pub use backup::BackupError;
pub use error::OpenError;
pub use restore::RestoreError;
pub use store::SqliteStore;
pub use writer::Stats;
