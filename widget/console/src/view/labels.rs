use chatdesk_api::Session;
use chatdesk_widget_browser::say_with;
use web_sys::KeyboardEvent;

use super::icons::{self, icon};
use crate::console::Console;
use crate::draw::{Drawn, view};
use crate::page::text_of;
use crate::state::{Memo, Signal};

/// What a chat is about: written where it stands, kept by Enter or by going elsewhere.
pub(super) fn subject(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let subject = Memo::new(move || {
        session.with(|s| s.as_ref().and_then(|s| s.subject.clone()).unwrap_or_default())
    });
    let keep = move |text: String| {
        if text.trim() != subject.get_untracked()
            && let Some(session) = console.shown()
        {
            console.amends.name(console, session.id, &text);
        }
    };
    view! {
        <section class="piece">
            <label class="labelled">
                <span>{say("console.subject")}</span>
                <input
                    type="text"
                    maxlength="200"
                    dir="auto"
                    placeholder=say("console.subject.hint")
                    prop:value=subject.live()
                    on:change=move |event| keep(text_of(&event))
                />
            </label>
        </section>
    }
}

/// What the desk sorts a chat by.
pub(super) fn tags(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let tags = Memo::new(move || {
        session.with(|s| s.as_ref().and_then(|s| s.tags.clone()).unwrap_or_default())
    });
    let typed = Signal::new(String::new());
    let keep = move |tags: Vec<String>| {
        if let Some(session) = console.shown() {
            console.amends.tag(console, session.id, &tags);
        }
    };
    let add = move || {
        let tag = typed.get_untracked().trim().to_owned();
        let mut all = tags.get_untracked();
        if !tag.is_empty() && !all.contains(&tag) {
            all.push(tag);
            keep(all);
        }
        typed.set(String::new());
    };
    let press = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | ",") && !event.is_composing() {
            event.prevent_default();
            add();
        }
    };
    let chip = move |tag: String| {
        let gone = tag.clone();
        let remove = move |_| {
            let left = tags.get_untracked().into_iter().filter(|tag| *tag != gone).collect();
            keep(left);
            console.root().focus("new-tag");
        };
        let label = say_with("console.tag.remove", &[("tag", &tag)]);
        view! {
            <li class="tag">
                <span dir="auto">{tag}</span>
                <button type="button" aria-label=label on:click=remove>{icon(icons::CLOSE)}</button>
            </li>
        }
    };
    view! {
        <section class="piece tags" aria-labelledby="tags-title">
            <h3 id="tags-title">{say("console.tags")}</h3>
            <ul>
                <For each=move || tags.get() key=String::clone let(tag)>{chip(tag)}</For>
            </ul>
            <input
                id="new-tag"
                type="text"
                maxlength="40"
                dir="auto"
                aria-label=say("console.tag.add")
                placeholder=say("console.tag.add")
                prop:value=typed.live()
                on:input=move |event| typed.set(text_of(&event))
                on:keydown=press
                on:change=move |_| add()
            />
        </section>
    }
}
