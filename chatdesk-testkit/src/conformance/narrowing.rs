//! Lists of the desk that are narrowed, and who waits.

use std::{sync::Arc, time::Duration};

use chatdesk_core::{Agent, AgentFilter, List, SessionFilter, SessionStatus, StatusFilter, Store};

use super::{
    cases,
    paging::{pages, session_ids, spoken},
};
use crate::given;

cases![the_inbox_filters_by_agent_and_contact, who_waits_is_listed_the_first_opened_first];

async fn the_inbox_filters_by_agent_and_contact(store: Arc<dyn Store>) {
    use SessionStatus::{Active, Ended};
    let mut sessions = spoken(&*store, 6).await;
    let agents = [None, Some("a"), Some("b"), Some("a"), Some("a"), None];
    for (index, (session, id)) in sessions.iter_mut().zip(agents).enumerate() {
        session.agent = id.map(|id| Agent { id: id.to_owned(), name: None });
        session.status = if index < 3 { Active } else { Ended };
        store.commit(given::session_batch(session)).await.unwrap();
    }
    let (agent, contact) = (|id: &str| AgentFilter::Agent(id.to_owned()), sessions[3].contact);
    for (status, agent, contact, expected) in [
        (StatusFilter::Any, AgentFilter::Any, None, &[5, 4, 3, 2, 1, 0][..]),
        (StatusFilter::Any, AgentFilter::Nobody, None, &[5, 0]),
        (StatusFilter::Ended, AgentFilter::Nobody, None, &[5]),
        (StatusFilter::Any, agent("a"), None, &[4, 3, 1]),
        (StatusFilter::Open, agent("a"), None, &[1]),
        (StatusFilter::Any, agent("c"), None, &[]),
        (StatusFilter::Any, AgentFilter::Any, Some(contact), &[3]),
        (StatusFilter::Any, agent("a"), Some(contact), &[3]),
        (StatusFilter::Any, agent("b"), Some(contact), &[]),
        (StatusFilter::Open, AgentFilter::Any, Some(contact), &[]),
    ] {
        let filter = SessionFilter { status, agent, contact };
        let list = |after| List::Inbox { filter: filter.clone(), after, limit: 2 };
        let found = session_ids(&pages(&*store, list).await).concat();
        let expected: Vec<_> = expected.iter().map(|index| sessions[*index].id).collect();
        assert_eq!(found, expected, "{status:?}");
        let n_found = store.count(&list(None), 99).await.unwrap();
        assert_eq!(n_found as usize, expected.len(), "{status:?}");
    }
}

async fn who_waits_is_listed_the_first_opened_first(store: Arc<dyn Store>) {
    let at = |secs| given::NOW.plus(Duration::from_secs(secs));
    let mut sessions = spoken(&*store, 4).await;
    let places =
        [(2, SessionStatus::Waiting), (0, SessionStatus::Active), (1, SessionStatus::Waiting)];
    for (session, (secs, status)) in sessions.iter_mut().zip(places) {
        (session.created_at, session.status) = (at(secs), status);
        store.commit(given::session_batch(session)).await.unwrap();
    }
    sessions[3].created_at = at(2);
    store.commit(given::session_batch(&sessions[3])).await.unwrap();
    given::open_session(&*store).await;
    let (low, high) = (sessions[0].id.min(sessions[3].id), sessions[0].id.max(sessions[3].id));
    let all = [sessions[2].id, low, high];
    for (before, limit, expected) in [
        (None, 9, &all[..]),
        (None, 2, &all[..2]),
        (Some((at(2), high)), 9, &all[..2]),
        (Some((at(2), low)), 9, &all[..1]),
        (Some((at(1), sessions[2].id)), 9, &[]),
    ] {
        let list = List::Waiting { before, limit };
        let page = store.list(&list).await.unwrap().value;
        let found: Vec<_> = page.sessions.iter().map(|view| view.session.id).collect();
        assert_eq!((found.as_slice(), page.next), (expected, None), "before {before:?}");
        let n_found = store.count(&List::Waiting { before, limit: 1 }, 2).await.unwrap();
        assert_eq!(n_found as usize, if before.is_none() { 2 } else { expected.len() });
    }
}
