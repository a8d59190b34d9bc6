//! Conversations of staff: kept whole, and in nothing that is about customers.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Address, Agent, AgentFilter, Audience, Batch, Contact, ContactKind, EventKind, Left, List,
    Member, NewEvent, Panel, PanelShape, Position, Preview, Reader, Record, Scope, Search,
    SenderKind, Seq, Session, SessionFilter, SessionKind, SessionStatus, StatusFilter, Store,
};

use super::{cases, search::assert_found};
use crate::given::{self, stored_panel, view};

cases![
    a_panel_is_read_back_as_it_was_written,
    a_message_brings_its_panel_along,
    the_desks_own_contact_is_one_of_no_people,
    a_conversation_of_staff_is_in_no_list_of_the_desk,
    a_conversation_of_staff_is_found_by_no_search,
    what_staff_say_among_themselves_is_unread_to_nobody,
    an_event_for_members_keeps_its_audience_and_its_place,
];

/// Members of every sort: who only is there, who wrote and read, who left and saw everything of it.
fn members() -> Vec<Member> {
    let agent = |id: &str, name: Option<&str>| Agent {
        id: id.to_owned(),
        name: name.map(ToOwned::to_owned),
    };
    let quiet = Member::new(agent("z:0", None), Seq::ZERO, 0);
    let (sent, read, seen) = (3, Seq::new(7), 4);
    let busy =
        Member { sent, read, seen, ..Member::new(agent("a", Some("Ädå \0 ")), read, seen) };
    let at = given::NOW.plus(Duration::from_micros(7));
    let preview = Preview { text: "  two \0".to_owned(), sender: SenderKind::Admin, at };
    let left = Left {
        version: 5,
        changed: 11,
        last_seq: Seq::new(6),
        preview: Some(preview),
        title: Some("What it was called \"then\"".to_owned()),
        n_sent: 9,
        said_by: Some(Box::new(agent("m", Some("Mia")))),
        at,
        members: vec![busy.clone(), quiet.clone()],
    };
    let bare = Left { preview: None, title: None, said_by: None, members: Vec::new(), ..left };
    let gone = |id: &str, left| Member {
        left: Some(Box::new(left)),
        ..Member::new(agent(id, None), read, seen)
    };
    vec![quiet, gone("m", left), busy, gone("k", bare)]
}

/// A panel with one thing changed after the other.
fn panels(desk: &Contact) -> Vec<Panel> {
    let pair = given::panel(desk, &["b", "a"]).panel.unwrap();
    let pair = Panel { shape: PanelShape::Pair, ..*pair };
    let group = Panel { shape: PanelShape::Group, ..pair.clone() };
    let full = Panel { members: members(), ..group.clone() };
    let counted = Panel { n_sent: 12, ..full.clone() };
    let mut back = counted.clone();
    back.members.iter_mut().for_each(|member| member.left = None);
    vec![pair, group, full, counted, back]
}

async fn a_panel_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let mut session = given::panel(&desk, &["a"]);
    for panel in panels(&desk) {
        session.panel = Some(Box::new(panel));
        session.subject = session.panel.as_ref().map(|panel| format!("{} of us", panel.n_sent));
        let written = session.clone();
        session = stored_panel(&*store, &session).await;
        assert!(session.panel == written.panel);
        let (version, changed) = (session.version, session.changed);
        assert!(session == Session { version, changed, ..written });
        assert_eq!((session.kind, session.status), (SessionKind::Panel, SessionStatus::Active));
    }
}

async fn a_message_brings_its_panel_along(store: Arc<dyn Store>) {
    let desk = given::stored_desk(&*store).await;
    let mut session = stored_panel(&*store, &given::panel(&desk, &["a"])).await;
    for panel in panels(&desk) {
        session.panel = Some(Box::new(panel));
        let batch = given::panel_text_batch(&session, "a", "Lunch?");
        let Some(Record::Session(written)) = batch.put.first().cloned() else { unreachable!() };
        store.commit(batch).await.unwrap();
        session = view(&*store, &session).await.session;
        assert!(session.panel == written.panel);
        let (version, changed) = (session.version, session.changed);
        assert!(session == Session { version, changed, ..written });
    }
    let messages = given::all_messages(&*store, &session).await;
    let sent: Vec<_> = messages.iter().map(|it| (it.sent.customer, it.sent.desk)).collect();
    // How much its sender had said, and how much all: as it was written.
    assert_eq!(sent, [(1, 1), (1, 1), (4, 1), (4, 13), (4, 13)]);
}

async fn the_desks_own_contact_is_one_of_no_people(store: Arc<dyn Store>) {
    let people = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        List::Contacts { words, after: None, limit: 9 }
    };
    let desk = given::stored_desk(&*store).await;
    let ada = given::stored_contact(&*store).await;
    let name = ada.profile.name.clone().unwrap();
    // Also when it is put again, and when it goes.
    let mut again = Contact { switched: None, ..desk.clone() };
    for step in 0..3 {
        for (list, expected) in [
            (people(&[]), vec![ada.id]),
            (people(&[&name]), vec![ada.id]),
            (people(&["desk"]), Vec::new()),
        ] {
            let page = store.list(&list).await.unwrap().value;
            let found: Vec<_> = page.contacts.iter().map(|view| view.contact.id).collect();
            assert_eq!(found, expected, "step {step}");
            assert_eq!(store.count(&list, 9).await.unwrap() as usize, expected.len());
        }
        if step == 2 {
            break;
        }
        for scope in [Scope::Contact(desk.id), Scope::Address(Address::desk())] {
            let loaded = store.load(&scope, &[]).await.unwrap().contact.unwrap();
            assert_eq!((loaded.id, loaded.kind), (desk.id, ContactKind::Desk));
            assert_eq!(loaded, again, "step {step}");
        }
        let put = Batch { put: vec![Record::Contact(again.clone())], ..Batch::at(given::NOW) };
        let gone = given::delete_batch([Record::Contact(again)]);
        store.commit(if step == 0 { put } else { gone }).await.unwrap();
        again = Contact { version: desk.version.next(), ..desk.clone() };
    }
}

/// A conversation of staff with one message, beside a customer's, who was said the same.
async fn beside_a_customer(store: &dyn Store) -> (Session, Session) {
    let desk = given::stored_desk(store).await;
    let session = stored_panel(store, &given::panel(&desk, &["a", "b"])).await;
    let panel = given::panel_said(store, &session, "a", "A crate of marmalade").await;
    let session = given::open_session(store).await;
    let sender = given::customer(&session);
    (panel, given::said(store, &session, sender, "A crate of marmalade").await)
}

async fn a_conversation_of_staff_is_in_no_list_of_the_desk(store: Arc<dyn Store>) {
    use StatusFilter::{Active, Any, Ended, Open, Waiting};
    let (panel, session) = beside_a_customer(&*store).await;
    // However often it is written.
    let panel = stored_panel(&*store, &Session { subject: None, ..panel }).await;
    let panel = given::panel_said(&*store, &panel, "b", "And jam").await;
    let mut lists = vec![
        (List::Waiting { before: None, limit: 9 }, 1),
        (List::Ended { before: given::NOW.plus(Duration::from_secs(9)), limit: 9 }, 0),
        (List::Conversations { limit: 9 }, 0),
    ];
    for (status, n) in [(Any, 1), (Open, 1), (Waiting, 1), (Active, 0), (Ended, 0)] {
        for agent in [AgentFilter::Any, AgentFilter::Nobody] {
            for (contact, n) in [(None, n), (Some(panel.contact), 0)] {
                let filter = SessionFilter { status, agent: agent.clone(), contact };
                lists.push((List::Inbox { filter, after: None, limit: 9 }, n));
            }
        }
    }
    for (list, n) in lists {
        let page = store.list(&list).await.unwrap().value;
        let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
        assert_eq!(found, &[session.id][..n], "{list:?}");
        assert_eq!(store.count(&list, 9).await.unwrap() as usize, n, "{list:?}");
    }
}

async fn a_conversation_of_staff_is_found_by_no_search(store: Arc<dyn Store>) {
    let (panel, session) = beside_a_customer(&*store).await;
    assert_found(&*store, &["marmalade"], &[&session]).await;
    assert_found(&*store, &["crate", "marm"], &[&session]).await;
    for (status, contact, n) in [
        (StatusFilter::Any, None, 1),
        (StatusFilter::Open, None, 1),
        (StatusFilter::Active, None, 0),
        (StatusFilter::Any, Some(panel.contact), 0),
    ] {
        let filter = SessionFilter { status, agent: AgentFilter::Any, contact };
        let search = Search { words: vec!["marmalade".to_owned()], filter, after: None, limit: 9 };
        let page = store.search(&search).await.unwrap();
        let is_told = page.matches.contains_key(&panel.id);
        assert_eq!((page.sessions.len(), is_told), (n, false), "{status:?}");
        assert_eq!(store.count_found(&search, 9).await.unwrap() as usize, n, "{status:?}");
    }
}

async fn what_staff_say_among_themselves_is_unread_to_nobody(store: Arc<dyn Store>) {
    let (panel, _) = beside_a_customer(&*store).await;
    let panel = given::panel_said(&*store, &panel, "b", "And jam").await;
    let unread = async |scope| store.load(&scope, &[]).await.unwrap().unread;
    assert_eq!(unread(Scope::Desk).await, 1);
    assert_eq!(unread(Scope::Contact(panel.contact)).await, 0);
}

async fn an_event_for_members_keeps_its_audience_and_its_place(store: Arc<dyn Store>) {
    let (panel, session) = beside_a_customer(&*store).await;
    let head = store.log(Position::ZERO, 0).await.unwrap().head;
    let of_panel = |seq| given::event(&panel, EventKind::MessageSent { seq: Seq::new(seq) });
    let mut batch = Batch::at(given::NOW);
    let to_desk =
        NewEvent { audience: Audience::Desk, ..given::event(&session, EventKind::NoteWritten) };
    let read = EventKind::SessionRead { reader: Reader::Desk };
    batch.events = vec![
        of_panel(1),
        given::event(&session, read),
        of_panel(2),
        to_desk,
        given::event(&panel, read),
    ];
    let written = batch.events.clone();

    store.commit(batch).await.unwrap();

    let events = store.log(head, 9).await.unwrap().events;
    let positions: Vec<_> = events.iter().map(|event| event.position.get() - head.get()).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5]);
    let what = |fact: &NewEvent| (fact.kind, fact.subject, fact.audience);
    let told: Vec<_> = events.iter().map(|event| what(&event.fact)).collect();
    assert_eq!(told, written.iter().map(what).collect::<Vec<_>>());
    let members = Audience::Members(panel.id);
    let is_members: Vec<_> = told.iter().map(|(.., audience)| *audience == members).collect();
    assert_eq!(is_members, [true, false, true, false, true]);
}
