//! What of all tickets the list shows, and in which order.

use chatdesk_api::{TicketPriority, TicketStatus};
use chatdesk_widget_browser::{digits, encode};

use super::words::{PRIORITIES, STATUSES, priority_key, status_key};

/// So many stand on one page.
pub(crate) const PAGE: u64 = 50;

/// Which tickets, in which order, from which on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lens {
    pub(crate) status: Option<TicketStatus>,
    pub(crate) priority: Option<TicketPriority>,
    pub(crate) holder: Holder,
    /// Words that somebody looks for; empty for none.
    pub(crate) search: String,
    pub(crate) sort: Sort,
    /// How many come before the page.
    pub(crate) skip: u64,
}

/// Who has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Holder {
    #[default]
    Anybody,
    Me,
    Nobody,
}

/// What they are sorted by, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) by: By,
    /// Whether the largest comes first.
    pub(crate) descends: bool,
}

/// What tickets can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Updated,
    Created,
    Priority,
    Number,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: By::Updated, descends: true }
    }
}

impl Holder {
    pub(crate) const EACH: [Self; 3] = [Self::Anybody, Self::Me, Self::Nobody];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Anybody => "",
            Self::Me => "me",
            Self::Nobody => "nobody",
        }
    }
}

impl By {
    pub(crate) const EACH: [Self; 4] = [Self::Updated, Self::Created, Self::Priority, Self::Number];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated_at",
            Self::Created => "created_at",
            Self::Priority => "priority",
            Self::Number => "number",
        }
    }
}

impl Sort {
    /// As the server reads it.
    pub(crate) fn text(self) -> String {
        let way = if self.descends { "-" } else { "" };
        format!("{way}{}", self.by.as_str())
    }

    /// What is unknown is the order of the latest change.
    pub(crate) fn read(text: &str) -> Self {
        let (descends, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let by = By::EACH.into_iter().find(|by| by.as_str() == name);
        by.map_or_else(Self::default, |by| Self { by, descends })
    }

    /// The order after a press on this column: the other way where it is sorted by already, and else
    /// what is the most first.
    pub(crate) fn pressed(self, by: By) -> Self {
        Self { by, descends: self.by != by || !self.descends }
    }
}

impl Lens {
    /// Reads one part of an address; what is unknown changes nothing.
    pub(crate) fn read(&mut self, name: &str, value: &str) {
        match name {
            "status" => self.status = status(value),
            "priority" => self.priority = priority(value),
            "assignee" => {
                let holder = Holder::EACH.into_iter().find(|holder| holder.as_str() == value);
                self.holder = holder.unwrap_or_default();
            }
            "q" => value.clone_into(&mut self.search),
            "sort" => self.sort = Sort::read(value),
            "skip" => self.skip = value.parse::<u64>().unwrap_or_default() / PAGE * PAGE,
            _ => {}
        }
    }

    /// As parts of an address, each with `&` before it.
    pub(crate) fn write(&self, hash: &mut String) {
        self.write_what(hash);
        if self.holder != Holder::Anybody {
            add(hash, "assignee", self.holder.as_str());
        }
        if self.sort != Sort::default() {
            add(hash, "sort", &self.sort.text());
        }
    }

    /// The request for what it shows; "me" is this person.
    pub(crate) fn path(&self, me: &str) -> String {
        let mut path = format!("/admin/support/tickets?limit={PAGE}&sort={}", self.sort.text());
        self.write_what(&mut path);
        match self.holder {
            Holder::Anybody => {}
            Holder::Me => add(&mut path, "assigned_admin_id", me),
            Holder::Nobody => add(&mut path, "unassigned", "true"),
        }
        path
    }

    /// Whether it shows less than there is.
    pub(crate) fn narrows(&self) -> bool {
        *self != Self { sort: self.sort, skip: self.skip, ..Self::default() }
    }

    fn write_what(&self, to: &mut String) {
        if let Some(status) = self.status {
            add(to, "status", status_key(status));
        }
        if let Some(priority) = self.priority {
            add(to, "priority", priority_key(priority));
        }
        if !self.search.trim().is_empty() {
            add(to, "q", self.search.trim());
        }
        if self.skip > 0 {
            add(to, "skip", &digits(self.skip));
        }
    }
}

/// The status that the server writes so.
pub(crate) fn status(key: &str) -> Option<TicketStatus> {
    STATUSES.into_iter().find(|status| status_key(*status) == key)
}

/// The priority that the server writes so.
pub(crate) fn priority(key: &str) -> Option<TicketPriority> {
    PRIORITIES.into_iter().find(|priority| priority_key(*priority) == key)
}

fn add(to: &mut String, name: &str, value: &str) {
    to.push('&');
    to.push_str(name);
    to.push('=');
    encode(to, value);
}

#[cfg(test)]
mod tests {
    use chatdesk_api::{TicketPriority, TicketStatus};

    use super::{By, Holder, Lens, Sort};
    use crate::address::{Address, Route, with_tickets};

    fn full() -> Lens {
        Lens {
            status: Some(TicketStatus::InProgress),
            priority: Some(TicketPriority::Urgent),
            holder: Holder::Me,
            search: "50% & more".into(),
            sort: Sort { by: By::Priority, descends: false },
            skip: 100,
        }
    }

    #[test]
    fn what_the_list_shows_is_found_again_by_the_address() {
        for lens in [full(), Lens::default(), Lens { holder: Holder::Nobody, ..Lens::default() }] {
            let address = Address::read(&with_tickets(Route::Tickets.hash(), &lens));
            assert_eq!((address.route, address.tickets), (Route::Tickets, lens));
        }
        assert_eq!(with_tickets(Route::Tickets.hash(), &Lens::default()), "#tickets");
    }

    #[test]
    fn the_server_is_asked_for_what_is_to_be_shown() {
        assert_eq!(Lens::default().path("bo"), "/admin/support/tickets?limit=50&sort=-updated_at");
        assert_eq!(
            full().path("b o"),
            "/admin/support/tickets?limit=50&sort=priority&status=IN_PROGRESS&priority=URGENT\
             &q=50%25%20%26%20more&skip=100&assigned_admin_id=b%20o"
        );
        let nobodys = Lens { holder: Holder::Nobody, ..Lens::default() };
        assert!(nobodys.path("bo").ends_with("&unassigned=true"));
    }

    #[test]
    fn what_is_unknown_in_an_address_changes_nothing() {
        let address = Address::read("#tickets&status=LOST&priority=low&assignee=bo&sort=x&skip=-1");
        assert_eq!(address.tickets, Lens::default());
        assert_eq!(Address::read("#tickets&skip=77").tickets.skip, 50, "pages begin at fifties");
    }

    #[test]
    fn a_column_is_sorted_by_its_most_first_and_then_the_other_way() {
        let number = Sort::default().pressed(By::Number);
        assert_eq!(number.text(), "-number");
        assert_eq!(number.pressed(By::Number).text(), "number");
        assert_eq!(number.pressed(By::Number).pressed(By::Number).text(), "-number");
        assert_eq!(Sort::default().pressed(By::Updated).text(), "updated_at");
    }

    #[test]
    fn less_than_all_is_known_as_such() {
        assert!(!Lens { skip: 50, ..Lens::default() }.narrows());
        assert!(Lens { search: "x".into(), ..Lens::default() }.narrows());
        assert!(Lens { holder: Holder::Nobody, ..Lens::default() }.narrows());
    }
}
