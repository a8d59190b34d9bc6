//! Bodies as they are kept beside the tests, so that others' programs can judge them.

use std::{env, fs, path::Path};

use serde_json::Value;

/// Compares a body with the one that is kept; with `CHATDESK_TEST_GOLDEN=write` it is kept instead.
#[track_caller]
pub(crate) fn assert_golden(name: &str, body: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/push/golden");
    let path = path.join(format!("{name}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(body).unwrap());
    if env::var_os("CHATDESK_TEST_GOLDEN").is_some_and(|it| it == "write") {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, kept, "{name}: CHATDESK_TEST_GOLDEN=write keeps what is sent now");
}
