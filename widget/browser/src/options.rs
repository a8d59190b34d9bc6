use wasm_bindgen::JsValue;

use crate::{calls, page};

/// What a page passes on when it starts the widget.
#[derive(Clone, Debug)]
pub struct Options(JsValue);

impl Options {
    /// Of an object of the page's.
    #[must_use]
    pub const fn new(options: JsValue) -> Self {
        Self(options)
    }

    /// A text; empty where there is none.
    #[must_use]
    pub fn word(&self, name: &str) -> String {
        page::word(&self.0, name)
    }

    /// Anything else; nothing where it is not there.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<JsValue> {
        Some(page::option(&self.0, name)).filter(|value| value.is_truthy())
    }

    /// Tells the page of something, with a detail that is JSON.
    pub fn emit(&self, name: &str, json: &str) {
        page::emit(&self.0, name, json);
    }
}

/// Asks a function of the page for a token. Told: a token, an empty text where nobody is logged in,
/// nothing where nobody could say.
pub fn find_token(finder: &JsValue, found: impl FnOnce(Option<String>) + 'static) {
    page::find(finder, calls::once(move |token| found(token.as_string())));
}

/// Does a piece of work of which all tabs of this browser do one after another.
///
/// The work is given what it calls at its end.
pub fn in_turn(name: &str, work: impl FnOnce(Box<dyn FnOnce()>) + 'static) {
    page::locked(name, calls::once(move |release| work(Box::new(move || page::call(&release)))));
}

/// What of a host's token stays the same for one person; empty where it says nothing.
#[must_use]
pub fn subject(token: &str) -> String {
    page::subject(token)
}
