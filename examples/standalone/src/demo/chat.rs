//! Turns a planned chat into the records that would be left of it.

use std::time::Duration;

use chatdesk_core::{
    Agent, Audience, Batch, Channel, Claim, Contact, ContactKind, Counts, Cursor, EventActor,
    EventKind, Id, Keep, Message, MessageKind, NewEvent, Position, Preview, Reader, Record,
    RecordId, Sender, SenderKind, Seq, Session, SessionId, SessionKind, SessionStatus, Side,
    Timestamp, UniqueKey, Version,
};

use super::{
    desk,
    dialogue::{Scene, Script, fill},
    dice::Dice,
    people,
    plan::PlannedChat,
};

/// Younger events would still be in the log: it keeps what streams need for a week.
const STREAM_EVENTS_FOR: Duration = Duration::from_hours(7 * 24);

/// One planned chat of one contact.
pub(super) struct Chat<'a> {
    pub(super) planned: &'a PlannedChat,
    pub(super) contact: &'a Contact,
    pub(super) scripts: &'a [Script],
    pub(super) now: Timestamp,
}

impl Chat<'_> {
    /// Everything that the chat has left behind.
    pub(super) fn batch(&self) -> Batch {
        let mut dice = Dice::new(self.planned.seed);
        let agent = people::agent(&mut dice);
        let times = self.planned.times();
        let first_at = times.first().copied().unwrap_or(self.planned.last_at);
        let id = Id::from_uuid(people::uuid_at(first_at.as_micros(), &mut dice));
        let lines = self.lines(&agent, &mut dice);
        let messages = self.messages(id, &lines, &times, &agent);
        let notes = desk::notes(id, &messages, &agent, &mut dice);
        let mut session = self.session(id, &lines, &messages, agent);
        session.tags = desk::tags(&mut dice);
        let mut batch = Batch::at(self.now);
        batch.expect(RecordId::Contact(self.contact.id), self.contact.version);
        if session.status.is_open() {
            batch.claim.push(Claim {
                key: UniqueKey::open(session.contact, session.channel),
                owner: RecordId::Session(id),
                until: None,
            });
        }
        batch.cursors = self.cursors(&messages, &mut dice);
        batch.events = self.events(&session, &messages);
        batch.messages = messages;
        batch.put.push(Record::Session(session));
        batch.put.extend(notes.into_iter().map(Record::Entry));
        batch
    }

    /// What was said: one dialogue after the other until it is long enough.
    fn lines(&self, agent: &Agent, dice: &mut Dice) -> Lines {
        let wanted = usize::try_from(self.planned.n_messages).unwrap_or(usize::MAX);
        let first_name = self.contact.profile.name.as_deref().and_then(|n| n.split(' ').next());
        let customer = first_name.unwrap_or("there");
        let agent = agent.name.as_deref().unwrap_or_default();
        let waits = self.planned.status == SessionStatus::Waiting;
        let mut lines = Lines { subject: None, said: Vec::with_capacity(wanted) };
        while lines.said.len() < wanted {
            let Some(script) = dice.pick(self.scripts) else { break };
            let scene = Scene::new(customer, agent, dice);
            lines.subject.get_or_insert(script.subject);
            let turns = script.turns.iter().take(wanted - lines.said.len());
            for turn in turns.take_while(|turn| !waits || turn.side == Side::Customer) {
                lines.said.push((turn.side, fill(turn.text, &scene)));
            }
            if waits && lines.said.len() < wanted {
                let nudge = "[Hello?|Is somebody there?|No hurry, I only wanted to ask.]";
                lines.said.push((Side::Customer, fill(nudge, &scene)));
            }
        }
        lines
    }

    fn messages(
        &self,
        session: SessionId,
        lines: &Lines,
        times: &[Timestamp],
        agent: &Agent,
    ) -> Vec<Message> {
        let kind = MessageKind::Text;
        let (mut seq, mut sent) = (Seq::ZERO, Counts::default());
        let message = |((side, text), at): (&(Side, String), &Timestamp)| {
            let sender = self.sender(*side, agent);
            seq = seq.next();
            sent = sent.with(kind, sender.kind);
            Message {
                session,
                seq,
                changed: Position::ZERO,
                sender,
                kind,
                content: text.clone(),
                client_id: None,
                at: *at,
                sent,
                receipt: None,
            }
        };
        lines.said.iter().zip(times).map(message).collect()
    }

    fn sender(&self, side: Side, agent: &Agent) -> Sender {
        let (kind, id, name) = match (side, self.contact.kind) {
            (Side::Desk, _) => (SenderKind::Admin, agent.id.clone(), agent.name.clone()),
            (Side::Customer, kind) => {
                let kind = match kind {
                    ContactKind::User => SenderKind::User,
                    ContactKind::Visitor | ContactKind::Desk => SenderKind::Visitor,
                };
                (kind, self.contact.address.to_string(), self.contact.profile.name.clone())
            }
        };
        Sender { kind, id, name }
    }

    fn session(&self, id: SessionId, lines: &Lines, messages: &[Message], agent: Agent) -> Session {
        let (first, last) = (messages.first(), messages.last());
        let created_at = first.map_or(self.planned.last_at, |message| message.at);
        let answered = messages.iter().any(|message| message.sender.kind.side() == Side::Desk);
        let status = self.planned.status;
        let ended_after = Duration::from_mins(if status.is_open() { 0 } else { 20 });
        Session {
            id,
            version: Version::NONE,
            changed: Position::ZERO,
            kind: match self.contact.kind {
                ContactKind::User => SessionKind::Support,
                ContactKind::Visitor | ContactKind::Desk => SessionKind::Visitor,
            },
            channel: Channel::Web,
            contact: self.contact.id,
            agent: Some(agent).filter(|_| answered),
            status,
            subject: lines.subject.map(str::to_owned),
            dialog: None,
            panel: None,
            tags: Vec::new(),
            last_seq: last.map_or(Seq::ZERO, |message| message.seq),
            sent: last.map_or_else(Counts::default, |message| message.sent),
            preview: last.map(|message| Preview {
                text: message.content.chars().take(120).collect(),
                sender: message.sender.kind,
                at: message.at,
            }),
            created_at,
            updated_at: self.planned.last_at.plus(ended_after),
        }
    }

    /// How far each side has read: what is over is read, what is open waits for somebody.
    fn cursors(&self, messages: &[Message], dice: &mut Dice) -> Vec<Cursor> {
        let open = self.planned.status.is_open();
        let looked_in = |dice: &mut Dice| !open || dice.percent(35);
        let read_by = |side: Side, dice: &mut Dice| {
            let own = |message: &&Message| message.sender.kind.side() == side;
            let wrote_last = messages.last().is_some_and(|message| own(&message));
            let to = if wrote_last || looked_in(dice) {
                messages.last()
            } else {
                // Whoever writes has seen what stands above it.
                messages.iter().rev().find(own)
            };
            to.map(|message| Cursor {
                session: message.session,
                reader: Reader::from(side),
                seq: message.seq,
                seen: message.sent.of(side.other()),
                changed: Position::ZERO,
            })
        };
        [Side::Customer, Side::Desk].into_iter().filter_map(|side| read_by(side, dice)).collect()
    }

    /// What the log would still say of it; at least the last message, which places the chat among the others.
    fn events(&self, session: &Session, messages: &[Message]) -> Vec<NewEvent> {
        let since = self.now.minus(STREAM_EVENTS_FOR);
        let event = |kind, actor, at| NewEvent {
            kind,
            subject: RecordId::Session(session.id),
            version: session.version.next(),
            actor,
            at,
            audience: Audience::Customer(session.contact),
            keep: Keep::Stream,
        };
        let kept = messages.iter().filter(|m| m.at >= since || m.seq == session.last_seq);
        let mut events: Vec<_> = kept
            .map(|message| {
                let actor = match message.sender.kind.side() {
                    Side::Customer => EventActor::Customer,
                    Side::Desk => EventActor::Desk { id: message.sender.id.clone() },
                };
                event(EventKind::MessageSent { seq: message.seq }, actor, message.at)
            })
            .collect();
        if !session.status.is_open() {
            events.push(event(EventKind::SessionEnded, EventActor::Customer, session.updated_at));
        }
        events
    }
}

/// What was said, and about what.
struct Lines {
    subject: Option<&'static str>,
    said: Vec<(Side, String)>,
}
