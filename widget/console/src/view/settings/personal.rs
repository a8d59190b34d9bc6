use chatdesk_widget_browser::say;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Notification, NotificationPermission};

use super::telegram::telegram;
use crate::attention::{chime, permission};
use crate::commands::Sheet;
use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::page::{is_ticked, text_of, window};
use crate::personal::{Theme, Wishes};
use crate::state::Signal;

/// The languages that there are, in their own words.
const LANGUAGES: [(&str, &str); 8] = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("pt", "Português"),
    ("ar", "العربية"),
    ("tr", "Türkçe"),
    ("hi", "हिन्दी"),
];

/// What somebody wants of the console in this browser.
pub(super) fn personal(console: Console) -> Drawn {
    view! {
        <section class="sheet" aria-labelledby="personal-title">
            <h2 id="personal-title">{say("console.personal.title")}</h2>
            <p class="about">{part(move || who(console))}</p>
            <div class="fields">
                {theme(console)}
                {language(console)}
                {calls(console)}
                {keys(console)}
                {telegram(console)}
                {(!console.desk().door.is_hosts()).then(|| sign_out(console))}
            </div>
        </section>
    }
}

fn who(console: Console) -> String {
    let name = console.identity.with(|me| {
        let me = me.as_ref()?;
        Some(me.name.clone().unwrap_or_else(|| me.id.clone()))
    });
    name.map_or_else(String::new, |name| {
        chatdesk_widget_browser::say_with("console.personal.who", &[("name", &name)])
    })
}

fn theme(console: Console) -> Drawn {
    let words = |theme| match theme {
        Theme::Auto => say("console.theme.auto"),
        Theme::Light => say("console.theme.light"),
        Theme::Dark => say("console.theme.dark"),
    };
    let option = move |theme: Theme| {
        let is_chosen = move || console.personal.get().theme == theme;
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="theme"
                    value=theme.as_str()
                    prop:checked=live(is_chosen)
                    on:change=move |_| console.personal.change(console, |w| w.theme = theme)
                />
                <span>{words(theme)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field row">
            <legend>{say("console.theme.title")}</legend>
            {Theme::ALL.map(option)}
        </fieldset>
    }
}

/// Another language is another table of texts: the page is loaded anew; drafts are kept.
fn language(console: Console) -> Drawn {
    let choose = move |event| {
        let language = text_of(&event);
        console.personal.change(console, |wishes| wishes.language = language);
        if console.root().is_alone {
            drop(window().location().reload());
        }
    };
    let chosen = move |tag: &'static str| live(move || console.personal.get().language == tag);
    view! {
        <div class="field">
            <label for="set-language">{say("console.personal.language")}</label>
            <select id="set-language" on:change=choose>
                <option value="" prop:selected=chosen("")>{say("console.personal.own")}</option>
                {LANGUAGES.map(|(tag, name)| view! {
                    <option value=tag lang=tag prop:selected=chosen(tag)>{name}</option>
                })}
            </select>
        </div>
    }
}

/// What calls whoever looks elsewhere. Only a click asks the browser for leave.
fn calls(console: Console) -> Drawn {
    let is_denied = Signal::new(permission() == Some(NotificationPermission::Denied));
    let notify = move |event| {
        let wanted = is_ticked(&event) && permission().is_some();
        console.personal.change(console, |wishes| wishes.notifications = wanted);
        let Some(asked) = wanted.then(Notification::request_permission).and_then(Result::ok) else {
            return;
        };
        let answered = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            let is_granted = permission() == Some(NotificationPermission::Granted);
            is_denied.set(!is_granted);
            console.personal.change(console, |wishes| wishes.notifications = is_granted);
        });
        drop(asked.then(&answered));
        // The browser calls it when somebody answers.
        answered.forget();
    };
    let sound = move |event| {
        let wanted = is_ticked(&event);
        console.personal.change(console, |wishes| wishes.sound = wanted);
        if wanted {
            // So that one hears what it is; a browser without sound is silent.
            drop(chime());
        }
    };
    view! {
        <fieldset class="field">
            <legend>{say("console.call.title")}</legend>
            {check(say("console.call.sound"), move || console.personal.get().sound, sound)}
            {check(
                say("console.call.notifications"),
                move || console.personal.get().notifications,
                notify,
            )}
            {part(move || is_denied.get().then(|| view! {
                <p class="wrong" role="status">{say("console.call.denied")}</p>
            }))}
        </fieldset>
    }
}

fn keys(console: Console) -> Drawn {
    let choose = move |event| {
        let wanted = is_ticked(&event);
        console.personal.change(console, |wishes: &mut Wishes| wishes.keys = wanted);
    };
    view! {
        <fieldset class="field">
            <legend>{say("console.keys.title")}</legend>
            {check(say("console.keys.single"), move || console.personal.get().keys, choose)}
            <button
                type="button"
                class="plain"
                on:click=move |_| console.commands.show(Sheet::Keys)
            >
                {say("console.key.help")}
            </button>
        </fieldset>
    }
}

fn check(
    words: String,
    is_checked: impl Fn() -> bool + Send + Sync + 'static,
    choose: impl Fn(web_sys::Event) + 'static,
) -> Drawn {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=live(is_checked) on:change=choose />
            <span>{words}</span>
        </label>
    }
}

/// What nobody sent yet goes with whoever signs out: that is asked for once more.
fn sign_out(console: Console) -> Drawn {
    let is_asked = Signal::new(false);
    let leave = move |_| {
        if console.has_unsent() && !is_asked.get_untracked() {
            is_asked.set(true);
        } else {
            console.sign_out();
        }
    };
    view! {
        <div class="field">
            {part(move || is_asked.get().then(|| view! {
                <p class="wrong" role="alert">{say("console.door.unsent")}</p>
            }))}
            <div class="row">
                <button type="button" class="plain" on:click=leave>
                    {part(move || if is_asked.get() {
                        say("console.door.anyway")
                    } else {
                        say("console.door.out")
                    })}
                </button>
                {part(move || is_asked.get().then(|| view! {
                    <button type="button" class="plain" on:click=move |_| is_asked.set(false)>
                        {say("console.cancel")}
                    </button>
                }))}
            </div>
        </div>
    }
}
