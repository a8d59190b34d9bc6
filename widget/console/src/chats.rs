use chatdesk_api::SessionStatus;
use chatdesk_widget_engine::Input;
use leptos::prelude::*;

use crate::route::Route;
use crate::screen::{Chat, Screen};
use crate::words;

const FILTERS: [(&str, Option<SessionStatus>); 4] = [
    ("All", None),
    ("Waiting", Some(SessionStatus::Waiting)),
    ("Active", Some(SessionStatus::Active)),
    ("Ended", Some(SessionStatus::Ended)),
];

/// The list of chats, newest change first.
#[component]
pub(crate) fn Chats(screen: Screen, route: RwSignal<Route>) -> impl IntoView {
    let filter = Memo::new(move |_| screen.list.with(|list| list.filter));
    let ids = Memo::new(move |_| {
        screen.list.with(|list| list.chats.iter().map(|chat| chat.id.clone()).collect::<Vec<_>>())
    });
    let is_empty = Memo::new(move |_| {
        screen.list.with(|list| list.is_loaded && !list.is_loading && list.chats.is_empty())
    });
    let has_more = Memo::new(move |_| screen.list.with(|list| list.has_more));
    view! {
        <section class="list" aria-labelledby="chats-title">
            <header>
                <h1 id="chats-title">"Conversations"</h1>
                <div class="filters" role="group" aria-label="Show">
                    {FILTERS.map(|(name, status)| view! {
                        <button
                            type="button"
                            aria-pressed=move || (filter.get() == status).to_string()
                            on:click=move |_| screen.step(Input::Filter(status))
                        >
                            {name}
                        </button>
                    }).to_vec()}
                </div>
            </header>
            <ul aria-label="Chats">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Row screen route id />
                </For>
            </ul>
            <Show when=move || is_empty.get()>
                <p class="empty">
                    {move || match filter.get() {
                        None => "Nobody has written yet. What somebody writes appears here at once.",
                        Some(_) => "No chat is in this state.",
                    }}
                </p>
            </Show>
            <Show when=move || has_more.get()>
                <button type="button" class="more" on:click=move |_| screen.step(Input::LoadMore)>
                    "Load more"
                </button>
            </Show>
        </section>
    }
}

#[component]
fn Row(screen: Screen, route: RwSignal<Route>, id: String) -> impl IntoView {
    let target = Route::Session(id.clone());
    let href = target.href();
    let is_open = Memo::new(move |_| route.get() == target);
    let chat = Memo::new(move |_| {
        screen.list.with(|list| list.chats.iter().find(|chat| chat.id == id).cloned())
    });
    let show = move |field: fn(Chat) -> String| move || chat.get().map(field);
    let status = move || chat.get().map_or(SessionStatus::Ended, |chat| chat.status);
    let unread = move || chat.get().map_or(0, |chat| chat.unread);
    let is_off = move || chat.get().is_some_and(|chat| !chat.chat_enabled);
    view! {
        <li>
            <a
                href=href
                aria-current=move || is_open.get().then_some("true")
                class:unread=move || { unread() > 0 }
            >
                <span class="name">{show(|chat| chat.name)}</span>
                <time>{show(|chat| chat.time)}</time>
                <span class="preview" dir="auto">{show(|chat| chat.preview)}</span>
                <Show when=move || { unread() > 0 }>
                    <span class="badge">{unread} <span class="spoken">" unread"</span></span>
                </Show>
                <span class="chips">
                    <span class=move || words::status_class(status())>
                        {move || words::status(status())}
                    </span>
                    <Show when=is_off><span class="chip off">"Chat off"</span></Show>
                </span>
            </a>
        </li>
    }
}
