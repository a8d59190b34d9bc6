//! The conversations of staff that somebody is in, or was: in order, by key, by words.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{Contact, List, PageKey, Record, Seq, Session, SessionId, Store, Timestamp};

use super::{
    cases,
    paging::{pages, session_ids},
};
use crate::{
    eventually,
    given::{self, stored_panel, without},
};

cases![
    everybody_has_their_own_conversations_the_latest_changed_first,
    who_left_has_it_where_they_left,
    conversations_of_one_instant_are_each_on_one_page,
    one_message_holds_all_words_and_the_newest_is_told,
    what_is_found_is_paged_as_all_are,
    who_left_finds_nothing_of_what_was_said_since,
    signs_alone_find_no_conversation,
    conversations_are_counted_over_all_pages_up_to_the_cap,
    a_deleted_conversation_is_nobodys,
];

fn of(member: &str, words: &[&str]) -> List {
    page_of(member, words, None, 100)
}

fn page_of(member: &str, words: &[&str], after: Option<PageKey>, limit: u16) -> List {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    List::Panel { member: member.to_owned(), words, after, limit }
}

fn at(secs: u64) -> Timestamp {
    given::NOW.plus(Duration::from_secs(secs))
}

/// A group of these people, last changed so many seconds after the others' beginning.
async fn group(store: &dyn Store, desk: &Contact, ids: &[&str], secs: u64) -> Session {
    let session = Session { updated_at: at(secs), ..given::panel(desk, ids) };
    stored_panel(store, &session).await
}

async fn ids(store: &dyn Store, list: &List) -> Vec<SessionId> {
    let page = store.list(list).await.unwrap().value;
    page.sessions.iter().map(|view| view.session.id).collect()
}

/// Within the time that words may lag, somebody finds these conversations, in this order.
async fn assert_found(store: &dyn Store, member: &str, words: &[&str], sessions: &[&Session]) {
    let expected: Vec<_> = sessions.iter().map(|session| session.id).collect();
    eventually("the words are found", async || {
        (ids(store, &of(member, words)).await == expected).then_some(())
    })
    .await;
    assert_eq!(store.count(&of(member, words), 100).await.unwrap() as usize, expected.len());
}

async fn everybody_has_their_own_conversations_the_latest_changed_first(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    given::open_session(&*store).await;
    let late = group(&*store, &desk, &["a", "b"], 9).await;
    let early = group(&*store, &desk, &["b", "A"], 1).await;
    let between = group(&*store, &desk, &["c", "a", "b"], 5).await;
    for (member, expected) in [
        ("a", vec![late.id, between.id]),
        ("A", vec![early.id]),
        ("b", vec![late.id, between.id, early.id]),
        ("c", vec![between.id]),
        ("d", Vec::new()),
        ("", Vec::new()),
    ] {
        assert_eq!(ids(&*store, &of(member, &[])).await, expected, "{member:?}");
        let n_found = store.count(&of(member, &[]), 9).await.unwrap();
        assert_eq!(n_found as usize, expected.len(), "{member:?}");
    }
    // By the instant and not by the commit; each row is the session as it is.
    let early = Session { updated_at: at(7), ..early };
    let early = stored_panel(&*store, &early).await;
    let page = store.list(&of("b", &[])).await.unwrap().value;
    let row = |session: &Session| (session.id, session.updated_at, session.panel.clone());
    let found: Vec<_> = page.sessions.iter().map(|view| row(&view.session)).collect();
    assert!(found == [&late, &early, &between].map(row));
    assert_eq!((page.matches.len(), page.next), (0, None));
    assert_eq!((page.tickets.len(), page.contacts.len()), (0, 0));
}

async fn who_left_has_it_where_they_left(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let other = group(&*store, &desk, &["a", "b"], 5).await;
    let session = group(&*store, &desk, &["a", "b"], 1).await;
    let session = stored_panel(&*store, &without(&session, "a", at(3))).await;
    let session = Session { updated_at: at(9), ..session };
    let session = given::panel_said(&*store, &session, "b", "Now for the surprise").await;
    assert_eq!(ids(&*store, &of("a", &[])).await, [other.id, session.id]);
    assert_eq!(ids(&*store, &of("b", &[])).await, [session.id, other.id]);
    let first = page_of("a", &[], Some(PageKey { order: micros(5), id: other.id.uuid() }), 9);
    assert_eq!(ids(&*store, &first).await, [session.id]);

    // Back in it, they have it as everybody; gone again, where they went then.
    let mut back = session.clone();
    back.panel.iter_mut().flat_map(|panel| &mut panel.members).for_each(|it| it.left = None);
    let back = stored_panel(&*store, &back).await;
    assert_eq!(ids(&*store, &of("a", &[])).await, [session.id, other.id]);
    stored_panel(&*store, &without(&back, "a", at(4))).await;
    assert_eq!(ids(&*store, &of("a", &[])).await, [other.id, session.id]);
}

fn micros(secs: u64) -> u64 {
    u64::try_from(at(secs).as_micros()).unwrap()
}

async fn conversations_of_one_instant_are_each_on_one_page(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let mut expected = Vec::new();
    for number in 0..7 {
        let session = group(&*store, &desk, &["a", "b"], 3).await;
        if number % 2 == 0 {
            // The instant is that of their leaving, and the same.
            let session = stored_panel(&*store, &without(&session, "a", at(3))).await;
            stored_panel(&*store, &Session { updated_at: at(8), ..session }).await;
        }
        expected.push(session.id);
    }
    expected.sort_by(|one, other| other.cmp(one));
    let latest = group(&*store, &desk, &["a", "c"], 4).await;
    expected.insert(0, latest.id);
    for limit in [1, 2, 3, 4, 8, 9] {
        let all = pages(&*store, |after| page_of("a", &[], after, limit)).await;
        let chunks: Vec<_> = expected.chunks(usize::from(limit)).map(<[_]>::to_vec).collect();
        assert_eq!(session_ids(&all), chunks, "limit {limit}");
        let last = chunks[0].last().map(|id| id.uuid());
        let order = micros(if limit == 1 { 4 } else { 3 });
        let key = last.map(|id| PageKey { order, id }).filter(|_| chunks.len() > 1);
        assert_eq!(all[0].next, key, "limit {limit}");
    }
}

async fn one_message_holds_all_words_and_the_newest_is_told(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let texts = ["a late Müsli parcel", "the parcel", "late again"];
    let mut session = group(&*store, &desk, &["a", "b"], 1).await;
    session.subject = Some("Lunch".to_owned());
    for text in texts {
        session = given::panel_said(&*store, &session, "a", text).await;
    }
    let other = group(&*store, &desk, &["a", "b"], 2).await;
    let other = given::panel_said(&*store, &other, "b", "parcels").await;
    let strangers = group(&*store, &desk, &["c", "b"], 3).await;
    given::panel_said(&*store, &strangers, "b", "a late parcel").await;
    assert_found(&*store, "c", &["late"], &[&strangers]).await;

    for (words, expected) in [
        (&["parc"][..], vec![(other.id, 1), (session.id, 2)]),
        (&["PARCEL", "la"], vec![(session.id, 1)]),
        (&["late"], vec![(session.id, 3)]),
        (&["musl"], vec![(session.id, 1)]),
        (&["late", "!"], vec![(session.id, 3)]),
        // No message holds both.
        (&["the", "late"], Vec::new()),
        // Not the beginning of a word, nor said by anybody.
        (&["arcel"], Vec::new()),
        (&["lunch"], Vec::new()),
    ] {
        let page = store.list(&of("a", words)).await.unwrap().value;
        let seq = |id| page.matches.get(id).map(|message| message.seq.get());
        let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
        let found: Vec<_> = found.iter().map(|id| (*id, seq(id).unwrap_or_default())).collect();
        assert_eq!((found, page.matches.len()), (expected.clone(), expected.len()), "{words:?}");
        let n_found = store.count(&of("a", words), 9).await.unwrap();
        assert_eq!(n_found as usize, expected.len(), "{words:?}");
    }
    let messages = given::all_messages(&*store, &session).await;
    let page = store.list(&of("a", &["late"])).await.unwrap().value;
    assert!(page.matches.get(&session.id) == messages.get(2));
}

async fn what_is_found_is_paged_as_all_are(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let mut found = Vec::new();
    for number in 0..5 {
        let session = group(&*store, &desk, &["a", "b"], number / 2).await;
        found.push(given::panel_said(&*store, &session, "b", "Marmalade again").await);
        let other = group(&*store, &desk, &["a", "b"], number / 2).await;
        given::panel_said(&*store, &other, "b", "Jam").await;
    }
    found.sort_by_key(|session| std::cmp::Reverse((session.updated_at, session.id)));
    assert_found(&*store, "a", &["jam", "marm"], &[]).await;
    assert_found(&*store, "a", &["marm"], &found.iter().collect::<Vec<_>>()).await;
    let expected: Vec<_> = found.iter().map(|session| session.id).collect();
    for limit in [1, 2, 5, 9] {
        let all = pages(&*store, |after| page_of("a", &["marm", "aga"], after, limit)).await;
        let chunks: Vec<_> = expected.chunks(usize::from(limit)).map(<[_]>::to_vec).collect();
        assert_eq!(session_ids(&all), chunks, "limit {limit}");
        let told: Vec<_> = all.iter().map(|page| page.matches.len()).collect();
        assert_eq!(told, chunks.iter().map(Vec::len).collect::<Vec<_>>(), "limit {limit}");
    }
}

async fn who_left_finds_nothing_of_what_was_said_since(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let session = group(&*store, &desk, &["a", "b"], 1).await;
    let session = given::panel_said(&*store, &session, "a", "marmalade with cheese").await;
    let session = given::panel_said(&*store, &session, "b", "marmalade for them").await;
    let session = stored_panel(&*store, &without(&session, "a", at(2))).await;
    let session = given::panel_said(&*store, &session, "b", "marmalade for us, surprise").await;
    let newest = async |member, words: &[&str]| {
        let page = store.list(&of(member, words)).await.unwrap().value;
        page.matches.values().map(|message| message.seq).collect::<Vec<_>>()
    };
    assert_found(&*store, "b", &["surp"], &[&session]).await;
    assert_found(&*store, "a", &["surp"], &[]).await;
    assert_found(&*store, "a", &["marm", "us"], &[]).await;
    assert_found(&*store, "a", &["marm"], &[&session]).await;
    assert_eq!(newest("b", &["marm"]).await, [Seq::new(3)]);
    assert_eq!(newest("a", &["marm"]).await, [Seq::new(2)]);

    // Back in it they find all of it.
    let mut back = session.clone();
    back.panel.iter_mut().flat_map(|panel| &mut panel.members).for_each(|it| it.left = None);
    let back = stored_panel(&*store, &back).await;
    assert_found(&*store, "a", &["surp"], &[&back]).await;
    assert_eq!(newest("a", &["marm"]).await, [Seq::new(3)]);
}

async fn signs_alone_find_no_conversation(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let session = group(&*store, &desk, &["a"], 1).await;
    let session = given::panel_said(&*store, &session, "a", "NOT \"quoted\" 100% * !").await;
    assert_found(&*store, "a", &["\"quoted"], &[&session]).await;
    for words in [&["!"][..], &["*"], &["\"", "%"], &[""], &["\0"]] {
        let page = store.list(&of("a", words)).await.unwrap().value;
        assert_eq!((page.sessions.len(), page.next), (0, None), "{words:?}");
        assert_eq!(store.count(&of("a", words), 9).await.unwrap(), 0, "{words:?}");
    }
    // Nothing in a word is an operator.
    for word in ["^not", "text:not", "-", "(", "NEAR(", "not AND nothing", "'"] {
        let found = store.list(&of("a", &[word])).await;
        assert!(found.is_ok(), "{word:?}: {found:?}");
    }
}

async fn conversations_are_counted_over_all_pages_up_to_the_cap(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let mut sessions = Vec::new();
    for secs in 0..4 {
        let session = group(&*store, &desk, &["a", "b"], secs).await;
        let text = if secs == 3 { "jam" } else { "marmalade" };
        sessions.insert(0, given::panel_said(&*store, &session, "b", text).await);
    }
    let found: Vec<_> = sessions.iter().skip(1).collect();
    assert_found(&*store, "a", &["jam"], &[&sessions[0]]).await;
    assert_found(&*store, "a", &["marm"], &found).await;
    let after = PageKey { order: micros(2), id: sessions[1].id.uuid() };
    for after in [None, Some(after)] {
        for (words, n_all) in [(&[][..], 4), (&["marm"], 3), (&["honey"], 0)] {
            for cap in [0, 1, 3, 4, 9] {
                let list = page_of("a", words, after, 1);
                let n_found = store.count(&list, cap).await.unwrap();
                assert_eq!(n_found, n_all.min(cap), "{words:?} up to {cap}");
            }
        }
    }
}

async fn a_deleted_conversation_is_nobodys(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let kept = group(&*store, &desk, &["a", "b"], 1).await;
    let kept = given::panel_said(&*store, &kept, "b", "jam and bread").await;
    let session = group(&*store, &desk, &["a", "b"], 2).await;
    let session = given::panel_said(&*store, &session, "b", "bread and marmalade").await;
    let session = stored_panel(&*store, &without(&session, "a", at(3))).await;
    assert_found(&*store, "a", &["bread"], &[&session, &kept]).await;

    store.commit(given::delete_batch([Record::Session(session.clone())])).await.unwrap();

    for member in ["a", "b"] {
        for words in [&[][..], &["bread"]] {
            assert_eq!(ids(&*store, &of(member, words)).await, [kept.id], "{words:?}");
            assert_eq!(store.count(&of(member, words), 9).await.unwrap(), 1, "{words:?}");
        }
    }
}
