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

type Row = (Fields, Vec<(&'static str, InboundContent)>);

fn written() -> Vec<Row> {
    let text = |text: &str| vec![("SM1", InboundContent::Text(text.to_owned()))];
    let button = |id: &str| vec![("SM1", InboundContent::Button(id.to_owned()))];
    let pressed =
        vec![("Body", "End Chat"), ("ButtonPayload", "end_chat"), ("ButtonText", "End Chat")];
    let odd = vec![("Body", "x"), ("NumMedia", "many"), ("SmsStatus", "receiving")];
    vec![
        (vec![("Body", "Hello 😀"), ("NumMedia", "0")], text("Hello 😀")),
        (odd, text("x")),
        (pressed, button("end_chat")),
        (vec![("Body", "Yes"), ("ButtonText", "Yes")], button("Yes")),
    ]
}

fn sent_files() -> Vec<Row> {
    let bill = vec![
        ("Body", "My bill"),
        ("NumMedia", "1"),
        ("MediaUrl0", "https://a/0"),
        ("MediaContentType0", "application/pdf"),
    ];
    let two = vec![
        ("Body", ""),
        ("NumMedia", "2"),
        ("MediaUrl0", "https://a/0"),
        ("MediaContentType0", "image/jpeg"),
        ("MediaUrl1", "https://a/1"),
        ("MediaContentType1", "audio/ogg"),
    ];
    let place = vec![
        ("Body", ""),
        ("NumMedia", "0"),
        ("Latitude", "37.4"),
        ("Longitude", "-122.1"),
        ("Label", "Office"),
    ];
    let picture = file(MediaKind::Image, "", "image/jpeg", "https://a/0");
    let voice = file(MediaKind::Audio, "", "audio/ogg", "https://a/1");
    let caption = "Office\n37.4, -122.1".to_owned();
    let office = Media { kind: MediaKind::Location, ..Media::beside(caption) };
    let pdf = file(MediaKind::File, "My bill", "application/pdf", "https://a/0");
    vec![
        (bill, vec![("SM1", pdf)]),
        (two, vec![("SM1", picture), ("SM1:1", voice)]),
        (place, vec![("SM1", InboundContent::Media(office))]),
    ]
}

fn nothing() -> Vec<Row> {
    vec![
        (vec![("Body", ""), ("NumMedia", "0")], vec![]),
        // A text message is no message of WhatsApp.
        (vec![("Body", "x"), ("From", "+16505551234")], vec![]),
        (vec![("Body", "x"), ("To", "whatsapp:+19999999999")], vec![]),
        (vec![("Body", "x"), ("MessageSid", "")], vec![]),
    ]
}

#[test]
fn a_message_is_what_it_is() {
    for (more, expected) in [written(), sent_files(), nothing()].concat() {
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
fn a_reply_says_what_it_answers() {
    for (more, answered) in
        [(vec![("OriginalRepliedMessageSid", "SM0")], Some("SM0")), (vec![], None)]
    {
        let received = posted(&message(&[&[("Body", "Yes")], &more[..]].concat()));
        let [Received::Message(inbound)] = &received[..] else { panic!("{received:?}") };
        assert_eq!(inbound.reply_to.as_deref(), answered);
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
