//! The rows of a log as they stand in the page: in parts, of which those that are far from the screen
//! are neither laid out nor painted.

use crate::dom::Node;
use crate::draw;
use crate::page;
use crate::rows::{Row, Shape};

/// So many positions stand in one part.
const PART: u64 = 64;

#[derive(Debug)]
pub(crate) struct Paper {
    list: Node,
    entries: Vec<Entry>,
    parts: Vec<Part>,
    /// What it was when the parts were measured.
    width: i32,
    /// What is marked.
    words: String,
    found: Option<Node>,
}

#[derive(Debug)]
struct Entry {
    row: Row,
    node: Node,
    part: u64,
}

#[derive(Debug)]
struct Part {
    number: u64,
    node: Node,
    is_measured: bool,
}

impl Paper {
    pub(crate) const fn new(list: Node) -> Self {
        Self {
            list,
            entries: Vec::new(),
            parts: Vec::new(),
            width: 0,
            words: String::new(),
            found: None,
        }
    }

    pub(crate) fn shows(&self, wanted: &[Row]) -> bool {
        self.entries.iter().map(|entry| &entry.row).eq(wanted)
    }

    pub(crate) fn last(&self) -> Option<&Row> {
        self.entries.last().map(|entry| &entry.row)
    }

    /// The last position; nothing while there is none.
    pub(crate) fn newest(&self) -> Option<u64> {
        self.entries.iter().rev().find_map(|entry| entry.row.seq())
    }

    /// Makes the page show these rows. Between what is the same before and after stands what changes.
    pub(crate) fn write(&mut self, wanted: Vec<Row>) {
        let is_same = |(entry, row): &(&Entry, &Row)| entry.row.key == row.key;
        let before = self.entries.iter().zip(&wanted).take_while(is_same).count();
        let rest = self.entries.len().min(wanted.len()) - before;
        let pairs = self.entries.iter().rev().zip(wanted.iter().rev()).take(rest);
        let after = pairs.take_while(is_same).count();
        let middle = before..self.entries.len() - after;
        let n_wanted = wanted.len();
        let tail = self.entries.split_off(middle.end);
        let mut changed: Vec<Option<Entry>> = self.entries.drain(middle).map(Some).collect();
        let mut kept = self.entries.drain(..).collect::<Vec<_>>().into_iter().chain(tail);
        let mut touched = Vec::new();
        let mut entries = Vec::with_capacity(n_wanted);
        let mut numbers = Numbers::of(&wanted);
        for (index, row) in wanted.into_iter().enumerate() {
            let is_kept = index < before || index >= n_wanted - after;
            let found = if is_kept { kept.next() } else { take(&mut changed, &row.key) };
            let part = numbers.next(&row);
            let was = found.as_ref().map(|entry| entry.part);
            let differs = found.as_ref().is_none_or(|entry| entry.row != row);
            if differs || was != Some(part) {
                touched.extend(was);
                touched.push(part);
            }
            entries.push(self.entry(found, row, part));
        }
        for entry in changed.into_iter().flatten() {
            entry.node.remove();
            touched.push(entry.part);
        }
        self.entries = entries;
        touched.dedup();
        self.place(&touched);
    }

    fn entry(&self, found: Option<Entry>, row: Row, part: u64) -> Entry {
        let node = match found {
            Some(Entry { row: shown, node, .. }) => {
                if shown != row {
                    draw::change(&node, &shown, &row, &self.words);
                }
                node
            }
            None => draw::draw(&row, &self.words),
        };
        Entry { row, node, part }
    }

    /// Puts the rows of these parts into their places, and the parts too.
    fn place(&mut self, touched: &[u64]) {
        for &number in touched {
            let first = self.entries.partition_point(|entry| entry.part < number);
            let rows = self.entries.iter().skip(first).take_while(|entry| entry.part == number);
            let place = self.parts.partition_point(|part| part.number < number);
            let is_there = self.parts.get(place).is_some_and(|part| part.number == number);
            if !is_there {
                let node = Node::make("div", &[("class", "part")]);
                self.list.place(&node, place);
                self.parts.insert(place, Part { number, node, is_measured: false });
            }
            let Some(part) = self.parts.get_mut(place) else { continue };
            page::wake(part.node.as_ref());
            part.is_measured = false;
            let mut n_rows = 0;
            for entry in rows {
                part.node.place(&entry.node, n_rows);
                n_rows += 1;
            }
            if n_rows == 0 {
                self.parts.remove(place).node.remove();
            }
        }
    }

    /// Lets every part rest whose height is known now. In another width all have another one.
    pub(crate) fn settle(&mut self) {
        let width = self.list.measure("offsetWidth");
        if std::mem::replace(&mut self.width, width) != width {
            for part in &mut self.parts {
                page::wake(part.node.as_ref());
                part.is_measured = false;
            }
        }
        let heights: Vec<i32> = self
            .parts
            .iter()
            .map(|part| if part.is_measured { 0 } else { part.node.measure("offsetHeight") })
            .collect();
        for (part, height) in self.parts.iter_mut().zip(heights) {
            if !part.is_measured {
                page::rest(part.node.as_ref(), height);
                part.is_measured = true;
            }
        }
    }

    /// The row at this height, and where it ends: what stands above it may change, as its own head may.
    pub(crate) fn hold(&self, top: i32) -> Option<(Node, i32)> {
        let part = self.part_at(top)?;
        let rows = self.rows_of(part.number);
        let offset = part.node.measure("offsetTop");
        let rows = rows.iter().filter(|entry| matches!(entry.row.shape, Shape::Text(_)));
        let mut ends = rows.map(|row| (row.node.clone(), offset + end(&row.node)));
        ends.find(|(_, end)| *end > top)
    }

    /// Where a row ends; nothing where it is not here any more.
    pub(crate) fn end(&self, node: &Node) -> Option<i32> {
        let entry = self.entries.iter().find(|entry| entry.node == *node)?;
        let part = self.parts.iter().find(|part| part.number == entry.part)?;
        Some(part.node.measure("offsetTop") + end(node))
    }

    /// The row of a position, which stands out from now on.
    pub(crate) fn find(&mut self, seq: u64) -> Option<Node> {
        let entry = self.entries.iter().find(|entry| entry.row.seq() == Some(seq))?;
        if let Some(before) = self.found.replace(entry.node.clone()) {
            before.set("data-found", "false");
        }
        entry.node.set("data-found", "true");
        self.found.clone()
    }

    /// The last position that is before the eyes at this height; 0 for none.
    pub(crate) fn seen(&self, top: i32, height: i32) -> u64 {
        let bottom = top + height;
        let Some(part) = self.part_at(bottom) else { return 0 };
        let offset = part.node.measure("offsetTop");
        let rows = self.rows_of(part.number).iter().rev().filter(|entry| entry.row.seq().is_some());
        let mut rows = rows.filter(|entry| {
            // Of one that is taller than the window its beginning has to do.
            let middle = entry.node.measure("offsetHeight").min(height) / 2;
            offset + entry.node.measure("offsetTop") + middle <= bottom
        });
        let found = rows.next().and_then(|entry| entry.row.seq());
        let before = || {
            let first = self.entries.partition_point(|entry| entry.part < part.number);
            self.entries.iter().take(first).rev().find_map(|entry| entry.row.seq())
        };
        found.or_else(before).unwrap_or(0)
    }

    pub(crate) fn mark(&mut self, words: &str) {
        if self.words == words {
            return;
        }
        words.clone_into(&mut self.words);
        for entry in &self.entries {
            if let Shape::Text(bubble) = &entry.row.shape {
                draw::write(&entry.node, &bubble.content, words);
            }
        }
    }

    fn part_at(&self, height: i32) -> Option<&Part> {
        let above = self.parts.partition_point(|part| part.node.measure("offsetTop") < height);
        self.parts.get(above.saturating_sub(1))
    }

    fn rows_of(&self, number: u64) -> &[Entry] {
        let from = self.entries.partition_point(|entry| entry.part < number);
        let to = self.entries.partition_point(|entry| entry.part <= number);
        self.entries.get(from..to).unwrap_or_default()
    }
}

fn end(row: &Node) -> i32 {
    row.measure("offsetTop") + row.measure("offsetHeight")
}

fn take(entries: &mut [Option<Entry>], key: &str) -> Option<Entry> {
    let is_it =
        |entry: &&mut Option<Entry>| entry.as_ref().is_some_and(|entry| entry.row.key == key);
    entries.iter_mut().find(is_it)?.take()
}

/// Which part each row stands in: positions say it, and what has none goes with what stands before it,
/// but a day with what comes after.
struct Numbers {
    /// Of every row that has a position, last first.
    ahead: Vec<u64>,
    current: u64,
}

impl Numbers {
    fn of(rows: &[Row]) -> Self {
        let ahead: Vec<u64> =
            rows.iter().rev().filter_map(Row::seq).map(|seq| seq / PART).collect();
        let current = ahead.last().copied().unwrap_or_default();
        Self { ahead, current }
    }

    fn next(&mut self, row: &Row) -> u64 {
        let ahead = match (&row.shape, row.seq()) {
            (_, Some(_)) => self.ahead.pop(),
            (Shape::Day(_), None) => self.ahead.last().copied(),
            (Shape::Text(_), None) => None,
        };
        self.current = ahead.map_or(self.current, |ahead| ahead.max(self.current));
        self.current
    }
}
