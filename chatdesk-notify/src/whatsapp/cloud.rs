//! Calls to the Graph API for one phone number.

use chatdesk_core::{Delivery, Outcome, Timestamp};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::meaning::{self, Failure};
use crate::caller::{Answer, Caller};

/// What Meta gives back with the statuses of a message has so many characters at most.
const CALLBACK: usize = 512;

/// One phone number of a business.
pub(super) struct Cloud {
    pub(super) caller: Caller,
    pub(super) version: String,
    pub(super) phone_number_id: String,
    pub(super) access_token: SecretString,
}

impl Cloud {
    /// Sends one message; comes to its id.
    pub(super) async fn send(&self, body: &Value, delivery: &Delivery) -> Result<String, Failure> {
        let mut body = body.clone();
        if delivery.id.as_str().chars().count() <= CALLBACK {
            body["biz_opaque_callback_data"] = json!(delivery.id.as_str());
        }
        let path = format!("/{}/{}/messages", self.version, self.phone_number_id);
        let request = self.caller.post(&path).map(|request| {
            let request = request.header(CONTENT_TYPE, "application/json");
            request.header(AUTHORIZATION, self.bearer()).body(body.to_string())
        });
        let answer = self.caller.call(request, delivery.at).await.map_err(Failure::Outcome)?;
        let told = read(&answer, (delivery.attempt, delivery.at))?;
        // Taken, and called nothing: there is nothing else to do about it.
        Ok(told.pointer("/messages/0/id").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// What the number shows, and what it is called.
    pub(super) async fn look(&self, at: Timestamp) -> Result<String, Outcome> {
        let path = format!(
            "/{}/{}?fields=display_phone_number,verified_name",
            self.version, self.phone_number_id
        );
        let request = self.caller.get(&path);
        let request = request.map(|request| request.header(AUTHORIZATION, self.bearer()));
        let answer = self.caller.call(request, at).await?;
        let told = read(&answer, (1, at)).map_err(Outcome::from)?;
        let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or("?").to_owned();
        Ok(format!("{} ({})", text("verified_name"), text("display_phone_number")))
    }

    fn bearer(&self) -> HeaderValue {
        let bearer = format!("Bearer {}", self.access_token.expose_secret());
        // What cannot stand in a header is no token of Meta's; without one it answers so.
        let mut value = HeaderValue::from_str(&bearer)
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer invalid"));
        value.set_sensitive(true);
        value
    }
}

/// What it told, where it took the call.
fn read(answer: &Answer, (attempt, at): (u32, Timestamp)) -> Result<Value, Failure> {
    let told: Option<Value> = serde_json::from_slice(&answer.body).ok();
    match told {
        Some(told) if told.get("error").is_none() && (200..300).contains(&answer.status) => {
            Ok(told)
        }
        told => Err(meaning::of(told.as_ref(), answer, (attempt, at))),
    }
}
