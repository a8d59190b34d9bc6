//! How a customer's stream resumes.

use std::sync::Arc;

use chatdesk_core::{Batch, Change, ContactId, Position, Reader, Record, Session, Store, Switch};

use super::cases;
use crate::given;

cases![
    nothing_changed_after_the_head,
    everything_after_a_position_is_told_in_order,
    at_one_position_contact_session_message_cursor,
    of_several_changes_the_last_is_told,
    others_changes_are_not_told,
    more_than_the_limit_is_said_so,
    a_session_that_gets_another_contact_goes_along_whole,
    who_resumes_from_before_a_session_changed_hands_begins_anew,
];

/// What changed, in short: the position and what it was.
async fn changes(store: &dyn Store, contact: ContactId, after: Position) -> Vec<(u64, String)> {
    let changed = store.changed(contact, after, 200).await.unwrap().value;
    assert!(!changed.more);
    let short = |change: &Change| match change {
        Change::Contact(_) => "contact".to_owned(),
        Change::Session(view) => format!("session at {}", view.session.last_seq.get()),
        Change::Message(message, view) => {
            assert_eq!(message.session, view.session.id);
            format!("message {}", message.seq.get())
        }
        Change::Cursor(cursor, view) => {
            assert_eq!(cursor.session, view.session.id);
            format!("{} read {}", cursor.reader.as_str(), cursor.seq.get())
        }
        Change::Ticket(_) => "ticket".to_owned(),
        Change::Note(_) => "note".to_owned(),
        Change::Settings(_) => "settings".to_owned(),
    };
    changed.items.iter().map(|change| (change.position().get(), short(change))).collect()
}

#[track_caller]
fn assert_changes(found: &[(u64, String)], expected: &[(u64, &str)]) {
    let found: Vec<_> = found.iter().map(|(position, what)| (*position, what.as_str())).collect();
    assert_eq!(found, expected);
}

/// A contact (0) with a session (1), three messages (2, 3, 4) and a cursor of the desk (5).
async fn story(store: &dyn Store) -> Session {
    let mut session = given::open_session(store).await;
    for _ in 0..3 {
        let sender = given::customer(&session);
        session = given::said(store, &session, sender, "Hi").await;
    }
    let read = given::cursor(&session, Reader::Desk, 3, 3);
    store.commit(given::cursor_batch(&session, read)).await.unwrap();
    session
}

async fn nothing_changed_after_the_head(store: Arc<dyn Store>) {
    let session = story(&*store).await;
    let changed = store.changed(session.contact, Position::new(5), 200).await.unwrap();
    assert_eq!((changed.position, changed.value.items), (Position::new(5), Vec::new()));
    assert_changes(&changes(&*store, session.contact, Position::new(u64::MAX)).await, &[]);
}

async fn everything_after_a_position_is_told_in_order(store: Arc<dyn Store>) {
    let session = story(&*store).await;
    let all = [
        (2, "message 1"),
        (3, "message 2"),
        (4, "session at 3"),
        (4, "message 3"),
        (5, "desk read 3"),
    ];
    for after in 1..=5 {
        let found = changes(&*store, session.contact, Position::new(after)).await;
        let expected: Vec<_> = all.into_iter().filter(|(position, _)| *position > after).collect();
        assert_changes(&found, &expected);
    }
}

async fn at_one_position_contact_session_message_cursor(store: Arc<dyn Store>) {
    let contact = given::contact();
    let session = given::session(&contact);
    let mut batch = given::text_batch(&session, given::customer(&session), "Hi");
    batch.put.insert(0, Record::Contact(contact.clone()));
    batch.cursors.push(given::cursor(&session, Reader::Desk, 1, 1));
    store.commit(batch).await.unwrap();

    let found = changes(&*store, contact.id, Position::ZERO).await;
    let expected = [(1, "contact"), (1, "session at 1"), (1, "message 1"), (1, "desk read 1")];
    assert_changes(&found, &expected);
}

async fn of_several_changes_the_last_is_told(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut contact = given::contact_of(&*store, session.contact).await;
    for switch in [Switch::Off, Switch::On, Switch::Off] {
        contact.switch = switch;
        let mut batch = given::session_batch(&given::view(&*store, &session).await.session);
        batch.put.push(Record::Contact(contact));
        store.commit(batch).await.unwrap();
        contact = given::contact_of(&*store, session.contact).await;
    }

    let changed = store.changed(contact.id, Position::ZERO, 200).await.unwrap().value.items;
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert_eq!(changed[0], Change::Contact(contact));
    assert_eq!(changed[1], Change::Session(given::view(&*store, &session).await));
}

async fn others_changes_are_not_told(store: Arc<dyn Store>) {
    let mine = story(&*store).await;
    let theirs = story(&*store).await;

    let found = store.changed(mine.contact, Position::new(1), 200).await.unwrap();
    assert_eq!((found.position, found.value.items.len()), (Position::new(10), 5));
    let found = store.changed(theirs.contact, Position::new(6), 200).await.unwrap();
    assert_eq!(found.value.items.len(), 5);
    let nobody = store.changed(given::contact().id, Position::ZERO, 200).await.unwrap();
    assert_eq!(nobody.value.items, []);
}

async fn more_than_the_limit_is_said_so(store: Arc<dyn Store>) {
    let session = story(&*store).await;
    for (limit, more) in [(0, true), (4, true), (5, false), (6, false)] {
        let changed = store.changed(session.contact, Position::new(1), limit).await.unwrap();
        assert_eq!(changed.value.more, more, "limit {limit}");
    }
    assert!(!store.changed(session.contact, Position::new(5), 0).await.unwrap().value.more);
}

/// Gives a session to somebody else (6).
async fn given_to(store: &dyn Store, session: &Session, contact: ContactId) -> Session {
    let session = Session { contact, ..session.clone() };
    let mut batch = Batch::at(given::NOW);
    batch.put.push(Record::Session(session.clone()));
    batch.events.push(given::event(&session, chatdesk_core::EventKind::SessionChanged));
    store.commit(batch).await.unwrap();
    given::view(store, &session).await.session
}

async fn a_session_that_gets_another_contact_goes_along_whole(store: Arc<dyn Store>) {
    let session = story(&*store).await;
    let (before, user) = (session.contact, given::stored_contact(&*store).await);
    let session = given_to(&*store, &session, user.id).await;
    let sender = given::customer(&session);
    let session = given::said(&*store, &session, sender, "It is me").await;
    let read = given::cursor(&session, Reader::Desk, 4, 4);
    store.commit(given::cursor_batch(&session, read)).await.unwrap();

    let found = changes(&*store, user.id, Position::new(6)).await;
    assert_changes(&found, &[(7, "session at 4"), (7, "message 4"), (8, "desk read 4")]);
    assert_changes(&changes(&*store, before, Position::new(6)).await, &[]);
    assert_eq!(given::all_messages(&*store, &session).await.len(), 4);
}

async fn who_resumes_from_before_a_session_changed_hands_begins_anew(store: Arc<dyn Store>) {
    let session = story(&*store).await;
    let (before, user) = (session.contact, given::stored_contact(&*store).await);
    given_to(&*store, &session, user.id).await;

    for contact in [before, user.id] {
        for (after, more) in [(1, true), (5, true), (6, false)] {
            let changed = store.changed(contact, Position::new(after), 200).await.unwrap().value;
            assert_eq!(changed.more, more, "after {after}");
        }
    }
}
