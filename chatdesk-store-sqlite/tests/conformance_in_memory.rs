//! The contract of stores, asked of one without a file.

use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::conformance;

fn main() -> std::process::ExitCode {
    conformance::run("sqlite_in_memory", SqliteStore::in_memory)
}
