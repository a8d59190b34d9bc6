use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, ShadowRoot};

/// What the loader passes on.
#[derive(Debug)]
pub(crate) struct Options {
    /// Where the HTTP interface is.
    pub(crate) api: String,
    /// The one key in `localStorage`.
    pub(crate) key: String,
    pub(crate) title: String,
    /// The language for dates; the browser's own when empty.
    pub(crate) lang: String,
    /// The page that the visitor is on, without query and fragment: those may be secret.
    pub(crate) page: String,
    pub(crate) root: ShadowRoot,
    pub(crate) button: HtmlElement,
    /// `(name, detail)`: tells the loader and the page's own listeners.
    pub(crate) emit: Function,
    /// `(name, work)`: does the work of all tabs one after another.
    pub(crate) lock: Function,
    /// Finds a logged-in user's token.
    pub(crate) tokens: Option<Function>,
}

impl Options {
    pub(crate) fn read(options: &JsValue) -> Result<Self, JsValue> {
        let field = |name: &str| Reflect::get(options, &name.into());
        let text = |name: &str| field(name).map(|value| value.as_string().unwrap_or_default());
        Ok(Self {
            api: text("api")?,
            key: text("key")?,
            title: text("title")?,
            lang: text("lang")?,
            page: text("page")?,
            root: field("root")?.dyn_into()?,
            button: field("button")?.dyn_into()?,
            emit: field("emit")?.dyn_into()?,
            lock: field("lock")?.dyn_into()?,
            tokens: field("tokens")?.dyn_into().ok(),
        })
    }
}
