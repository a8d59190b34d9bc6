//! Lists: each row on exactly one page, in the list's order.

use std::{sync::Arc, time::Duration};

use super::cases;
use crate::given;
use chatdesk_core::{
    Batch, Contact, Counts, Entry, EntryContent, EntryKind, List, Page, PageKey, Profile, Record,
    RecordId, Session, SessionStatus, StatusFilter, Store, Version,
};

cases![
    sessions_of_a_contact_are_paged_latest_opened_first,
    the_inbox_is_paged_by_last_change,
    the_inbox_holds_sessions_with_messages_alone,
    the_inbox_filters_by_status,
    a_row_that_does_not_move_is_on_one_page_while_others_move,
    contacts_are_paged_latest_made_first,
    contacts_are_found_by_beginnings_of_words,
    contacts_words_are_what_they_are_now,
    contacts_are_found_by_address,
    entries_are_paged_latest_first,
    entries_of_another_kind_are_not_listed,
    entries_of_a_kind_are_paged_the_earliest_changed_first,
    what_changed_of_a_kind_is_found_after_the_last_key,
    ended_sessions_are_listed_the_longest_ended_first,
    a_count_ends_at_its_cap,
];

/// All pages of a list, one after another.
pub(super) async fn pages(
    store: &dyn Store,
    list: impl Fn(Option<PageKey>) -> List + Send + Sync,
) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.list(&list(after)).await.unwrap().value;
        // The text form is what clients hand back.
        after = page.next.map(|key| key.to_string().parse().unwrap());
        pages.push(page);
        if after.is_none() {
            return pages;
        }
    }
}

pub(super) fn session_ids(pages: &[Page]) -> Vec<Vec<chatdesk_core::SessionId>> {
    let ids = |page: &Page| page.sessions.iter().map(|view| view.session.id).collect();
    pages.iter().map(ids).collect()
}

fn inbox(status: StatusFilter, limit: u16) -> impl Fn(Option<PageKey>) -> List {
    move |after| List::Inbox { filter: status.into(), after, limit }
}

/// Sessions with one message each, in the order of those messages.
pub(super) async fn spoken(store: &dyn Store, n_sessions: usize) -> Vec<Session> {
    let mut sessions = Vec::new();
    for _ in 0..n_sessions {
        let session = given::open_session(store).await;
        let sender = given::customer(&session);
        sessions.push(given::said(store, &session, sender, "Hi").await);
    }
    sessions
}

async fn sessions_of_a_contact_are_paged_latest_opened_first(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, given::another_session(&*store, &contact).await.id);
        given::open_session(&*store).await;
    }
    for limit in [1, 2, 3, 5, 9] {
        let list = |after| List::SessionsOf { contact: contact.id, after, limit };
        let found = session_ids(&pages(&*store, list).await);
        let expected: Vec<_> = ids.chunks(usize::from(limit)).map(<[_]>::to_vec).collect();
        assert_eq!(found, expected, "limit {limit}");
    }
}

async fn the_inbox_is_paged_by_last_change(store: Arc<dyn Store>) {
    let sessions = spoken(&*store, 5).await;
    // The first is the last to be written to.
    given::said(&*store, &sessions[0], given::agent(), "Hello").await;
    let order = [0, 4, 3, 2, 1].map(|index| sessions[index].id);
    for limit in [1, 2, 5] {
        let found = session_ids(&pages(&*store, inbox(StatusFilter::Any, limit)).await);
        let expected: Vec<_> = order.chunks(usize::from(limit)).map(<[_]>::to_vec).collect();
        assert_eq!(found, expected, "limit {limit}");
    }
}

async fn the_inbox_holds_sessions_with_messages_alone(store: Arc<dyn Store>) {
    given::open_session(&*store).await;
    let spoken = spoken(&*store, 1).await;
    let found = pages(&*store, inbox(StatusFilter::Any, 9)).await;
    assert_eq!(session_ids(&found), [[spoken[0].id]]);
    assert_eq!(store.count(&inbox(StatusFilter::Any, 9)(None), 9).await.unwrap(), 1);
}

async fn the_inbox_filters_by_status(store: Arc<dyn Store>) {
    use SessionStatus::{Active, Ended, Waiting};
    let mut by_status = Vec::new();
    for (mut session, status) in
        spoken(&*store, 6).await.into_iter().zip([Waiting, Active, Ended].into_iter().cycle())
    {
        session.status = status;
        store.commit(given::session_batch(&session)).await.unwrap();
        by_status.insert(0, (status, session.id));
    }
    for (filter, statuses) in [
        (StatusFilter::Any, &[Waiting, Active, Ended][..]),
        (StatusFilter::Open, &[Waiting, Active]),
        (StatusFilter::Waiting, &[Waiting]),
        (StatusFilter::Active, &[Active]),
        (StatusFilter::Ended, &[Ended]),
    ] {
        let wanted = by_status.iter().filter(|(status, _)| statuses.contains(status));
        let wanted: Vec<_> = wanted.map(|(_, id)| *id).collect();
        for limit in [1, 3, 9] {
            let found = session_ids(&pages(&*store, inbox(filter, limit)).await).concat();
            assert_eq!(found, wanted, "{filter:?}, limit {limit}");
        }
        let n_found = store.count(&inbox(filter, 1)(None), 99).await.unwrap();
        assert_eq!(n_found as usize, wanted.len(), "{filter:?}");
    }
}

async fn a_row_that_does_not_move_is_on_one_page_while_others_move(store: Arc<dyn Store>) {
    let sessions = spoken(&*store, 6).await;
    let list = inbox(StatusFilter::Any, 2);
    let mut seen = Vec::new();
    let mut after = None;
    for moving in [0, 5, 0] {
        let page = store.list(&list(after)).await.unwrap().value;
        seen.extend(page.sessions.iter().map(|view| view.session.id));
        after = page.next;
        let session = given::view(&*store, &sessions[moving]).await.session;
        given::said(&*store, &session, given::agent(), "Hello").await;
    }
    for still in [1, 2, 3, 4] {
        let n_seen = seen.iter().filter(|id| **id == sessions[still].id).count();
        assert_eq!(n_seen, usize::from(still >= 1), "session {still} of {seen:?}");
    }
}

async fn contact_with(store: &dyn Store, name: &str, email: &str) -> Contact {
    let mut contact = given::contact();
    contact.profile =
        Profile { name: Some(name.to_owned()), email: Some(email.to_owned()), phone: None };
    store.commit(given::contact_batch(&contact)).await.unwrap();
    given::contact_of(store, contact.id).await
}

/// The names that words find.
async fn found(store: &dyn Store, words: &[&str]) -> Vec<String> {
    let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    let list = |after| List::Contacts { words: words.clone(), after, limit: 2 };
    let pages = pages(store, list).await;
    let n_rows: usize = pages.iter().map(|page| page.contacts.len()).sum();
    assert_eq!(store.count(&list(None), 99).await.unwrap() as usize, n_rows, "{words:?}");
    let rows = pages.into_iter().flat_map(|page| page.contacts);
    rows.map(|row| row.contact.profile.name.unwrap()).collect()
}

async fn contacts_are_paged_latest_made_first(store: Arc<dyn Store>) {
    for name in ["a", "b", "c", "d", "e"] {
        contact_with(&*store, name, "").await;
    }
    assert_eq!(found(&*store, &[]).await, ["e", "d", "c", "b", "a"]);
}

async fn contacts_are_found_by_beginnings_of_words(store: Arc<dyn Store>) {
    let ada = contact_with(&*store, "Ada Lovelace", "ada@example.org").await;
    contact_with(&*store, "José Müller", "jm@example.org").await;
    contact_with(&*store, "Adam \"Ant\"", "").await;
    for (words, expected) in [
        (&["ada"][..], &["Adam \"Ant\"", "Ada Lovelace"][..]),
        (&["ADA", "love"], &["Ada Lovelace"]),
        (&["lace"], &[]),
        (&["ada", "jose"], &[]),
        (&["jose"], &["José Müller"]),
        (&["mull"], &["José Müller"]),
        (&["ada@exam"], &["Ada Lovelace"]),
        (&["example"], &["José Müller", "Ada Lovelace"]),
        (&["\"ant\""], &["Adam \"Ant\""]),
        (&["ada", "OR", "jose"], &[]),
        (&["ada*"], &["Adam \"Ant\"", "Ada Lovelace"]),
        (&["!", "ada"], &["Adam \"Ant\"", "Ada Lovelace"]),
        (&["!?"], &[]),
        (&["na\0me"], &[]),
    ] {
        assert_eq!(found(&*store, words).await, expected, "{words:?}");
    }
    assert_eq!(found(&*store, &[ada.address.as_str(), "love"]).await, ["Ada Lovelace"]);
}

async fn contacts_words_are_what_they_are_now(store: Arc<dyn Store>) {
    let mut contact = contact_with(&*store, "Ada", "").await;
    contact.profile.name = Some("Grace".to_owned());
    let mut batch = Batch::at(given::NOW);
    batch.put.push(Record::Contact(contact));
    store.commit(batch).await.unwrap();

    assert_eq!(found(&*store, &["ada"]).await, [""; 0]);
    assert_eq!(found(&*store, &["grace"]).await, ["Grace"]);
}

async fn contacts_are_found_by_address(store: Arc<dyn Store>) {
    let ada = contact_with(&*store, "Ada", "").await;
    let grace = contact_with(&*store, "Grace", "").await;
    contact_with(&*store, "Nobody asks for me", "").await;
    let addresses = vec![ada.address.clone(), given::contact().address, grace.address.clone()];
    let list = List::ContactsAt { addresses };

    let mut rows = store.list(&list).await.unwrap().value.contacts;

    rows.sort_by_key(|row| row.contact.profile.name.clone());
    let rows: Vec<_> = rows.into_iter().map(|row| row.contact).collect();
    assert_eq!(rows, [ada, grace]);
    assert_eq!(store.count(&list, 99).await.unwrap(), 2);
}

async fn entries_are_paged_latest_first(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let subject = RecordId::Contact(contact.id);
    let mut ids = Vec::new();
    for owner in [subject, RecordId::Contact(given::contact().id), subject, subject] {
        let entry = given::toggle_change(owner, None);
        if owner == subject {
            ids.insert(0, entry.id);
        }
        let mut batch = Batch::at(given::NOW);
        batch.put.push(Record::Entry(entry));
        store.commit(batch).await.unwrap();
    }
    let list = |after| List::Entries { subject, kind: EntryKind::ToggleChange, after, limit: 2 };

    let pages = pages(&*store, list).await;

    let found: Vec<Vec<_>> =
        pages.iter().map(|page| page.entries.iter().map(|entry| entry.id).collect()).collect();
    assert_eq!(found, [&ids[..2], &ids[2..]]);
    assert_eq!(store.count(&list(None), 99).await.unwrap(), 3);
}

async fn entries_of_another_kind_are_not_listed(store: Arc<dyn Store>) {
    let subject = RecordId::Contact(given::contact().id);
    let toggled = given::toggle_change(subject, None);
    let content = EntryContent::Erased {
        n_sessions: 2,
        sent: Counts { customer: 3, desk: u64::from(u32::MAX) },
        by: "7".to_owned(),
    };
    let erased = Entry { content, ..given::toggle_change(subject, None) };
    let put = [toggled, erased.clone()].map(Record::Entry);
    store.commit(Batch { put: put.into(), ..Batch::at(given::NOW) }).await.unwrap();

    let list = List::Entries { subject, kind: EntryKind::Erased, after: None, limit: 9 };
    let found = store.list(&list).await.unwrap().value.entries;
    let found: Vec<_> = found.iter().map(|entry| (entry.id, &entry.content)).collect();
    assert_eq!(found, [(erased.id, &erased.content)]);
    assert_eq!(store.count(&list, 9).await.unwrap(), 1);
}

/// Puts an entry as of a version, with an event: so no other commit is at its position.
async fn put_entry(store: &dyn Store, entry: &Entry, version: u64) {
    let entry = Entry { version: Version::new(version), ..entry.clone() };
    let mut batch = given::session_batch(&given::session(&given::stored_contact(store).await));
    batch.put.push(Record::Entry(entry));
    store.commit(batch).await.unwrap();
}

fn changed(after: Option<PageKey>, limit: u16) -> List {
    List::ChangedEntries { kind: EntryKind::ToggleChange, after, limit }
}

async fn entries_of_a_kind_are_paged_the_earliest_changed_first(store: Arc<dyn Store>) {
    let entry = || given::toggle_change(RecordId::Contact(given::contact().id), None);
    let (first, second, third) = (entry(), entry(), entry());
    let content = EntryContent::Revoked { who: "0".repeat(64), by: "7".to_owned() };
    let other = Entry { content, ..entry() };
    for (entry, version) in [(&first, 0), (&second, 0), (&other, 0), (&third, 0), (&first, 1)] {
        put_entry(&*store, entry, version).await;
    }

    let pages = pages(&*store, |after| changed(after, 2)).await;

    let found: Vec<Vec<_>> =
        pages.iter().map(|page| page.entries.iter().map(|entry| entry.id).collect()).collect();
    assert_eq!(found, [&[second.id, third.id][..], &[first.id]]);
    assert_eq!(store.count(&changed(None, 1), 99).await.unwrap(), 3);
}

async fn what_changed_of_a_kind_is_found_after_the_last_key(store: Arc<dyn Store>) {
    let entry = given::toggle_change(RecordId::Contact(given::contact().id), None);
    put_entry(&*store, &entry, 0).await;
    let read = store.list(&changed(None, 9)).await.unwrap().value.entries.remove(0);
    let key = Some(PageKey { order: read.changed.get(), id: read.id.uuid() });
    let nothing = store.list(&changed(key, 9)).await.unwrap().value.entries;
    put_entry(&*store, &entry, 1).await;

    let news = store.list(&changed(key, 9)).await.unwrap().value.entries;

    assert_eq!(nothing, []);
    assert_eq!((news.len(), news[0].id, news[0].version), (1, entry.id, Version::new(2)));
    assert!(news[0].changed > read.changed);
}

async fn ended_sessions_are_listed_the_longest_ended_first(store: Arc<dyn Store>) {
    let at = |secs| given::NOW.plus(Duration::from_secs(secs));
    let mut ended = Vec::new();
    for (secs, status) in
        [(3, SessionStatus::Ended), (0, SessionStatus::Active), (1, SessionStatus::Ended)]
    {
        let session = given::session(&given::stored_contact(&*store).await);
        let session = Session { status, updated_at: at(secs), ..session };
        store.commit(given::session_batch(&session)).await.unwrap();
        ended.push(session.id);
    }
    for (before, limit, expected) in [
        (at(4), 9, &[ended[2], ended[0]][..]),
        (at(4), 1, &[ended[2]]),
        (at(3), 9, &[ended[2]]),
        (at(1), 9, &[]),
    ] {
        let list = List::Ended { before, limit };
        let page = store.list(&list).await.unwrap().value;
        let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
        assert_eq!((found.as_slice(), page.next), (expected, None), "before {before}");
    }
    assert_eq!(store.count(&List::Ended { before: at(4), limit: 1 }, 9).await.unwrap(), 2);
}

async fn a_count_ends_at_its_cap(store: Arc<dyn Store>) {
    let sessions = spoken(&*store, 4).await;
    let contact = sessions[0].contact;
    let contacts = List::Contacts { words: vec!["user".to_owned()], after: None, limit: 1 };
    for (list, all) in [
        (inbox(StatusFilter::Open, 1)(None), 4),
        (contacts, 4),
        (List::Contacts { words: Vec::new(), after: None, limit: 1 }, 4),
        (List::SessionsOf { contact, after: None, limit: 1 }, 1),
    ] {
        for cap in [0, 1, 3, 4, 5] {
            let counted = store.count(&list, cap).await.unwrap();
            assert_eq!(counted, all.min(cap), "{list:?}, cap {cap}");
        }
    }
}
