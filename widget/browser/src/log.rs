use std::cell::{Cell, RefCell};

use chatdesk_widget_engine::Input;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

use crate::dom::{Maker, add, add_all, set, set_text};
use crate::rows::{Bubble, Row, Shape};
use crate::words;

/// Closer to the end than this counts as being there.
const NEAR: i32 = 48;

/// The list of messages: patched by key, and scrolled with respect for whoever reads.
#[derive(Debug)]
pub struct Log {
    maker: Maker,
    /// What scrolls.
    pub scroller: HtmlElement,
    /// The list itself, `role="log"`.
    pub list: HtmlElement,
    /// Says that there is something new below.
    pub pill: HtmlElement,
    rows: RefCell<Vec<(Row, HtmlElement)>>,
    is_at_end: Cell<bool>,
}

impl Log {
    /// An empty one, in no page yet.
    #[must_use]
    pub fn new(maker: &Maker) -> Self {
        let scroller = maker.make("div", &[("class", "scroller"), ("tabindex", "0")]);
        let list = maker.make(
            "div",
            &[
                ("class", "log"),
                ("role", "log"),
                ("aria-live", "polite"),
                ("aria-relevant", "additions"),
                ("aria-label", words::LOG),
            ],
        );
        add(&scroller, &list);
        let pill =
            maker.text("button", &[("class", "pill"), ("type", "button")], words::NEW_MESSAGES);
        pill.set_hidden(true);
        Self {
            maker: maker.clone(),
            scroller,
            list,
            pill,
            rows: RefCell::default(),
            is_at_end: Cell::new(true),
        }
    }

    /// Shows these rows, touching only what differs.
    pub fn show(&self, wanted: Vec<Row>) {
        let mut rows = self.rows.borrow_mut();
        if rows.iter().map(|(row, _)| row).eq(wanted.iter()) {
            return;
        }
        let height = self.scroller.scroll_height();
        let first = rows.iter().find_map(|(row, _)| row.seq());
        let last = rows.last().map(|(row, _)| row.key.clone());
        let mut there = Shown::new(&mut rows);
        let mut next = self.list.first_element_child();
        for row in wanted {
            let element = match there.take(&row.key) {
                Some((shown, element)) => {
                    if shown != row {
                        self.fill(&element, &row);
                    }
                    element
                }
                None => self.draw(&row),
            };
            if next.as_ref().is_some_and(|next| **next == **element) {
                next = element.next_element_sibling();
            } else {
                // Refused is a parent below its own child.
                drop(self.list.insert_before(&element, next.as_deref()));
            }
            rows.push((row, element));
        }
        there.remove_rest();
        self.keep_place(&rows, height, first, last.as_deref());
    }

    /// The reader stays where they are; who is at the end, or writes, goes with it.
    fn keep_place(
        &self,
        rows: &[(Row, HtmlElement)],
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
            let grown = self.scroller.scroll_height() - height;
            self.scroller.set_scroll_top(self.scroller.scroll_top() + grown);
        }
        if has_new {
            self.pill.set_hidden(false);
        }
    }

    /// To the newest message.
    pub fn go_to_end(&self) {
        self.scroller.set_scroll_top(self.scroller.scroll_height());
        self.is_at_end.set(true);
        self.pill.set_hidden(true);
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
        let below = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
        self.is_at_end.set(below < NEAR);
        if below < NEAR {
            self.pill.set_hidden(true);
        }
        scroller.scroll_top() < 2 * NEAR
    }

    /// The last message that is before the reader's eyes; 0 for none.
    #[must_use]
    pub fn seen(&self) -> u64 {
        let bottom = self.scroller.scroll_top() + self.scroller.client_height();
        let rows = self.rows.borrow();
        let is_seen = |element: &HtmlElement| {
            // Of one that is taller than the window its beginning has to do.
            let middle = element.offset_height().min(self.scroller.client_height()) / 2;
            element.offset_top() + middle <= bottom
        };
        let mut stored = rows.iter().rev().filter_map(|(row, element)| Some((row.seq()?, element)));
        stored.find(|(_, element)| is_seen(element)).map_or(0, |(seq, _)| seq)
    }

    /// What a click on one of the failed texts' buttons asks for.
    #[must_use]
    pub fn pressed(click: &Event) -> Option<Input> {
        let target: Element = click.target()?.dyn_into().ok()?;
        let client_id = target.get_attribute("data-client")?;
        match target.get_attribute("data-act")?.as_str() {
            "retry" => Some(Input::Retry { client_id }),
            "discard" => Some(Input::Discard { client_id }),
            _ => None,
        }
    }

    fn draw(&self, row: &Row) -> HtmlElement {
        let element = match &row.shape {
            Shape::Day(_) => self.maker.make("div", &[("class", "day")]),
            Shape::Text(_) => {
                let article = self.maker.make("div", &[("role", "article")]);
                let author =
                    self.maker.make("div", &[("class", "author"), ("aria-hidden", "true")]);
                let bubble = self.maker.make("div", &[("class", "bubble"), ("dir", "auto")]);
                let note = self.maker.make("div", &[("class", "note")]);
                add_all(&article, &[&author, &bubble, &note]);
                article
            }
        };
        self.fill(&element, row);
        element
    }

    fn fill(&self, element: &HtmlElement, row: &Row) {
        match &row.shape {
            Shape::Day(day) => set_text(element, day),
            Shape::Text(bubble) => self.fill_bubble(element, bubble),
        }
    }

    fn fill_bubble(&self, article: &HtmlElement, bubble: &Bubble) {
        set(article, "class", &bubble.class);
        set(article, "data-state", bubble.state);
        set(article, "aria-label", &bubble.author);
        if let Some(seq) = bubble.seq {
            set(article, "data-seq", &seq.to_string());
        }
        let parts = article.children();
        let part = |index| parts.item(index);
        if let Some(author) = part(0) {
            set_text(&author, &bubble.author);
        }
        if let Some(text) = part(1) {
            set_text(&text, &bubble.content);
        }
        if let Some(note) = part(2) {
            self.fill_note(&note, bubble);
        }
    }

    fn fill_note(&self, note: &Element, bubble: &Bubble) {
        note.set_text_content(Some(&bubble.note));
        let Some(client_id) = &bubble.client_id else { return };
        for (act, text) in [("retry", words::RETRY), ("discard", words::DISCARD)] {
            let button = self.maker.text(
                "button",
                &[("type", "button"), ("class", "link"), ("data-act", act)],
                text,
            );
            set(&button, "data-client", client_id);
            add(note, &button);
        }
    }
}

/// What was in the log before; taken out mostly in the order in which it stands.
struct Shown {
    rows: Vec<Option<(Row, HtmlElement)>>,
    next: usize,
}

impl Shown {
    fn new(rows: &mut Vec<(Row, HtmlElement)>) -> Self {
        Self { rows: rows.drain(..).map(Some).collect(), next: 0 }
    }

    fn take(&mut self, key: &str) -> Option<(Row, HtmlElement)> {
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
