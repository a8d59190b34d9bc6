use chatdesk_api::{Session, SessionStatus};
use chatdesk_widget_browser::{say, say_with};

use super::icons::{self, icon};
use super::list::{name, when};
use super::menu::hand_over;
use super::{talk, team, ticket};
use crate::address::Route;
use crate::console::{Console, Phase};
use crate::draw::{Drawn, Reference, live, part, view};
use crate::names;
use crate::state::{Memo, Signal, effect};
use crate::talks::{goes_on, is_talk};

/// Who it is, who has it, and what can be done. It is drawn anew for another person alone.
pub(super) fn head(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let who = Memo::new(move || session.with(|s| s.as_ref().map(|s| s.user.clone())));
    let is_missing = move || console.thread.with(|thread| thread.phase == Phase::Missing);
    let person = move || match who.get() {
        Some(user) => {
            let name = names::person(user.name.as_deref(), &user.id);
            view! {
                <span class=names::colour(&user.id) aria-hidden="true">
                    {names::initials(&name)}
                </span>
                <div class="who">
                    <h2 id="thread-title" tabindex="-1" dir="auto">{part(move || no(console))}{name}</h2>
                    <p class="facts">{if is_team(console) { team::facts(console, session) } else { facts(console, session) }}</p>
                </div>
                {if is_team(console) { team::acts(console, session) } else { acts(console, session) }}
            }
        }
        None if is_missing() => {
            let key = if is_ticket(console) { "console.ticket.missing" } else { "console.missing" };
            view! { <h2 class="who">{say(key)}</h2> }
        }
        None => view! { <p class="who loading-name">{say("console.loading")}</p> },
    };
    view! {
        <header>
            <button
                type="button"
                class="back"
                aria-label=say("console.back")
                on:click=move |_| console.back()
            >
                {icon(icons::BACK)}
            </button>
            {part(person)}
        </header>
    }
}

fn is_team(console: Console) -> bool {
    console.route.with(Route::is_team)
}

fn is_ticket(console: Console) -> bool {
    console.route.with(|route| matches!(route, Route::Ticket { .. }))
}

/// The number of the ticket, before its customer's name.
fn no(console: Console) -> Option<Drawn> {
    console.route.with(|route| match route {
        Route::Ticket { number, .. } => {
            Some(view! { <span class="no">{format!("#{number}")}</span> " " })
        }
        _ => None,
    })
}

fn facts(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let typing = Memo::new(move || console.thread.with(|thread| thread.typing.clone()));
    let status = Memo::new(move || session.with(|s| s.as_ref().map(|s| s.status)));
    let since = Memo::new(move || session.with(|s| s.as_ref().map(|s| s.created_at.clone())));
    let agent = Memo::new(move || session.with(|s| s.as_ref().and_then(|s| s.agent.clone())));
    let subject = Memo::new(move || session.with(|s| s.as_ref().and_then(|s| s.subject.clone())));
    let is_active = talk::is_active(console, session);
    let state = move || {
        let status = status.get().filter(|_| !is_ticket(console))?;
        if is_active.get() == Some(true) && status == SessionStatus::Active {
            return None;
        }
        let wait = (status == SessionStatus::Waiting)
            .then(|| since.get().map(|since| view! { " " {when(console, &since)} }));
        Some(view! {
            <span class="state" data-state=names::state_key(status)>
                {names::state(status)}
                {wait}
            </span>
        })
    };
    let holder = move || {
        let agent = agent.get()?;
        let is_mine = agent.id.is_some() && agent.id == console.me();
        Some(if is_mine {
            say("console.you_have_it")
        } else {
            say_with("console.has_it", &[("name", &console.crew.name_of(&agent))])
        })
    };
    view! {
        {part(state)}
        {talk::active(is_active)}
        {ticket::facts(console)}
        {part(move || holder().map(|text| view! { <span class="holds" dir="auto">{text}</span> }))}
        <span class="address" dir="auto">
            {part(move || typing.get().or_else(|| subject.get()))}
        </span>
    }
}

fn acts(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let is_active = Memo::new(move || session.with(|s| s.as_ref().is_some_and(|s| s.is_active)));
    let goes_on = Memo::new(move || session.with(|s| s.as_ref().is_some_and(goes_on)));
    let holder = Memo::new(move || session.with(|s| s.as_ref().and_then(|s| s.agent.clone()?.id)));
    let is_mine = Memo::new(move || holder.get().is_some_and(|id| Some(id) == console.me()));
    let give = move || {
        if is_mine.get() {
            let release = move |_| console.release();
            act(console, (say("console.release"), icons::RELEASE), release)
        } else {
            let take = move |_| console.take();
            act(console, (say("console.take"), icons::TAKE), take)
        }
    };
    let open_acts = move || {
        is_active.get().then(|| {
            view! {
                {part(give)}
                {hand_over(console, holder)}
                {part(move || over(console, goes_on.get(), session))}
            }
        })
    };
    let is_open = console.panel.is_open;
    view! {
        <div class="acts">
            {part(open_acts)}
            <button
                type="button"
                class="act details"
                aria-expanded=live(move || is_open.get().to_string())
                aria-controls="panel"
                aria-label=say("console.details")
                title=say("console.details")
                on:click=move |_| console.toggle_panel()
            >
                {icon(icons::PANEL)}
            </button>
        </div>
    }
}

/// Ends the chat, or closes the ticket.
fn over(console: Console, goes_on: bool, session: Memo<Option<Session>>) -> Option<Drawn> {
    let ask = move |_| console.ask_to_end();
    if is_ticket(console) {
        return Some(view! {
            {act(console, (say("console.ticket.close"), icons::END), ask)}
            {ticket::close_dialog(console)}
        });
    }
    goes_on.then(|| {
        view! {
            {act(console, (say("console.end"), icons::END), ask)}
            {end_dialog(console, session)}
        }
    })
}

/// A button that has its word where there is room, and its name always.
pub(super) fn act(
    console: Console,
    (word, line): (String, &'static str),
    press: impl Fn(web_sys::MouseEvent) + 'static,
) -> Drawn {
    let title = word.clone();
    view! {
        <button
            type="button"
            class="act"
            title=title
            disabled=live(move || console.amends.is_busy.get())
            on:click=press
        >
            {icon(line)}
            <span class="word">{word}</span>
        </button>
    }
}

/// Ending asks once more.
fn end_dialog(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let title = move || {
        let name = session.with(|s| s.as_ref().map(name)).unwrap_or_default();
        say_with("console.end.title", &[("name", &name)])
    };
    let text = move || {
        let is_talk = session.with(|s| s.as_ref().is_some_and(is_talk));
        say(if is_talk { "console.talk.end_text" } else { "console.end.text" })
    };
    let words = (title, text, ("console.end.no", "console.end.yes"));
    confirm(console.amends.asks_to_end, words, move || console.end())
}

/// Asks whether it is to be done, as long as the signal says so: with a title, a text, and the words for no and yes.
pub(super) fn confirm(
    asks: Signal<bool>,
    (title, text, (no, yes)): (
        impl Fn() -> String + 'static,
        impl Fn() -> String + 'static,
        (&'static str, &'static str),
    ),
    act: impl Fn() + 'static,
) -> Drawn {
    let dialog = Reference::<web_sys::HtmlDialogElement>::new();
    follow(dialog, asks);
    let confirm = move |_| {
        asks.set(false);
        act();
    };
    view! {
        <dialog
            node_ref=dialog
            aria-labelledby="asks-title"
            on:close=move |_| asks.set(false)
        >
            <h2 id="asks-title">{part(title)}</h2>
            <p>{part(text)}</p>
            <div class="choices">
                <button type="button" class="plain" on:click=move |_| asks.set(false)>
                    {say(no)}
                </button>
                <button type="button" class="plain danger" on:click=confirm>
                    {say(yes)}
                </button>
            </div>
        </dialog>
    }
}

/// Opens and closes a dialog as a signal says.
pub(super) fn follow(dialog: Reference<web_sys::HtmlDialogElement>, asks: Signal<bool>) {
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if asks.get() {
            // Refused is one that is open already.
            drop(dialog.show_modal());
        } else {
            dialog.close();
        }
    });
}
