//! Both ways of finding sessions and tickets by words answer alike.

use chatdesk_core::{
    PageKey, Search, SessionStatus, StatusFilter, Store, Ticket, TicketFilter, TicketOrder,
    TicketPriority, TicketSort, TicketStatus,
};
use chatdesk_testkit::{Folder, eventually, given};
use rusqlite::Connection;

use crate::{
    SqliteStore,
    read::{search::keys, tickets::Tickets},
};

#[tokio::test]
async fn what_is_looked_up_and_what_is_met_on_a_walk_are_the_same_pages() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    let mut sessions = Vec::new();
    for number in 0..40 {
        let mut session = given::session(&given::stored_contact(&store).await);
        session.status =
            [SessionStatus::Waiting, SessionStatus::Active, SessionStatus::Ended][number % 3];
        store.commit(given::session_batch(&session)).await.unwrap();
        sessions.push(given::view(&store, &session).await.session);
    }
    // Every second one has the word, and they change in another order than they were made in.
    for index in (0..40).map(|number| number * 7 % 40) {
        let text = if index % 2 == 0 { "marmalade" } else { "toast" };
        given::said(&store, &sessions[index], given::agent(), text).await;
    }
    let file = Connection::open(&path).unwrap();
    eventually("all are found", async || {
        (keys(&file, &search(StatusFilter::Any, None, 99), 99).unwrap().len() == 20).then_some(())
    })
    .await;

    for (status, n) in [
        (StatusFilter::Any, 20),
        (StatusFilter::Open, 13),
        (StatusFilter::Waiting, 7),
        (StatusFilter::Active, 6),
        (StatusFilter::Ended, 7),
    ] {
        let pages = [0, 99].map(|few| {
            let (mut after, mut found) = (None, Vec::new());
            loop {
                let page = keys(&file, &search(status, after, 3), few).unwrap();
                found.extend_from_slice(&page[..page.len().min(3)]);
                after = found.last().copied();
                if page.len() < 4 {
                    return found;
                }
            }
        });
        assert_eq!(pages[0], pages[1], "{status:?}");
        assert_eq!(pages[0].len(), n, "{status:?}");
        assert!(pages[0].is_sorted_by(|one, next| one > next), "{status:?}");
    }
}

fn search(status: StatusFilter, after: Option<PageKey>, limit: u16) -> Search {
    Search { words: vec!["marma".to_owned()], filter: status.into(), after, limit }
}

#[tokio::test]
async fn tickets_that_are_looked_up_and_those_that_are_met_on_a_walk_are_the_same() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let store = SqliteStore::open_unsynced(&path).await.unwrap();
    for number in 1..=40_u32 {
        let session = given::open_session(&store).await;
        let description = if number % 2 == 0 { "marmalade" } else { "toast" }.to_owned();
        let status = TicketStatus::ALL[number as usize % 4];
        let priority = TicketPriority::ALL[number as usize * 7 % 3];
        let ticket = given::ticket(&session, number.into());
        let ticket = Ticket { description, status, priority, ..ticket };
        store.commit(given::ticket_batch(&ticket)).await.unwrap();
    }
    let file = Connection::open(&path).unwrap();
    let words = vec!["marma".to_owned()];
    for (statuses, n) in [
        (vec![], 20),
        (vec![TicketStatus::Open, TicketStatus::Resolved], 20),
        (vec![TicketStatus::Closed], 0),
    ] {
        let filter = TicketFilter {
            statuses: statuses.into_iter().collect(),
            words: words.clone(),
            ..TicketFilter::default()
        };
        for by in TicketOrder::ALL {
            for descending in [false, true] {
                let tickets = Tickets { filter: &filter, sort: TicketSort { by, descending } };
                let hits = tickets.hits(&file).unwrap().unwrap();
                let found = [0, 99].map(|few| tickets.among(&file, &hits, few).unwrap());
                assert_eq!(found[0], found[1], "{filter:?} by {by:?}");
                assert_eq!(found[0].len(), n, "{filter:?} by {by:?}");
            }
        }
    }
}
