use chatdesk_api::ToggleChange;
use leptos::prelude::*;

use super::list::when;
use crate::console::Console;
use crate::switches::History;

/// Who switched somebody's chat, when and why; and the reason for the next time.
pub(super) fn history(console: Console, user_id: &str) -> impl IntoView + use<> {
    let id = StoredValue::new(user_id.to_owned());
    let known = move || id.with_value(|id| console.switches.history(id));
    let changes = move || known().map(|known| changes(console, known));
    let reason = move || id.with_value(|id| console.switches.reason(id));
    let write = move |event| {
        id.with_value(|id| console.switches.write_reason(id, event_target_value(&event)));
    };
    view! {
        <tr class="history">
            <td colspan="6">
                {changes}
                <label class="reason">
                    <span>"Reason for the next change"</span>
                    <input
                        type="text"
                        maxlength="500"
                        placeholder="Optional; it is kept with the change"
                        prop:value=reason
                        on:input=write
                    />
                </label>
            </td>
        </tr>
    }
}

fn changes(console: Console, history: History) -> AnyView {
    match history {
        History::Loading => view! { <p>"Loading…"</p> }.into_any(),
        History::Failed(why) => view! { <p role="alert">{why}</p> }.into_any(),
        History::Known(changes) if changes.is_empty() => {
            view! { <p>"Nobody has touched this switch."</p> }.into_any()
        }
        History::Known(changes) => {
            let items = changes.into_iter().map(|change| item(console, change));
            view! { <ol>{items.collect::<Vec<_>>()}</ol> }.into_any()
        }
    }
}

fn item(console: Console, change: ToggleChange) -> impl IntoView {
    let word = if change.chat_enabled { "On" } else { "Off" };
    let by = change.updated_by;
    view! {
        <li>
            <span class="state" data-state=word.to_lowercase()>{word}</span>
            <span>"by " <strong>{by}</strong></span>
            {when(console, &change.updated_at)}
            {change.reason.map(|reason| view! { <q dir="auto">{reason}</q> })}
        </li>
    }
}
