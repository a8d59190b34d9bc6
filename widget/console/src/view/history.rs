use chatdesk_api::{Session, ToggleChange};
use chatdesk_widget_browser::{say, say_with};

use super::list::when;
use super::switch::switch;
use crate::console::Console;
use crate::draw::{Drawn, Each, live, part, view};
use crate::page::text_of;
use crate::state::{Memo, Signal};
use crate::switches::History;

/// Who switched somebody's chat, when and why; and the reason for the next time.
pub(super) fn history(console: Console, user_id: &str) -> Drawn {
    view! {
        <tr class="history">
            <td colspan="6">
                {known(console, user_id)}
                {reason(console, user_id)}
            </td>
        </tr>
    }
}

/// As above, beside the thread, with the switch itself.
pub(super) fn switching(
    console: Console,
    (user_id, name): (String, String),
    session: Memo<Option<Session>>,
) -> Drawn {
    let chat_enabled = Memo::new(move || {
        session.with(|session| session.as_ref().is_none_or(|session| session.chat_enabled))
    });
    let id = Signal::new(user_id.clone());
    let is_open = Memo::new(move || id.with_untracked(|id| console.switches.history(id).is_some()));
    let toggle = move |_| id.with_untracked(|id| console.switches.toggle_history(console, id));
    let shown = move || is_open.get().then(|| id.with_untracked(|id| known(console, id)));
    view! {
        <section class="piece switching">
            <div class="chat-switch">
                <h3 id="switch-title">{say("console.switch")}</h3>
                {switch(console, user_id.clone(), &name, chat_enabled)}
            </div>
            {reason(console, &user_id)}
            <button
                type="button"
                class="quiet"
                aria-expanded=live(move || is_open.get().to_string())
                on:click=toggle
            >
                {say("console.history")}
            </button>
            <div class="history">{part(shown)}</div>
        </section>
    }
}

fn reason(console: Console, user_id: &str) -> Drawn {
    let id = Signal::new(user_id.to_owned());
    let reason = move || id.with_untracked(|id| console.switches.reason(id));
    let write = move |event| {
        id.with_untracked(|id| console.switches.write_reason(id, text_of(&event)));
    };
    view! {
        <label class="reason">
            <span>{say("console.reason")}</span>
            <input
                type="text"
                maxlength="500"
                dir="auto"
                placeholder=say("console.reason.hint")
                prop:value=live(reason)
                on:input=write
            />
        </label>
    }
}

fn known(console: Console, user_id: &str) -> Drawn {
    let id = user_id.to_owned();
    part(move || console.switches.history(&id).map(|known| changes(console, &id, known)))
}

fn changes(console: Console, user_id: &str, history: History) -> Drawn {
    match history {
        History::Loading => view! { <p>{say("console.loading")}</p> },
        History::Failed(why) => view! { <p role="alert">{why}</p> },
        History::Known(changes) if changes.is_empty() => {
            view! { <p>{say("console.history.none")}</p> }
        }
        History::Known(changes) => {
            let last = changes.first().map(|change| change.chat_enabled);
            let items = changes.into_iter().map(|change| item(console, change));
            let items = Each(items);
            let undo = last.map(|last| undo(console, user_id.to_owned(), !last));
            view! { <ol>{items}</ol> {undo} }
        }
    }
}

/// Takes the last change back; that is a change as well.
fn undo(console: Console, user_id: String, chat_enabled: bool) -> Drawn {
    let press = move |_| console.switches.switch(console, user_id.clone(), chat_enabled);
    view! {
        <button type="button" class="plain undo" on:click=press>{say("console.undo")}</button>
    }
}

fn item(console: Console, change: ToggleChange) -> Drawn {
    let (key, word) = if change.chat_enabled {
        ("on", say("console.switch.on"))
    } else {
        ("off", say("console.switch.off"))
    };
    view! {
        <li>
            <span class="state" data-state=key>{word}</span>
            <span dir="auto">{say_with("console.by", &[("name", &change.updated_by)])}</span>
            {when(console, &change.updated_at)}
            {change.reason.map(|reason| view! { <q dir="auto">{reason}</q> })}
        </li>
    }
}
