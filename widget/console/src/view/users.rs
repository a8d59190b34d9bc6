use chatdesk_api::AdminUser;
use chatdesk_widget_browser::{say, say_count, say_with};

use super::frame::badge;
use super::history::history;
use super::icons::{self, icon};
use super::list::when;
use super::switch::switch;
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Draw, Drawn, live, part, several, view};
use crate::names;
use crate::page::text_of;
use crate::state::Memo;

/// The pane with the table of users.
pub(super) fn users(console: Console) -> Drawn {
    let people = console.people;
    let ids = move || {
        people.table.with(|table| table.users.iter().map(|u| u.user_id.clone()).collect::<Vec<_>>())
    };
    let look = move |event| people.look_for(console, text_of(&event));
    view! {
        <section class="pane book users" aria-labelledby="users-title">
            <header>
                <h1 id="users-title">{say("console.users")}</h1>
                <p class="total">{part(move || total(console))}</p>
                <label class="search">
                    {icon(icons::SEARCH)}
                    <input
                        type="search"
                        aria-label=say("console.users.search")
                        placeholder=say("console.users.search")
                        autocomplete="off"
                        prop:value=live(move || people.search.get())
                        on:input=look
                    />
                </label>
            </header>
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say("console.users.name")}</th>
                            <th scope="col" class="wide">{say("console.email")}</th>
                            <th scope="col" class="number">{say("console.users.unread")}</th>
                            <th scope="col" class="wide">{say("console.seen")}</th>
                            <th scope="col">{say("console.users.enabled")}</th>
                            <th scope="col"><span class="spoken">{say("console.history")}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=ids key=String::clone let(id)>
                            {rows(console, id)}
                        </For>
                    </tbody>
                </table>
                {part(move || foot(console))}
            </div>
        </section>
    }
}

fn total(console: Console) -> String {
    console.people.table.with(|table| match (table.is_loaded, table.total) {
        (false, _) => String::new(),
        (true, total) => say_count("console.users.total", total),
    })
}

/// Somebody's row, and below it their history where it is asked for.
fn rows(console: Console, id: String) -> Drawn {
    let user = {
        let id = id.clone();
        Memo::new(move || {
            console
                .people
                .table
                .with(|table| table.users.iter().find(|user| user.user_id == id).cloned())
        })
    };
    let who = Memo::new(move || user.get().map(|user| (user.user_id, user.name, user.email)));
    let chat_enabled = Memo::new(move || user.get().is_none_or(|user| user.chat_enabled));
    let person = move || {
        who.get().map(|(user_id, name, email)| {
            let name = names::person(name.as_deref(), &user_id);
            view! {
                <th scope="row">
                    <div class="person">
                        <span class=names::colour(&user_id) aria-hidden="true">
                            {names::initials(&name)}
                        </span>
                        <span class="name">
                            {part(move || link(name.clone(), user))}
                            <span class="id">{user_id}</span>
                        </span>
                    </div>
                </th>
                <td class="wide address">{email.unwrap_or_else(|| "–".into())}</td>
            }
        })
    };
    let is_open = {
        let id = id.clone();
        Memo::new(move || console.switches.history(&id).is_some())
    };
    let switched = move || {
        who.get().map(|(user_id, name, _)| {
            let name = names::person(name.as_deref(), &user_id);
            switch(console, user_id, &name, chat_enabled)
        })
    };
    view! {
        <tr data-user=id.clone()>
            {part(person)}
            {part(move || user.get().map(|user| facts(console, &user)))}
            <td class="switching">{part(switched)}</td>
            <td class="unfolds">{history_button(console, id.clone(), who)}</td>
        </tr>
        {part(move || is_open.get().then(|| history(console, &id)))}
    }
}

/// The name leads to the open chat, where there is one.
fn link(name: String, user: Memo<Option<AdminUser>>) -> Drawn {
    match user.get().and_then(|user| user.open_session_id) {
        Some(session) => {
            view! { <a href=Route::Session(session).hash() dir="auto">{name}</a> }
        }
        None => view! { <span dir="auto">{name}</span> },
    }
}

fn facts(console: Console, user: &AdminUser) -> Drawn {
    let unread = user.unread_count;
    let seen = user.last_seen_at.as_ref();
    view! {
        <td class="number" data-unread=unread.to_string()>
            {if unread > 0 { badge(unread) } else { "–".drawn() }}
        </td>
        <td class="wide">
            {match seen {
                Some(at) => when(console, at),
                None => "–".drawn(),
            }}
        </td>
    }
}

type Who = Option<(String, Option<String>, Option<String>)>;

fn history_button(console: Console, id: String, who: Memo<Who>) -> Drawn {
    let label = move || {
        who.get().map(|(id, name, _)| {
            say_with("console.history.of", &[("name", &names::person(name.as_deref(), &id))])
        })
    };
    let is_open = {
        let id = id.clone();
        move || console.switches.history(&id).is_some().to_string()
    };
    view! {
        <button
            type="button"
            class="quiet"
            aria-expanded=live(is_open)
            aria-label=live(label)
            on:click=move |_| console.switches.toggle_history(console, &id)
        >
            <span class="wide">{say("console.history")}</span>
            {icon(icons::DOWN)}
        </button>
    }
}

fn foot(console: Console) -> Drawn {
    let people = console.people;
    let table = people.table.get();
    if let Some(failure) = table.failure {
        let again = move |_| people.refresh(console);
        view! {
            <p class="nothing" role="alert">
                {failure} " " <button type="button" class="plain" on:click=again>{say("console.again")}</button>
            </p>
        }
    } else if table.next_cursor.is_some() {
        let word = if table.is_loading { say("console.loading") } else { say("console.more") };
        let more = move |_| people.load_more(console);
        view! {
            <button type="button" class="more" disabled=table.is_loading on:click=more>{word}</button>
        }
    } else if !table.is_loaded {
        view! { <p class="nothing">{say("console.loading")}</p> }
    } else if table.users.is_empty() && people.search.get().is_empty() {
        view! { <p class="nothing">{say("console.users.none")}</p> }
    } else if table.users.is_empty() {
        view! { <p class="nothing">{say("console.users.none.found")}</p> }
    } else {
        several().drawn()
    }
}
