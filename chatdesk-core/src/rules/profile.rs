//! A visitor says, or takes back, what they are called.

use super::{
    Decision, Policy, access, amend::Amend, contact, page::MAX_PAGE_CHARS, text::parse_line,
};
use crate::{
    Actor, Audience, Batch, Contact, ContactId, ContactKind, Customer, Error, EventActor,
    EventKind, Given, Invalid, Keep, Loaded, NewEvent, Profile, Record, RecordId, SessionView,
    Timestamp,
};

/// What is to be known of a visitor.
#[derive(Clone, PartialEq, Eq)]
pub struct ProfileChange {
    /// Their name; empty is none.
    pub name: Amend<String>,
    /// Their e-mail address; empty is none.
    pub email: Amend<String>,
}

/// Hides what somebody wrote.
impl std::fmt::Debug for ProfileChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProfileChange(…)")
    }
}

/// Who says it.
#[derive(Clone, Debug)]
pub(crate) struct Say<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) change: &'a Given<ProfileChange>,
    pub(crate) now: Timestamp,
    /// For the contact, where there is none.
    pub(crate) contact: ContactId,
}

/// Who may say it: a visitor. Who a user is, the host knows.
pub(crate) fn visitor(actor: &Actor) -> Result<&Customer, Error> {
    let customer = access::customer(actor)?;
    if customer.kind == ContactKind::Visitor { Ok(customer) } else { Err(Error::Forbidden) }
}

/// Keeps it, and tells their open sessions; also of somebody who is switched off, for it is no message. From then on what
/// their token says counts no more.
pub(crate) fn decide(
    loaded: &Loaded,
    say: &Say<'_>,
    policy: &Policy,
) -> Result<Decision<Profile>, Error> {
    let customer = visitor(say.actor)?;
    let change = say.change.as_ref().map_err(Clone::clone)?;
    let known = match &loaded.contact {
        Some(contact) => contact.profile_of(customer),
        None => customer.profile.clone(),
    };
    let profile = Profile {
        name: amended(known.name.as_ref(), &change.name, parse_name)?,
        email: amended(known.email.as_ref(), &change.email, parse_email)?,
        phone: known.phone.clone(),
    };
    if profile == known {
        return Ok(Decision::nothing(profile));
    }
    let mut batch = Batch::at(say.now);
    let contact = match &loaded.contact {
        Some(contact) => {
            tell(contact, &loaded.sessions, &mut batch);
            contact.clone()
        }
        None => contact::meet(customer, (say.contact, say.now), policy, &mut batch),
    };
    let said = Contact { profile: profile.clone(), said_at: Some(say.now), ..contact };
    batch.put.push(Record::Contact(said));
    Ok(Decision::write(batch, profile))
}

fn amended(
    known: Option<&String>,
    change: &Amend<String>,
    parse: impl Fn(Option<&str>) -> Result<Option<String>, Invalid>,
) -> Result<Option<String>, Invalid> {
    match change {
        Amend::Keep => Ok(known.cloned()),
        Amend::Clear => Ok(None),
        Amend::Set(text) => parse(Some(text)),
    }
}

fn tell(contact: &Contact, open: &[SessionView], batch: &mut Batch) {
    let event = |kind, subject, version| NewEvent {
        kind,
        subject,
        version,
        actor: EventActor::Customer,
        at: batch.now,
        audience: Audience::Customer(contact.id),
        keep: Keep::Stream,
    };
    let subject = RecordId::Contact(contact.id);
    let mut events = vec![event(EventKind::ProfileChanged, subject, contact.version.next())];
    events.extend(open.iter().map(|view| {
        let subject = RecordId::Session(view.session.id);
        event(EventKind::SessionChanged, subject, view.session.version)
    }));
    batch.events.extend(events);
}

impl Profile {
    /// What a visitor says of themself when they begin; empty is nothing. The page that they are on is not kept, but has to
    /// fit.
    ///
    /// # Errors
    /// A name has up to 100 characters, an e-mail address up to 254 with an `@` between two parts, a page up to 2,048; none
    /// has control characters.
    pub fn of_visitor(name: Option<&str>, email: Option<&str>, page: Option<&str>) -> Given<Self> {
        let profile = Self { name: parse_name(name)?, email: parse_email(email)?, phone: None };
        parse_line("/page", page, MAX_PAGE_CHARS)?;
        Ok(profile)
    }
}

fn parse_name(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    parse_line("/name", typed, 100)
}

fn parse_email(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    let email = parse_line("/email", typed, 254)?;
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        return Err(Invalid::new("/email", "is not an e-mail address like name@example.org"));
    }
    Ok(email)
}

fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace)
}
