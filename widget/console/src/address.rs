//! What stands behind `#` in the address.

/// What the console shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The list, and no chat.
    Chats,
    /// One chat, by its session's id.
    Session(String),
    /// The table of users.
    Users,
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
}

impl Address {
    /// Reads `#…`; what is unknown leads to the chats.
    pub(crate) fn read(hash: &str) -> Self {
        let mut address = Self { code: None, link: None, route: Route::Chats };
        for part in hash.trim_start_matches('#').split('&') {
            match part.split_once('=') {
                Some(("code", code)) if !code.is_empty() => address.code = Some(code.to_owned()),
                Some(("link", link)) if !link.is_empty() => address.link = Some(link.to_owned()),
                Some(("session", id)) if is_id(id) => {
                    address.route = Route::Session(id.to_owned());
                }
                None if part == "users" => address.route = Route::Users,
                None if part == "settings" => address.route = Route::Settings,
                _ => {}
            }
        }
        address
    }
}

impl Route {
    /// The address of it, from `#` on.
    pub(crate) fn hash(&self) -> String {
        match self {
            Self::Chats => "#chats".into(),
            Self::Session(id) => format!("#session={id}"),
            Self::Users => "#users".into(),
            Self::Settings => "#settings".into(),
        }
    }

    /// The part of the page that shows it, for the style sheet.
    pub(crate) const fn part(&self) -> &'static str {
        match self {
            Self::Chats => "chats",
            Self::Session(_) => "thread",
            Self::Users => "users",
            Self::Settings => "settings",
        }
    }

    pub(crate) fn session(&self) -> Option<&str> {
        match self {
            Self::Session(id) => Some(id),
            Self::Chats | Self::Users | Self::Settings => None,
        }
    }
}

/// An id becomes part of a path as it is.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{Address, Route};

    fn route(hash: &str) -> Route {
        Address::read(hash).route
    }

    #[test]
    fn every_route_is_found_again_by_its_address() {
        for there in
            [Route::Chats, Route::Session("ses_0192-ab".into()), Route::Users, Route::Settings]
        {
            assert_eq!(route(&there.hash()), there);
        }
    }

    #[test]
    fn what_is_unknown_leads_to_the_chats() {
        for hash in ["", "#", "#nonsense", "#session=", "#session=../admin", "#users=1"] {
            assert_eq!(route(hash), Route::Chats, "{hash}");
        }
    }

    #[test]
    fn a_code_stands_beside_a_route() {
        let address = Address::read("#code=abc-1&session=ses_7");

        assert_eq!(address.code.as_deref(), Some("abc-1"));
        assert_eq!(address.route, Route::Session("ses_7".into()));
        assert_eq!(Address::read("#code=").code, None);
    }
}
