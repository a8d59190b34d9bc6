//! Messages: one row for each, in one order, found again by windows.

use std::sync::Arc;

use chatdesk_core::{
    MessageKind, Position, Record, Sender, SenderKind, Seq, Session, Store, StoreError, Window,
};

use super::cases;
use crate::given::{self, client_id};

cases![
    a_message_is_read_back_as_it_was_written,
    a_retry_stores_one_message,
    only_the_next_seq_is_taken,
    several_messages_of_one_batch_follow_each_other,
    a_batch_whose_second_message_does_not_fit_writes_nothing,
    a_client_id_counts_per_session_and_sender,
    a_client_id_twice_in_one_batch_is_refused,
    a_message_of_no_session_is_refused,
    the_newest_window_holds_the_last_messages,
    windows_page_in_both_directions,
    a_repeat_is_found_by_kind_and_id_of_its_sender,
    the_latest_of_a_sender_is_found_at_a_position_or_before,
    a_thread_of_no_session_is_none,
];

async fn a_message_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    let mut written = Vec::new();
    for (number, kind) in (1..).zip(SenderKind::ALL) {
        let name = (number % 2 == 0).then(|| "Ada Lovelace".to_owned());
        let sender = Sender { kind, id: format!("visitor:{number}"), name };
        let mut message = given::message(&session, sender, "  two\nlines ");
        message.kind = if number == 5 { MessageKind::Event } else { MessageKind::Text };
        message.client_id = (number != 3).then(|| client_id(number));
        let mut batch = chatdesk_core::Batch::at(given::NOW);
        batch.put.push(Record::Session(given::after(&session, &message)));
        batch.messages.push(message.clone());
        message.changed = store.commit(batch).await.unwrap();
        session = given::view(&*store, &session).await.session;
        written.push(message);
    }

    assert!(given::all_messages(&*store, &session).await == written);
}

async fn a_retry_stores_one_message(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let batch = given::message_batch(&session, client_id(1));
    store.commit(batch.clone()).await.unwrap();

    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));

    // Also where seq and version are fresh and only the client id is a repeat.
    let session = given::view(&*store, &session).await.session;
    let again = store.commit(given::message_batch(&session, client_id(1))).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    assert_eq!(given::all_messages(&*store, &session).await.len(), 1);
    assert_eq!(given::view(&*store, &session).await.session, session);
}

async fn only_the_next_seq_is_taken(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let session = given::said(&*store, &session, given::agent(), "one").await;
    for seq in [0, 1, 3] {
        let mut batch = given::text_batch(&session, given::agent(), "misplaced");
        batch.put.clear();
        batch.messages[0].seq = Seq::new(seq);
        assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)), "seq {seq}");
    }

    given::said(&*store, &session, given::agent(), "two").await;

    let messages = given::all_messages(&*store, &session).await;
    assert_eq!(messages.iter().map(|message| message.seq.get()).collect::<Vec<_>>(), [1, 2]);
}

async fn several_messages_of_one_batch_follow_each_other(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let first = given::message(&session, given::customer(&session), "first");
    let then = given::after(&session, &first);
    let second = given::message(&then, given::agent(), "second");
    let mut batch = given::session_batch(&given::after(&then, &second));
    batch.messages = vec![first, second];

    store.commit(batch).await.unwrap();

    let messages = given::all_messages(&*store, &session).await;
    let texts: Vec<_> = messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, ["first", "second"]);
    assert_eq!(messages[0].changed, messages[1].changed);
}

async fn a_batch_whose_second_message_does_not_fit_writes_nothing(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let head = store.log(Position::ZERO, 100).await.unwrap().head;
    let first = given::message(&session, given::agent(), "first");
    let mut second = given::message(&session, given::agent(), "second");
    second.seq = Seq::new(3);
    let mut batch = given::session_batch(&session);
    batch.messages = vec![first, second];

    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));

    assert_eq!(given::all_messages(&*store, &session).await, []);
    assert_eq!(given::view(&*store, &session).await.session, session);
    assert_eq!(store.log(Position::ZERO, 100).await.unwrap().head, head);
}

async fn a_client_id_counts_per_session_and_sender(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let one = given::another_session(&*store, &contact).await;
    let other = given::another_session(&*store, &contact).await;
    let sender = |kind, id: &str| Sender { kind, id: id.to_owned(), name: None };
    for (session, sender) in [
        (&one, sender(SenderKind::User, "7")),
        (&one, sender(SenderKind::Admin, "7")),
        (&one, sender(SenderKind::Admin, "8")),
        (&other, sender(SenderKind::User, "7")),
    ] {
        let session = given::view(&*store, session).await.session;
        let mut batch = given::text_batch(&session, sender, "hello");
        batch.messages[0].client_id = Some(client_id(1));
        store.commit(batch).await.unwrap();
    }

    assert_eq!(given::all_messages(&*store, &one).await.len(), 3);
    assert_eq!(given::all_messages(&*store, &other).await.len(), 1);
}

async fn a_client_id_twice_in_one_batch_is_refused(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut batch = given::message_batch(&session, client_id(1));
    let mut second = batch.messages[0].clone();
    second.seq = Seq::new(2);
    batch.messages.push(second);

    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));
    assert_eq!(given::all_messages(&*store, &session).await, []);
}

async fn a_message_of_no_session_is_refused(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut batch = given::message_batch(&given::session(&contact), client_id(1));
    batch.put.clear();

    assert!(matches!(store.commit(batch).await, Err(StoreError::Conflict)));
}

/// A session of five messages, "1" to "5".
async fn session_of_five(store: &dyn Store) -> Session {
    let mut session = given::open_session(store).await;
    for text in ["1", "2", "3", "4", "5"] {
        session = given::said(store, &session, given::agent(), text).await;
    }
    session
}

/// The texts of a window, and whether there is more.
async fn texts(store: &dyn Store, session: &Session, window: Window) -> (String, bool) {
    let thread = store.thread(session.id, &window).await.unwrap().value.unwrap();
    assert_eq!(thread.view.session, *session);
    (thread.messages.into_iter().map(|message| message.content).collect(), thread.has_more)
}

async fn the_newest_window_holds_the_last_messages(store: Arc<dyn Store>) {
    let session = session_of_five(&*store).await;
    for (limit, expected) in [(2, ("45", true)), (5, ("12345", false)), (9, ("12345", false))] {
        let found = texts(&*store, &session, Window::Newest { limit }).await;
        assert_eq!((found.0.as_str(), found.1), expected, "limit {limit}");
    }
}

async fn windows_page_in_both_directions(store: Arc<dyn Store>) {
    let session = session_of_five(&*store).await;
    let after = |seq, limit| Window::After { seq: Seq::new(seq), limit };
    let before = |seq, limit| Window::Before { seq: Seq::new(seq), limit };
    for (window, expected) in [
        (after(0, 2), ("12", true)),
        (after(2, 2), ("34", true)),
        (after(3, 2), ("45", false)),
        (after(5, 2), ("", false)),
        (after(u64::MAX, 2), ("", false)),
        (before(6, 2), ("45", true)),
        (before(4, 2), ("23", true)),
        (before(3, 2), ("12", false)),
        (before(1, 2), ("", false)),
        (before(u64::MAX, 9), ("12345", false)),
    ] {
        let found = texts(&*store, &session, window.clone()).await;
        assert_eq!((found.0.as_str(), found.1), expected, "{window:?}");
    }
}

async fn a_repeat_is_found_by_kind_and_id_of_its_sender(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    store.commit(given::message_batch(&session, client_id(1))).await.unwrap();
    let session = given::view(&*store, &session).await.session;
    let found = async |sender: Sender, number| {
        let window = Window::Repeat { sender, client_id: client_id(number) };
        texts(&*store, &session, window).await.0
    };
    let sender = given::customer(&session);
    let renamed = Sender { name: Some("Renamed".to_owned()), ..sender.clone() };
    let of_another_kind = Sender { kind: SenderKind::Admin, ..sender.clone() };
    let somebody_else = Sender { id: "8".to_owned(), ..sender.clone() };

    assert_eq!(found(sender.clone(), 1).await, "Is anybody there?");
    assert_eq!(found(renamed, 1).await, "Is anybody there?");
    assert_eq!(found(of_another_kind, 1).await, "");
    assert_eq!(found(somebody_else, 1).await, "");
    assert_eq!(found(sender, 2).await, "");
}

async fn a_thread_of_no_session_is_none(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let unknown = given::session(&contact);
    let thread = store.thread(unknown.id, &Window::Newest { limit: 1 }).await.unwrap();
    assert_eq!(thread.value, None);
}

async fn the_latest_of_a_sender_is_found_at_a_position_or_before(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    let sender = |kind, id: &str, name: Option<&str>| {
        let (id, name) = (id.to_owned(), name.map(ToOwned::to_owned));
        Sender { kind, id, name }
    };
    let (max, mia) = (sender(SenderKind::Admin, "7", None), sender(SenderKind::Admin, "8", None));
    let user = sender(SenderKind::User, "7", Some("Ada"));
    for (sender, text) in
        [(&max, "one"), (&user, "two"), (&max, "three"), (&mia, "four"), (&user, "five")]
    {
        session = given::said(&*store, &session, sender.clone(), text).await;
    }
    let renamed = sender(SenderKind::Admin, "7", Some("Max"));
    for (sender, up_to, expected) in [
        (&max, 9, Some("three")),
        (&max, 3, Some("three")),
        (&max, 2, Some("one")),
        (&max, 0, None),
        // Whatever they are called, by kind and id.
        (&renamed, 5, Some("three")),
        (&user, 5, Some("five")),
        (&user, 4, Some("two")),
        (&user, 1, None),
        (&mia, 9, Some("four")),
        (&mia, 3, None),
    ] {
        let window = Window::LatestOf { sender: sender.clone(), up_to: Seq::new(up_to) };
        let thread = store.thread(session.id, &window).await.unwrap().value.unwrap();
        let texts: Vec<_> = thread.messages.iter().map(|it| it.content.as_str()).collect();
        assert_eq!((texts, thread.has_more), (Vec::from_iter(expected), false), "up to {up_to}");
        assert!(thread.view.session == session);
    }
}
