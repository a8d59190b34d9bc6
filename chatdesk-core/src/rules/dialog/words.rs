//! Words that mean something by themselves.

/// Whether a text is one of these words and nothing else.
///
/// Case does not matter, nor white space, nor what a sentence ends with; `_` is a blank.
pub(crate) fn is_one_of(text: &str, words: &[String]) -> bool {
    let text = folded(text);
    !text.is_empty() && words.iter().any(|word| folded(word) == text)
}

fn folded(text: &str) -> String {
    let text = text.replace('_', " ");
    let text =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '?' | '…'));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Both ways, so that `ß`, `SS` and the final sigma come to one text.
    text.to_uppercase().to_lowercase()
}

/// A text with a name in its place; without one the place goes, and the blank before it.
pub(crate) fn named(text: &str, name: Option<&str>) -> String {
    let place = "{name}";
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        return text.replace(place, name);
    }
    let cut = text.replace(&format!(", {place}"), "").replace(&format!(" {place}"), "");
    cut.replace(place, "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{is_one_of, named};
    use crate::dialog::Support;

    #[test]
    fn a_word_counts_however_it_is_written() {
        let Support { start_words, end_words, .. } = Support::default();
        for text in [
            "support",
            " Support ",
            "SUPPORT!",
            "support...",
            "Support?!",
            "support …",
            "\tsupport\n",
        ] {
            assert!(is_one_of(text, &start_words), "{text:?}");
        }
        for text in
            ["chat support", "Chat   Support.", "chat_support", "talk\nto  someone", "HELP ME!!"]
        {
            assert!(is_one_of(text, &start_words), "{text:?}");
        }
        for text in ["end_chat", "End Chat", "END_CHAT.", "quit_chat", "Done!", "exit", "close"] {
            assert!(is_one_of(text, &end_words), "{text:?}");
        }
        assert!(is_one_of("STRASSE", &["Straße".to_owned()]));
    }

    #[test]
    fn a_word_among_others_is_none() {
        let Support { start_words, end_words, .. } = Support::default();
        for text in [
            "",
            " ",
            ".",
            "…",
            "my support",
            "support me",
            "chat chat",
            "sup port",
            "!support",
            "support, please",
        ] {
            assert!(!is_one_of(text, &start_words), "{text:?}");
        }
        for text in ["I am done", "close it", "end", "chat", "_", "don't close"] {
            assert!(!is_one_of(text, &end_words), "{text:?}");
        }
    }

    #[test]
    fn whoever_has_no_name_is_greeted_without() {
        assert_eq!(named("Hi {name}! 💬", Some("John")), "Hi John! 💬");
        assert_eq!(named("Hi {name}! 💬", None), "Hi! 💬");
        assert_eq!(named("Thank you, {name}!", None), "Thank you!");
        assert_eq!(named("{name}: hello", Some("  ")), ": hello");
        assert_eq!(named("", Some("John")), "");
    }
}
