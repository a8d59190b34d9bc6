//! Tickets: records beside their session.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chatdesk_core::{
    Agent, Batch, Expect, List, Record, RecordId, Scope, Session, SessionId, SessionView, Store,
    Ticket, TicketFilter, TicketNumber, TicketPriority, TicketStatus, UniqueKey, Version, Window,
};

use super::{
    assert_conflict, cases,
    ticket_lists::{counted, listed, words},
};
use crate::given::{self, NOW};

cases![
    a_ticket_is_read_back_as_it_was_written,
    a_ticket_goes_along_with_every_view_of_its_session,
    a_ticket_is_loaded_by_its_number_with_session_and_contact,
    an_old_version_of_a_ticket_is_refused,
    a_ticket_of_no_session_is_refused,
    a_number_is_one_tickets,
    a_session_has_one_ticket,
    a_deleted_session_takes_its_ticket_along,
    a_deleted_ticket_leaves_its_session,
];

async fn of(store: &dyn Store, session: &Session) -> Option<Ticket> {
    given::view(store, session).await.ticket
}

pub(super) async fn stored(store: &dyn Store, ticket: &Ticket) -> Ticket {
    store.commit(given::ticket_batch(ticket)).await.unwrap();
    let loaded = store.load(&Scope::Session(ticket.session), &[]).await.unwrap();
    loaded.sessions[0].ticket.clone().unwrap()
}

/// A session of its own with a ticket.
pub(super) async fn open_ticket(store: &dyn Store, number: u64) -> (Session, Ticket) {
    let session = given::open_session(store).await;
    let ticket = stored(store, &given::ticket(&session, number)).await;
    (session, ticket)
}

async fn a_ticket_is_read_back_as_it_was_written(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    assert_eq!(of(&*store, &session).await, None);
    let at = |secs| NOW.plus(Duration::from_micros(secs));
    let mut ticket = Ticket {
        agent: Some(Agent { id: "7".to_owned(), name: Some("Alex".to_owned()) }),
        description: "The \"parcel\"\n\0 is late 😀".to_owned(),
        reference: Some("student 4711".to_owned()),
        updated_at: at(1),
        first_answered_at: Some(at(2)),
        ..given::ticket(&session, 7)
    };
    for status in TicketStatus::ALL {
        for priority in TicketPriority::ALL {
            (ticket.status, ticket.priority) = (status, priority);
            ticket.resolved_at = (status == TicketStatus::Resolved).then_some(at(3));
            ticket.changed = store.commit(given::ticket_batch(&ticket)).await.unwrap();
            ticket.version = ticket.version.next();
            assert_eq!(of(&*store, &session).await.as_ref(), Some(&ticket));
        }
    }
    (ticket.agent, ticket.description, ticket.reference) = (None, "Another".to_owned(), None);
    (ticket.updated_at, ticket.first_answered_at) = (at(5), None);
    ticket.changed = store.commit(given::ticket_batch(&ticket)).await.unwrap();
    ticket.version = ticket.version.next();
    assert_eq!(of(&*store, &session).await, Some(ticket));
}

async fn a_ticket_goes_along_with_every_view_of_its_session(store: Arc<dyn Store>) {
    let (session, ticket) = open_ticket(&*store, 1).await;
    let contact = given::contact_of(&*store, session.contact).await;
    let another = given::another_session(&*store, &contact).await;
    let expected = BTreeMap::from([(another.id, None), (session.id, Some(ticket.clone()))]);
    let of_each = |views: Vec<SessionView>| -> BTreeMap<_, _> {
        views.into_iter().map(|view| (view.session.id, view.ticket)).collect()
    };
    for scope in [Scope::Contact(contact.id), Scope::Address(contact.address)] {
        let views = store.load(&scope, &[]).await.unwrap().sessions;
        assert_eq!(of_each(views), expected);
    }
    let window = Window::Newest { limit: 1 };
    let thread = store.thread(session.id, &window).await.unwrap().value.unwrap();
    assert_eq!(thread.view.ticket, Some(ticket));
    let list = List::SessionsOf { contact: contact.id, after: None, limit: 9 };
    let page = store.list(&list).await.unwrap().value;
    assert_eq!(of_each(page.sessions), expected);
}

async fn a_ticket_is_loaded_by_its_number_with_session_and_contact(store: Arc<dyn Store>) {
    open_ticket(&*store, 1).await;
    let (session, ticket) = open_ticket(&*store, 2).await;
    let loaded = store.load(&Scope::Ticket(TicketNumber::new(2)), &[]).await.unwrap();
    let [view] = loaded.sessions.try_into().unwrap();
    assert_eq!((view.session, view.ticket), (session.clone(), Some(ticket)));
    assert_eq!(loaded.contact.unwrap().id, session.contact);
    let nobodys = store.load(&Scope::Ticket(TicketNumber::new(3)), &[]).await.unwrap();
    assert!(nobodys.sessions.is_empty() && nobodys.contact.is_none());
}

async fn an_old_version_of_a_ticket_is_refused(store: Arc<dyn Store>) {
    let (session, first) = open_ticket(&*store, 1).await;
    let second =
        stored(&*store, &Ticket { reference: Some("2".to_owned()), ..first.clone() }).await;
    assert_eq!((first.version, second.version), (Version::new(1), Version::new(2)));
    assert_conflict(&store.commit(given::ticket_batch(&first)).await);
    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Ticket(first.id), first.version);
    assert_conflict(&store.commit(batch).await);
    let made_again = Ticket { version: Version::NONE, number: TicketNumber::new(2), ..first };
    assert_conflict(&store.commit(given::ticket_batch(&made_again)).await);
    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Ticket(second.id), second.version);
    store.commit(batch).await.unwrap();
    assert_eq!(of(&*store, &session).await, Some(second));
}

async fn a_ticket_of_no_session_is_refused(store: Arc<dyn Store>) {
    let session = given::open_session(&*store).await;
    let mut ticket = given::ticket(&session, 1);
    ticket.session = SessionId::generate(NOW);
    assert_conflict(&store.commit(given::ticket_batch(&ticket)).await);
    let mut batch = given::ticket_batch(&given::ticket(&session, 1));
    let record = RecordId::Session(session.id);
    batch.delete.push(Expect { record, version: session.version });
    assert_conflict(&store.commit(batch).await);
    // One that the same batch makes will do, whichever is put first.
    let contact = given::contact_of(&*store, session.contact).await;
    let made = given::session(&contact);
    let mut batch = given::ticket_batch(&given::ticket(&made, 1));
    batch.put.push(Record::Session(made));
    store.commit(batch).await.unwrap();
}

/// Without the key that says so.
fn unclaimed(ticket: &Ticket) -> Batch {
    Batch { claim: Vec::new(), ..given::ticket_batch(ticket) }
}

async fn a_number_is_one_tickets(store: Arc<dyn Store>) {
    open_ticket(&*store, 1).await;
    let (one, other) = (given::open_session(&*store).await, given::open_session(&*store).await);
    assert_conflict(&store.commit(unclaimed(&given::ticket(&one, 1))).await);
    let mut batch = unclaimed(&given::ticket(&one, 2));
    batch.put.push(Record::Ticket(given::ticket(&other, 2)));
    assert_conflict(&store.commit(batch).await);
    store.commit(unclaimed(&given::ticket(&one, 2))).await.unwrap();
}

async fn a_session_has_one_ticket(store: Arc<dyn Store>) {
    let (session, ticket) = open_ticket(&*store, 1).await;
    assert_conflict(&store.commit(unclaimed(&given::ticket(&session, 2))).await);
    assert_eq!(of(&*store, &session).await, Some(ticket));
    let session = given::open_session(&*store).await;
    let mut batch = unclaimed(&given::ticket(&session, 2));
    batch.put.push(Record::Ticket(given::ticket(&session, 3)));
    assert_conflict(&store.commit(batch).await);
}

async fn a_deleted_session_takes_its_ticket_along(store: Arc<dyn Store>) {
    let (session, ticket) = open_ticket(&*store, 1).await;
    let described = Ticket { description: "The parcel".to_owned(), ..ticket };
    let ticket = stored(&*store, &described).await;
    let key = UniqueKey::ticket(ticket.number);
    store.commit(given::delete_batch([Record::Session(session)])).await.unwrap();

    let scope = Scope::Ticket(ticket.number);
    let loaded = store.load(&scope, std::slice::from_ref(&key)).await.unwrap();
    assert!(loaded.sessions.is_empty() && loaded.owners.is_empty());
    assert_eq!(listed(&*store, TicketFilter::default()).await, [0; 0]);
    assert_eq!(counted(&*store, TicketFilter::default()).await, 0);
    assert_eq!(listed(&*store, words(&["parcel"])).await, [0; 0]);
    let mut batch = Batch::at(NOW);
    batch.expect(RecordId::Ticket(ticket.id), ticket.version);
    assert_conflict(&store.commit(batch).await);
    let (_, next) = open_ticket(&*store, 1).await;
    assert_eq!(next.version, Version::new(1));
}

async fn a_deleted_ticket_leaves_its_session(store: Arc<dyn Store>) {
    let (session, ticket) = open_ticket(&*store, 1).await;
    store.commit(given::delete_batch([Record::Ticket(ticket)])).await.unwrap();
    assert_eq!(of(&*store, &session).await, None);
    assert_eq!(counted(&*store, TicketFilter::default()).await, 0);
    assert_eq!(stored(&*store, &given::ticket(&session, 1)).await.version, Version::new(1));
}
