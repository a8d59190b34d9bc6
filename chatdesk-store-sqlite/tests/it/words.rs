//! What is removed leaves no word behind.

use std::path::Path;

use chatdesk_core::{Batch, Expect, Purge, Purged, Record, RecordId, Search, StatusFilter, Store};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;

/// Every word that an index of the file knows.
fn words(path: &Path, index: &str) -> Vec<String> {
    let file = Connection::open(path).unwrap();
    let sql = format!("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{index}', 'row')");
    file.execute_batch(&sql).unwrap();
    let mut words = file.prepare("SELECT term FROM temp.words").unwrap();
    let words = words.query_map([], |row| row.get(0)).unwrap();
    words.collect::<rusqlite::Result<_>>().unwrap()
}

#[tokio::test]
async fn a_deleted_session_leaves_no_word_behind() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let mut sessions = Vec::new();
    for text in ["marmalade toast", "toast tea"] {
        let session = given::open_session(&store).await;
        sessions.push(given::said(&store, &session, given::agent(), text).await);
    }
    eventually("both are found", async || {
        let words = vec!["toast".to_owned()];
        let search = Search { words, filter: StatusFilter::Any.into(), after: None, limit: 9 };
        (store.search(&search).await.unwrap().sessions.len() == 2).then_some(())
    })
    .await;
    assert_eq!(words(&path, "message_words"), ["marmalade", "tea", "toast"]);

    let (record, version) = (RecordId::Session(sessions[0].id), sessions[0].version);
    let batch = Batch { delete: vec![Expect { record, version }], ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();
    assert_eq!(store.purge(&Purge::Deleted, 500).await.unwrap(), Purged::Done);

    assert_eq!(words(&path, "message_words"), ["tea", "toast"]);
}

#[tokio::test]
async fn a_contacts_former_name_leaves_no_word_behind() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let mut contact = given::contact();
    contact.address = "42".parse().unwrap();
    contact.profile.name = Some("Ada".to_owned());
    store.commit(given::contact_batch(&contact)).await.unwrap();
    assert_eq!(words(&path, "contact_words"), ["42", "ada"]);

    let mut contact = given::contact_of(&store, contact.id).await;
    contact.profile.name = Some("Grace".to_owned());
    let batch = Batch { put: vec![Record::Contact(contact.clone())], ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();
    assert_eq!(words(&path, "contact_words"), ["42", "grace"]);

    let contact = given::contact_of(&store, contact.id).await;
    let (record, version) = (RecordId::Contact(contact.id), contact.version);
    let batch = Batch { delete: vec![Expect { record, version }], ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();
    assert_eq!(words(&path, "contact_words"), [""; 0]);
}
