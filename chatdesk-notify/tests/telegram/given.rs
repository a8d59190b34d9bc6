//! Deliveries to begin a test with.

use chatdesk_core::{
    Address, Button, Channel, Contact, Content, Delivery, DeliveryId, Digest, Hint, Outbound,
    Outcome, Profile, Reader, Recipient, SessionView, Unread,
};
use chatdesk_notify::{Telegram, TelegramBuilder, Wording};
use chatdesk_testkit::given::{self, NOW};

use crate::provider::Provider;

pub(crate) const TOKEN: &str = "4711:AAE-s3cret_of-the_bot";
/// The desk's group.
pub(crate) const GROUP: i64 = -1_001_234_567_890;
/// A customer's chat; larger than 32 bits.
pub(crate) const CHAT: i64 = 5_000_000_001;
/// What the server calls the first message and the first topic, had they been its first call.
pub(crate) const FIRST_MESSAGE: i64 = 900;
pub(crate) const FIRST_TOPIC: i64 = 40;
pub(crate) const SESSION: &str = "ses_00000000000000000000000000000007";
pub(crate) const LINK: &str = "https://desk.example/console/?session={session}";

pub(crate) fn wording() -> Wording {
    Wording { link: Some(LINK.to_owned()), ..Wording::default() }
}

pub(crate) fn builder(provider: &Provider) -> TelegramBuilder {
    Telegram::builder(TOKEN.into()).api_base(provider.base()).wording(wording())
}

/// One with a group.
pub(crate) fn grouped(provider: &Provider) -> Telegram {
    builder(provider).alert_chat(GROUP).build().unwrap()
}

/// One with a group in which each chat has a topic.
pub(crate) fn topical(provider: &Provider) -> Telegram {
    builder(provider).alert_chat(GROUP).topics(true).build().unwrap()
}

/// A first attempt.
pub(crate) fn delivery(content: Content) -> Delivery {
    Delivery::new(DeliveryId::made("1"), NOW, content)
}

fn outbound(address: Address, text: &str, buttons: &[Button]) -> Outbound {
    let contact = Contact { address: address.clone(), ..given::contact() };
    let session = given::session(&contact);
    let message = given::message(&session, given::agent(), text);
    let cursor = |reader| SessionView::unread_cursor(session.id, reader);
    let view = SessionView {
        customer_read: cursor(Reader::Customer),
        desk_read: cursor(Reader::Desk),
        session,
        contact,
        noted: chatdesk_core::Position::ZERO,
        ticket: None,
    };
    let mut outbound = Outbound::new(Channel::Telegram, address, message, view);
    outbound.buttons = buttons.to_vec();
    outbound
}

/// What the desk says to the customer.
pub(crate) fn says(text: &str, buttons: &[Button]) -> Delivery {
    let address = Address::of_channel(Channel::Telegram, &CHAT.to_string()).unwrap();
    delivery(Content::Outbound(Box::new(outbound(address, text, buttons))))
}

pub(crate) fn hint(text: &str) -> Delivery {
    let address = Address::of_channel(Channel::Telegram, &CHAT.to_string()).unwrap();
    delivery(Content::Hint(Hint::new(Channel::Telegram, address, text.to_owned())))
}

/// Somebody wrote these.
pub(crate) fn unread(name: Option<&str>, texts: &[&str]) -> Unread {
    let profile = Profile { name: name.map(ToOwned::to_owned), ..Profile::default() };
    let contact = Contact { address: "42".parse().unwrap(), profile, ..given::contact() };
    let session = given::session(&contact);
    let mut unread = Unread::new(SESSION.parse().unwrap(), contact.id, contact.address);
    unread.name = contact.profile.name;
    unread.n_unread = u64::try_from(texts.len()).unwrap();
    let message = |text: &&str| given::message(&session, given::customer(&session), text);
    unread.messages = texts.iter().map(message).collect();
    unread
}

/// Anna wrote these, told to the group.
pub(crate) fn wrote(texts: &[&str]) -> Delivery {
    delivery(Content::Unread(unread(Some("Anna"), texts)))
}

pub(crate) fn digest() -> Delivery {
    delivery(Content::Digest(Digest::new(3, 7)))
}

pub(crate) fn test(to: Recipient) -> Delivery {
    delivery(Content::Test(to))
}

/// What is told of what arrived.
pub(crate) fn sent(chat: i64, message: i64, thread: Option<i64>) -> Outcome {
    Outcome::Sent {
        provider_id: Some(format!("{chat}:{message}")),
        thread: thread.map(|thread| thread.to_string()),
    }
}

/// What an outcome says is stored and shown.
#[track_caller]
pub(crate) fn assert_silent(said: &impl std::fmt::Debug) {
    let said = format!("{said:?}");
    let hidden =
        ["4711", "AAE", "127.0.0.1", "http", "Anna", "my card", "1234567890", "5000000001"];
    for hidden in hidden {
        assert!(!said.contains(hidden), "{hidden:?} in {said}");
    }
}
