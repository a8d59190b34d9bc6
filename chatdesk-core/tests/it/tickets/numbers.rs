//! Numbers without gap or repeat.

use std::collections::BTreeSet;

use chatdesk_core::{Error, ErrorKind, MadeTicket, OpenTicket};
use chatdesk_testkit::Folder;

use super::{lost, ticket_of};
use crate::stage::{Stage, client_id};

/// Opens tickets one after another, each again under its client id while somebody else is faster.
async fn open(stage: &Stage, who: &str, n_tickets: u32) -> BTreeSet<u64> {
    let mut numbers = BTreeSet::new();
    for index in 0..n_tickets {
        let id = client_id(&format!("{who}-{index}"));
        let made = loop {
            match stage.desk.open_ticket(Some(id.clone()), Ok(lost())).await {
                Ok(made) => break made,
                Err(Error::Unavailable(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        };
        numbers.insert(ticket_of(&made.view().value).number.get());
    }
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_give_every_number_once() {
    let folder = Folder::new();
    let (one, other) = (Stage::on_file(&folder).await, Stage::on_file(&folder).await);
    let (first, second, third) =
        tokio::join!(open(&one, "a", 20), open(&other, "b", 20), open(&other, "c", 20));
    assert!(first.is_disjoint(&second) && second.is_disjoint(&third));
    let all: BTreeSet<_> = first.into_iter().chain(second).chain(third).collect();
    assert_eq!(all, (1..=60).collect());
}

#[tokio::test]
async fn a_number_that_another_process_took_meanwhile_is_not_taken_again() {
    let stage = Stage::new().await;
    let elsewhere = stage.other_process();
    stage.store.before_next_commit(async move {
        elsewhere.desk.open_ticket(None, Ok(lost())).await.unwrap();
    });
    let MadeTicket::Made(view) = stage.desk.open_ticket(None, Ok(lost())).await.unwrap() else {
        panic!("it is new");
    };
    assert_eq!(ticket_of(&view.value).number.get(), 2);
}

#[tokio::test]
async fn a_refused_ticket_leaves_no_gap() {
    let stage = Stage::new().await;
    stage.ticket().await;
    let unfit = OpenTicket { phone: "none".to_owned(), ..lost() };
    let refused = stage.desk.open_ticket(None, Ok(unfit)).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Invalid);
    assert_eq!(stage.ticket().await.1.get(), 2);
}
