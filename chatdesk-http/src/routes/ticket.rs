//! Tickets: `own` is what customers ask for, the desk too; `desk` what the desk alone does; `list` how it looks for them.

pub(crate) mod desk;
pub(crate) mod list;
pub(crate) mod own;

use chatdesk_api::TicketThread;
use chatdesk_core::{Actor, At, Threaded};

use crate::{
    App,
    problem::Problem,
    wire::{self, Reader},
};

/// So many of a ticket's messages are shown where nothing else is asked for.
const PAGE: u16 = 200;

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
