//! What Meta's errors mean.

use std::time::Duration;

use chatdesk_core::{Outcome, Timestamp};
use serde_json::Value;

use crate::caller::Answer;

const BREATH: Duration = Duration::from_mins(1);
const SPAM: Duration = Duration::from_mins(15);
const BROKEN: Duration = Duration::from_mins(5);
/// "Unsupported request", beneath code 100: there is no such object, or the token may not see it.
const NO_SUCH_OBJECT: i64 = 33;

/// Why a message did not leave.
#[derive(Debug)]
pub(super) enum Failure {
    /// This kind of message does not go to a business-scoped id.
    NotByThatId,
    Outcome(Outcome),
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotByThatId => Self::Refused { why: named(131_062) },
            Failure::Outcome(outcome) => outcome,
        }
    }
}

/// What to do about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    NeedsTemplate,
    /// This recipient gets too much.
    Pair,
    Pause(Duration),
    Retry,
    NotByThatId,
    Refuse,
}

const fn action(code: i64) -> Option<Action> {
    Some(match code {
        131_047 => Action::NeedsTemplate,
        131_056 => Action::Pair,
        4 | 80_007 | 130_429 => Action::Pause(BREATH),
        131_048 => Action::Pause(SPAM),
        // The credentials, and below them the account.
        0 | 3 | 10 | 190 | 200..=299 | 131_005 | 368 | 130_497 | 131_031 | 131_042 => {
            Action::Pause(BROKEN)
        }
        1 | 2 | 131_000 | 131_016 | 131_057 => Action::Retry,
        131_062 => Action::NotByThatId,
        100 | 130_000..=139_999 => Action::Refuse,
        _ => return None,
    })
}

/// What an answer means that is no success, at an attempt and its instant.
pub(super) fn of(
    told: Option<&Value>,
    answer: &Answer,
    (attempt, at): (u32, Timestamp),
) -> Failure {
    let error = told.and_then(|told| told.get("error"));
    let number = |name: &str| error?.get(name)?.as_i64();
    let (code, status) = (number("code"), answer.status);
    let is_unknown_number = code == Some(100) && number("error_subcode") == Some(NO_SUCH_OBJECT);
    let known = code.and_then(action).map(|action| match action {
        Action::Refuse if is_unknown_number => Action::Pause(BROKEN),
        known => known,
    });
    let why = match code {
        Some(_) if is_unknown_number => {
            "WhatsApp does not know the phone_number_id, or the access_token may not use it"
                .to_owned()
        }
        Some(code) => named(code),
        None => format!("WhatsApp answered {status}, and nothing that can be read"),
    };
    Failure::Outcome(match known.or_else(|| by_status(code, status)) {
        Some(Action::NotByThatId) => return Failure::NotByThatId,
        Some(Action::NeedsTemplate) => Outcome::NeedsTemplate { why },
        Some(Action::Pair) => {
            let wait = Duration::from_secs(4_u64.saturating_pow(attempt));
            Outcome::Retry { after: Some(answer.after.unwrap_or_default().max(wait)), why }
        }
        Some(Action::Pause(wait)) => {
            Outcome::Pause { until: at.plus(answer.after.unwrap_or(wait)), why }
        }
        Some(Action::Retry) => Outcome::Retry { after: answer.after, why },
        Some(Action::Refuse) | None => Outcome::Refused { why },
    })
}

/// Where there is no code that is known.
const fn by_status(code: Option<i64>, status: u16) -> Option<Action> {
    match (code, status) {
        (_, 429) => Some(Action::Pause(BREATH)),
        (Some(_), 401) => Some(Action::Pause(BROKEN)),
        // Whatever stands between us and Meta; by itself Meta answers in JSON.
        (None, _) | (Some(_), 500..) => Some(Action::Retry),
        (Some(_), _) => None,
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

/// A code, with what is to be done about it. What Meta writes itself may hold an address.
pub(super) fn named(code: i64) -> String {
    let meaning = match code {
        0 | 190 => "the access_token is wrong or has expired",
        3 | 10 | 200..=299 | 131_005 => "the access_token lacks a permission",
        4 | 80_007 | 130_429 => "too many messages at once",
        131_056 => "too many messages to one person at once",
        131_048 => "many took the messages for spam, and it limits them: see the account's quality",
        131_047 => "they have not written for 24 hours: only a template reaches them",
        1 | 2 | 131_000 | 131_016 => "it does not work at the moment",
        131_057 => "the account is being maintained",
        131_026 => "it cannot be delivered: no WhatsApp there, an old one, or terms not accepted",
        131_049 => "Meta does not deliver it, so that people get less of the kind",
        131_050 => "they have stopped messages of the kind",
        130_472 => "they are part of an experiment of Meta's and get no such messages",
        131_021 => "the sender's own number",
        131_030 => "a test number may write to the numbers on its list alone: add this one there",
        131_037 => "the display name of the number is not approved yet",
        131_045 => "the phone number is not registered",
        131_062 => "a message of this kind does not go to somebody without a phone number",
        100 | 131_008 | 131_009 | 131_051 => "the message was not understood",
        131_052 | 131_053 => "the file cannot be fetched or kept",
        132_000 => "the template has another number of places",
        132_001 => "there is no such template in this language, or it is not approved",
        132_005 => "the template with its name is too long",
        132_007 => "the template breaks a rule of Meta's",
        132_008 | 132_012 => "the template does not take such a name",
        132_015 => "the template is paused for its quality",
        132_016 => "the template is switched off for its quality",
        368 => "the account is blocked for a while: it broke a rule of Meta's",
        131_031 => "the account is locked",
        131_042 => "the account has a problem with its payment",
        130_497 => "the account may not write to this country",
        _ => "see the list of error codes of the Cloud API",
    };
    format!("WhatsApp answered {code}: {meaning}")
}
