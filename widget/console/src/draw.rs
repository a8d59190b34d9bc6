//! What makes elements of views, and keeps them true: the other half of `view!`.
//!
//! An element is made at once, whole. What of it changes follows what it reads, until whatever drew it is drawn anew
//! or taken away: each part is the owner of what was made in it.

mod element;
mod list;
mod part;
mod value;

use any_spawner::{Executor, ExecutorError};
pub(crate) use chatdesk_widget_markup::view;
pub(crate) use element::{Reference, element};
pub(crate) use list::list;
pub(crate) use part::part;
use reactive_graph::owner::Owner;
pub(crate) use value::{Live, Worth, live};
use web_sys::{HtmlElement, Node};

use crate::page::document;

/// What is drawn: one node, or a fragment of several that stand beside each other.
#[derive(Clone, Debug)]
pub(crate) struct Drawn(Node);

/// What can stand between two tags.
pub(crate) trait Draw {
    /// Adds it as the last that stands in a node.
    fn draw_into(self, parent: &Node);

    /// It by itself.
    fn drawn(self) -> Drawn
    where
        Self: Sized,
    {
        let several = several();
        self.draw_into(&several.0);
        Drawn(several.0)
    }
}

impl Draw for Drawn {
    fn draw_into(self, parent: &Node) {
        append(parent, &self.0);
    }

    fn drawn(self) -> Drawn {
        self
    }
}

impl Draw for &str {
    fn draw_into(self, parent: &Node) {
        append(parent, &document().create_text_node(self));
    }
}

impl Draw for String {
    fn draw_into(self, parent: &Node) {
        self.as_str().draw_into(parent);
    }
}

impl Draw for () {
    fn draw_into(self, _: &Node) {}
}

impl<T: Draw> Draw for Option<T> {
    fn draw_into(self, parent: &Node) {
        if let Some(something) = self {
            something.draw_into(parent);
        }
    }
}

impl<T: Draw> Draw for Vec<T> {
    fn draw_into(self, parent: &Node) {
        self.into_iter().for_each(|each| each.draw_into(parent));
    }
}

/// Things one behind the other, as they come.
#[derive(Debug)]
pub(crate) struct Each<I>(pub(crate) I);

impl<I: Iterator<Item: Draw>> Draw for Each<I> {
    fn draw_into(self, parent: &Node) {
        self.0.for_each(|each| each.draw_into(parent));
    }
}

impl<T: Draw, const N: usize> Draw for [T; N] {
    fn draw_into(self, parent: &Node) {
        self.into_iter().for_each(|each| each.draw_into(parent));
    }
}

/// Several things beside each other.
#[derive(Debug)]
pub(crate) struct Several(Node);

pub(crate) fn several() -> Several {
    Several(document().create_document_fragment().into())
}

impl Several {
    pub(crate) fn child(self, child: impl Draw) -> Self {
        child.draw_into(&self.0);
        self
    }

    /// Adds what never changes, as these lines say it.
    pub(crate) fn fixed(self, lines: &'static str) -> Self {
        element::read(&self.0, lines);
        self
    }

    pub(crate) fn drawn(self) -> Drawn {
        Drawn(self.0)
    }
}

/// A view at work in its place.
#[derive(Debug)]
pub(crate) struct Mounted {
    owner: Owner,
    place: HtmlElement,
}

/// Draws a view into a place.
pub(crate) fn mount(place: HtmlElement, draw: impl FnOnce() -> Drawn) -> Mounted {
    match Executor::init_wasm_bindgen() {
        // An earlier console of this page began the work of effects already.
        Ok(()) | Err(ExecutorError::AlreadySet) => {}
    }
    let owner = Owner::new();
    owner.with(draw).draw_into(&place);
    Mounted { owner, place }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.place.set_text_content(None);
    }
}

/// Adds a node as the last child of another one.
fn append(parent: &Node, child: &Node) {
    // Refused is only what would stand in itself.
    drop(parent.append_child(child));
}
