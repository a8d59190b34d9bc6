use chatdesk_widget_engine::{Snapshot, StoredUnsent};

use crate::json::{Json, Writer, digits, list};
use crate::page;
use crate::wire::Decode;

/// What is written down in this browser, under one key.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// A token that belongs to this browser, where it has one.
    pub token: Option<String>,
    /// Whose token it is.
    pub holder: Option<String>,
    /// The texts that the server does not have yet.
    pub texts: Snapshot,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("holder", &self.holder).finish_non_exhaustive()
    }
}

impl Record {
    /// What stands under this key; nothing where storage is empty, closed or unreadable.
    #[must_use]
    pub fn read(key: &str) -> Self {
        let text = page::load(key);
        text.and_then(|text| Json::parse(&text)).map(|json| Self::decode(&json)).unwrap_or_default()
    }

    /// Writes it down. Where storage is closed the page goes on without.
    pub fn write(&self, key: &str) {
        let text = (*self != Self::default()).then(|| self.encode());
        page::save(key, text.as_deref());
    }

    fn encode(&self) -> String {
        let drafts = self.texts.drafts.iter();
        let drafts =
            drafts.map(|(key, text)| Writer::new().text("key", key).text("text", text).finish());
        let unsent = self.texts.unsent.iter().map(|unsent| {
            Writer::new()
                .text("client_id", &unsent.client_id)
                .maybe("session", unsent.session.as_deref())
                .text("content", &unsent.content)
                .raw("typed_ms", &digits(unsent.typed_ms))
                .raw("another", if unsent.another { "true" } else { "false" })
                .raw("failed", if unsent.failed { "true" } else { "false" })
                .finish()
        });
        Writer::new()
            .maybe("token", self.token.as_deref())
            .maybe("holder", self.holder.as_deref())
            .maybe("who", self.texts.who.as_deref())
            .raw("drafts", &list(drafts))
            .raw("unsent", &list(unsent))
            .finish()
    }

    fn decode(json: &Json) -> Self {
        let text = |name| Decode::decode(json.field(name)).unwrap_or_default();
        let drafts = items(json.field("drafts"));
        let unsent = items(json.field("unsent"));
        let texts = Snapshot {
            who: text("who"),
            drafts: drafts.iter().filter_map(decode_draft).collect(),
            unsent: unsent.iter().filter_map(decode_unsent).collect(),
        };
        Self { token: text("token"), holder: text("holder"), texts }
    }
}

fn items(json: &Json) -> &[Json] {
    if let Json::List(items) = json { items } else { &[] }
}

fn decode_draft(json: &Json) -> Option<(String, String)> {
    Some((Decode::decode(json.field("key"))?, Decode::decode(json.field("text"))?))
}

fn decode_unsent(json: &Json) -> Option<StoredUnsent> {
    Some(StoredUnsent {
        client_id: Decode::decode(json.field("client_id"))?,
        session: Decode::decode(json.field("session"))?,
        // It was not written down always.
        another: Decode::decode(json.field("another")).unwrap_or_default(),
        content: Decode::decode(json.field("content"))?,
        typed_ms: Decode::decode(json.field("typed_ms"))?,
        failed: Decode::decode(json.field("failed"))?,
    })
}

#[cfg(test)]
mod tests {
    use chatdesk_widget_engine::{Snapshot, StoredUnsent};

    use super::Record;
    use crate::json::Json;

    #[test]
    fn what_was_written_down_is_read_again() {
        let unsent = StoredUnsent {
            client_id: "c1".into(),
            session: Some("ses_1".into()),
            another: true,
            content: "two\nlines and \"quotes\" \\ 🌱 \u{1}".into(),
            typed_ms: 1_795_228_800_000,
            failed: true,
        };
        let texts = Snapshot {
            who: Some("visitor:7".into()),
            drafts: vec![(String::new(), "half a".into())],
            unsent: vec![unsent],
        };
        let record = Record { token: Some("cdv_x".into()), holder: None, texts };

        let text = record.encode();

        assert_eq!(Record::decode(&Json::parse(&text).unwrap()), record);
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }

    #[test]
    fn what_somebody_else_wrote_there_is_no_record() {
        let read = |text| Json::parse(text).map(|json| Record::decode(&json)).unwrap_or_default();

        for text in ["", "{", "null", "[1]", "{\"token\":7,\"drafts\":{},\"unsent\":[{}]}"] {
            assert_eq!(read(text), Record::default(), "{text}");
        }
    }
}
