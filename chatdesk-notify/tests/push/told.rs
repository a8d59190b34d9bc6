//! What there is to tell, and how outcomes are looked at.

use std::time::Duration;

use chatdesk_core::{
    Answered, ContactId, Content, Delivery, DeliveryId, Digest, Outcome, Preview, PushPlatform,
    PushTokenKind, Recipient, SenderKind, SessionId, Unread,
};
use chatdesk_notify::{Destinations, Wording};
use chatdesk_testkit::given::NOW;

/// The chat that everything is about.
pub(crate) const SESSION: &str = "ses_01981c7e8d6070008000000000000000";
pub(crate) const LINK: &str = "https://shop.example/chat/console/?session={session}";
pub(crate) const PAGE: &str = "https://shop.example/help";
/// What nobody else is to see.
pub(crate) const NAME: &str = "Ada Lovelace";
pub(crate) const WORDS: &str = "my card is 4711";
pub(crate) const TOKEN: &str = "t0ken-of-a-device";

pub(crate) fn session() -> SessionId {
    SESSION.parse().unwrap()
}

pub(crate) fn at_home() -> Destinations {
    Destinations::public().and("127.0.0.0/8").unwrap()
}

pub(crate) fn wording() -> Wording {
    Wording { link: Some(LINK.to_owned()), page: Some(PAGE.to_owned()), preview: true }
}

pub(crate) fn silent() -> Wording {
    Wording { preview: false, ..wording() }
}

pub(crate) fn device(kind: PushTokenKind, platform: PushPlatform) -> Recipient {
    Recipient::Device { token: TOKEN.to_owned(), kind, platform }
}

pub(crate) fn browser() -> Recipient {
    device(PushTokenKind::Fid, PushPlatform::Web)
}

pub(crate) fn preview(text: &str, sender: SenderKind) -> Option<Preview> {
    Some(Preview { text: text.to_owned(), sender, at: NOW })
}

/// That a customer who is called so wrote this.
pub(crate) fn unread(to: Recipient, name: &str, text: &str) -> Content {
    let mut unread = Unread::new(session(), ContactId::generate(NOW), "42".parse().unwrap());
    unread.to = to;
    unread.name = Some(name.to_owned());
    unread.preview = preview(text, SenderKind::User);
    Content::Unread(unread)
}

/// That the desk wrote this.
pub(crate) fn answered(to: Recipient, agent: &str, text: &str) -> Content {
    let mut answered = Answered::new(to, session());
    answered.name = Some(NAME.to_owned());
    answered.agent = Some(agent.to_owned());
    answered.preview = preview(text, SenderKind::Admin);
    Content::Answered(answered)
}

pub(crate) fn digest(to: Recipient) -> Content {
    let mut digest = Digest::new(12, 34);
    digest.to = to;
    Content::Digest(digest)
}

pub(crate) fn delivery(content: Content) -> Delivery {
    Delivery::new(DeliveryId::made("7"), NOW, content)
}

/// What an outcome is, in a word, and how long it says to wait.
#[track_caller]
pub(crate) fn shown(outcome: &Outcome) -> String {
    assert_silent(outcome);
    let secs = |wait: &Duration| format!(" {}", wait.as_secs());
    match outcome {
        Outcome::Sent { .. } => "sent".to_owned(),
        Outcome::Retry { after, .. } => {
            format!("retry{}", after.as_ref().map(secs).unwrap_or_default())
        }
        Outcome::Refused { .. } => "refused".to_owned(),
        Outcome::Gone { .. } => "gone".to_owned(),
        Outcome::Pause { until, .. } => format!("pause{}", secs(&until.since(NOW))),
        outcome => panic!("{outcome:?}"),
    }
}

/// What an outcome says is stored and shown.
#[track_caller]
pub(crate) fn assert_silent(said: &impl std::fmt::Debug) {
    let said = format!("{said:?}");
    for hidden in ["127.0.0.1", "http://", "Bearer", "BEGIN", "@", TOKEN, WORDS, NAME, "s3cret"] {
        assert!(!said.contains(hidden), "{hidden:?} in {said}");
    }
}
