//! What a bot is made of, and what of it is shown.

use chatdesk_core::{Alerting, Carriage, Channel, Interest, Notifier as _, Reach};
use chatdesk_notify::{Telegram, TelegramError, TelegramReceiver};

use crate::given::{GROUP, TOKEN, assert_silent};

#[test]
fn a_token_has_its_form_and_is_not_shown() {
    for token in
        ["", "4711", ":AAE", "4711:", "x:AAE", "4711:A/E", "4711:AAE\n", " 4711:AAE", "4711:A E"]
    {
        let error = Telegram::builder(token.into()).build().unwrap_err();
        assert!(matches!(error, TelegramError::Token), "{token}: {error}");
        assert_silent(&error);
    }
    let building = Telegram::builder(TOKEN.into()).alert_chat(GROUP);
    assert_silent(&building);
    assert_silent(&building.build().unwrap());
}

#[test]
fn topics_need_a_group() {
    let error = Telegram::builder(TOKEN.into()).topics(true).build().unwrap_err();
    assert!(matches!(error, TelegramError::Topics), "{error}");
}

#[test]
fn it_carries_its_channel_and_tells_in_the_group_or_in_private_chats() {
    let private = Telegram::builder(TOKEN.into()).build().unwrap();
    let group = Telegram::builder(TOKEN.into()).alert_chat(GROUP).build().unwrap();
    let topics = Telegram::builder(TOKEN.into()).alert_chat(GROUP).topics(true).build().unwrap();
    for (telegram, reach) in [(&private, Reach::Chats), (&group, Reach::Own), (&topics, Reach::Own)]
    {
        let carries = [(Channel::Telegram, Carriage::ALWAYS)].into();
        let interest = Interest { unread: Some(reach), carries, ..Interest::default() };
        assert_eq!(telegram.interest(), interest);
        assert_eq!((telegram.kind(), telegram.limits().per_recipient.as_secs()), ("telegram", 1));
    }
    let editing = Alerting::default().editing();
    assert_eq!(private.alerting(), editing);
    assert_eq!(group.alerting(), editing.per_minute(10));
    // One that makes a topic takes two calls.
    assert_eq!(topics.alerting(), editing.per_minute(5));
}

#[test]
fn a_secret_has_1_to_256_characters_that_telegram_takes() {
    for (secret, fits) in [
        (String::new(), false),
        ("a".to_owned(), true),
        ("aA0_-".repeat(51) + "x", true),
        ("a".repeat(257), false),
        ("a b".to_owned(), false),
        ("ä".to_owned(), false),
        ("a\n".to_owned(), false),
    ] {
        let made = TelegramReceiver::new(secret.as_str().into());
        assert_eq!(made.is_ok(), fits, "{secret}");
        assert!(!format!("{made:?}").contains("aA0"));
    }
}
