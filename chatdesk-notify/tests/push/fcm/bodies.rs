//! What FCM is posted, by its interface v1.

use chatdesk_core::{Content, PushPlatform, PushTokenKind};
use chatdesk_notify::Wording;
use serde_json::Value;

use super::{fcm, google, push, sent};
use crate::{
    golden::assert_golden,
    told::{
        NAME, PAGE, SESSION, WORDS, answered, browser, device, digest, shown, silent, unread,
        wording,
    },
};

/// In bytes, of what is pushed.
const LIMIT: usize = 4096;

async fn posted(wording: Wording, content: Content) -> Value {
    let google = google(|_| sent()).await;
    assert_eq!(shown(&push(&fcm(&google, wording), content).await), "sent");
    google.asked("/v1/projects/demo-shop/messages:send")[0].json()
}

/// How much is pushed, without what names the device.
fn n_bytes(body: &Value) -> usize {
    let mut message = body["message"].clone();
    message.as_object_mut().unwrap().retain(|key, _| key != "token" && key != "fid");
    message.to_string().len()
}

fn text_of(body: &Value) -> &str {
    body["message"]["notification"]["body"].as_str().unwrap()
}

#[tokio::test]
async fn each_platform_is_told_in_its_own_words() {
    for (name, kind, platform) in [
        ("fcm-web", PushTokenKind::Fid, PushPlatform::Web),
        ("fcm-android", PushTokenKind::Token, PushPlatform::Android),
        ("fcm-ios", PushTokenKind::Fid, PushPlatform::Ios),
    ] {
        let content = unread(device(kind, platform), NAME, "hello");
        assert_golden(name, &posted(wording(), content).await);
    }
    assert_golden("fcm-digest", &posted(wording(), digest(browser())).await);
    assert_golden("fcm-test", &posted(wording(), Content::Test(browser())).await);
    assert_golden("fcm-answered", &posted(wording(), answered(browser(), "Sam", "hello")).await);
}

#[tokio::test]
async fn a_device_is_named_in_one_way_and_what_is_of_one_chat_replaces_itself() {
    let token = device(PushTokenKind::Token, PushPlatform::Web);
    let message = posted(wording(), unread(token, "Ada", "hello")).await["message"].clone();
    assert!(message.get("token").is_some() && message.get("fid").is_none());
    assert_eq!(message["webpush"]["notification"]["tag"], SESSION);
    assert_eq!(message["data"]["session_id"], SESSION);
    assert_eq!(message["data"]["kind"], "unread");

    let message = posted(wording(), unread(browser(), "Ada", "hello")).await["message"].clone();
    assert!(message.get("token").is_none() && message.get("fid").is_some());
    let android = device(PushTokenKind::Fid, PushPlatform::Android);
    let message = posted(wording(), unread(android, "Ada", "hello")).await["message"].clone();
    assert_eq!(message["android"]["collapse_key"], SESSION);
    assert_eq!(message["android"]["notification"]["tag"], SESSION);
    assert_eq!(message["android"]["ttl"], "3600s");
    let ios = device(PushTokenKind::Fid, PushPlatform::Ios);
    let message = posted(wording(), unread(ios, "Ada", "hello")).await["message"].clone();
    assert_eq!(message["apns"]["headers"]["apns-collapse-id"], SESSION);
    assert_eq!(message["apns"]["payload"]["aps"]["thread-id"], SESSION);
}

#[tokio::test]
async fn a_browser_is_led_by_https_alone() {
    let link = |body: &Value| body["message"]["webpush"]["fcm_options"]["link"].clone();
    let desk = posted(wording(), unread(browser(), "Ada", "hello")).await;
    let wanted = format!("https://shop.example/chat/console/?session={SESSION}");
    assert_eq!(link(&desk), wanted.as_str());
    let customer = posted(wording(), answered(browser(), "Sam", "hello")).await;
    assert_eq!(link(&customer), PAGE);
    for other in ["http://localhost:8080/console/?session={id}", "javascript:alert(1)"] {
        let wording = Wording { link: Some(other.to_owned()), ..wording() };
        let body = posted(wording, unread(browser(), "Ada", "hello")).await;
        assert_eq!(link(&body), Value::Null);
    }
}

#[tokio::test]
async fn a_text_is_cut_where_the_push_is_full_and_between_characters() {
    let bare = n_bytes(&posted(wording(), unread(browser(), "Ada", "x")).await) - 1;
    let room = LIMIT - bare;
    let x = |n: usize| "x".repeat(n);
    // What is written, how much is pushed, and what stands at the end.
    let rows = [
        ("limit-minus-1", x(room - 1), LIMIT - 1, "x"),
        ("limit", x(room), LIMIT, "x"),
        ("limit-plus-1", x(room + 1), LIMIT, "x…"),
        ("emoji-at-the-cut", x(room - 4) + "😀😀", LIMIT - 1, "x…"),
        ("emoji", x(room - 4) + "😀", LIMIT, "😀"),
        ("markup", "<b>\"*_`&\\\n".repeat(1000), LIMIT, "…"),
        ("right-to-left", "שלום עולם ".repeat(500), LIMIT - 1, "…"),
    ];
    for (name, text, pushed, end) in rows {
        let body = posted(wording(), unread(browser(), "Ada", &text)).await;
        let n = n_bytes(&body);
        assert!(n <= LIMIT && n + 4 > pushed, "{name}: {n}");
        if !["markup", "right-to-left"].contains(&name) {
            assert_eq!(n, pushed, "{name}");
        }
        assert!(text_of(&body).ends_with(end), "{name}");
        assert_golden(&format!("fcm-{name}"), &body);
    }
}

#[tokio::test]
async fn a_name_leaves_room_and_a_long_link_is_left_out() {
    let name = "😀".repeat(5000);
    let link = Some(format!("https://shop.example/{}", "x".repeat(5000)));
    let body = posted(Wording { link, ..wording() }, unread(browser(), &name, "hello")).await;
    assert!(n_bytes(&body) <= LIMIT);
    assert_eq!(text_of(&body), "hello");
}

#[tokio::test]
async fn without_previews_nothing_of_it_is_pushed() {
    for content in [unread(browser(), NAME, WORDS), answered(browser(), NAME, WORDS)] {
        let body = posted(silent(), content).await;
        let pushed = body.to_string();
        assert!(!pushed.contains("Ada") && !pushed.contains("4711"), "{pushed}");
        assert_eq!(text_of(&body), "");
        assert_ne!(body["message"]["notification"]["title"], "");
    }
}
