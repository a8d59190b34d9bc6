use std::collections::BTreeMap;

use chatdesk_core::{Message, Seq, SessionView, Side, StatusFilter, SystemClock, Window};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::Folder;

use super::*;

const ARGS: DemoArgs = DemoArgs { users: 20, messages: 600 };

/// A filled folder, opened again.
struct Filled {
    store: SqliteStore,
    summary: Summary,
    told: String,
    folder: Folder,
}

impl Filled {
    async fn new() -> Self {
        let folder = Folder::new();
        let mut told = Vec::new();
        let summary = fill(open(&folder).await, SystemClock, ARGS, &mut told).await.unwrap();
        let told = String::from_utf8(told).unwrap();
        Self { store: open(&folder).await, summary, told, folder }
    }

    /// Every chat with its messages, in the order of the desk's list.
    async fn threads(&self) -> Vec<(SessionView, Vec<Message>)> {
        let list = List::Inbox { filter: StatusFilter::Any.into(), after: None, limit: 1_000 };
        let mut threads = Vec::new();
        for view in self.store.list(&list).await.unwrap().value.sessions {
            let window = Window::After { seq: Seq::ZERO, limit: 1_000 };
            let thread = self.store.thread(view.session.id, &window).await.unwrap();
            threads.push((view, thread.value.unwrap().messages));
        }
        threads
    }
}

async fn open(folder: &Folder) -> SqliteStore {
    SqliteStore::open(folder.path().join("chatdesk.db")).await.unwrap()
}

#[tokio::test]
async fn as_much_is_there_as_was_asked_for() {
    let filled = Filled::new().await;

    let threads = filled.threads().await;

    let n_messages: usize = threads.iter().map(|(_, messages)| messages.len()).sum();
    assert_eq!(n_messages, 600);
    assert_eq!(filled.summary.messages, 600);
    assert_eq!(filled.summary.people, 20);
    assert_eq!(filled.summary.chats, threads.len());
    assert!(filled.told.ends_with("600 of 600 messages\n"), "{}", filled.told);
    let people = List::Contacts { words: vec![], after: None, limit: 100 };
    assert_eq!(filled.store.list(&people).await.unwrap().value.contacts.len(), 20);
}

#[tokio::test]
async fn every_record_says_what_its_messages_say() {
    let filled = Filled::new().await;
    let mut n_unread = BTreeMap::new();
    for (view, messages) in filled.threads().await {
        let session = &view.session;
        let seqs: Vec<_> = messages.iter().map(|message| message.seq.get()).collect();
        assert_eq!(seqs, (1..=session.last_seq.get()).collect::<Vec<_>>());
        let last = messages.last().unwrap();
        let preview = session.preview.as_ref().unwrap();
        assert!(last.content.starts_with(&preview.text) && preview.at == last.at);
        assert!(messages.is_sorted_by_key(|message| message.at));
        assert!(last.at <= session.updated_at && session.updated_at <= SystemClock.now());
        for side in [Side::Customer, Side::Desk] {
            let of_side = |message: &&Message| message.sender.kind.side() == side.other();
            let read_to = view.cursor(side).seq;
            let unread = messages.iter().filter(of_side).filter(|m| m.seq > read_to).count();
            assert_eq!(view.unread(side), u64::try_from(unread).unwrap());
            *n_unread.entry(format!("{side:?}")).or_insert(0) += unread;
        }
        let answered = messages.iter().any(|m| m.sender.kind.side() == Side::Desk);
        match session.status {
            SessionStatus::Waiting => assert!(!answered && session.agent.is_none()),
            SessionStatus::Active => assert!(answered && session.agent.is_some()),
            SessionStatus::Ended => assert_eq!(view.unread(Side::Desk), 0),
        }
    }
    assert!(n_unread.values().all(|unread| *unread > 0), "{n_unread:?}");
}

#[tokio::test]
async fn the_desks_list_begins_with_what_moved_last() {
    let threads = Filled::new().await.threads().await;

    let times: Vec<_> =
        threads.iter().map(|(view, _)| view.session.preview.clone().unwrap().at).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
}

#[tokio::test]
async fn chats_stand_everywhere_and_one_person_is_switched_off() {
    let filled = Filled::new().await;
    let threads = filled.threads().await;

    let count = |status| threads.iter().filter(|(view, _)| view.session.status == status).count();
    assert!(count(SessionStatus::Waiting) > 0 && count(SessionStatus::Active) > 0);
    assert_eq!(count(SessionStatus::Waiting), filled.summary.waiting);
    assert_eq!(count(SessionStatus::Active), filled.summary.active);
    let people = List::Contacts { words: vec![], after: None, limit: 100 };
    let people = filled.store.list(&people).await.unwrap().value.contacts;
    let off: Vec<_> = people.iter().filter(|view| !view.contact.switch.is_on()).collect();
    assert_eq!(off.len(), 1);
    assert!(off[0].contact.switched.is_some() && off[0].open_session.is_some());
}

#[tokio::test]
async fn whoever_was_made_up_can_go_on_chatting() {
    let filled = Filled::new().await;
    let threads = filled.threads().await;
    let open = |(view, _): &&(SessionView, Vec<Message>)| {
        view.session.status.is_open() && view.contact.switch.is_on()
    };
    let (view, messages) = threads.iter().find(open).unwrap();
    let customer = chatdesk_core::Customer {
        kind: view.contact.kind,
        address: view.contact.address.clone(),
        profile: view.contact.profile.clone(),
    };
    let chat = chatdesk_core::OpenChat {
        message: Some("And one more thing".to_owned()),
        ..chatdesk_core::OpenChat::default()
    };
    let desk = Desk::builder(filled.store).build();

    let opened = desk.open(&Actor::Customer(customer), None, Ok(chat)).await.unwrap();

    let chatdesk_core::OpenedChat::Found(found) = opened else { panic!("a second open chat") };
    assert_eq!(found.value.session.id, view.session.id);
    assert_eq!(found.value.session.last_seq, messages.last().unwrap().seq.next());
}

#[tokio::test]
async fn the_window_is_set_and_replies_are_ready() {
    let filled = Filled::new().await;
    let desk = Desk::builder(filled.store).build();
    let agent = Staff { role: StaffRole::Agent, id: "mei".to_owned(), name: None };

    let shown = desk.shown().await.unwrap();
    let replies = desk.canned_replies(&Actor::Staff(agent)).await.unwrap();

    assert!(shown.settings.greeting.is_some() && shown.settings.color.is_some());
    assert!(shown.settings.hours.is_some());
    assert_eq!(shown.opening, chatdesk_core::Opening::Open);
    assert!(replies.len() >= 5, "{}", replies.len());
}

#[tokio::test]
async fn a_folder_is_filled_once() {
    let filled = Filled::new().await;

    let again = fill(open(&filled.folder).await, SystemClock, ARGS, Vec::new()).await;

    assert!(matches!(again, Err(DemoError::Filled)), "{again:?}");
}

#[tokio::test]
async fn the_same_is_said_every_time() {
    let said = async || {
        let threads = Filled::new().await.threads().await;
        threads.into_iter().flat_map(|(_, messages)| messages).map(|m| m.content).collect()
    };
    let (one, other): (Vec<String>, Vec<String>) = (said().await, said().await);

    assert_eq!(one, other);
}
