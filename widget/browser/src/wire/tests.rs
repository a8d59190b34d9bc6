use std::fmt::Debug;

use chatdesk_api::{
    AdminUser, Channel, ClosedTicket, Delivery, DeliveryState, DialogState, ErasedEvent,
    HelloEvent, LastMessage, Message, MessageEvent, MessageKind, MessagesAnswer, Notified,
    Outgoing, OutgoingDelivery, OutgoingPause, OutgoingState, Page, PageEvent, PanelMember, Person,
    ProblemCode, ReadCursors, ReadUpTo, ResetEvent, ResetReason, Sender, SenderType, Session,
    SessionKind, SessionStatus, Status, Ticket, TicketNotifications, TicketPriority, TicketStatus,
    Tickets, Time, ToggleChange, Transport, Trial, TrialState, User, UserDetails, UserKind, WayOut,
    WaysOut,
};
use serde::Serialize;

use super::Decode;
use crate::json::Json;

/// What serde writes is what is read here.
#[track_caller]
fn agrees<T: Serialize + Decode + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    let json = Json::parse(&text).unwrap_or_else(|| panic!("{text} is not read as JSON"));
    assert_eq!(T::decode(&json).as_ref(), Some(value), "{text}");
}

fn time() -> Time {
    Time::from_rfc3339("2026-11-21T09:30:00.123456Z".into())
}

fn message() -> Message {
    Message {
        id: 3,
        session_id: "ses_1".into(),
        sender_type: SenderType::Visitor,
        sender: Sender { id: Some("visitor:1".into()), name: None },
        kind: MessageKind::Text,
        content: "“quotes” \"and\"\n\tlines \u{1f331} \\ \u{7}".into(),
        timestamp: time(),
        is_read: true,
        client_id: Some("c1".into()),
        delivery: Some(Delivery { state: DeliveryState::Failed, error: Some("why".into()) }),
    }
}

fn session() -> Session {
    Session {
        id: "ses_1".into(),
        kind: SessionKind::Visitor,
        channel: Channel::Web,
        status: SessionStatus::Active,
        is_active: true,
        user: User {
            id: "visitor:1".into(),
            name: Some("Ada".into()),
            email: Some("ada@example.org".into()),
            phone: None,
        },
        agent: Some(Person { id: None, name: Some("Bo".into()) }),
        subject: Some("parcel".into()),
        members: Some(vec![PanelMember { id: "7".into(), name: None }]),
        is_group: Some(true),
        tags: Some(vec!["late".into()]),
        created_at: time(),
        updated_at: time(),
        last_seq: 3,
        last_message: Some(LastMessage {
            preview: "quotes".into(),
            sender_type: SenderType::Visitor,
            sender: Some(Sender { id: Some("7".into()), name: None }),
            timestamp: time(),
        }),
        unread_count: 2,
        ticket_id: Some(7),
        dialog: Some(DialogState::ChatSupportActive),
        chat_enabled: false,
        window_expires_at: Some(time()),
        version: 9_007_199_254_740_993,
    }
}

#[test]
fn objects_are_read_as_serde_writes_them() {
    let read = ReadUpTo::Sides(ReadCursors { user: 1, admin: 3 });
    agrees(&message());
    agrees(&session());
    agrees(&MessageEvent { message: message(), session: session() });
    agrees(&MessagesAnswer {
        messages: vec![message(), message()],
        last_seq: 3,
        has_more: true,
        read,
        session: session(),
        cursor: "a-1".into(),
    });
    agrees(&HelloEvent { cursor: "a-1".into(), heartbeat_ms: 15_000, transport: Transport::Sse });
    agrees(&ResetEvent { cursor: "a-1".into(), reason: ResetReason::Slow });
    agrees(&ErasedEvent { user_id: "42".into() });
    agrees(&Status {
        chat_enabled: true,
        unread_count: 0,
        open_session_id: None,
        poll_interval_ms: 5_000,
        cursor: None,
    });
    agrees(&AdminUser {
        user_id: "42".into(),
        name: None,
        email: None,
        chat_enabled: true,
        unread_count: 1,
        open_session_id: None,
        last_seen_at: None,
    });
    let page = Page { url: "https://a.example/".into(), title: Some("A".into()), at: time() };
    agrees(&PageEvent { user_id: "42".into(), page: page.clone() });
    agrees(&UserDetails {
        user_id: "42".into(),
        name: Some("Ada".into()),
        email: None,
        phone: Some("+31 20 1234567".into()),
        kind: UserKind::User,
        chat_enabled: true,
        unread_count: 1,
        open_session_id: None,
        n_sessions: 3,
        created_at: Some(time()),
        last_seen_at: None,
        page: Some(page),
    });
    agrees(&ToggleChange {
        chat_enabled: false,
        reason: None,
        updated_at: time(),
        updated_by: "1".into(),
    });
}

#[test]
fn tickets_and_what_goes_with_them_are_read_as_serde_writes_them() {
    let ticket = Ticket {
        id: 7,
        phone_number: Some("+31201234567".into()),
        sender_name: None,
        issue_description: "The parcel is late".into(),
        status: TicketStatus::InProgress,
        priority: TicketPriority::Urgent,
        assigned_admin_id: Some("bo".into()),
        assigned_admin_name: None,
        student_id: Some("S-1".into()),
        created_at: time(),
        updated_at: time(),
        resolved_at: None,
        first_answered_at: Some(time()),
        session_id: "ses_1".into(),
        user_id: "whatsapp:+31201234567".into(),
        channel: Channel::Whatsapp,
        tags: Some(vec!["late".into()]),
        message_count: 3,
        unread_count: 1,
        chat_enabled: true,
        version: 12,
    };
    agrees(&Tickets { tickets: vec![ticket], total: 1, cursor: "a-1".into() });
    agrees(&TicketNotifications {
        open_tickets: 2,
        in_progress: 1,
        unassigned: 3,
        has_alerts: true,
        cursor: "a-1".into(),
    });
    let status = TicketStatus::Resolved;
    agrees(&ClosedTicket { status, user_notification: Notified::Queued });
    let delivery = OutgoingDelivery {
        id: "dlv_1".into(),
        notifier: "webhook".into(),
        state: OutgoingState::Failed,
        attempts: 8,
        error: Some("status 500".into()),
        due_at: time(),
        created_at: time(),
        updated_at: time(),
    };
    let pauses =
        vec![OutgoingPause { notifier: "webhook-1".into(), until: time(), why: "busy".into() }];
    let next_cursor = Some("9".into());
    let way = WayOut {
        kind: "whatsapp".into(),
        alerts: true,
        answers: false,
        events: true,
        carries: vec![Channel::Whatsapp],
        paused: pauses.first().cloned(),
    };
    agrees(&Outgoing { deliveries: vec![delivery], total: 1, next_cursor, pauses });
    agrees(&WaysOut { channels: vec![way] });
    agrees(&Trial { state: TrialState::Failed, error: Some("status 500".into()) });
}

#[test]
fn words_are_read_as_serde_writes_them() {
    use {Channel as C, DeliveryState as D, MessageKind as M, Notified as N, SenderType as S};
    use {TicketPriority as P, TicketStatus as T};
    [C::Web, C::Whatsapp, C::Telegram].iter().for_each(agrees);
    [D::Queued, D::Sent, D::Delivered, D::Read, D::Failed].iter().for_each(agrees);
    [M::Text, M::Attachment, M::Event].iter().for_each(agrees);
    [S::User, S::Visitor, S::Admin, S::Bot, S::System].iter().for_each(agrees);
    [ProblemCode::ChatDisabled, ProblemCode::NotFound, ProblemCode::SessionEnded]
        .iter()
        .for_each(agrees);
    [ResetReason::TooFar, ResetReason::UnknownCursor, ResetReason::Slow].iter().for_each(agrees);
    [SessionKind::Support, SessionKind::Visitor, SessionKind::Panel].iter().for_each(agrees);
    [UserKind::User, UserKind::Visitor].iter().for_each(agrees);
    [N::Sent, N::Queued, N::Failed, N::None].iter().for_each(agrees);
    [P::Low, P::Medium, P::High, P::Urgent].iter().for_each(agrees);
    [T::Open, T::InProgress, T::Resolved, T::Closed].iter().for_each(agrees);
    [OutgoingState::Waiting, OutgoingState::Failed].iter().for_each(agrees);
    [TrialState::Sent, TrialState::Failed].iter().for_each(agrees);
    let states = [DialogState::Idle, DialogState::Registered, DialogState::ChatSupportActive];
    states.iter().for_each(agrees);
    let statuses = [SessionStatus::Waiting, SessionStatus::Active, SessionStatus::Ended];
    statuses.iter().for_each(agrees);
}

#[test]
fn unknown_fields_are_no_hindrance_and_missing_ones_are() {
    let read = |text: &str| ReadCursors::decode(&Json::parse(text).unwrap());

    let cursors = ReadCursors { user: 1, admin: 2 };
    assert_eq!(read(r#"{"user":1,"admin":2,"more":[{"x":-1.5e3}]}"#), Some(cursors));
    assert_eq!(read(r#"{"user":1}"#), None);
    assert_eq!(read(r#"{"user":1,"admin":-2}"#), None);
}

#[test]
fn what_is_no_json_is_not_read() {
    let deep = "[".repeat(100);
    for text in ["", "{", "[1,]", "{\"a\":}", "\"a", "tru", "1 2", "{\"a\" 1}", "\"\\u12\"", &deep]
    {
        assert_eq!(Json::parse(text), None, "{text}");
    }
}

#[test]
fn letters_beyond_the_first_plane_are_read_in_either_spelling() {
    let whole = Json::Text("🌱".into());
    assert_eq!(Json::parse("\"🌱\""), Some(whole.clone()));
    assert_eq!(Json::parse(r#""\ud83c\udf31""#), Some(whole));
    assert_eq!(Json::parse(r#""\ud83cx""#), Some(Json::Text("\u{fffd}x".into())));
}
