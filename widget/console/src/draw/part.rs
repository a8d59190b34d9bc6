use reactive_graph::effect::RenderEffect;
use reactive_graph::owner::{LocalStorage, StoredValue};
use wasm_bindgen::JsCast as _;
use web_sys::{Comment, HtmlElement, Node, ShadowRoot};

use super::{Draw, Drawn, append};
use crate::page::document;

/// Draws a part of a view, and draws it anew whenever something that it reads changes.
pub(crate) fn part<T: Draw>(mut draw: impl FnMut() -> T + 'static) -> Drawn {
    let span = Span::new();
    let drawn = span.drawn();
    keep(Box::new(move || span.show(draw().drawn())));
    drawn
}

/// Does it at once, and again whenever something that it reads changes, as long as what it stands in is there.
pub(super) fn keep(mut what: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| what());
    StoredValue::<_, LocalStorage>::new_local(effect);
}

/// All that stands between two marks.
#[derive(Clone, Debug)]
pub(super) struct Span {
    from: Comment,
    pub(super) to: Comment,
}

impl Span {
    pub(super) fn new() -> Self {
        Self { from: mark(), to: mark() }
    }

    /// The two marks, to stand somewhere.
    pub(super) fn drawn(&self) -> Drawn {
        let both: Node = document().create_document_fragment().into();
        append(&both, &self.from);
        append(&both, &self.to);
        Drawn(both)
    }

    /// Puts this in place of what stands there.
    fn show(&self, Drawn(new): Drawn) {
        let Some(parent) = self.to.parent_node() else { return };
        if let Some(text) = self.only_text()
            && let Some(new) = only_text(&new)
        {
            // What is said is said again by a screen reader where it is another text node.
            if text.data() != new.data() {
                text.set_data(&new.data());
            }
            return;
        }
        let focus = Focus::within(self);
        while let Some(node) =
            self.from.next_sibling().filter(|node| !node.is_same_node(Some(&self.to)))
        {
            // Refused is what stands elsewhere, and this stands there.
            drop(parent.remove_child(&node));
        }
        drop(parent.insert_before(&new, Some(&self.to)));
        if let Some(focus) = focus {
            focus.back(self);
        }
    }

    /// What stands first there, or else the mark of its end.
    pub(super) fn first(&self) -> Node {
        self.from.next_sibling().unwrap_or_else(|| self.to.clone().into())
    }

    /// The text, where nothing else stands there.
    fn only_text(&self) -> Option<web_sys::Text> {
        let text = self.from.next_sibling()?.dyn_into::<web_sys::Text>().ok()?;
        text.next_sibling()?.is_same_node(Some(&self.to)).then_some(text)
    }

    fn nodes(&self) -> Vec<Node> {
        let next =
            |node: &Node| node.next_sibling().filter(|node| !node.is_same_node(Some(&self.to)));
        std::iter::successors(next(&self.from), next).collect()
    }
}

/// What nobody sees or hears, and where something begins or ends.
pub(super) fn mark() -> Comment {
    document().create_comment("")
}

fn only_text(new: &Node) -> Option<web_sys::Text> {
    if new.child_nodes().length() == 1 { new.first_child()?.dyn_into().ok() } else { None }
}

/// Where in a part the focus is: what stands at the same place afterwards is given it.
struct Focus {
    path: Vec<u32>,
    name: String,
}

impl Focus {
    fn within(span: &Span) -> Option<Self> {
        let root = span.to.get_root_node().dyn_into::<ShadowRoot>().ok()?;
        let focused = root.active_element()?;
        let top = span.nodes().into_iter().position(|node| node.contains(Some(&focused)))?;
        let parent = span.to.parent_node()?;
        let mut path = Vec::new();
        let mut node: Node = focused.clone().into();
        while let Some(above) =
            node.parent_node().filter(|above| !above.is_same_node(Some(&parent)))
        {
            path.push(place_of(&node));
            node = above;
        }
        path.push(u32::try_from(top).ok()?);
        Some(Self { path, name: focused.tag_name() })
    }

    fn back(mut self, span: &Span) {
        let Some(top) = self.path.pop() else { return };
        let mut node = span.nodes().into_iter().nth(top as usize);
        while let Some(place) = self.path.pop() {
            node = node.and_then(|node| node.child_nodes().get(place));
        }
        if let Some(element) = node.and_then(|node| node.dyn_into::<HtmlElement>().ok())
            && element.tag_name() == self.name
        {
            // Refused is what cannot have it any more.
            drop(element.focus());
        }
    }
}

fn place_of(node: &Node) -> u32 {
    std::iter::successors(node.previous_sibling(), Node::previous_sibling)
        .fold(0, |place, _| place + 1)
}
