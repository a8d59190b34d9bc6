//! The bindings of `page.js`. They stand in for `web-sys` and `js-sys`, whose tables of everything
//! that a browser can do weigh more than the whole window.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    pub(crate) fn create(name: &str) -> JsValue;
    pub(crate) fn draw(line: &str) -> JsValue;
    pub(crate) fn attribute(element: &JsValue, name: &str, value: &str);
    pub(crate) fn text(element: &JsValue, value: &str);
    pub(crate) fn value(field: &JsValue) -> String;
    pub(crate) fn fill(field: &JsValue, value: &str);
    pub(crate) fn hide(element: &JsValue, hidden: bool);
    pub(crate) fn hidden(element: &JsValue) -> bool;
    pub(crate) fn append(parent: &JsValue, child: &JsValue);
    pub(crate) fn focus(element: &JsValue);
    pub(crate) fn active(root: &JsValue) -> JsValue;
    pub(crate) fn measure(element: &JsValue, name: &str) -> i32;
    pub(crate) fn listen(target: &JsValue, name: &str, heard: JsValue);
    pub(crate) fn deafen();
    pub(crate) fn key(event: &JsValue) -> String;
    pub(crate) fn stop(event: &JsValue);
    pub(crate) fn target(event: &JsValue, name: &str) -> String;
    pub(crate) fn persisted(event: &JsValue) -> bool;
    pub(crate) fn visible() -> bool;
    pub(crate) fn coarse() -> bool;
    pub(crate) fn now() -> f64;
    pub(crate) fn random() -> u32;
    pub(crate) fn letters() -> String;
    pub(crate) fn soon(work: JsValue);
    pub(crate) fn later(work: &JsValue, wait: i32) -> i32;
    pub(crate) fn cancel(timer: i32);
    pub(crate) fn load(key: &str) -> Option<String>;
    pub(crate) fn save(key: &str, text: Option<&str>);
    pub(crate) fn ask(
        method: &str,
        url: &str,
        token: Option<&str>,
        body: Option<&str>,
        done: JsValue,
    );
    pub(crate) fn locked(name: &str, work: JsValue);
    pub(crate) fn call(what: &JsValue);
    pub(crate) fn find(finder: &JsValue, found: JsValue);
    pub(crate) fn subject(token: &str) -> String;
    pub(crate) fn option(options: &JsValue, name: &str) -> JsValue;
    pub(crate) fn word(options: &JsValue, name: &str) -> String;
    pub(crate) fn emit(options: &JsValue, name: &str, json: &str);
    pub(crate) fn instant(text: &str) -> f64;
}

#[wasm_bindgen(module = "/src/log.js")]
extern "C" {
    pub(crate) fn log(scroller: &JsValue, list: &JsValue, pill: &JsValue) -> JsValue;
    pub(crate) fn prepare(log: &JsValue);
    pub(crate) fn show(log: &JsValue, before: u32, after: u32, json: &str);
    pub(crate) fn act(log: &JsValue, what: &str, value: JsValue) -> u32;
    pub(crate) fn midnight(at: f64) -> f64;
}

#[wasm_bindgen(module = "/src/line.js")]
extern "C" {
    #[expect(clippy::too_many_arguments, reason = "a call over the border carries plain values")]
    pub(crate) fn stream(
        name: &str,
        number: u32,
        transport: u32,
        api: &str,
        after: Option<&str>,
        token: Option<&str>,
        event: &JsValue,
        told: &JsValue,
    );
    pub(crate) fn close();
}
