use chatdesk_widget_browser::{Api, Host, listen};
use chatdesk_widget_engine::{Access, Input, Side};
use leptos::prelude::*;

use crate::chats::Chats;
use crate::door;
use crate::route::{self, Route};
use crate::screen::Screen;
use crate::thread::Thread;
use crate::users::Users;
use crate::words;

/// The whole console.
#[component]
pub(crate) fn App() -> impl IntoView {
    let screen = open();
    let route = RwSignal::new(Route::now());
    if let Some(window) = web_sys::window() {
        listen(&window, "hashchange", move |_| route.set(Route::now()));
    }
    Effect::new(move || {
        screen.step(Input::Select(match route.get() {
            Route::Session(id) => Some(id),
            Route::Chats | Route::Users => None,
        }));
    });
    Effect::new(move || {
        if let Some(page) = chatdesk_widget_browser::document() {
            let title = match screen.unread.get() {
                0 => "chatdesk console".to_owned(),
                unread => format!("({unread}) chatdesk console"),
            };
            page.set_title(&title);
        }
    });
    // Once inside, a token that is being renewed does not throw anybody out.
    let was_inside = Memo::new(move |was: Option<&bool>| match screen.access.get() {
        Access::Granted => true,
        Access::Denied => false,
        Access::Closed | Access::Asking => was.copied().unwrap_or(false),
    });
    view! {
        <Show when=move || was_inside.get() fallback=move || view! { <Outside screen /> }>
            <Inside screen route />
        </Show>
    }
}

/// Finds the interface beside this page, and begins.
fn open() -> Screen {
    let page = web_sys::window().and_then(|window| window.location().href().ok());
    let page = page.unwrap_or_default();
    let page = page.split(['#', '?']).next().unwrap_or_default().to_owned();
    let root = page.rsplit_once("/console").map_or(page.as_str(), |(root, _)| root).to_owned();
    let api = chatdesk_widget_browser::document()
        .and_then(|page| page.document_element()?.get_attribute("data-api"))
        .unwrap_or_else(|| "../api".into());
    let api =
        if let Some(below) = api.strip_prefix("../") { format!("{root}/{below}") } else { api };
    let key = format!("chatdesk-console:{api}");
    let code = route::take_code();
    let host = Host::new(Side::Desk, Api::new(&api), key.clone(), door::tokens(&root, &key, code));
    let screen = Screen::new(&host);
    screen.step(Input::Start);
    screen
}

/// What somebody without a token sees.
#[component]
fn Outside(screen: Screen) -> impl IntoView {
    view! {
        <main class="outside">
            {move || match screen.access.get() {
                Access::Denied => view! {
                    <h1>"Get a new link"</h1>
                    <p>
                        "The console opens by the link that the server prints when it starts. A link
                         works once, for ten minutes, and then this browser is known."
                    </p>
                    <p>"Start the server again and open the new link behind " <code>"console"</code> "."</p>
                }.into_any(),
                Access::Closed | Access::Asking | Access::Granted => view! {
                    <h1>"One moment…"</h1>
                    <p>"The console is looking for its server."</p>
                }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Inside(screen: Screen, route: RwSignal<Route>) -> impl IntoView {
    let is_users = move || route.get() == Route::Users;
    let has_thread = Memo::new(move |_| matches!(route.get(), Route::Session(_)));
    let place = move || match route.get() {
        Route::Chats => "desk at-list",
        Route::Session(_) => "desk at-thread",
        Route::Users => "desk at-users",
    };
    view! {
        <div class=place>
            <Navigation screen route />
            <Show when=is_users fallback=move || view! {
                <Chats screen route />
                <Show when=move || has_thread.get() fallback=Nothing>
                    <Thread screen />
                </Show>
            }>
                <Users screen />
            </Show>
        </div>
    }
}

#[component]
fn Navigation(screen: Screen, route: RwSignal<Route>) -> impl IntoView {
    let current = move |is: bool| is.then_some("page");
    view! {
        <header class="rail">
            <p class="brand" aria-hidden="true">
                <svg viewBox="0 0 32 32"><path d="M16 3C8.5 3 3 8 3 14.5c0 3.5 1.7 6.5 4.3 8.6-.2 1.7-.8 3.4-2.3 4.9 3 .1 5.7-.8 7.8-2.3 1 .2 2.1.3 3.2.3 7.5 0 13-5 13-11.5S23.5 3 16 3Z"/></svg>
            </p>
            <nav aria-label="Console">
                <a
                    href=Route::Chats.href()
                    data-unread=move || screen.unread.get().to_string()
                    aria-current=move || current(route.get() != Route::Users)
                >
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4c-5 0-9 3.3-9 7.5 0 2.2 1.1 4.2 2.9 5.5-.1 1.1-.6 2.2-1.6 3.2 2 .1 3.8-.5 5.2-1.5.8.2 1.6.3 2.5.3 5 0 9-3.3 9-7.5S17 4 12 4Z"/></svg>
                    <span>"Chats"</span>
                    <Show when=move || { screen.unread.get() > 0 }>
                        <span class="badge">{move || screen.unread.get()}</span>
                    </Show>
                </a>
                <a href=Route::Users.href() aria-current=move || current(route.get() == Route::Users)>
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M16 4.5a3.2 3.2 0 0 1 0 6.2M18 14.8c1.9.8 3 2.6 3 5.2"/></svg>
                    <span>"Users"</span>
                </a>
            </nav>
            <p role="status" data-connection=move || screen.connection.get().as_str()>
                <span>{move || words::connection(screen.connection.get())}</span>
            </p>
        </header>
    }
}

/// Beside the list, while no chat is open.
#[component]
fn Nothing() -> impl IntoView {
    view! {
        <main class="nothing">
            <p>"Choose a chat to read and answer it."</p>
        </main>
    }
}
