use any_spawner::Executor;
use chatdesk_widget_browser::{say, say_count};

use super::icons::{self, icon};
use crate::console::Console;
use crate::door::Reason;
use crate::draw::{Drawn, Reference, live, part, view};
use crate::page::before_paint;
use crate::sending::Refusal;
use crate::state::Signal;

/// The least that a password has.
const SHORTEST: usize = 10;
/// From here on a password is called long.
const LONG: usize = 14;

/// While a code or a token is tried.
pub(super) fn opening(console: Console) -> Drawn {
    view! {
        <main class="door">
            <p role="status" data-connection=live(move || console.connection.get().as_str())>
                {say("console.door.opening")}
            </p>
        </main>
    }
}

/// Nobody is in: they give name and password, or open a link, or sign in to the host.
pub(super) fn shut(console: Console, reason: Reason) -> Drawn {
    let why = match reason {
        Reason::NoLink => None,
        Reason::OldLink => Some(say("console.door.old")),
        Reason::Over => Some(say("console.door.over")),
        Reason::Host => Some(say("console.door.host")),
    };
    let why = why.map(|why| view! { <p class="why" role="alert">{why}</p> });
    view! {
        <main class="door">
            <div class="card">
                <span class="seal">{icon(icons::LOCK)}</span>
                <h1>{say("console.door.title")}</h1>
                {why}
                {if reason == Reason::Host {
                    let again = move |_| console.come_in();
                    view! {
                        <button type="button" class="plain strong" on:click=again>
                            {say("console.again")}
                        </button>
                    }
                } else {
                    view! {
                        {sign_in(console)}
                        <p class="about">{say("console.door.printed")}</p>
                    }
                }}
            </div>
        </main>
    }
}

fn sign_in(console: Console) -> Drawn {
    let name = Reference::<web_sys::HtmlInputElement>::new();
    let password = Reference::<web_sys::HtmlInputElement>::new();
    let is_asking = Signal::new(false);
    let wrong = Signal::new(None::<String>);
    name.on_load(|name| {
        before_paint(move || drop(name.focus()));
    });
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let (Some(name), Some(field)) = (name.get_untracked(), password.get_untracked()) else {
            return;
        };
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        wrong.set(None);
        Executor::spawn_local(async move {
            let desk = console.desk();
            let outcome = desk.door.sign_in(name.value().trim(), &field.value()).await;
            is_asking.set(false);
            match outcome {
                Ok(()) => console.come_in(),
                Err(refusal) => {
                    wrong.set(Some(explain(&refusal, || say("console.door.wrong"))));
                    drop(field.focus());
                    field.select();
                }
            }
        });
    };
    view! {
        <form class="fields" method="post" on:submit=submit>
            <div class="field">
                <label for="door-name">{say("console.door.name")}</label>
                <input
                    node_ref=name
                    id="door-name"
                    name="username"
                    type="text"
                    dir="auto"
                    autocomplete="username"
                    autocapitalize="none"
                    maxlength="100"
                    required=true
                />
            </div>
            {secret(password, "current-password")}
            <p class="wrong" role="alert">{part(move || wrong.get())}</p>
            <button type="submit" class="plain strong" aria-busy=live(move || is_asking.get().to_string())>
                {part(move || if is_asking.get() { say("console.door.asking") } else { say("console.door.in") })}
            </button>
        </form>
    }
}

/// Whoever opened their one-time link sets a password with it.
pub(super) fn welcome(console: Console, link: String) -> Drawn {
    let link = Signal::new(link);
    let password = Reference::<web_sys::HtmlInputElement>::new();
    let length = Signal::new(0);
    let is_asking = Signal::new(false);
    let wrong = Signal::new(None::<String>);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let Some(field) = password.get_untracked() else { return };
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        wrong.set(None);
        Executor::spawn_local(async move {
            let desk = console.desk();
            let outcome = desk.door.set_password(&link.get_untracked(), &field.value()).await;
            is_asking.set(false);
            match outcome {
                Ok(()) => {
                    console.link.set(None);
                    console.come_in();
                }
                Err(refusal) => {
                    wrong.set(Some(explain(&refusal, || say("console.door.link_old"))));
                }
            }
        });
    };
    let count = move |_| {
        let field = password.get_untracked();
        length.set(field.map_or(0, |field| field.value().chars().count()));
    };
    view! {
        <main class="door">
            <div class="card">
                <span class="seal">{icon(icons::LOCK)}</span>
                <h1>{say("console.door.welcome")}</h1>
                <p>{say("console.door.choose")}</p>
                <form class="fields" method="post" on:submit=submit on:input=count>
                    {secret(password, "new-password")}
                    <p class="about" role="status">{part(move || strength(length.get()))}</p>
                    <p class="wrong" role="alert">{part(move || wrong.get())}</p>
                    {answers(console, is_asking)}
                </form>
            </div>
        </main>
    }
}

fn answers(console: Console, is_asking: Signal<bool>) -> Drawn {
    view! {
        <button type="submit" class="plain strong" aria-busy=live(move || is_asking.get().to_string())>
            {say("console.door.set")}
        </button>
        <button type="button" class="quiet" on:click=move |_| console.link.set(None)>
            {say("console.door.instead")}
        </button>
    }
}

/// A password, which can be looked at.
fn secret(field: Reference<web_sys::HtmlInputElement>, autocomplete: &'static str) -> Drawn {
    let is_shown = Signal::new(false);
    let is_new = autocomplete == "new-password";
    if is_new {
        field.on_load(|field| {
            before_paint(move || drop(field.focus()));
        });
    }
    view! {
        <div class="field">
            <label for="door-password">{say("console.door.password")}</label>
            <div class="secret">
                <input
                    node_ref=field
                    id="door-password"
                    name="password"
                    type=live(move || if is_shown.get() { "text" } else { "password" })
                    dir="ltr"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    minlength=is_new.then(|| SHORTEST.to_string())
                    maxlength="200"
                    required=true
                />
                <button
                    type="button"
                    class="quiet"
                    aria-pressed=live(move || is_shown.get().to_string())
                    on:click=move |_| is_shown.update(|is_shown| *is_shown = !*is_shown)
                >
                    {say("console.door.show")}
                </button>
            </div>
        </div>
    }
}

fn strength(length: usize) -> String {
    match length {
        0 => say_count("console.door.least", SHORTEST as u64),
        1..SHORTEST => say_count("console.door.more", (SHORTEST - length) as u64),
        SHORTEST..LONG => say("console.door.fair"),
        _ => say("console.door.strong"),
    }
}

fn explain(refusal: &Refusal, unfit: impl Fn() -> String) -> String {
    match refusal.status {
        401 | 404 => unfit(),
        422 => refusal.fields.first().map_or_else(|| refusal.words.clone(), |(_, why)| why.clone()),
        _ => refusal.words.clone(),
    }
}
