//! What Telegram posts is to us what it is to the reference library.

use std::{fs, path::Path};

use serde_json::Value;

use super::reader::Reader;

#[test]
fn the_reference_library_reads_of_every_update_what_we_read() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatdesk-notify/tests");
    let file = tests.join("telegram/updates.json");
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let mut reader = Reader::start(&["updates", file.to_str().unwrap()]);
    for mut row in rows {
        let what = row["what"].take();
        let read: Value = serde_json::from_str(&reader.line().unwrap()).unwrap();
        for key in ["chatted", "answer"] {
            assert_eq!(read.get(key), row.get(key), "{key} of {what}");
        }
    }
    assert_eq!(reader.line(), None);
}
