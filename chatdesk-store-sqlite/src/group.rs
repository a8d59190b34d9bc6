//! Many pieces of work in one transaction.
//!
//! No savepoints: on a full disk SQLite may roll the whole transaction back in its middle, and a savepoint released
//! after that commits by itself. So any error but a failed check rolls the group back, nobody has been answered yet, and
//! each piece of work is tried again alone. No verdict is given before COMMIT returned, a conflict included: what it
//! conflicts with may be a neighbour that is rolled back.

use chatdesk_core::{Position, StoreError, Timestamp};
use rusqlite::{Connection, Error, Result};
use tokio::sync::oneshot;

use crate::{
    error::SharedError,
    row::{Cells, int},
};

/// The end of the log: the position and the instant of its newest event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) head: Position,
    pub(crate) at: Timestamp,
}

/// The transaction of a group while it is open.
pub(crate) struct Open<'c> {
    conn: &'c Connection,
    /// What this transaction wrote is included.
    end: End,
    began_at: Position,
    n_batches: u64,
}

/// What a COMMIT holds, where it holds a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    /// The end of the log after it.
    pub(crate) position: Position,
    /// How many batches it holds.
    pub(crate) n_batches: u64,
}

impl<'c> Open<'c> {
    fn begin(conn: &'c Connection) -> Result<Self> {
        let end = conn.prepare_cached("SELECT head, at FROM log_head WHERE one = 1")?.query_row(
            [],
            |row| {
                let mut cells = Cells::of(row);
                Ok(End { head: cells.position()?, at: cells.time()? })
            },
        )?;
        Ok(Self { conn, end, began_at: end.head, n_batches: 0 })
    }

    pub(crate) const fn conn(&self) -> &'c Connection {
        self.conn
    }

    pub(crate) const fn end(&self) -> End {
        self.end
    }

    /// Takes the next positions of the log; answers the last one.
    pub(crate) const fn advance(&mut self, n_events: usize) -> Position {
        self.end.head = Position::new(self.end.head.get() + n_events as u64);
        self.end.head
    }

    /// Notes the instant of the newest event.
    pub(crate) const fn reached(&mut self, at: Timestamp) {
        self.end.at = at;
    }

    /// Notes that a batch was written, so that hooks are called.
    pub(crate) const fn committed(&mut self) {
        self.n_batches += 1;
    }

    /// Writes the head, moved or not: a probe writes it as it is, so that COMMIT has to reach the disk.
    pub(crate) fn write_head(&self) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE log_head SET head = ?1, at = ?2 WHERE one = 1")?
            .execute([int(self.end.head.get()), self.end.at.as_micros()])?;
        Ok(())
    }
}

/// What was decided about a piece of work whose check failed: it has written nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conflict;

/// A piece of work for the writer's connection, which may be performed twice and is answered once.
pub(crate) trait Work: Send {
    /// Does it in the open transaction, and keeps its verdict to itself.
    fn perform(&mut self, open: &mut Open<'_>) -> Result<()>;
    /// Gives the verdict; or the error, when the transaction failed.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

/// Work that one caller waits for, or did.
pub(crate) struct Asked<T, F> {
    perform: F,
    verdict: Option<Result<T, Conflict>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Asked<T, F> {
    pub(crate) const fn new(perform: F, caller: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { perform, verdict: None, caller }
    }
}

impl<T, F> Work for Asked<T, F>
where
    T: Send,
    F: FnMut(&mut Open<'_>) -> Result<Result<T, Conflict>> + Send,
{
    fn perform(&mut self, open: &mut Open<'_>) -> Result<()> {
        self.verdict = Some((self.perform)(open)?);
        Ok(())
    }

    fn answer(self: Box<Self>, end: Result<(), StoreError>) {
        let verdict = match (end, self.verdict) {
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Ok(()), Some(Err(Conflict))) => Err(StoreError::Conflict),
            (Ok(()), None) => Err(StoreError::Backend("work was answered undone".into())),
            (Err(error), _) => Err(error),
        };
        // A caller that is gone needs no answer; what it asked for is done all the same.
        drop(self.caller.send(verdict));
    }
}

/// Performs a group and answers it. `reached` is called once after every COMMIT that holds a batch.
pub(crate) fn settle(
    conn: &Connection,
    mut group: Vec<Box<dyn Work>>,
    reached: &mut dyn FnMut(Reached),
) {
    match transact(conn, &mut group) {
        Ok(end) => {
            end.into_iter().for_each(reached);
            for work in group {
                work.answer(Ok(()));
            }
        }
        Err(Failed::Work(error)) if group.len() == 1 => {
            let error = SharedError::new(error);
            group.into_iter().for_each(|work| work.answer(Err(error.store_error())));
        }
        Err(Failed::Work(error)) => {
            tracing::debug!(%error, batches = group.len(), "a group is tried again one by one");
            for work in group {
                settle(conn, vec![work], reached);
            }
        }
        Err(Failed::Begin(error)) => {
            let error = SharedError::new(error);
            group.into_iter().for_each(|work| work.answer(Err(error.store_error())));
        }
        Err(Failed::Commit(error)) => {
            let error = SharedError::new(error);
            group.into_iter().for_each(|work| work.answer(Err(error.unavailable())));
        }
    }
}

/// Where a transaction failed.
enum Failed {
    Begin(Error),
    Work(Error),
    /// Whether it is in the file is not known.
    Commit(Error),
}

/// Runs a group in one transaction; answers what was reached when a batch was in it.
fn transact(conn: &Connection, group: &mut [Box<dyn Work>]) -> Result<Option<Reached>, Failed> {
    begin(conn).map_err(Failed::Begin)?;
    let outcome = perform(conn, group).map_err(Failed::Work).and_then(|reached| {
        execute(conn, "COMMIT").map_err(Failed::Commit)?;
        Ok(reached)
    });
    if outcome.is_err() {
        rollback(conn);
    }
    outcome
}

fn perform(conn: &Connection, group: &mut [Box<dyn Work>]) -> Result<Option<Reached>> {
    let mut open = Open::begin(conn)?;
    for work in group {
        work.perform(&mut open)?;
    }
    if open.end.head != open.began_at {
        open.write_head()?;
    }
    let reached = Reached { position: open.end.head, n_batches: open.n_batches };
    Ok(Some(reached).filter(|reached| reached.n_batches > 0))
}

/// Runs `work` in a transaction of its own.
pub(crate) fn transact_alone<T>(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    begin(conn)?;
    let outcome = work(conn).and_then(|value| execute(conn, "COMMIT").map(|()| value));
    if outcome.is_err() {
        rollback(conn);
    }
    outcome
}

pub(crate) fn begin(conn: &Connection) -> Result<()> {
    execute(conn, "BEGIN IMMEDIATE")
}

pub(crate) fn execute(conn: &Connection, sql: &'static str) -> Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

/// Leaves the transaction, where SQLite has not done so itself.
pub(crate) fn rollback(conn: &Connection) {
    if conn.is_autocommit() {
        return;
    }
    if let Err(error) = execute(conn, "ROLLBACK") {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
}
