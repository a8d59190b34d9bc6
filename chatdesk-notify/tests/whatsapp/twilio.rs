//! The same by Twilio.

mod bodies;
mod inbound;
mod outcomes;
mod proof;

use chatdesk_notify::{Twilio, TwilioBuilder, TwilioTemplate};
use serde_json::json;

use crate::provider::{Answer, Provider};

pub(crate) const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub(crate) const AUTH: &str = "twilio-secret-token";
pub(crate) const FROM: &str = "whatsapp:+14155238886";
pub(crate) const HOOK: &str = "https://desk.example/api/webhooks/whatsapp/twilio";

/// As Twilio answers what it took.
pub(crate) fn taken(sid: &str) -> Answer {
    Answer::json(201, &json!({"sid": sid, "status": "queued", "error_code": null}))
}

/// As Twilio refuses something; its own words hold what we do not pass on.
pub(crate) fn error(status: u16, code: i64) -> Answer {
    let message = "The 'To' number +16505551234 is not valid; my card is 4711";
    Answer::json(
        status,
        &json!({"code": code, "message": message, "more_info": "https://…", "status": status}),
    )
}

pub(crate) fn builder(provider: &Provider) -> TwilioBuilder {
    Twilio::builder(ACCOUNT, AUTH.into(), FROM).api_base(provider.base())
}

pub(crate) fn whole(provider: &Provider) -> Twilio {
    let template = TwilioTemplate::new("HX00000000000000000000000000000001").naming("there");
    let building = builder(provider).template(template);
    building.status_callback(HOOK.parse().unwrap()).build().unwrap()
}
