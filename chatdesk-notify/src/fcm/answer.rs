//! What FCM's answers mean.

use std::time::Duration;

use chatdesk_core::{Outcome, Timestamp};
use serde::Deserialize;

use super::{account::word, pause};
use crate::client::Answer;

/// Google's rule for who asked for too much, and was not told how long to wait.
const AFTER_QUOTA: Duration = Duration::from_mins(1);
/// And for a service that is not there.
const AFTER_OUTAGE: Duration = Duration::from_secs(10);

/// What an answer comes to.
pub(super) enum Meaning {
    Is(Outcome),
    /// The token is not taken: a fresh one may be.
    Unauthenticated,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Failed {
    error: Failure,
}

/// `google.rpc.Status` as JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    status: String,
    message: String,
    details: Vec<Detail>,
}

/// `FcmError` and `BadRequest` in one: each has fields of its own.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    error_code: Option<String>,
    field_violations: Vec<Violation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Violation {
    field: String,
}

pub(super) fn meaning(answer: &Answer, at: Timestamp) -> Meaning {
    if answer.status == 200 {
        let sent: Sent = serde_json::from_slice(&answer.body).unwrap_or_default();
        return Meaning::Is(Outcome::Sent { provider_id: sent.name, thread: None });
    }
    // A proxy in between may answer with a page.
    let failure = serde_json::from_slice::<Failed>(&answer.body).unwrap_or_default().error;
    let code = failure.details.iter().find_map(|detail| detail.error_code.as_deref());
    let code = word(code.unwrap_or(&failure.status));
    let why = format!("FCM answered {} {code}", answer.status);
    let why = why.trim_end().to_owned();
    Meaning::Is(match code.as_str() {
        "UNREGISTERED" => Outcome::Gone { why },
        "SENDER_ID_MISMATCH" => {
            Outcome::Gone { why: format!("{why}: the device belongs to another project") }
        }
        "INVALID_ARGUMENT" if is_of_token(&failure) => Outcome::Gone { why },
        "QUOTA_EXCEEDED" | "RESOURCE_EXHAUSTED" => {
            Outcome::Retry { after: answer.retry_after.or(Some(AFTER_QUOTA)), why }
        }
        "UNAVAILABLE" => Outcome::Retry { after: answer.retry_after.or(Some(AFTER_OUTAGE)), why },
        "THIRD_PARTY_AUTH_ERROR" => {
            let why = format!(
                "{why}: the key for Apple's devices or for browsers, in the project's settings of Cloud Messaging, is wrong"
            );
            pause(at, why)
        }
        "PERMISSION_DENIED" => {
            let why = format!(
                "{why}: may the service account push (Firebase Cloud Messaging API Admin), and is that interface switched on for the project?"
            );
            pause(at, why)
        }
        _ if answer.status == 401 => return Meaning::Unauthenticated,
        _ => by_status(answer, why, at),
    })
}

/// Where no code says more.
fn by_status(answer: &Answer, why: String, at: Timestamp) -> Outcome {
    match answer.status {
        429 => Outcome::Retry { after: answer.retry_after.or(Some(AFTER_QUOTA)), why },
        503 => Outcome::Retry { after: answer.retry_after.or(Some(AFTER_OUTAGE)), why },
        403 => pause(at, why),
        408 | 500.. => Outcome::Retry { after: answer.retry_after, why },
        _ => Outcome::Refused { why },
    }
}

/// Whether it is the device's name that is wrong. A body that is too large is refused under the same code.
fn is_of_token(failure: &Failure) -> bool {
    let mut fields = failure.details.iter().flat_map(|detail| &detail.field_violations);
    fields.any(|violation| matches!(violation.field.as_str(), "message.token" | "message.fid"))
        || failure.message.contains("not a valid FCM registration token")
}
