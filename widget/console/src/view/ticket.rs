use chatdesk_api::{Ticket, TicketStatus, Time};
use chatdesk_widget_browser::{Writer, number, say, say_with, times};

use super::choice::choice;
use super::list::when;
use super::tickets::{priority_mark, status_chip};
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Drawn, Reference, live, part, view};
use crate::names::{self, Distance};
use crate::page::text_of;
use crate::state::{Memo, Signal};
use crate::tickets::shown::Outcome;
use crate::tickets::words::{self, PRIORITIES, STATUSES, priority_key, status_key};

/// So long a description stands there whole, on a phone and where there is room.
const SHORT: usize = 90;
const MIDDLING: usize = 260;

/// The ticket that is shown, once it is known.
pub(super) fn shown(console: Console) -> Memo<Option<Ticket>> {
    Memo::new(move || {
        let is_there = console.route.with(|route| matches!(route, Route::Ticket { .. }));
        console.tickets.shown.ticket.with(|ticket| ticket.clone().filter(|_| is_there))
    })
}

/// Its number, state and priority, beside the customer's name.
pub(super) fn facts(console: Console) -> Drawn {
    let ticket = shown(console);
    let standing = move || {
        ticket.get().map(|ticket| {
            view! { {status_chip(ticket.status)} {priority_mark(ticket.priority)} }
        })
    };
    part(standing)
}

/// What is to be solved, above what was said of it.
pub(super) fn issue(console: Console) -> Drawn {
    let ticket = shown(console);
    let text = Memo::new(move || ticket.with(|t| t.as_ref().map(|t| t.issue_description.clone())));
    let is_whole = Signal::new(false);
    let words = move |text: String| {
        let (n_letters, n_lines) = (text.chars().count(), text.lines().count());
        let is_long = n_letters > MIDDLING || n_lines > 3;
        let more = (is_long || n_letters > SHORT || n_lines > 2).then(|| {
            let word = move || {
                say(if is_whole.get() { "console.ticket.less" } else { "console.ticket.whole" })
            };
            view! {
                <button
                    type="button"
                    class="quiet"
                    aria-expanded=live(move || is_whole.get().to_string())
                    on:click=move |_| is_whole.update(|is_whole| *is_whole = !*is_whole)
                >
                    {part(word)}
                </button>
            }
        });
        view! {
            <section class="issue" class:long=is_long aria-label=say("console.ticket.description")>
                <p dir="auto" class:whole=live(move || is_whole.get())>{text}</p>
                {more}
            </section>
        }
    };
    let number = Memo::new(move || match console.route.get() {
        Route::Ticket { number, .. } => Some(number.to_string()),
        _ => None,
    });
    let title = move || {
        let number = number.get()?;
        let title = say_with("console.ticket.one", &[("n", &number)]);
        Some(view! { <h1 class="spoken">{title}</h1> })
    };
    view! {
        {part(title)}
        {part(move || text.get().filter(|text| !text.trim().is_empty()).map(words))}
    }
}

/// What can be changed of it, and when what happened; beside the thread.
pub(super) fn properties(console: Console) -> Drawn {
    let ticket = shown(console);
    part(move || ticket.with(Option::is_some).then(|| of(console, ticket)))
}

fn of(console: Console, ticket: Memo<Option<Ticket>>) -> Drawn {
    let shown = console.tickets.shown;
    // Followed as it is told, not only where it differs: what was refused goes back.
    let reads = move |read: fn(&Ticket) -> String| {
        move || shown.ticket.with(|ticket| ticket.as_ref().map(read).unwrap_or_default())
    };
    let of = |priority| (priority_key(priority).to_owned(), words::priority(priority));
    let priorities = PRIORITIES.into_iter().rev().map(of).collect();
    let assign = move |id: String| {
        let body = Writer::new();
        shown.amend(
            console,
            match id.as_str() {
                "" => body.raw("assigned_admin_id", "null"),
                id => body.text("assigned_admin_id", id),
            },
        );
    };
    let holder = move || {
        let options = holders(console, ticket);
        let chosen = reads(|ticket| ticket.assigned_admin_id.clone().unwrap_or_default());
        choice(("ticket-assignee", "console.ticket.assignee"), options, chosen, assign)
    };
    let statuses =
        Memo::new(move || ticket.with(|t| t.as_ref().map(|t| status_key(t.status) == "CLOSED")));
    let status = move || {
        let of = |status| (status_key(status).to_owned(), words::status(status));
        // What is over stays so, and nobody moves a ticket there by hand.
        let is_over = statuses.get() == Some(true);
        let options = STATUSES.into_iter().filter(|it| (*it == TicketStatus::Closed) == is_over);
        choice(
            ("ticket-status", "console.ticket.status"),
            options.map(of).collect(),
            reads(|t| status_key(t.status).into()),
            move |key| {
                shown.amend(console, Writer::new().text("status", &key));
            },
        )
    };
    view! {
        <section class="piece standing" aria-busy=live(move || shown.is_busy.get().to_string())>
            {part(status)}
            {choice(("ticket-priority", "console.ticket.priority"), priorities, reads(|t| priority_key(t.priority).into()), move |key| {
                shown.amend(console, Writer::new().text("priority", &key));
            })}
            {part(holder)}
        </section>
        <section class="piece">
            <dl>{part(move || ticket.get().map(|ticket| history(console, &ticket)))}</dl>
        </section>
    }
}

/// Who can have it: nobody, whoever has it, and all of the desk.
fn holders(console: Console, ticket: Memo<Option<Ticket>>) -> Vec<(String, String)> {
    let mut each = vec![(String::new(), say("console.tickets.nobody"))];
    let holder = ticket.with(|ticket| {
        let ticket = ticket.as_ref()?;
        Some((ticket.assigned_admin_id.clone()?, ticket.assigned_admin_name.clone()))
    });
    let me = console.identity.with(|me| me.clone().map(|me| (me.id, me.name)));
    let crew = console.crew.agents.get().into_iter().map(|agent| (agent.id, agent.name));
    for (id, name) in holder.into_iter().chain(me).chain(crew) {
        if each.iter().all(|(known, _)| *known != id) {
            let name = names::colleague(name.as_deref().or(Some(&id)));
            each.push((id, name));
        }
    }
    each
}

fn history(console: Console, ticket: &Ticket) -> Drawn {
    let from = &ticket.created_at;
    let after = |at: Option<&Time>| match at {
        Some(at) => view! { <dd>{took(from, at)} " · " {when(console, at)}</dd> },
        None => view! { <dd class="nobody">{say("console.ticket.not_yet")}</dd> },
    };
    let reference = ticket.student_id.clone().map(|reference| {
        view! { <dt>{say("console.ticket.reference")}</dt> <dd dir="auto">{reference}</dd> }
    });
    view! {
        <dt>{say("console.ticket.created")}</dt>
        <dd>{when(console, from)}</dd>
        <dt>{say("console.ticket.first_answer")}</dt>
        {after(ticket.first_answered_at.as_ref())}
        <dt>{say("console.ticket.resolved")}</dt>
        {after(ticket.resolved_at.as_ref())}
        <dt>{say("console.ticket.messages")}</dt>
        <dd>{number(ticket.message_count)}</dd>
        <dt>{say("console.channel")}</dt>
        <dd>{words::channel(ticket.channel)}</dd>
        {reference}
    }
}

/// How long it took.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an instant of ours is after 1970 and before the end of time"
)]
fn took(from: &Time, to: &Time) -> String {
    let [from, to] = [from, to].map(|at| times::read(at.as_str()) as u64);
    match Distance::between(from, to) {
        Distance::Now => say("console.ticket.at_once"),
        distance => say_with("console.ticket.after", &[("time", &distance.word())]),
    }
}

/// What came of the last change, in words.
pub(super) fn outcome(console: Console) -> Drawn {
    let outcome = console.tickets.shown.outcome;
    let done = move || match outcome.get() {
        Some(Outcome::Done(words)) => Some(view! { <p class="notice done">{words}</p> }),
        _ => None,
    };
    let refused = move || match outcome.get() {
        Some(Outcome::Refused(why)) => {
            let words = say_with("console.not_changed", &[("why", &why)]);
            Some(view! { <p class="notice failed" role="alert">{words}</p> })
        }
        _ => None,
    };
    view! { <div role="status" class="outcome">{part(done)}</div> {part(refused)} }
}

/// Closing asks for a last word.
pub(super) fn close_dialog(console: Console) -> Drawn {
    let shown = console.tickets.shown;
    let asks = shown.asks_to_close;
    let dialog = Reference::<web_sys::HtmlDialogElement>::new();
    super::head::follow(dialog, asks);
    let title = move || {
        let number =
            shown.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.id.to_string()));
        number.map(|n| say_with("console.ticket.close_title", &[("n", &n)]))
    };
    let confirm = move |event: web_sys::Event| {
        event.prevent_default();
        asks.set(false);
        shown.close(console);
    };
    // Another word is another message.
    let write = move |event| shown.last_word.set((text_of(&event), None));
    view! {
        <dialog node_ref=dialog aria-labelledby="close-title" on:close=move |_| asks.set(false)>
            <h2 id="close-title">{part(title)}</h2>
            <form class="fields" on:submit=confirm>
                <p>{say("console.ticket.close_text")}</p>
                <div class="field">
                    <label for="last-word">{say("console.ticket.last_word")}</label>
                    <textarea
                        id="last-word"
                        rows="3"
                        dir="auto"
                        maxlength="4000"
                        prop:value=live(move || shown.last_word.with(|(word, _)| word.clone()))
                        on:input=write
                    ></textarea>
                </div>
                <div class="choices">
                    <button type="button" class="plain" on:click=move |_| asks.set(false)>
                        {say("console.cancel")}
                    </button>
                    <button type="submit" class="plain strong">{say("console.ticket.close")}</button>
                </div>
            </form>
        </dialog>
    }
}
