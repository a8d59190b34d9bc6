//! What is pushed, posted and written is right to others' programs: Slack's models and an emulator of Slack, Microsoft's
//! renderer of cards, a server of FCM's schema, Google's library, a mail server and Python's reader of letters.
//!
//! They need Node.js and Python with packages; `cargo xtask test` installs those, or says that this suite was left out. FCM's
//! schema is no part of this project: `CHATDESK_TEST_PROVIDERS` names its folder, or it is `../shared/providers`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test"
)]
#![expect(clippy::print_stderr, reason = "what is left out is said aloud")]

mod boards;
mod devices;
mod letters;
mod programs;

use chatdesk_core::{Clock as _, Recipient, SessionId, SystemClock};
use chatdesk_core::{
    ContactId, Content, Delivery, DeliveryId, Outcome, Preview, SenderKind, Unread,
};
use chatdesk_notify::{Destinations, Wording};

/// What is not to become markup, a header or a command.
pub(crate) const MARKUP: &str = "<!channel> <b>&amp; *b* [x](https://evil.example)\n.\nשלום 😀";

pub(crate) fn at_home() -> Destinations {
    Destinations::public().and("127.0.0.0/8").unwrap()
}

pub(crate) fn wording() -> Wording {
    let link = Some("https://shop.example/chat/console/?session={session}".to_owned());
    Wording { link, ..Wording::default() }
}

/// That somebody who is called so wrote this, now.
pub(crate) fn unread(to: Recipient, name: &str, text: &str) -> Delivery {
    let now = SystemClock.now();
    let (session, contact) = (SessionId::generate(now), ContactId::generate(now));
    let mut unread = Unread::new(session, contact, "42".parse().unwrap());
    unread.to = to;
    unread.name = Some(name.to_owned());
    unread.preview = Some(Preview { text: text.to_owned(), sender: SenderKind::User, at: now });
    Delivery::new(DeliveryId::made("7"), now, Content::Unread(unread))
}

#[track_caller]
pub(crate) fn assert_sent(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
}

#[track_caller]
pub(crate) fn assert_paused(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Pause { .. }), "{outcome:?}");
}
