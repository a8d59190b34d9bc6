use chatdesk_widget_engine::Snapshot;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// What is written down in this browser, under one key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// A token that belongs to this browser, where it has one.
    pub token: Option<String>,
    /// Whose token it is.
    pub holder: Option<String>,
    /// The texts that the server does not have yet.
    pub texts: Snapshot,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("holder", &self.holder).finish_non_exhaustive()
    }
}

impl Record {
    /// What stands under this key; nothing where storage is empty, closed or unreadable.
    #[must_use]
    pub fn read(key: &str) -> Self {
        let text = storage().and_then(|storage| storage.get_item(key).ok().flatten());
        let value = text.and_then(|text| js_sys::JSON::parse(&text).ok());
        value.and_then(|value| serde_wasm_bindgen::from_value(value).ok()).unwrap_or_default()
    }

    /// Writes it down. Where storage is closed the page goes on without.
    pub fn write(&self, key: &str) {
        let Some(storage) = storage() else { return };
        if *self == Self::default() {
            drop(storage.remove_item(key));
        } else if let Some(text) = to_json(self) {
            drop(storage.set_item(key, &text));
        }
    }
}

/// JSON text by way of the browser's own writer, which costs no bytes here.
pub(crate) fn to_json(value: &impl Serialize) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    let text: JsValue = js_sys::JSON::stringify(&value).ok()?.into();
    text.as_string()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
