//! The limit: the very rows and statements of a round, written by a loop that does nothing else.

mod rows;
mod statements;

use std::{fs, path::Path};

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Result, params};

use self::{
    rows::{Rows, Written},
    statements as sql,
};
use crate::{Outcome, stopwatch::Stopwatch};

/// As many messages go into one transaction as there are senders.
const GROUP: usize = 64;
/// What the loop writes; every row of them has to become what the server made.
const TABLES: [&str; 5] = ["contacts", "sessions", "messages", "events", "log_head"];

/// Writes what stands in `written` and not yet in `template` to a copy of the template; answers messages per second.
///
/// # Errors
/// When the copy does not become what the server wrote.
pub(crate) fn replay(template: &Path, written: &Path, folder: &Path) -> Outcome<f64> {
    let rows = Rows::between(template, written)?;
    let copy = folder.join("bare.db");
    fs::copy(template, &copy)?;
    let conn = open(&copy)?;
    let stopwatch = Stopwatch::start();
    for group in rows.messages.chunks(GROUP) {
        write_group(&conn, group)?;
    }
    let took = stopwatch.elapsed();
    compare(&conn, written)?;
    drop(conn);
    fs::remove_file(&copy)?;
    Ok(rows.messages.len() as f64 / took.as_secs_f64())
}

fn open(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.execute_batch(sql::PRAGMAS)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

fn write_group(conn: &Connection, group: &[Written]) -> Result<()> {
    conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let head = conn.prepare_cached(sql::HEAD)?.query_row([], |row| row.get::<_, i64>(0))?;
    for written in group {
        check(conn, written)?;
        put_session(conn, written)?;
        append(conn, written)?;
    }
    if let Some(last) = group.last() {
        debug_assert!(last.changed > head, "positions only grow");
        conn.prepare_cached(sql::WRITE_HEAD)?.execute([last.changed, last.event.at])?;
    }
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// What is read before a message is written.
fn check(conn: &Connection, written: &Written) -> Result<()> {
    let number = |mut statement: CachedStatement<'_>, id: &[u8]| -> Result<Option<i64>> {
        statement.query_row([id], |row| row.get(0)).optional()
    };
    number(conn.prepare_cached(sql::CONTACT_VERSION)?, &written.contact)?;
    number(conn.prepare_cached(sql::SESSION_VERSION)?, &written.session.id)?;
    number(conn.prepare_cached(sql::LAST_SEQ)?, &written.session.id)?;
    conn.prepare_cached(sql::REPEAT)?.exists(params![
        written.session.id,
        written.sender_kind,
        written.sender_id,
        written.client_id
    ])?;
    Ok(())
}

fn put_session(conn: &Connection, written: &Written) -> Result<()> {
    let session = &written.session;
    conn.prepare_cached(sql::STAYS)?.exists(params![
        session.id,
        written.contact,
        session.status,
        session.kind,
        session.channel,
        session.created_at,
        written.seq,
    ])?;
    conn.prepare_cached(sql::WRITE_ON)?.execute(params![
        written.event.version,
        written.changed,
        session.agent_id,
        session.agent_name,
        session.subject,
        // Nobody tags anything in a round.
        None::<String>,
        written.seq,
        written.customer_sent,
        written.desk_sent,
        // Every message of a round is shorter than a preview.
        written.content,
        written.sender_kind,
        written.at,
        written.at,
        // Nobody talks by text in a round, and nothing is carried.
        None::<String>,
        // Nor do staff among themselves.
        None::<String>,
        session.id,
    ])?;
    Ok(())
}

fn append(conn: &Connection, written: &Written) -> Result<()> {
    conn.prepare_cached(sql::INSERT_MESSAGE)?.execute(params![
        written.session.id,
        written.seq,
        written.changed,
        written.sender_kind,
        written.sender_id,
        written.sender_name,
        written.kind,
        written.content,
        written.client_id,
        written.at,
        written.customer_sent,
        written.desk_sent,
        None::<String>,
    ])?;
    conn.prepare_cached(sql::WROTE)?.execute(params![written.session.id, written.at])?;
    let event = &written.event;
    conn.prepare_cached(sql::INSERT_EVENT)?.execute(params![
        written.changed,
        event.kind,
        event.subject,
        event.version,
        event.actor,
        event.at,
        written.contact,
        event.keep,
        None::<Vec<u8>>,
    ])?;
    Ok(())
}

/// Whether the loop wrote what the server wrote, row by row.
fn compare(conn: &Connection, written: &Path) -> Outcome<()> {
    let path = written.to_str().ok_or("the folder's name is no text")?;
    conn.execute("ATTACH ?1 AS server", [path])?;
    for table in TABLES {
        for (one, other) in [("main", "server"), ("server", "main")] {
            let query = format!(
                "SELECT count(*) FROM (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})"
            );
            let n: i64 = conn.query_row(&query, [], |row| row.get(0))?;
            if n > 0 {
                return Err(format!(
                    "the bare loop does not write what the server writes: {n} rows of `{table}` in \
                     {one} are others; bring bench/src/bare in line with chatdesk-store-sqlite"
                )
                .into());
            }
        }
    }
    conn.execute("DETACH server", [])?;
    Ok(())
}
