//! Every body that is kept is taken by a server that knows the provider's description, and a broken one is refused.

mod telegram;
mod twilio;
mod whatsapp;

use std::path::{Path, PathBuf};

use chatdesk_tests::tell;

use crate::program::Program;

/// A server of the description with this name; `None`, said aloud, where there is none.
pub(crate) fn server(description: &str) -> Option<Program> {
    let file = descriptions().join(description);
    if !file.is_file() {
        tell(&format!("left out: no {description}; CHATDESK_TEST_PROVIDERS names its folder"));
        return None;
    }
    let file = file.to_string_lossy();
    let arguments = ["mock", "--errors", "-h", "127.0.0.1", "-p", "{port}", &file];
    Some(Program::start("prism", &arguments, "Prism is listening"))
}

#[expect(clippy::disallowed_methods, reason = "whoever starts the test says where they are")]
fn descriptions() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/providers");
    std::env::var("CHATDESK_TEST_PROVIDERS").map_or_else(|_| beside(), PathBuf::from)
}
