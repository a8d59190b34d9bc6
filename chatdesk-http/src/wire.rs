//! From records to wire types, as one reader may see them.

pub(crate) mod conversation;
mod outbox;
pub(crate) mod panel;
mod profile;
mod settings;
mod ticket;
mod webhook;

use chatdesk_api::{
    AdminUser, LastMessage, ListedSession, Match, Message, MessageEvent, MessageKind, Note,
    NoteEvent, PageEvent, Person, PresenceEvent, ReadEvent, Sender, SenderType, Session,
    SessionEvent, SessionKind, SessionStatus, SettingsEvent, StreamEvent, TicketEvent, Time,
    Toggle, ToggleChange, ToggleEvent, TypingEvent, User,
};
use chatdesk_core::{
    self as core, Actor, Attendance, Change, InboxRow, SessionView, Side, Timestamp,
};

pub(crate) use self::outbox::{DELIVERY, delivery, pause, trial, way_out};
pub(crate) use self::panel::read_up_to;
pub(crate) use self::profile::{amend, user_details};
pub(crate) use self::settings::{agent, canned_reply, chat_settings, given_settings, settings};
pub(crate) use self::ticket::{counts, given_priority, given_status, notified};
pub use self::webhook::webhook_event;

/// Who reads an answer.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) side: Side,
    sender: Option<core::Sender>,
}

impl Reader {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self { side: actor.side().unwrap_or(Side::Customer), sender: actor.sender() }
    }

    /// A message. The desk's ids are hidden from customers, client ids from all but their sender.
    pub(crate) fn message(&self, message: &core::Message, view: &SessionView) -> Message {
        let sender_side = message.sender.kind.side();
        let view = &*self.own_view(view);
        let is_own = self.sender.as_ref().is_some_and(|own| own.is_same(&message.sender));
        Message {
            id: message.seq.get(),
            session_id: message.session.to_string(),
            sender_type: sender_type(message.sender.kind),
            sender: Sender {
                id: self.may_know_id_of(sender_side).then(|| message.sender.id.clone()),
                name: message.sender.name.clone(),
            },
            kind: match message.kind {
                core::MessageKind::Text => MessageKind::Text,
                core::MessageKind::Attachment => MessageKind::Attachment,
                core::MessageKind::Event => MessageKind::Event,
            },
            content: message.content.clone(),
            timestamp: time(message.at),
            is_read: match &view.session.panel {
                Some(panel) => panel.is_read(message),
                None => message.seq <= view.cursor(sender_side.other()).seq,
            },
            client_id: message.client_id.as_ref().filter(|_| is_own).map(ToString::to_string),
            delivery: message.receipt.as_ref().map(conversation::delivery),
        }
    }

    /// A session.
    pub(crate) fn session(&self, view: &SessionView) -> Session {
        let view = &*self.own_view(view);
        let SessionView { session, contact, .. } = view;
        let knows_desk = self.may_know_id_of(Side::Desk);
        Session {
            id: session.id.to_string(),
            kind: match session.kind {
                core::SessionKind::Support => SessionKind::Support,
                core::SessionKind::Visitor => SessionKind::Visitor,
                core::SessionKind::Panel => SessionKind::Panel,
            },
            channel: channel(session.channel),
            status: match session.status {
                core::SessionStatus::Waiting => SessionStatus::Waiting,
                core::SessionStatus::Active => SessionStatus::Active,
                core::SessionStatus::Ended => SessionStatus::Ended,
            },
            is_active: session.status.is_open(),
            user: session.panel.as_deref().map_or_else(|| user(contact), panel::opener),
            members: panel::members(view),
            is_group: session.panel.as_deref().map(panel::is_group),
            agent: session.agent.as_ref().map(|agent| Person {
                id: knows_desk.then(|| agent.id.clone()),
                name: agent.name.clone(),
            }),
            subject: session.subject.clone(),
            tags: (self.side == Side::Desk).then(|| session.tags.clone()),
            created_at: time(session.created_at),
            updated_at: time(session.updated_at),
            last_seq: session.last_seq.get(),
            last_message: session.preview.as_ref().map(|preview| LastMessage {
                preview: preview.text.clone(),
                sender_type: sender_type(preview.sender),
                sender: session.panel.as_deref().and_then(panel::said_by),
                timestamp: time(preview.at),
            }),
            unread_count: view.unread(self.side),
            ticket_id: view.ticket.as_ref().map(|ticket| ticket.number.get()),
            dialog: view.dialog_state().map(conversation::dialog_state),
            chat_enabled: contact.switch.is_on(),
            window_expires_at: session
                .dialog
                .as_ref()
                .and_then(|dialog| dialog.window_until)
                .map(time),
            version: view.version(self.side).get(),
        }
    }

    /// A row of the desk's list.
    pub(crate) fn listed(&self, row: &InboxRow) -> ListedSession {
        let found = row
            .found
            .as_ref()
            .map(|found| Match { message_id: found.seq.get(), preview: found.excerpt.clone() });
        ListedSession { session: self.session(&row.view), found }
    }

    /// What a stream says of a change; `None` when that is nothing.
    pub(crate) fn event(&self, change: &Change) -> Option<StreamEvent> {
        Some(match change {
            Change::Message(message, view) => StreamEvent::Message(MessageEvent {
                message: self.message(message, view),
                session: self.session(view),
            }),
            Change::Session(view) => {
                StreamEvent::Session(SessionEvent { session: self.session(view) })
            }
            Change::Cursor(_, view) => StreamEvent::Read(self.read(view)),
            Change::Note(entry) if self.side == Side::Desk => StreamEvent::Note(NoteEvent {
                session_id: entry.subject.to_string(),
                note: note(entry)?,
            }),
            Change::Settings(_) if self.side == Side::Desk => {
                StreamEvent::Settings(SettingsEvent {})
            }
            Change::Ticket(view) if self.side == Side::Desk => {
                StreamEvent::Ticket(TicketEvent { ticket: self.ticket(view)? })
            }
            Change::Note(_) | Change::Settings(_) | Change::Ticket(_) => return None,
            // Who was never switched has only a new name, which sessions bring along.
            Change::Contact(contact) => StreamEvent::Toggle(toggle_event(contact)?),
        })
    }

    fn read(&self, view: &SessionView) -> ReadEvent {
        let view = &*self.own_view(view);
        ReadEvent {
            session_id: view.session.id.to_string(),
            read: read_up_to(view),
            unread_count: view.unread(self.side),
            version: view.version(self.side).get(),
        }
    }

    /// That somebody else types.
    pub(crate) fn typing(typing: &core::Typing) -> StreamEvent {
        StreamEvent::Typing(TypingEvent {
            session_id: typing.session.to_string(),
            sender_type: sender_type(typing.by.kind),
            name: typing.by.name.clone(),
            until: time(typing.until),
        })
    }

    /// How many of the desk are there, for customers.
    pub(crate) fn agents_online(n_online: usize) -> StreamEvent {
        let agents_online = u64::try_from(n_online).unwrap_or(u64::MAX);
        StreamEvent::Presence(PresenceEvent::Desk { agents_online })
    }

    /// That somebody of the desk came or went, for the desk.
    pub(crate) fn attendance(agent: &core::Agent, attendance: Attendance) -> StreamEvent {
        let agent = Person { id: Some(agent.id.clone()), name: agent.name.clone() };
        let online = attendance == Attendance::Online;
        StreamEvent::Presence(PresenceEvent::Agent { agent, online })
    }

    /// That a customer has a page before them, for the desk.
    pub(crate) fn page(address: &core::Address, page: &core::ShownPage) -> StreamEvent {
        let page = profile::page(page);
        StreamEvent::Page(PageEvent { user_id: address.to_string(), page })
    }

    fn may_know_id_of(&self, side: Side) -> bool {
        self.side == Side::Desk || side == Side::Customer
    }
}

/// The answer to a switch.
pub(crate) fn toggle(contact: &core::Contact) -> Toggle {
    let (at, by) = match &contact.switched {
        Some(switched) => (switched.at, switched.by.clone()),
        None => (contact.created_at, String::new()),
    };
    Toggle {
        user_id: contact.address.to_string(),
        chat_enabled: contact.switch.is_on(),
        updated_at: time(at),
        updated_by: by,
    }
}

/// Where a switch stands; `None` for who was never switched.
fn toggle_event(contact: &core::Contact) -> Option<ToggleEvent> {
    Some(ToggleEvent {
        user_id: contact.address.to_string(),
        chat_enabled: contact.switch.is_on(),
        updated_at: time(contact.switched.as_ref()?.at),
    })
}

/// A line of the switch's history; `None` for an entry of another kind.
pub(crate) fn toggle_change(entry: &core::Entry) -> Option<ToggleChange> {
    let core::EntryContent::ToggleChange { switch, reason, by } = &entry.content else {
        return None;
    };
    Some(ToggleChange {
        chat_enabled: switch.is_on(),
        reason: reason.clone(),
        updated_at: time(entry.at),
        updated_by: by.clone(),
    })
}

/// A note of the desk; `None` for an entry of another kind.
pub(crate) fn note(entry: &core::Entry) -> Option<Note> {
    let core::EntryContent::Note { after, author, text, client_id: _ } = &entry.content else {
        return None;
    };
    Some(Note {
        id: entry.id.to_string(),
        after_id: after.get(),
        author: Person { id: Some(author.id.clone()), name: author.name.clone() },
        content: text.clone(),
        created_at: time(entry.at),
    })
}

/// A row of the users' table.
pub(crate) fn admin_user(row: &core::ContactView) -> AdminUser {
    let core::ContactView { contact, desk_unread, open_session, last_wrote_at } = row;
    AdminUser {
        user_id: contact.address.to_string(),
        name: contact.profile.name.clone(),
        email: contact.profile.email.clone(),
        chat_enabled: contact.switch.is_on(),
        unread_count: *desk_unread,
        open_session_id: open_session.map(|id| id.to_string()),
        last_seen_at: last_wrote_at.map(time),
    }
}

/// The row of somebody who is not known yet.
pub(crate) fn unknown_user(address: &core::Address, policy: &core::Policy) -> AdminUser {
    AdminUser {
        user_id: address.to_string(),
        name: None,
        email: None,
        chat_enabled: policy.default_switch.is_on(),
        unread_count: 0,
        open_session_id: None,
        last_seen_at: None,
    }
}

pub(crate) fn time(at: Timestamp) -> Time {
    Time::from_rfc3339(at.to_string())
}

pub(crate) fn user(contact: &core::Contact) -> User {
    User {
        id: contact.address.to_string(),
        name: contact.profile.name.clone(),
        email: contact.profile.email.clone(),
        phone: contact.profile.phone.clone(),
    }
}

/// What somebody comes by.
const fn channel(channel: core::Channel) -> chatdesk_api::Channel {
    match channel {
        core::Channel::Web => chatdesk_api::Channel::Web,
        core::Channel::Whatsapp => chatdesk_api::Channel::Whatsapp,
        core::Channel::Telegram => chatdesk_api::Channel::Telegram,
    }
}

const fn sender_type(kind: core::SenderKind) -> SenderType {
    match kind {
        core::SenderKind::User => SenderType::User,
        core::SenderKind::Visitor => SenderType::Visitor,
        core::SenderKind::Admin => SenderType::Admin,
        core::SenderKind::Bot => SenderType::Bot,
        core::SenderKind::System => SenderType::System,
    }
}
