use chatdesk_api::{Session, SessionStatus, Time};
use chatdesk_widget_browser::times;
use chatdesk_widget_engine::{Filter, Input};
use leptos::prelude::*;

use super::frame::badge;
use crate::address::Route;
use crate::console::Console;
use crate::names;

const FILTERS: [(&str, Option<SessionStatus>); 4] = [
    ("All", None),
    ("Waiting", Some(SessionStatus::Waiting)),
    ("Active", Some(SessionStatus::Active)),
    ("Ended", Some(SessionStatus::Ended)),
];

/// The pane with the list of chats.
pub(super) fn list(console: Console) -> impl IntoView {
    let ids = move || console.list.with(|list| list.ids.clone());
    view! {
        <section class="pane list" aria-labelledby="list-title">
            <header>
                <h1 id="list-title">"Chats"</h1>
                <div class="filters" role="group" aria-label="Show">
                    {FILTERS.map(|(word, status)| filter(console, word, status))}
                </div>
            </header>
            <div class="scroll">
                <ul class="chats" aria-label="Chats">
                    <For each=ids key=String::clone let(id)>
                        {row(console, &id)}
                    </For>
                </ul>
                {move || foot(console)}
            </div>
        </section>
    }
}

fn filter(console: Console, word: &'static str, status: Option<SessionStatus>) -> AnyView {
    let is_pressed = move || console.list.with(|list| list.filter == status);
    view! {
        <button
            type="button"
            aria-pressed=move || is_pressed().to_string()
            on:click=move |_| console.step(Input::Filter(Filter { status, ..Filter::default() }))
        >
            {word}
        </button>
    }
    .into_any()
}

/// One chat. The link's name is the user's; all of the row is the link.
fn row(console: Console, id: &str) -> impl IntoView + use<> {
    let session = {
        let id = id.to_owned();
        Memo::new(move |_| console.sessions.with(|sessions| sessions.get(&id).cloned()))
    };
    let is_shown = {
        let id = id.to_owned();
        Memo::new(move |_| console.route.with(|route| route.session() == Some(id.as_str())))
    };
    let about = format!("about-{id}");
    let link = Route::Session(id.to_owned()).hash();
    let fields = {
        let about = about.clone();
        move || session.get().map(|session| fields(console, &session, &about))
    };
    let name = move || session.get().map(|session| name(&session));
    let colour = move || session.get().map(|session| names::colour(&session.user.id));
    view! {
        <li
            data-session=id.to_owned()
            data-unread=move || session.get().map(|session| session.unread_count.to_string())
            data-status=move || session.get().map(|session| names::state_key(session.status))
            class:shown=is_shown
        >
            <span class=colour aria-hidden="true">
                {move || name().map(|name| names::initials(&name))}
            </span>
            <a
                id=format!("row-{id}")
                href=link
                aria-current=move || is_shown.get().then_some("true")
                aria-describedby=about
                dir="auto"
            >
                {name}
            </a>
            {fields}
        </li>
    }
}

fn fields(console: Console, session: &Session, about: &str) -> impl IntoView + use<> {
    let last = session.last_message.as_ref();
    let at = last.map_or(&session.updated_at, |last| &last.timestamp);
    let preview = names::preview(last);
    let unread = session.unread_count;
    let state = names::state(session.status);
    view! {
        {when(console, at)}
        <div class="about" id=about.to_owned()>
            <p class="preview" dir="auto">{preview}</p>
            <p class="marks">
                <span class="state" data-state=names::state_key(session.status)>{state}</span>
                {(!session.chat_enabled).then(|| view! { <span class="off">"Chat off"</span> })}
                {(unread > 0).then(|| badge(unread))}
            </p>
        </div>
    }
}

/// An instant by its distance, with the whole of it for whoever points at it.
pub(super) fn when(console: Console, at: &Time) -> impl IntoView + use<> {
    let text = at.as_str().to_owned();
    let whole = times::full(times::read(&text));
    let shown = {
        let text = text.clone();
        move || distance(console, &text)
    };
    view! { <time datetime=text title=whole>{shown}</time> }
}

fn distance(console: Console, at: &str) -> String {
    let at = times::read(at);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an instant of ours is after 1970 and before the end of time"
    )]
    let ago = names::ago(at as u64, console.now.get());
    ago.unwrap_or_else(|| times::short(at))
}

fn foot(console: Console) -> AnyView {
    let list = console.list.get();
    if list.has_more {
        let word = if list.is_loading { "Loading…" } else { "Load more" };
        let more = move |_| console.step(Input::LoadMore);
        view! {
            <button type="button" class="more" disabled=list.is_loading on:click=more>
                {word}
            </button>
        }
        .into_any()
    } else if !list.is_loaded {
        view! { <p class="nothing">"Loading…"</p> }.into_any()
    } else if list.ids.is_empty() {
        let text = match list.filter {
            None => "Nobody has written yet. The first message appears here by itself.",
            Some(SessionStatus::Waiting) => "Nobody waits for an answer.",
            Some(SessionStatus::Active) => "No chat is going on.",
            Some(SessionStatus::Ended) => "No chat has ended yet.",
        };
        view! { <p class="nothing">{text}</p> }.into_any()
    } else {
        ().into_any()
    }
}

/// What the session's user is called.
pub(super) fn name(session: &Session) -> String {
    names::person(session.user.name.as_deref(), &session.user.id)
}
