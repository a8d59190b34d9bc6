//! Cutting what is too long for one message.

use unicode_segmentation::GraphemeCursor;

/// Cuts a text into parts that are at most `longest` wide, where `width` says how wide one character counts; `longest` is 2
/// or more. Nothing but white space at the cuts and the ends is lost, and no part is blank: of a blank text there is none.
///
/// A part ends at a line's end or else at white space, where there is such in its second half; else between two of what
/// people take for one character. Only what is longer than a part by itself is cut within.
pub(crate) fn parts(text: &str, longest: usize, width: fn(char) -> usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while let Some(fits) = overflow(rest, longest, width) {
        let cut = at_white_space(rest, fits).unwrap_or_else(|| between_characters(rest, fits));
        let (part, left) = rest.split_at(cut);
        parts.push(part.trim_end());
        rest = left.trim_start();
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The text in two, the second at most `longest` wide, cut like parts are.
pub(crate) fn tail(text: &str, longest: usize, width: fn(char) -> usize) -> (&str, &str) {
    let tail = parts(text, longest, width).pop().unwrap_or_default();
    let head = text.trim().strip_suffix(tail).unwrap_or_default();
    (head.trim_end(), tail)
}

/// How wide a character is where a provider does not say how it counts: in units of UTF-16, of which there are at least as
/// many as of code points.
pub(crate) const fn in_utf16(c: char) -> usize {
    c.len_utf16()
}

/// How many bytes fit, where not all do; at least one character does.
fn overflow(text: &str, longest: usize, width: fn(char) -> usize) -> Option<usize> {
    let mut so_far = 0;
    let mut wide = text.char_indices().filter_map(|(at, c)| {
        so_far += width(c);
        (so_far > longest).then_some(at)
    });
    wide.next().map(|at| at.max(text.chars().next().map_or(0, char::len_utf8)))
}

fn at_white_space(text: &str, fits: usize) -> Option<usize> {
    let is_late = |at: &usize| *at > fits / 2;
    // White space right behind what fits goes with the cut.
    let after = text[fits..].chars().next().filter(|c| c.is_whitespace());
    let fits = fits + after.map_or(0, char::len_utf8);
    let line = text[..fits].rfind('\n').filter(is_late);
    line.or_else(|| text[..fits].rfind(char::is_whitespace).filter(is_late))
}

fn between_characters(text: &str, fits: usize) -> usize {
    let mut cursor = GraphemeCursor::new(fits, text.len(), true);
    if cursor.is_boundary(text, 0) != Ok(false) {
        return fits;
    }
    match cursor.prev_boundary(text, 0) {
        Ok(Some(at)) if at > 0 => at,
        _ => fits,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FAMILY: &str = "👨‍👩‍👧‍👦";

    #[test]
    fn what_fits_is_one_part() {
        assert_eq!(parts("abcd", 4, |_| 1), ["abcd"]);
        assert_eq!(parts("  ab \n", 4, |_| 1), ["ab"]);
        assert_eq!(parts(" \n ", 4, |_| 1), [""; 0]);
    }

    #[test]
    fn a_cut_is_at_a_line_or_a_blank_where_one_is_near() {
        assert_eq!(parts("ab cd ef", 5, |_| 1), ["ab cd", "ef"]);
        assert_eq!(parts("ab cd\nef gh", 9, |_| 1), ["ab cd", "ef gh"]);
        assert_eq!(parts("a bcdefgh", 6, |_| 1), ["a bcde", "fgh"]);
    }

    #[test]
    fn a_cut_is_between_what_people_take_for_characters() {
        let text = format!("abcd{FAMILY}e\u{301}");
        assert_eq!(parts(&text, 6, |_| 1), ["abcd", "👨‍👩‍👧\u{200d}", "👦e\u{301}"]);
        assert_eq!(parts(&text, 7, |_| 1), ["abcd", FAMILY, "e\u{301}"]);
        assert_eq!(parts("aaae\u{301}", 4, |_| 1), ["aaa", "e\u{301}"]);
        assert_eq!(parts("🇩🇪🇫🇷🇮🇹", 5, |_| 1), ["🇩🇪🇫🇷", "🇮🇹"]);
        assert_eq!(parts("aaa😀b", 4, in_utf16), ["aaa", "😀b"]);
    }

    #[test]
    fn the_end_of_a_text_is_cut_off() {
        assert_eq!(tail("ab cd ef", 5, |_| 1), ("ab cd", "ef"));
        assert_eq!(tail("ab", 5, |_| 1), ("", "ab"));
        assert_eq!(tail("", 5, |_| 1), ("", ""));
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "\\PC{0,60}|[ab \n👨\u{200d}😀\u{301}🇩]{0,60}", longest in 2..20_usize) {
            let parts = parts(&text, longest, in_utf16);
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(dense(&parts.concat()), dense(&text));
            for part in parts {
                prop_assert!(!part.trim().is_empty());
                prop_assert!(part.encode_utf16().count() <= longest, "{part:?}");
            }
        }
    }
}
