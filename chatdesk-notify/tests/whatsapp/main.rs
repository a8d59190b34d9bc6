//! WhatsApp by Meta's Cloud API and by Twilio: what is sent, what answers mean, and what is read of what they post.
//!
//! The bodies stand in `tests/golden`. With `CHATDESK_TEST_WRITE_GOLDEN` set they are written instead of compared.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod alerts;
mod bodies;
mod given;
mod golden;
mod inbound;
mod mutations;
mod outcomes;
mod provider;
mod settings;
mod steps;
mod twilio;

use chatdesk_core::Timestamp;
use chatdesk_notify::{WhatsApp, WhatsAppBuilder, WhatsAppParts, WhatsAppTemplate};
use serde_json::{Value, json};

use crate::{
    given::{AGENT, TOKEN},
    provider::{Answer, Provider},
};

/// As Meta answers what it took.
pub(crate) fn taken(id: &str) -> Answer {
    let contact = json!({"input": "16505551234", "wa_id": "16505551234"});
    let message = json!({"id": id, "message_status": "accepted"});
    Answer::json(
        200,
        &json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}),
    )
}

/// As Meta refuses something; its own words hold what we do not pass on.
pub(crate) fn error(status: u16, code: i64) -> Answer {
    Answer::json(status, &error_body(code))
}

pub(crate) fn error_body(code: i64) -> Value {
    json!({"error": {
        "message": format!("(#{code}) Recipient 16505551234 …"),
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": "my card is 4711"},
        "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
    }})
}

pub(crate) fn builder(provider: &Provider) -> WhatsAppBuilder {
    WhatsApp::builder("106540352242922", TOKEN.into()).api_base(provider.base())
}

/// With a template that has a place for the name, and one number of the desk.
pub(crate) fn whole(provider: &Provider) -> WhatsAppParts {
    let template = WhatsAppTemplate::new("new_reply", "en_US").naming("there");
    let building = builder(provider).template(template);
    building.alert_to([AGENT.parse().unwrap()]).build().unwrap()
}

/// Seconds after the instant of deliveries.
pub(crate) fn after(seconds: u64) -> Timestamp {
    chatdesk_testkit::given::NOW.plus(std::time::Duration::from_secs(seconds))
}
