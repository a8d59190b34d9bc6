//! A piece of the log.

use std::sync::LazyLock;

use chatdesk_core::{Log, Position};
use rusqlite::{Connection, Result, params};

use crate::row::{self, Cells, EVENT, int};

pub(crate) fn log(conn: &Connection, after: Position, limit: u16) -> Result<Log> {
    let mut log = conn
        .prepare_cached("SELECT epoch, floor, head FROM log_head WHERE one = 1")?
        .query_row([], |row| {
            let mut cells = Cells::of(row);
            Ok(Log {
                epoch: cells.number()?,
                floor: cells.position()?,
                head: cells.position()?,
                events: Vec::new(),
            })
        })?;
    log.events = conn
        .prepare_cached(&EVENTS)?
        .query_map(params![int(after.get()), limit], |row| row::event(&mut Cells::of(row)))?
        .collect::<Result<_>>()?;
    Ok(log)
}

pub(crate) static EVENTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {EVENT} FROM events e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2")
});
