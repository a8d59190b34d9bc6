use chatdesk_api::{OutgoingDelivery, OutgoingState};
use chatdesk_widget_browser::{number, say, say_count};

use super::icons::{self, icon};
use super::list::when;
use super::pager::{Turn, pager};
use super::ways::ways;
use crate::console::Console;
use crate::deliveries::{PAGE, Retry, key};
use crate::draw::{Drawn, live, part, several, view};
use crate::state::Memo;

/// The pane with what waits to be told to other systems, or was given up. For admins.
pub(super) fn deliveries(console: Console) -> Drawn {
    let page = console.deliveries.page;
    let ids = move || {
        page.with(|page| {
            let rows = page.shown.iter().flat_map(|shown| &shown.deliveries);
            rows.map(|delivery| delivery.id.clone()).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="pane book deliveries" aria-labelledby="deliveries-title">
            <header>
                <h1 id="deliveries-title">{say("console.deliveries")}</h1>
                <p class="total" role="status">{part(move || total(console))}</p>
                <div class="filters" role="group" aria-label=say("console.show")>
                    {[OutgoingState::Failed, OutgoingState::Waiting].map(|which| filter(console, which))}
                </div>
            </header>
            <div class="scroll">
                {ways(console)}
                <table role="table" aria-labelledby="deliveries-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">{say("console.delivery.to")}</th>
                            <th role="columnheader" scope="col" class="fills">{say("console.delivery.error")}</th>
                            <th role="columnheader" scope="col" class="number">{say("console.delivery.attempts")}</th>
                            <th role="columnheader" scope="col">{say("console.ticket.created")}</th>
                            <th role="columnheader" scope="col">{say("console.delivery.due")}</th>
                            <th role="columnheader" scope="col"><span class="spoken">{say("console.delivery.retry")}</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <For each=ids key=String::clone let(id)>{row(console, id)}</For>
                    </tbody>
                </table>
                {part(move || foot(console))}
            </div>
        </section>
    }
}

fn total(console: Console) -> String {
    let shown = console.deliveries.page.get().shown;
    shown.map_or_else(String::new, |shown| say_count("console.deliveries.total", shown.total))
}

fn filter(console: Console, which: OutgoingState) -> Drawn {
    let state = console.deliveries.state;
    let word = match which {
        OutgoingState::Failed => say("console.deliveries.failed"),
        OutgoingState::Waiting => say("console.deliveries.waiting"),
    };
    view! {
        <button
            type="button"
            data-filter=key(which)
            aria-pressed=live(move || (state.get() == which).to_string())
            on:click=move |_| console.deliveries.show(console, which)
        >
            {word}
        </button>
    }
}

fn row(console: Console, id: String) -> Drawn {
    let delivery = {
        let id = id.clone();
        Memo::new(move || {
            console.deliveries.page.with(|page| {
                page.shown.as_ref()?.deliveries.iter().find(|delivery| delivery.id == id).cloned()
            })
        })
    };
    view! {
        <tr role="row" data-delivery=id>
            {part(move || delivery.get().map(|delivery| cells(console, delivery)))}
        </tr>
    }
}

fn cells(console: Console, delivery: OutgoingDelivery) -> Drawn {
    let OutgoingDelivery { id, notifier, state, attempts, error, due_at, created_at, .. } =
        delivery;
    let retry = move || match state {
        OutgoingState::Failed => Some(retry(console, id.clone())),
        OutgoingState::Waiting => None,
    };
    view! {
        <th role="rowheader" scope="row" dir="ltr">{notifier}</th>
        <td role="cell" class="fills"><span dir="auto">{error.unwrap_or_else(|| "–".into())}</span></td>
        <td role="cell" class="number">{number(attempts.into())}</td>
        <td role="cell" class="made">{when(console, &created_at)}</td>
        <td role="cell" class="changed">{super::list::at(console, &due_at)}</td>
        <td role="cell" class="unfolds">{part(retry)}</td>
    }
}

fn retry(console: Console, id: String) -> Drawn {
    let retries = console.deliveries.retries;
    let state = {
        let id = id.clone();
        Memo::new(move || {
            retries.with(|retries| match retries.get(&id) {
                Some(Retry::Refused(why)) => (false, Some(why.clone())),
                Some(Retry::Asking) => (true, None),
                None => (false, None),
            })
        })
    };
    let failure =
        move || state.get().1.map(|why| view! { <span class="failure" role="alert">{why}</span> });
    view! {
        <button
            type="button"
            class="plain"
            disabled=live(move || state.get().0)
            on:click=move |_| console.deliveries.retry(console, id.clone())
        >
            {icon(icons::AGAIN)}
            {say("console.delivery.retry")}
        </button>
        {part(failure)}
    }
}

fn foot(console: Console) -> Drawn {
    let deliveries = console.deliveries;
    let page = deliveries.page.get();
    if let Some(failure) = page.failure {
        let again = move |_| deliveries.refresh(console);
        return view! {
            <p class="nothing" role="alert">
                {failure} " " <button type="button" class="plain" on:click=again>{say("console.again")}</button>
            </p>
        };
    }
    let Some(shown) = page.shown else { return super::list::skeleton() };
    if shown.deliveries.is_empty() {
        let none = match deliveries.state.get() {
            OutgoingState::Failed => "console.deliveries.none.failed",
            OutgoingState::Waiting => "console.deliveries.none.waiting",
        };
        return view! { <p class="nothing">{say(none)}</p> };
    }
    let skip = deliveries.turned.with(Vec::len) as u64 * PAGE;
    let range = (skip, shown.deliveries.len(), shown.total);
    let turn = move |turn| match turn {
        Turn::Back => deliveries.previous(console),
        Turn::On => deliveries.next(console),
    };
    match pager(range, shown.next_cursor.is_some(), turn) {
        Some(pager) => pager,
        None => several().drawn(),
    }
}
