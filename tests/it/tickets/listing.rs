//! Every filter, in every order, page by page, beside what the tickets themselves say.

use std::cmp::Ordering;

use chatdesk_api::{Ticket, TicketPriority, TicketStatus};
use chatdesk_tests::{Admin, Server};
use serde_json::{Value, json};

use super::{amend, list, lost_but, numbers, open, stand};

const STATUSES: [TicketStatus; 4] =
    [TicketStatus::Open, TicketStatus::InProgress, TicketStatus::Resolved, TicketStatus::Closed];
const PRIORITIES: [TicketPriority; 4] =
    [TicketPriority::Low, TicketPriority::Medium, TicketPriority::High, TicketPriority::Urgent];
const AGENTS: [Option<&str>; 3] = [None, Some("kim"), Some("root")];
const PHONES: [&str; 2] = ["+1234567", "+7654321"];

/// A ticket for every status, priority and agent, by turns with one phone and the other; they change in another order than
/// that in which they are made.
async fn fill(server: &Server, admin: &Admin) {
    let mut wishes = Vec::new();
    for status in STATUSES {
        for priority in PRIORITIES {
            wishes.extend(AGENTS.map(|agent| (status, priority, agent)));
        }
    }
    for (index, (_, priority, _)) in wishes.iter().enumerate() {
        let body = json!({"phone_number": PHONES[index % 2], "priority": priority});
        open(server, lost_but(&body)).await;
    }
    for step in 0..wishes.len() {
        let index = (step * 31 + 7) % wishes.len();
        let (status, _, agent) = wishes[index];
        let number = index as u64 + 1;
        amend(admin, number, json!({"assigned_admin_id": agent})).await.expect(200);
        stand(admin, number, status).await;
    }
}

/// Who of the desk has a ticket.
#[derive(Clone, Copy, Debug)]
enum Whose {
    Anybodys,
    Nobodys,
    Theirs(&'static str),
}

/// What the list is narrowed by.
#[derive(Clone, Copy, Debug)]
struct Filter {
    status: Option<TicketStatus>,
    priority: Option<TicketPriority>,
    agent: Whose,
    phone: Option<&'static str>,
}

impl Filter {
    fn all() -> Vec<Self> {
        let agents = [Whose::Anybodys, Whose::Nobodys, Whose::Theirs("kim"), Whose::Theirs("root")];
        let mut all = Vec::new();
        for status in [None].into_iter().chain(STATUSES.map(Some)) {
            for priority in [None, Some(TicketPriority::Low), Some(TicketPriority::Urgent)] {
                for agent in agents {
                    for phone in [None, Some(PHONES[0])] {
                        all.push(Self { status, priority, agent, phone });
                    }
                }
            }
        }
        all
    }

    fn query(&self) -> String {
        let word = |value: Value| value.as_str().unwrap().to_owned();
        let status = self.status.map(|it| format!("&status={}", word(json!(it))));
        let priority = self.priority.map(|it| format!("&priority={}", word(json!(it))));
        let agent = match self.agent {
            Whose::Anybodys => None,
            Whose::Nobodys => Some("&unassigned=true".to_owned()),
            Whose::Theirs(id) => Some(format!("&assigned_admin_id={id}")),
        };
        let phone = self.phone.map(|it| format!("&phone_number={}", it.replace('+', "%2B")));
        [status, priority, agent, phone].into_iter().flatten().collect()
    }

    fn holds(&self, ticket: &Ticket) -> bool {
        self.status.is_none_or(|it| it == ticket.status)
            && self.priority.is_none_or(|it| it == ticket.priority)
            && match self.agent {
                Whose::Anybodys => true,
                Whose::Nobodys => ticket.assigned_admin_id.is_none(),
                Whose::Theirs(id) => ticket.assigned_admin_id.as_deref() == Some(id),
            }
            && self.phone.is_none_or(|it| Some(it) == ticket.phone_number.as_deref())
    }
}

/// In which order two tickets stand.
type Order = fn(&Ticket, &Ticket) -> Ordering;

const SORTS: [(&str, Order); 4] = [
    ("created_at", |a, b| a.created_at.cmp(&b.created_at)),
    ("updated_at", |a, b| a.updated_at.cmp(&b.updated_at)),
    ("priority", |a, b| a.priority.cmp(&b.priority)),
    ("number", |a, b| a.id.cmp(&b.id)),
];

/// The numbers in an order; where that is equal, by number in the same direction.
fn sorted(mut tickets: Vec<&Ticket>, order: Order, is_descending: bool) -> Vec<u64> {
    tickets.sort_by(|a, b| order(a, b).then(a.id.cmp(&b.id)));
    if is_descending {
        tickets.reverse();
    }
    tickets.into_iter().map(|ticket| ticket.id).collect()
}

#[tokio::test]
async fn every_filter_in_every_order_shows_what_fits_page_by_page() {
    let server = Server::start().await;
    let admin = server.admin("root");
    fill(&server, &admin).await;
    let all = list(&admin, "?limit=200").await.tickets;
    assert_eq!(all.len(), 48);
    let mut n_shown = 0;
    for filter in Filter::all() {
        let fits: Vec<&Ticket> = all.iter().filter(|ticket| filter.holds(ticket)).collect();
        n_shown += usize::from(!fits.is_empty());
        for (name, order) in SORTS {
            for direction in ["", "-"] {
                let expected = sorted(fits.clone(), order, direction == "-");
                let query = format!("?sort={direction}{name}{}", filter.query());
                let whole = list(&admin, &format!("{query}&limit=200")).await;
                assert_eq!(numbers(&whole), expected, "{query}");
                assert_eq!(whole.total, expected.len() as u64, "{query}");
                // Pages end to end are the whole.
                let mut pages = Vec::new();
                for skip in (0..=expected.len()).step_by(7) {
                    let page = list(&admin, &format!("{query}&skip={skip}&limit=7")).await;
                    assert_eq!(page.total, whole.total, "{query}");
                    pages.extend(numbers(&page));
                }
                assert_eq!(pages, expected, "{query}");
            }
        }
    }
    assert!(n_shown >= 80, "only {n_shown} filters show anything");
}

#[tokio::test]
async fn without_a_word_the_fifty_that_changed_last_are_shown() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for _ in 0..51 {
        open(&server, lost_but(&json!({}))).await;
    }
    amend(&admin, 1, json!({"priority": "LOW"})).await.expect(200);

    let listed = list(&admin, "").await;

    let expected: Vec<u64> = [1].into_iter().chain((3..=51).rev()).collect();
    assert_eq!((numbers(&listed), listed.total), (expected, 51));
    assert_eq!(numbers(&list(&admin, "?skip=50").await), [2]);
    assert_eq!(numbers(&list(&admin, "?sort=created_at&limit=2").await), [1, 2]);
}
