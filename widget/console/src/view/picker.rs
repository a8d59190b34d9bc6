use chatdesk_widget_browser::{say, say_count};
use reactive_graph::graph::untrack;

use crate::console::Console;
use crate::draw::{Drawn, Each, Reference, part, view};
use crate::writing::canned::{CannedReply, Facts, fill, units};
use crate::writing::picker::Choice;

/// The canned replies that fit, above the field.
pub(super) fn picker(console: Console, input: Reference<web_sys::HtmlTextAreaElement>) -> Drawn {
    let picker = console.writing.picker;
    let n_found = move || {
        picker.choice().map(|choice| say_count("console.canned.found", choice.found.len() as u64))
    };
    view! {
        <p class="spoken" role="status">{part(n_found)}</p>
        {part(move || picker.choice().map(|choice| list(console, choice, input)))}
    }
}

fn list(console: Console, choice: Choice, input: Reference<web_sys::HtmlTextAreaElement>) -> Drawn {
    if choice.found.is_empty() {
        let is_none = console.writing.canned.known.with(Vec::is_empty);
        let failure = console.writing.canned.failure.get();
        let none = if is_none { say("console.canned.none") } else { say("console.canned.unfound") };
        return view! { <p class="picker nothing">{failure.unwrap_or(none)}</p> };
    }
    let active = choice.active;
    let rows = choice.found.into_iter().enumerate();
    let rows = rows.map(|(index, reply)| option(console, (index, index == active), reply, input));
    view! {
        <ul id="picker" class="picker" role="listbox" aria-label=say("console.canned.title")>
            {Each(rows)}
        </ul>
    }
}

fn option(
    console: Console,
    (index, is_active): (usize, bool),
    reply: CannedReply,
    input: Reference<web_sys::HtmlTextAreaElement>,
) -> Drawn {
    let row = Reference::<web_sys::HtmlElement>::new();
    if is_active {
        row.on_load(|row| row.scroll_into_view_with_scroll_into_view_options(&nearest()));
    }
    let chosen = reply.clone();
    view! {
        <li
            node_ref=row
            id=format!("pick-{index}")
            role="option"
            aria-selected=is_active.to_string()
            // The field keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| place(console, &chosen, input)
        >
            <span class="short" dir="ltr">{format!("/{}", reply.shortcut)}</span>
            <span class="name" dir="auto">{reply.title}</span>
            <span class="preview" dir="auto">{reply.text}</span>
        </li>
    }
}

/// Inserts the reply that is about to be chosen.
pub(super) fn insert(console: Console, input: Reference<web_sys::HtmlTextAreaElement>) {
    if let Some(reply) = console.writing.picker.active() {
        place(console, &reply, input);
    }
}

/// Puts a reply where the caret is, or in the place of what was typed to find it.
fn place(console: Console, reply: &CannedReply, input: Reference<web_sys::HtmlTextAreaElement>) {
    let writing = console.writing;
    let Some(field) = input.get_untracked() else { return };
    let is_typed = untrack(|| writing.picker.choice()).is_some_and(|choice| choice.is_typed);
    writing.picker.close();
    let filled = fill(&reply.text, &facts(console));
    let length = units(&field.value());
    let (from, to) = if is_typed {
        (0, length)
    } else {
        let from = field.selection_start().ok().flatten().unwrap_or(length);
        (from, field.selection_end().ok().flatten().unwrap_or(from))
    };
    drop(field.focus());
    // Refused are places beyond the text.
    drop(field.set_range_text_with_start_and_end(&filled.text, from, to));
    let (start, end) = filled.gap.map_or_else(
        || (from + units(&filled.text), from + units(&filled.text)),
        |(start, end)| (from + start, from + end),
    );
    drop(field.set_selection_range(start, end));
    writing.write(console, field.value());
}

/// What is known of the chat on the screen, and of who writes.
fn facts(console: Console) -> Facts {
    let id = console.route.with_untracked(|route| route.session().map(str::to_owned));
    let session =
        id.and_then(|id| console.sessions.with_untracked(|known| known.get(&id).cloned()));
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Facts {
        name: some(session.as_ref().and_then(|session| session.user.name.clone())),
        agent: some(console.identity.with_untracked(|me| me.as_ref()?.name.clone())),
        subject: some(session.and_then(|session| session.subject)),
    }
}

pub(super) fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options
}
