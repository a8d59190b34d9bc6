use chatdesk_widget_engine::Table;
use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::Node;

use super::part::{Span, keep, mark};
use super::{Drawn, append};

/// One item as it was drawn: all from one node to another one.
struct Row {
    owner: Owner,
    first: Node,
    last: Node,
}

/// Draws each item once, by its key, and moves what was drawn when the order changes.
pub(crate) fn list<I: IntoIterator>(
    each: impl Fn() -> I + 'static,
    key: impl Fn(&I::Item) -> String + 'static,
    draw: impl Fn(I::Item) -> Drawn + 'static,
) -> Drawn {
    of_items(Box::new(move |show| {
        for item in each() {
            let key = key(&item);
            let mut item = Some(item);
            show(key, &mut || item.take().map(&draw));
        }
    }))
}

/// Names each item by its key, with what draws it.
type Items = Box<dyn FnMut(&mut dyn FnMut(String, &mut dyn FnMut() -> Option<Drawn>))>;

/// The same for items of all kinds.
fn of_items(mut items: Items) -> Drawn {
    let span = Span::new();
    let drawn = span.drawn();
    // Rows outlive the moment in which they are drawn, so they belong to what the list stands in.
    let owner = Owner::current().unwrap_or_default();
    let mut rows: Table<String, Row> = Table::default();
    keep(Box::new(move || {
        let mut before = std::mem::take(&mut rows);
        let mut order = Vec::new();
        items(&mut |key, draw| {
            let made = || {
                untrack(|| {
                    let owner = owner.child();
                    let drawn = owner.with(draw)?;
                    Some(Row::of(owner, drawn))
                })
            };
            if let Some(row) = before.remove(&key).or_else(made) {
                order.push(key.clone());
                rows.insert(key, row);
            }
        });
        for (_, gone) in before {
            gone.remove();
        }
        place(&span, order.iter().filter_map(|key| rows.get(key)).collect());
    }));
    drawn
}

impl Row {
    fn of(owner: Owner, Drawn(node): Drawn) -> Self {
        if node.node_type() != Node::DOCUMENT_FRAGMENT_NODE {
            return Self { owner, first: node.clone(), last: node };
        }
        // Its parts come and go, so two marks say where it begins and ends.
        let (first, last): (Node, Node) = (mark().into(), mark().into());
        drop(node.insert_before(&first, node.first_child().as_ref()));
        append(&node, &last);
        Self { owner, first, last }
    }

    fn nodes(&self) -> Vec<Node> {
        let next =
            |node: &Node| node.next_sibling().filter(|_| !node.is_same_node(Some(&self.last)));
        std::iter::successors(Some(self.first.clone()), next).collect()
    }

    fn remove(self) {
        self.owner.cleanup();
        for node in self.nodes() {
            if let Some(parent) = node.parent_node() {
                // Refused is what stands elsewhere, and this stands there.
                drop(parent.remove_child(&node));
            }
        }
    }
}

/// Puts the rows in this order, and touches none that stands right.
fn place(span: &Span, rows: Vec<&Row>) {
    let Some(parent) = span.to.parent_node() else { return };
    let mut at = span.first();
    for node in rows.into_iter().flat_map(Row::nodes) {
        if at.is_same_node(Some(&node)) {
            at = node.next_sibling().unwrap_or_else(|| span.to.clone().into());
        } else {
            // Refused is what would stand in itself.
            drop(parent.insert_before(&node, Some(&at)));
        }
    }
}
