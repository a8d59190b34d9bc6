//! Rows that no store wrote are an error, never a panic.

use chatdesk_core::{List, Position, Scope, StatusFilter, Store, StoreError, Window};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, given};
use rusqlite::Connection;

#[tokio::test]
async fn what_does_not_parse_is_a_broken_backend() {
    for damage in [
        "UPDATE sessions SET status = 'asleep'",
        "UPDATE sessions SET version = -1",
        "UPDATE contacts SET address = ''",
        "UPDATE contacts SET switch = 'maybe'",
        "UPDATE messages SET sender_kind = 'ghost'",
        "UPDATE messages SET client_id = 'not one!'",
        "UPDATE cursors SET seen = -1",
        "UPDATE events SET kind = '{}'",
        "UPDATE events SET subject = 'tic_1'",
        "UPDATE keys SET owner = 'nobody'",
        "PRAGMA foreign_keys = OFF; UPDATE contacts SET id = x'01'",
    ] {
        let folder = Folder::new();
        let path = folder.file("chat.db");
        let store = SqliteStore::open(&path).await.unwrap();
        let session = given::open_session(&store).await;
        store.commit(given::message_batch(&session, given::client_id(1))).await.unwrap();
        let read = given::cursor(&session, chatdesk_core::Reader::Desk, 1, 1);
        store.commit(given::cursor_batch(&session, read)).await.unwrap();
        let contact = given::contact_of(&store, session.contact).await;
        drop(store);
        Connection::open(&path).unwrap().execute_batch(damage).unwrap();

        let store = SqliteStore::open(&path).await.unwrap();

        let key = chatdesk_core::UniqueKey::address(&contact.address);
        let inbox = List::Inbox { filter: StatusFilter::Any.into(), after: None, limit: 9 };
        let contacts = List::Contacts { words: Vec::new(), after: None, limit: 9 };
        let errors = [
            store.load(&Scope::Session(session.id), &[key]).await.err(),
            store.thread(session.id, &Window::Newest { limit: 9 }).await.err(),
            store.changed(session.contact, Position::ZERO, 99).await.err(),
            store.list(&inbox).await.err(),
            store.list(&contacts).await.err(),
            store.log(Position::ZERO, 9).await.err(),
        ];
        let broken = errors.iter().flatten().collect::<Vec<_>>();
        assert!(!broken.is_empty(), "{damage}: nobody noticed");
        for error in broken {
            assert!(matches!(error, StoreError::Backend(_)), "{damage}: {error:?}");
        }
    }
}
