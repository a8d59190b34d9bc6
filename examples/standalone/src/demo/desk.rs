//! What the desk keeps for itself of a made-up chat: tags and notes.

use chatdesk_core::{
    Agent, Entry, EntryContent, Id, Message, Position, RecordId, SessionId, Side, Version,
};

use super::{dice::Dice, people};

const TAGS: [&str; 8] =
    ["delivery", "billing", "refund", "plants", "vip", "feedback", "follow-up", "damaged"];
const NOTES: [&str; 8] = [
    "Called the carrier: the parcel is still in the depot. They promised an answer by tomorrow.",
    "Second time this month. If it happens again, please offer free delivery.",
    "Refund is approved, finance sends it on Friday.",
    "Prefers e-mail. Writes from a phone, so short answers are better.",
    "Photo looks like a transport damage, not like a watering problem.",
    "Stock says we have three left in Utrecht. Reserved one until Monday.",
    "Asked for an invoice in the company's name. Address is in the last order.",
    "Please do not close this before the replacement has arrived.",
];

/// A third of all chats have one or two.
pub(super) fn tags(dice: &mut Dice) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let n_tags = if dice.percent(35) { dice.between(1, 2) } else { 0 };
    for _ in 0..n_tags {
        let tag = dice.pick(&TAGS).copied().unwrap_or_default();
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// A third of the chats that were answered have one, behind an answer.
pub(super) fn notes(
    session: SessionId,
    messages: &[Message],
    agent: &Agent,
    dice: &mut Dice,
) -> Vec<Entry> {
    let answers: Vec<_> =
        messages.iter().filter(|message| message.sender.kind.side() == Side::Desk).collect();
    let Some(answer) = dice.pick(&answers).filter(|_| dice.percent(33)) else { return Vec::new() };
    let at = answer.at.plus(std::time::Duration::from_secs(dice.between(5, 40)));
    let id = Id::from_uuid(people::uuid_at(at.as_micros(), dice));
    vec![Entry {
        id,
        version: Version::NONE,
        changed: Position::ZERO,
        subject: RecordId::Session(session),
        at,
        content: EntryContent::Note {
            after: answer.seq,
            author: people::colleague(agent, dice),
            text: dice.pick(&NOTES).copied().unwrap_or_default().to_owned(),
            client_id: None,
        },
    }]
}
