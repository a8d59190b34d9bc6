use chatdesk_api::AgentPresence;
use chatdesk_widget_browser::say;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::icons::{self, icon};
use crate::console::Console;
use crate::draw::{Drawn, Each, live, part, view};
use crate::names;
use crate::page::before_paint;
use crate::state::{Memo, Signal};

const MENU: &str = "hand-over";
const BUTTON: &str = "hand-over-button";

/// The button that gives a chat to somebody else, and the list of them.
pub(super) fn hand_over(console: Console, holder: Memo<Option<String>>) -> Drawn {
    let is_open = Signal::new(false);
    let toggle = move |_| {
        is_open.update(|is_open| *is_open = !*is_open);
        if is_open.get_untracked() {
            console.crew.refresh(console);
            before_paint(move || move_in(console, Step::First));
        }
    };
    view! {
        <div
            class="opens"
            on:keydown=move |event| press(console, &event, is_open)
            on:focusout=move |event| leave(&event, is_open)
        >
            <button
                type="button"
                class="act"
                id=BUTTON
                aria-haspopup="menu"
                aria-expanded=live(move || is_open.get().to_string())
                title=say("console.hand_over")
                disabled=live(move || console.amends.is_busy.get())
                on:click=toggle
            >
                {icon(icons::HAND_OVER)}
                <span class="word">{say("console.hand_over")}</span>
            </button>
            {part(move || is_open.get().then(|| menu(console, holder, is_open)))}
        </div>
    }
}

fn menu(console: Console, holder: Memo<Option<String>>, is_open: Signal<bool>) -> Drawn {
    let out: Vec<String> = console.me().into_iter().chain(holder.get()).collect();
    let agents = console.crew.others(&out);
    if agents.is_empty() {
        return view! { <p class="menu" id=MENU>{say("console.nobody_else")}</p> };
    }
    let items = Each(agents.into_iter().map(|agent| item(console, agent, is_open)));
    view! {
        <div class="menu" id=MENU role="menu" aria-label=say("console.hand_over")>{items}</div>
    }
}

fn item(console: Console, agent: AgentPresence, is_open: Signal<bool>) -> Drawn {
    let AgentPresence { id, name, online } = agent;
    let choose = move |_| {
        close(console, is_open);
        console.hand_over(&id);
    };
    let word = if online { say("console.online") } else { say("console.away") };
    view! {
        <button type="button" role="menuitem" tabindex="-1" on:click=choose>
            <span class="presence" data-online=online.to_string()></span>
            <span dir="auto">{names::colleague(name.as_deref())}</span>
            <span class="quiet-word">{word}</span>
        </button>
    }
}

fn close(console: Console, is_open: Signal<bool>) {
    is_open.set(false);
    console.root().focus(BUTTON);
}

fn press(console: Console, event: &KeyboardEvent, is_open: Signal<bool>) {
    if !is_open.get_untracked() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        "Escape" => {
            event.stop_propagation();
            event.prevent_default();
            return close(console, is_open);
        }
        "Tab" => return is_open.set(false),
        _ => return,
    };
    event.prevent_default();
    move_in(console, step);
}

/// Where the focus goes in a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn move_in(console: Console, step: Step) {
    let Some(menu) = console.root().find(MENU) else { return };
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return };
    let active = console.root().active();
    let n_items = items.length();
    let here = (0..n_items).find(|&place| {
        items.item(place).and_then(|item| item.dyn_into::<Element>().ok()) == active
    });
    let last = n_items.saturating_sub(1);
    let place = match (step, here) {
        (Step::Last, _) => last,
        (Step::Next, Some(here)) if here < last => here + 1,
        (Step::Previous, Some(here)) => here.checked_sub(1).unwrap_or(last),
        (Step::First | Step::Next | Step::Previous, _) => 0,
    };
    if let Some(item) = items.item(place) {
        // A button can have the focus.
        drop(item.unchecked_into::<HtmlElement>().focus());
    }
}

/// Whoever goes elsewhere leaves the menu behind, closed.
fn leave(event: &web_sys::FocusEvent, is_open: Signal<bool>) {
    let holder: Option<Element> = event.current_target().and_then(|it| it.dyn_into().ok());
    let next: Option<web_sys::Node> = event.related_target().and_then(|it| it.dyn_into().ok());
    let stays = holder.is_some_and(|holder| holder.contains(next.as_ref()));
    if next.is_some() && !stays {
        is_open.set(false);
    }
}
