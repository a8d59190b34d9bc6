//! The text that Meta has approved, and that may be sent at any time.

use serde_json::{Value, json};

use super::body::whole;
use crate::split::{in_utf16, parts};

/// So much of a name stands in a template.
const NAME: usize = 60;

/// A template of the WhatsApp account: approved by Meta, it may be sent to somebody who has not written for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatsAppTemplate {
    name: String,
    language: String,
    /// What stands for a name that is not known, where the template has a place for one.
    unnamed: Option<String>,
}

impl WhatsAppTemplate {
    /// The template with this name in this language, for example `new_reply` in `en_US`, whose text has no places.
    #[must_use]
    pub fn new(name: &str, language: &str) -> Self {
        Self { name: name.to_owned(), language: language.to_owned(), unnamed: None }
    }

    /// Its text has one place, `{{1}}`, for the customer's name; `unnamed` stands there where no name is known.
    ///
    /// Line breaks, tabs and rows of blanks, which Meta refuses, become one blank each; of a name 60 characters stand there.
    #[must_use]
    pub fn naming(mut self, unnamed: &str) -> Self {
        self.unnamed = Some(unnamed.to_owned());
        self
    }

    pub(super) const fn is_named(&self) -> bool {
        !self.name.is_empty() && !self.language.is_empty()
    }

    pub(super) fn body(&self, name: Option<&str>) -> Value {
        let mut template = json!({ "name": self.name, "language": { "code": self.language } });
        if let Some(unnamed) = &self.unnamed {
            let text = in_place(name, unnamed);
            let body = json!({"type": "body", "parameters": [{"type": "text", "text": text}]});
            template["components"] = json!([body]);
        }
        whole("template", template)
    }
}

/// What stands in the place for a name: Meta takes nothing empty there, and nothing on several lines.
pub(crate) fn in_place(name: Option<&str>, unnamed: &str) -> String {
    name.and_then(folded).or_else(|| folded(unnamed)).unwrap_or_else(|| "-".to_owned())
}

/// On one line, without control characters; `None` for what is blank.
fn folded(text: &str) -> Option<String> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let folded = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    parts(&folded, NAME, in_utf16).first().map(|&part| part.to_owned())
}
