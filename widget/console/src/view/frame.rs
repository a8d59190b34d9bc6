use chatdesk_api::Transport;
use chatdesk_widget_browser::{number, say, say_count};
use chatdesk_widget_engine::Connection;

use super::icons::{self, icon};
use super::{commands, entrance, list, panel, settings, thread, users};
use crate::address::Route;
use crate::console::Console;
use crate::door::Entrance;
use crate::draw::{Drawn, live, part, view};
use crate::state::{Memo, effect};

/// The whole page: the door, or everything behind it.
pub(crate) fn frame(console: Console) -> Drawn {
    effect(move || console.attention.show(console));
    let entrance = Memo::new(move || console.entrance.get());
    part(move || match (console.link.get(), entrance.get()) {
        (Some(link), _) => entrance::welcome(console, link),
        (None, Entrance::Open) => view! {
            {rail(console)}
            <main class="desk">
                {part(move || offline(console))}
                {list::list(console)}
                {thread::thread(console)}
                {panel::panel(console)}
                {users::users(console)}
                {settings::settings(console)}
            </main>
            {commands::commands(console)}
        },
        (None, Entrance::Opening) => entrance::opening(console),
        (None, Entrance::Shut(reason)) => entrance::shut(console, reason),
    })
}

fn rail(console: Console) -> Drawn {
    let unread = move || console.unread.get().unwrap_or_default();
    let current = move |is_there: bool| is_there.then_some("page");
    let in_users = move || console.route.with(|route| *route == Route::Users);
    let in_settings = move || console.route.with(|route| *route == Route::Settings);
    view! {
        <header class="rail">
            <span class="brand" aria-hidden="true">{icon(icons::CHATS)}</span>
            <nav aria-label=say("console.title")>
                <a
                    href=live(move || console.href(&Route::Chats))
                    aria-current=live(move || current(!in_users() && !in_settings()))
                    data-unread=live(move || console.unread.get().map(|unread| unread.to_string()))
                >
                    {icon(icons::CHATS)}
                    <span class="word">{say("console.chats")}</span>
                    {part(move || (unread() > 0).then(|| badge(unread())))}
                </a>
                <a href=live(move || console.href(&Route::Users)) aria-current=live(move || current(in_users()))>
                    {icon(icons::USERS)}
                    <span class="word">{say("console.users")}</span>
                </a>
                <a href=live(move || console.href(&Route::Settings)) aria-current=live(move || current(in_settings()))>
                    {icon(icons::SETTINGS)}
                    <span class="word">{say("console.settings.title")}</span>
                </a>
            </nav>
            <p
                role="status"
                class="connection"
                data-connection=live(move || console.connection.get().as_str())
                data-transport=live(move || carrier(console.connection.get(), console.transport.get()))
                title=live(move || explain(console.connection.get()))
            >
                <span>{part(move || word(console.connection.get()))}</span>
            </p>
        </header>
    }
}

/// Said large as long as nothing gets through; the status in the rail says it to readers.
fn offline(console: Console) -> Option<Drawn> {
    (console.connection.get() == Connection::Offline).then(|| {
        view! { <p class="banner" aria-hidden="true">{explain(Connection::Offline)}</p> }
    })
}

/// A number of unread messages; beyond two digits nobody counts.
pub(super) fn badge(unread: u64) -> Drawn {
    let shown = if unread > 99 { "99+".to_owned() } else { number(unread) };
    view! {
        <span class="badge">
            <span aria-hidden="true">{shown}</span>
            <span class="spoken">{say_count("console.unread", unread)}</span>
        </span>
    }
}

/// The word of what carries the news, for `data-transport`.
const fn carrier(connection: Connection, transport: Option<Transport>) -> &'static str {
    match (connection, transport) {
        (Connection::Live, Some(Transport::WebSocket)) => "websocket",
        (Connection::Live, Some(Transport::LongPoll)) => "long_poll",
        (Connection::Live, _) => "sse",
        (Connection::Polling, _) => "poll",
        (Connection::Offline, _) => "none",
    }
}

fn word(connection: Connection) -> String {
    match connection {
        Connection::Live => say("console.live.word"),
        Connection::Polling => say("console.polling.word"),
        Connection::Offline => say("console.offline.word"),
    }
}

fn explain(connection: Connection) -> String {
    match connection {
        Connection::Live => say("console.live"),
        Connection::Polling => say("console.polling"),
        Connection::Offline => say("console.offline"),
    }
}
