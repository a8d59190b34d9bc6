//! What Telegram posts is to us what it is to the reference library.

use std::fs;

use serde_json::Value;

use crate::{kept, program::Program};

#[test]
fn the_reference_library_reads_of_every_update_what_we_read() {
    let file = kept().join("telegram/updates.json");
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let mut reader = Program::python(&["updates", file.to_str().unwrap()]);
    for mut row in rows {
        let what = row["what"].take();
        let read: Value = serde_json::from_str(&reader.line().unwrap()).unwrap();
        for key in ["chatted", "answer"] {
            assert_eq!(read.get(key), row.get(key), "{key} of {what}");
        }
    }
    assert_eq!(reader.line(), None);
}
