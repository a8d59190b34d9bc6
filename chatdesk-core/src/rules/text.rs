//! What may be written.

use crate::{Invalid, Policy};

/// So long may be what comes by a text channel.
const LONGEST: usize = 65_536;

/// The text of a message: trimmed, not empty, not too long, without NUL.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Reads what somebody typed; `field` is its name on the wire.
    ///
    /// # Errors
    /// When nothing is left after trimming white space, when more is left than [`Policy::max_chars`] Unicode scalar values,
    /// or when it holds a NUL.
    pub fn parse(field: &'static str, typed: &str, policy: &Policy) -> Result<Self, Invalid> {
        let text = typed.trim();
        let n_chars = text.chars().count();
        let max = policy.max_chars;
        if text.is_empty() {
            return Err(Invalid::new(field, "the message is empty; write at least one character"));
        }
        if n_chars > max {
            let detail = format!("the message has {n_chars} characters; at most {max} are allowed");
            return Err(Invalid::new(field, detail));
        }
        if text.contains('\0') {
            return Err(Invalid::new(field, "the message holds a NUL character; remove it"));
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads what came by a text channel, which nobody can be told to shorten: trimmed, up to 65,536 characters, no NUL.
    pub(crate) fn of_channel(field: &'static str, text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let n_chars = text.chars().count();
        if n_chars > LONGEST {
            let detail = format!("has {n_chars} characters; at most {LONGEST} are kept");
            return Err(Invalid::new(field, detail));
        }
        if text.contains('\0') {
            return Err(Invalid::new(field, "holds a NUL character; remove it"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A text of the settings, which is never empty.
    pub(crate) const fn of_settings(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides what a person wrote.
impl std::fmt::Debug for MessageText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}

/// Reads an optional text such as a subject or a greeting: trimmed, up to `max` characters, no NUL; empty is none.
pub(crate) fn parse_optional(
    field: &'static str,
    typed: Option<&str>,
    max: usize,
) -> Result<Option<String>, Invalid> {
    let text = typed.map_or("", str::trim);
    let n_chars = text.chars().count();
    if n_chars > max || text.contains('\0') {
        let detail = format!("has {n_chars} characters; at most {max} are allowed, without NUL");
        return Err(Invalid::new(field, detail));
    }
    Ok((n_chars > 0).then(|| text.to_owned()))
}

/// Reads an optional text of one line such as a name: trimmed, up to `max` characters, no control characters; empty is none.
pub(crate) fn parse_line(
    field: &'static str,
    typed: Option<&str>,
    max: usize,
) -> Result<Option<String>, Invalid> {
    let text = typed.map_or("", str::trim);
    let n_chars = text.chars().count();
    if n_chars > max {
        return Err(Invalid::new(field, format!("has {n_chars} characters; at most {max}")));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(field, "holds a control character; remove it"));
    }
    Ok((n_chars > 0).then(|| text.to_owned()))
}

/// The first 120 characters on one line, for lists.
pub(crate) fn preview(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > 480 {
            break;
        }
    }
    line.chars().take(120).collect()
}

/// How many characters an excerpt has.
const EXCERPT: usize = 160;
/// How many of them stand before what was found.
const BEFORE: usize = 40;

/// What stands around the first place where one of the words begins, on one line; the beginning where none is seen,
/// because it differs in an accent.
pub(crate) fn excerpt(text: &str, words: &[String]) -> String {
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if line.len() <= EXCERPT {
        return line.into_iter().collect();
    }
    let is_first = |at: &usize| *at == 0 || !line.get(at - 1).is_some_and(|c| c.is_alphanumeric());
    let words: Vec<Vec<char>> = words
        .iter()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().chars().collect()
        })
        .filter(|word: &Vec<char>| !word.is_empty())
        .collect();
    let begins = |at: &usize| {
        let rest = line.get(*at..).unwrap_or_default();
        words.iter().any(|word| {
            let lower = rest.iter().flat_map(|c| c.to_lowercase());
            lower.take(word.len()).eq(word.iter().copied())
        })
    };
    let found = (0..line.len()).filter(is_first).find(begins).unwrap_or(0);
    // From the beginning of a word, where there is one.
    let from = found.saturating_sub(BEFORE);
    let from = (from..=found).find(is_first).unwrap_or(found);
    let from = if from <= 1 { 0 } else { from };
    let (before, room) = if from > 0 { ("…", EXCERPT - 1) } else { ("", EXCERPT) };
    let is_cut = line.len() - from > room;
    let shown = if is_cut { room - 1 } else { room };
    let mut excerpt = before.to_owned();
    excerpt.extend(line.iter().skip(from).take(shown));
    if is_cut {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::{MessageText, excerpt, parse_optional, preview};
    use crate::Policy;

    fn parse(typed: &str) -> Result<String, String> {
        let parsed = MessageText::parse("/content", typed, &Policy::default());
        parsed.map(|text| text.as_str().to_owned()).map_err(|invalid| invalid.to_string())
    }

    #[test]
    fn a_message_is_trimmed_at_both_ends_and_nowhere_else() {
        assert_eq!(parse(" \t\r\n\u{a0}\u{2003}a  b\n\nc\u{3000} "), Ok("a  b\n\nc".to_owned()));
    }

    #[test]
    fn nothing_but_white_space_is_no_message() {
        for typed in ["", " ", "\u{a0}\u{2028}\n"] {
            assert!(parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn four_thousand_scalar_values_fit_whatever_their_size_and_one_more_does_not() {
        for one in ["a", "ß", "😀"] {
            let most = one.repeat(4_000);
            assert_eq!(parse(&format!("  {most}  ")), Ok(most.clone()), "{one}");
            let refused = parse(&format!("{most}{one}")).unwrap_err();
            assert!(refused.contains("4001") && refused.contains("4000"), "{refused}");
        }
    }

    #[test]
    fn a_nul_is_refused_and_the_refusal_repeats_nothing_of_the_text() {
        let refused = parse("secret\0").unwrap_err();
        assert!(refused.starts_with("/content: ") && !refused.contains("secret"), "{refused}");
    }

    #[test]
    fn a_line_may_be_absent_and_is_counted_after_trimming() {
        assert_eq!(parse_optional("/subject", None, 3), Ok(None));
        assert_eq!(parse_optional("/subject", Some("  "), 3), Ok(None));
        assert_eq!(parse_optional("/subject", Some(" äöü "), 3), Ok(Some("äöü".to_owned())));
        assert!(parse_optional("/subject", Some("äöüß"), 3).is_err());
        assert!(parse_optional("/subject", Some("\0"), 3).is_err());
    }

    #[test]
    fn a_preview_is_one_line_of_at_most_120_characters() {
        assert_eq!(preview("one\n\n  two\tthree"), "one two three");
        assert_eq!(preview(&"😀".repeat(121)), "😀".repeat(120));
        assert_eq!(preview(&"😀 ".repeat(4_000)), "😀 ".repeat(60));
    }

    #[test]
    fn an_excerpt_has_the_first_word_that_was_found_and_at_most_160_characters() {
        let words =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(excerpt("one\n two", &words(&["two"])), "one two");
        let long = format!("{}the Parcel is late. {}", "before ".repeat(40), "after ".repeat(40));
        let found = excerpt(&long, &words(&["(parc", "late"]));
        assert!(found.contains("the Parcel is late."), "{found}");
        assert!(found.starts_with("…before ") && found.ends_with('…'), "{found}");
        assert_eq!(found.chars().count(), 160);
        let end = excerpt(&long, &words(&["nothing"]));
        assert!(end.starts_with("before ") && end.chars().count() == 160, "{end}");
        let last = format!("{}parcel", "😀 ".repeat(200));
        assert!(excerpt(&last, &words(&["PARCEL"])).ends_with("parcel"));
        for at in 0..400 {
            let text = format!("{}parcel{}", "x ".repeat(at / 2), "é".repeat(400 - at));
            assert!(excerpt(&text, &words(&["parcel"])).chars().count() <= 160, "{at}");
        }
    }
}
