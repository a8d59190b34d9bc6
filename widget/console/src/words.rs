use chatdesk_api::{SessionStatus, User};
use chatdesk_widget_engine::Connection;

/// What to call a customer: the name, or what there is of an id.
pub(crate) fn name_of(id: &str, name: Option<&str>) -> String {
    if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
        return name.to_owned();
    }
    match id.strip_prefix("visitor:") {
        // The end of an id is random; its beginning is the time, and alike for everybody of the hour.
        Some(id) => format!("Visitor {}", last(id, 6)),
        None => format!("User {id}"),
    }
}

/// What to call the customer of a session.
pub(crate) fn customer(user: &User) -> String {
    name_of(&user.id, user.name.as_deref())
}

/// A session's state.
pub(crate) const fn status(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Waiting => "Waiting",
        SessionStatus::Active => "Active",
        SessionStatus::Ended => "Ended",
    }
}

/// A session's state as a class.
pub(crate) const fn status_class(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Waiting => "chip waiting",
        SessionStatus::Active => "chip active",
        SessionStatus::Ended => "chip ended",
    }
}

/// How news arrive.
pub(crate) const fn connection(connection: Connection) -> &'static str {
    match connection {
        Connection::Live => "Live",
        Connection::Polling => "Checking every few seconds",
        Connection::Offline => "No connection, trying again…",
    }
}

fn last(text: &str, n_letters: usize) -> &str {
    let start = text.char_indices().rev().nth(n_letters.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_customer_is_called_by_name_or_by_what_there_is_of_an_id() {
        assert_eq!(name_of("42", Some("Ada")), "Ada");
        assert_eq!(name_of("42", Some("  ")), "User 42");
        assert_eq!(name_of("visitor:0190b3c4d5e6", None), "Visitor c4d5e6");
        assert_eq!(name_of("visitor:äö", None), "Visitor äö");
    }
}
