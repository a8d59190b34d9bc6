//! What a batch writes, in the transaction of its group.

mod cursors;
mod events;
mod jobs;
mod keys;
mod messages;
mod records;

use chatdesk_core::{Batch, Position};
use rusqlite::Result;

use crate::{
    checks,
    group::{Conflict, Open},
};

/// Checks a batch and writes it. One that does not fit has written nothing.
pub(crate) fn commit(open: &mut Open<'_>, batch: &Batch) -> Result<Result<Position, Conflict>> {
    let conn = open.conn();
    if !checks::fits(conn, batch)? {
        return Ok(Err(Conflict));
    }
    let first = open.head();
    let last = open.advance(batch.events.len());
    keys::write(conn, batch)?;
    records::put(conn, &batch.put, last)?;
    messages::append(conn, &batch.messages, last)?;
    cursors::advance(conn, &batch.cursors, last)?;
    records::delete(conn, &batch.delete)?;
    events::write(conn, &batch.events, first)?;
    jobs::change(conn, &batch.jobs)?;
    open.committed();
    Ok(Ok(last))
}
