use std::cell::{Cell, RefCell};

use chatdesk_widget_engine::Input;
use wasm_bindgen::JsValue;

use crate::dom::Node;
use crate::page;
use crate::rows::{Bubble, Row, Shape};
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
    rows: RefCell<Vec<(Row, Node)>>,
    is_at_end: Cell<bool>,
}

impl Log {
    /// An empty one, in no page yet.
    #[must_use]
    pub fn new() -> Self {
        let list = Node::make(
            "div",
            &[
                ("class", "log"),
                ("role", "log"),
                ("aria-live", "polite"),
                ("aria-relevant", "additions"),
                ("aria-label", &say("log.name")),
            ],
        );
        let scroller =
            Node::make("div", &[("class", "scroller"), ("tabindex", "0")]).with(&[&list]);
        let pill = Node::make("button", &[("class", "pill"), ("type", "button"), ("hidden", "")]);
        let pill = pill.with_text(&say("log.new"));
        Self { scroller, list, pill, rows: RefCell::default(), is_at_end: Cell::new(true) }
    }

    /// Whether it takes any room on the screen.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.scroller.measure("clientHeight") > 0
    }

    /// Shows these rows, touching only what differs.
    pub fn show(&self, wanted: Vec<Row>) {
        let mut rows = self.rows.borrow_mut();
        if rows.iter().map(|(row, _)| row).eq(wanted.iter()) {
            return;
        }
        let height = self.scroller.measure("scrollHeight");
        let first = rows.iter().find_map(|(row, _)| row.seq());
        let last = rows.last().map(|(row, _)| row.key.clone());
        let mut there = Shown::new(&mut rows);
        for (index, row) in wanted.into_iter().enumerate() {
            let element = match there.take(&row.key) {
                Some((shown, element)) => {
                    if shown != row {
                        fill(&element, &row);
                    }
                    element
                }
                None => draw(&row),
            };
            self.list.place(&element, index);
            rows.push((row, element));
        }
        there.remove_rest();
        self.keep_place(&rows, height, first, last.as_deref());
    }

    /// The reader stays where they are; who is at the end, or writes, goes with it.
    fn keep_place(
        &self,
        rows: &[(Row, Node)],
        height: i32,
        first: Option<u64>,
        last: Option<&str>,
    ) {
        let end = rows.last().map(|(row, _)| row);
        let has_new = end.is_some_and(|end| Some(end.key.as_str()) != last);
        let is_own = end.is_some_and(Row::is_unsent);
        if self.is_at_end.get() || (has_new && is_own) {
            self.go_to_end();
            return;
        }
        let now_first = rows.iter().find_map(|(row, _)| row.seq());
        if first.is_some() && now_first < first {
            let grown = self.scroller.measure("scrollHeight") - height;
            self.scroller.scroll(self.scroller.measure("scrollTop") + grown);
        }
        if has_new {
            self.pill.set_hidden(false);
        }
    }

    /// To the newest message.
    pub fn go_to_end(&self) {
        self.scroller.scroll(self.scroller.measure("scrollHeight"));
        self.is_at_end.set(true);
        self.pill.set_hidden(true);
    }

    /// Brings a message before the reader's eyes and marks it as the one that is meant; `false` where
    /// it is not there.
    pub fn reveal(&self, seq: u64) -> bool {
        let rows = self.rows.borrow();
        let mut stored = rows.iter().filter_map(|(row, element)| Some((row.seq()?, element)));
        let Some((_, element)) = stored.find(|(of, _)| *of == seq) else { return false };
        let room = self.scroller.measure("clientHeight") - element.measure("offsetHeight");
        self.is_at_end.set(false);
        self.scroller.scroll(element.measure("offsetTop") - room.max(0) / 2);
        for (row, element) in rows.iter().filter(|(row, _)| row.seq().is_some()) {
            element.set("data-found", if row.seq() == Some(seq) { "true" } else { "false" });
        }
        true
    }

    /// The window was opened or resized.
    pub fn settle(&self) {
        if self.is_at_end.get() {
            self.go_to_end();
        }
    }

    /// Somebody scrolled. Says whether they are near the beginning.
    #[must_use]
    pub fn scrolled(&self) -> bool {
        let scroller = &self.scroller;
        let below = scroller.measure("scrollHeight")
            - scroller.measure("scrollTop")
            - scroller.measure("clientHeight");
        self.is_at_end.set(below < NEAR);
        if below < NEAR {
            self.pill.set_hidden(true);
        }
        scroller.measure("scrollTop") < 2 * NEAR
    }

    /// The last message that is before the reader's eyes; 0 for none.
    #[must_use]
    pub fn seen(&self) -> u64 {
        let bottom = self.scroller.measure("scrollTop") + self.scroller.measure("clientHeight");
        let rows = self.rows.borrow();
        let is_seen = |element: &Node| {
            // Of one that is taller than the window its beginning has to do.
            let middle =
                element.measure("offsetHeight").min(self.scroller.measure("clientHeight")) / 2;
            element.measure("offsetTop") + middle <= bottom
        };
        let mut stored = rows.iter().rev().filter_map(|(row, element)| Some((row.seq()?, element)));
        stored.find(|(_, element)| is_seen(element)).map_or(0, |(seq, _)| seq)
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

fn draw(row: &Row) -> Node {
    let element = match &row.shape {
        Shape::Day(_) => Node::make("div", &[("class", "day")]),
        Shape::Text(_) => Node::make("div", &[("role", "article")]).with(&[
            &Node::make("div", &[("class", "author"), ("aria-hidden", "true")]),
            &Node::make("div", &[("class", "bubble"), ("dir", "auto")]),
            &Node::make("div", &[("class", "note")]),
        ]),
    };
    fill(&element, row);
    element
}

fn fill(element: &Node, row: &Row) {
    match &row.shape {
        Shape::Day(day) => element.set_text(day),
        Shape::Text(bubble) => fill_bubble(element, bubble),
    }
}

fn fill_bubble(article: &Node, bubble: &Bubble) {
    article.set("class", &bubble.class);
    article.set("data-state", bubble.state);
    article.set("aria-label", &bubble.author);
    if let Some(seq) = bubble.seq {
        article.set("data-seq", &seq.to_string());
    }
    article.part(0).set_text(&bubble.author);
    article.part(1).set_text(&bubble.content);
    let note = article.part(2);
    note.set_text(&bubble.note);
    let Some(client_id) = &bubble.client_id else { return };
    for (act, key) in [("retry", "log.retry"), ("discard", "log.discard")] {
        let button =
            Node::make("button", &[("type", "button"), ("class", "link")]).with_text(&say(key));
        button.set("data-act", act);
        button.set("data-client", client_id);
        note.add(&button);
    }
}

/// What was in the log before; taken out mostly in the order in which it stands.
struct Shown {
    rows: Vec<Option<(Row, Node)>>,
    next: usize,
}

impl Shown {
    fn new(rows: &mut Vec<(Row, Node)>) -> Self {
        Self { rows: rows.drain(..).map(Some).collect(), next: 0 }
    }

    fn take(&mut self, key: &str) -> Option<(Row, Node)> {
        let is_it =
            |shown: &Option<(Row, _)>| shown.as_ref().is_some_and(|(row, _)| row.key == key);
        let ahead = self.rows.iter().skip(self.next).position(is_it).map(|place| place + self.next);
        let place = ahead.or_else(|| self.rows.iter().take(self.next).position(is_it))?;
        self.next = place + 1;
        self.rows.get_mut(place)?.take()
    }

    fn remove_rest(self) {
        for (_, element) in self.rows.into_iter().flatten() {
            element.remove();
        }
    }
}

impl Row {
    const fn seq(&self) -> Option<u64> {
        match &self.shape {
            Shape::Day(_) => None,
            Shape::Text(bubble) => bubble.seq,
        }
    }

    const fn is_unsent(&self) -> bool {
        matches!(&self.shape, Shape::Text(bubble) if bubble.seq.is_none())
    }
}
