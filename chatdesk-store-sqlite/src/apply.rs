//! What a batch writes, in the transaction of its group.

mod cursors;
mod deletions;
mod events;
mod jobs;
mod keys;
mod messages;
mod panel;
mod records;
mod tickets;

use chatdesk_core::{Batch, Position};
use rusqlite::Result;

pub(crate) use self::tickets::rank;
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
    let end = open.end();
    let last = open.advance(batch.events.len());
    keys::release(conn, &batch.release)?;
    deletions::delete(conn, &batch.delete, last)?;
    keys::claim(conn, &batch.claim)?;
    records::put(conn, &batch.put, last)?;
    messages::append(conn, &batch.messages, last)?;
    messages::receive(conn, &batch.receipts)?;
    cursors::advance(conn, &batch.cursors, last)?;
    open.reached(events::write(conn, &batch.events, end)?);
    jobs::change(conn, &batch.jobs, batch.now)?;
    open.committed();
    Ok(Ok(last))
}
