use chatdesk_widget_browser::{say, say_with};
use reactive_graph::graph::untrack;

use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::state::{Memo, Signal};

/// Somebody's switch. It acts at once; what the server refuses it takes back.
pub(super) fn switch(
    console: Console,
    user_id: String,
    name: &str,
    chat_enabled: Memo<bool>,
) -> Drawn {
    let id = Signal::new(user_id);
    let switches = console.switches;
    let is_on = move || id.with_untracked(|id| switches.shown(id, chat_enabled.get()));
    let is_changing = move || id.with_untracked(|id| switches.is_changing(id));
    let failure = move || id.with_untracked(|id| switches.failure(id));
    let press = move |_| {
        let wanted = !untrack(is_on);
        switches.switch(console, id.get_untracked(), wanted);
    };
    view! {
        <button
            type="button"
            role="switch"
            class="switch"
            aria-checked=live(move || is_on().to_string())
            aria-busy=live(move || is_changing().to_string())
            aria-label=say_with("console.switch.of", &[("name", name)])
            on:click=press
        >
            <span class="track" aria-hidden="true"></span>
            <span class="word" aria-hidden="true">{part(move || if is_on() { say("console.switch.on") } else { say("console.switch.off") })}</span>
        </button>
        {part(move || failure().map(|why| view! { <span class="failure" role="alert">{why}</span> }))}
    }
}
