//! A text in parts, each no longer than a provider takes.

use unicode_segmentation::GraphemeCursor;

/// The parts of a text, in order, each with 1 to `longest` characters (Unicode scalars).
///
/// It is cut at the end of a line in the second half of what fits, else at a blank there, else between two characters as
/// people see them; only what one of those is alone too long for is cut inside of it. White space at a cut and around the
/// text is left out, and nothing else. A text of white space has no parts.
pub(crate) fn parts(text: &str, longest: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.char_indices().nth(longest.max(1)).map(|(end, _)| end);
        let (part, next) = rest.split_at(end.map_or(rest.len(), |end| cut(rest, end)));
        parts.push(part.trim_end());
        rest = next.trim_start();
    }
    parts
}

/// Where the text, whose first `end` bytes fit, is to be cut.
fn cut(text: &str, end: usize) -> usize {
    // What follows may be the white space at which it ends.
    if text[end..].starts_with(char::is_whitespace) && is_boundary(text, end) {
        return end;
    }
    let fits = &text[..end];
    let behind = |(at, c): (usize, char)| (at >= end / 2).then_some(at + c.len_utf8());
    let last = |is: fn(char) -> bool| {
        let mut found = fits.char_indices().rev().filter(|&(_, c)| is(c)).filter_map(behind);
        found.find(|&at| is_boundary(text, at))
    };
    last(|c| c == '\n').or_else(|| last(char::is_whitespace)).unwrap_or_else(|| {
        let mut inside = fits.char_indices().rev().map(|(at, _)| at).take_while(|&at| at > 0);
        let before = if is_boundary(text, end) {
            Some(end)
        } else {
            inside.find(|&at| is_boundary(text, at))
        };
        before.unwrap_or(end)
    })
}

/// Whether no character, as people see it, is cut in two there.
fn is_boundary(text: &str, at: usize) -> bool {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.is_boundary(text, 0).unwrap_or(true)
}

#[cfg(test)]
mod tests;
