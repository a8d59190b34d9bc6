use chatdesk_api::Session;
use chatdesk_widget_browser::{is_touched, number, say, say_with};
use chatdesk_widget_engine::MAX_CHARS;
use web_sys::KeyboardEvent;

use super::icons::{self, icon};
use super::picker::picker;
use super::talk;
use crate::address::Route;
use crate::console::{Console, Phase};
use crate::draw::{Draw, Drawn, Reference, live, part, view};
use crate::page::text_of;
use crate::state::{Memo, effect};
use crate::tickets::shown::Missing;
use crate::writing::Mode;
use crate::writing::picker::Step;

/// Where answers and notes are written, or why no answer can be.
pub(super) fn composer(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let has_ended = Memo::new(move || session.with(|s| s.as_ref().is_some_and(|s| !s.is_active)));
    let talks = talk::is_active(console, session);
    // Over a text channel one writes while a chat goes on there.
    let is_shut = Memo::new(move || has_ended.get() || talks.get() == Some(false));
    let is_missing =
        Memo::new(move || console.thread.with(|thread| thread.phase == Phase::Missing));
    let id = Memo::new(move || session.with(|s| s.as_ref().map(|s| s.id.clone())));
    let is_team = Memo::new(move || console.route.with(Route::is_team));
    effect(move || {
        id.with(|id| console.writing.begin(id.as_deref(), is_shut.get() && !is_team.get()));
    });
    part(move || {
        if is_missing.get() {
            missing(console)
        } else if is_team.get() && has_ended.get() {
            view! { <p class="notice" role="status">{say("console.team.left")}</p> }
        } else {
            // The form stays as it is when a chat ends: it took the focus from wherever it was.
            let notice = move || {
                has_ended.get().then(|| {
                    view! { <p class="notice">{say("console.thread.ended")}</p> }
                })
            };
            view! {
                {part(notice)}
                {talk::notice(console, session, talks)}
                {form(console, is_shut)}
            }
        }
    })
}

/// There is no such chat, or no such ticket.
fn missing(console: Console) -> Drawn {
    if !console.route.with(|route| matches!(route, Route::Ticket { .. })) {
        return view! {
            <p class="notice">
                {say("console.thread.missing")} " " <a href="#chats">{say("console.all_chats")}</a>
            </p>
        };
    }
    let why = match console.tickets.shown.missing.get() {
        Some(Missing::Failed(why)) => why,
        Some(Missing::Unknown) | None => say("console.ticket.nowhere"),
    };
    let href = console.href(&Route::Tickets);
    view! { <p class="notice">{why} " " <a href=href>{say("console.tickets.all")}</a></p> }
}

fn form(console: Console, has_ended: Memo<bool>) -> Drawn {
    let writing = console.writing;
    let input = Reference::<web_sys::HtmlTextAreaElement>::new();
    follow(console, input);
    let is_team = Memo::new(move || console.route.with(Route::is_team));
    let submit = move || {
        writing.submit(console);
        focus(input);
    };
    let mode = move || if writing.mode.get() == Mode::Note { "note" } else { "reply" };
    let type_text = move |event| {
        let text = text_of(&event);
        if writing.mode.get_untracked() == Mode::Reply && !console.is_team() {
            writing.picker.follow(console, &text);
        }
        writing.write(console, text);
    };
    view! {
        <form
            class="composer"
            data-mode=live(mode)
            on:submit=move |event: web_sys::Event| {
                event.prevent_default();
                submit();
            }
        >
            {part(move || (!is_team.get()).then(|| tools(console, has_ended, input)))}
            {picker(console, input)}
            <div class="grow" data-text=live(move || writing.text(console))>
                <textarea
                    node_ref=input
                    id="composer-text"
                    aria-label=live(move || label(writing.mode.get()))
                    aria-autocomplete="list"
                    aria-controls=live(move || {
                        writing.picker.choice().filter(|choice| !choice.found.is_empty())
                            .map(|_| "picker")
                    })
                    aria-activedescendant=live(move || {
                        writing.picker.choice().filter(|choice| !choice.found.is_empty())
                            .map(|choice| format!("pick-{}", choice.active))
                    })
                    placeholder=live(move || placeholder(writing.mode.get(), is_team.get()))
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    on:input=type_text
                    on:keydown=move |event| press(console, &event, (input, submit))
                ></textarea>
            </div>
            {send(console)}
            {part(move || trouble(console))}
            <p class="hint">{say("console.write.hint")}</p>
        </form>
    }
}

/// What to write, and the replies that are ready.
fn tools(
    console: Console,
    has_ended: Memo<bool>,
    input: Reference<web_sys::HtmlTextAreaElement>,
) -> Drawn {
    let writing = console.writing;
    let pick = move |mode| {
        writing.mode.set(mode);
        writing.picker.close();
        focus(input);
    };
    let is = move |mode| live(move || (writing.mode.get() == mode).to_string());
    let toggle = move |_| {
        if writing.picker.is_open() {
            writing.picker.close();
        } else {
            writing.picker.open(console);
        }
        focus(input);
    };
    view! {
        <div class="tools">
            <div class="modes" role="group" aria-label=say("console.write.what")>
                <button
                    type="button"
                    aria-pressed=is(Mode::Reply)
                    disabled=live(move || has_ended.get())
                    on:click=move |_| pick(Mode::Reply)
                >
                    {say("console.write.reply")}
                </button>
                <button
                    type="button"
                    aria-pressed=is(Mode::Note)
                    aria-keyshortcuts="Alt+N"
                    on:click=move |_| pick(Mode::Note)
                >
                    {icon(icons::LOCK)}
                    {say("console.write.note")}
                </button>
            </div>
            <button
                type="button"
                class="quiet canned"
                aria-expanded=live(move || writing.picker.choice().is_some().to_string())
                on:click=toggle
            >
                <kbd aria-hidden="true">"/"</kbd>
                {say("console.canned.title")}
            </button>
        </div>
    }
}

fn send(console: Console) -> Drawn {
    let writing = console.writing;
    let can_submit = move || match writing.mode.get() {
        Mode::Reply => {
            let is_sending = console.talks.is_busy.get();
            console.thread.with(|thread| thread.can_submit && !is_sending)
        }
        Mode::Note => {
            let note = writing.note(console);
            !note.text.trim().is_empty() && note.too_long().is_none() && !note.is_saving
        }
    };
    let label = move || match writing.mode.get() {
        Mode::Reply => say("console.write.send"),
        Mode::Note => say("console.note.add"),
    };
    view! {
        <button
            type="submit"
            class="send"
            aria-label=live(label)
            title=live(label)
            aria-disabled=live(move || (!can_submit()).to_string())
        >
            {icon(icons::SEND)}
        </button>
    }
}

/// Why it cannot be sent as it is, or was not.
fn trouble(console: Console) -> Option<impl Draw> {
    let (too_long, failure) = match console.writing.mode.get() {
        Mode::Reply => (console.thread.with(|thread| thread.too_long), None),
        Mode::Note => {
            let note = console.writing.note(console);
            (note.too_long(), note.failure)
        }
    };
    let counted = |length: usize| {
        let (n, max) = (number(length as u64), number(MAX_CHARS as u64));
        say_with("console.write.long", &[("n", &n), ("max", &max)])
    };
    let text = too_long.map(counted).or(failure)?;
    Some(view! { <p class="counter" role="alert">{text}</p> })
}

fn label(mode: Mode) -> String {
    match mode {
        Mode::Reply => say("console.write.message"),
        Mode::Note => say("console.note.name"),
    }
}

fn placeholder(mode: Mode, is_team: bool) -> String {
    match mode {
        // A phone has no room for more, and no `/` at hand.
        Mode::Reply if is_team || is_touched() => say("console.write.message"),
        Mode::Reply => say("console.write.placeholder"),
        Mode::Note => say("console.note.placeholder"),
    }
}

fn press(
    console: Console,
    event: &KeyboardEvent,
    (input, submit): (Reference<web_sys::HtmlTextAreaElement>, impl Fn()),
) {
    if event.is_composing() {
        return;
    }
    let picker = console.writing.picker;
    let is_open = picker.is_open();
    match event.key().as_str() {
        "ArrowDown" if is_open => picker.step(Step::Next),
        "ArrowUp" if is_open => picker.step(Step::Previous),
        "Escape" if is_open => picker.dismiss(console.writing.text(console)),
        "Enter" | "Tab" if is_open && !event.shift_key() && picker.active().is_some() => {
            super::picker::insert(console, input);
        }
        "Enter" if !event.shift_key() => submit(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

fn focus(input: Reference<web_sys::HtmlTextAreaElement>) {
    if let Some(input) = input.get_untracked() {
        // A field can have the focus.
        drop(input.focus());
    }
}

/// Keeps the field as it is known, and the focus where somebody writes.
fn follow(console: Console, input: Reference<web_sys::HtmlTextAreaElement>) {
    // What somebody types is known before it comes back: then both are equal.
    effect(move || {
        let text = console.writing.text(console);
        if let Some(input) = input.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    // Whoever opens a chat with a keyboard at hand goes on writing.
    effect(move || {
        let is_open = console.route.with(|route| route.session().is_some());
        console.writing.picker.close();
        if let Some(input) = input.get()
            && is_open
            && !is_touched()
        {
            // A field can have the focus.
            drop(input.focus());
        }
    });
}
