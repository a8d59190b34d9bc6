//! A customer begins to chat: finds the open session, or makes one.

use std::{fmt, time::Duration};

use super::{
    Decision, Policy, access, alert, append::Append, contact, session, text::parse_optional,
};
use crate::{
    Actor, Batch, Channel, Claim, ClientId, Contact, ContactId, Customer, Error, EventActor,
    EventKind, Given, Loaded, MessageKind, MessageText, Record, RecordId, Release, Session,
    SessionId, SessionView, Timestamp, UniqueKey,
};

/// How long a retry of an opening finds what the first try made.
pub(in crate::rules) const REPEATS_KNOWN_FOR: Duration = Duration::from_hours(30 * 24);

/// What a customer wants to begin with.
#[derive(Clone, Debug)]
pub(crate) struct Open<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) chat: &'a Given<OpenChat>,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) now: Timestamp,
    /// For the contact, where there is none.
    pub(crate) contact: ContactId,
    /// For the session, where one is made.
    pub(crate) session: SessionId,
}

/// What a customer begins with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OpenChat {
    /// What it is about; kept when a session is made.
    pub subject: Option<String>,
    /// A first message, appended to the session that is made or found.
    pub message: Option<String>,
    /// Which session.
    pub wish: Wish,
}

/// Shows all but what a person wrote.
impl fmt::Debug for OpenChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenChat").field("wish", &self.wish).finish_non_exhaustive()
    }
}

/// Which session a customer wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wish {
    /// The newest open one, else a new one.
    #[default]
    OpenOne,
    /// A new one, also beside open ones.
    Another,
}

/// Which session it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    Made(SessionId),
    Found(SessionId),
}

/// Decides on the contact and their open sessions.
pub(crate) fn decide(
    loaded: &Loaded,
    open: &Open<'_>,
    policy: &Policy,
) -> Result<Decision<Opened>, Error> {
    let customer = access::customer(open.actor)?;
    let chat = open.chat.as_ref().map_err(Clone::clone)?;
    let subject = parse_optional("/subject", chat.subject.as_deref(), 200)?;
    let message = chat.message.as_deref();
    let text = message.map(|typed| MessageText::parse("/message", typed, policy)).transpose()?;
    let contact = loaded.contact.as_ref();
    if !contact.map_or(policy.default_switch, |contact| contact.switch).is_on() {
        return Err(Error::ChatDisabled);
    }
    let newest = loaded.sessions.first();
    let found = newest.filter(|_| chat.wish == Wish::OpenOne);
    if let (Some(view), None) = (found, &text) {
        return Ok(Decision::nothing(Opened::Found(view.session.id)));
    }
    let mut batch = Batch::at(open.now);
    let contact = identify(contact, customer, open, policy, &mut batch);
    let (session, opened) = if let Some(view) = found {
        (view.session.clone(), Opened::Found(view.session.id))
    } else {
        let session = session::begin(open.session, &contact, Channel::Web, open.now);
        let session = Session { subject, ..session };
        move_open_key(newest, &session, &mut batch);
        let id = session.id;
        (session, Opened::Made(id))
    };
    remember(&session, open, &mut batch);
    if let Some(text) = text {
        let sender = contact.sender(customer);
        let append = Append {
            sender: &sender,
            text: &text,
            client_id: open.client_id,
            kind: MessageKind::Text,
            carrier: None,
        };
        alert::schedule(&session, policy, &mut batch);
        append.to(session, found.and_then(|view| view.ticket.as_ref()), &mut batch);
    } else {
        let (kind, actor) = (EventKind::SessionOpened, EventActor::Customer);
        batch.events.push(session::event(kind, &session, actor));
        batch.put.push(Record::Session(session));
    }
    Ok(Decision::write(batch, opened))
}

/// Makes the contact, brings it up to date, or expects it unchanged.
fn identify(
    contact: Option<&Contact>,
    customer: &Customer,
    open: &Open<'_>,
    policy: &Policy,
    batch: &mut Batch,
) -> Contact {
    let Some(contact) = contact else {
        let made = contact::meet(customer, (open.contact, open.now), policy, batch);
        batch.put.push(Record::Contact(made.clone()));
        return made;
    };
    contact::with_profile(contact, contact.profile_of(customer), batch)
}

/// The newest open session has the key, so that of two first messages at once one makes the session.
fn move_open_key(newest: Option<&SessionView>, session: &Session, batch: &mut Batch) {
    let key = UniqueKey::open(session.contact, session.channel);
    if let Some(view) = newest {
        let owner = RecordId::Session(view.session.id);
        batch.release.push(Release { key: key.clone(), owner });
    }
    batch.claim.push(Claim { key, owner: RecordId::Session(session.id), until: None });
}

fn remember(session: &Session, open: &Open<'_>, batch: &mut Batch) {
    if let Some(client_id) = open.client_id {
        batch.claim.push(Claim {
            key: UniqueKey::new_session(session.contact, client_id),
            owner: RecordId::Session(session.id),
            until: Some(open.now.plus(REPEATS_KNOWN_FOR)),
        });
    }
}
