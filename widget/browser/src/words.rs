//! What is said to people; the table of texts lives on the page's side, one file for each language.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Node;

#[wasm_bindgen(module = "/src/words.js")]
extern "C" {
    #[wasm_bindgen(js_name = say)]
    fn text(key: &str) -> String;
    fn slots() -> JsValue;
    fn slot(values: &JsValue, name: &str, value: &str);
    #[wasm_bindgen(js_name = sayWith)]
    fn text_with(key: &str, values: &JsValue) -> String;
    #[wasm_bindgen(js_name = sayCount)]
    fn text_of_count(key: &str, n: f64) -> String;
    #[wasm_bindgen(js_name = number)]
    fn numeral(n: f64) -> String;
    #[wasm_bindgen(js_name = language)]
    fn tag() -> String;
    fn direction() -> String;
    pub(crate) fn date(which: u32, at: f64) -> String;
}

/// The text of a key, in the language of whoever reads it.
///
/// Keys are named as `widget/lang/en.json` has them, whole and in quotes: the tests look for them.
#[must_use]
pub fn say(key: &str) -> String {
    text(key)
}

/// As [`say`], with values in the places of their `{names}`.
#[must_use]
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let slots = slots();
    for &(name, value) in values {
        slot(&slots, name, value);
    }
    text_with(key, &slots)
}

/// As [`say`], in the form that the language has for so many, which stand at `{n}`.
#[must_use]
pub fn say_count(key: &str, n: u64) -> String {
    text_of_count(key, float(n))
}

/// A number as the language writes it.
#[must_use]
pub fn number(n: u64) -> String {
    numeral(float(n))
}

/// The language of the texts, such as `en-GB`.
#[must_use]
pub fn language() -> String {
    tag()
}

impl Node {
    /// Says which language its texts are in, and which way they run.
    pub fn set_language(&self) {
        self.set("lang", &tag());
        self.set("dir", &direction());
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody is shown more than nine quadrillions")]
const fn float(n: u64) -> f64 {
    n as f64
}
