//! What people and instants are called.

use chatdesk_api::{LastMessage, SenderType, SessionStatus};

/// Somebody's name; whoever has none is called by the beginning of their id.
pub(crate) fn person(name: Option<&str>, id: &str) -> String {
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    match id.strip_prefix("visitor:") {
        Some(visitor) => format!("Visitor {}", visitor.chars().take(6).collect::<String>()),
        None => format!("User {id}"),
    }
}

/// The first letters of a name's first and last word.
pub(crate) fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let letters: String = first.into_iter().chain(last).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { "?".into() } else { letters }
}

/// The class of somebody's colour: the same for the same id.
pub(crate) fn colour(id: &str) -> String {
    let sum = id.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("avatar hue-{}", sum % 6)
}

/// The newest message on one line, and whose it is where it is not the customer's.
pub(crate) fn preview(last: Option<&LastMessage>) -> String {
    let Some(last) = last else { return String::new() };
    let who = match last.sender_type {
        SenderType::Admin => "You: ",
        SenderType::Bot => "Bot: ",
        SenderType::User | SenderType::Visitor | SenderType::System => "",
    };
    format!("{who}{}", last.preview)
}

/// A session's state in a word.
pub(crate) const fn state(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Waiting => "Waiting",
        SessionStatus::Active => "Active",
        SessionStatus::Ended => "Ended",
    }
}

/// As [`state`], for the style sheet.
pub(crate) const fn state_key(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Waiting => "waiting",
        SessionStatus::Active => "active",
        SessionStatus::Ended => "ended",
    }
}

/// How long ago something was, up to a day; nothing for what is older.
pub(crate) fn ago(at_ms: u64, now_ms: u64) -> Option<String> {
    let minutes = now_ms.saturating_sub(at_ms) / 60_000;
    match minutes {
        0 => Some("now".into()),
        1..60 => Some(format!("{minutes} min")),
        60..1_440 => Some(format!("{} h", minutes / 60)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, initials, person};

    #[test]
    fn whoever_has_no_name_is_called_by_their_id() {
        assert_eq!(person(Some("Ada"), "7"), "Ada");
        assert_eq!(person(Some("  "), "7"), "User 7");
        assert_eq!(person(None, "visitor:0a1b2c3d4e"), "Visitor 0a1b2c");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("øyvind"), "Ø");
        assert_eq!(initials("(?)"), "?");
    }

    #[test]
    fn a_time_is_told_by_its_distance_for_a_day() {
        let hour = 3_600_000;
        assert_eq!(ago(0, 59_999).as_deref(), Some("now"));
        assert_eq!(ago(0, 60_000).as_deref(), Some("1 min"));
        assert_eq!(ago(0, hour).as_deref(), Some("1 h"));
        assert_eq!(ago(0, 24 * hour), None);
        assert_eq!(ago(5, 0).as_deref(), Some("now"), "a clock that is behind the server's");
    }
}
