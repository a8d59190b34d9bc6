use wasm_bindgen::JsValue;

/// Where in the console somebody is; it stands behind `#`, so that a reload comes back to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// The list of chats, and no chat open.
    #[default]
    Chats,
    /// One chat.
    Session(String),
    /// The users.
    Users,
}

impl Route {
    /// What stands behind `#` now.
    pub(crate) fn now() -> Self {
        Self::parse(&hash())
    }

    fn parse(hash: &str) -> Self {
        let hash = hash.trim_start_matches('#');
        match hash.strip_prefix("session=") {
            // Nothing but an id goes into a path.
            Some(id) if is_id(id) => Self::Session(id.to_owned()),
            _ if hash == "users" => Self::Users,
            _ => Self::Chats,
        }
    }

    /// The link to it.
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Chats => "#chats".into(),
            Self::Session(id) => format!("#session={id}"),
            Self::Users => "#users".into(),
        }
    }

    /// Goes there.
    pub(crate) fn go(&self) {
        if let Some(window) = web_sys::window() {
            // A browser that refuses a fragment has no page.
            drop(window.location().set_hash(&self.href()));
        }
    }
}

/// Takes the one-time code out of the address bar, where nobody needs to see it again.
pub(crate) fn take_code() -> Option<String> {
    let code = hash().strip_prefix("#code=")?.to_owned();
    let history = web_sys::window()?.history().ok()?;
    drop(history.replace_state_with_url(&JsValue::NULL, "", Some("#chats")));
    Some(code)
}

fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn a_route_leads_back_to_itself() {
        for route in [Route::Chats, Route::Users, Route::Session("ses_1f".into())] {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn what_is_no_id_opens_no_session() {
        for hash in ["#session=", "#session=../admin", "#session=a/b", "#elsewhere", ""] {
            assert_eq!(Route::parse(hash), Route::Chats, "{hash}");
        }
    }
}
