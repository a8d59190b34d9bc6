use chatdesk_api::{Page, Session, UserDetails};
use chatdesk_widget_browser::{say, say_with, times};

use super::history::switching;
use super::icons::{self, icon};
use super::labels::{subject, tags};
use super::list::{name, when};
use super::thread::shown;
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::names;
use crate::page::{after, window};
use crate::panel::Part;
use crate::state::{Memo, Signal, effect};

/// The pane with the customer of the thread. Its parts come each by itself.
pub(super) fn panel(console: Console) -> Drawn {
    let session = shown(console);
    // Colleagues are no customers.
    let is_open =
        Memo::new(move || console.panel.is_open.get() && !console.route.with(Route::is_team));
    let user = Memo::new(move || session.with(|s| s.as_ref().map(|s| s.user.clone())));
    effect(move || {
        let word = if is_open.get() { "open" } else { "closed" };
        console.root().set("data-panel", word);
    });
    effect(move || {
        if is_open.get()
            && let Some(user) = user.get()
        {
            console.panel.show(console, &user.id);
        }
    });
    let content = move || {
        user.get().filter(|_| is_open.get()).map(|user| {
            let name = names::person(user.name.as_deref(), &user.id);
            view! {
                <header>
                    <span class=names::colour(&user.id) aria-hidden="true">
                        {names::initials(&name)}
                    </span>
                    <h2 dir="auto">{name.clone()}</h2>
                    <button
                        type="button"
                        class="act"
                        aria-label=say("console.details.close")
                        on:click=move |_| close(console)
                    >
                        {icon(icons::CLOSE)}
                    </button>
                </header>
                <div class="scroll">
                    {super::ticket::properties(console)}
                    {details(console, (user.id.clone(), user.email, user.phone))}
                    {part(move || of_chat(console, session))}
                    {tags(console, session)}
                    {switching(console, (user.id, name), session)}
                    {past(console)}
                </div>
            }
        })
    };
    view! { <aside class="pane panel" id="panel" aria-label=say("console.customer")>{part(content)}</aside> }
}

/// What a chat has and a ticket has not: its subject, and the way to its ticket.
fn of_chat(console: Console, session: Memo<Option<Session>>) -> Option<Drawn> {
    console.route.with(|route| matches!(route, Route::Session(_))).then(|| {
        view! { {subject(console, session)} {to_ticket(console, session)} }
    })
}

fn to_ticket(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let number = Memo::new(move || session.with(|s| s.as_ref().and_then(|s| s.ticket_id)));
    let way = move || match number.get() {
        Some(number) => {
            let word = say_with("console.ticket.one", &[("n", &number.to_string())]);
            let href = live(move || console.href(&Route::ticket(number)));
            view! { <a class="plain" href=href>{icon(icons::TICKETS)}{word}</a> }
        }
        None => view! {
            <button
                type="button"
                class="plain"
                disabled=live(move || console.amends.is_busy.get())
                on:click=move |_| console.make_ticket()
            >
                {icon(icons::TICKETS)}
                {say("console.ticket.make")}
            </button>
        },
    };
    view! { <section class="piece to-ticket">{part(way)}</section> }
}

/// The focus goes back to the button that opened it.
fn close(console: Console) {
    console.toggle_panel();
    console.root().focus("thread-title");
}

fn details(
    console: Console,
    (id, email, phone): (String, Option<String>, Option<String>),
) -> Drawn {
    let known = move || match console.panel.details.get() {
        Part::Loading => super::list::skeleton(),
        Part::Failed(why) => {
            let again = move || console.panel.load_details(console);
            failed(why, again)
        }
        Part::Known(details) => facts(console, details),
    };
    view! {
        <section class="piece">
            <dl>
                {email.map(|email| view! { <dt>{say("console.email")}</dt> <dd dir="auto">{email}</dd> })}
                {phone.map(|phone| view! { <dt>{say("console.phone")}</dt> <dd dir="ltr">{phone}</dd> })}
                <dt>{say("console.id")}</dt>
                <dd class="copies"><code dir="ltr">{id.clone()}</code>{copy(id)}</dd>
            </dl>
            {part(known)}
        </section>
    }
}

fn facts(console: Console, details: UserDetails) -> Drawn {
    let UserDetails { created_at: since, last_seen_at: seen, n_sessions, page, .. } = details;
    let day = |at: chatdesk_api::Time| times::short_date(times::read(at.as_str()));
    view! {
        {page.map(|page| place(console, page))}
        <dl>
            {since.map(|at| view! { <dt>{say("console.since")}</dt> <dd>{day(at)}</dd> })}
            {seen.map(|at| view! { <dt>{say("console.seen")}</dt> <dd>{when(console, &at)}</dd> })}
            <dt>{say("console.n_chats")}</dt>
            <dd>{chatdesk_widget_browser::number(n_sessions)}</dd>
        </dl>
    }
}

/// The page that they are on. What they say is text, and nothing but the web is linked.
fn place(console: Console, page: Page) -> Drawn {
    let Page { url, title, at } = page;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let text = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| url.clone());
    let link = if is_web {
        view! {
            <a href=url.clone() target="_blank" rel="noopener noreferrer nofollow" title=url dir="auto">
                {text}
            </a>
        }
    } else {
        view! { <span dir="auto">{text}</span> }
    };
    view! {
        <p class="place">
            <span class="presence" data-online="true"></span>
            <span class="spoken">{say("console.page")}</span>
            {link}
            {when(console, &at)}
        </p>
    }
}

fn copy(id: String) -> Drawn {
    let is_done = Signal::new(false);
    let press = move |_| {
        let clipboard = window().navigator().clipboard();
        if clipboard.is_undefined() {
            // A page that is not safe has none.
            return;
        }
        drop(clipboard.write_text(&id));
        is_done.set(true);
        let forget = move || {
            // The panel may be gone by then.
            is_done.set(false);
        };
        after(forget, std::time::Duration::from_secs(2));
    };
    let word = move || if is_done.get() { say("console.copied") } else { say("console.copy") };
    view! {
        <button type="button" class="quiet" on:click=press aria-live="polite">
            {icon(icons::COPY)}
            <span>{part(word)}</span>
        </button>
    }
}

fn past(console: Console) -> Drawn {
    let list = move || match console.panel.past.get() {
        Part::Loading => super::list::skeleton(),
        Part::Failed(why) => {
            let again = move || console.panel.load_past(console);
            failed(why, again)
        }
        Part::Known(sessions) => {
            let here = console.route.with(|route| route.session().map(str::to_owned));
            let others = sessions.into_iter().filter(|session| Some(&session.id) != here.as_ref());
            let items: Vec<_> = others.map(|session| item(console, &session)).collect();
            if items.is_empty() {
                view! { <p class="none">{say("console.past.none")}</p> }
            } else {
                view! { <ul>{items}</ul> }
            }
        }
    };
    view! {
        <section class="piece past" aria-labelledby="past-title">
            <h3 id="past-title">{say("console.past")}</h3>
            {part(list)}
        </section>
    }
}

fn item(console: Console, session: &Session) -> Drawn {
    let route = Route::Session(session.id.clone());
    let text =
        session.subject.clone().unwrap_or_else(|| names::preview(session.last_message.as_ref()));
    let label = say_with("console.past.chat", &[("name", &name(session))]);
    view! {
        <li>
            <a href=live(move || console.href(&route)) title=label>
                <span class="text" dir="auto">{text}</span>
                <span class="state" data-state=names::state_key(session.status)>
                    {names::state(session.status)}
                </span>
                {when(console, &session.updated_at)}
            </a>
        </li>
    }
}

/// Why a part cannot be had, and how to ask again.
fn failed(why: String, again: impl Fn() + 'static) -> Drawn {
    view! {
        <p class="failure" role="alert">
            {why} " "
            <button type="button" class="plain" on:click=move |_| again()>{say("console.again")}</button>
        </p>
    }
}
