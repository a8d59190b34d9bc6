//! What somebody of a text channel wrote, as the host's bot hands it in.

use std::fmt;

use super::{
    ByText, Facts, NewIds, Talk, Way, carry,
    meet::{Called, meet},
    silence,
};
use crate::{
    Actor, Address, Batch, Channel, Claim, Dialog, DialogState, Entry, EntryContent, Error,
    EventActor, Given, Invalid, Media, MediaKind, Message, MessageKind, MessageText, Position,
    Record, RecordId, Reply, Timestamp, UniqueKey, Version,
    rules::{
        Decision, Policy, access, alert,
        dialog::{self, Act, Heard, Hearing, Turn},
        open::REPEATS_KNOWN_FOR,
        revoke::digest,
        ticket,
    },
};

/// What stands for something that is not text.
const MEDIA: &str = "📎";
/// What a provider brings is cut to so many characters: nobody can be told to shorten it.
const LONGEST: usize = 65_536;
/// A name that a provider gives is cut to so many characters.
const NAME: usize = 100;

/// What came in by a text channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Which channel.
    pub channel: Channel,
    /// Who wrote.
    pub address: Address,
    /// Where else they are known by now, the surest first: whoever is found by one of these is the same.
    pub aliases: Vec<Address>,
    /// What they are called, where that is known; control characters are left out, and what is beyond 100 characters.
    pub name: Option<String>,
    /// What they wrote; up to 65,536 characters, no NUL.
    pub content: InboundContent,
    /// The provider's id of the message that it answers, where it does.
    pub reply_to: Option<String>,
    /// The provider's id of it, 1–256 characters: the same again is answered as the first time.
    pub message_id: String,
    /// Whether the host knows them; `None`: what it last said.
    pub is_registered: Option<bool>,
    /// When it was written, by the provider's clock, where that is known.
    pub written_at: Option<Timestamp>,
}

/// Shows the channel alone.
impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// What somebody of a text channel sent.
#[derive(Clone, PartialEq, Eq)]
pub enum InboundContent {
    /// Text.
    Text(String),
    /// The id of a button that was pressed.
    Button(String),
    /// A picture, a voice, a file; kept as an attachment that says what it is.
    Media(Media),
}

impl InboundContent {
    fn heard(&self) -> Heard<'_> {
        match self {
            Self::Text(text) => Heard::Text(text),
            Self::Button(id) => Heard::Button(id),
            Self::Media(_) => Heard::Media,
        }
    }

    /// As a message of the thread.
    fn text(&self) -> Result<MessageText, Invalid> {
        match self {
            Self::Text(text) | Self::Button(text) => MessageText::of_channel("/text", text),
            Self::Media(media) => MessageText::of_channel("/text", &shown(media)),
        }
    }

    const fn kind(&self) -> MessageKind {
        match self {
            Self::Text(_) | Self::Button(_) => MessageKind::Text,
            Self::Media(_) => MessageKind::Attachment,
        }
    }
}

/// An attachment in words: what it is called or is, where that is known, and what was written beside it.
fn shown(Media { kind, caption, name, .. }: &Media) -> String {
    let kind = Some(kind.as_str()).filter(|_| *kind != MediaKind::File);
    match (name.as_deref().or(kind), caption.trim()) {
        (None, "") => MEDIA.to_owned(),
        (None, beside) => format!("{MEDIA} {beside}"),
        (Some(what), "") => format!("{MEDIA} {what}"),
        (Some(what), beside) => format!("{MEDIA} {what}: {beside}"),
    }
}

/// Hides what a person wrote.
impl fmt::Debug for InboundContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Button(_) => "Button(…)",
            Self::Media(_) => "Media(…)",
        })
    }
}

impl Inbound {
    /// What tells this message from all others, and names nobody.
    pub(crate) fn digest(&self) -> String {
        digest(&format!("{}\n{}", self.address, self.message_id))
    }

    /// As a provider brought it: what would be refused is cut, for it would only be brought again.
    #[must_use]
    pub(crate) fn of_provider(mut self) -> Self {
        let fit = |text: &mut String| {
            *text = text.chars().filter(|c| *c != '\0').take(LONGEST - 300).collect();
        };
        match &mut self.content {
            InboundContent::Text(text) | InboundContent::Button(text) => fit(text),
            InboundContent::Media(Media { caption, name, .. }) => {
                fit(caption);
                *name = name.take().map(|name| clean(&name)).filter(|name| !name.is_empty());
            }
        }
        self
    }

    fn is_fit(&self) -> Result<(), Invalid> {
        let n_chars = self.message_id.chars().count();
        if !(1..=256).contains(&n_chars) || self.message_id.contains('\0') {
            let detail = format!("has {n_chars} characters; 1 to 256 are needed, without NUL");
            return Err(Invalid::new("/message_id", detail));
        }
        self.content.text().map(|_| ())
    }

    fn name(&self) -> Option<String> {
        Some(clean(self.name.as_deref()?)).filter(|name| !name.is_empty())
    }
}

/// A name without control characters, and no longer than names are.
fn clean(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    name.trim().chars().take(NAME).collect()
}

/// What the host's bot is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundAnswer {
    /// Whether it was for the desk; otherwise it is the host's own.
    pub handled: bool,
    /// Where the dialog stands now.
    pub state: DialogState,
    /// What to say to them, in this order; it is sent by nobody else.
    pub replies: Vec<Reply>,
}

/// Who hands in what somebody wrote, and so who says what is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From<'a> {
    /// A host's bot, which says it itself.
    Bot(&'a Actor),
    /// The provider: it is carried like all that the desk says.
    Provider,
}

/// What is handed in.
#[derive(Clone, Debug)]
pub(crate) struct Hear<'a> {
    pub(crate) from: From<'a>,
    pub(crate) inbound: &'a Given<Inbound>,
    pub(crate) now: Timestamp,
    pub(crate) ids: &'a NewIds,
}

/// Decides on what somebody wrote: it begins a chat, is part of one, ends it, or is the host's own.
pub(crate) fn decide(
    facts: &Facts,
    hear: &Hear<'_>,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Decision<InboundAnswer>, Error> {
    if let From::Bot(actor) = hear.from {
        access::host(actor)?;
    }
    let inbound = hear.inbound.as_ref().map_err(Clone::clone)?;
    inbound.is_fit()?;
    let known = facts.contact.as_ref();
    let name = inbound.name().or_else(|| known.and_then(|known| known.profile.name.clone()));
    let dialog = by_text.dialog(facts.newest.as_ref(), hear.now);
    let hearing = Hearing {
        heard: inbound.content.heard(),
        written_at: inbound.written_at,
        name: name.as_deref(),
        is_registered: inbound.is_registered,
        may_chat: known.map_or(policy.default_switch, |known| known.switch).is_on(),
        now: hear.now,
    };
    let turn = dialog::hear(&dialog, &hearing, &by_text.support);
    let answer = InboundAnswer {
        handled: turn.act != Act::HandBack,
        state: turn.dialog.state(),
        replies: turn.replies.clone(),
    };
    if facts.is_known {
        // As it was answered then, whatever it would be now.
        return Ok(Decision::nothing(answer));
    }
    let batch = match turn.act {
        Act::HandBack if matches!(hear.from, From::Provider) && hearing.may_chat => {
            Some(hint(facts, (hear, inbound), (policy, by_text)))
        }
        Act::HandBack | Act::Ignore => {
            remember(facts, (turn.dialog, inbound.channel), by_text, hear.now)
        }
        Act::Begin | Act::Keep | Act::End => {
            Some(write(facts, (hear, inbound), turn, (policy, by_text))?)
        }
    };
    Ok(Decision { batch, outcome: answer })
}

/// What is not kept as a message may still say where the dialog stands.
fn remember(
    facts: &Facts,
    (dialog, channel): (Dialog, Channel),
    by_text: &ByText,
    now: Timestamp,
) -> Option<Batch> {
    let view = facts.newest.as_ref()?;
    let dialog = by_text.opened(dialog, channel, now);
    if view.session.dialog.as_ref() == Some(&dialog) {
        return None;
    }
    let mut talk = Talk::of(view, by_text, Batch::at(now));
    talk.session.dialog = Some(dialog);
    talk.release();
    Some(talk.done(EventActor::Customer))
}

/// No bot of the host's answers what is none of ours: somebody is told how a chat begins. Where they talked before, that is
/// also when they last wrote.
fn hint(
    facts: &Facts,
    (hear, inbound): (&Hear<'_>, &Inbound),
    (policy, by_text): (&Policy, &ByText),
) -> Batch {
    let before = by_text.dialog(facts.newest.as_ref(), hear.now);
    let known = remember(facts, (before, inbound.channel), by_text, hear.now);
    let mut batch = known.unwrap_or_else(|| Batch::at(hear.now));
    let contact = meet(facts, called(hear, inbound), policy, &mut batch);
    let subject = RecordId::Contact(contact.id);
    claim_heard(inbound, subject, &mut batch);
    if let Some(carrier) = by_text.carrier(inbound.channel) {
        batch.jobs.push(carry::hint(&contact, inbound.channel, carrier, hear.now));
    }
    batch
}

fn called<'a>(hear: &Hear<'_>, inbound: &'a Inbound) -> Called<'a> {
    let (address, aliases) = (&inbound.address, &inbound.aliases);
    Called { address, aliases, name: inbound.name(), id: hear.ids.contact }
}

fn write(
    facts: &Facts,
    (hear, inbound): (&Hear<'_>, &Inbound),
    turn: Turn,
    (policy, by_text): (&Policy, &ByText),
) -> Result<Batch, Error> {
    let mut batch = Batch::at(hear.now);
    let contact = meet(facts, called(hear, inbound), policy, &mut batch);
    let of = (&contact, inbound.channel, hear.ids);
    let mut talk = Talk::open(facts, of, (by_text, EventActor::Customer), batch);
    let state = turn.dialog.state();
    talk.session.dialog = Some(by_text.opened(turn.dialog, inbound.channel, hear.now));
    talk.release();
    let way = match hear.from {
        From::Bot(_) => Way::Answered,
        From::Provider => Way::Carried,
    };
    match turn.act {
        Act::Begin => {
            silence::wait(&talk.session, &by_text.support, &mut talk.batch);
            let asked = |it: &crate::Ticket| ticket::asked_again(it, &talk.session, hear.now);
            talk.ticket = talk.ticket.as_ref().map(asked);
        }
        Act::Keep => {
            let text = inbound.content.text()?;
            alert::schedule(&talk.session, policy, &mut talk.batch);
            let said = (&contact.named_sender(), inbound.content.kind());
            let message = talk.add(said, &text, None, Way::Answered);
            describe(&mut talk, &text);
            attach(&mut talk, &message, (hear, inbound));
        }
        Act::End | Act::HandBack | Act::Ignore => {}
    }
    talk.reply(&turn.replies, way);
    claim_heard(inbound, RecordId::Session(talk.session.id), &mut talk.batch);
    if way == Way::Answered {
        let digest = inbound.digest();
        let answered = EntryContent::Heard { digest, state, replies: turn.replies };
        keep(&mut talk, answered, hear);
    }
    Ok(talk.done(EventActor::Customer))
}

/// The first message after the start word says what the ticket is about.
fn describe(talk: &mut Talk<'_>, text: &MessageText) {
    if let Some(ticket) = talk.ticket.as_mut().filter(|ticket| ticket.description.is_empty()) {
        ticket.description = text.as_str().to_owned();
    }
}

/// What is known of an attachment, so that it can be fetched.
fn attach(talk: &mut Talk<'_>, message: &Message, (hear, inbound): (&Hear<'_>, &Inbound)) {
    if let InboundContent::Media(media) = &inbound.content
        && media.provider_id.is_some()
    {
        let (seq, media) = (message.seq, media.clone());
        keep(talk, EntryContent::Attachment { seq, media }, hear);
    }
}

/// The same again, from whomever, is known.
fn claim_heard(inbound: &Inbound, owner: RecordId, batch: &mut Batch) {
    let (key, until) = (UniqueKey::heard(&inbound.digest()), batch.now.plus(REPEATS_KNOWN_FOR));
    batch.claim.push(Claim { key, owner, until: Some(until) });
}

/// An entry of the session: of a call that is made again what was answered, of an attachment what it is.
fn keep(talk: &mut Talk<'_>, content: EntryContent, hear: &Hear<'_>) {
    let id = match content {
        EntryContent::Attachment { .. } => hear.ids.attachment,
        _ => hear.ids.heard,
    };
    talk.batch.put.push(Record::Entry(Entry {
        id,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: RecordId::Session(talk.session.id),
        at: hear.now,
        content,
    }));
}
