//! What stands behind `#` in the address.

use chatdesk_api::{Session, SessionKind};
use chatdesk_widget_browser::encode;

use crate::tickets::lens;

/// What the console shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The list, and no chat.
    Chats,
    /// One chat, by its session's id.
    Session(String),
    /// The table of tickets.
    Tickets,
    /// One ticket, and once that is known its session's id.
    Ticket { number: u64, session: Option<String> },
    /// What the desk says among itself: the list, or one conversation, by its session's id.
    Team(Option<String>),
    /// The table of users.
    Users,
    /// What waits to be told to other systems, or was given up.
    Deliveries,
    /// What can be set, for the desk and for oneself.
    Settings,
}

/// An address as somebody arrived with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The code of a printed link; it must not stay in the address.
    pub(crate) code: Option<String>,
    /// The secret of a link to set a password with; neither must it.
    pub(crate) link: Option<String>,
    /// Where to go.
    pub(crate) route: Route,
    /// What the list shows beside it.
    pub(crate) lens: Lens,
    /// What the table of tickets shows.
    pub(crate) tickets: lens::Lens,
    /// The message that is meant, of one chat.
    pub(crate) message: Option<u64>,
}

/// What of all chats the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lens {
    pub(crate) filter: Filter,
    /// Words that somebody looks for; empty for none.
    pub(crate) search: String,
}

/// Which chats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    Waiting,
    Mine,
    #[default]
    All,
    Ended,
}

impl Filter {
    pub(crate) const EACH: [Self; 4] = [Self::Waiting, Self::Mine, Self::All, Self::Ended];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::All => "all",
            Self::Ended => "ended",
        }
    }

    fn read(text: &str) -> Self {
        Self::EACH.into_iter().find(|filter| filter.as_str() == text).unwrap_or_default()
    }
}

impl Address {
    /// Reads `#…`; what is unknown leads to the chats.
    pub(crate) fn read(hash: &str) -> Self {
        let mut address = Self {
            code: None,
            link: None,
            route: Route::Chats,
            lens: Lens::default(),
            tickets: lens::Lens::default(),
            message: None,
        };
        for part in hash.trim_start_matches('#').split('&') {
            match part.split_once('=') {
                Some(("code", code)) if !code.is_empty() => address.code = Some(code.to_owned()),
                Some(("link", link)) if !link.is_empty() => address.link = Some(link.to_owned()),
                Some(("session", id)) if is_id(id) => {
                    address.route = Route::Session(id.to_owned());
                }
                Some(("team", id)) if is_id(id) => {
                    address.route = Route::Team(Some(id.to_owned()));
                }
                Some(("ticket", number)) => {
                    address.route = number.parse().map_or(Route::Tickets, Route::ticket);
                }
                Some(("filter", filter)) => address.lens.filter = Filter::read(filter),
                Some(("search", search)) => address.lens.search = decode(search),
                Some(("message", id)) => address.message = id.parse().ok(),
                Some((name, value)) => address.tickets.read(name, &decode(value)),
                None if part == "tickets" => address.route = Route::Tickets,
                None if part == "team" => address.route = Route::Team(None),
                None if part == "users" => address.route = Route::Users,
                None if part == "deliveries" => address.route = Route::Deliveries,
                None if part == "settings" => address.route = Route::Settings,
                None => {}
            }
        }
        address
    }
}

/// The address of a route with what the list shows beside it, from `#` on.
pub(crate) fn write(route: &Route, lens: &Lens, message: Option<u64>) -> String {
    let mut hash = route.hash();
    if lens.filter != Filter::default() {
        hash.push_str("&filter=");
        hash.push_str(lens.filter.as_str());
    }
    if !lens.search.is_empty() {
        hash.push_str("&search=");
        encode(&mut hash, &lens.search);
    }
    if let Some(id) = message {
        hash.push_str(&format!("&message={id}"));
    }
    hash
}

/// The address of tickets, with what their table shows.
pub(crate) fn with_tickets(mut hash: String, lens: &lens::Lens) -> String {
    lens.write(&mut hash);
    hash
}

impl Route {
    /// The thread of this session.
    pub(crate) fn of(session: &Session) -> Self {
        let id = session.id.clone();
        if session.kind == SessionKind::Panel { Self::Team(Some(id)) } else { Self::Session(id) }
    }

    /// Whether it is the desk among itself.
    pub(crate) const fn is_team(&self) -> bool {
        matches!(self, Self::Team(_))
    }

    /// The ticket of this number.
    pub(crate) const fn ticket(number: u64) -> Self {
        Self::Ticket { number, session: None }
    }

    /// The address of it alone, from `#` on.
    pub(crate) fn hash(&self) -> String {
        match self {
            Self::Chats => "#chats".into(),
            Self::Session(id) => format!("#session={id}"),
            Self::Team(None) => "#team".into(),
            Self::Team(Some(id)) => format!("#team={id}"),
            Self::Tickets => "#tickets".into(),
            Self::Ticket { number, .. } => format!("#ticket={number}"),
            Self::Users => "#users".into(),
            Self::Deliveries => "#deliveries".into(),
            Self::Settings => "#settings".into(),
        }
    }

    /// The part of the page that shows it, for the style sheet.
    pub(crate) const fn part(&self) -> &'static str {
        match self {
            Self::Chats | Self::Team(None) => "chats",
            Self::Session(_) | Self::Team(Some(_)) => "thread",
            Self::Tickets => "tickets",
            Self::Ticket { .. } => "ticket",
            Self::Users => "users",
            Self::Deliveries => "deliveries",
            Self::Settings => "settings",
        }
    }

    /// The session whose thread is before somebody.
    pub(crate) fn session(&self) -> Option<&str> {
        match self {
            Self::Session(id) => Some(id),
            Self::Ticket { session, .. } | Self::Team(session) => session.as_deref(),
            Self::Chats | Self::Tickets | Self::Users | Self::Deliveries | Self::Settings => None,
        }
    }
}

/// An id becomes part of a path as it is.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// A value of an address as it was before it was put in.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| byte == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Address, Filter, Lens, Route, write};

    fn route(hash: &str) -> Route {
        Address::read(hash).route
    }

    #[test]
    fn every_route_is_found_again_by_its_address() {
        for there in [
            Route::Chats,
            Route::Session("ses_0192-ab".into()),
            Route::Tickets,
            Route::ticket(12),
            Route::Team(None),
            Route::Team(Some("ses_0192-ab".into())),
            Route::Users,
            Route::Deliveries,
            Route::Settings,
        ] {
            assert_eq!(route(&there.hash()), there);
        }
    }

    #[test]
    fn what_is_unknown_leads_to_the_chats() {
        for hash in ["", "#", "#nonsense", "#session=", "#session=../admin", "#users=1"] {
            assert_eq!(route(hash), Route::Chats, "{hash}");
        }
        assert_eq!(route("#ticket=none"), Route::Tickets);
    }

    #[test]
    fn a_code_stands_beside_a_route() {
        let address = Address::read("#code=abc-1&session=ses_7");

        assert_eq!(address.code.as_deref(), Some("abc-1"));
        assert_eq!(address.route, Route::Session("ses_7".into()));
        assert_eq!(Address::read("#code=").code, None);
    }

    #[test]
    fn what_the_list_shows_is_found_again_by_the_address() {
        let route = Route::Session("ses_7".into());
        for search in ["", "parcel", "50% & more #1 = ü", "%zz", "مرحبا"] {
            let lens = Lens { filter: Filter::Mine, search: search.into() };
            let address = Address::read(&write(&route, &lens, Some(12)));
            assert_eq!((address.route, address.lens), (route.clone(), lens), "{search}");
            assert_eq!(address.message, Some(12));
        }
        assert_eq!(write(&Route::Chats, &Lens::default(), None), "#chats");
    }
}
