//! Large databases, filled once and kept for the next run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chatdesk_core::{
    Actor, Audience, Batch, Clock as _, ContactKind, Customer, Desk, EventActor, EventKind, Keep,
    Message, MessageKind, NewEvent, OpenChat, OpenedChat, Position, Preview, Profile, Record,
    RecordId, Scope, Sender, SenderKind, Session, SessionId, Store, SystemClock, Timestamp, Wish,
};
use chatdesk_store_sqlite::SqliteStore;
use tokio::task::JoinSet;

use crate::{Bench, Outcome, send::runtime, server::Server};

/// A data folder, and who has most messages in it.
#[derive(Debug)]
pub(crate) struct Filled {
    pub(crate) folder: PathBuf,
    pub(crate) session: String,
}

/// The person with most messages.
pub(crate) const TALKER: &str = "filled-0";
/// Everybody has one session.
const SESSIONS: u64 = 100_000;
/// So many messages are in the talker's; one in every other.
const MESSAGES: u64 = 1_000_000;
/// The same where the limit is measured.
const FEW: u64 = 100;
/// As many as a person and a desk say to each other in years.
const LONG_TALK: u64 = 10_000;
/// So many people open their session at once.
const OPEN_AT_ONCE: u64 = 200;
/// So many messages are committed at once.
const MESSAGES_AT_ONCE: u64 = 500;
/// The file in a data folder.
pub(crate) const DATABASE: &str = "chatdesk.db";
/// Where the talker's session is noted.
const NOTE: &str = "session";

/// A data folder with 100,000 sessions and 1,000,000 messages in one of them.
///
/// # Errors
/// When it cannot be filled.
pub(crate) fn large(bench: &Bench) -> Outcome<Filled> {
    kept(bench, "large", SESSIONS, MESSAGES)
}

/// A data folder with 100 sessions and 100 messages in one of them.
///
/// # Errors
/// When it cannot be filled.
pub(crate) fn small(bench: &Bench) -> Outcome<Filled> {
    kept(bench, "small", FEW, FEW)
}

/// A data folder with 100 sessions and 10,000 messages in one of them.
///
/// # Errors
/// When it cannot be filled.
pub(crate) fn talk(bench: &Bench) -> Outcome<Filled> {
    kept(bench, "talk", FEW, LONG_TALK)
}

fn kept(bench: &Bench, name: &str, sessions: u64, messages: u64) -> Outcome<Filled> {
    let folder = kept_folder(bench, name, |unfinished| {
        let database = unfinished.join(DATABASE);
        let talk = runtime()?.block_on(fill(&database, sessions, messages))?;
        Ok(fs::write(unfinished.join(NOTE), talk.to_string())?)
    })?;
    let session = fs::read_to_string(folder.join(NOTE))?;
    Ok(Filled { folder, session })
}

/// A folder of this name, filled now where it was not, or was for an earlier schema.
///
/// # Errors
/// When it cannot be filled.
pub(crate) fn kept_folder(
    bench: &Bench,
    name: &str,
    fill: impl FnOnce(&Path) -> Outcome<()>,
) -> Outcome<PathBuf> {
    let folder = bench.folder.join(format!("{name}-{}", schema(bench)?));
    if !folder.exists() {
        eprintln!("  filling {}, which is kept", folder.display());
        let unfinished = bench.folder.join(format!("{name}-unfinished"));
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        fill(&unfinished)?;
        fs::rename(&unfinished, &folder)?;
    }
    Ok(folder)
}

/// The version of the schema that the measured server makes.
fn schema(bench: &Bench) -> Outcome<i64> {
    let folder = bench.folder.join("schema");
    Server::start(bench, &folder)?.stop()?;
    let database = rusqlite::Connection::open(folder.join(DATABASE))?;
    let version = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
    drop(database);
    fs::remove_dir_all(&folder)?;
    Ok(version)
}

/// Sessions are opened through the desk; the messages of one follow as the desk would have committed them.
async fn fill(database: &Path, sessions: u64, messages: u64) -> Outcome<SessionId> {
    let desk = Desk::builder(SqliteStore::open(database).await?).build();
    let talk = open(desk.clone(), 0).await?;
    for first in (1..sessions).step_by(usize::try_from(OPEN_AT_ONCE)?) {
        let numbers = first..sessions.min(first + OPEN_AT_ONCE);
        let mut opening: JoinSet<_> = numbers.map(|number| open(desk.clone(), number)).collect();
        while let Some(opened) = opening.join_next().await {
            opened??;
        }
    }
    drop(desk);
    let store = SqliteStore::open(database).await?;
    let loaded = store.load(&Scope::Session(talk), &[]).await?;
    let view = loaded.sessions.into_iter().next().ok_or("the talker has no session")?;
    let mut session = view.session;
    while session.last_seq.get() < messages {
        let n = MESSAGES_AT_ONCE.min(messages - session.last_seq.get());
        store.commit(more(&mut session, n, SystemClock.now())).await?;
        session.version = session.version.next();
    }
    Ok(talk)
}

async fn open(desk: Desk, number: u64) -> Outcome<SessionId> {
    let profile = Profile { name: Some(format!("Person {number}")), ..Profile::default() };
    let address = format!("filled-{number}").parse()?;
    let actor = Actor::Customer(Customer { kind: ContactKind::User, address, profile });
    let message = Some("Good morning, is somebody there?".to_owned());
    let chat = OpenChat { subject: None, message, wish: Wish::OpenOne };
    match desk.open(&actor, None, Ok(chat)).await? {
        OpenedChat::Made(view) | OpenedChat::Found(view) => Ok(view.value.session.id),
    }
}

/// The next messages of a session, which then ends with them.
fn more(session: &mut Session, n: u64, at: Timestamp) -> Batch {
    let (kind, sender_kind) = (MessageKind::Text, SenderKind::User);
    let mut batch = Batch::at(at);
    let at = at.max(session.updated_at);
    for _ in 0..n {
        session.last_seq = session.last_seq.next();
        session.sent = session.sent.with(kind, sender_kind);
        let seq = session.last_seq;
        let content =
            format!("This is message {} of a conversation that went on for years.", seq.get());
        let sender = Sender { kind: sender_kind, id: TALKER.to_owned(), name: None };
        session.preview = Some(Preview { text: content.clone(), sender: sender_kind, at });
        batch.messages.push(Message {
            session: session.id,
            seq,
            changed: Position::ZERO,
            sender,
            kind,
            content,
            client_id: None,
            receipt: None,
            at,
            sent: session.sent,
        });
        batch.events.push(NewEvent {
            kind: EventKind::MessageSent { seq },
            subject: RecordId::Session(session.id),
            version: session.version.next(),
            actor: EventActor::Customer,
            at,
            audience: Audience::Customer(session.contact),
            keep: Keep::Stream,
        });
    }
    session.updated_at = at;
    batch.put.push(Record::Session(session.clone()));
    batch
}
