use chatdesk_api::{
    AdminSessions, AdminUser, AdminUsers, AgentPresence, Agents, CannedReplies, CannedReply,
    Channel, ChatSettings, ClosedTicket, ConsoleToken, Day, Delivery, DeliveryState, DialogState,
    ErasedEvent, HelloEvent, Hours, LastMessage, ListedSession, Match, Message, MessageEvent,
    MessageKind, MessagesAnswer, Notified, OpenHours, Outgoing, OutgoingDelivery, OutgoingPause,
    OutgoingState, Page, PageEvent, PanelMember, Person, PresenceEvent, ProblemCode, Queue,
    ReadAnswer, ReadCursors, ReadEvent, ReadUpTo, ResetEvent, ResetReason, Sender, SenderType,
    Session, SessionEvent, SessionKind, SessionStatus, SessionsAnswer, Settings, Status, Ticket,
    TicketEvent, TicketNotifications, TicketPriority, TicketStatus, Tickets, Time, Toggle,
    ToggleChange, ToggleEvent, ToggleHistory, Transport, Trial, TrialState, TypingEvent, User,
    UserDetails, UserKind, VisitorSession, WayOut, WaysOut,
};

use crate::json::Json;

/// What can be read from JSON. The fields are those of `chatdesk-api`: one too many or too few does
/// not compile, and a test compares the words with what serde writes.
pub trait Decode: Sized {
    /// The value. Where it is another, `is_other` says so from then on, and what is returned means nothing: to go on
    /// weighs less than to give back what was read already.
    fn read(json: &Json, is_other: &mut bool) -> Self;

    /// The value; nothing where it is another.
    #[must_use]
    fn decode(json: &Json) -> Option<Self> {
        let mut is_other = false;
        let value = Self::read(json, &mut is_other);
        (!is_other).then_some(value)
    }
}

impl Decode for Json {
    fn read(json: &Json, _: &mut bool) -> Self {
        json.clone()
    }
}

impl Decode for bool {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        if let Json::Bool(value) = json {
            return *value;
        }
        *is_other = true;
        false
    }
}

impl Decode for u64 {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        if let Json::Number(value) = json {
            return *value;
        }
        *is_other = true;
        0
    }
}

impl Decode for u32 {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        let value = u64::read(json, is_other).try_into();
        *is_other |= value.is_err();
        value.unwrap_or_default()
    }
}

impl Decode for String {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        if let Json::Text(value) = json {
            return value.clone();
        }
        *is_other = true;
        Self::new()
    }
}

impl Decode for Time {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        Self::from_rfc3339(String::read(json, is_other))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        if *json == Json::Null { None } else { Some(T::read(json, is_other)) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        let mut values = Self::new();
        if let Json::List(items) = json {
            for item in items {
                values.push(T::read(item, is_other));
            }
        } else {
            *is_other = true;
        }
        values
    }
}

/// What customers are told; the rest nobody here shows.
impl Decode for PresenceEvent {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        Self::Desk { agents_online: Decode::read(json.field("agents_online"), is_other) }
    }
}

/// How far each side has read. In a conversation of staff that is what `colleagues` made of it.
impl Decode for ReadUpTo {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        Self::Sides(Decode::read(json, is_other))
    }
}

/// A session, and beside its fields where it was found.
impl Decode for ListedSession {
    fn read(json: &Json, is_other: &mut bool) -> Self {
        let session = Decode::read(json, is_other);
        Self { session, found: Decode::read(json.field("match"), is_other) }
    }
}

macro_rules! objects {
    // What stands behind the semicolon is shown to agents alone, and not even read for a customer.
    ($($type:ident { $($field:ident),* $(; $($seen:ident: $unseen:expr),*)? })*) => {$(
        impl Decode for $type {
            fn read(json: &Json, is_other: &mut bool) -> Self {
                Self {
                    $($field: Decode::read(json.field(stringify!($field)), is_other),)*
                    $($($seen: if cfg!(feature = "desk") {
                        Decode::read(json.field(stringify!($seen)), is_other)
                    } else {
                        $unseen
                    },)*)?
                }
            }
        }
    )*};
}

macro_rules! words {
    // The first stands for a word that is none of them.
    ($($type:ident { $first:literal => $any:ident $(, $word:literal => $value:ident)* })*) => {$(
        impl Decode for $type {
            fn read(json: &Json, is_other: &mut bool) -> Self {
                let word = if let Json::Text(word) = json { word.as_str() } else { "" };
                match word {
                    $($word => Self::$value,)*
                    _ => {
                        *is_other |= word != $first;
                        Self::$any
                    }
                }
            }
        }
    )*};
}

objects! {
    AdminSessions { sessions, total, next_cursor, cursor }
    AdminUser { user_id, name, email, chat_enabled, unread_count, open_session_id, last_seen_at }
    AdminUsers { users, total, next_cursor, cursor }
    AgentPresence { id, name, online }
    Agents { agents }
    CannedReplies { canned_replies }
    CannedReply { id, shortcut, title, text, updated_at, updated_by }
    ChatSettings {
        title, greeting, expectation, color, ask_contact, is_open, away, opens_at, agents_online
    }
    ClosedTicket { status, user_notification }
    ConsoleToken { token }
    Delivery { state, error }
    ErasedEvent { user_id }
    HelloEvent { cursor, heartbeat_ms, transport }
    Hours { time_zone, days }
    LastMessage { preview, sender_type, timestamp; sender: None }
    Match { message_id, preview }
    Message {
        id, session_id, sender_type, sender, kind, content, timestamp, client_id;
        is_read: false, delivery: None
    }
    MessageEvent { message, session }
    MessagesAnswer { messages, last_seq, has_more, read, session, cursor }
    OpenHours { day, from, to }
    Outgoing { deliveries, total, next_cursor, pauses }
    OutgoingPause { notifier, until, why }
    Trial { state, error }
    WayOut { kind, alerts, answers, events, carries, paused }
    WaysOut { channels }
    OutgoingDelivery {
        id, notifier, state, attempts, error, due_at, created_at, updated_at
    }
    Page { url, title, at }
    PageEvent { user_id, page }
    PanelMember { id, name }
    Person { id, name }
    Queue { position, waiting }
    ReadAnswer { unread_count }
    ReadCursors { user, admin }
    ReadEvent { session_id, read, unread_count, version }
    ResetEvent { cursor, reason }
    Sender { id, name }
    Session {
        id, status, is_active, user, agent, created_at, updated_at, last_seq, last_message,
        unread_count, chat_enabled, version;
        kind: SessionKind::Support, channel: Channel::Web, subject: None, tags: None, members: None,
        is_group: None, ticket_id: None, dialog: None, window_expires_at: None
    }
    SessionEvent { session }
    SessionsAnswer { sessions, cursor }
    Settings {
        title, greeting, expectation, away, color, ask_contact, hours, updated_at, updated_by
    }
    Status { chat_enabled, unread_count, open_session_id, poll_interval_ms, cursor }
    Ticket {
        id, phone_number, sender_name, issue_description, status, priority, assigned_admin_id,
        assigned_admin_name, student_id, created_at, updated_at, resolved_at, first_answered_at,
        session_id, user_id, channel, tags, message_count, unread_count, chat_enabled, version
    }
    TicketEvent { ticket }
    TicketNotifications { open_tickets, in_progress, unassigned, has_alerts, cursor }
    Tickets { tickets, total, cursor }
    Toggle { user_id, chat_enabled, updated_at, updated_by }
    ToggleChange { chat_enabled, reason, updated_at, updated_by }
    ToggleEvent { user_id, chat_enabled, updated_at }
    ToggleHistory { changes }
    TypingEvent { session_id, sender_type, name, until }
    User { id, name, email; phone: None }
    UserDetails {
        user_id, name, email, phone, kind, chat_enabled, unread_count, open_session_id, n_sessions,
        created_at, last_seen_at, page
    }
    VisitorSession { token, visitor_id }
}

words! {
    Channel { "web" => Web, "whatsapp" => Whatsapp, "telegram" => Telegram }
    Day {
        "monday" => Monday, "tuesday" => Tuesday, "wednesday" => Wednesday,
        "thursday" => Thursday, "friday" => Friday, "saturday" => Saturday, "sunday" => Sunday
    }
    DeliveryState {
        "queued" => Queued, "sent" => Sent, "delivered" => Delivered, "read" => Read,
        "failed" => Failed
    }
    DialogState {
        "idle" => Idle, "registered" => Registered, "chat_support_active" => ChatSupportActive
    }
    MessageKind { "text" => Text, "attachment" => Attachment, "event" => Event }
    Notified { "sent" => Sent, "queued" => Queued, "failed" => Failed, "none" => None }
    OutgoingState { "waiting" => Waiting, "failed" => Failed }
    // Those that a client acts on; the others are told by their status.
    ProblemCode {
        "chat_disabled" => ChatDisabled, "not_found" => NotFound, "session_ended" => SessionEnded
    }
    ResetReason { "too_far" => TooFar, "unknown_cursor" => UnknownCursor, "slow" => Slow }
    SenderType {
        "user" => User, "visitor" => Visitor, "admin" => Admin, "bot" => Bot, "system" => System
    }
    SessionKind { "support" => Support, "visitor" => Visitor, "panel" => Panel }
    SessionStatus { "waiting" => Waiting, "active" => Active, "ended" => Ended }
    TicketPriority { "LOW" => Low, "MEDIUM" => Medium, "HIGH" => High, "URGENT" => Urgent }
    TicketStatus {
        "OPEN" => Open, "IN_PROGRESS" => InProgress, "RESOLVED" => Resolved, "CLOSED" => Closed
    }
    Transport { "sse" => Sse, "websocket" => WebSocket, "long_poll" => LongPoll }
    TrialState { "sent" => Sent, "failed" => Failed }
    UserKind { "user" => User, "visitor" => Visitor }
}

#[cfg(test)]
mod tests;
