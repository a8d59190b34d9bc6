//! What Twilio posts, and what is read of it.

use chatdesk_core::{InboundContent, Media, MediaKind, ReceiptState, Received};

use super::{
    FROM, HOOK,
    proof::{form, read, receiver, signature},
};

type Fields = Vec<(&'static str, &'static str)>;

fn posted(fields: &[(&str, &str)]) -> Vec<Received> {
    let signature = signature(HOOK, fields);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("x-twilio-signature", &*signature),
    ];
    let receiver = receiver(HOOK).only_to(FROM);
    let posted = read(&receiver, ("", form(fields).as_bytes()), &headers).unwrap();
    assert_eq!(posted.answer, Some(("text/xml", "<Response/>".to_owned())));
    posted.received
}

/// A message of Sheena's with these fields too.
fn message(more: &[(&'static str, &'static str)]) -> Fields {
    let mut fields = vec![
        ("MessageSid", "SM1"),
        ("SmsSid", "SM1"),
        ("SmsStatus", "received"),
        ("AccountSid", super::ACCOUNT),
        ("From", "whatsapp:+16505551234"),
        ("To", FROM),
        ("ProfileName", "Sheena Nelson"),
        ("WaId", "16505551234"),
        ("ApiVersion", "2010-04-01"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend(more);
    fields
}

fn file(kind: MediaKind, caption: &str, mime_type: &str, url: &str) -> InboundContent {
    InboundContent::Media(Media {
        kind,
        caption: caption.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        name: None,
        provider_id: Some(url.to_owned()),
    })
}

#[test]
fn a_message_is_what_it_is() {
    let place =
        Media { kind: MediaKind::Location, ..Media::beside("Office\n37.4, -122.1".to_owned()) };
    let pdf = file(MediaKind::File, "My bill", "application/pdf", "https://api.twilio.com/M0");
    let rows: Vec<(Fields, Vec<(&str, InboundContent)>)> = vec![
        (
            vec![("Body", "Hello 😀"), ("NumMedia", "0")],
            vec![("SM1", InboundContent::Text("Hello 😀".to_owned()))],
        ),
        (
            vec![("Body", "End Chat"), ("ButtonPayload", "end_chat"), ("ButtonText", "End Chat")],
            vec![("SM1", InboundContent::Button("end_chat".to_owned()))],
        ),
        (
            vec![("Body", "Yes"), ("ButtonText", "Yes")],
            vec![("SM1", InboundContent::Button("Yes".to_owned()))],
        ),
        (
            vec![
                ("Body", "My bill"),
                ("NumMedia", "1"),
                ("MediaUrl0", "https://api.twilio.com/M0"),
                ("MediaContentType0", "application/pdf"),
            ],
            vec![("SM1", pdf)],
        ),
        (
            vec![
                ("Body", ""),
                ("NumMedia", "2"),
                ("MediaUrl0", "https://a/0"),
                ("MediaContentType0", "image/jpeg"),
                ("MediaUrl1", "https://a/1"),
                ("MediaContentType1", "audio/ogg"),
            ],
            vec![
                ("SM1", file(MediaKind::Image, "", "image/jpeg", "https://a/0")),
                ("SM1:1", file(MediaKind::Audio, "", "audio/ogg", "https://a/1")),
            ],
        ),
        (
            vec![
                ("Body", ""),
                ("NumMedia", "0"),
                ("Latitude", "37.4"),
                ("Longitude", "-122.1"),
                ("Label", "Office"),
            ],
            vec![("SM1", InboundContent::Media(place))],
        ),
        (vec![("Body", ""), ("NumMedia", "0")], vec![]),
        (
            vec![("Body", "x"), ("NumMedia", "many"), ("SmsStatus", "receiving")],
            vec![("SM1", InboundContent::Text("x".to_owned()))],
        ),
        // A text message is no message of WhatsApp.
        (vec![("Body", "x"), ("From", "+16505551234")], vec![]),
        (vec![("Body", "x"), ("To", "whatsapp:+19999999999")], vec![]),
        (vec![("Body", "x"), ("MessageSid", "")], vec![]),
    ];
    for (more, expected) in rows {
        let received = posted(&message(&more));
        let found: Vec<_> = received
            .iter()
            .map(|received| match received {
                Received::Message(inbound) => {
                    assert_eq!(inbound.address.as_str(), "whatsapp:+16505551234");
                    assert_eq!(inbound.name.as_deref(), Some("Sheena Nelson"));
                    (&*inbound.message_id, inbound.content.clone())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(found == expected, "{more:?}");
    }
}

#[test]
fn a_status_says_how_far_a_message_got() {
    let rows = [
        ("queued", "", None),
        ("sending", "", None),
        ("sent", "", Some((ReceiptState::Sent, false))),
        ("delivered", "", Some((ReceiptState::Delivered, false))),
        ("read", "", Some((ReceiptState::Read, false))),
        ("failed", "", Some((ReceiptState::Failed, false))),
        ("failed", "63024", Some((ReceiptState::Failed, false))),
        ("undelivered", "63016", Some((ReceiptState::Failed, true))),
        ("delivered", "63016", Some((ReceiptState::Delivered, false))),
        ("wondering", "", None),
    ];
    for (state, code, expected) in rows {
        let fields = [
            ("MessageSid", "SM7"),
            ("MessageStatus", state),
            ("SmsStatus", state),
            ("ErrorCode", code),
            ("From", FROM),
            ("To", "whatsapp:+16505551234"),
        ];
        let received = posted(&fields);
        let found = received.first().map(|received| match received {
            Received::Status(status) => {
                assert_eq!(status.provider_id, "SM7");
                assert_eq!(status.error.is_some(), status.state == ReceiptState::Failed);
                assert!(status.error.as_deref().is_none_or(|error| error.contains(code)));
                (status.state, status.needs_template)
            }
            other => panic!("{other:?}"),
        });
        assert_eq!((found, received.len()), (expected, usize::from(expected.is_some())), "{state}");
    }
}
