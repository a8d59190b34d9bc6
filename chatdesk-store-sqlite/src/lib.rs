#![doc = include_str!("../README.md")]

mod store;

mod apply;
mod checks;
mod error;
mod group;
mod jobs;
mod open;
mod purge;
mod read;
mod readers;
mod row;
mod search;
mod word;
mod worker;
mod writer;

#[cfg(test)]
mod tests;

pub use error::OpenError;
pub use store::SqliteStore;
pub use writer::Stats;
