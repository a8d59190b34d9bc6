use chatdesk_api::Session;
use chatdesk_widget_browser::is_touched;
use chatdesk_widget_engine::{Input, MAX_CHARS};
use leptos::html::Textarea;
use leptos::prelude::*;

use super::icons::{self, icon};
use crate::address::Route;
use crate::console::{Console, Phase};

/// Where answers are written, or why none can be.
pub(super) fn composer(console: Console, session: Memo<Option<Session>>) -> impl IntoView {
    let has_ended = Memo::new(move |_| session.with(|s| s.as_ref().is_some_and(|s| !s.is_active)));
    let is_missing =
        Memo::new(move |_| console.thread.with(|thread| thread.phase == Phase::Missing));
    move || {
        if is_missing.get() {
            let text = "There is no chat under this address. It may have been removed.";
            view! { <p class="notice">{text} " " <a href="#chats">"All chats"</a></p> }.into_any()
        } else if has_ended.get() {
            let text = "This chat has ended. When they write again, a new one begins.";
            view! { <p class="notice">{text}</p> }.into_any()
        } else {
            form(console).into_any()
        }
    }
}

fn form(console: Console) -> impl IntoView {
    let input = NodeRef::<Textarea>::new();
    follow(console, input);
    let submit = move || {
        console.submit();
        if let Some(input) = input.get_untracked() {
            drop(input.focus());
        }
    };
    let press = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            submit();
        }
    };
    let can_submit = move || console.thread.with(|thread| thread.can_submit);
    let too_long = move || {
        let length = console.thread.with(|thread| thread.too_long)?;
        Some(view! {
            <p class="counter" role="alert">{format!("{length} of {MAX_CHARS} characters")}</p>
        })
    };
    view! {
        <form
            class="composer"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <div class="grow" data-text=move || console.draft.get()>
                <textarea
                    node_ref=input
                    aria-label="Message"
                    placeholder="Write an answer…"
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    on:input=move |event| console.step(Input::Typed(event_target_value(&event)))
                    on:keydown=press
                ></textarea>
            </div>
            <button
                type="submit"
                class="send"
                aria-label="Send"
                aria-disabled=move || (!can_submit()).to_string()
            >
                {icon(icons::SEND)}
            </button>
            {too_long}
            <p class="hint">"Enter sends, Shift + Enter makes a new line"</p>
        </form>
    }
}

/// Keeps the field as the engine has it, and the focus where somebody writes.
fn follow(console: Console, input: NodeRef<Textarea>) {
    // What somebody types is in the engine before it comes back: then both are equal.
    Effect::new(move |_| {
        let draft = console.draft.get();
        if let Some(input) = input.get()
            && input.value() != draft
        {
            input.set_value(&draft);
        }
    });
    // Whoever opens a chat with a keyboard at hand goes on writing.
    Effect::new(move |_| {
        let is_open = console.route.with(|route| matches!(route, Route::Session(_)));
        if let Some(input) = input.get()
            && is_open
            && !is_touched()
        {
            // A field can have the focus.
            drop(input.focus());
        }
    });
}
