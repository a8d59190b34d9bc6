#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]
#![expect(unreachable_pub, reason = "what a component expands to says pub again")]

mod app;
mod chats;
mod door;
mod route;
mod screen;
mod thread;
mod users;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the console into the page.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(app::App);
}
