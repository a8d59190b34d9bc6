//! What is said in a chat: plain text, and beside it where it is bold and where it links.

use std::ops::Range;

use reqwest::Url;
use serde::Serialize;

/// Bot API 10.1: a text has at most so many characters, which are Unicode scalars.
pub(super) const LONGEST: usize = 4096;

/// A text under construction. Nothing in it is markup: whatever people write stands there as they wrote it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    plain: String,
    entities: Vec<Entity>,
}

/// Where a text is not plain; places are counted in UTF-16 units.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    kind: &'static str,
    offset: usize,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl Text {
    /// A first line in bold letters that leads to `link`, where Telegram takes it for one; else the link follows as it is.
    pub(super) fn headed(title: &str, link: Option<&str>) -> Self {
        let title = title.trim();
        let mut text = Self::default();
        let head = text.push(title);
        text.mark("bold", head.clone(), None);
        match link {
            Some(link) if is_link(link) => text.mark("text_link", head, Some(link.to_owned())),
            Some(link) => {
                text.line(link);
            }
            None => {}
        }
        text
    }

    /// One line more, or several.
    pub(super) fn line(&mut self, line: &str) {
        self.push("\n");
        self.push(line);
    }

    /// And after a blank line what may have lines of its own.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !self.plain.is_empty() {
            self.push("\n\n");
        }
        self.push(text);
    }

    /// The text, which is sent as it is.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    pub(super) fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// How many characters it has.
    pub(super) fn n_chars(&self) -> usize {
        self.plain.chars().count()
    }

    fn push(&mut self, more: &str) -> Range<usize> {
        let begin = units(&self.plain);
        self.plain.push_str(more);
        begin..begin + units(more)
    }

    fn mark(&mut self, kind: &'static str, place: Range<usize>, url: Option<String>) {
        if !place.is_empty() {
            self.entities.push(Entity { kind, offset: place.start, length: place.len(), url });
        }
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether Telegram links to it: `http` or `https`, to an address or a name with a full stop. It refuses a text with any
/// other link.
pub(super) fn is_link(link: &str) -> bool {
    let Ok(url) = Url::parse(link) else { return false };
    let is_there = |host: &str| host.contains('.') || host.starts_with('[');
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(is_there)
}
