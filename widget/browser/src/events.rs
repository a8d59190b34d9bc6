use chatdesk_api::StreamEvent;
use chatdesk_widget_engine::Side;

use crate::json::Json;
use crate::wire::Decode;

/// What an event of a stream says; nothing where the engine has no eye for it.
pub(crate) fn read(name: &str, data: &Json) -> Option<StreamEvent> {
    Some(match name {
        "hello" => StreamEvent::Hello(Decode::decode(data)?),
        "message" => StreamEvent::Message(Decode::decode(data)?),
        "session" => StreamEvent::Session(Decode::decode(data)?),
        "read" => StreamEvent::Read(Decode::decode(data)?),
        "typing" => StreamEvent::Typing(Decode::decode(data)?),
        // No customer's window shows how many of the desk are there.
        "presence" if Side::Desk.is_desk() => StreamEvent::Presence(Decode::decode(data)?),
        "toggle" => StreamEvent::Toggle(Decode::decode(data)?),
        "erased" => StreamEvent::Erased(Decode::decode(data)?),
        "reset" => StreamEvent::Reset(Decode::decode(data)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use chatdesk_api::{
        ErasedEvent, HelloEvent, PresenceEvent, ReadCursors, ReadEvent, ReadUpTo, ResetEvent,
        ResetReason, SenderType, StreamEvent, Time, ToggleEvent, Transport, TypingEvent,
    };

    use crate::json::Json;

    fn told(name: &str, data: &str) -> Option<StreamEvent> {
        super::read(name, &Json::parse(data)?)
    }

    #[test]
    fn every_kind_of_event_is_read_as_serde_writes_it() {
        let (cursor, user_id) = ("a-1".to_owned(), "42".to_owned());
        let updated_at = Time::from_rfc3339("2026-11-21T09:30:00Z".into());
        let read = ReadUpTo::Sides(ReadCursors { user: 1, admin: 2 });
        let transport = Transport::Sse;
        for event in [
            StreamEvent::Hello(HelloEvent {
                cursor: cursor.clone(),
                heartbeat_ms: 15_000,
                transport,
            }),
            StreamEvent::Read(ReadEvent {
                session_id: "ses_1".into(),
                read,
                unread_count: 3,
                version: 7,
            }),
            StreamEvent::Typing(TypingEvent {
                session_id: "ses_1".into(),
                sender_type: SenderType::Admin,
                name: Some("Bo".into()),
                until: updated_at.clone(),
            }),
            StreamEvent::Presence(PresenceEvent::Desk { agents_online: 2 }),
            StreamEvent::Toggle(ToggleEvent {
                user_id: user_id.clone(),
                chat_enabled: false,
                updated_at,
            }),
            StreamEvent::Erased(ErasedEvent { user_id }),
            StreamEvent::Reset(ResetEvent { cursor, reason: ResetReason::TooFar }),
        ] {
            let written = serde_json::to_value(&event).unwrap();
            let name = written["event"].as_str().unwrap();
            assert_eq!(told(name, &written["data"].to_string()), Some(event), "{name}");
        }
    }

    #[test]
    fn what_the_engine_has_no_eye_for_is_left_to_others() {
        assert_eq!(told("of-tomorrow", "{}"), None);
        assert_eq!(told("erased", "{}"), None);
    }
}
