//! What the page itself tells the console: its address, its keys, its log, other tabs.

use chatdesk_widget_browser::{Log, is_visible, listen, now_ms};
use chatdesk_widget_engine::{Engine, Input, Thread};
use reactive_graph::owner::on_cleanup;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, StorageEvent};

use crate::address::Route;
use crate::console::Console;
use crate::door::Entrance;
use crate::page::{before_paint, document, window};

const MINUTE_MS: u64 = 60_000;
/// So often is asked what no stream tells.
const BEAT: std::time::Duration = std::time::Duration::from_secs(5);

/// Listens for as long as the page lives.
pub(crate) fn connect(console: Console) {
    listen_to_log(console);
    let (window, document) = (window(), document());
    if console.root().is_alone {
        listen(&window, "hashchange", move |_| console.follow_address());
    } else {
        listen(console.root().element(), "click", move |event| follow_link(console, &event));
    }
    listen(&window, "resize", move |_| console.desk().log.settle());
    listen(&window, "storage", move |event| {
        let key = event.unchecked_ref::<StorageEvent>().key();
        console.hear_of_record(key.as_deref());
    });
    let appear = move || console.step(Input::Shown(is_visible()));
    appear();
    listen(&document, "visibilitychange", move |_| {
        appear();
        console.look();
    });
    listen(&document, "keydown", move |event| press(console, event.unchecked_ref()));
    console.guard_changes();
    every(std::time::Duration::from_millis(MINUTE_MS / 2), move || console.now.set(now_ms()));
    every(BEAT, move || console.beat());
}

/// Does something again and again, for as long as what is mounted is there.
pub(crate) fn every(pause: std::time::Duration, work: impl Fn() + 'static) {
    let stop = crate::page::every(work, pause);
    on_cleanup(stop);
}

/// A link of ours leads to a part of the console, not away from the host's page.
fn follow_link(console: Console, event: &JsValue) {
    let event: &Event = event.unchecked_ref();
    let link = console.root().target(event).and_then(|target| target.closest("a").ok()?);
    let Some(hash) = link.and_then(|link| link.get_attribute("href")) else { return };
    if hash.starts_with('#') {
        event.prevent_default();
        console.visit(&hash);
    }
}

fn listen_to_log(console: Console) {
    let desk = console.desk();
    let log = &desk.log;
    log.scroller.listen("scroll", move |_| {
        let desk = console.desk();
        let is_near_start = desk.log.scrolled();
        let has_older = |engine: &Engine| engine.thread().is_some_and(Thread::can_load_older);
        if is_near_start && desk.host.read(has_older) {
            desk.host.step(Input::LoadOlder);
        }
        console.look();
    });
    log.pill.listen("click", move |_| console.desk().log.go_to_end());
    log.list.listen("click", move |event| {
        if let Some(input) = Log::pressed(&event) {
            console.desk().host.step(input);
        }
    });
}

fn press(console: Console, event: &KeyboardEvent) {
    let Some(target) = console.root().target(event) else { return };
    match event.key().as_str() {
        "ArrowDown" | "ArrowUp" | "Home" | "End" => {
            if let Ok(Some(list)) = target.closest(".chats, .tickets tbody") {
                move_in(&list, &target, &event.key());
                event.prevent_default();
            }
        }
        _ => console.keys.press(console, event),
    }
}

pub(crate) fn is_in(element: &Element, selector: &str) -> bool {
    element.closest(selector).is_ok_and(|found| found.is_some())
}

/// From a thread back to the list, where the chat's row has the focus.
pub(crate) fn leave(console: Console) {
    let is_open = console.entrance.get_untracked() == Entrance::Open;
    let (list, row) = match console.route.get_untracked() {
        _ if !is_open => return,
        Route::Session(id) => (Route::Chats, format!("row-{id}")),
        Route::Team(Some(id)) => (Route::Team(None), format!("row-{id}")),
        Route::Ticket { number, .. } => (Route::Tickets, format!("row-{number}")),
        _ => return,
    };
    console.go(&list);
    focus(console, row);
}

/// The row of the list that has the focus, if any.
pub(crate) fn focused_row(console: Console) -> Option<String> {
    let id = console.root().active()?.id();
    id.starts_with("row-").then_some(id)
}

/// Gives a row the focus, also when it is about to be moved: what is moved loses it.
pub(crate) fn focus(console: Console, row: String) {
    console.root().focus(&row);
    before_paint(move || {
        if console.root().active().is_none() {
            console.root().focus(&row);
        }
    });
}

pub(crate) fn move_in(list: &Element, from: &Element, key: &str) {
    let Ok(links) = list.query_selector_all("a") else { return };
    let n_links = links.length();
    let here = (0..n_links).find(|&index| links.item(index).as_deref() == Some(from));
    let last = n_links.saturating_sub(1);
    let wanted = match (key, here) {
        ("End", _) => last,
        ("ArrowUp", Some(here)) => here.saturating_sub(1),
        ("ArrowDown", Some(here)) => (here + 1).min(last),
        (_, _) => 0,
    };
    if let Some(link) = links.item(wanted) {
        // A link can have the focus.
        drop(link.unchecked_into::<HtmlElement>().focus());
    }
}
