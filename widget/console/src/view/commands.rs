use chatdesk_widget_browser::{say, say_count};
use reactive_graph::graph::untrack;
use web_sys::KeyboardEvent;

use crate::commands::{Command, Sheet, fitting};
use crate::console::Console;
use crate::draw::{Draw as _, Drawn, Each, Reference, live, part, view};
use crate::keys::LISTED;
use crate::page::{before_paint, text_of};
use crate::state::Memo;

/// The command bar and the page of keys, over everything else.
pub(super) fn commands(console: Console) -> Drawn {
    part(move || {
        console.commands.open.get().map(|sheet| match sheet {
            Sheet::Bar => bar(console),
            Sheet::Keys => keys(console),
        })
    })
}

/// Opens a dialog as soon as it is there. It gives the focus back by itself.
pub(super) fn open(dialog: Reference<web_sys::HtmlDialogElement>) {
    dialog.on_load(|dialog| {
        before_paint(move || {
            // Refused is one that is open, or gone.
            drop(dialog.show_modal());
        });
    });
}

fn bar(console: Console) -> Drawn {
    let commands = console.commands;
    let dialog = Reference::<web_sys::HtmlDialogElement>::new();
    open(dialog);
    let found = Memo::new(move || {
        let query = commands.query.get();
        untrack(|| fitting(console, &query))
    });
    let run = move |index: usize| {
        let command = found.with_untracked(|found| found.get(index).cloned());
        let Some(command) = command else { return };
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        commands.perform(console, command.act);
    };
    view! {
        <dialog
            node_ref=dialog
            class="bar"
            aria-label=say("console.bar.name")
            on:close=move |_| close(console, Sheet::Bar)
            on:click=move |event| outside(&event, dialog)
        >
            {field(console, found, run)}
            <ul id="bar-list" role="listbox" aria-label=say("console.bar.name")>
                {part(move || lines(console, found, run))}
            </ul>
            <p class="spoken" role="status">
                {part(move || say_count("console.bar.found", found.with(Vec::len) as u64))}
            </p>
            {part(move || found.with(Vec::is_empty).then(|| {
                view! { <p class="nothing">{say("console.bar.none")}</p> }
            }))}
        </dialog>
    }
}

fn field(
    console: Console,
    found: Memo<Vec<Command>>,
    run: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> Drawn {
    let commands = console.commands;
    let press = move |event: KeyboardEvent| {
        let n_found = found.with_untracked(Vec::len);
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => commands.step(1, n_found),
            "ArrowUp" => commands.step(n_found.saturating_sub(1), n_found),
            "Enter" => run(commands.active.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let look = move |event| {
        commands.active.set(0);
        commands.query.set(text_of(&event));
    };
    view! {
        <input
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            aria-label=say("console.bar.find")
            placeholder=say("console.bar.find")
            aria-expanded="true"
            aria-controls="bar-list"
            aria-activedescendant=live(move || {
                (!found.with(Vec::is_empty)).then(|| format!("bar-{}", commands.active.get()))
            })
            prop:value=live(move || commands.query.get())
            on:input=look
            on:keydown=press
        />
    }
}

fn lines(
    console: Console,
    found: Memo<Vec<Command>>,
    run: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> Drawn {
    let active = console.commands.active.get();
    let lines = found.get().into_iter().enumerate();
    Each(lines.map(|(index, command)| line(command, (index, index == active), run))).drawn()
}

fn line(
    command: Command,
    (index, is_active): (usize, bool),
    run: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> Drawn {
    let row = Reference::<web_sys::HtmlElement>::new();
    if is_active {
        row.on_load(|row| {
            row.scroll_into_view_with_scroll_into_view_options(&super::picker::nearest());
        });
    }
    view! {
        <li
            node_ref=row
            id=format!("bar-{index}")
            role="option"
            aria-selected=is_active.to_string()
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| run(index)
        >
            <span dir="auto">{command.name}</span>
            {caps(command.keys)}
        </li>
    }
}

/// Keys as they stand on a keyboard.
fn caps(keys: &'static str) -> Drawn {
    Each(keys.split_whitespace().map(|key| view! { <kbd>{key}</kbd> })).drawn()
}

fn keys(console: Console) -> Drawn {
    let dialog = Reference::<web_sys::HtmlDialogElement>::new();
    open(dialog);
    let rows = LISTED.iter().map(|(keys, name)| {
        view! { <div><dt>{caps(keys)}</dt><dd>{say(name)}</dd></div> }
    });
    let shut = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="keys"
            aria-labelledby="keys-title"
            on:close=move |_| close(console, Sheet::Keys)
            on:click=move |event| outside(&event, dialog)
        >
            <h2 id="keys-title">{say("console.keys.title")}</h2>
            <dl>{Each(rows)}</dl>
            <p>{say("console.keys.off")}</p>
            <div class="choices">
                <button type="button" class="plain" on:click=shut>{say("console.close")}</button>
            </div>
        </dialog>
    }
}

/// It closed by itself, unless another one took its place.
fn close(console: Console, sheet: Sheet) {
    if console.commands.open.get_untracked() == Some(sheet) {
        console.commands.close();
    }
}

/// A click beside it closes it: of all that lies there only the dialog itself is hit.
pub(super) fn outside(event: &web_sys::MouseEvent, dialog: Reference<web_sys::HtmlDialogElement>) {
    let Some(dialog) = dialog.get_untracked() else { return };
    let area = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let is_outside = x < area.left() || x > area.right() || y < area.top() || y > area.bottom();
    // A key that presses a button comes from nowhere.
    if is_outside && (event.client_x(), event.client_y()) != (0, 0) {
        dialog.close();
    }
}
