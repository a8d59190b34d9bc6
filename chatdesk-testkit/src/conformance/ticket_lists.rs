//! The desk's lists of tickets: narrowed, ordered, skipped, found and counted.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{
    Agent, AgentFilter, List, Scope, Store, Ticket, TicketFilter, TicketNumber, TicketOrder,
    TicketPriority, TicketSort, TicketStatus,
};

use super::{
    cases,
    tickets::{open_ticket, stored},
};
use crate::{
    eventually,
    given::{self, NOW},
};

cases![
    tickets_are_narrowed_by_every_filter,
    tickets_are_in_every_order_both_ways,
    what_is_skipped_is_left_out,
    tickets_are_found_by_words_of_description_messages_and_contact,
    tickets_are_counted_as_they_stand_now_up_to_the_cap,
];

fn agent(id: &str) -> Agent {
    Agent { id: id.to_owned(), name: None }
}

const BY_NUMBER: TicketSort = TicketSort { by: TicketOrder::Number, descending: false };

fn list(filter: TicketFilter, sort: TicketSort, (skip, limit): (u32, u16)) -> List {
    List::Tickets { filter, sort, skip, limit }
}

async fn numbers(store: &dyn Store, list: &List) -> Vec<u64> {
    let page = store.list(list).await.unwrap().value;
    assert!(page.next.is_none() && page.sessions.is_empty());
    let ticket = |view: &chatdesk_core::SessionView| {
        let ticket = view.ticket.as_ref().unwrap();
        assert_eq!(ticket.session, view.session.id);
        ticket.number.get()
    };
    page.tickets.iter().map(ticket).collect()
}

pub(super) async fn listed(store: &dyn Store, filter: TicketFilter) -> Vec<u64> {
    numbers(store, &list(filter, BY_NUMBER, (0, 99))).await
}

pub(super) async fn counted(store: &dyn Store, filter: TicketFilter) -> u32 {
    store.count(&list(filter, BY_NUMBER, (0, 1)), 99).await.unwrap()
}

pub(super) fn words(words: &[&str]) -> TicketFilter {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    TicketFilter { words, ..TicketFilter::default() }
}

/// Six tickets: status, priority and agent differ, and two customers' phones.
async fn six(store: &dyn Store) {
    use TicketPriority::{High, Low, Medium, Urgent};
    use TicketStatus::{Closed, InProgress, Open, Resolved};
    let rows = [
        (Open, Low, None, "+4911111111"),
        (Open, Urgent, Some("a"), "+4922222222"),
        (InProgress, High, Some("a"), "+4911111111"),
        (Resolved, Medium, Some("b"), "+4922222222"),
        (Closed, Urgent, None, "+4911111111"),
        (InProgress, Low, None, "+4922222222"),
    ];
    for (number, (status, priority, id, phone)) in (1..).zip(rows) {
        let mut contact = given::contact();
        contact.profile.phone = Some(phone.to_owned());
        store.commit(given::contact_batch(&contact)).await.unwrap();
        let session = given::another_session(store, &contact).await;
        let agent = id.map(agent);
        let ticket = Ticket { status, priority, agent, ..given::ticket(&session, number) };
        stored(store, &ticket).await;
    }
}

fn status(statuses: &[TicketStatus]) -> TicketFilter {
    TicketFilter { statuses: statuses.iter().copied().collect(), ..TicketFilter::default() }
}

async fn tickets_are_narrowed_by_every_filter(store: Arc<dyn Store>) {
    use TicketStatus::{Closed, InProgress, Open, Resolved};
    six(&*store).await;
    let priority = |it| TicketFilter { priority: Some(it), ..TicketFilter::default() };
    let agent = |it| TicketFilter { agent: it, ..TicketFilter::default() };
    let phone = |it: &str| TicketFilter { phone: Some(it.to_owned()), ..TicketFilter::default() };
    let of = |id: &str| AgentFilter::Agent(id.to_owned());
    for (filter, expected) in [
        (TicketFilter::default(), &[1, 2, 3, 4, 5, 6][..]),
        (status(&[Open]), &[1, 2]),
        (status(&[InProgress]), &[3, 6]),
        (status(&[Resolved]), &[4]),
        (status(&[Closed]), &[5]),
        (status(&[Open, InProgress]), &[1, 2, 3, 6]),
        (status(&[Open, InProgress, Resolved, Closed]), &[1, 2, 3, 4, 5, 6]),
        (priority(TicketPriority::Urgent), &[2, 5]),
        (priority(TicketPriority::Medium), &[4]),
        (agent(AgentFilter::Nobody), &[1, 5, 6]),
        (agent(of("a")), &[2, 3]),
        (agent(of("c")), &[]),
        (phone("+4911111111"), &[1, 3, 5]),
        (phone("+49111"), &[]),
        (TicketFilter { priority: Some(TicketPriority::Low), ..status(&[Open]) }, &[1]),
        (TicketFilter { agent: AgentFilter::Nobody, ..status(&[Open, InProgress]) }, &[1, 6]),
        (TicketFilter { agent: of("a"), ..phone("+4911111111") }, &[3]),
        (TicketFilter { priority: Some(TicketPriority::Urgent), ..phone("+4922222222") }, &[2]),
        (TicketFilter { priority: Some(TicketPriority::High), ..agent(of("a")) }, &[3]),
    ] {
        assert_eq!(listed(&*store, filter.clone()).await, expected, "{filter:?}");
        assert_eq!(counted(&*store, filter.clone()).await as usize, expected.len(), "{filter:?}");
    }
}

async fn tickets_are_in_every_order_both_ways(store: Arc<dyn Store>) {
    use TicketPriority::{High, Low, Medium, Urgent};
    use TicketStatus::{Closed, InProgress, Open};
    let at = |secs| NOW.plus(Duration::from_secs(secs));
    let rows = [
        (Open, Urgent, 5, 9),
        (Closed, Low, 5, 7),
        (InProgress, High, 3, 8),
        (Open, Medium, 3, 8),
        (Closed, Urgent, 9, 9),
    ];
    for (number, (status, priority, created, updated)) in (1..).zip(rows) {
        let session = given::open_session(&*store).await;
        let (created_at, updated_at) = (at(created), at(updated));
        let ticket = given::ticket(&session, number);
        let ticket = stored(&*store, &Ticket { status, priority, created_at, ..ticket }).await;
        // A write that leaves all else as it is moves the order, too.
        stored(&*store, &Ticket { updated_at, ..ticket }).await;
    }
    for (by, expected) in [
        (TicketOrder::CreatedAt, [3, 4, 1, 2, 5]),
        (TicketOrder::UpdatedAt, [2, 3, 4, 1, 5]),
        (TicketOrder::Priority, [2, 4, 3, 1, 5]),
        (TicketOrder::Number, [1, 2, 3, 4, 5]),
    ] {
        for descending in [false, true] {
            let mut expected = expected;
            if descending {
                expected.reverse();
            }
            let sort = TicketSort { by, descending };
            let all = list(TicketFilter::default(), sort, (0, 99));
            assert_eq!(numbers(&*store, &all).await, expected, "{sort:?}");
            let open = list(status(&[Open]), sort, (0, 99));
            let expected: Vec<_> =
                expected.into_iter().filter(|number| [1, 4].contains(number)).collect();
            assert_eq!(numbers(&*store, &open).await, expected, "open by {sort:?}");
        }
    }
}

async fn what_is_skipped_is_left_out(store: Arc<dyn Store>) {
    six(&*store).await;
    let everything = || TicketFilter::default();
    let phone = || TicketFilter { phone: Some("+4911111111".to_owned()), ..everything() };
    for (filter, window, expected) in [
        (everything(), (0, 2), &[1, 2][..]),
        (everything(), (2, 3), &[3, 4, 5]),
        (everything(), (5, 3), &[6]),
        (everything(), (6, 3), &[]),
        (status(&[TicketStatus::InProgress]), (1, 9), &[6]),
        (phone(), (1, 1), &[3]),
        (phone(), (u32::MAX, 1), &[]),
    ] {
        let found = numbers(&*store, &list(filter.clone(), BY_NUMBER, window)).await;
        assert_eq!(found, expected, "{filter:?} {window:?}");
    }
}

async fn tickets_are_found_by_words_of_description_messages_and_contact(store: Arc<dyn Store>) {
    let mut contact = given::contact();
    contact.profile.name = Some("Ada Lovelace".to_owned());
    store.commit(given::contact_batch(&contact)).await.unwrap();
    for (number, description, said) in
        [(1, "A parcel is late", "Where is it?"), (2, "The invoice", "Müller paid the parcel")]
    {
        let session = given::another_session(&*store, &contact).await;
        let ticket = given::ticket(&session, number);
        let ticket = Ticket { description: description.to_owned(), ..ticket };
        stored(&*store, &ticket).await;
        given::said(&*store, &session, given::customer(&session), said).await;
    }
    // A session without a ticket is none, whatever stands in it.
    let without = given::another_session(&*store, &contact).await;
    given::said(&*store, &without, given::customer(&without), "A parcel of Müller").await;
    eventually("messages are found", async || {
        (listed(&*store, words(&["muller"])).await == [2]).then_some(())
    })
    .await;
    for (looked_for, expected) in [
        (&["parc"][..], &[1, 2][..]),
        (&["LATE"], &[1]),
        (&["invoice", "parcel"], &[2]),
        (&["invoice", "late"], &[]),
        (&["love", "late"], &[1]),
        (&["where"], &[1]),
        (&["arcel"], &[]),
        (&["!", "late"], &[1]),
        (&["!?"], &[]),
    ] {
        assert_eq!(listed(&*store, words(looked_for)).await, expected, "{looked_for:?}");
        let n_found = counted(&*store, words(looked_for)).await;
        assert_eq!(n_found as usize, expected.len(), "{looked_for:?}");
    }
    let scope = Scope::Ticket(TicketNumber::new(1));
    let ticket = store.load(&scope, &[]).await.unwrap().sessions.remove(0).ticket.unwrap();
    stored(&*store, &Ticket { description: "A letter".to_owned(), ..ticket }).await;
    assert_eq!(listed(&*store, words(&["late"])).await, [0; 0]);
    assert_eq!(listed(&*store, words(&["letter"])).await, [1]);
}

async fn tickets_are_counted_as_they_stand_now_up_to_the_cap(store: Arc<dyn Store>) {
    use TicketStatus::{Closed, InProgress, Open, Resolved};
    let nobody =
        |statuses: &[TicketStatus]| TicketFilter { agent: AgentFilter::Nobody, ..status(statuses) };
    let (_, first) = open_ticket(&*store, 1).await;
    let (_, second) = open_ticket(&*store, 2).await;
    open_ticket(&*store, 3).await;
    let first = stored(&*store, &Ticket { agent: Some(agent("a")), ..first }).await;
    let first = stored(&*store, &Ticket { status: InProgress, ..first }).await;
    stored(&*store, &Ticket { status: Resolved, ..second }).await;
    let first = stored(&*store, &Ticket { agent: Some(agent("b")), ..first }).await;
    for (filter, expected) in [
        (status(&[Open]), 1),
        (status(&[InProgress]), 1),
        (status(&[Resolved]), 1),
        (status(&[Closed]), 0),
        (status(&[]), 3),
        (nobody(&[Open, InProgress]), 1),
        (nobody(&[]), 2),
    ] {
        assert_eq!(counted(&*store, filter.clone()).await, expected, "{filter:?}");
    }
    stored(&*store, &Ticket { agent: None, ..first }).await;
    assert_eq!(counted(&*store, nobody(&[Open, InProgress])).await, 2);
    let high = TicketFilter { priority: Some(TicketPriority::Medium), ..TicketFilter::default() };
    for filter in [TicketFilter::default(), high] {
        let list = list(filter, BY_NUMBER, (0, 1));
        assert_eq!(store.count(&list, 2).await.unwrap(), 2);
    }
}
