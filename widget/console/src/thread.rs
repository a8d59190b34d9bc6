use std::rc::Rc;

use chatdesk_api::SessionStatus;
use chatdesk_widget_browser::{Log, Maker, add_all, client_id, document, listen};
use chatdesk_widget_engine::Input;
use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::route::Route;
use crate::screen::Screen;
use crate::words;

/// One chat: who it is with, what was said, and the field to answer in.
#[component]
pub(crate) fn Thread(screen: Screen) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let shown = StoredValue::new(None::<String>);
    let id = Memo::new(move |_| screen.head.with(|head| head.as_ref().map(|head| head.id.clone())));
    Effect::new(move || {
        let (Some(place), id) = (place.get(), id.get()) else { return };
        if shown.get_value() != id || place.child_element_count() == 0 {
            shown.set_value(id);
            place.set_text_content(None);
            let log = new_log(screen);
            if let Some(log) = &log {
                add_all(&place, &[&log.scroller, &log.pill]);
            }
            screen.set_log(log);
        }
    });
    on_cleanup(move || screen.set_log(None));
    view! {
        <main class="thread">
            <Head screen />
            <div class="body" node_ref=place></div>
            <Answer screen />
        </main>
    }
}

/// A log of its own for each chat, so that nobody's place in one is taken over into the next.
fn new_log(screen: Screen) -> Option<Rc<Log>> {
    let log = Rc::new(Log::new(&Maker::new(document()?)));
    let scrolled = Rc::clone(&log);
    listen(&log.scroller, "scroll", move |_| {
        let is_near_start = scrolled.scrolled();
        let has_older = screen.host().read(|engine| {
            engine.thread().is_some_and(|thread| thread.has_older() && !thread.is_loading_older())
        });
        if is_near_start && has_older {
            screen.step(Input::LoadOlder);
        }
        screen.look();
    });
    let pill = Rc::clone(&log);
    listen(&log.pill, "click", move |_| pill.go_to_end());
    listen(&log.list, "click", move |event| {
        if let Some(input) = Log::pressed(&event) {
            screen.step(input);
        }
    });
    Some(log)
}

#[component]
fn Head(screen: Screen) -> impl IntoView {
    let head = screen.head;
    let is_ending = RwSignal::new(false);
    let can_end = move || {
        head.with(|head| head.as_ref().is_some_and(|head| head.status != SessionStatus::Ended))
    };
    let is_off = move || head.with(|head| head.as_ref().is_some_and(|head| !head.chat_enabled));
    let name = move || head.with(|head| head.as_ref().map(|head| head.name.clone()));
    let about = move || head.with(|head| head.as_ref().map(|head| head.about.clone()));
    let status = move || head.with(|head| head.as_ref().map(|head| head.status));
    view! {
        <header class="head">
            <button type="button" class="back" aria-label="Back" on:click=move |_| Route::Chats.go()>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m15 5-7 7 7 7"/></svg>
            </button>
            <div class="who">
                <h2>{name}</h2>
                <p>
                    {move || status().map(|status| view! {
                        <span class=words::status_class(status)>{words::status(status)}</span>
                    })}
                    <span class="about">{about}</span>
                </p>
            </div>
            <Show when=move || can_end() && !is_ending.get()>
                <button type="button" class="quiet" on:click=move |_| is_ending.set(true)>
                    "End chat"
                </button>
            </Show>
        </header>
        <Show when=move || can_end() && is_ending.get()>
            <div class="banner" role="alertdialog" aria-label="End this chat?">
                <p>"End this chat? The history stays; the customer can begin a new one."</p>
                <button
                    type="button"
                    class="danger"
                    on:click=move |_| {
                        is_ending.set(false);
                        screen.step(Input::End);
                    }
                >
                    "End it"
                </button>
                <button type="button" class="quiet" on:click=move |_| is_ending.set(false)>
                    "Keep it open"
                </button>
            </div>
        </Show>
        <Show when=is_off>
            <p class="banner">"Chat is switched off for this customer. You can still write."</p>
        </Show>
    }
}

#[component]
fn Answer(screen: Screen) -> impl IntoView {
    let composer = screen.composer;
    let field = NodeRef::<Textarea>::new();
    let draft = Memo::new(move |_| composer.with(|composer| composer.draft.clone()));
    let can_write = Memo::new(move |_| composer.with(|composer| composer.can_write));
    let can_submit = Memo::new(move |_| composer.with(|composer| composer.can_submit));
    let has_ended = Memo::new(move |_| composer.with(|composer| composer.has_ended));
    let submit = move || {
        screen.step(Input::Submit { client_id: client_id() });
        if let Some(field) = field.get() {
            drop(field.focus());
        }
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            submit();
        }
    };
    view! {
        <Show when=move || can_write.get()>
            <form
                on:submit=move |event| {
                    event.prevent_default();
                    submit();
                }
            >
                <div class="grow" data-text=move || draft.get()>
                    <textarea
                        node_ref=field
                        role="textbox"
                        aria-label="Message"
                        aria-multiline="true"
                        placeholder="Write an answer…"
                        rows="1"
                        dir="auto"
                        prop:value=move || draft.get()
                        on:input:target=move |event| screen.step(Input::Typed(event.target().value()))
                        on:keydown=press
                    ></textarea>
                </div>
                <button
                    type="submit"
                    class="send"
                    aria-label="Send"
                    aria-disabled=move || (!can_submit.get()).to_string()
                >
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5m-6 6 6-6 6 6"/></svg>
                </button>
            </form>
        </Show>
        <Show when=move || has_ended.get()>
            <p class="banner">"This chat has ended."</p>
        </Show>
    }
}
