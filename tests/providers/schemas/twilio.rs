//! Twilio's messages.

use serde_json::Value;

use super::server;
use crate::{golden, program::Program};

const DESCRIPTION: &str = "twilio-messages.openapi.json";
const PATH: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";

fn send(server: &Program, fields: &[(&str, &str)]) -> (u16, String) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form = ("content-type", "application/x-www-form-urlencoded");
    // `AC…:secret`
    server.post(PATH, &[form, ("authorization", "Basic QUM6c2VjcmV0")], &body)
}

fn fields(body: &Value) -> Vec<(&str, &str)> {
    let fields = body.as_object().unwrap().iter();
    fields.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect()
}

#[test]
fn every_body_is_taken() {
    let Some(server) = server(DESCRIPTION) else { return };
    let kept = golden("twilio");
    assert!(kept.len() > 10);
    for (name, bodies) in kept {
        for body in bodies.as_array().unwrap() {
            let (status, said) = send(&server, &fields(body));
            assert_eq!(status, 201, "{name}: {said}");
        }
    }
}

#[test]
fn a_broken_body_is_refused() {
    let Some(server) = server(DESCRIPTION) else { return };
    let fine = [("To", "whatsapp:+16505551234"), ("From", "whatsapp:+14155238886"), ("Body", "x")];
    assert_eq!(send(&server, &fine).0, 201);
    assert_eq!(send(&server, &fine[1..]).0, 422, "to nobody");
    for broken in [
        ("MessagingServiceSid", "MG1"),
        ("MessagingServiceSid", "AC00000000000000000000000000000001"),
        ("ContentSid", "HX1"),
        ("ContentSid", "HXgggggggggggggggggggggggggggggggg"),
        ("StatusCallback", "not a url"),
        ("ValidityPeriod", "1.5"),
        ("MaxPrice", "cheap"),
        ("Attempt", "first"),
        ("ForceDelivery", "maybe"),
        ("SendAt", "tomorrow"),
        ("RiskCheck", "none"),
    ] {
        let fields = [&fine[..], &[broken]].concat();
        assert_eq!(send(&server, &fields).0, 422, "{broken:?}");
    }
    let body = "To=whatsapp%3A%2B16505551234&Body=x";
    let form = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(server.post(PATH, &[form], body).0, 401, "by nobody");
}
