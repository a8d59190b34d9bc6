//! What people and instants are called.

use chatdesk_api::{LastMessage, SenderType, Session, SessionStatus};
use chatdesk_widget_browser::{number, say, say_with};

use crate::letters::{is_letter, small, upper};

/// Somebody's name; whoever has none is called by the beginning of their id.
pub(crate) fn person(name: Option<&str>, id: &str) -> String {
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    match id.split_once(':') {
        Some(("visitor", visitor)) => {
            let id: String = visitor.chars().take(6).collect();
            say_with("console.visitor", &[("id", &id)])
        }
        // A phone number says more than any word for it.
        Some(("whatsapp", number)) => number.to_owned(),
        _ => say_with("console.user", &[("id", id)]),
    }
}

/// What the customer of a session is called.
pub(crate) fn customer(session: &Session) -> String {
    person(session.user.name.as_deref(), &session.user.id)
}

/// The first letters of a name's first and last word.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| is_letter(*c)));
    let first = words.next();
    let last = words.next_back();
    let letters: String = first.into_iter().chain(last).collect();
    if letters.is_empty() { "?".into() } else { upper(&letters) }
}

/// The class of somebody's colour: the same for the same id.
pub(crate) fn colour(id: &str) -> String {
    let sum = id.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("avatar hue-{}", sum % 6)
}

/// Somebody of the desk.
pub(crate) fn colleague(name: Option<&str>) -> String {
    name.map(str::trim)
        .filter(|name| !name.is_empty())
        .map_or_else(|| say("console.colleague"), str::to_owned)
}

/// The newest message on one line, and whose it is where it is not the customer's.
pub(crate) fn preview(last: Option<&LastMessage>) -> String {
    let Some(last) = last else { return String::new() };
    let text = [("text", last.preview.as_str())];
    match last.sender_type {
        SenderType::Admin => say_with("console.preview.desk", &text),
        SenderType::Bot => say_with("console.preview.bot", &text),
        SenderType::User | SenderType::Visitor | SenderType::System => last.preview.clone(),
    }
}

/// A session's state in a word.
pub(crate) fn state(status: SessionStatus) -> String {
    match status {
        SessionStatus::Waiting => say("console.waiting"),
        SessionStatus::Active => say("console.active"),
        SessionStatus::Ended => say("console.ended"),
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

/// A distance in time in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distance {
    Now,
    Minutes(u64),
    Hours(u64),
    Days(u64),
}

impl Distance {
    pub(crate) const fn between(at_ms: u64, now_ms: u64) -> Self {
        let minutes = now_ms.saturating_sub(at_ms) / 60_000;
        match minutes {
            0 => Self::Now,
            1..60 => Self::Minutes(minutes),
            60..1_440 => Self::Hours(minutes / 60),
            _ => Self::Days(minutes / 1_440),
        }
    }

    /// `5 min`
    pub(crate) fn word(self) -> String {
        let (key, n) = match self {
            Self::Now => return say("console.now"),
            Self::Minutes(n) => ("console.minutes", n),
            Self::Hours(n) => ("console.hours", n),
            Self::Days(n) => ("console.days", n),
        };
        say_with(key, &[("n", &number(n))])
    }
}

/// So many letters may stand before what is marked.
const LEAD: usize = 16;

/// A text in pieces, and of each whether it begins a word like one of those that somebody looks for.
pub(crate) fn pieces(text: &str, search: &str) -> Vec<(bool, String)> {
    let words: Vec<Vec<char>> =
        search.split_whitespace().map(|word| word.chars().map(small).collect()).collect();
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let begins = at == 0 || !is_letter(letters[at - 1]);
        let rest = &letters[at..];
        let is_here = |word: &&Vec<char>| {
            word.len() <= rest.len() && word.iter().zip(rest).all(|(a, b)| *a == small(*b))
        };
        let found = words.iter().filter(is_here).map(Vec::len).max().filter(|_| begins);
        let n = found.unwrap_or(1);
        let piece: String = rest[..n].iter().collect();
        match pieces.last_mut() {
            Some((false, last)) if found.is_none() => last.push_str(&piece),
            _ => pieces.push((found.is_some(), piece)),
        }
        at += n;
    }
    pieces
}

/// The same pieces for a line that has little room: what leads to the first one that is marked is cut.
pub(crate) fn led_short(mut pieces: Vec<(bool, String)>) -> Vec<(bool, String)> {
    let [(false, lead), (true, _), ..] = pieces.as_mut_slice() else { return pieces };
    let n_letters = lead.chars().count();
    if n_letters > LEAD {
        let near = lead.char_indices().nth(n_letters - LEAD).map_or(0, |(at, _)| at);
        // A word stays whole.
        let cut = lead[near..].find(' ').map_or(near, |space| near + space + 1);
        *lead = format!("…{}", &lead[cut..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Distance, initials, led_short, person, pieces};

    #[test]
    fn a_name_is_shown_without_its_margins() {
        assert_eq!(person(Some(" Ada "), "7"), "Ada");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("øyvind"), "Ø");
        assert_eq!(initials("(?)"), "?");
    }

    #[test]
    fn a_time_is_told_by_its_distance() {
        let hour = 3_600_000;
        assert_eq!(Distance::between(0, 59_999), Distance::Now);
        assert_eq!(Distance::between(0, 60_000), Distance::Minutes(1));
        assert_eq!(Distance::between(0, hour), Distance::Hours(1));
        assert_eq!(Distance::between(0, 24 * hour), Distance::Days(1));
        assert_eq!(Distance::between(5, 0), Distance::Now, "a clock that is behind the server's");
    }

    #[test]
    fn what_is_marked_is_near_the_beginning_of_a_short_line() {
        let shown = |text| led_short(pieces(text, "parcel")).into_iter().map(|(_, s)| s).collect();
        let whole = "Is my parcel there?";
        let (long, short): (String, String) =
            (shown("Can you put a card into the next parcel, please?"), shown(whole));
        assert_eq!(long, "…into the next parcel, please?");
        assert_eq!(short, whole);
        let none = "Nothing in all of this is what somebody looks for";
        assert_eq!(led_short(pieces(none, "parcel")), [(false, none.to_owned())]);
        let one: String = shown("ééééééééééééééééééééé-parcel");
        assert_eq!(one, "…ééééééééééééééé-parcel");
    }

    #[test]
    fn words_are_marked_where_they_begin() {
        let marked = |text, search| {
            let pieces = pieces(text, search).into_iter();
            pieces
                .map(|(is, piece)| if is { format!("[{piece}]") } else { piece })
                .collect::<String>()
        };
        assert_eq!(marked("My Parcel, parcels", "parcel"), "My [Parcel], [parcel]s");
        assert_eq!(marked("unparcel", "parcel"), "unparcel");
        assert_eq!(marked("Élan vital", "é vi"), "[É]lan [vi]tal");
        assert_eq!(marked("<b>bold</b>", "b"), "<[b]>[b]old</[b]>");
        assert_eq!(marked("nothing", " "), "nothing");
        assert_eq!(marked("", "x"), "");
    }
}
