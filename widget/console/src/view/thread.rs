use chatdesk_api::Session;
use chatdesk_widget_browser::{say, say_count};
use wasm_bindgen::JsCast as _;

use super::composer::composer;
use super::head::head;
use super::icons::{self, icon};
use super::notices::notices;
use crate::address::Route;
use crate::console::{Console, Phase};
use crate::draw::{Drawn, Reference, live, part, view};
use crate::state::Memo;

/// The session that is shown, once it is known.
pub(super) fn shown(console: Console) -> Memo<Option<Session>> {
    Memo::new(move || {
        let id = console.thread.with(|thread| thread.session.clone())?;
        console.sessions.with(|sessions| sessions.get(&id).cloned())
    })
}

/// The pane with one chat.
pub(super) fn thread(console: Console) -> Drawn {
    let session = shown(console);
    view! {
        <section class="pane thread" aria-label=say("console.chat")>
            {head(console, session)}
            {super::ticket::issue(console)}
            {log(console)}
            {notices(console, session)}
            {composer(console, session)}
        </section>
        <section class="pane empty">{part(move || nothing(console))}</section>
    }
}

/// The engine's own list of messages, the same as in the visitor's window.
fn log(console: Console) -> Drawn {
    let body = Reference::<web_sys::HtmlElement>::new();
    body.on_load(move |body| {
        let desk = console.desk();
        for part in [&desk.log.scroller, &desk.log.pill] {
            // Refused is a parent below its own child.
            drop(body.append_child(part.as_ref().unchecked_ref()));
        }
        desk.log.settle();
        console.look();
    });
    let note = move || {
        console.thread.with(|thread| match thread.phase {
            Phase::Loaded if thread.is_loading_older => say("console.older"),
            Phase::Loading if thread.session.is_some() => say("console.loading"),
            Phase::Loaded | Phase::Loading | Phase::Missing => String::new(),
        })
    };
    view! {
        <div class="body" node_ref=body>
            <p class="loading" hidden=live(move || note().is_empty())>{part(note)}</p>
        </div>
    }
}

/// What stands where no chat is chosen.
fn nothing(console: Console) -> Drawn {
    let is_team = console.route.with(Route::is_team);
    let is_empty = console.list.with(|list| list.is_loaded && list.ids.is_empty());
    let text = match console.inbox.n_waiting.get() {
        _ if is_team => say("console.team.about"),
        _ if is_empty => say("console.quiet.text"),
        None => String::new(),
        Some(0) => say("console.answered"),
        Some(n) => say_count("console.people_wait", n),
    };
    let title = match (is_team, is_empty) {
        (true, _) => say("console.team.choose"),
        (false, true) => say("console.quiet"),
        (false, false) => say("console.choose"),
    };
    view! {
        <div class="card">
            <span class="seal">{icon(icons::CHATS)}</span>
            <p class="title">{title}</p>
            <p>{text}</p>
        </div>
    }
}
