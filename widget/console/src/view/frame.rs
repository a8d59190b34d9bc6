use chatdesk_api::{TicketNotifications, Transport};
use chatdesk_widget_browser::{number, say, say_count};
use chatdesk_widget_engine::Connection;

use super::icons::{self, icon};
use super::{commands, deliveries, entrance, list, panel, settings, team, thread, tickets, users};
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
                {tickets::tickets(console)}
                {users::users(console)}
                {part(move || is_admin(console).then(|| deliveries::deliveries(console)))}
                {settings::settings(console)}
            </main>
            {commands::commands(console)}
            {team::dialog(console)}
        },
        (None, Entrance::Opening) => entrance::opening(console),
        (None, Entrance::Shut(reason)) => entrance::shut(console, reason),
    })
}

fn rail(console: Console) -> Drawn {
    let unread = move || console.unread.get().unwrap_or_default();
    let here =
        move |is_it: fn(&Route) -> bool| live(move || console.route.with(is_it).then_some("page"));
    let place = move |route: Route, line: &'static str, word: &str| {
        let is_it = {
            let route = route.clone();
            move || console.route.with(|shown| *shown == route).then_some("page")
        };
        view! {
            <a href=live(move || console.href(&route)) aria-current=live(is_it)>
                {icon(line)}
                <span class="word">{say(word)}</span>
            </a>
        }
    };
    view! {
        <header class="rail">
            <span class="brand" aria-hidden="true">{icon(icons::CHATS)}</span>
            <nav aria-label=say("console.title")>
                <a
                    href=live(move || console.href(&Route::Chats))
                    aria-current=here(|route| matches!(route, Route::Chats | Route::Session(_)))
                    data-unread=live(move || console.unread.get().map(|unread| unread.to_string()))
                >
                    {icon(icons::CHATS)}
                    <span class="word">{say("console.chats")}</span>
                    {part(move || (unread() > 0).then(|| badge(unread())))}
                </a>
                <a
                    href=live(move || console.href(&Route::Tickets))
                    aria-current=here(|route| matches!(route, Route::Tickets | Route::Ticket { .. }))
                    title=live(move || counted(console))
                    data-open=live(move || count(console, |counts| counts.open_tickets))
                    data-in-progress=live(move || count(console, |counts| counts.in_progress))
                    data-unassigned=live(move || count(console, |counts| counts.unassigned))
                >
                    {icon(icons::TICKETS)}
                    <span class="word">{say("console.tickets")}</span>
                    {part(move || tickets_badge(console))}
                </a>
                {team::way(console)}
                {place(Route::Users, icons::USERS, "console.users")}
                {part(move || is_admin(console).then(|| {
                    place(Route::Deliveries, icons::DELIVERIES, "console.deliveries")
                }))}
                {place(Route::Settings, icons::SETTINGS, "console.settings.title")}
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

/// Some things are for admins alone; where nobody knows who it is the server decides.
fn is_admin(console: Console) -> bool {
    console.identity.with(|me| me.as_ref().is_none_or(|me| me.is_admin))
}

fn count(console: Console, of: fn(&TicketNotifications) -> u64) -> Option<String> {
    console.tickets.counts.with(|counts| counts.as_ref().map(|counts| of(counts).to_string()))
}

/// All three counts of tickets, in words.
fn counted(console: Console) -> Option<String> {
    let counts = console.tickets.counts.get()?;
    let each = [
        say_count("console.tickets.open", counts.open_tickets),
        say_count("console.tickets.in_progress", counts.in_progress),
        say_count("console.tickets.unassigned", counts.unassigned),
    ];
    Some(each.join(", "))
}

/// How many tickets are open; a dot where none is and some have nobody. The name of the link has all counts.
fn tickets_badge(console: Console) -> Option<Drawn> {
    let counts = console.tickets.counts.get()?;
    let shown = match counts.open_tickets {
        0 => String::new(),
        1..100 => number(counts.open_tickets),
        _ => "99+".to_owned(),
    };
    let mark = counts.has_alerts.then(|| {
        let class = if shown.is_empty() { "badge dot" } else { "badge" };
        view! { <span class=class aria-hidden="true">{shown}</span> }
    });
    Some(view! { {mark} <span class="spoken">{counted(console)}</span> })
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
