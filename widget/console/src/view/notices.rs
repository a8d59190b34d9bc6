use chatdesk_api::Session;
use chatdesk_widget_browser::say_with;

use super::list::name;
use crate::console::Console;
use crate::draw::{Drawn, part, view};
use crate::state::Memo;

/// What whoever is about to answer should know: somebody else does, it was taken, it is switched off.
pub(super) fn notices(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let beside = Memo::new(move || console.thread.with(|thread| thread.beside.clone()));
    let typing = move || {
        beside.get().map(|name| {
            let text = say_with("console.beside", &[("name", &name)]);
            view! { <p class="notice beside" dir="auto">{text}</p> }
        })
    };
    view! {
        <div role="status" class="collision">
            {part(typing)}
            {part(move || taken(console))}
        </div>
        {part(move || failure(console))}
        {super::ticket::outcome(console)}
        {part(move || off(session))}
    }
}

fn taken(console: Console) -> Option<Drawn> {
    let taken_by = console.amends.taken_by;
    taken_by.get().map(|agent| {
        let name = console.crew.name_of(&agent);
        view! {
            <p class="notice taken">
                <span dir="auto">{say_with("console.taken", &[("name", &name)])}</span>
                <button type="button" class="quiet" on:click=move |_| taken_by.set(None)>
                    {say("console.understood")}
                </button>
            </p>
        }
    })
}

fn failure(console: Console) -> Option<Drawn> {
    console.amends.failure.get().map(|why| {
        view! { <p class="notice failed" role="alert">{say_with("console.not_changed", &[("why", &why)])}</p> }
    })
}

fn off(session: Memo<Option<Session>>) -> Option<Drawn> {
    session.get().filter(|session| !session.chat_enabled && session.is_active).map(|session| {
        let text = say_with("console.off.text", &[("name", &name(&session))]);
        view! { <p class="notice" dir="auto">{text}</p> }
    })
}
