use chatdesk_api::{PingEvent, SettingsEvent, StreamEvent};

use crate::json::Json;
use crate::wire::Decode;

/// What an event of a stream says; one of an unknown kind no more than that the line is alive.
pub(crate) fn read(name: &str, data: &str) -> StreamEvent {
    known(name, data).unwrap_or(StreamEvent::Ping(PingEvent {}))
}

fn known(name: &str, data: &str) -> Option<StreamEvent> {
    let data = Json::parse(data)?;
    Some(match name {
        "hello" => StreamEvent::Hello(Decode::decode(&data)?),
        "message" => StreamEvent::Message(Decode::decode(&data)?),
        "session" => StreamEvent::Session(Decode::decode(&data)?),
        "read" => StreamEvent::Read(Decode::decode(&data)?),
        "typing" => StreamEvent::Typing(Decode::decode(&data)?),
        "presence" => StreamEvent::Presence(Decode::decode(&data)?),
        "toggle" => StreamEvent::Toggle(Decode::decode(&data)?),
        "erased" => StreamEvent::Erased(Decode::decode(&data)?),
        "settings" => StreamEvent::Settings(SettingsEvent {}),
        "reset" => StreamEvent::Reset(Decode::decode(&data)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use chatdesk_api::{
        ErasedEvent, HelloEvent, PingEvent, PresenceEvent, ReadCursors, ReadEvent, ResetEvent,
        ResetReason, SenderType, StreamEvent, Time, ToggleEvent, Transport, TypingEvent,
    };

    #[test]
    fn every_kind_of_event_is_read_as_serde_writes_it() {
        let (cursor, user_id) = ("a-1".to_owned(), "42".to_owned());
        let updated_at = Time::from_rfc3339("2026-11-21T09:30:00Z".into());
        let read = ReadCursors { user: 1, admin: 2 };
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
            StreamEvent::Ping(PingEvent {}),
        ] {
            let written = serde_json::to_value(&event).unwrap();
            let name = written["event"].as_str().unwrap();
            assert_eq!(super::read(name, &written["data"].to_string()), event, "{name}");
        }
    }

    #[test]
    fn what_is_not_known_says_that_the_line_is_alive() {
        let alive = StreamEvent::Ping(PingEvent {});
        assert_eq!(super::read("of-tomorrow", "{}"), alive);
        assert_eq!(super::read("erased", "{}"), alive);
    }
}
