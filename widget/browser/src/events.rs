use chatdesk_api::{PingEvent, StreamEvent};

use crate::json::Json;
use crate::wire::Decode;

/// Cuts text into the events of a stream (`text/event-stream`).
#[derive(Debug, Default)]
pub(crate) struct Parser {
    rest: String,
    name: String,
    data: String,
    id: Option<String>,
}

/// One event as it travelled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) name: String,
    pub(crate) data: String,
    pub(crate) id: Option<String>,
}

impl Parser {
    /// Takes what arrived and gives what it completed.
    pub(crate) fn feed(&mut self, text: &str) -> Vec<Raw> {
        let mut rest = std::mem::take(&mut self.rest);
        rest.push_str(text);
        let mut complete = Vec::new();
        let mut lines = rest.split('\n');
        let unfinished = lines.next_back().unwrap_or_default();
        for line in lines {
            if let Some(event) = self.line(line.strip_suffix('\r').unwrap_or(line)) {
                complete.push(event);
            }
        }
        self.rest = unfinished.to_owned();
        complete
    }

    fn line(&mut self, line: &str) -> Option<Raw> {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = std::mem::take(&mut self.data);
            let id = self.id.take();
            return (!data.is_empty()).then_some(Raw { name, data, id });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "id" => self.id = Some(value.to_owned()),
            "data" => {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            // Comments, and what later versions may add.
            _ => {}
        }
        None
    }
}

impl Raw {
    /// The event; one of an unknown kind says no more than that the line is alive.
    pub(crate) fn read(&self) -> StreamEvent {
        self.known().unwrap_or(StreamEvent::Ping(PingEvent {}))
    }

    fn known(&self) -> Option<StreamEvent> {
        let data = Json::parse(&self.data)?;
        Some(match self.name.as_str() {
            "hello" => StreamEvent::Hello(Decode::decode(&data)?),
            "message" => StreamEvent::Message(Decode::decode(&data)?),
            "session" => StreamEvent::Session(Decode::decode(&data)?),
            "read" => StreamEvent::Read(Decode::decode(&data)?),
            "toggle" => StreamEvent::Toggle(Decode::decode(&data)?),
            "erased" => StreamEvent::Erased(Decode::decode(&data)?),
            "reset" => StreamEvent::Reset(Decode::decode(&data)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use chatdesk_api::{
        ErasedEvent, HelloEvent, PingEvent, ReadCursors, ReadEvent, ResetEvent, ResetReason,
        StreamEvent, Time, ToggleEvent, Transport,
    };

    use super::{Parser, Raw};

    fn raw(name: &str, data: &str, id: Option<&str>) -> Raw {
        Raw { name: name.into(), data: data.into(), id: id.map(str::to_owned) }
    }

    #[test]
    fn an_event_is_complete_at_its_empty_line() {
        let mut parser = Parser::default();

        assert_eq!(parser.feed("event: hello\nid: c1\ndata: {\"a\":1}\n"), []);
        assert_eq!(parser.feed("\n"), [raw("hello", "{\"a\":1}", Some("c1"))]);
    }

    #[test]
    fn a_line_that_was_cut_in_two_arrives_whole() {
        let mut parser = Parser::default();

        assert_eq!(parser.feed("da"), []);
        assert_eq!(parser.feed("ta: grü"), []);
        assert_eq!(parser.feed("ße\r\n\r"), []);
        assert_eq!(parser.feed("\n"), [raw("", "grüße", None)]);
    }

    #[test]
    fn comments_and_unknown_fields_are_no_events() {
        let mut parser = Parser::default();

        assert_eq!(parser.feed(": keep-alive\n\nretry: 5\n\n"), []);
    }

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
            let raw = raw(name, &written["data"].to_string(), None);
            assert_eq!(raw.read(), event, "{name}");
        }
    }

    #[test]
    fn what_is_not_known_says_that_the_line_is_alive() {
        let alive = StreamEvent::Ping(PingEvent {});
        assert_eq!(raw("of-tomorrow", "{}", None).read(), alive);
        assert_eq!(raw("erased", "{}", None).read(), alive);
    }

    #[test]
    fn two_lines_of_data_are_one_text() {
        let mut parser = Parser::default();

        assert_eq!(
            parser.feed("data: a\ndata: b\n\ndata:c\n\n"),
            [raw("", "a\nb", None), raw("", "c", None)]
        );
    }
}
