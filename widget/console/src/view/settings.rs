use chatdesk_widget_browser::{say, say_with};

use crate::console::Console;
use crate::draw::{Draw, Drawn, live, part, view};
use crate::page::{is_ticked, text_of};
use crate::settings::Form;
use crate::settings::colour::contrast;
use crate::state::Memo;

mod canned;
mod hours;
mod personal;
mod telegram;

/// The pane with what can be set: for oneself, and for the whole desk.
pub(super) fn settings(console: Console) -> Drawn {
    let is_admin =
        Memo::new(move || console.identity.with(|me| me.as_ref().is_none_or(|me| me.is_admin)));
    view! {
        <section class="pane settings" aria-labelledby="settings-title">
            <header>
                <h1 id="settings-title">{say("console.settings.title")}</h1>
            </header>
            <div class="scroll">
                <div class="sheets">
                    {personal::personal(console)}
                    {part(move || desk(console, is_admin.get()))}
                    {part(move || canned::canned(console, is_admin.get()))}
                </div>
            </div>
        </section>
    }
}

/// What an admin sets for everybody; an agent reads it.
fn desk(console: Console, is_admin: bool) -> Drawn {
    let settings = console.settings;
    let is_known = move || settings.saved.with(Option::is_some);
    view! {
        <section class="sheet" aria-labelledby="desk-title">
            <h2 id="desk-title">{say("console.settings.desk")}</h2>
            {(!is_admin).then(|| view! { <p class="about">{say("console.settings.readonly")}</p> })}
            {part(move || {
                if is_known() {
                    form(console, is_admin)
                } else {
                    pending(console)
                }
            })}
        </section>
    }
}

fn pending(console: Console) -> Drawn {
    let failure = move || console.settings.state.with(|state| state.refusal.clone());
    part(move || match failure() {
        Some(refusal) => {
            let again = move |_| console.settings.load(console);
            view! {
                <p class="wrong" role="alert">
                    {refusal.words} " "
                    <button type="button" class="plain" on:click=again>{say("console.again")}</button>
                </p>
            }
        }
        None => view! { <p class="about">{say("console.loading")}</p> },
    })
}

fn form(console: Console, is_admin: bool) -> Drawn {
    let save = move |event: web_sys::Event| {
        event.prevent_default();
        console.settings.save(console);
    };
    view! {
        <form class="fields" on:submit=save>
            <fieldset disabled=!is_admin>
                <legend class="spoken">{say("console.settings.desk")}</legend>
                {text(console, &TITLE)}
                {text(console, &GREETING)}
                {text(console, &EXPECTATION)}
                {colour(console)}
                {ask_contact(console)}
                {hours::hours(console)}
                {text(console, &AWAY)}
            </fieldset>
            {is_admin.then(|| foot(console))}
        </form>
    }
}

/// A text that can be set.
struct Field {
    id: &'static str,
    label: &'static str,
    about: &'static str,
    max: usize,
    get: fn(&Form) -> &String,
    set: fn(&mut Form) -> &mut String,
}

const TITLE: Field = Field {
    id: "title",
    label: "console.set.title",
    about: "console.set.title_about",
    max: 60,
    get: |form| &form.title,
    set: |form| &mut form.title,
};
const GREETING: Field = Field {
    id: "greeting",
    label: "console.set.greeting",
    about: "console.set.greeting_about",
    max: 500,
    get: |form| &form.greeting,
    set: |form| &mut form.greeting,
};
const EXPECTATION: Field = Field {
    id: "expectation",
    label: "console.set.expectation",
    about: "console.set.expectation_about",
    max: 200,
    get: |form| &form.expectation,
    set: |form| &mut form.expectation,
};
const AWAY: Field = Field {
    id: "away",
    label: "console.set.away",
    about: "console.set.away_about",
    max: 500,
    get: |form| &form.away,
    set: |form| &mut form.away,
};

fn text(console: Console, field: &Field) -> Drawn {
    let &Field { id, label, about, max, get, set } = field;
    let settings = console.settings;
    let value = move || settings.form.with(|form| get(form).clone());
    let write = move |event| settings.form.update(|form| *set(form) = text_of(&event));
    let pointer = format!("/{id}");
    let wrong = Memo::new(move || settings.wrong(&pointer));
    let described = format!("{id}-about {id}-wrong");
    let is_wrong = move || wrong.get().map(|_| "true");
    let input = if max > 100 {
        view! {
            <textarea
                id=format!("set-{id}")
                rows="2"
                dir="auto"
                maxlength=max.to_string()
                aria-describedby=described
                aria-invalid=live(is_wrong)
                prop:value=live(value)
                on:input=write
            ></textarea>
        }
    } else {
        view! {
            <input
                id=format!("set-{id}")
                type="text"
                dir="auto"
                maxlength=max.to_string()
                aria-describedby=described
                aria-invalid=live(is_wrong)
                prop:value=live(value)
                on:input=write
            />
        }
    };
    view! {
        <div class="field">
            <label for=format!("set-{id}")>{say(label)}</label>
            {input}
            <p class="about" id=format!("{id}-about")>{say(about)}</p>
            {problem(id, wrong)}
        </div>
    }
}

/// What is wrong with a field, below it.
fn problem(id: &'static str, wrong: Memo<Option<String>>) -> Drawn {
    view! { <p class="wrong" id=format!("{id}-wrong")>{part(move || wrong.get())}</p> }
}

/// The brand's colour, with what will stand on it.
fn colour(console: Console) -> Drawn {
    let settings = console.settings;
    let value = move || settings.form.with(|form| form.color.clone());
    let write = move |event| {
        settings.form.update(|form| form.color = text_of(&event).to_ascii_lowercase());
    };
    let wrong = Memo::new(move || settings.wrong("/color"));
    let shown = move || Some(value()).filter(|c| contrast(c).is_some()).unwrap_or("#0d6a50".into());
    view! {
        <div class="field">
            <label for="set-color">{say("console.set.color")}</label>
            <div class="colour">
                <input
                    type="color"
                    aria-label=say("console.set.pick")
                    prop:value=live(shown)
                    on:input=write
                />
                <input
                    id="set-color"
                    type="text"
                    dir="ltr"
                    maxlength="7"
                    spellcheck="false"
                    placeholder="#0d6a50"
                    aria-describedby="color-about color-wrong"
                    aria-invalid=live(move || wrong.get().map(|_| "true"))
                    prop:value=live(value)
                    on:input=write
                />
                {part(move || sample(&value()))}
            </div>
            <p class="about" id="color-about">{part(move || legible(&value()))}</p>
            {problem("color", wrong)}
        </div>
    }
}

/// A bubble in the colour; drawn, for a style of its own is not allowed.
fn sample(colour: &str) -> Option<impl Draw + use<>> {
    let contrast = contrast(colour)?;
    let fill = colour.to_owned();
    Some(view! {
        <svg class="sample" viewBox="0 0 96 36" aria-hidden="true">
            <rect width="96" height="36" rx="14" fill=fill></rect>
            <text x="48" y="23" text-anchor="middle" font-size="14" fill=contrast.ink>"Aa 123"</text>
        </svg>
    })
}

fn legible(colour: &str) -> String {
    match contrast(colour) {
        None if colour.is_empty() => say("console.set.color_none"),
        None => say("console.set.color_form"),
        Some(contrast) => {
            let ratio = contrast.words();
            if contrast.on_white < 3.0 {
                say_with("console.set.color_pale", &[("ratio", &ratio)])
            } else {
                say_with("console.set.color_good", &[("ratio", &ratio)])
            }
        }
    }
}

fn ask_contact(console: Console) -> Drawn {
    let form = console.settings.form;
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=live(move || form.with(|form| form.ask_contact))
                    on:change=move |event| {
                        form.update(|form| form.ask_contact = is_ticked(&event));
                    }
                />
                <span>{say("console.set.contact")}</span>
            </label>
        </div>
    }
}

fn foot(console: Console) -> Drawn {
    let settings = console.settings;
    let is_changed = Memo::new(move || settings.is_changed());
    let is_saving = move || settings.state.with(|state| state.is_saving);
    let said = move || {
        let state = settings.state.get();
        match state.refusal {
            Some(refusal) => Some((refusal.words, "wrong")),
            None if state.is_overtaken => Some((say("console.settings.overtaken"), "wrong")),
            None if is_changed.get() => Some((say("console.settings.unsaved"), "about")),
            None if state.is_saved => Some((say("console.settings.saved"), "about")),
            None => None,
        }
    };
    view! {
        <div class="foot" class:changed=live(move || is_changed.get())>
            <p role="status" class=live(move || said().map_or("about", |(_, class)| class))>
                {part(move || said().map(|(words, _)| words))}
            </p>
            <button
                type="button"
                class="plain"
                disabled=live(move || !is_changed.get())
                on:click=move |_| settings.revert()
            >
                {say("console.settings.revert")}
            </button>
            <button type="submit" class="plain strong" disabled=live(move || !is_changed.get() || is_saving())>
                {part(move || if is_saving() { say("console.saving") } else { say("console.save") })}
            </button>
        </div>
    }
}
