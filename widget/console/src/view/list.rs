use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use chatdesk_api::{Session, SessionStatus, Time};
use chatdesk_widget_browser::{number, say, say_count, say_with, times};

use super::frame::badge;
use super::icons::{self, icon};
use crate::address::{Filter, Route, write};
use crate::console::Console;
use crate::draw::{Draw, Drawn, Each, live, part, several, view};
use crate::names::{self, Distance};
use crate::page::{after, text_of};
use crate::state::Memo;

/// Whoever still types is not answered yet.
const PAUSE: Duration = Duration::from_millis(250);

/// The pane with the list of chats.
pub(super) fn list(console: Console) -> Drawn {
    let ids = move || console.list.with(|list| list.ids.clone());
    let is_busy = Memo::new(move || console.list.with(|list| !list.is_loaded));
    let is_team = Memo::new(move || console.route.with(Route::is_team));
    let title = move || say(if is_team.get() { "console.team" } else { "console.chats" });
    view! {
        <section class="pane list" aria-labelledby="list-title">
            <header>
                <h1 id="list-title">{part(title)}</h1>
                {search(console)}
                {part(move || if is_team.get() { super::team::begin(console) } else { filters(console) })}
            </header>
            <div
                class="scroll"
                on:pointermove=move |_| console.inbox.hold(console)
                on:wheel=move |_| console.inbox.hold(console)
            >
                {part(move || held(console))}
                <ul
                    class="chats"
                    aria-label=live(title)
                    aria-busy=live(move || is_busy.get().to_string())
                >
                    <For each=ids key=String::clone let(id)>
                        {row(console, &id)}
                    </For>
                </ul>
                {part(move || foot(console))}
            </div>
        </section>
    }
}

fn search(console: Console) -> Drawn {
    let shown = Memo::new(move || console.lens.with(|lens| lens.search.clone()));
    // It may outlive the view.
    let n_typed = Rc::new(Cell::new(0_u32));
    let counted = Rc::clone(&n_typed);
    let look = move |text: String| {
        let n = counted.get() + 1;
        counted.set(n);
        let counted = Rc::clone(&counted);
        let ask = move || {
            if counted.get() == n {
                console.look_for(text);
            }
        };
        after(ask, PAUSE);
    };
    let press = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Escape" if !text_of(&event).is_empty() => {
            event.stop_propagation();
            event.prevent_default();
            n_typed.set(n_typed.get() + 1);
            console.look_for(String::new());
        }
        "ArrowDown" => {
            event.prevent_default();
            console.focus_row();
        }
        _ => {}
    };
    view! {
        <label class="search">
            {icon(icons::SEARCH)}
            <input
                id="search"
                type="search"
                aria-label=say("console.search")
                placeholder=live(move || {
                    let is_team = console.route.with(Route::is_team);
                    say(if is_team { "console.team.search" } else { "console.search.hint" })
                })
                autocomplete="off"
                maxlength="200"
                prop:value=shown.live()
                on:input=move |event| look(text_of(&event))
                on:keydown=press
            />
        </label>
    }
}

fn filters(console: Console) -> Drawn {
    view! {
        <div class="filters" role="group" aria-label=say("console.show")>
            {Filter::EACH.map(|which| filter(console, which))}
        </div>
    }
}

fn filter(console: Console, which: Filter) -> Drawn {
    let is_pressed = move || console.lens.with(|lens| lens.filter == which);
    let count = move || match which {
        Filter::Waiting => console.inbox.n_waiting.get(),
        Filter::Mine => console.inbox.n_mine.get(),
        Filter::All | Filter::Ended => None,
    };
    let word = match which {
        Filter::Waiting => say("console.waiting"),
        Filter::Mine => say("console.mine"),
        Filter::All => say("console.all"),
        Filter::Ended => say("console.ended"),
    };
    view! {
        <button
            type="button"
            data-filter=which.as_str()
            aria-pressed=live(move || is_pressed().to_string())
            on:click=move |_| console.show_filter(which)
        >
            {word}
            {part(move || count().filter(|n| *n > 0).map(|n| view! { <span class="count">{number(n)}</span> }))}
        </button>
    }
}

/// What came while somebody's hand is over the list.
fn held(console: Console) -> Option<Drawn> {
    let n_held = console.list.with(|list| list.n_held);
    let show = move |_| {
        console.inbox.release();
        console.redraw_list();
    };
    (n_held > 0).then(|| {
        view! {
            <button type="button" class="held" on:click=show>
                {say_count("console.held", n_held as u64)}
            </button>
        }
    })
}

/// One chat. The link's name is the user's; all of the row is the link.
fn row(console: Console, id: &str) -> Drawn {
    let session = {
        let id = id.to_owned();
        Memo::new(move || console.sessions.with(|sessions| sessions.get(&id).cloned()))
    };
    let is_of = |id: &str| {
        let id = id.to_owned();
        move |of: Option<&str>| of == Some(id.as_str())
    };
    let (is_this, is_that) = (is_of(id), is_of(id));
    let is_shown = Memo::new(move || console.route.with(|route| is_this(route.session())));
    let is_longest = Memo::new(move || console.inbox.longest.with(|id| is_that(id.as_deref())));
    let about = format!("about-{id}");
    let fields = {
        let about = about.clone();
        move || session.get().map(|session| fields(console, &session, (&about, is_longest)))
    };
    let name = Memo::new(move || session.with(|s| s.as_ref().map(name)));
    let words = move || console.lens.with(|lens| lens.search.clone());
    let colour = move || session.with(|s| s.as_ref().map(|s| names::colour(&s.user.id)));
    view! {
        <li
            data-session=id.to_owned()
            data-unread=live(move || session.with(|s| s.as_ref().map(|s| s.unread_count.to_string())))
            data-status=live(move || session.with(|s| s.as_ref().map(|s| names::state_key(s.status))))
            data-online=live(move || session.with(|s| super::team::presence(console, s.as_ref()?)))
            class:shown=is_shown.live()
            class:longest=is_longest.live()
        >
            <span class=live(colour) aria-hidden="true">
                {part(move || name.get().map(|name| names::initials(&name)))}
            </span>
            <a
                id=format!("row-{id}")
                href=live(link(console, id.to_owned()))
                aria-current=live(move || is_shown.get().then_some("true"))
                aria-describedby=about
                dir="auto"
            >
                {part(move || name.get().map(|name| marked(&name, &words())))}
            </a>
            {part(fields)}
        </li>
    }
}

/// Where a row leads: to its chat, and to the message that a search found there.
fn link(console: Console, id: String) -> impl Fn() -> String {
    let known = console.sessions.with_untracked(|sessions| sessions.get(&id).map(Route::of));
    let route = known.unwrap_or_else(|| Route::Session(id.clone()));
    move || {
        let found = console.found.with(|found| found.get(&id).map(|found| found.message_id));
        console.lens.with(|lens| write(&route, lens, found))
    }
}

fn fields(console: Console, session: &Session, (about, is_longest): (&str, Memo<bool>)) -> Drawn {
    let last = session.last_message.as_ref();
    let at = last.map_or(&session.updated_at, |last| &last.timestamp);
    let is_waiting = session.status == SessionStatus::Waiting;
    let id = session.id.clone();
    let plain = super::team::preview(console, session).unwrap_or_else(|| names::preview(last));
    let preview = move || {
        let found = console.found.with(|found| found.get(&id).map(|found| found.preview.clone()));
        let words = console.lens.with(|lens| lens.search.clone());
        let text = found.as_ref().unwrap_or(&plain);
        show(names::led_short(names::pieces(text, &words)))
    };
    let clock = if is_waiting {
        let longest = move || {
            is_longest.get().then(|| {
                view! { <span class="spoken">{say("console.longest")}</span> }
            })
        };
        view! { <span class="wait">{icon(icons::CLOCK)}{when(console, &session.created_at)}{part(longest)}</span> }
    } else {
        when(console, at)
    };
    view! {
        {clock}
        <div class="about" id=about.to_owned()>
            <p class="preview" dir="auto">{part(preview)}</p>
            {marks(console, session)}
        </div>
    }
}

fn marks(console: Console, session: &Session) -> Drawn {
    let unread = session.unread_count;
    let tags = session.tags.clone().unwrap_or_default().into_iter().take(1);
    let holder = session.agent.clone().map(|agent| {
        let name = Memo::new(move || console.crew.name_of(&agent));
        let text = move || say_with("console.has_it", &[("name", &name.get())]);
        view! {
            <span class="holder" title=live(text)>
                <span aria-hidden="true">{part(move || names::initials(&name.get()))}</span>
                <span class="spoken">{part(text)}</span>
            </span>
        }
    });
    view! {
        <p class="marks">
            <span class="state spoken">{super::team::state(session)}</span>
            {super::talk::marks(session)}
            {(!session.chat_enabled).then(|| view! { <span class="off">{say("console.off")}</span> })}
            {Each(tags.map(|tag| view! { <span class="tag" dir="auto">{tag}</span> }))}
            {holder}
            {(unread > 0).then(|| badge(unread))}
        </p>
    }
}

/// A text with what somebody looks for marked in it.
fn marked(text: &str, words: &str) -> Drawn {
    show(names::pieces(text, words))
}

fn show(pieces: Vec<(bool, String)>) -> Drawn {
    let piece = |(is_found, text): (bool, String)| {
        if is_found {
            view! { <mark>{text}</mark> }
        } else {
            text.drawn()
        }
    };
    Each(pieces.into_iter().map(piece)).drawn()
}

/// An instant by its distance, with the whole of it for whoever points at it.
pub(super) fn when(console: Console, at: &Time) -> Drawn {
    let text = at.as_str().to_owned();
    let at = times::read(&text);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an instant of ours is after 1970 and before the end of time"
    )]
    let shown = move || match Distance::between(at as u64, console.now.get()) {
        Distance::Days(2..) => times::short_date(at),
        near => near.word(),
    };
    view! { <time datetime=text title=times::full(at)>{part(shown)}</time> }
}

/// An instant that may be still to come, by the clock of its day.
pub(super) fn at(console: Console, at: &Time) -> Drawn {
    let instant = times::read(at.as_str());
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float")]
    if instant < console.now.get() as f64 {
        return when(console, at);
    }
    let text = at.as_str().to_owned();
    view! { <time datetime=text title=times::full(instant)>{times::short(instant)}</time> }
}

fn foot(console: Console) -> Drawn {
    let list = console.list.get();
    if list.has_more && list.is_loaded {
        let word = if list.is_loading { say("console.loading") } else { say("console.more") };
        let more = move |_| console.step(chatdesk_widget_engine::Input::LoadMore);
        view! {
            <button type="button" class="more" disabled=list.is_loading on:click=more>
                {word}
            </button>
        }
    } else if !list.is_loaded && list.ids.is_empty() {
        skeleton()
    } else if list.is_loaded && list.ids.is_empty() {
        view! { <p class="nothing">{nothing(console)}</p> }
    } else {
        several().drawn()
    }
}

fn nothing(console: Console) -> String {
    let (filter, is_search) = console.lens.with(|lens| (lens.filter, !lens.search.is_empty()));
    match filter {
        _ if is_search => say("console.none.found"),
        _ if console.is_team() => say("console.team.none"),
        Filter::All => say("console.none.all"),
        Filter::Waiting => say("console.none.waiting"),
        Filter::Mine => say("console.none.mine"),
        Filter::Ended => say("console.none.ended"),
    }
}

/// What stands where rows will be; the style sheet lets it come late, so that it does not flicker.
pub(super) fn skeleton() -> Drawn {
    let bones = Each((0..6).map(|_| view! { <span class="bone"></span> }));
    view! {
        <div class="bones">
            <p class="spoken">{say("console.loading")}</p>
            {bones}
        </div>
    }
}

pub(super) use crate::names::customer as name;
