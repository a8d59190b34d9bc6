//! Functions of ours that the page calls.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// One that is called again and again.
pub(crate) fn many(work: impl FnMut(JsValue) + 'static) -> JsValue {
    Closure::<dyn FnMut(JsValue)>::new(work).into_js_value()
}

/// One that is called once.
pub(crate) fn once(work: impl FnOnce(JsValue) + 'static) -> JsValue {
    let mut work = Some(work);
    many(move |value| {
        if let Some(work) = work.take() {
            work(value);
        }
    })
}

/// One that is told of an answer, once.
pub(crate) fn answer(work: impl FnOnce(u32, u32, String) + 'static) -> JsValue {
    let mut work = Some(work);
    let call = move |status, retry_after, text| {
        if let Some(work) = work.take() {
            work(status, retry_after, text);
        }
    };
    Closure::<dyn FnMut(u32, u32, String)>::new(call).into_js_value()
}

/// One that is told of an event, again and again.
pub(crate) fn event(work: impl FnMut(u32, String, Option<String>, String) + 'static) -> JsValue {
    Closure::<dyn FnMut(u32, String, Option<String>, String)>::new(work).into_js_value()
}

/// One that is told how things stand, again and again.
pub(crate) fn state(work: impl FnMut(u32, u32, u32, String) + 'static) -> JsValue {
    Closure::<dyn FnMut(u32, u32, u32, String)>::new(work).into_js_value()
}
