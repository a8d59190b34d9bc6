//! What Twilio's errors mean.

use std::time::Duration;

use chatdesk_core::{Outcome, Timestamp};
use serde_json::Value;

use crate::caller::Answer;

const BREATH: Duration = Duration::from_mins(1);
const BROKEN: Duration = Duration::from_mins(5);
/// Outside of the window.
pub(super) const TOO_LATE: i64 = 63_016;

/// What an answer means that is no success, at the instant of the attempt.
pub(super) fn of(told: Option<&Value>, answer: &Answer, at: Timestamp) -> Outcome {
    let code = told.and_then(|told| told.get("code")).and_then(Value::as_i64);
    let status = answer.status;
    let why = match code {
        Some(code) => named(code),
        None => format!("Twilio answered {status}, and nothing that can be read"),
    };
    let pause =
        |wait| Outcome::Pause { until: at.plus(answer.after.unwrap_or(wait)), why: why.clone() };
    match (code, status) {
        (Some(TOO_LATE), _) => Outcome::NeedsTemplate { why },
        (Some(14_107 | 20_429 | 63_018), _) | (_, 429) => pause(BREATH),
        (Some(20_003 | 20_005 | 20_008), _) | (Some(_), 401 | 403) => pause(BROKEN),
        (Some(30_001 | 63_005 | 63_012) | None, _) | (_, 500..) => {
            Outcome::Retry { after: answer.after, why }
        }
        _ => Outcome::Refused { why },
    }
}

/// What an outcome says.
pub(super) fn words(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Retry { why, .. }
        | Outcome::Refused { why }
        | Outcome::Gone { why }
        | Outcome::NeedsTemplate { why }
        | Outcome::Pause { why, .. } => why,
        _ => "",
    }
}

/// A code, with what is to be done about it. What Twilio writes itself may hold an address.
pub(super) fn named(code: i64) -> String {
    let meaning = match code {
        TOO_LATE => "they have not written for 24 hours: only a template reaches them",
        14_107 | 20_429 | 63_018 => "too many messages at once",
        20_003 => "the account_sid or the auth_token is wrong",
        20_005 => "the account is not active",
        20_008 => "these are the credentials for tests: they send nothing",
        20_404 => "there is no such account",
        21_201 | 21_211 | 21_614 | 63_024 => "the number to write to is none of WhatsApp",
        21_212 | 21_606 | 63_007 => "from is no sender of WhatsApp in this account",
        21_408 => "the account may not write to this country",
        21_610 | 63_032 => "they do not want messages, or WhatsApp keeps this one from them",
        21_617 => "the text is too long",
        21_619 => "the message has no text",
        21_655 | 21_656 | 63_027 | 63_028 => "the template, or what stands in its place, is wrong",
        30_001 | 63_005 | 63_012 => "it does not work at the moment",
        63_003 => "the recipient cannot be reached on WhatsApp",
        63_013 => "the message breaks a rule of WhatsApp's",
        63_015 => "the sandbox writes to those alone who have joined it",
        63_049 => "Meta does not deliver it, so that people get less of the kind",
        _ => "see the list of error codes in Twilio's documents",
    };
    format!("Twilio answered {code}: {meaning}")
}
