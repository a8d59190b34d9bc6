use chatdesk_api::{Session, SessionStatus};
use chatdesk_widget_engine::Input;
use leptos::html::{Dialog, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::composer::composer;
use super::icons::{self, icon};
use super::list::name;
use super::switch::switch;
use crate::console::{Console, Phase};
use crate::{names, wiring};

/// The pane with one chat.
pub(super) fn thread(console: Console) -> impl IntoView {
    let session = Memo::new(move |_| {
        let id = console.thread.with(|thread| thread.session.clone())?;
        console.sessions.with(|sessions| sessions.get(&id).cloned())
    });
    view! {
        <section class="pane thread" aria-label="Chat">
            {move || head(console, session)}
            {log(console)}
            {move || notice(session)}
            {composer(console, session)}
        </section>
        <section class="pane empty">{move || nothing(console)}</section>
    }
}

/// Who it is, and what can be done. It is drawn anew for another person alone.
fn head(console: Console, session: Memo<Option<Session>>) -> impl IntoView {
    let who = Memo::new(move |_| session.with(|s| s.as_ref().map(|s| s.user.clone())));
    let status = Memo::new(move |_| session.with(|s| s.as_ref().map(|s| s.status)));
    let is_typing = Memo::new(move |_| console.thread.with(|thread| thread.is_typing));
    let is_missing = move || console.thread.with(|thread| thread.phase == Phase::Missing);
    let back = view! {
        <button
            type="button"
            class="back"
            aria-label="Back"
            on:click=move |_| wiring::leave(console)
        >
            {icon(icons::BACK)}
        </button>
    };
    let person = move || match who.get() {
        Some(user) => {
            let name = names::person(user.name.as_deref(), &user.id);
            let chat_enabled = Signal::derive(move || {
                session.with(|session| session.as_ref().is_none_or(|s| s.chat_enabled))
            });
            let address = user.email.clone().or(user.phone.clone()).unwrap_or(user.id.clone());
            view! {
                <span class=names::colour(&user.id) aria-hidden="true">
                    {names::initials(&name)}
                </span>
                <div class="who">
                    <h2 id="thread-title" tabindex="-1" dir="auto">{name.clone()}</h2>
                    <p>
                        <span class="address">
                            {move || if is_typing.get() { "is typing…".into() } else { address.clone() }}
                        </span>
                        {move || status.get().map(|status| view! {
                            <span class="state" data-state=names::state_key(status)>
                                {names::state(status)}
                            </span>
                        })}
                    </p>
                </div>
                <div class="chat-switch">
                    <span class="label" aria-hidden="true">"Chat"</span>
                    {switch(console, user.id.clone(), &name, chat_enabled)}
                </div>
                {move || end(console, session)}
            }
            .into_any()
        }
        None if is_missing() => view! { <h2 class="who">"This chat is not here"</h2> }.into_any(),
        None => view! { <p class="who">"Loading…"</p> }.into_any(),
    };
    view! { <header>{back} {person}</header> }
}

/// Ending asks once more.
fn end(console: Console, session: Memo<Option<Session>>) -> impl IntoView {
    let is_active = Memo::new(move |_| session.with(|s| s.as_ref().is_some_and(|s| s.is_active)));
    move || is_active.get().then(|| end_button(console, session))
}

fn end_button(console: Console, session: Memo<Option<Session>>) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let ask = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Refused is one that is open already.
            drop(dialog.show_modal());
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let confirm = move |_| {
        close();
        console.step(Input::End);
    };
    let name = move || session.get().map(|session| name(&session));
    view! {
        <button type="button" class="plain" on:click=ask>"End chat"</button>
        <dialog node_ref=dialog aria-labelledby="end-title">
            <h2 id="end-title">"End the chat with " {name} "?"</h2>
            <p>"Its history stays. When they write again, a new chat begins."</p>
            <div class="choices">
                <button type="button" class="plain" on:click=move |_| close()>"Keep it open"</button>
                <button type="button" class="plain danger" on:click=confirm>"End it"</button>
            </div>
        </dialog>
    }
}

/// The engine's own list of messages, the same as in the visitor's window.
fn log(console: Console) -> impl IntoView {
    let body = NodeRef::<Div>::new();
    body.on_load(move |body| {
        let desk = console.desk();
        for part in [&desk.log.scroller, &desk.log.pill] {
            // Refused is a parent below its own child.
            drop(body.append_child(part.as_ref().unchecked_ref()));
        }
        desk.log.settle();
        console.look();
    });
    let note = move || {
        console.thread.with(|thread| match thread.phase {
            Phase::Loaded if thread.is_loading_older => "Loading earlier messages…",
            Phase::Loading if thread.session.is_some() => "Loading…",
            Phase::Loaded | Phase::Loading | Phase::Missing => "",
        })
    };
    view! {
        <div class="body" node_ref=body>
            <p class="loading" hidden=move || note().is_empty()>{note}</p>
        </div>
    }
}

fn notice(session: Memo<Option<Session>>) -> impl IntoView {
    session.get().filter(|session| !session.chat_enabled && session.is_active).map(|session| {
        view! {
            <p class="notice">
                "Chat is switched off for " <strong>{name(&session)}</strong>
                "; they cannot answer. You may still write."
            </p>
        }
    })
}

/// What stands where no chat is chosen.
fn nothing(console: Console) -> impl IntoView {
    let n_waiting = console.sessions.with(|sessions| {
        sessions.values().filter(|session| session.status == SessionStatus::Waiting).count()
    });
    let (is_empty, has_more) =
        console.list.with(|list| (list.is_loaded && list.ids.is_empty(), list.has_more));
    let text = match n_waiting {
        _ if is_empty => "Whoever writes first appears here by themselves.".to_owned(),
        0 => "Everybody has been answered.".into(),
        1 => "One person waits for an answer.".into(),
        _ if has_more => format!("{n_waiting} people or more wait for an answer."),
        _ => format!("{n_waiting} people wait for an answer."),
    };
    let title = if is_empty { "Quiet here" } else { "Choose a chat" };
    view! {
        <div class="card">
            <span class="seal">{icon(icons::CHATS)}</span>
            <p class="title">{title}</p>
            <p>{text}</p>
        </div>
    }
}
