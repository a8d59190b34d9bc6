//! The switch: whoever decided before it fell is refused after it.

use std::sync::Arc;

use chatdesk_core::{
    Contact, EntryContent, EntryKind, EventKind, List, Position, RecordId, Store, Switch, Version,
};

use super::{assert_conflict, cases};
use crate::given;

cases![
    the_switch_is_read_back_with_who_moved_it_and_when,
    each_move_of_the_switch_moves_the_contacts_version,
    a_send_decided_before_the_switch_fell_is_refused,
    expecting_a_contact_does_not_write_it,
    the_switch_its_reason_and_its_event_are_one_commit,
    a_switch_decided_on_an_old_contact_changes_nothing,
];

async fn the_switch_is_read_back_with_who_moved_it_and_when(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    assert_eq!((contact.switch, &contact.switched), (Switch::On, &None));

    store.commit(given::switch_batch(&contact, Switch::Off, "spam")).await.unwrap();

    let off = given::contact_of(&*store, contact.id).await;
    let switched = off.switched.as_ref().unwrap();
    assert_eq!((off.switch, switched.at, switched.by.as_str()), (Switch::Off, given::NOW, "7"));
}

async fn each_move_of_the_switch_moves_the_contacts_version(store: Arc<dyn Store>) {
    let mut contact = given::stored_contact(&*store).await;
    for (switch, version) in [(Switch::Off, 2), (Switch::On, 3), (Switch::Off, 4)] {
        store.commit(given::switch_batch(&contact, switch, "again")).await.unwrap();
        contact = given::contact_of(&*store, contact.id).await;
        assert_eq!((contact.switch, contact.version), (switch, Version::new(version)));
    }
}

async fn a_send_decided_before_the_switch_fell_is_refused(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let contact = given::contact_of(&*store, session.contact).await;
    let mut send = given::message_batch(&session, given::client_id(1));
    send.expect(RecordId::Contact(contact.id), contact.version);
    store.commit(given::switch_batch(&contact, Switch::Off, "spam")).await.unwrap();

    assert_conflict(&store.commit(send).await);
    assert_eq!(given::all_messages(&*store, &session).await, []);
}

async fn expecting_a_contact_does_not_write_it(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let contact = given::contact_of(&*store, session.contact).await;
    let mut send = given::message_batch(&session, given::client_id(1));
    send.expect(RecordId::Contact(contact.id), contact.version);

    store.commit(send).await.unwrap();

    assert_eq!(given::contact_of(&*store, contact.id).await, contact);
}

/// The reasons that were given for moving a contact's switch.
async fn reasons(store: &dyn Store, contact: &Contact) -> Vec<String> {
    let subject = RecordId::Contact(contact.id);
    let list = List::Entries { subject, kind: EntryKind::ToggleChange, after: None, limit: 9 };
    let entries = store.list(&list).await.unwrap().value.entries;
    let reason = |content| match content {
        EntryContent::ToggleChange { reason, .. } => reason.unwrap(),
        other => panic!("{other:?} is no change of the switch"),
    };
    entries.into_iter().map(|entry| reason(entry.content)).collect()
}

async fn the_switch_its_reason_and_its_event_are_one_commit(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let batch = given::switch_batch(&contact, Switch::Off, "spam");
    let position = store.commit(batch).await.unwrap();

    assert_eq!(given::contact_of(&*store, contact.id).await.changed, position);
    assert_eq!(reasons(&*store, &contact).await, ["spam"]);
    let log = store.log(Position::ZERO, 9).await.unwrap();
    let last = log.events.last().unwrap();
    assert_eq!((log.head, last.position), (position, position));
    assert_eq!(last.fact.kind, EventKind::ChatSwitched { switch: Switch::Off });
}

async fn a_switch_decided_on_an_old_contact_changes_nothing(store: Arc<dyn Store>) {
    let old = given::stored_contact(&*store).await;
    store.commit(given::switch_batch(&old, Switch::Off, "first")).await.unwrap();
    let first = given::contact_of(&*store, old.id).await;

    assert_conflict(&store.commit(given::switch_batch(&old, Switch::On, "second")).await);

    assert_eq!(given::contact_of(&*store, old.id).await, first);
    assert_eq!(reasons(&*store, &old).await, ["first"]);
    assert_eq!(store.log(Position::ZERO, 0).await.unwrap().head, first.changed);
}
