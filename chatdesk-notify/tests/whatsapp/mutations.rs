//! Whatever is posted, and signed, the receiver lives.

use chatdesk_core::{Received, Receiver as _};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::inbound::{kinds, post, read_raw, receiver};

/// A post of every kind there is.
fn whole() -> Value {
    let messages: Vec<Value> = kinds().into_iter().map(|(message, _)| message).collect();
    let contact = json!({"profile": {"name": "Sheena"}, "wa_id": "16505551234", "user_id": "US.1"});
    let error = json!({"code": 131_049, "title": "x", "error_data": {"details": "x"}});
    let status = json!({"id": "wamid.1", "status": "failed", "timestamp": "1", "errors": [error]});
    post(&json!({"contacts": [contact], "messages": messages, "statuses": [status]}))
}

/// Something else in place of what stands there.
fn other() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!([{}])),
        Just(json!({"body": {"id": [1]}})),
        Just(Value::from("9".repeat(400))),
        Just(Value::from("\0")),
    ]
}

/// Puts something else in one place, counted through the whole tree.
fn replace(tree: &mut Value, place: &mut usize, with: &Value) {
    if *place == 0 {
        *tree = with.clone();
    }
    *place = place.wrapping_sub(1);
    match tree {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, place, with)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, place, with)),
        _ => {}
    }
}

/// How many nodes a tree has.
fn size(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

/// Changes values, then bytes; comes to what was read.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let n_places = size(&whole());
    let values = proptest::collection::vec((0..n_places, other()), 0..4);
    let bytes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (values, bytes).prop_map(|(values, bytes)| {
        let mut tree = whole();
        for (place, with) in values {
            replace(&mut tree, &mut { place }, &with);
        }
        let mut body = tree.to_string().into_bytes();
        for (index, byte) in bytes {
            if !body.is_empty() {
                let at = index.index(body.len());
                body[at] = byte;
            }
        }
        body
    })
}

/// What is handed on is within the bounds of what the desk takes.
fn assert_fit(received: &[Received]) {
    for received in received {
        if let Received::Message(inbound) = received {
            let n_chars = inbound.message_id.chars().count();
            assert!((1..=256).contains(&n_chars) && !inbound.message_id.contains('\0'));
        }
        // Shows nothing, and does not panic.
        assert!(!format!("{received:?}").contains("Sheena"));
    }
}

/// How many are tried; in a long run for minutes.
#[expect(clippy::disallowed_methods, reason = "a long run says how long it is")]
fn n_posts() -> u32 {
    std::env::var("CHATDESK_TEST_MUTATIONS").map_or(400, |number| number.parse().unwrap())
}

#[test]
fn whatever_is_signed_is_read_or_left_out() {
    assert_eq!(
        read_raw(whole().to_string().as_bytes()).len(),
        kinds().iter().filter(|(_, it)| it.is_some()).count() + 1
    );
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let mutated = mutated();
    for _ in 0..n_posts() {
        let body = mutated.new_tree(&mut runner).unwrap().current();
        let read = std::panic::catch_unwind(|| assert_fit(&read_raw(&body)));
        assert!(read.is_ok(), "{}", String::from_utf8_lossy(&body));
    }
}

proptest! {
    #[test]
    fn whatever_query_comes_is_answered(query in "\\PC{0,60}|(hub[.](mode|challenge|verify_token)=[%a-z0-9]{0,9}&?){0,5}") {
        prop_assert_eq!(receiver().handshake(&query), None);
    }
}
