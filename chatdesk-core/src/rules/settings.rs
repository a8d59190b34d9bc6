//! An administrator chooses what the window shows and when somebody is there.

use super::{Decision, access, hours, text::parse_optional};
use crate::{
    Actor, Audience, Batch, Claim, Entry, EntryContent, EntryId, Error, EventActor, EventKind,
    Given, Invalid, Keep, NewEvent, Position, Record, RecordId, Settings, Staff, Timestamp,
    UniqueKey, Version,
};

/// What is to be saved, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct Save<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) settings: &'a Given<Settings>,
    pub(crate) now: Timestamp,
    /// For the entry, where there is none yet.
    pub(crate) entry: EntryId,
}

/// Saves the whole; the same again changes nothing. Comes to the entry as it then is.
pub(crate) fn decide(before: Option<&Entry>, save: &Save<'_>) -> Result<Decision<Entry>, Error> {
    let admin = access::admin(save.actor)?;
    let settings = fit(save.settings.as_ref().map_err(Clone::clone)?)?;
    if let Some(before) = before
        && matches!(&before.content, EntryContent::Settings { settings: known, .. } if *known == settings)
    {
        return Ok(Decision::nothing(before.clone()));
    }
    let mut batch = Batch::at(save.now);
    let id = before.map_or(save.entry, |entry| entry.id);
    let subject = RecordId::Entry(id);
    if before.is_none() {
        batch.claim.push(Claim { key: UniqueKey::settings(), owner: subject, until: None });
    }
    let entry = Entry {
        id,
        version: before.map_or(Version::NONE, |entry| entry.version),
        changed: Position::ZERO,
        subject,
        at: before.map_or(save.now, |entry| entry.at.max(save.now)),
        content: EntryContent::Settings { settings, by: admin.id.clone() },
    };
    batch.events.push(changed(subject, entry.version.next(), admin, entry.at));
    batch.put.push(Record::Entry(entry.clone()));
    Ok(Decision::write(batch, entry))
}

/// The fact that something which all of the desk goes by was changed.
pub(super) fn changed(
    subject: RecordId,
    version: Version,
    admin: &Staff,
    at: Timestamp,
) -> NewEvent {
    NewEvent {
        kind: EventKind::SettingsChanged,
        subject,
        version,
        actor: EventActor::Desk { id: admin.id.clone() },
        at,
        audience: Audience::Desk,
        keep: Keep::Audit,
    }
}

/// What is kept of what was given.
fn fit(given: &Settings) -> Result<Settings, Invalid> {
    if let Some(hours) = &given.hours {
        hours::fit(hours)?;
    }
    Ok(Settings {
        title: parse_optional("/title", given.title.as_deref(), 60)?,
        greeting: parse_optional("/greeting", given.greeting.as_deref(), 500)?,
        expectation: parse_optional("/expectation", given.expectation.as_deref(), 200)?,
        away: parse_optional("/away", given.away.as_deref(), 500)?,
        color: given.color.as_deref().map(color).transpose()?,
        ask_contact: given.ask_contact,
        hours: given.hours.clone(),
    })
}

fn color(given: &str) -> Result<String, Invalid> {
    let is_one = given.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    let refusal = || Invalid::new("/color", "is not a colour of the form #rrggbb");
    is_one.then(|| given.to_ascii_lowercase()).ok_or_else(refusal)
}
