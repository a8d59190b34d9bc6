use std::cell::RefCell;

use chatdesk_widget_engine::Input;
use wasm_bindgen::JsValue;

use crate::dom::Node;
use crate::json::{Writer, digits, list};
use crate::page;
use crate::rows::{Row, Shape};
use crate::words::say;

/// The list of messages: patched by key, and scrolled with respect for whoever reads.
#[derive(Debug)]
pub struct Log {
    /// What scrolls.
    pub scroller: Node,
    /// The list itself, `role="log"`.
    pub list: Node,
    /// Says that there is something new below.
    pub pill: Node,
    /// What `log.js` knows it by.
    paper: JsValue,
    shown: RefCell<Vec<Row<'static>>>,
}

impl Log {
    /// An empty one, in no page yet.
    #[must_use]
    pub fn new() -> Self {
        let name = say("log.name");
        let log = Node::make(
            "div",
            &[
                ("class", "log"),
                ("role", "log"),
                ("aria-live", "off"),
                ("aria-relevant", "additions"),
                ("aria-label", &name),
            ],
        );
        let scroller = Node::make("div", &[("class", "scroller"), ("tabindex", "0")]).with(&[&log]);
        let pill = Node::make("button", &[("class", "pill"), ("type", "button"), ("hidden", "")]);
        let pill = pill.with_text(&say("log.new"));
        let paper = page::log(scroller.as_ref(), log.as_ref(), pill.as_ref());
        Self { scroller, list: log, pill, paper, shown: RefCell::default() }
    }

    /// Whether it takes any room on the screen.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.scroller.measure("clientHeight") > 0
    }

    /// Shows these rows, touching only what differs.
    pub fn show(&self, mut wanted: Vec<Row<'_>>) {
        let mut shown = self.shown.borrow_mut();
        let is_same = |(one, other): &(&Row<'_>, &Row<'_>)| one == other;
        let before = shown.iter().zip(&wanted).take_while(is_same).count();
        if before == shown.len() && before == wanted.len() {
            return;
        }
        let rest = shown.len().min(wanted.len()) - before;
        let pairs = shown.iter().rev().zip(wanted.iter().rev()).take(rest);
        let after = pairs.take_while(is_same).count();
        let changed = wanted.drain(before..wanted.len() - after).map(Row::kept);
        let changed: Vec<_> = changed.collect();
        let json = list(changed.iter().map(Row::json));
        let end = shown.len() - after;
        shown.splice(before..end, changed);
        drop(shown);
        let [before, after] = [before, after].map(|n| u32::try_from(n).unwrap_or_default());
        page::show(&self.paper, before, after, &json);
    }

    /// A message is about to be there: what draws it may be loaded.
    pub fn prepare(&self) {
        page::prepare(&self.paper);
    }

    /// To the newest message.
    pub fn go_to_end(&self) {
        self.act("end", JsValue::UNDEFINED);
    }

    /// The window was opened or resized.
    pub fn settle(&self) {
        self.act("settle", JsValue::UNDEFINED);
    }

    /// Marks these words wherever they stand; none of them where there are none.
    pub fn mark(&self, words: &str) {
        self.act("mark", words.into());
    }

    /// Scrolls to a message and lets it stand out. Says whether it is here.
    pub fn reveal(&self, seq: u64) -> bool {
        self.act("reveal", u32::try_from(seq).unwrap_or_default().into()) > 0
    }

    /// Somebody scrolled. Says whether they are near the beginning.
    #[must_use]
    pub fn scrolled(&self) -> bool {
        self.act("scrolled", JsValue::UNDEFINED) > 0
    }

    /// The last message that is before the reader's eyes; 0 for none.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.act("seen", JsValue::UNDEFINED).into()
    }

    fn act(&self, what: &str, value: JsValue) -> u32 {
        page::act(&self.paper, what, value)
    }

    /// What a click on one of the failed texts' buttons asks for.
    #[must_use]
    pub fn pressed(click: &JsValue) -> Option<Input> {
        let client_id = page::target(click, "data-client");
        match page::target(click, "data-act").as_str() {
            "retry" => Some(Input::Retry { client_id }),
            "discard" => Some(Input::Discard { client_id }),
            _ => None,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self::new()
    }
}

impl Row<'_> {
    /// As `row.js` draws it.
    fn json(&self) -> String {
        let json = Writer::new().text("key", &self.key);
        let bubble = match &self.shape {
            Shape::Day(day) => return json.text("day", day).finish(),
            Shape::Unread(text) => {
                return json.text("day", text).text("class", "day unread").finish();
            }
            Shape::Text(bubble) => bubble,
        };
        let mut json = json
            .text("state", bubble.state)
            .text("class", &bubble.class())
            .text("author", &bubble.author)
            .text("content", &bubble.content)
            .text("note", &bubble.note)
            .maybe("client", bubble.client_id.as_deref());
        if let Some(seq) = bubble.seq {
            json = json.raw("seq", &digits(seq));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since the epoch; nothing is said of what is before"
        )]
        if let Some(at) = bubble.at.filter(|at| *at >= 0.0) {
            json = json.raw("at", &digits(at as u64));
        }
        json.finish()
    }
}
