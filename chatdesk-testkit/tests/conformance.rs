//! The contract of stores, asked of the one in memory.

use std::convert::Infallible;

use chatdesk_testkit::{MemoryStore, conformance};

fn main() -> std::process::ExitCode {
    conformance::run("memory", || async { Ok::<_, Infallible>(MemoryStore::new()) })
}
