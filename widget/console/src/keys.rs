//! What keys do: single ones while nobody types, and those with Ctrl always.

use chatdesk_widget_browser::now_ms;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::address::Route;
use crate::commands::Act;
use crate::console::Console;
use crate::door::Entrance;
use crate::state::Signal;
use crate::wiring;

/// Two keys that belong together come within this time.
const TOGETHER_MS: u64 = 1_500;

/// The keys that begin something of two keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys {
    /// When `g` was pressed.
    go: Signal<u64>,
}

/// All keys, with what they do, as the page of keys and the command bar name them.
pub(crate) const LISTED: &[(&str, &str)] = &[
    ("Ctrl K", "console.key.bar"),
    ("?", "console.key.help"),
    ("j", "console.key.next"),
    ("k", "console.key.previous"),
    ("r", "console.key.reply"),
    ("n", "console.key.note"),
    ("Alt N", "console.key.turn"),
    ("/", "console.key.search"),
    ("s", "console.key.search"),
    ("t", "console.key.take"),
    ("e", "console.key.end"),
    ("g w", "console.key.waiting"),
    ("g m", "console.key.mine"),
    ("g a", "console.key.all"),
    ("g e", "console.key.ended"),
    ("g t", "console.key.tickets"),
    ("g c", "console.key.team"),
    ("Esc", "console.key.back"),
];

impl Keys {
    pub(crate) fn new() -> Self {
        Self { go: Signal::new(0) }
    }

    /// A key was pressed somewhere in the console.
    pub(crate) fn press(self, console: Console, event: &KeyboardEvent) {
        let is_in = console.entrance.get_untracked() == Entrance::Open;
        let Some(target) = console.root().target(event).filter(|_| is_in) else { return };
        if event.is_composing() || event.default_prevented() {
            return;
        }
        let is_held = event.ctrl_key() || event.meta_key();
        let act = if is_held && event.key().eq_ignore_ascii_case("k") && !event.shift_key() {
            Some(Act::Bar)
        } else if event.alt_key() && !is_held && event.code() == "KeyN" {
            Some(Act::TurnNote)
        } else if is_held || event.alt_key() || wiring::is_in(&target, "dialog") {
            None
        } else if event.key() == "Escape" {
            return leave(console, &target, event);
        } else {
            self.single(console, &target, event)
        };
        if let Some(act) = act {
            event.prevent_default();
            console.commands.perform(console, act);
        }
    }

    /// What one key alone does; nothing while somebody types, or where they do not want it.
    fn single(self, console: Console, target: &Element, event: &KeyboardEvent) -> Option<Act> {
        if is_typed_into(target) || !console.personal.wants(|wishes| wishes.keys) {
            return None;
        }
        let is_going = now_ms().saturating_sub(self.go.get_untracked()) < TOGETHER_MS;
        self.go.set(0);
        let key = event.key();
        if is_going && let Some(act) = second(&key) {
            return Some(act);
        }
        if key == "g" {
            self.go.set(now_ms());
            return None;
        }
        first(&key)
    }
}

/// What one key does.
fn first(key: &str) -> Option<Act> {
    Some(match key {
        "?" => Act::Keys,
        "j" => Act::Next,
        "k" => Act::Previous,
        "r" => Act::Reply,
        "n" => Act::Note,
        "/" | "s" => Act::Search,
        "t" => Act::Take,
        "e" => Act::End,
        _ => return None,
    })
}

/// What a key does after `g`.
fn second(key: &str) -> Option<Act> {
    Some(match key {
        "w" => Act::ShowWaiting,
        "m" => Act::ShowMine,
        "a" => Act::ShowAll,
        "e" => Act::ShowEnded,
        "t" => Act::Go(Route::Tickets),
        "c" => Act::Go(Route::Team(None)),
        _ => return None,
    })
}

/// From a field to what is around it; from there back to the list.
fn leave(console: Console, target: &Element, event: &KeyboardEvent) {
    let is_chat = console.route.with_untracked(|route| {
        matches!(route, Route::Session(_) | Route::Ticket { .. } | Route::Team(Some(_)))
    });
    let is_wide = console.root().element().client_width() > 720;
    if is_typed_into(target) && is_chat && is_wide && !wiring::is_in(target, ".list") {
        // Whoever types gets their keys back first, and goes on where the messages are.
        let title = console.root().find("thread-title");
        if let Some(title) = title {
            drop(title.focus());
        }
        event.prevent_default();
        return;
    }
    wiring::leave(console);
}

/// Whether keys are text for it.
fn is_typed_into(target: &Element) -> bool {
    let name = target.tag_name();
    let is_field =
        ["INPUT", "TEXTAREA", "SELECT"].iter().any(|field| name.eq_ignore_ascii_case(field));
    is_field || target.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
}

#[cfg(test)]
mod tests {
    use super::{LISTED, first, second};

    #[test]
    fn every_single_key_is_listed() {
        let keys = (b' '..=b'~').map(|key| char::from(key).to_string());
        for key in keys {
            let listed = |wanted: &str| LISTED.iter().any(|(key, _)| *key == wanted);
            assert_eq!(first(&key).is_some(), listed(&key), "{key}");
            assert_eq!(second(&key).is_some(), listed(&format!("g {key}")), "g {key}");
        }
    }
}
