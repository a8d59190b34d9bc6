//! What is said by Telegram is read by Telegram's own library as it was meant, its schema takes every body, and what it
//! posts is read as the reference library reads it.
//!
//! These need Node.js with the packages `@stoplight/prism-cli` and `prebuilt-tdlib`, and Python with `python-telegram-bot`;
//! `cargo xtask test` installs them, or says that this suite was left out. The schema is not part of the project: it is
//! looked for in `../shared/providers`, or where `CHATDESK_TEST_PROVIDERS` says. The bodies are proven without it by
//! files, in `chatdesk-notify/tests/golden`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test"
)]

mod program;
mod read_back;
mod schema;
mod updates;

use std::path::{Path, PathBuf};

/// This suite's files.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bot_api")
}

/// What the tests of the notifier keep.
pub(crate) fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatdesk-notify/tests")
}
