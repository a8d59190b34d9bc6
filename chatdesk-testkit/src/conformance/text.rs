//! Whatever people write is read back as it was.

use std::sync::Arc;

use chatdesk_core::{List, Profile, Scope, Sender, SenderKind, Store, UniqueKey};

use super::cases;
use crate::given;

cases![
    texts_are_read_back_to_the_byte,
    addresses_are_what_they_are,
    names_and_subjects_are_read_back_to_the_byte,
];

fn texts() -> Vec<String> {
    let texts = [
        "plain",
        "  blank at both ends  ",
        "'; DROP TABLE messages; -- \" % _ \\ `",
        "emoji \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{1f1e9}\u{1f1ea}",
        "four bytes \u{10ffff} \u{1d11e}",
        "a NUL \0 in the middle",
        "\0",
        "right to left: \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}reversed\u{202c}",
        "combining e\u{301} is not \u{e9}",
        "lines\r\nand\ttabs\n",
        "\u{feff}marked",
    ];
    let longest = ["x".repeat(65_536), "\u{1f600}".repeat(65_536)];
    texts.into_iter().map(ToOwned::to_owned).chain(longest).collect()
}

async fn texts_are_read_back_to_the_byte(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    for text in texts() {
        session = given::said(&*store, &session, given::agent(), &text).await;
    }
    let read: Vec<_> =
        given::all_messages(&*store, &session).await.into_iter().map(|m| m.content).collect();
    assert!(read == texts(), "a text was changed");
}

async fn addresses_are_what_they_are(store: Arc<dyn Store>) {
    let longest = "\u{1f600}".repeat(256);
    let addresses = ["42", "042", "Ada", "ada", "a'b\"c", "100%", "_", "a b", "é", "e\u{301}"];
    let mut contacts = Vec::new();
    for address in addresses.into_iter().chain([longest.as_str()]) {
        let mut contact = given::contact();
        contact.address = address.parse().unwrap();
        store.commit(given::contact_batch(&contact)).await.unwrap();
        contacts.push(contact);
    }
    for contact in &contacts {
        let key = UniqueKey::address(&contact.address);
        let scope = Scope::Address(contact.address.clone());
        let loaded = store.load(&scope, std::slice::from_ref(&key)).await.unwrap();
        assert_eq!(loaded.contact.unwrap().id, contact.id, "{}", contact.address);
        assert_eq!(loaded.owners[&key].contact(), Some(contact.id));
        let list = List::ContactsAt { addresses: vec![contact.address.clone()] };
        let rows = store.list(&list).await.unwrap().value.contacts;
        assert_eq!(rows[0].contact.id, contact.id);
    }
}

async fn names_and_subjects_are_read_back_to_the_byte(store: Arc<dyn Store>) {
    for text in texts() {
        let mut contact = given::contact();
        let text = || Some(text.clone());
        contact.profile = Profile { name: text(), email: text(), phone: text() };
        store.commit(given::contact_batch(&contact)).await.unwrap();
        let mut session = given::session(&contact);
        session.subject = text();
        let sender = Sender { kind: SenderKind::User, id: text().unwrap(), name: text() };
        store.commit(given::text_batch(&session, sender.clone(), "Hi")).await.unwrap();

        let view = given::view(&*store, &session).await;
        assert!(view.contact.profile == contact.profile, "a profile was changed");
        assert!(view.session.subject == session.subject, "a subject was changed");
        let message = given::all_messages(&*store, &session).await.remove(0);
        assert!(message.sender == sender, "a sender was changed");
    }
}
