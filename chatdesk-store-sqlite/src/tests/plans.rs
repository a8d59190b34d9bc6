//! Every statement finds its rows by an index.
//!
//! The statements are those that really ran, told by SQLite itself; none is listed here but the exceptions.

mod panel;
mod tickets;

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chatdesk_core::{
    AgentFilter, Batch, Claim, Contact, EntryKind, Expect, Job, JobChange, JobKey, JobState, Lane,
    List, MessageReceipt, PageKey, Position, Purge, Reader, Receipt, Record, RecordId, Release,
    Scope, Search, Seq, Session, SessionFilter, StatusFilter, Store, Ticket, TicketStatus,
    UniqueKey, Window,
};
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::{
    Connection,
    trace::{TraceEvent, TraceEventCodes},
};

use self::{
    panel::{panel_lists, write_panel},
    tickets::ticket_lists,
};
use crate::{OpenError, SqliteStore, open, read::search::walk_sql};

/// What may walk through rows, and why that is bounded.
const EXCEPTIONS: [(&str, &str); 3] = [
    // One row for each session in which something is unread, and nothing but the index.
    (
        "sum(desk_unread), 0) FROM sessions WHERE desk_unread > 0",
        "SCAN sessions USING COVERING INDEX sessions_desk_unread",
    ),
    // In the list's order, until the page is full; nobody has many sessions on one channel.
    (
        "FROM sessions s INDEXED BY sessions_by_text WHERE channel <> 'web'",
        "SCAN s USING INDEX sessions_by_text",
    ),
    // The conversations that one of the desk is in, or was: each of them is found, and then they are put in order.
    ("FROM panel_members p JOIN sessions s", "USE TEMP B-TREE FOR ORDER BY"),
];

type Statements = Arc<Mutex<BTreeSet<String>>>;

/// A store that tells which statements run.
async fn traced(path: &Path) -> (SqliteStore, Statements) {
    let statements = Statements::default();
    let (file, told) = (path.to_owned(), Arc::clone(&statements));
    let open = move || {
        let conns = open::file(&file)?;
        for conn in conns.readers.iter().chain([&conns.writer]) {
            let mut conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
            trace(&mut conn, &told).map_err(|error| OpenError::of_sqlite(file.clone(), error))?;
        }
        Ok(conns)
    };
    (SqliteStore::start(path.to_owned(), open).await.unwrap(), statements)
}

fn trace(conn: &mut Connection, statements: &Statements) -> rusqlite::Result<()> {
    let told = Arc::clone(statements);
    let tell = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            told.lock().unwrap().insert(statement.sql().into_owned());
        }
    };
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(tell))
}

#[tokio::test]
async fn no_statement_walks_through_a_table_or_sorts() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let (store, statements) = traced(&path).await;
    let session = write_everything(&store).await;
    read_everything(&store, &session).await;
    remove_everything(&store, &session).await;
    drop(store);

    let file = Connection::open(&path).unwrap();
    let mut used = BTreeSet::new();
    let mut statements = statements.lock().unwrap();
    // Takes a thousand hits to be run.
    statements.extend(STATUSES.map(walk_sql));
    for sql in statements.iter().filter(|sql| has_plan(sql)) {
        for step in plan(&file, sql) {
            let excepted = EXCEPTIONS
                .iter()
                .position(|(part, plan)| sql.contains(part) && step.contains(plan));
            used.extend(excepted);
            let walks =
                step.starts_with("SCAN") && !is_bounded(&step) || step.contains("TEMP B-TREE");
            assert!(!walks || excepted.is_some(), "{step}\nin: {sql}");
        }
    }
    assert!(statements.len() > 60, "only {} statements ran", statements.len());
    assert_eq!(used.len(), EXCEPTIONS.len(), "an exception that nothing needs: {used:?}");
}

/// Whether it is a statement of ours that finds rows; FTS5 runs its own.
fn has_plan(sql: &str) -> bool {
    let finds = ["SELECT", "UPDATE", "DELETE", "INSERT"].iter().any(|verb| sql.starts_with(verb));
    finds && !sql.contains("'main'") && !sql.contains("\"main\"")
}

/// Constants, full-text indexes that are asked for words, and the rows of an inner query, whose own steps are told too.
fn is_bounded(step: &str) -> bool {
    step == "SCAN CONSTANT ROW"
        || step.starts_with("SCAN (subquery-")
        || (step.contains("VIRTUAL TABLE INDEX") && step.contains(":M"))
}

fn plan(file: &Connection, sql: &str) -> Vec<String> {
    let mut explain = file.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let n_parameters = explain.parameter_count();
    let nothing = std::iter::repeat_n(rusqlite::types::Null, n_parameters);
    let steps = explain.query_map(rusqlite::params_from_iter(nothing), |row| row.get(3)).unwrap();
    steps.collect::<rusqlite::Result<_>>().unwrap()
}

/// Makes, changes and appends one of everything.
async fn write_everything(store: &SqliteStore) -> Session {
    let session = given::open_session(store).await;
    let sender = given::customer(&session);
    let session = given::said(store, &session, sender, "Hello there").await;
    let contact = given::contact_of(store, session.contact).await;
    let user = given::stored_contact(store).await;
    let owner = RecordId::Session(session.id);
    let mut batch = given::message_batch(&session, given::client_id(1));
    batch.expect(RecordId::Contact(user.id), user.version);
    batch.put.push(Record::Contact(contact));
    let entry = chatdesk_core::Entry {
        id: chatdesk_core::EntryId::generate(given::NOW),
        version: chatdesk_core::Version::NONE,
        changed: Position::ZERO,
        subject: owner,
        at: given::NOW,
        content: chatdesk_core::EntryContent::ToggleChange {
            switch: chatdesk_core::Switch::On,
            reason: None,
            by: "7".to_owned(),
        },
    };
    batch.put.push(Record::Entry(entry.clone()));
    batch.release.push(Release { key: key(), owner });
    batch.claim.push(Claim { key: key(), owner, until: Some(given::NOW) });
    batch.cursors.push(given::cursor(&session, Reader::Desk, 2, 1));
    let (receipt, seq) = (Receipt::QUEUED, Seq::new(1));
    batch.receipts.push(MessageReceipt { session: session.id, seq, receipt });
    for name in ["a", "b", "c"] {
        batch.jobs.push(JobChange::Schedule(job(name)));
    }
    store.commit(batch).await.unwrap();
    let mut batch = Batch::at(given::NOW);
    let version = chatdesk_core::Version::new(1);
    batch.put.push(Record::Entry(chatdesk_core::Entry { version, ..entry }));
    store.commit(batch).await.unwrap();
    write_ticket(store, &session).await;
    write_panel(store).await;
    moved_to(store, &session, &user).await
}

/// Makes a ticket, moves it, and writes it where it stands.
async fn write_ticket(store: &SqliteStore, session: &Session) {
    let description = "hello".to_owned();
    let made = Ticket { description, ..given::ticket(session, 1) };
    for status in [TicketStatus::Open, TicketStatus::Resolved, TicketStatus::Resolved] {
        let stored = given::view(store, session).await.ticket;
        let ticket = Ticket { status, ..stored.unwrap_or_else(|| made.clone()) };
        store.commit(given::ticket_batch(&ticket)).await.unwrap();
    }
}

fn key() -> UniqueKey {
    UniqueKey::from_text("key".to_owned())
}

fn job(name: &str) -> Job {
    let key = JobKey::new(name.to_owned());
    Job {
        key,
        lane: Some(Lane::new("lane".to_owned())),
        notifier: Some("bell".to_owned()),
        due: given::NOW,
        task: String::new(),
        contact: None,
    }
}

async fn moved_to(store: &SqliteStore, session: &Session, contact: &Contact) -> Session {
    let mut session = given::view(store, session).await.session;
    session.contact = contact.id;
    let mut batch = given::session_batch(&session);
    let mut contact = contact.clone();
    contact.profile.phone = Some("+49".to_owned());
    batch.put.push(Record::Contact(contact));
    store.commit(batch).await.unwrap();
    given::view(store, &session).await.session
}

fn search(word: &str, status: StatusFilter) -> Search {
    Search { words: vec![word.to_owned()], filter: status.into(), after: None, limit: 9 }
}

async fn read_everything(store: &SqliteStore, session: &Session) {
    let contact = given::contact_of(store, session.contact).await;
    for scope in [Scope::Address(contact.address.clone()), Scope::Desk, Scope::Keys] {
        store.load(&scope, &[key()]).await.unwrap();
    }
    let (seq, limit) = (Seq::new(1), 9);
    let repeat =
        Window::Repeat { sender: given::customer(session), client_id: given::client_id(1) };
    let windows =
        [Window::Newest { limit }, Window::After { seq, limit }, Window::Before { seq, limit }];
    let latest = Window::LatestOf { sender: given::customer(session), up_to: seq };
    for window in windows.into_iter().chain([repeat, latest]) {
        store.thread(session.id, &window).await.unwrap();
    }
    store.changed(contact.id, Position::ZERO, 200).await.unwrap();
    store.log(Position::ZERO, 9).await.unwrap();
    let ticket = Scope::Ticket(chatdesk_core::TicketNumber::new(1));
    assert_eq!(store.load(&ticket, &[]).await.unwrap().sessions.len(), 1);
    eventually("the words are found", async || {
        let search = search("hello", StatusFilter::Any);
        (!store.search(&search).await.unwrap().sessions.is_empty()).then_some(())
    })
    .await;
    let others = ticket_lists().into_iter().chain(panel_lists());
    for list in lists(&contact, session).into_iter().chain(others) {
        store.list(&list).await.unwrap();
        store.count(&list, 9).await.unwrap();
    }
    for status in STATUSES {
        for word in ["hello", "user"] {
            store.search(&search(word, status)).await.unwrap();
        }
    }
}

/// Each list that can be asked for, with each filter: its first page, and the one after a key.
fn lists(contact: &Contact, session: &Session) -> Vec<List> {
    let mut lists = vec![
        List::ContactsAt { addresses: vec![contact.address.clone()] },
        List::Ended { before: given::NOW, limit: 9 },
        List::Conversations { limit: 9 },
        List::Waiting { before: None, limit: 9 },
        List::Waiting { before: Some((given::NOW, session.id)), limit: 9 },
    ];
    for after in [None, Some(PageKey { order: 1, id: session.id.uuid() })] {
        let limit = 9;
        let agents = [AgentFilter::Any, AgentFilter::Nobody, AgentFilter::Agent("7".to_owned())];
        for (agent, contact) in
            agents.iter().flat_map(|agent| [None, Some(contact.id)].map(|it| (agent, it)))
        {
            lists.extend(STATUSES.map(|status| {
                let filter = SessionFilter { status, agent: agent.clone(), contact };
                List::Inbox { filter, after, limit }
            }));
        }
        for state in [JobState::Waiting, JobState::Failed] {
            lists.push(List::Jobs { state, after, limit });
        }
        lists.push(List::ChangedEntries { kind: EntryKind::Revoked, after, limit });
        lists.push(List::SessionsOf { contact: contact.id, after, limit });
        for words in [Vec::new(), vec!["user".to_owned()]] {
            lists.push(List::Contacts { words, after, limit });
        }
        for kind in [EntryKind::ToggleChange, EntryKind::Erased, EntryKind::Revoked] {
            lists.push(List::Entries {
                subject: RecordId::Session(session.id),
                kind,
                after,
                limit,
            });
        }
    }
    lists
}

const STATUSES: [StatusFilter; 5] = [
    StatusFilter::Any,
    StatusFilter::Open,
    StatusFilter::Waiting,
    StatusFilter::Active,
    StatusFilter::Ended,
];

async fn remove_everything(store: &SqliteStore, session: &Session) {
    let claimed = given::claim(store, given::NOW, Duration::from_secs(1), 9).await.remove(0);
    let (key, token) = (claimed.job.key, claimed.token);
    let error = String::new();
    let retry = JobChange::Retry { key: key.clone(), token, due: given::NOW, error };
    store.commit(Batch { jobs: vec![retry], ..Batch::at(given::NOW) }).await.unwrap();
    let claimed = given::claim(store, given::NOW, Duration::from_secs(1), 1).await.remove(0);
    let put_back =
        JobChange::PutBack { key: claimed.job.key, token: claimed.token, due: given::NOW };
    store.commit(Batch { jobs: vec![put_back], ..Batch::at(given::NOW) }).await.unwrap();
    let claimed = given::claim(store, given::NOW, Duration::from_secs(1), 1).await.remove(0);
    let bury = JobChange::Bury { key: key.clone(), token: claimed.token, error: String::new() };
    store.commit(Batch { jobs: vec![bury], ..Batch::at(given::NOW) }).await.unwrap();
    let revive = JobChange::Revive { key: key.clone(), due: given::NOW };
    store.commit(Batch { jobs: vec![revive], ..Batch::at(given::NOW) }).await.unwrap();
    let cancel = JobChange::Cancel(key);
    store.commit(Batch { jobs: vec![cancel], ..Batch::at(given::NOW) }).await.unwrap();
    let before = given::NOW.plus(Duration::from_secs(1));
    store.purge(&Purge::StreamEvents { before }, 9).await.unwrap();
    store.purge(&Purge::Keys { until: before }, 9).await.unwrap();
    let contact = given::stored_contact(store).await;
    let mut batch = Batch::at(given::NOW);
    let record = RecordId::Session(session.id);
    batch.delete.push(Expect { record, version: session.version });
    let record = RecordId::Contact(contact.id);
    batch.delete.push(Expect { record, version: contact.version });
    store.commit(batch).await.unwrap();
    for limit in [1, 500, 500] {
        store.purge(&Purge::Deleted, limit).await.unwrap();
    }
    store.probe().await.unwrap();
}
