//! What may be written.

use crate::{Invalid, Policy};

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

/// Reads a short optional text such as a subject: trimmed, up to `max` characters, no NUL; empty is none.
pub(crate) fn parse_line(
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
