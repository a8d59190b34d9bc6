use any_spawner::Executor;
use chatdesk_widget_browser::{Decode as _, encode, say};

use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::sending::change;
use crate::state::Signal;

/// How far somebody is on their way to the bot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Way {
    #[default]
    Unasked,
    Asked,
    /// By this link.
    Open(String),
    Shut(String),
}

/// A link by which somebody of the desk is told in Telegram, and answers from there.
pub(super) fn telegram(console: Console) -> Drawn {
    let way = Signal::new(Way::default());
    let shown = move || match way.get() {
        Way::Unasked | Way::Asked => None,
        Way::Open(url) => Some(view! {
            <a class="plain strong" href=url target="_blank" rel="noopener noreferrer">
                {say("console.telegram.open")}
            </a>
        }),
        Way::Shut(why) => Some(view! { <p class="wrong" role="alert">{why}</p> }),
    };
    view! {
        <fieldset class="field">
            <legend>{say("console.telegram.title")}</legend>
            <p class="about">{say("console.telegram.about")}</p>
            <button
                type="button"
                class="plain"
                disabled=live(move || way.get() == Way::Asked)
                on:click=move |_| ask(console, way)
            >
                {say("console.telegram.get")}
            </button>
            " "
            {part(shown)}
        </fieldset>
    }
}

fn ask(console: Console, way: Signal<Way>) {
    let Some(me) = console.me() else { return };
    way.set(Way::Asked);
    Executor::spawn_local(async move {
        let mut path = "/admin/agents/".to_owned();
        encode(&mut path, &me);
        path.push_str("/telegram-link");
        way.set(match change(console, "POST", &path, Some("{}")).await {
            Ok(link) => Way::Open(String::decode(link.field("url")).unwrap_or_default()),
            Err(refusal) if refusal.status == 404 => Way::Shut(say("console.telegram.none")),
            Err(refusal) => Way::Shut(refusal.words),
        });
    });
}
