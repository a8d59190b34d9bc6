//! Deliveries to begin a test with.

use chatdesk_core::{
    Address, Button, Channel, Contact, Content, Delivery, DeliveryId, Digest, Form, Hint, Outbound,
    Outcome, Profile, Reader, Recipient, SessionView, Timestamp, Unread,
};
use chatdesk_testkit::given::{self, NOW};

/// A number of a customer.
pub(crate) const PHONE: &str = "whatsapp:+16505551234";
/// Somebody who shows no number.
pub(crate) const PERSON: &str = "whatsapp:US.13491208655302741918";
/// A number of the desk.
pub(crate) const AGENT: &str = "+4915112345678";
/// What nobody else is to see.
pub(crate) const TOKEN: &str = "EAAG-secret-token";

/// A first attempt.
pub(crate) fn delivery(content: Content) -> Delivery {
    Delivery::new(DeliveryId::made("1"), NOW, content)
}

/// To somebody called `name`, whose number is known or not.
pub(crate) fn outbound(to: &str, text: &str, form: Form) -> Outbound {
    let profile = Profile { name: Some("Anna".to_owned()), ..Profile::default() };
    let address: Address = to.parse().unwrap();
    let contact = Contact { address: address.clone(), profile, ..given::contact() };
    let session = given::session(&contact);
    let message = given::message(&session, given::agent(), text);
    let (customer, desk) = (Reader::Customer, Reader::Desk);
    let view = SessionView {
        customer_read: SessionView::unread_cursor(session.id, customer),
        desk_read: SessionView::unread_cursor(session.id, desk),
        session,
        contact,
        noted: chatdesk_core::Position::ZERO,
        ticket: None,
    };
    let mut outbound = Outbound::new(Channel::Whatsapp, address, message, view);
    outbound.form = form;
    outbound
}

pub(crate) fn says(to: &str, text: &str, buttons: &[Button]) -> Delivery {
    let mut outbound = outbound(to, text, Form::Text);
    outbound.buttons = buttons.to_vec();
    delivery(Content::Outbound(Box::new(outbound)))
}

pub(crate) fn asks(name: Option<&str>) -> Delivery {
    let mut outbound = outbound(PHONE, "not shown", Form::Template);
    outbound.session.contact.profile.name = name.map(ToOwned::to_owned);
    delivery(Content::Outbound(Box::new(outbound)))
}

pub(crate) fn hint(text: &str) -> Delivery {
    let hint = Hint::new(Channel::Whatsapp, PHONE.parse().unwrap(), text.to_owned());
    delivery(Content::Hint(hint))
}

/// Anna wrote these.
pub(crate) fn unread(texts: &[&str]) -> Delivery {
    let contact = given::contact();
    let session = given::session(&contact);
    let mut unread = Unread::new(
        "ses_00000000000000000000000000000007".parse().unwrap(),
        contact.id,
        contact.address,
    );
    unread.name = Some("Anna".to_owned());
    unread.n_unread = u64::try_from(texts.len()).unwrap();
    let message = |text: &&str| given::message(&session, given::customer(&session), text);
    unread.messages = texts.iter().map(message).collect();
    delivery(Content::Unread(unread))
}

pub(crate) fn digest() -> Delivery {
    delivery(Content::Digest(Digest::new(3, 7)))
}

pub(crate) fn test() -> Delivery {
    delivery(Content::Test(Recipient::Own))
}

/// What an outcome says is stored and shown.
#[track_caller]
pub(crate) fn assert_silent(outcome: &Outcome) {
    let said = format!("{outcome:?}");
    let hidden = [
        TOKEN,
        "16505551234",
        "US.1349",
        "4915112345678",
        "127.0.0.1",
        "http://",
        "Anna",
        "my card",
    ];
    for hidden in hidden {
        assert!(!said.contains(hidden), "{hidden:?} in {said}");
    }
}

/// The same at a later attempt, and another instant.
pub(crate) fn again(mut delivery: Delivery, attempt: u32, at: Timestamp) -> Delivery {
    (delivery.attempt, delivery.at) = (attempt, at);
    delivery
}
