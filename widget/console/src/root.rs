//! The part of the page that the console is drawn in; nothing outside of it is its own.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, Node, ShadowRoot};

use crate::page::{document, window};

/// The element that everything stands in.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    element: HtmlElement,
    /// Whether the page is nothing but the console: then the address and the title are its own, too.
    pub(crate) is_alone: bool,
}

impl Root {
    pub(crate) const fn new(element: HtmlElement, is_alone: bool) -> Self {
        Self { element, is_alone }
    }

    /// The one `<div class="console">`.
    pub(crate) const fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// Gives the element of this id the focus.
    pub(crate) fn focus(&self, id: &str) {
        if let Some(element) = self.find(id) {
            // Refused is one that is not shown any more.
            drop(element.focus());
        }
    }

    /// The element of this id.
    pub(crate) fn find(&self, id: &str) -> Option<HtmlElement> {
        let found = self.element.query_selector(&format!("[id=\"{id}\"]")).ok()??;
        found.dyn_into().ok()
    }

    /// What has the focus, as long as it is in here.
    pub(crate) fn active(&self) -> Option<Element> {
        let active = match self.element.get_root_node().dyn_into::<ShadowRoot>() {
            Ok(shadow) => shadow.active_element(),
            Err(_) => document().active_element(),
        };
        active.filter(|active| self.element.contains(Some(active)))
    }

    /// What an event happened to: outside of a shadow tree its target is the tree's host.
    pub(crate) fn target(&self, event: &Event) -> Option<Element> {
        let target: Element = event.composed_path().get(0).dyn_into().ok()?;
        let is_ours = self.element.contains(Some(target.unchecked_ref::<Node>()));
        let is_nobodys = self.is_alone && target.tag_name().eq_ignore_ascii_case("body");
        (is_ours || is_nobodys).then_some(target)
    }

    /// Says something about the whole, for the style sheet and for readers.
    pub(crate) fn set(&self, attribute: &str, value: &str) {
        // Refused is a name that is none.
        drop(self.element.set_attribute(attribute, value));
    }

    /// Whether the browser's own colours are dark.
    pub(crate) fn is_dark_around() -> bool {
        let dark = window().match_media("(prefers-color-scheme: dark)");
        dark.ok().flatten().is_some_and(|dark| dark.matches())
    }
}
