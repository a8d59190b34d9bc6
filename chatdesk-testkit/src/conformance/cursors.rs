//! Read cursors: the further one wins, and unread follows.

use std::sync::Arc;

use chatdesk_core::{Batch, ContactId, Reader, RecordId, Scope, Session, SessionView, Side, Store};

use super::{assert_conflict, cases};
use crate::given;

cases![
    without_a_cursor_nothing_was_read,
    a_cursor_moves_forward,
    a_cursor_never_moves_back,
    each_reader_has_a_cursor,
    a_refused_batch_moves_no_cursor,
    a_cursor_of_no_session_is_refused,
    unread_follows_messages_and_cursors,
    a_message_and_its_reading_may_be_one_batch,
];

async fn without_a_cursor_nothing_was_read(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let view = given::view(&*store, &session).await;
    for reader in [Reader::Customer, Reader::Desk] {
        let unread = SessionView::unread_cursor(session.id, reader);
        assert_eq!(*view.cursor(reader.side()), unread);
    }
}

/// A session in which each side wrote `n_texts` times, in turn, the customer first.
async fn talk(store: &dyn Store, n_texts: usize) -> Session {
    let mut session = given::open_session(store).await;
    for _ in 0..n_texts {
        let sender = given::customer(&session);
        session = given::said(store, &session, sender, "Hi").await;
        session = given::said(store, &session, given::agent(), "Hello").await;
    }
    session
}

async fn read(store: &dyn Store, session: &Session, reader: Reader, (seq, seen): (u64, u64)) {
    let cursor = given::cursor(session, reader, seq, seen);
    store.commit(given::cursor_batch(session, cursor)).await.unwrap();
}

async fn a_cursor_moves_forward(store: Arc<dyn Store>) {
    let session = talk(&*store, 2).await;
    for (seq, seen) in [(2, 1), (4, 2)] {
        read(&*store, &session, Reader::Customer, (seq, seen)).await;
        let view = given::view(&*store, &session).await;
        let head = store.log(session.changed, 0).await.unwrap().head;
        let mut expected = given::cursor(&session, Reader::Customer, seq, seen);
        expected.changed = head;
        assert_eq!(view.customer_read, expected);
        // A cursor is not the session: that stays as it was.
        assert_eq!(view.session, session);
        assert_eq!(view.version(Side::Customer), head);
    }
}

async fn a_cursor_never_moves_back(store: Arc<dyn Store>) {
    let session = talk(&*store, 2).await;
    read(&*store, &session, Reader::Desk, (3, 2)).await;
    let before = given::view(&*store, &session).await;

    read(&*store, &session, Reader::Desk, (1, 1)).await;

    let after = given::view(&*store, &session).await;
    assert_eq!(after.desk_read, before.desk_read);
    assert_eq!(after.unread(Side::Desk), 0);
    assert_eq!(store.load(&Scope::Desk, &[]).await.unwrap().unread, 0);
}

async fn each_reader_has_a_cursor(store: Arc<dyn Store>) {
    let session = talk(&*store, 2).await;
    read(&*store, &session, Reader::Desk, (4, 2)).await;
    read(&*store, &session, Reader::Customer, (2, 1)).await;

    let view = given::view(&*store, &session).await;
    assert_eq!((view.desk_read.seq.get(), view.customer_read.seq.get()), (4, 2));
    assert_eq!((view.unread(Side::Desk), view.unread(Side::Customer)), (0, 1));
}

async fn a_refused_batch_moves_no_cursor(store: Arc<dyn Store>) {
    let session = talk(&*store, 2).await;
    let before = given::view(&*store, &session).await;
    let mut refused = given::cursor_batch(&session, given::cursor(&session, Reader::Desk, 4, 2));
    refused.expect(RecordId::Contact(given::contact().id), session.version);

    assert_conflict(&store.commit(refused).await);
    assert_eq!(given::view(&*store, &session).await, before);
}

async fn a_cursor_of_no_session_is_refused(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let session = given::session(&contact);
    let mut batch = Batch::at(given::NOW);
    batch.cursors.push(given::cursor(&session, Reader::Desk, 1, 1));

    assert_conflict(&store.commit(batch).await);
}

async fn sums(store: &dyn Store, contact: ContactId) -> (u64, u64) {
    let customer = store.load(&Scope::Contact(contact), &[]).await.unwrap().unread;
    (customer, store.load(&Scope::Desk, &[]).await.unwrap().unread)
}

async fn unread_follows_messages_and_cursors(store: Arc<dyn Store>) {
    let session = talk(&*store, 3).await;
    assert_eq!(sums(&*store, session.contact).await, (3, 3));

    read(&*store, &session, Reader::Customer, (4, 2)).await;
    assert_eq!(sums(&*store, session.contact).await, (1, 3));

    let session = given::said(&*store, &session, given::agent(), "More").await;
    assert_eq!(sums(&*store, session.contact).await, (2, 3));

    read(&*store, &session, Reader::Desk, (7, 3)).await;
    read(&*store, &session, Reader::Customer, (7, 4)).await;
    assert_eq!(sums(&*store, session.contact).await, (0, 0));
}

async fn a_message_and_its_reading_may_be_one_batch(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let session = given::session(&contact);
    let mut batch = given::text_batch(&session, given::customer(&session), "Hi");
    batch.cursors.push(given::cursor(&session, Reader::Desk, 1, 1));

    store.commit(batch).await.unwrap();

    let view = given::view(&*store, &session).await;
    assert_eq!((view.session.last_seq.get(), view.unread(Side::Desk)), (1, 0));
    assert_eq!(sums(&*store, contact.id).await, (0, 0));
}
