use chatdesk_api::WayOut;
use chatdesk_widget_browser::{say, say_with};

use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::state::Memo;
use crate::ways::Test;

/// The channels by which others are told, each with a button that sends a test. Nothing where there are none.
pub(super) fn ways(console: Console) -> Drawn {
    let shown = console.ways.shown;
    let kinds = move || {
        shown.with(|shown| {
            let ways = shown.iter().flat_map(|shown| &shown.channels);
            ways.map(|way| way.kind.clone()).collect::<Vec<_>>()
        })
    };
    view! {
        <ul class="ways" aria-label=say("console.ways") hidden=live(move || kinds().is_empty())>
            <For each=kinds key=String::clone let(kind)>{row(console, kind)}</For>
        </ul>
    }
}

fn row(console: Console, kind: String) -> Drawn {
    let way = {
        let kind = kind.clone();
        Memo::new(move || {
            console
                .ways
                .shown
                .with(|shown| shown.as_ref()?.channels.iter().find(|way| way.kind == kind).cloned())
        })
    };
    let test = {
        let kind = kind.clone();
        Memo::new(move || console.ways.tests.with(|tests| tests.get(&kind).cloned()))
    };
    let told = move || match test.get() {
        Some(Test::Sent) => say("console.way.sent"),
        Some(Test::Failed(why)) => say_with("console.way.failed", &[("why", &why)]),
        Some(Test::Asking) | None => String::new(),
    };
    let asked = kind.clone();
    view! {
        <li data-way=kind.clone()>
            <strong dir="ltr">{kind}</strong>
            <span class="does">{part(move || way.get().map_or_else(String::new, |way| does(&way)))}</span>
            <span class="told" role="status" dir="auto">{part(told)}</span>
            <button
                type="button"
                class="plain"
                disabled=live(move || test.get() == Some(Test::Asking))
                on:click=move |_| console.ways.test(console, asked.clone())
            >
                {say("console.way.test")}
            </button>
        </li>
    }
}

/// What it is for, and why it is left alone.
fn does(way: &WayOut) -> String {
    let WayOut { alerts, answers, events, carries, paused, .. } = way;
    let words = [
        (!carries.is_empty(), "console.way.chats"),
        (*alerts, "console.way.alerts"),
        (*answers, "console.way.answers"),
        (*events, "console.way.events"),
    ];
    let words: Vec<_> = words.iter().filter(|(does, _)| *does).map(|(_, key)| say(key)).collect();
    let words = words.join(" · ");
    match paused {
        Some(paused) => say_with("console.way.paused", &[("does", &words), ("why", &paused.why)]),
        None => words,
    }
}
