//! The contract of stores, asked of a file.

use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::conformance;

fn main() -> std::process::ExitCode {
    conformance::run_persistent("sqlite", |folder| SqliteStore::open(folder.join("chat.db")))
}
