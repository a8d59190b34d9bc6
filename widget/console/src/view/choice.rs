use chatdesk_widget_browser::say;

use crate::draw::{Drawn, Each, live, view};
use crate::page::text_of;

/// One of several, each by its key and its word.
pub(super) fn choice(
    (id, label): (&'static str, &'static str),
    options: Vec<(String, String)>,
    chosen: impl Fn() -> String + Copy + 'static,
    choose: impl Fn(String) + 'static,
) -> Drawn {
    let option = move |(key, word): (String, String)| {
        let is_chosen = {
            let key = key.clone();
            move || chosen() == key
        };
        view! { <option value=key prop:selected=live(is_chosen) dir="auto">{word}</option> }
    };
    view! {
        <div class="choice">
            <label for=id>{say(label)}</label>
            <select id=id on:change=move |event| choose(text_of(&event))>
                {Each(options.into_iter().map(option))}
            </select>
        </div>
    }
}
