use wasm_bindgen::JsValue;

use crate::page;

/// An element of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Node(JsValue);

impl Node {
    /// An element with its attributes.
    #[must_use]
    pub fn make(name: &str, attributes: &[(&str, &str)]) -> Self {
        let node = Self(page::create(name));
        for &(attribute, value) in attributes {
            node.set(attribute, value);
        }
        node
    }

    /// A line drawing of 24 by 24.
    #[must_use]
    pub fn drawing(line: &str) -> Self {
        Self(page::draw(line))
    }

    /// With a text in it.
    #[must_use]
    pub fn with_text(self, text: &str) -> Self {
        self.set_text(text);
        self
    }

    /// With children in it.
    #[must_use]
    pub fn with(self, children: &[&Self]) -> Self {
        for child in children {
            self.add(child);
        }
        self
    }

    /// Sets an attribute where it has another value.
    pub fn set(&self, attribute: &str, value: &str) {
        page::attribute(&self.0, attribute, value);
    }

    /// Sets the text where it is another.
    pub fn set_text(&self, text: &str) {
        page::text(&self.0, text);
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self) -> String {
        page::value(&self.0)
    }

    /// Writes into a field where something else stands.
    pub fn set_value(&self, value: &str) {
        page::fill(&self.0, value);
    }

    /// Hides or shows it.
    pub fn set_hidden(&self, hidden: bool) {
        page::hide(&self.0, hidden);
    }

    /// Whether it is hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        page::hidden(&self.0)
    }

    /// Adds a child at the end.
    pub fn add(&self, child: &Self) {
        page::append(&self.0, &child.0);
    }

    /// Gives it the focus.
    pub fn focus(&self) {
        page::focus(&self.0);
    }

    /// Whether it, or what stands in it, has the focus of its root.
    #[must_use]
    pub fn active(&self) -> Option<Self> {
        Some(page::active(&self.0)).filter(|active| !active.is_undefined()).map(Self)
    }

    /// Calls `heard` at every such event, until [`stop_listening`].
    pub fn listen(&self, event: &str, heard: impl FnMut(JsValue) + 'static) {
        listen(&self.0, event, heard);
    }

    pub(crate) fn measure(&self, name: &str) -> i32 {
        page::measure(&self.0, name)
    }
}

impl From<JsValue> for Node {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

impl AsRef<JsValue> for Node {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

/// Calls `heard` at every such event of a target, until [`stop_listening`].
pub fn listen(target: &impl AsRef<JsValue>, event: &str, heard: impl FnMut(JsValue) + 'static) {
    page::listen(target.as_ref(), event, crate::calls::many(heard));
}

/// Calls `heard` at every such event that reaches the page as a whole.
pub fn listen_to_page(event: &str, heard: impl FnMut(JsValue) + 'static) {
    page::listen(&JsValue::UNDEFINED, event, crate::calls::many(heard));
}

/// Ends everything that [`listen`] and [`listen_to_page`] began.
pub fn stop_listening() {
    page::deafen();
}

/// Whether somebody can see the page.
#[must_use]
pub fn is_visible() -> bool {
    page::visible()
}

/// Whether fingers are what the page is used with.
#[must_use]
pub fn is_touched() -> bool {
    page::coarse()
}

/// The key of a key press, `Shift+` before it where that is held; empty while a word is composed.
#[must_use]
pub fn key(event: &JsValue) -> String {
    page::key(event)
}

/// Keeps an event from doing anything else.
pub fn stop(event: &JsValue) {
    page::stop(event);
}

/// Does something once what is going on is done.
pub fn soon(work: impl FnOnce() + 'static) {
    page::soon(crate::calls::once(move |_| work()));
}
