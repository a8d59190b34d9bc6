//! The page that the console is in.

use std::time::Duration;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Event, HtmlInputElement, Window};

#[expect(clippy::expect_used, reason = "the console is loaded by a page")]
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

#[expect(clippy::expect_used, reason = "the console is loaded by a page")]
pub(crate) fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Does something after a while.
pub(crate) fn after(what: impl FnOnce() + 'static, wait: Duration) {
    begin_after(Box::new(what), wait);
}

// One code for all of them.
fn begin_after(what: Box<dyn FnOnce()>, wait: Duration) {
    let wait = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
    let what = Closure::once_into_js(what);
    // Refused are only options, and there are none.
    drop(
        window().set_timeout_with_callback_and_timeout_and_arguments_0(what.unchecked_ref(), wait),
    );
}

/// Does something again and again, until what it returns is called.
pub(crate) fn every(what: impl FnMut() + 'static, pause: Duration) -> impl FnOnce() + Send + Sync {
    let pause = i32::try_from(pause.as_millis()).unwrap_or(i32::MAX);
    let what = Closure::<dyn FnMut()>::new(what).into_js_value();
    let set = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(what.unchecked_ref(), pause)
        .ok();
    move || {
        if let Some(handle) = set {
            window().clear_interval_with_handle(handle);
        }
    }
}

/// Does something right before the page is painted.
pub(crate) fn before_paint(what: impl FnOnce() + 'static) {
    paint_after(Box::new(what));
}

fn paint_after(what: Box<dyn FnOnce()>) {
    let what = Closure::once_into_js(what);
    // Nothing of it can be refused.
    drop(window().request_animation_frame(what.unchecked_ref()));
}

/// The text of the field that an event is about.
pub(crate) fn text_of(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    // A text area and a selection have the same property.
    target.unchecked_into::<HtmlInputElement>().value()
}

/// Whether the box that an event is about is ticked.
pub(crate) fn is_ticked(event: &Event) -> bool {
    event.target().is_some_and(|target| target.unchecked_into::<HtmlInputElement>().checked())
}
