use serde_json::{Value, json};

use super::*;
use crate::{
    cli::{SimulateArgs, Simulated},
    simulate::phone::Phone,
};

fn api() -> BotApi {
    BotApi { bot_token: "1:a".into(), webhook_secret: "s3cret".into(), next: AtomicI64::new(10) }
}

fn customer(has_written: bool) -> Customer {
    let channel = Simulated::Telegram;
    let args = SimulateArgs { channel, url: None, name: "Ada".to_owned(), from: None };
    let customer = Customer::of(&args);
    customer.has_written.store(has_written, Ordering::Relaxed);
    customer
}

fn ask(path: &str, body: &Value, has_written: bool) -> Result<Taken, u16> {
    let sent = Sent { method: "POST", path, authorization: None, body: Some(body) };
    api().answer(&sent, &customer(has_written)).map_err(|fault| {
        assert_eq!(fault.body["ok"], false);
        fault.status
    })
}

fn message() -> Value {
    json!({
        "chat_id": 987_654_321, "text": "Hi!",
        "reply_markup": { "inline_keyboard": [[{ "text": "End Chat", "callback_data": "end_chat" }]] },
    })
}

#[test]
fn what_telegram_takes_is_shown() {
    let taken = ask("/bot1:a/sendMessage", &message(), true).unwrap();
    let bubble = taken.bubble.unwrap();
    assert_eq!((bubble.text.as_str(), bubble.message_id.as_str()), ("Hi!", "10"));
    assert_eq!(bubble.buttons[0].id, "end_chat");
    assert_eq!(taken.answer["result"]["message_id"], 10);
    // Scalars are counted, not units of UTF-16.
    let long = json!({ "chat_id": 987_654_321, "text": "💬".repeat(4_096) });
    assert!(ask("/bot1:a/sendMessage", &long, true).is_ok());
    let me = ask("/bot1:a/getMe", &json!({}), false).unwrap();
    assert_eq!(me.answer["result"]["is_bot"], true);
}

#[test]
fn what_telegram_refuses_is_refused_with_its_status() {
    let with = |key: &str, value: Value| {
        let mut body = message();
        body[key] = value;
        body
    };
    let key = |button: Value| json!({ "inline_keyboard": [[button]] });
    let rows = [
        (with("text", json!("")), 400),
        (with("text", json!("x".repeat(4_097))), 400),
        (with("chat_id", json!(7)), 400),
        (with("reply_to_message_id", json!(7)), 400),
        (with("entities", json!([{ "type": "bold", "offset": 0, "length": 4 }])), 400),
        (with("entities", json!([{ "offset": 0, "length": 1 }])), 400),
        (with("reply_markup", json!("x")), 400),
        (with("reply_markup", key(json!({ "text": "x", "callback_data": "x".repeat(65) }))), 400),
        (with("reply_markup", key(json!({ "text": "", "callback_data": "x" }))), 400),
        (
            with(
                "reply_markup",
                key(json!({ "text": "x", "callback_data": "x", "url": "https://x" })),
            ),
            400,
        ),
    ];
    for (body, status) in rows {
        assert_eq!(ask("/bot1:a/sendMessage", &body, true).err(), Some(status), "{body}");
    }
    assert_eq!(ask("/bot1:a/sendMessage", &message(), false).err(), Some(403));
    assert_eq!(ask("/bot2:b/sendMessage", &message(), true).err(), Some(401));
    assert_eq!(ask("/bot1:a/sendFax", &message(), true).err(), Some(404));
}

#[test]
fn a_post_carries_the_secret_and_what_was_typed() {
    let (api, customer) = (api(), customer(false));
    let post = api.tell(&Phone::default().read("support"), &customer, "").unwrap();

    assert_eq!(post.header, Some(("x-telegram-bot-api-secret-token", "s3cret".to_owned())));
    let update: Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(update["message"]["text"], "support");
    assert_eq!(update["message"]["from"]["is_bot"], false);
    assert_eq!(update["message"]["chat"]["type"], "private");
    let press = Line::Press(Button { id: "end_chat".to_owned(), title: "End Chat".to_owned() });
    let post = api.tell(&press, &customer, "10").unwrap();
    let update: Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(update["callback_query"]["data"], "end_chat");
    assert_eq!(update["callback_query"]["message"]["message_id"], 10);
}
