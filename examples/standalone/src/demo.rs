//! Fills a data folder with made-up chats.
//!
//! Past chats cannot be had through the desk, which stamps everything with the present: the records are made as the
//! desk would have left them, and committed through the same port. The same numbers give the same chats, only their times
//! follow the clock.

mod chat;
mod desk;
mod dialogue;
mod dice;
mod people;
mod plan;
mod shop;

use std::{
    io::{self, Write},
    time::Duration,
};

use chatdesk_core::{
    Actor, Audience, Batch, Claim, Clock, Contact, Desk, EventActor, EventKind, Id, Keep, List,
    NewEvent, Position, Record, RecordId, SessionStatus, Staff, StaffRole, Store, StoreError,
    Switch, Timestamp, ToggleChat, UniqueKey, Version,
};
use futures_util::{StreamExt, TryStreamExt, stream};

use self::{
    chat::Chat,
    dice::Dice,
    people::Person,
    plan::{Amounts, PlannedChat, plan},
};
use crate::cli::DemoArgs;

/// So many commits are under way at once: the store groups them, and they keep their order.
const AT_ONCE: usize = 64;
/// So many contacts are made by one commit.
const CONTACTS_AT_ONCE: usize = 200;

/// Why nothing, or not all, was filled in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// It was done before.
    #[error(
        "the data folder already holds people of a demo; choose an empty folder with --data, or \
         remove this one"
    )]
    Filled,
    /// The store failed.
    #[error("the chats cannot be stored")]
    Store(#[from] StoreError),
    /// The switch could not be moved.
    #[error("chat cannot be switched off")]
    Switch(#[source] chatdesk_core::Error),
    /// Settings or canned replies are refused.
    #[error("settings and canned replies cannot be saved")]
    Furnish(#[source] chatdesk_core::Error),
    /// Nothing can be told.
    #[error("the progress cannot be written to standard error")]
    Tell(#[from] io::Error),
}

/// What was made.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) people: u32,
    pub(crate) chats: usize,
    pub(crate) messages: u32,
    pub(crate) waiting: usize,
    pub(crate) active: usize,
}

/// Fills the store, and tells how it goes.
///
/// # Errors
/// When it was filled before, or the store fails; what was committed until then stays.
pub(crate) async fn fill(
    store: impl Store,
    clock: impl Clock,
    args: DemoArgs,
    mut told: impl Write,
) -> Result<Summary, DemoError> {
    let now = clock.now();
    let mut dice = Dice::new(0x00c4_a7de);
    let chats = plan(Amounts { people: args.users, messages: args.messages }, now, &mut dice);
    let contacts = contacts(args.users, &chats, now, &mut dice);
    make_contacts(&store, &contacts, now).await?;
    let summary = make_chats(&store, &contacts, &chats, now, &mut told).await?;
    let desk = Desk::builder(store).clock(clock).build();
    let admin =
        Staff { role: StaffRole::Admin, id: "ada".to_owned(), name: Some("Ada".to_owned()) };
    let admin = Actor::Staff(admin);
    switch_one_off(&desk, &admin, (&contacts, &chats)).await?;
    shop::furnish(&desk, &admin).await.map_err(DemoError::Furnish)?;
    Ok(summary)
}

/// The records of all people, made when each wrote first.
fn contacts(n: u32, chats: &[PlannedChat], now: Timestamp, dice: &mut Dice) -> Vec<Contact> {
    let size = usize::try_from(n).unwrap_or_default();
    let mut first_wrote = vec![None; size];
    // The chats ascend: the first one found is the oldest.
    for chat in chats {
        if let Some(slot) = first_wrote.get_mut(usize::try_from(chat.person).unwrap_or(size)) {
            *slot = slot.or_else(|| chat.times().first().copied());
        }
    }
    let made = |(number, first): (u32, Option<Timestamp>)| {
        let Person { kind, address, profile } = people::person(number, dice);
        let created_at =
            first.unwrap_or_else(|| now.minus(Duration::from_mins(dice.between(1, 90 * 24 * 60))));
        Contact {
            id: Id::from_uuid(people::uuid_at(created_at.as_micros(), dice)),
            version: Version::NONE,
            changed: Position::ZERO,
            kind,
            address,
            profile,
            said_at: None,
            switch: Switch::On,
            switched: None,
            created_at,
        }
    };
    (0..n).zip(first_wrote).map(made).collect()
}

async fn make_contacts(
    store: &impl Store,
    contacts: &[Contact],
    now: Timestamp,
) -> Result<(), DemoError> {
    for some in contacts.chunks(CONTACTS_AT_ONCE) {
        let addresses = some.iter().map(|contact| contact.address.clone()).collect();
        let known = store.list(&List::ContactsAt { addresses }).await?;
        if !known.value.contacts.is_empty() {
            return Err(DemoError::Filled);
        }
        let mut batch = Batch::at(now);
        for contact in some {
            batch.claim.push(Claim {
                key: UniqueKey::address(&contact.address),
                owner: RecordId::Contact(contact.id),
                until: None,
            });
            batch.events.push(contact_made(contact));
            batch.put.push(Record::Contact(contact.clone()));
        }
        store.commit(batch).await?;
    }
    Ok(())
}

fn contact_made(contact: &Contact) -> NewEvent {
    NewEvent {
        kind: EventKind::ContactMade,
        subject: RecordId::Contact(contact.id),
        version: contact.version.next(),
        actor: EventActor::System,
        at: contact.created_at,
        audience: Audience::Customer(contact.id),
        keep: Keep::Stream,
    }
}

async fn make_chats(
    store: &impl Store,
    contacts: &[Contact],
    chats: &[PlannedChat],
    now: Timestamp,
    told: &mut impl Write,
) -> Result<Summary, DemoError> {
    let scripts = dialogue::scripts();
    let people = u32::try_from(contacts.len()).unwrap_or(u32::MAX);
    let mut summary = Summary { people, ..Summary::default() };
    let total: u32 = chats.iter().map(|chat| chat.n_messages).sum();
    let stored = stream::iter(chats).map(|planned| {
        let at = usize::try_from(planned.person).unwrap_or_default();
        // As it stands since it was made.
        let contact = contacts.get(at).map(|c| Contact { version: c.version.next(), ..c.clone() });
        let batch = contact
            .map(|contact| Chat { planned, contact: &contact, scripts: &scripts, now }.batch());
        async move {
            if let Some(batch) = batch {
                store.commit(batch).await?;
            }
            Ok::<_, DemoError>(planned)
        }
    });
    let mut stored = stored.buffered(AT_ONCE);
    let mut tenths = 0;
    while let Some(planned) = stored.try_next().await? {
        summary.chats += 1;
        summary.messages += planned.n_messages;
        summary.waiting += usize::from(planned.status == SessionStatus::Waiting);
        summary.active += usize::from(planned.status == SessionStatus::Active);
        let reached = u64::from(summary.messages) * 10 / u64::from(total.max(1));
        if reached > tenths {
            tenths = reached;
            writeln!(told, "{} of {total} messages", summary.messages)?;
        }
    }
    Ok(summary)
}

/// For the last user who chats with the desk just now, through the desk itself.
async fn switch_one_off(
    desk: &Desk,
    admin: &Actor,
    (contacts, chats): (&[Contact], &[PlannedChat]),
) -> Result<(), DemoError> {
    let newest = chats.iter().rev().find(|chat| chat.status == SessionStatus::Active);
    let person = newest.and_then(|chat| usize::try_from(chat.person).ok()).unwrap_or_default();
    let Some(contact) = contacts.get(person) else { return Ok(()) };
    let toggle = ToggleChat {
        address: contact.address.clone(),
        switch: Switch::Off,
        reason: Some("Asked us to answer by e-mail only".to_owned()),
    };
    desk.switch_chat(admin, Ok(toggle)).await.map_err(DemoError::Switch)?;
    Ok(())
}

#[cfg(test)]
mod tests;
