//! Text channels: the dialog of a session, how far messages got, and who talks there.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    ActiveChat, Batch, Change, Channel, Dialog, EventKind, List, Message, MessageReceipt, Position,
    Receipt, ReceiptState, Record, Seq, Session, SessionStatus, Store,
};

use super::{assert_conflict, cases, paging::spoken};
use crate::given::{self, all_messages, view};

cases![
    a_dialog_is_read_back_as_it_was_written,
    a_receipt_is_read_back_and_moves_nothing_of_its_message,
    a_receipt_of_no_message_is_refused,
    a_receipt_may_come_with_its_message,
    conversations_are_the_newest_session_of_each_person,
    who_waits_on_a_text_channel_stands_in_no_queue,
];

fn dialogs() -> [Option<Dialog>; 4] {
    let at = |secs| Some(given::NOW.plus(Duration::from_secs(secs)));
    let chat = Some(ActiveChat { spoke_at: given::NOW.plus(Duration::from_micros(7)) });
    let whole = Dialog {
        chat: chat.clone(),
        began_at: at(1),
        ended_at: at(2),
        is_registered: true,
        acknowledged_at: at(3),
        window_until: at(4),
        held: Some(Seq::new(2)),
    };
    let over = Dialog { chat: None, ..whole };
    [Some(Dialog { chat, ..over.clone() }), Some(over), Some(Dialog::default()), None]
}

async fn a_dialog_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let contact = given::stored_contact(&*store).await;
    let mut session = Session { channel: Channel::Whatsapp, ..given::session(&contact) };
    for dialog in dialogs() {
        session.dialog.clone_from(&dialog);
        store.commit(given::session_batch(&session)).await.unwrap();
        session = view(&*store, &session).await.session;
        assert_eq!((session.channel, &session.dialog), (Channel::Whatsapp, &dialog));
    }
    // Also where nothing but the dialog and a message changes.
    session = given::said(&*store, &session, given::agent(), "one").await;
    for dialog in dialogs() {
        session.dialog.clone_from(&dialog);
        store.commit(given::text_batch(&session, given::agent(), "more")).await.unwrap();
        session = view(&*store, &session).await.session;
        assert_eq!(session.dialog, dialog);
    }
}

fn receipts() -> [Receipt; 3] {
    let (provider_id, error) = (Some("wamid.1=".to_owned()), Some("no such number".to_owned()));
    [
        Receipt::QUEUED,
        Receipt { state: ReceiptState::Failed, provider_id: None, error },
        Receipt { state: ReceiptState::Read, provider_id, error: None },
    ]
}

fn receipt_batch(session: &Session, seq: Seq, receipt: Receipt) -> Batch {
    let mut batch = given::session_batch(session);
    let kind = EventKind::MessageCarried { seq };
    batch.events = vec![given::event(session, kind)];
    batch.receipts.push(MessageReceipt { session: session.id, seq, receipt });
    batch
}

async fn a_receipt_is_read_back_and_moves_nothing_of_its_message(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let session = given::said(&*store, &session, given::agent(), "one").await;
    let mut session = given::said(&*store, &session, given::agent(), "two").await;
    let before = all_messages(&*store, &session).await;
    let mut last = Position::ZERO;
    for receipt in receipts() {
        let batch = receipt_batch(&session, Seq::new(1), receipt.clone());
        last = store.commit(batch).await.unwrap();
        session = view(&*store, &session).await.session;
        let [first, second] = all_messages(&*store, &session).await.try_into().unwrap();
        assert_eq!(first, Message { receipt: Some(receipt), ..before[0].clone() });
        assert_eq!(second, before[1], "the others stay as they are");
    }
    let after = Position::new(last.get() - 1);
    let changed = store.changed(session.contact, after, 9).await.unwrap().value;
    assert!(matches!(changed.items.as_slice(), [Change::Session(_)]), "{changed:?}");
}

async fn a_receipt_of_no_message_is_refused(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let session = given::said(&*store, &session, given::agent(), "one").await;
    for seq in [0, 2] {
        let batch = receipt_batch(&session, Seq::new(seq), Receipt::QUEUED);
        assert_conflict(&store.commit(batch).await);
    }
    let other = given::session(&given::contact());
    let mut batch = receipt_batch(&session, Seq::new(1), Receipt::QUEUED);
    batch.receipts[0].session = other.id;
    assert_conflict(&store.commit(batch).await);
    let mut batch = given::delete_batch([Record::Session(session.clone())]);
    let receipt =
        MessageReceipt { session: session.id, seq: Seq::new(1), receipt: Receipt::QUEUED };
    batch.receipts.push(receipt);
    assert_conflict(&store.commit(batch).await);
    assert_eq!(all_messages(&*store, &session).await[0].receipt, None);
}

async fn a_receipt_may_come_with_its_message(store: Arc<dyn Store>) {
    let mut session = given::open_session(&*store).await;
    for (seq, receipt) in (1..).zip(receipts()) {
        let mut batch = given::text_batch(&session, given::agent(), "more");
        batch.messages[0].receipt = Some(Receipt::QUEUED);
        let session_id = session.id;
        let late = MessageReceipt { session: session_id, seq: Seq::new(seq), receipt };
        batch.receipts.push(late.clone());
        store.commit(batch).await.unwrap();
        session = view(&*store, &session).await.session;
        let last = all_messages(&*store, &session).await.pop().unwrap();
        assert_eq!(last.receipt, Some(late.receipt));
    }
    let mut batch = given::text_batch(&session, given::agent(), "last");
    batch.messages[0].receipt = Some(Receipt::QUEUED);
    store.commit(batch).await.unwrap();
    let last = all_messages(&*store, &session).await.pop().unwrap();
    assert_eq!(last.receipt, Some(Receipt::QUEUED));
}

async fn conversations_are_the_newest_session_of_each_person(store: Arc<dyn Store>) {
    let mut newest = Vec::new();
    for (n, channel) in [Channel::Whatsapp, Channel::Telegram, Channel::Web].into_iter().enumerate()
    {
        let contact = given::stored_contact(&*store).await;
        for _ in 0..=n {
            let session = Session { channel, ..given::session(&contact) };
            store.commit(given::session_batch(&session)).await.unwrap();
            let session = view(&*store, &session).await.session;
            given::said(&*store, &session, given::agent(), "one").await;
            newest.push((channel, session.id));
        }
    }
    let talks = |limit| List::Conversations { limit };
    let (whatsapp, telegram) = (newest[0].1, newest[2].1);
    for (limit, expected) in [(9, vec![telegram, whatsapp]), (1, vec![telegram])] {
        let page = store.list(&talks(limit)).await.unwrap().value;
        let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
        assert_eq!((found, page.next), (expected, None), "{newest:?}");
    }
    // Whoever writes comes to the front.
    let views = store.list(&talks(9)).await.unwrap().value.sessions;
    given::said(&*store, &views[1].session, given::agent(), "Hello").await;
    let page = store.list(&talks(9)).await.unwrap().value;
    assert_eq!(page.sessions.first().map(|view| view.session.id), Some(whatsapp));
    assert_eq!(store.count(&talks(1), 9).await.unwrap(), 2);
    assert_eq!(store.count(&talks(9), 1).await.unwrap(), 1);
}

async fn who_waits_on_a_text_channel_stands_in_no_queue(store: Arc<dyn Store>) {
    let mut sessions = spoken(&*store, 3).await;
    sessions[0].channel = Channel::Whatsapp;
    sessions[2].channel = Channel::Telegram;
    for session in &mut sessions {
        session.status = SessionStatus::Waiting;
        store.commit(given::session_batch(session)).await.unwrap();
    }
    let waiting = List::Waiting { before: None, limit: 9 };
    let page = store.list(&waiting).await.unwrap().value;
    let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
    assert_eq!(found, [sessions[1].id]);
    assert_eq!(store.count(&waiting, 9).await.unwrap(), 1);
}
