//! Search: sessions by beginnings of words, a little later than the commit.

use std::sync::Arc;

use chatdesk_core::{
    Agent, AgentFilter, Batch, Expect, PageKey, Record, RecordId, Search, Session, SessionFilter,
    SessionId, SessionStatus, StatusFilter, Store,
};

use super::cases;
use crate::{eventually, given};

cases![
    a_message_is_found_by_beginnings_of_its_words,
    all_words_must_occur_in_messages_or_the_contact,
    accents_and_case_do_not_matter,
    nothing_in_a_word_is_an_operator,
    search_is_paged_by_last_change,
    search_filters_by_status,
    search_filters_by_agent_and_contact,
    a_search_says_which_message_was_found,
    what_is_found_is_counted_over_all_pages_up_to_the_cap,
    a_contacts_former_name_finds_nothing,
    a_session_without_messages_is_not_found,
    a_deleted_session_is_not_found,
];

fn query(words: &[&str], after: Option<PageKey>, limit: u16) -> Search {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Search { words, filter: SessionFilter::default(), after, limit }
}

async fn ids(store: &dyn Store, search: &Search) -> Vec<SessionId> {
    let page = store.search(search).await.unwrap();
    page.sessions.iter().map(|view| view.session.id).collect()
}

/// Within the time that a search may lag, these sessions are found, in this order.
pub(super) async fn assert_found(store: &dyn Store, words: &[&str], sessions: &[&Session]) {
    let expected: Vec<_> = sessions.iter().map(|session| session.id).collect();
    let search = query(words, None, 100);
    eventually("the search finds what was written", async || {
        (ids(store, &search).await == expected).then_some(())
    })
    .await;
}

/// A session of a contact of this name, with these messages of its customer.
async fn session_with(store: &dyn Store, name: &str, texts: &[&str]) -> Session {
    let mut contact = given::contact();
    contact.profile.name = Some(name.to_owned());
    store.commit(given::contact_batch(&contact)).await.unwrap();
    let mut session = given::another_session(store, &contact).await;
    for text in texts {
        let sender = given::customer(&session);
        session = given::said(store, &session, sender, text).await;
    }
    session
}

async fn a_message_is_found_by_beginnings_of_its_words(store: Arc<dyn Store>) {
    let session = session_with(&*store, "Ada", &["My invoice is wrong"]).await;
    for found in ["invoice", "inv", "my", "wrong"] {
        assert_found(&*store, &[found], &[&session]).await;
    }
    for lost in ["voice", "invoices", "right"] {
        assert_eq!(ids(&*store, &query(&[lost], None, 9)).await, [], "{lost}");
    }
}

async fn all_words_must_occur_in_messages_or_the_contact(store: Arc<dyn Store>) {
    let ada = session_with(&*store, "Ada Lovelace", &["the invoice", "a refund"]).await;
    let grace = session_with(&*store, "Grace", &["another invoice"]).await;
    assert_found(&*store, &["invoice"], &[&grace, &ada]).await;
    assert_found(&*store, &["invoice", "refund"], &[&ada]).await;
    assert_found(&*store, &["invoice", "love"], &[&ada]).await;
    assert_found(&*store, &["grace"], &[&grace]).await;
    assert_found(&*store, &["grace", "refund"], &[]).await;
    assert_found(&*store, &["refund", "!"], &[&ada]).await;
}

async fn accents_and_case_do_not_matter(store: Arc<dyn Store>) {
    let session = session_with(&*store, "José", &["Grüße aus Köln", "Привет"]).await;
    for word in ["jose", "KOLN", "köln", "gruße", "привет", "ПРИ"] {
        assert_found(&*store, &[word], &[&session]).await;
    }
}

async fn nothing_in_a_word_is_an_operator(store: Arc<dyn Store>) {
    let session = session_with(&*store, "Ada", &["NOT \"quoted\" 100%"]).await;
    assert_found(&*store, &["not"], &[&session]).await;
    for word in ["\"", "*", "^not", "text:not", "-not", "(", "NEAR(", "a AND b", "'", "\0", ""] {
        let found = store.search(&query(&[word], None, 9)).await;
        assert!(found.is_ok(), "{word:?}: {found:?}");
    }
    assert_found(&*store, &["\"quoted"], &[&session]).await;
    assert_found(&*store, &["ada", "OR", "grace"], &[]).await;
}

async fn search_is_paged_by_last_change(store: Arc<dyn Store>) {
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.insert(0, session_with(&*store, "Ada", &["hello", "hello again"]).await);
    }
    assert_found(&*store, &["hello"], &sessions.iter().collect::<Vec<_>>()).await;

    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = store.search(&query(&["hel"], after, 2)).await.unwrap();
        found.push(page.sessions.iter().map(|view| view.session.id).collect::<Vec<_>>());
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    assert_eq!(found, ids.chunks(2).map(<[_]>::to_vec).collect::<Vec<_>>());
}

async fn search_filters_by_status(store: Arc<dyn Store>) {
    let mut ended = session_with(&*store, "Ada", &["hello"]).await;
    ended.status = SessionStatus::Ended;
    store.commit(given::session_batch(&ended)).await.unwrap();
    let waiting = session_with(&*store, "Ada", &["hello"]).await;
    assert_found(&*store, &["hello"], &[&waiting, &ended]).await;

    for (status, expected) in [(StatusFilter::Open, &waiting), (StatusFilter::Ended, &ended)] {
        let search = Search { filter: status.into(), ..query(&["hello"], None, 9) };
        assert_eq!(ids(&*store, &search).await, [expected.id], "{status:?}");
    }
}

async fn a_contacts_former_name_finds_nothing(store: Arc<dyn Store>) {
    let session = session_with(&*store, "Ada", &["hello"]).await;
    let mut contact = given::contact_of(&*store, session.contact).await;
    contact.profile.name = Some("Grace".to_owned());
    let batch = Batch { put: vec![Record::Contact(contact)], ..Batch::at(given::NOW) };
    store.commit(batch).await.unwrap();

    assert_found(&*store, &["grace"], &[&session]).await;
    assert_found(&*store, &["ada"], &[]).await;
}

async fn a_session_without_messages_is_not_found(store: Arc<dyn Store>) {
    session_with(&*store, "Ada", &[]).await;
    let spoken = session_with(&*store, "Ada", &["hello"]).await;
    assert_found(&*store, &["ada"], &[&spoken]).await;
}

async fn a_deleted_session_is_not_found(store: Arc<dyn Store>) {
    let session = session_with(&*store, "Ada", &["hello"]).await;
    assert_found(&*store, &["hello"], &[&session]).await;
    let mut batch = Batch::at(given::NOW);
    batch.delete.push(Expect { record: RecordId::Session(session.id), version: session.version });
    store.commit(batch).await.unwrap();
    assert_eq!(ids(&*store, &query(&["hello"], None, 9)).await, []);

    // Nor is it mixed up with the next one that is made.
    let next = session_with(&*store, "Ada", &["goodbye"]).await;
    assert_found(&*store, &["goodbye"], &[&next]).await;
    assert_eq!(ids(&*store, &query(&["hello"], None, 9)).await, []);
    let mut batch = Batch::at(given::NOW);
    batch.put.push(Record::Session(next));
    store.commit(batch).await.unwrap();
}

async fn what_is_found_is_counted_over_all_pages_up_to_the_cap(store: Arc<dyn Store>) {
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(session_with(&*store, "Ada", &["A crate of marmalade"]).await);
    }
    session_with(&*store, "Ada", &["A crate of jam"]).await;
    let newest_first: Vec<_> = sessions.iter().rev().collect();
    assert_found(&*store, &["marmalade"], &newest_first).await;

    let first = PageKey { order: sessions[2].changed.get(), id: sessions[2].id.uuid() };
    for search in [query(&["marm"], None, 2), query(&["marm"], Some(first), 1)] {
        for (cap, count) in [(9, 3), (3, 3), (2, 2)] {
            assert_eq!(store.count_found(&search, cap).await.unwrap(), count);
        }
    }
    assert_eq!(store.count_found(&query(&["honey"], None, 9), 9).await.unwrap(), 0);
}

async fn search_filters_by_agent_and_contact(store: Arc<dyn Store>) {
    let mut sessions = Vec::new();
    for agent in [None, Some("a"), Some("b")] {
        let mut session = session_with(&*store, "Ada", &["hello"]).await;
        session.agent = agent.map(|id| Agent { id: id.to_owned(), name: None });
        store.commit(given::session_batch(&session)).await.unwrap();
        sessions.push(session);
    }
    let (agent, contact) = (|id: &str| AgentFilter::Agent(id.to_owned()), sessions[1].contact);
    assert_found(&*store, &["hello"], &[&sessions[2], &sessions[1], &sessions[0]]).await;
    for (agent, contact, expected) in [
        (AgentFilter::Nobody, None, &[0][..]),
        (agent("b"), None, &[2]),
        (AgentFilter::Any, Some(contact), &[1]),
        (agent("a"), Some(contact), &[1]),
        (agent("b"), Some(contact), &[]),
    ] {
        let filter = SessionFilter { agent, contact, ..SessionFilter::default() };
        let search = Search { filter, ..query(&["hello"], None, 9) };
        let expected: Vec<_> = expected.iter().map(|index| sessions[*index].id).collect();
        assert_eq!(ids(&*store, &search).await, expected);
        assert_eq!(store.count_found(&search, 9).await.unwrap() as usize, expected.len());
    }
}

async fn a_search_says_which_message_was_found(store: Arc<dyn Store>) {
    let texts = ["a late parcel", "the parcel", "hello"];
    let session = session_with(&*store, "Ada", &texts).await;
    assert_found(&*store, &["hello"], &[&session]).await;
    for (words, expected) in [
        (&["parc"][..], Some(2)),
        (&["PARCEL", "late"], Some(1)),
        // No message holds both.
        (&["late", "hello"], Some(3)),
        (&["ada", "late"], Some(1)),
        (&["ada"], None),
    ] {
        let page = store.search(&query(words, None, 9)).await.unwrap();
        let found = page.matches.get(&session.id);
        let found = found.map(|message| (message.seq.get(), message.content.as_str()));
        let text = |seq: u64| texts[usize::try_from(seq).unwrap() - 1];
        assert_eq!(found, expected.map(|seq| (seq, text(seq))), "{words:?}");
    }
}
