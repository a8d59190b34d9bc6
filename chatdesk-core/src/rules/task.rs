//! What a job is to do, in the words that are stored.

use crate::{
    Channel, ContactId, EntryId, EventKind, ParseIdError, Position, RecordId, Seq, SessionId,
    Switch, TicketNumber, Timestamp,
};

/// How the one place that a notifier has is written.
const OWN: &str = "own";

/// What a job is to do. References alone: what is told is read when it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// To look whether a chat has something unread.
    Look { session: SessionId },
    /// To look whether it is time to tell further people of a chat.
    Step { session: SessionId },
    /// To look whether a customer has not read what the desk wrote.
    Await { session: SessionId },
    /// To tell of it, and of what stood there when that was decided.
    Unread { session: SessionId, up_to: Seq },
    /// To tell one recipient of it, who is told once until it is read.
    Alert(Alert),
    /// To tell a recipient of all that was put off.
    Digest { to: Option<EntryId> },
    /// To tell one recipient of a customer's of what they have not read.
    Answer(Alert),
    /// To tell what happened.
    Event(Fact),
    /// To bring somebody of a text channel what the desk said.
    Say(Said),
    /// To ask somebody of a text channel, by its template, to answer: a message waits for that.
    Template(Said),
    /// To tell somebody of a text channel how a chat begins.
    Hint(Hinted),
    /// To look whether a chat by text has been silent for too long.
    Silence { session: SessionId },
}

/// Somebody who wrote while no chat went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hinted {
    pub(crate) contact: ContactId,
    pub(crate) channel: Channel,
}

/// Of what a recipient is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alert {
    pub(crate) session: SessionId,
    pub(crate) up_to: Seq,
    /// The recipient's entry; `None` for the one place or address that the notifier has.
    pub(crate) to: Option<EntryId>,
}

/// A message that is to be brought to its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) session: SessionId,
    pub(crate) seq: Seq,
}

/// A fact of the log, as far as it is needed to tell of it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) position: Position,
    pub(crate) at: Timestamp,
    pub(crate) subject: RecordId,
    pub(crate) kind: EventKind,
}

impl Task {
    /// Reads what [`Task::text`] wrote; `None` for a task of another version.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ')?;
        match word {
            "look" => Some(Self::Look { session: rest.parse().ok()? }),
            "step" => Some(Self::Step { session: rest.parse().ok()? }),
            "await" => Some(Self::Await { session: rest.parse().ok()? }),
            "alert" => alert_of(rest).map(Self::Alert),
            "answer" => alert_of(rest).map(Self::Answer),
            "digest" => Some(Self::Digest { to: recipient_of(rest).ok()? }),
            "idle" => Some(Self::Silence { session: rest.parse().ok()? }),
            "tell" => {
                let (session, up_to) = message_of(rest)?;
                Some(Self::Unread { session, up_to })
            }
            "say" => {
                let (session, seq) = message_of(rest)?;
                Some(Self::Say(Said { session, seq }))
            }
            "template" => {
                let (session, seq) = message_of(rest)?;
                Some(Self::Template(Said { session, seq }))
            }
            "hint" => {
                let (contact, word) = rest.split_once(' ')?;
                let contact = contact.parse().ok()?;
                let channel = Channel::BY_TEXT.into_iter().find(|it| it.as_str() == word)?;
                Some(Self::Hint(Hinted { contact, channel }))
            }
            "event" => {
                let mut words = rest.splitn(4, ' ');
                let position = Position::new(words.next()?.parse().ok()?);
                let at = Timestamp::from_micros(words.next()?.parse().ok()?);
                let subject = words.next()?.parse().ok()?;
                let kind = kind_of(words.next()?)?;
                Some(Self::Event(Fact { position, at, subject, kind }))
            }
            _ => None,
        }
    }

    /// The words of it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Look { session } => format!("look {session}"),
            Self::Step { session } => format!("step {session}"),
            Self::Await { session } => format!("await {session}"),
            Self::Alert(alert) => format!("alert {}", alert_text(alert)),
            Self::Answer(alert) => format!("answer {}", alert_text(alert)),
            Self::Digest { to } => format!("digest {}", recipient_text(*to)),
            Self::Silence { session } => format!("idle {session}"),
            Self::Unread { session, up_to } => format!("tell {session} {}", up_to.get()),
            Self::Say(Said { session, seq }) => format!("say {session} {}", seq.get()),
            Self::Template(Said { session, seq }) => format!("template {session} {}", seq.get()),
            Self::Hint(Hinted { contact, channel }) => {
                format!("hint {contact} {}", channel.as_str())
            }
            Self::Event(Fact { position, at, subject, kind }) => {
                let kind = kind_text(*kind);
                format!("event {position} {} {subject} {kind}", at.as_micros())
            }
        }
    }
}

/// A session and a position in it; what stands behind is of an earlier version.
fn message_of(text: &str) -> Option<(SessionId, Seq)> {
    let mut words = text.split(' ');
    let session = words.next()?.parse().ok()?;
    Some((session, Seq::new(words.next()?.parse().ok()?)))
}

fn alert_of(text: &str) -> Option<Alert> {
    let (message, to) = text.rsplit_once(' ')?;
    let (session, up_to) = message_of(message)?;
    Some(Alert { session, up_to, to: recipient_of(to).ok()? })
}

fn alert_text(Alert { session, up_to, to }: &Alert) -> String {
    format!("{session} {} {}", up_to.get(), recipient_text(*to))
}

/// The entry of a recipient, or none for the one place that a notifier has.
fn recipient_of(text: &str) -> Result<Option<EntryId>, ParseIdError> {
    if text == OWN { Ok(None) } else { text.parse().map(Some) }
}

fn recipient_text(to: Option<EntryId>) -> String {
    to.map_or_else(|| OWN.to_owned(), |to| to.to_string())
}

/// The words of what hosts are told; what they are not told has none.
fn kind_text(kind: EventKind) -> String {
    let word = match kind {
        EventKind::SessionOpened => "opened",
        EventKind::SessionAssigned => "assigned",
        EventKind::SessionChanged => "changed",
        EventKind::SessionEnded => "ended",
        EventKind::ChatSwitched { switch: Switch::On } => "on",
        EventKind::ChatSwitched { switch: Switch::Off } => "off",
        EventKind::MessageSent { seq } => return format!("message {}", seq.get()),
        EventKind::TicketMade { number } => return format!("made {number}"),
        EventKind::TicketChanged { number } => return format!("moved {number}"),
        _ => "",
    };
    word.to_owned()
}

fn kind_of(text: &str) -> Option<EventKind> {
    Some(match text {
        "opened" => EventKind::SessionOpened,
        "assigned" => EventKind::SessionAssigned,
        "changed" => EventKind::SessionChanged,
        "ended" => EventKind::SessionEnded,
        "on" => EventKind::ChatSwitched { switch: Switch::On },
        "off" => EventKind::ChatSwitched { switch: Switch::Off },
        _ => {
            let (word, number) = text.split_once(' ')?;
            let (seq, ticket) = (Seq::new, TicketNumber::new);
            let number = number.parse().ok()?;
            match word {
                "message" => EventKind::MessageSent { seq: seq(number) },
                "made" => EventKind::TicketMade { number: ticket(number) },
                "moved" => EventKind::TicketChanged { number: ticket(number) },
                _ => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Alert, Fact, Hinted, Said, Task};
    use crate::{Channel, EventKind, Id, Position, RecordId, Seq, Switch, TicketNumber, Timestamp};

    #[test]
    fn a_task_is_read_back() {
        let session = Id::generate(Timestamp::default());
        let fact = Fact {
            position: Position::new(7),
            at: Timestamp::from_micros(-5),
            subject: RecordId::Session(session),
            kind: EventKind::MessageSent { seq: Seq::new(3) },
        };
        let someone = Id::generate(Timestamp::default());
        let contact = RecordId::Contact(someone);
        let switched = EventKind::ChatSwitched { switch: Switch::Off };
        let (number, entry) = (TicketNumber::new(12), Id::generate(Timestamp::default()));
        let tasks = [
            Task::Look { session },
            Task::Unread { session, up_to: Seq::new(7) },
            Task::Say(Said { session, seq: Seq::new(2) }),
            Task::Template(Said { session, seq: Seq::new(2) }),
            Task::Hint(Hinted { contact: someone, channel: Channel::Whatsapp }),
            Task::Silence { session },
            Task::Step { session },
            Task::Await { session },
            Task::Alert(Alert { session, up_to: Seq::new(7), to: None }),
            Task::Answer(Alert { session, up_to: Seq::new(7), to: Some(entry) }),
            Task::Digest { to: None },
            Task::Digest { to: Some(entry) },
            Task::Event(fact),
            Task::Event(Fact { subject: contact, kind: switched, ..fact }),
            Task::Event(Fact { kind: EventKind::ChatSwitched { switch: Switch::On }, ..fact }),
            Task::Event(Fact { kind: EventKind::SessionOpened, ..fact }),
            Task::Event(Fact { kind: EventKind::TicketMade { number }, ..fact }),
            Task::Event(Fact { kind: EventKind::TicketChanged { number }, ..fact }),
            Task::Event(Fact { kind: EventKind::SessionAssigned, ..fact }),
            Task::Event(Fact { kind: EventKind::SessionChanged, ..fact }),
            Task::Event(Fact { kind: EventKind::SessionEnded, ..fact }),
        ];
        for task in tasks {
            assert_eq!(Task::parse(&task.text()), Some(task));
        }
        let others =
            ["", "look", "look con_1", "close ses_1", "tell", "tell ses_1 x", "event 7 5 ses_1 on"];
        for other in others {
            assert_eq!(Task::parse(other), None, "{other}");
        }
    }

    #[test]
    fn what_an_earlier_version_wrote_is_still_told() {
        let session = Id::generate(Timestamp::default());
        let task = Task::Unread { session, up_to: Seq::new(7) };
        assert_eq!(Task::parse(&format!("{} the shop's bell", task.text())), Some(task));
    }
}
