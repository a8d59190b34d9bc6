//! Letters as the browser knows them: its tables are there already, the standard library's would weigh more than a page.

#[cfg(target_arch = "wasm32")]
mod here {
    use js_sys::{JsString, RegExp};

    pub(crate) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub(crate) fn upper(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }

    pub(super) fn is_letter(letter: &str) -> bool {
        RegExp::new("[\\p{L}\\p{N}]", "u").test(letter)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    pub(crate) fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub(crate) fn upper(text: &str) -> String {
        text.to_uppercase()
    }

    pub(super) fn is_letter(letter: &str) -> bool {
        letter.chars().any(char::is_alphanumeric)
    }
}

pub(crate) use here::{lower, upper};

/// Whether words are made of it: a letter, or a digit.
pub(crate) fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || !letter.is_ascii() && here::is_letter(letter.encode_utf8(&mut [0; 4]))
}

/// A letter without its case, where one other letter is that.
pub(crate) fn small(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    lower(letter.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::{is_letter, small};

    #[test]
    fn letters_are_those_of_all_scripts_and_their_case_is_known() {
        for letter in ['a', 'Z', '7', 'é', 'Ω', 'م', '字', 'ह'] {
            assert!(is_letter(letter), "{letter}");
        }
        for sign in [' ', '-', '(', '·', '🌱', '\u{200b}'] {
            assert!(!is_letter(sign), "{sign}");
        }
        assert_eq!(['Ä', 'Ω', 'x', 'م'].map(small), ['ä', 'ω', 'x', 'م']);
    }
}
