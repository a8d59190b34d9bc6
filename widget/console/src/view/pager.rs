use chatdesk_widget_browser::{number, say_with};

use super::icons::{self, icon};
use crate::draw::Drawn;
use crate::draw::view;

/// Which rows of all are shown, as the first one's place, how many they are, and how many there are in all.
pub(super) type Range = (u64, usize, u64);

/// The way to the pages beside this one; nothing where there is one alone.
pub(super) fn pager(
    (skip, n_shown, total): Range,
    has_next: bool,
    turn: impl Fn(Turn) + Copy + 'static,
) -> Option<Drawn> {
    let (n_shown, is_first) = (n_shown as u64, skip == 0);
    if is_first && !has_next {
        return None;
    }
    let (from, to, of) = (number(skip + 1), number(skip + n_shown), number(total));
    let range = say_with("console.pages.range", &[("from", &from), ("to", &to), ("total", &of)]);
    Some(view! {
        <nav class="pager" aria-label=say("console.pages")>
            <button
                type="button"
                class="plain"
                aria-label=say("console.pages.previous")
                disabled=is_first
                on:click=move |_| turn(Turn::Back)
            >
                {icon(icons::PREVIOUS)}
            </button>
            <p role="status">{range}</p>
            <button
                type="button"
                class="plain"
                aria-label=say("console.pages.next")
                disabled=!has_next
                on:click=move |_| turn(Turn::On)
            >
                {icon(icons::NEXT)}
            </button>
        </nav>
    })
}

/// Where somebody turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Back,
    On,
}
