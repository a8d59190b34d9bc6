//! Tickets: `own` is what customers ask for, the desk too; `desk` what the desk alone does; `list` how it looks for them.

pub(crate) mod desk;
pub(crate) mod list;
pub(crate) mod own;

use chatdesk_api::TicketThread;
use chatdesk_core::{Actor, At, Given, Seq, Threaded, Window};

use crate::{
    App,
    problem::Problem,
    request::{QueryValues, invalid},
    wire::{self, Reader},
};

/// The largest number that every JSON reader keeps exact.
const LAST: u64 = (1 << 53) - 1;

/// Which of a ticket's messages; the newest 200 where nothing else is asked for.
fn window(query: &QueryValues) -> Given<Window> {
    let limit = query.number("limit", &(1..=200))?.unwrap_or(200);
    let after = query.number("after", &(0..=LAST))?;
    let before = query.number("before", &(1..=LAST))?;
    match (after, before) {
        (Some(_), Some(_)) => Err(invalid("before", "cannot go with after; send one of them")),
        (Some(seq), None) => Ok(Window::After { seq: Seq::new(seq), limit }),
        (None, Some(seq)) => Ok(Window::Before { seq: Seq::new(seq), limit }),
        (None, None) => Ok(Window::Newest { limit }),
    }
}

/// A ticket with messages, as the asker sees it.
async fn thread(app: &App, actor: &Actor, found: At<Threaded>) -> Result<TicketThread, Problem> {
    let Threaded { thread, side: _, notes } = found.value;
    Ok(TicketThread {
        ticket: Reader::of(actor).ticket(&thread.view).ok_or_else(Problem::not_found)?,
        messages: thread.messages.iter().map(Reader::ticket_message).collect(),
        has_more: thread.has_more,
        notes: notes.map(|notes| notes.iter().filter_map(wire::note).collect()),
        cursor: app.cursor(found.position).await?,
    })
}
