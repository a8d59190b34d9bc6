//! A ticket is made: of what somebody writes who is not logged in, or of a chat.

use std::fmt;

use super::event;
use crate::{
    Actor, Address, Batch, Channel, Claim, ClientId, ContactId, ContactKind, Customer, Entry,
    EntryContent, EntryId, Error, EventActor, EventKind, Given, Invalid, MessageText, PhoneNumber,
    Position, Profile, Record, RecordId, Session, SessionId, SessionView, Ticket, TicketId,
    TicketNumber, TicketPriority, TicketStatus, Timestamp, UniqueKey, Version,
    rules::{
        Decision, Policy, access, contact, open::REPEATS_KNOWN_FOR, revoke::digest, session,
        text::parse_line,
    },
};

/// The row of numbers that tickets take theirs from.
pub(crate) const NUMBERS: &str = "tickets";

/// What somebody wants to have solved who is not logged in. Phone and name are what they claim, and nobody's identity.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenTicket {
    /// Where they say that they can be called: 7–15 digits, and beside them `+`, `-`, `(`, `)` and blanks.
    pub phone: String,
    /// What they say that they are called; 1–100 characters.
    pub name: String,
    /// What is to be solved, as long as a message.
    pub description: String,
    /// How much it presses.
    pub priority: TicketPriority,
}

/// Shows all but what a person wrote or is called.
impl fmt::Debug for OpenTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenTicket").field("priority", &self.priority).finish_non_exhaustive()
    }
}

impl OpenTicket {
    /// The key under which a repeat finds what the first try made; `None` where phone or name do not fit.
    ///
    /// Nobody is logged in, so that they claim the same phone and the same name is what makes two askers one: a client id
    /// that somebody else thought of as well opens nobody's ticket.
    pub(crate) fn key(&self, client_id: &ClientId) -> Option<UniqueKey> {
        let (phone, name) = (parse_phone(&self.phone).ok()?, parse_name(&self.name).ok()?);
        Some(UniqueKey::new_ticket(client_id, &digest(&format!("{phone}\n{name}"))))
    }
}

/// Who opens a ticket of their own.
#[derive(Clone, Debug)]
pub(crate) struct Open<'a> {
    pub(crate) ticket: &'a Given<OpenTicket>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
    pub(crate) ids: &'a NewIds,
}

/// The ids of what is made.
#[derive(Clone, Debug)]
pub(crate) struct NewIds {
    /// Nobody can log in as this: it is drawn for the ticket alone.
    pub(crate) address: Address,
    pub(crate) contact: ContactId,
    pub(crate) session: SessionId,
    pub(crate) ticket: TicketId,
    /// For the counter, where there is none yet.
    pub(crate) counter: EntryId,
}

/// Which ticket it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    New(SessionId),
    Found(SessionId),
}

/// Makes a ticket with a session and a contact of its own, whoever asks: it never finds anybody by phone or name.
pub(crate) fn open(
    counter: Option<&Entry>,
    open: &Open<'_>,
    policy: &Policy,
) -> Result<Decision<Made>, Error> {
    let given = open.ticket.as_ref().map_err(Clone::clone)?;
    let phone = parse_phone(&given.phone)?;
    let name = parse_name(&given.name)?;
    let description = MessageText::parse("/issue_description", &given.description, policy)?;
    let (ids, now) = (open.ids, open.now);
    let mut batch = Batch::at(now);
    let customer = Customer {
        kind: ContactKind::Visitor,
        address: ids.address.clone(),
        profile: Profile { name: Some(name), email: None, phone: Some(phone) },
    };
    let contact = contact::meet(&customer, (ids.contact, now), policy, &mut batch);
    let session = session::begin(ids.session, &contact, Channel::Web, now);
    let ticket = Wish {
        id: ids.ticket,
        priority: given.priority,
        description: description.as_str().to_owned(),
        actor: EventActor::Customer,
    };
    batch.events.push(session::event(EventKind::SessionOpened, &session, EventActor::Customer));
    let ticket = ticket.make(&session, (counter, ids.counter), &mut batch);
    batch.put.push(Record::Ticket(ticket));
    if let Some(key) = open.client_id.and_then(|client_id| given.key(client_id)) {
        let (owner, until) = (RecordId::Session(session.id), Some(now.plus(REPEATS_KNOWN_FOR)));
        batch.claim.push(Claim { key, owner, until });
    }
    batch.put.push(Record::Contact(contact));
    let id = session.id;
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, Made::New(id)))
}

/// Kept as `+` and digits.
fn parse_phone(typed: &str) -> Result<String, Invalid> {
    let number = typed.parse::<PhoneNumber>().map(Into::into);
    number.map_err(|error| Invalid::new("/phone_number", error.to_string()))
}

fn parse_name(typed: &str) -> Result<String, Invalid> {
    let name = parse_line("/sender_name", Some(typed), 100)?;
    name.ok_or_else(|| Invalid::new("/sender_name", "is empty; say what you are called"))
}

/// What a ticket begins with.
pub(in crate::rules) struct Wish {
    pub(in crate::rules) id: TicketId,
    pub(in crate::rules) priority: TicketPriority,
    pub(in crate::rules) description: String,
    pub(in crate::rules) actor: EventActor,
}

impl Wish {
    /// The ticket of a session under the next number; the caller puts it. Whoever takes the same number at once makes this
    /// a conflict.
    pub(in crate::rules) fn make(
        self,
        session: &Session,
        counter: (Option<&Entry>, EntryId),
        batch: &mut Batch,
    ) -> Ticket {
        let number = count(counter, batch);
        let ticket = Ticket {
            id: self.id,
            version: Version::NONE,
            changed: Position::ZERO,
            number,
            session: session.id,
            contact: session.contact,
            status: TicketStatus::Open,
            priority: self.priority,
            agent: session.agent.clone(),
            description: self.description,
            reference: None,
            created_at: batch.now,
            updated_at: batch.now,
            first_answered_at: None,
            resolved_at: None,
        };
        let (key, owner) = (UniqueKey::ticket(number), RecordId::Ticket(ticket.id));
        batch.claim.push(Claim { key, owner, until: None });
        batch.events.push(event(EventKind::TicketMade { number }, &ticket, self.actor));
        ticket
    }
}

/// Takes the next number.
fn count((counter, id): (Option<&Entry>, EntryId), batch: &mut Batch) -> TicketNumber {
    let last = match counter.map(|entry| &entry.content) {
        Some(EntryContent::Counter { last }) => last.saturating_add(1),
        _ => 1,
    };
    let id = counter.map_or(id, |entry| entry.id);
    let owner = RecordId::Entry(id);
    if counter.is_none() {
        let key = UniqueKey::counter(NUMBERS);
        batch.claim.push(Claim { key, owner, until: None });
    }
    batch.put.push(Record::Entry(Entry {
        id,
        version: counter.map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject: owner,
        at: batch.now,
        content: EntryContent::Counter { last },
    }));
    TicketNumber::new(last)
}

/// What the ticket of a chat begins with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MakeTicket {
    /// How much it presses.
    pub priority: TicketPriority,
    /// What is to be solved, as long as a message; without it what the chat is about, or what was last said in it.
    pub description: Option<String>,
}

/// Shows all but what a person wrote.
impl fmt::Debug for MakeTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MakeTicket").field("priority", &self.priority).finish_non_exhaustive()
    }
}

/// Who makes a ticket of a chat.
#[derive(Clone, Debug)]
pub(crate) struct Making<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) ticket: &'a Given<MakeTicket>,
    pub(crate) now: Timestamp,
    pub(crate) id: TicketId,
    /// For the counter, where there is none yet.
    pub(crate) counter: EntryId,
}

/// Makes the ticket of a chat that goes on; where there is one already, that is the answer.
pub(crate) fn of_session(
    view: Option<&SessionView>,
    counter: Option<&Entry>,
    making: &Making<'_>,
    policy: &Policy,
) -> Result<Decision<Made>, Error> {
    let staff = access::staff(making.actor)?;
    let view = access::customers_session(view)?;
    if view.ticket.is_some() {
        return Ok(Decision::nothing(Made::Found(view.session.id)));
    }
    let MakeTicket { priority, description } = making.ticket.as_ref().map_err(Clone::clone)?;
    let said = description.as_deref().filter(|typed| !typed.trim().is_empty());
    let said = said.map(|typed| MessageText::parse("/issue_description", typed, policy));
    let said = said.transpose()?.map(|text| text.as_str().to_owned());
    let mut session = view.session.clone();
    if !session.status.is_open() {
        return Err(Error::SessionEnded);
    }
    let preview = session.preview.as_ref().map(|preview| preview.text.clone());
    let description = said.or_else(|| session.subject.clone()).or(preview).unwrap_or_default();
    let actor = EventActor::Desk { id: staff.id.clone() };
    let mut batch = Batch::at(making.now);
    // Both sides see that the chat has a ticket.
    session.updated_at = making.now.max(session.updated_at);
    batch.events.push(session::event(EventKind::SessionChanged, &session, actor.clone()));
    let wish = Wish { id: making.id, priority: *priority, description, actor };
    let ticket = wish.make(&session, (counter, making.counter), &mut batch);
    batch.put.push(Record::Ticket(ticket));
    let id = session.id;
    batch.put.push(Record::Session(session));
    Ok(Decision::write(batch, Made::New(id)))
}
