//! Bodies that are kept in files.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn file(provider: &str, name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    tests.join(provider).join(format!("{name}.json"))
}

/// What was sent is what the file says.
#[track_caller]
pub(crate) fn assert_golden(provider: &str, name: &str, sent: &Value) {
    let path = file(provider, name);
    if std::env::var_os("CHATDESK_TEST_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = serde_json::to_string_pretty(sent).unwrap();
        return std::fs::write(path, format!("{text}\n")).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(*sent, kept, "{name}");
}
