use chatdesk_widget_browser::{Options, stop_listening};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::console::Console;
use crate::{draw, presence, view, wiring};

/// A console at work.
#[wasm_bindgen]
pub struct Mounted {
    console: Console,
    view: draw::Mounted,
}

impl std::fmt::Debug for Mounted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mounted").finish_non_exhaustive()
    }
}

/// Draws the console into an element and begins to work.
#[wasm_bindgen]
#[must_use]
pub fn mount(place: HtmlElement, options: JsValue) -> Mounted {
    let console = Console::new(place.clone(), &Options::new(options));
    let view = draw::mount(place, move || {
        wiring::connect(console);
        presence::follow(console);
        view::frame(console)
    });
    console.begin();
    Mounted { console, view }
}

#[wasm_bindgen]
impl Mounted {
    /// Ends everything: what is shown, what is asked, what is listened to. Drafts stay where they are.
    pub fn unmount(self) {
        drop(self.view);
        stop_listening();
        self.console.desk().host.stop();
    }

    /// Shows it light or dark from now on; anything else leaves it to the browser.
    pub fn set_theme(&self, theme: &str) {
        self.console.personal.offer_theme(self.console, theme);
    }
}
