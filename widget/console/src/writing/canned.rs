//! Replies that are written once and used often.

use any_spawner::Executor;
use chatdesk_widget_browser::{Decode, Json};

use crate::console::Console;
use crate::letters::lower;
use crate::sending::change;
use crate::state::Signal;

/// The replies that the desk has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CannedReplies {
    pub(crate) known: Signal<Vec<CannedReply>>,
    /// Why they cannot be had.
    pub(crate) failure: Signal<Option<String>>,
}

/// One reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CannedReply {
    pub(crate) id: String,
    pub(crate) shortcut: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Decode for CannedReply {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        Self {
            id: Decode::read(json.field("id"), is_other),
            shortcut: Decode::read(json.field("shortcut"), is_other),
            title: Decode::read(json.field("title"), is_other),
            text: Decode::read(json.field("text"), is_other),
        }
    }
}

impl CannedReply {
    /// All of it in one text: another text is another reply.
    pub(crate) fn whole(&self) -> String {
        [&*self.id, &self.shortcut, &self.title, &self.text].join("\n")
    }
}

impl CannedReplies {
    pub(crate) fn new() -> Self {
        Self { known: Signal::default(), failure: Signal::default() }
    }

    /// Asks for all of them.
    pub(crate) fn load(self, console: Console) {
        Executor::spawn_local(async move {
            match change(console, "GET", "/admin/canned-replies", None).await {
                Ok(answer) => {
                    let mut replies: Vec<CannedReply> =
                        Decode::decode(answer.field("canned_replies")).unwrap_or_default();
                    replies.sort_by(|a, b| a.shortcut.cmp(&b.shortcut));
                    self.known.set(replies);
                    self.failure.set(None);
                }
                Err(refusal) => self.failure.set(Some(refusal.words)),
            }
        });
    }

    /// Those that fit what somebody looks for, the likeliest first.
    pub(crate) fn fitting(self, query: &str) -> Vec<CannedReply> {
        self.known.with_untracked(|known| fitting(known, query))
    }
}

fn fitting(known: &[CannedReply], query: &str) -> Vec<CannedReply> {
    let query = lower(query.trim());
    let mut found: Vec<(u8, &CannedReply)> =
        known.iter().filter_map(|reply| Some((rank(reply, &query)?, reply))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, reply)| reply.clone()).collect()
}

/// How well a reply fits; 0 is best.
fn rank(reply: &CannedReply, query: &str) -> Option<u8> {
    let title = lower(&reply.title);
    if reply.shortcut.starts_with(query) {
        Some(0)
    } else if title.starts_with(query) {
        Some(1)
    } else if title.split_whitespace().any(|word| word.starts_with(query)) {
        Some(2)
    } else if reply.shortcut.contains(query) || title.contains(query) {
        Some(3)
    } else {
        None
    }
}

/// What the places in a reply stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) name: Option<String>,
    pub(crate) agent: Option<String>,
    pub(crate) subject: Option<String>,
}

/// A reply with its places filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) text: String,
    /// The first place that nothing is known for, in UTF-16 units, as fields count: it is to be selected.
    pub(crate) gap: Option<(u32, u32)>,
}

/// Fills `{name}`, `{agent}` and `{subject}`; a place that nothing is known for stays visible.
pub(crate) fn fill(text: &str, facts: &Facts) -> Filled {
    let mut filled = Filled { text: String::with_capacity(text.len()), gap: None };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.text.push_str(before);
        let place = after.split_once('}').and_then(|(place, then)| {
            let fact = match place {
                "name" => &facts.name,
                "agent" => &facts.agent,
                "subject" => &facts.subject,
                _ => return None,
            };
            Some((place, fact, then))
        });
        let Some((place, fact, then)) = place else {
            filled.text.push('{');
            rest = after;
            continue;
        };
        if let Some(fact) = fact {
            filled.text.push_str(fact);
        } else {
            let start = units(&filled.text);
            filled.text.push_str(&format!("[{place}]"));
            filled.gap = filled.gap.or(Some((start, units(&filled.text))));
        }
        rest = then;
    }
    filled.text.push_str(rest);
    filled
}

/// A text's length as fields count.
pub(crate) fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{CannedReply, Facts, fill, fitting};

    fn reply(shortcut: &str, title: &str) -> CannedReply {
        let (shortcut, title) = (shortcut.to_owned(), title.to_owned());
        CannedReply { id: shortcut.clone(), shortcut, title, text: String::new() }
    }

    #[test]
    fn places_are_filled_with_what_is_known() {
        let facts = Facts {
            name: Some("Ada {agent}".into()),
            agent: Some("Bo".into()),
            subject: Some("Tea".into()),
        };
        let filled = fill("Hi {name}, {agent} here about {subject}. {{name}} {else} {", &facts);
        let text = "Hi Ada {agent}, Bo here about Tea. {Ada {agent}} {else} {";
        assert_eq!((filled.text.as_str(), filled.gap), (text, None));
    }

    #[test]
    fn a_place_that_nothing_is_known_for_stays_visible() {
        let filled = fill("😀 Hi {name}, about {subject}", &Facts::default());
        assert_eq!(filled.text, "😀 Hi [name], about [subject]");
        assert_eq!(filled.gap, Some((6, 12)), "an emoji is two units");
    }

    #[test]
    fn the_likeliest_reply_comes_first() {
        let known =
            [reply("bye", "Say goodbye"), reply("hi", "Greeting"), reply("re", "Good reply")];
        let found = |query| {
            let found = fitting(&known, query);
            found.into_iter().map(|reply| reply.shortcut).collect::<Vec<_>>()
        };
        assert_eq!(found(""), ["bye", "hi", "re"]);
        assert_eq!(found("RE"), ["re", "hi"], "a shortcut before what has it inside");
        assert_eq!(found("good"), ["re", "bye"]);
        assert_eq!(found("rep"), ["re"]);
        assert_eq!(found("zz"), [""; 0]);
    }
}
