use chatdesk_api::{AgentPresence, Person, Session, SessionKind, SessionStatus};
use chatdesk_widget_browser::{say, say_with};

use super::commands::{open, outside};
use super::frame::badge;
use super::head::{act, confirm};
use super::icons::{self, icon};
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Drawn, Each, Reference, live, part, view};
use crate::names;
use crate::page::text_of;
use crate::state::{Memo, Signal};
use crate::team::Purpose;

/// The way there, with what is unread.
pub(super) fn way(console: Console) -> Drawn {
    let unread = console.team.unread;
    view! {
        <a
            href=live(move || console.href(&Route::Team(None)))
            aria-current=live(move || console.route.with(Route::is_team).then_some("page"))
            data-unread=live(move || unread.get().map(|unread| unread.to_string()))
        >
            {icon(icons::TEAM)}
            <span class="word">{say("console.team")}</span>
            {part(move || unread.get().filter(|unread| *unread > 0).map(badge))}
        </a>
    }
}

/// The button above the list.
pub(super) fn begin(console: Console) -> Drawn {
    view! {
        <button type="button" class="plain begins" on:click=move |_| console.team.begin(console, Vec::new())>
            {icon(icons::PLUS)}
            {say("console.team.new")}
        </button>
    }
}

/// Of a group's row: the newest message with its writer, where that is somebody else.
pub(super) fn preview(console: Console, session: &Session) -> Option<String> {
    let last = session.last_message.as_ref().filter(|_| session.is_group == Some(true))?;
    let writer = last.sender.clone().filter(|_| last.sender_type.is_customer())?;
    let name = console.crew.name_of(&Person { id: writer.id, name: writer.name });
    Some(say_with("console.team.said", &[("name", &name), ("text", &last.preview)]))
}

/// Of a pair's row: whether the other is there.
pub(super) fn presence(console: Console, session: &Session) -> Option<String> {
    let is_pair = session.is_group == Some(false);
    is_pair.then(|| is_online(console, &session.user.id).to_string())
}

fn is_online(console: Console, id: &str) -> bool {
    console.crew.agents.with(|agents| agents.iter().any(|agent| agent.id == id && agent.online))
}

/// What a row's state is called: in a conversation of the team's there is none, but that one left.
pub(super) fn state(session: &Session) -> String {
    match (session.kind, session.status) {
        (SessionKind::Panel, SessionStatus::Ended) => say("console.team.gone"),
        (SessionKind::Panel, _) => String::new(),
        (_, status) => names::state(status),
    }
}

/// Who is in it; of a pair, whether the other is there. And who writes.
pub(super) fn facts(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let about = move || {
        if let Some(typing) = console.thread.with(|thread| thread.typing.clone()) {
            return Some(typing);
        }
        let session = session.get()?;
        if session.is_group != Some(true) {
            let is_online = is_online(console, &session.user.id);
            return Some(say(if is_online { "console.online" } else { "console.away" }));
        }
        let me = console.me();
        let name = |id: &str, name: &Option<String>| {
            if Some(id) == me.as_deref() {
                return say("log.you");
            }
            console.crew.name_of(&Person { id: Some(id.to_owned()), name: name.clone() })
        };
        let members = session.members.iter().flatten().map(|it| name(&it.id, &it.name));
        Some(members.collect::<Vec<_>>().join(", "))
    };
    view! { <span class="address members" dir="auto">{part(about)}</span> }
}

/// Brings people in, and leaves a group.
pub(super) fn acts(console: Console, session: Memo<Option<Session>>) -> Drawn {
    let team = console.team;
    let is_in = Memo::new(move || session.with(|s| s.as_ref().is_some_and(|s| s.is_active)));
    let is_group =
        Memo::new(move || session.with(|s| s.as_ref().is_some_and(|s| s.is_group == Some(true))));
    let add = move |_| {
        if let Some(session) = session.get_untracked() {
            team.add(console, &session);
        }
    };
    let leave = move || {
        is_group.get().then(|| {
            let asks = team.asks_to_leave;
            let leave = move || {
                if let Some(session) = session.get_untracked() {
                    team.leave(console, &session.id);
                }
            };
            let words = (
                move || say("console.team.leave_title"),
                move || say("console.team.leave_text"),
                ("console.cancel", "console.team.leave"),
            );
            view! {
                {act(console, (say("console.team.leave"), icons::LEAVE), move |_| asks.set(true))}
                {confirm(asks, words, leave)}
            }
        })
    };
    let acts = move || {
        is_in.get().then(|| {
            view! {
                {act(console, (say("console.team.add"), icons::PLUS), add)}
                {part(leave)}
            }
        })
    };
    view! { <div class="acts">{part(acts)}</div> }
}

/// Where people are chosen, over everything else.
pub(super) fn dialog(console: Console) -> Drawn {
    part(move || console.team.purpose.get().map(|purpose| choosing(console, purpose)))
}

fn choosing(console: Console, purpose: Purpose) -> Drawn {
    let team = console.team;
    let dialog = Reference::<web_sys::HtmlDialogElement>::new();
    let (title, id) = (Signal::new(String::new()), Signal::new(String::new()));
    open(dialog);
    let (heading, word) = match &purpose {
        Purpose::Begin => ("console.team.new", "console.team.begin"),
        Purpose::Join(..) => ("console.team.add", "console.team.add"),
    };
    let names = (purpose == Purpose::Begin).then(|| titled(console, title));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        put(console, id);
        title.with_untracked(|title| team.submit(console, title));
    };
    let is_ready = move || {
        let is_nobody = team.chosen.with(Vec::is_empty) && id.with(String::is_empty);
        !is_nobody && !team.is_busy.get()
    };
    view! {
        <dialog
            node_ref=dialog
            class="people"
            aria-labelledby="people-title"
            on:close=move |_| team.purpose.put(None)
            on:click=move |event| outside(&event, dialog)
        >
            <h2 id="people-title">{say(heading)}</h2>
            <form class="fields" on:submit=submit>
                {colleagues(console, purpose)}
                {other(console, id)}
                {names}
                <p class="wrong" role="alert">{part(move || team.failure.get())}</p>
                <div class="choices">
                    <button type="button" class="plain" on:click=move |_| team.purpose.put(None)>
                        {say("console.cancel")}
                    </button>
                    <button type="submit" class="plain strong" aria-disabled=live(move || (!is_ready()).to_string())>
                        {say(word)}
                    </button>
                </div>
            </form>
        </dialog>
    }
}

/// Those whom the server knows, and those who were named; whoever is there comes first.
fn colleagues(console: Console, purpose: Purpose) -> Drawn {
    let mut out: Vec<String> = console.me().into_iter().collect();
    if let Purpose::Join(_, members) = purpose {
        out.extend(members);
    }
    let rows = move || {
        let mut agents = console.crew.others(&out);
        for id in console.team.chosen.get() {
            if agents.iter().all(|agent| agent.id != id) {
                agents.push(AgentPresence { id, name: None, online: false });
            }
        }
        if agents.is_empty() {
            return view! { <p>{say("console.nobody_else")}</p> };
        }
        let rows = agents.into_iter().map(|agent| colleague(console, agent));
        view! { <div class="crew">{Each(rows)}</div> }
    };
    view! {
        <fieldset class="field">
            <legend>{say("console.team.who")}</legend>
            {part(rows)}
        </fieldset>
    }
}

fn colleague(console: Console, AgentPresence { id, name, online }: AgentPresence) -> Drawn {
    let is_chosen = console.team.chosen.with(|chosen| chosen.contains(&id));
    let name = names::colleague(name.as_deref().or(Some(&id)));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=is_chosen on:change=move |_| console.team.turn(&id) />
            <span class="presence" data-online=online.to_string()></span>
            <span dir="auto">{name}</span>
            <span class="quiet-word">{online.then(|| say("console.online"))}</span>
        </label>
    }
}

/// Whoever was named by their id is chosen.
fn put(console: Console, id: Signal<String>) {
    let named = id.with_untracked(|id| id.trim().to_owned());
    let is_new = console.team.chosen.with_untracked(|chosen| !chosen.contains(&named));
    if !named.is_empty() && is_new {
        console.team.turn(&named);
    }
    id.put(String::new());
}

/// Somebody whom the server does not know yet, by their id.
fn other(console: Console, id: Signal<String>) -> Drawn {
    let press = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !id.with_untracked(String::is_empty) {
            event.prevent_default();
            put(console, id);
        }
    };
    view! {
        <div class="field">
            <label for="people-id">{say("console.team.id")}</label>
            <span class="adds">
                <input
                    id="people-id"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    maxlength="256"
                    prop:value=id.live()
                    on:input=move |event| id.set(text_of(&event))
                    on:keydown=press
                />
                <button type="button" class="plain" on:click=move |_| put(console, id)>{say("console.team.put")}</button>
            </span>
        </div>
    }
}

/// What a group is called; two are called by their names.
fn titled(console: Console, title: Signal<String>) -> Drawn {
    let is_group = Memo::new(move || console.team.chosen.with(Vec::len) > 1);
    part(move || {
        is_group.get().then(|| {
            view! {
                <div class="field">
                    <label for="people-name">{say("console.team.title")}</label>
                    <input
                        id="people-name"
                        type="text"
                        dir="auto"
                        autocomplete="off"
                        maxlength="200"
                        prop:value=title.live()
                        on:input=move |event| title.set(text_of(&event))
                    />
                </div>
            }
        })
    })
}
