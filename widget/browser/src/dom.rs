use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement};

/// The page's document; a widget without one does not run.
#[must_use]
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Makes elements of one document.
#[derive(Clone, Debug)]
pub struct Maker {
    document: Document,
}

impl Maker {
    /// Of the page's document, in most cases.
    #[must_use]
    pub const fn new(document: Document) -> Self {
        Self { document }
    }

    /// An element with its attributes; names are constants of ours, so none is refused.
    #[must_use]
    pub fn make(&self, name: &str, attributes: &[(&str, &str)]) -> HtmlElement {
        let element: HtmlElement = match self.document.create_element(name) {
            Ok(element) => element.unchecked_into(),
            Err(never) => never.unchecked_into(),
        };
        for &(attribute, value) in attributes {
            set(&element, attribute, value);
        }
        element
    }

    /// As [`Self::make`], with a text in it.
    #[must_use]
    pub fn text(&self, name: &str, attributes: &[(&str, &str)], text: &str) -> HtmlElement {
        let element = self.make(name, attributes);
        element.set_text_content(Some(text));
        element
    }

    /// A line drawing of 24 by 24.
    #[must_use]
    pub fn drawing(&self, line: &str) -> Element {
        let make = |name: &str| match self
            .document
            .create_element_ns(Some("http://www.w3.org/2000/svg"), name)
        {
            Ok(element) => element,
            Err(never) => never.unchecked_into(),
        };
        let drawing = make("svg");
        set(&drawing, "viewBox", "0 0 24 24");
        set(&drawing, "aria-hidden", "true");
        let path = make("path");
        set(&path, "d", line);
        add(&drawing, &path);
        drawing
    }
}

/// Sets an attribute where it has another value.
pub fn set(element: &Element, attribute: &str, value: &str) {
    if element.get_attribute(attribute).as_deref() != Some(value) {
        // Refused are names that are no names; ours are.
        drop(element.set_attribute(attribute, value));
    }
}

/// Sets the text where it is another.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Adds a child at the end.
pub fn add(parent: &Element, child: &Element) {
    // Refused is a parent below its own child.
    drop(parent.append_child(child));
}

/// Adds children at the end.
pub fn add_all(parent: &Element, children: &[&Element]) {
    for child in children {
        add(parent, child);
    }
}
