use chatdesk_api::{Ticket, TicketPriority, TicketStatus};
use chatdesk_widget_browser::{number, say, say_count, say_with};

use super::choice::choice;
use super::icons::{self, icon};
use super::list::when;
use super::pager::{Turn, pager};
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Draw, Drawn, live, part, several, view};
use crate::names;
use crate::page::text_of;
use crate::state::Memo;
use crate::tickets::lens::{self, By, Holder, Lens, PAGE, Sort};
use crate::tickets::words::{self, PRIORITIES, STATUSES, priority_key, status_key};

/// The pane with the table of tickets.
pub(super) fn tickets(console: Console) -> Drawn {
    let list = console.tickets.list;
    let numbers =
        move || list.page.with(|page| page.tickets.iter().map(|t| t.id).collect::<Vec<_>>());
    view! {
        <section class="pane book tickets" aria-labelledby="tickets-title">
            <header>
                <h1 id="tickets-title">{say("console.tickets")}</h1>
                <p class="total" role="status">{part(move || total(console))}</p>
                {search(console)}
            </header>
            {filters(console)}
            <div
                class="scroll"
                on:pointermove=move |_| console.inbox.hold(console)
                on:wheel=move |_| console.inbox.hold(console)
            >
                <table role="table" aria-labelledby="tickets-title">
                    <thead role="rowgroup">{columns(console)}</thead>
                    <tbody role="rowgroup">
                        <For each=numbers key=u64::to_string let(number)>
                            {row(console, number)}
                        </For>
                    </tbody>
                </table>
                {part(move || foot(console))}
            </div>
        </section>
    }
}

fn total(console: Console) -> String {
    console.tickets.list.page.with(|page| match (page.is_loaded, page.total) {
        (false, _) => String::new(),
        (true, total) => say_count("console.tickets.total", total),
    })
}

fn search(console: Console) -> Drawn {
    let list = console.tickets.list;
    view! {
        <label class="search">
            {icon(icons::SEARCH)}
            <input
                id="tickets-search"
                type="search"
                aria-label=say("console.tickets.search")
                placeholder=say("console.tickets.search")
                autocomplete="off"
                maxlength="200"
                prop:value=live(move || list.lens.with(|lens| lens.search.clone()))
                on:input=move |event| list.look_for(console, text_of(&event))
            />
        </label>
    }
}

fn filters(console: Console) -> Drawn {
    let list = console.tickets.list;
    let reads = move |read: fn(&Lens) -> String| move || list.lens.with(read);
    let any = |key, word: &str| (key, say(word));
    let of = |status| (status_key(status).to_owned(), words::status(status));
    let statuses = [any(String::new(), "console.tickets.any_status")].into_iter();
    let statuses = statuses.chain(STATUSES.map(of)).collect();
    let of = |priority| (priority_key(priority).to_owned(), words::priority(priority));
    let priorities = [any(String::new(), "console.tickets.any_priority")].into_iter();
    let priorities = priorities.chain(PRIORITIES.into_iter().rev().map(of)).collect();
    let holders = Holder::EACH.map(|holder| {
        let word = match holder {
            Holder::Anybody => "console.tickets.anybody",
            Holder::Me => "console.tickets.me",
            Holder::Nobody => "console.tickets.nobody",
        };
        any(holder.as_str().to_owned(), word)
    });
    let status = reads(|lens| lens.status.map_or("", status_key).to_owned());
    let priority = reads(|lens| lens.priority.map_or("", priority_key).to_owned());
    view! {
        <div class="narrowing" role="group" aria-label=say("console.show")>
            {choice(("by-status", "console.ticket.status"), statuses, status, move |key| {
                list.narrow(console, |lens| lens.status = lens::status(&key));
            })}
            {choice(("by-priority", "console.ticket.priority"), priorities, priority, move |key| {
                list.narrow(console, |lens| lens.priority = lens::priority(&key));
            })}
            {choice(("by-assignee", "console.ticket.assignee"), holders.into(), reads(|lens| lens.holder.as_str().into()), move |key| {
                list.narrow(console, |lens| lens.read("assignee", &key));
            })}
            {order(console)}
        </div>
    }
}

/// The same as the columns' buttons, where there are no columns.
fn order(console: Console) -> Drawn {
    let list = console.tickets.list;
    let each = By::EACH.into_iter().flat_map(|by| {
        [true, false].map(|descends| {
            let key = if descends { "console.sort.down" } else { "console.sort.up" };
            let word = say_with(key, &[("column", &column(by))]);
            (Sort { by, descends }.text(), word)
        })
    });
    let chosen = move || list.lens.with(|lens| lens.sort.text());
    let choose = move |key: String| {
        list.narrow(console, |lens| lens.sort = Sort::read(&key));
    };
    view! { <div class="order">{choice(("sort-by", "console.sort"), each.collect(), chosen, choose)}</div> }
}

fn column(by: By) -> String {
    say(match by {
        By::Updated => "console.ticket.updated",
        By::Created => "console.ticket.created",
        By::Priority => "console.ticket.priority",
        By::Number => "console.ticket.number",
    })
}

fn columns(console: Console) -> Drawn {
    view! {
        <tr role="row">
            {sorted(console, By::Number)}
            <th role="columnheader" scope="col">{say("console.customer")}</th>
            <th role="columnheader" scope="col" class="fills">{say("console.ticket.description")}</th>
            <th role="columnheader" scope="col">{say("console.ticket.status")}</th>
            {sorted(console, By::Priority)}
            <th role="columnheader" scope="col">{say("console.ticket.assignee")}</th>
            <th role="columnheader" scope="col" class="number">{say("console.ticket.messages")}</th>
            {sorted(console, By::Created)}
            {sorted(console, By::Updated)}
        </tr>
    }
}

/// A column that the table can be sorted by.
fn sorted(console: Console, by: By) -> Drawn {
    let list = console.tickets.list;
    let sort =
        Memo::new(move || list.lens.with(|lens| (lens.sort.by.as_str(), lens.sort.descends)));
    let way = move || {
        sort.with(|(of, descends)| match (*of == by.as_str(), descends) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        })
    };
    let press = move |_| list.narrow(console, |lens| lens.sort = lens.sort.pressed(by));
    view! {
        <th role="columnheader" scope="col" aria-sort=live(way)>
            <button type="button" class="sorts" on:click=press>
                {column(by)}
                {icon(icons::DOWN)}
            </button>
        </th>
    }
}

/// One ticket, named by its customer; all of the row is the link.
fn row(console: Console, id: u64) -> Drawn {
    let ticket = Memo::new(move || {
        let page = console.tickets.list.page;
        page.with(|page| page.tickets.iter().find(|ticket| ticket.id == id).cloned())
    });
    let status = move || ticket.with(|t| t.as_ref().map(|t| status_key(t.status)));
    let link = move || console.href(&Route::ticket(id));
    view! {
        <tr
            role="row"
            data-ticket=id.to_string()
            data-status=live(status)
            data-unread=live(move || ticket.with(|t| t.as_ref().map(|t| t.unread_count.to_string())))
        >
            <td role="cell" class="no">{format!("#{id}")}</td>
            <th role="rowheader" scope="row">
                <a id=format!("row-{id}") href=live(link) aria-describedby=format!("about-{id}") dir="auto">
                    {part(move || ticket.with(|t| t.as_ref().map(words::customer)))}
                </a>
            </th>
            {part(move || ticket.get().map(|ticket| cells(console, &ticket)))}
        </tr>
    }
}

fn cells(console: Console, ticket: &Ticket) -> Drawn {
    let unread = ticket.unread_count;
    view! {
        <td role="cell" class="fills" id=format!("about-{}", ticket.id)>
            <span dir="auto">{described(ticket)}</span>
        </td>
        <td role="cell" class="stands">{status_chip(ticket.status)}</td>
        <td role="cell" class="presses">{priority_mark(ticket.priority)}</td>
        <td role="cell" class="holder-cell">{holder(ticket)}</td>
        <td role="cell" class="number">
            {number(ticket.message_count)}
            {(unread > 0).then(|| super::frame::badge(unread))}
        </td>
        <td role="cell" class="made">{when(console, &ticket.created_at)}</td>
        <td role="cell" class="changed">{when(console, &ticket.updated_at)}</td>
    }
}

fn described(ticket: &Ticket) -> String {
    match ticket.issue_description.trim() {
        "" => "–".into(),
        text => text.to_owned(),
    }
}

fn holder(ticket: &Ticket) -> Drawn {
    match &ticket.assigned_admin_id {
        Some(id) => {
            let name = ticket.assigned_admin_name.as_deref().or(Some(id));
            names::colleague(name).drawn()
        }
        None => view! { <span class="nobody">{say("console.tickets.nobody")}</span> },
    }
}

/// Where it stands, in a word.
pub(super) fn status_chip(status: TicketStatus) -> Drawn {
    view! { <span class="state" data-state=status_key(status)>{words::status(status)}</span> }
}

/// How much it presses, in a word.
pub(super) fn priority_mark(priority: TicketPriority) -> Drawn {
    view! {
        <span class="priority" data-priority=priority_key(priority)>{words::priority(priority)}</span>
    }
}

fn foot(console: Console) -> Drawn {
    let list = console.tickets.list;
    let page = list.page.get();
    let lens = list.lens.get();
    if let Some(failure) = page.failure {
        let again = move |_| list.refresh(console);
        return view! {
            <p class="nothing" role="alert">
                {failure} " " <button type="button" class="plain" on:click=again>{say("console.again")}</button>
            </p>
        };
    }
    if !page.is_loaded {
        return super::list::skeleton();
    }
    if page.tickets.is_empty() {
        let none =
            if lens.narrows() { "console.tickets.none.found" } else { "console.tickets.none" };
        return view! { <p class="nothing">{say(none)}</p> };
    }
    let skip = lens.skip;
    let has_next = skip + PAGE < page.total;
    let turn = move |turn| {
        let skip = match turn {
            Turn::Back => skip.saturating_sub(PAGE),
            Turn::On => skip + PAGE,
        };
        list.turn_to(console, Lens { skip, ..list.lens.get_untracked() });
    };
    match pager((skip, page.tickets.len(), page.total), has_next, turn) {
        Some(pager) => pager,
        None => several().drawn(),
    }
}
