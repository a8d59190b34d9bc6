//! A hundred thousand tickets, as the desk would have committed them.

use std::{path::Path, time::Duration};

use chatdesk_core::{
    Address, Agent, Batch, Channel, Claim, Clock as _, Contact, ContactId, ContactKind, Counts,
    Position, Profile, Record, RecordId, Seq, Session, SessionId, SessionKind, SessionStatus,
    Store as _, Switch, SystemClock, Ticket, TicketId, TicketNumber, TicketPriority, TicketStatus,
    Timestamp, UniqueKey, Version,
};
use chatdesk_store_sqlite::SqliteStore;

use crate::Outcome;

const TICKETS: u64 = 100_000;
/// So many are committed at once.
const AT_ONCE: usize = 500;
/// How many there are with each phone, and of `rare`.
const FEW: u64 = 1_000;
/// One of so many holds the rare word.
const WITH_WORD: u64 = 500;
/// Makes a row of numbers that looks like none, and takes each once.
const STRIDE: u64 = 61_803;

/// Fills a database.
///
/// # Errors
/// When it cannot be written.
pub(super) async fn fill(database: &Path) -> Outcome<()> {
    let store = SqliteStore::open(database).await?;
    let now = SystemClock.now();
    for first in (1..=TICKETS).step_by(AT_ONCE) {
        let mut batch = Batch::at(now);
        for number in first..(first + AT_ONCE as u64).min(TICKETS + 1) {
            add(number, now, &mut batch);
        }
        store.commit(batch).await?;
    }
    Ok(())
}

/// One ticket with its session and its customer.
fn add(number: u64, now: Timestamp, batch: &mut Batch) {
    let turn = number * STRIDE % TICKETS;
    let contact = contact(number, now);
    let session = session(number, contact.id, agent(turn), now);
    let ticket = Ticket {
        id: TicketId::generate(now),
        version: Version::NONE,
        changed: Position::ZERO,
        number: TicketNumber::new(number),
        session: session.id,
        contact: contact.id,
        status: status(turn),
        priority: TicketPriority::ALL[usize::try_from(turn / 7 % 4).unwrap_or(0)],
        agent: session.agent.clone(),
        description: description(number),
        reference: None,
        created_at: now.plus(Duration::from_secs(number)),
        updated_at: now.plus(Duration::from_secs(TICKETS + turn)),
        first_answered_at: None,
        resolved_at: None,
    };
    let (key, owner) = (UniqueKey::ticket(ticket.number), RecordId::Ticket(ticket.id));
    batch.claim.push(Claim { key, owner, until: None });
    batch.put.extend([Record::Contact(contact), Record::Session(session), Record::Ticket(ticket)]);
}

/// Of ten one is open, one in progress, two resolved, six closed.
const fn status(turn: u64) -> TicketStatus {
    match turn % 10 {
        0 => TicketStatus::Open,
        1 => TicketStatus::InProgress,
        2 | 3 => TicketStatus::Resolved,
        _ => TicketStatus::Closed,
    }
}

/// Of a hundred eleven are nobody's; one has a hundred, twenty the others.
fn agent(turn: u64) -> Option<Agent> {
    let of = |id: String| Some(Agent { id, name: None });
    match turn / 11 {
        part if part % 9 == 0 => None,
        _ if turn % FEW == 3 => of("rare".to_owned()),
        part => of(format!("agent-{}", part % 20)),
    }
}

fn description(number: u64) -> String {
    let what = if number.is_multiple_of(WITH_WORD) { "The marmalade" } else { "The parcel" };
    format!("{what} of order {number} did not arrive, and nobody answers the phone")
}

fn contact(number: u64, now: Timestamp) -> Contact {
    let id = ContactId::generate(now);
    Contact {
        id,
        version: Version::NONE,
        changed: Position::ZERO,
        kind: ContactKind::Visitor,
        address: Address::of_visitor(id.uuid()),
        profile: Profile {
            name: Some(format!("Person {number}")),
            email: None,
            phone: Some(format!("+49170{:06}", number % FEW)),
        },
        said_at: None,
        switch: Switch::On,
        switched: None,
        created_at: now,
    }
}

fn session(number: u64, contact: ContactId, agent: Option<Agent>, now: Timestamp) -> Session {
    let status = match status(number * STRIDE % TICKETS) {
        TicketStatus::Closed => SessionStatus::Ended,
        _ if agent.is_some() => SessionStatus::Active,
        _ => SessionStatus::Waiting,
    };
    Session {
        id: SessionId::generate(now),
        version: Version::NONE,
        changed: Position::ZERO,
        kind: SessionKind::Visitor,
        channel: Channel::Web,
        contact,
        agent,
        status,
        subject: None,
        tags: Vec::new(),
        last_seq: Seq::ZERO,
        sent: Counts::default(),
        preview: None,
        dialog: None,
        panel: None,
        created_at: now,
        updated_at: now,
    }
}
