//! What is posted to FCM, within its limit.

use chatdesk_core::{PushPlatform, PushTokenKind, Timestamp};
use serde_json::{Map, Value, json};

use crate::wording::{AlertText, cut_by, json_bytes};

/// Of what is pushed, in bytes; what names the device does not count. FCM v1 counts keys and values; here their whole JSON is.
const LARGEST: usize = 4096;
/// No title of a phone shows more, in bytes as they are written.
const LONGEST_TITLE: usize = 400;
/// Nor is a link of such length one that leads anywhere.
const LONGEST_LINK: usize = 1500;

/// What is pushed, and where it belongs.
pub(super) struct Push<'a> {
    pub(super) text: &'a AlertText,
    /// What an app is told it is: `unread`, `answered`, `digest`, `test`.
    pub(super) kind: &'static str,
    /// The chat, where it is one's: it replaces, on the device, what was said of the same.
    pub(super) session: Option<String>,
    /// For how long it may wait for a device that is off, in seconds.
    pub(super) ttl: u32,
}

/// The device that is pushed to.
pub(super) struct Device<'a> {
    pub(super) token: &'a str,
    pub(super) kind: PushTokenKind,
    pub(super) platform: PushPlatform,
}

/// A body of `messages:send`.
pub(super) fn to_device(push: &Push<'_>, device: &Device<'_>, at: Timestamp) -> Value {
    let mut message = fitting(push, device.platform, at);
    let target = match device.kind {
        PushTokenKind::Token => "token",
        PushTokenKind::Fid => "fid",
    };
    message.insert(target.to_owned(), device.token.into());
    json!({"message": message})
}

/// A body that sends nothing, and is refused where a real one would be.
pub(super) fn tried() -> Value {
    let notification = json!({"title": "A test of chatdesk"});
    json!({"validate_only": true, "message": {"topic": "chatdesk-check", "notification": notification}})
}

/// The message, its text cut so that it is within the limit.
fn fitting(push: &Push<'_>, platform: PushPlatform, at: Timestamp) -> Map<String, Value> {
    let title = cut_by(&push.text.title, LONGEST_TITLE, json_bytes);
    let bare = message(push, platform, at, [&title, ""]);
    let n_bytes = Value::Object(bare).to_string().len();
    let text = push.text.lines.join("\n");
    let text = cut_by(&text, LARGEST.saturating_sub(n_bytes), json_bytes);
    message(push, platform, at, [&title, &text])
}

fn message(
    push: &Push<'_>,
    platform: PushPlatform,
    at: Timestamp,
    [title, body]: [&str; 2],
) -> Map<String, Value> {
    let mut data = Map::from_iter([("kind".to_owned(), push.kind.into())]);
    if let Some(session) = &push.session {
        data.insert("session_id".to_owned(), session.as_str().into());
    }
    let mut message = Map::from_iter([
        ("notification".to_owned(), json!({"title": title, "body": body})),
        ("data".to_owned(), Value::Object(data)),
    ]);
    // What replaces what: of one chat, else of one sort.
    let tag = push.session.as_deref().unwrap_or(push.kind);
    let (name, value) = match platform {
        PushPlatform::Web => ("webpush", for_web(push, tag)),
        PushPlatform::Android => ("android", for_android(push, tag)),
        PushPlatform::Ios => ("apns", for_ios(push, tag, at)),
    };
    message.insert(name.to_owned(), value);
    message
}

fn for_web(push: &Push<'_>, tag: &str) -> Value {
    let mut web = json!({
        "headers": {"Urgency": "high", "TTL": push.ttl.to_string()},
        "notification": {"tag": tag},
    });
    // FCM v1 takes no other than https.
    let leads = |link: &&String| link.starts_with("https://") && link.len() <= LONGEST_LINK;
    if let Some(link) = push.text.link.as_ref().filter(leads) {
        web["fcm_options"] = json!({"link": link});
    }
    web
}

fn for_android(push: &Push<'_>, tag: &str) -> Value {
    json!({
        "priority": "HIGH",
        "ttl": format!("{}s", push.ttl),
        "collapse_key": tag,
        "notification": {"tag": tag},
    })
}

fn for_ios(push: &Push<'_>, tag: &str, at: Timestamp) -> Value {
    let expiration = at.as_secs() + i64::from(push.ttl);
    json!({
        "headers": {
            "apns-priority": "10",
            "apns-expiration": expiration.to_string(),
            "apns-collapse-id": tag,
        },
        "payload": {"aps": {"sound": "default", "thread-id": tag}},
    })
}
