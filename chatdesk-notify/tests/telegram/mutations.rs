//! Whatever is posted, nothing panics.

use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use crate::posts::{read, updates};

/// Something that takes the place of a part of an update.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}|\u{0}|\u{202e}|-?[0-9]{1,30}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{"file_id": 7}, null])),
        Just(json!({"id": 1, "type": "private", "is_bot": false})),
    ]
}

/// What is done to one place.
#[derive(Clone, Debug)]
enum Blow {
    Replace(Value),
    Remove,
    Rename(String),
}

fn blow() -> impl Strategy<Value = Blow> {
    let keys = ["message", "callback_query", "photo", "chat", "from", "data", "text", "sticker"];
    prop_oneof![
        odd().prop_map(Blow::Replace),
        Just(Blow::Remove),
        proptest::sample::select(keys.to_vec()).prop_map(|key| Blow::Rename(key.to_owned())),
    ]
}

/// Deals a blow to one of the values inside.
fn deal(value: &mut Value, place: &mut usize, blow: &Blow) {
    let Value::Object(map) = value else {
        if let Value::Array(items) = value {
            items.iter_mut().for_each(|item| deal(item, place, blow));
        }
        return;
    };
    let keys: Vec<_> = map.keys().cloned().collect();
    for key in keys {
        if *place == 0 {
            strike(map, &key, blow);
        }
        *place = place.wrapping_sub(1);
        if let Some(inner) = map.get_mut(&key) {
            deal(inner, place, blow);
        }
    }
}

fn strike(map: &mut Map<String, Value>, key: &str, blow: &Blow) {
    match blow {
        Blow::Replace(other) => drop(map.insert(key.to_owned(), other.clone())),
        Blow::Remove => drop(map.remove(key)),
        Blow::Rename(other) => {
            let value = map.remove(key).unwrap_or_default();
            map.insert(other.clone(), value);
        }
    }
}

/// How many are tried; `CHATDESK_TEST_MUTATIONS` asks for another number.
#[expect(clippy::disallowed_methods, reason = "who runs the tests says how much of them")]
fn cases() -> u32 {
    let asked = std::env::var("CHATDESK_TEST_MUTATIONS").ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(512)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_update_that_was_beaten_is_read_or_left(
        which in any::<Index>(),
        blows in vec((0..60_usize, blow()), 1..6),
    ) {
        let updates = updates();
        let mut update = updates[which.index(updates.len())]["update"].clone();
        for (place, blow) in blows {
            deal(&mut update, &mut place.clone(), &blow);
        }
        let posted = read(update.to_string().as_bytes()).unwrap();
        prop_assert!(posted.received.len() <= 1);
    }

    #[test]
    fn bytes_that_were_turned_are_read_or_left(
        which in any::<Index>(),
        turns in vec((any::<Index>(), any::<u8>()), 1..8),
        end in any::<Index>(),
    ) {
        let updates = updates();
        let mut bytes = updates[which.index(updates.len())]["update"].to_string().into_bytes();
        for (at, byte) in turns {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len() * 4));
        prop_assert!(read(&bytes).unwrap().received.len() <= 1);
    }
}
