//! Every filter of tickets in every order, and the index that each goes along.

use std::collections::BTreeSet;

use chatdesk_core::{
    AgentFilter, List, Store as _, TicketFilter, TicketOrder, TicketPriority, TicketSort,
    TicketStatus,
};
use chatdesk_testkit::{Folder, eventually};
use rusqlite::Connection;

use super::{plan, traced, write_everything};

/// Tickets narrowed by each filter and all of them, in each order, both ways.
pub(super) fn ticket_lists() -> Vec<List> {
    let sorts = TicketOrder::ALL
        .into_iter()
        .flat_map(|by| [false, true].map(|descending| TicketSort { by, descending }));
    let of = |sort| {
        let filters = filters().into_iter();
        filters.map(move |filter| List::Tickets { filter, sort, skip: 0, limit: 9 })
    };
    sorts.flat_map(of).collect()
}

fn filters() -> Vec<TicketFilter> {
    let each = TicketStatus::ALL.map(|status| BTreeSet::from([status]));
    let waiting = BTreeSet::from([TicketStatus::Open, TicketStatus::InProgress]);
    let agents = [AgentFilter::Any, AgentFilter::Nobody, AgentFilter::Agent("7".to_owned())];
    let mut filters = Vec::new();
    for statuses in [BTreeSet::new(), waiting].into_iter().chain(each) {
        for (priority, agent) in [None, Some(TicketPriority::High)]
            .iter()
            .flat_map(|it| agents.iter().map(move |agent| (it, agent)))
        {
            for (phone, words) in [
                (None, None),
                (Some("+49"), None),
                (None, Some("hello")),
                (Some("+49"), Some("hello")),
            ] {
                filters.push(TicketFilter {
                    statuses: statuses.clone(),
                    priority: *priority,
                    agent: agent.clone(),
                    phone: phone.map(str::to_owned),
                    words: words.map(str::to_owned).into_iter().collect(),
                });
            }
        }
    }
    filters
}

/// How the rows of a list are to be found: along the index of its order, or one by one where phone or words say which.
fn index(filter: &TicketFilter, sort: TicketSort) -> &'static str {
    if filter.phone.is_some() || !filter.words.is_empty() {
        return "USING INDEX sqlite_autoindex_tickets_2 (session_made=?)";
    }
    match sort.by {
        TicketOrder::CreatedAt => "USING COVERING INDEX tickets_created (status=?",
        TicketOrder::UpdatedAt => "USING COVERING INDEX tickets_updated (status=?",
        TicketOrder::Priority => "USING COVERING INDEX tickets_priority (status=?",
        TicketOrder::Number => "USING COVERING INDEX tickets_number (status=?",
    }
}

#[tokio::test]
async fn every_filter_of_tickets_in_every_order_goes_along_the_index_of_that_order() {
    let folder = Folder::new();
    let path = folder.file("chat.db");
    let (store, statements) = traced(&path).await;
    write_everything(&store).await;
    let words = TicketFilter { words: vec!["hello".to_owned()], ..TicketFilter::default() };
    let found = List::Tickets { filter: words, sort: TicketSort::default(), skip: 0, limit: 9 };
    eventually("the words are found", async || {
        (store.list(&found).await.unwrap().value.tickets.len() == 1).then_some(())
    })
    .await;
    let file = Connection::open(&path).unwrap();
    let lists = ticket_lists();
    assert_eq!(lists.len(), 8 * 6 * 2 * 3 * 4);
    for list in lists {
        let List::Tickets { filter, sort, .. } = &list else { unreachable!() };
        statements.lock().unwrap().clear();
        store.list(&list).await.unwrap();
        let ran: Vec<_> = statements.lock().unwrap().iter().cloned().collect();
        let of_list = |sql: &&String| sql.contains(" FROM tickets ") && sql.contains("status");
        let steps: Vec<_> = ran.iter().filter(of_list).flat_map(|sql| plan(&file, sql)).collect();
        let finds = steps.iter().filter(|step| step.contains(" tickets "));
        let wrong: Vec<_> = finds.clone().filter(|it| !it.contains(index(filter, *sort))).collect();
        assert!(finds.count() > 0, "{list:?}: {ran:?}");
        assert!(wrong.is_empty(), "{list:?}: {wrong:?}");
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(!sorts, "{list:?}: {steps:?}");
    }
}
