use std::cell::{Cell, RefCell};

use chatdesk_widget_engine::Input;
use wasm_bindgen::JsValue;

use crate::dom::Node;
use crate::page;
use crate::paper::Paper;
use crate::rows::{Row, Shape};
use crate::words::say;

/// Closer to the end than this counts as being there.
const NEAR: i32 = 48;

/// The list of messages: patched by key, and scrolled with respect for whoever reads.
#[derive(Debug)]
pub struct Log {
    /// What scrolls.
    pub scroller: Node,
    /// The list itself, `role="log"`.
    pub list: Node,
    /// Says that there is something new below.
    pub pill: Node,
    paper: RefCell<Paper>,
    is_at_end: Cell<bool>,
}

impl Log {
    /// An empty one, in no page yet.
    #[must_use]
    pub fn new() -> Self {
        let name = say("log.name");
        let list = Node::make(
            "div",
            &[
                ("class", "log"),
                ("role", "log"),
                ("aria-live", "off"),
                ("aria-relevant", "additions"),
                ("aria-label", &name),
            ],
        );
        page::keep_time(list.as_ref());
        let scroller =
            Node::make("div", &[("class", "scroller"), ("tabindex", "0")]).with(&[&list]);
        let pill = Node::make("button", &[("class", "pill"), ("type", "button"), ("hidden", "")]);
        let pill = pill.with_text(&say("log.new"));
        let paper = RefCell::new(Paper::new(list.clone()));
        Self { scroller, list, pill, paper, is_at_end: Cell::new(true) }
    }

    /// Whether it takes any room on the screen.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.scroller.measure("clientHeight") > 0
    }

    /// Shows these rows, touching only what differs.
    pub fn show(&self, wanted: Vec<Row>) {
        let mut paper = self.paper.borrow_mut();
        if paper.shows(&wanted) {
            return;
        }
        let last = paper.last().map(|row| row.key.clone());
        let top = self.scroller.measure("scrollTop");
        // Who is at the end stays there, and needs no other hold.
        let held = if self.is_at_end.get() { None } else { paper.hold(top) };
        self.announce(&paper, &wanted);
        paper.write(wanted);
        if self.is_shown() {
            paper.settle();
        }
        let has_new = paper.last().is_some_and(|row| Some(&row.key) != last.as_ref());
        let is_own = paper.last().is_some_and(Row::is_unsent);
        if self.is_at_end.get() || (has_new && is_own) {
            drop(paper);
            self.go_to_end();
            return;
        }
        if let Some((row, end)) = held
            && let Some(now) = paper.end(&row)
            && now != end
        {
            self.scroller.scroll(top + now - end);
        }
        if has_new {
            self.pill.set_hidden(false);
        }
    }

    /// What comes from the other side is read out; history, and what one wrote oneself, is not.
    fn announce(&self, paper: &Paper, wanted: &[Row]) {
        let newest = paper.newest();
        let is_news = |row: &&Row| row.seq() > newest && row.is_theirs();
        let is_told = newest.is_some() && wanted.iter().rev().take(8).any(|row| is_news(&row));
        self.list.set("aria-live", if is_told { "polite" } else { "off" });
    }

    /// To the newest message.
    pub fn go_to_end(&self) {
        self.scroller.scroll(self.scroller.measure("scrollHeight"));
        self.is_at_end.set(true);
        self.pill.set_hidden(true);
    }

    /// The window was opened or resized.
    pub fn settle(&self) {
        if self.is_shown() {
            self.paper.borrow_mut().settle();
        }
        if self.is_at_end.get() {
            self.go_to_end();
        }
    }

    /// Marks these words wherever they stand; none of them where there are none.
    pub fn mark(&self, words: &str) {
        self.paper.borrow_mut().mark(words);
    }

    /// Scrolls to a message and lets it stand out. Says whether it is here.
    pub fn reveal(&self, seq: u64) -> bool {
        let mut paper = self.paper.borrow_mut();
        let Some(row) = paper.find(seq) else { return false };
        let above = (self.scroller.measure("clientHeight") + row.measure("offsetHeight")) / 2;
        self.scroller.scroll(paper.end(&row).unwrap_or_default() - above);
        drop(paper);
        self.is_at_end.set(false);
        true
    }

    /// Somebody scrolled. Says whether they are near the beginning.
    #[must_use]
    pub fn scrolled(&self) -> bool {
        let scroller = &self.scroller;
        let top = scroller.measure("scrollTop");
        let below = scroller.measure("scrollHeight") - top - scroller.measure("clientHeight");
        self.is_at_end.set(below < NEAR);
        if below < NEAR {
            self.pill.set_hidden(true);
        }
        top < scroller.measure("clientHeight").max(2 * NEAR)
    }

    /// The last message that is before the reader's eyes; 0 for none.
    #[must_use]
    pub fn seen(&self) -> u64 {
        let top = self.scroller.measure("scrollTop");
        self.paper.borrow().seen(top, self.scroller.measure("clientHeight"))
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

impl Row {
    pub(crate) const fn seq(&self) -> Option<u64> {
        match &self.shape {
            Shape::Day(_) => None,
            Shape::Text(bubble) => bubble.seq,
        }
    }

    fn is_unsent(&self) -> bool {
        matches!(&self.shape, Shape::Text(bubble) if bubble.seq.is_none() && bubble.state != "sent")
    }

    fn is_theirs(&self) -> bool {
        matches!(&self.shape, Shape::Text(bubble) if !bubble.class.split(' ').any(|word| word == "mine"))
    }
}
