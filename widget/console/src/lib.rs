#![doc = include_str!("../README.md")]
#![expect(clippy::future_not_send, reason = "a page has one thread")]

mod address;
mod console;
mod door;
mod names;
mod people;
mod presence;
mod switches;
mod view;
mod wiring;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the console into its page and begins to work.
#[wasm_bindgen(start)]
pub fn start() {
    let console = console::Console::new();
    wiring::connect(console);
    leptos::mount::mount_to_body(move || {
        presence::follow(console);
        view::frame(console)
    });
    console.begin();
}
