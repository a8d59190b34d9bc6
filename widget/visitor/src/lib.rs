//! The window that visitors and users chat in.

use wasm_bindgen::prelude::wasm_bindgen;

/// Trial.
#[wasm_bindgen]
#[must_use]
pub fn start(n: u32) -> u32 {
    n + 1
}
