//! What Telegram says when it does not do what it was asked, and what that means.

use std::time::Duration;

use chatdesk_core::{Outcome, Timestamp};
use serde_json::Value;

/// Without a word of Telegram's on how long.
const WAIT: Duration = Duration::from_secs(30);
/// Who has to wait for longer asks again after an hour.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// Until somebody may have changed the settings.
const UNTIL_MENDED: Duration = Duration::from_mins(5);

const TOKEN: &str =
    "the bot token is wrong: Telegram does not know it (channels.telegram.bot_token)";
const TWO: &str = "somebody else uses the same bot token: a bot has one webhook or one poller";

/// Why a call came to nothing. Its texts are ours: Telegram's repeat what was sent to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bot is to be silent for so long.
    Wait(Duration),
    /// It does not work until somebody changes the settings.
    Settings(&'static str),
    /// The group has another id since it became a supergroup.
    Moved(i64),
    /// The entities do not fit the text, or a link in it is none.
    Markup,
    /// The address of a button is none.
    Button,
    /// What was said says that already.
    Unchanged,
    /// What was said is not there any more, or may not be changed any more.
    NoMessage,
    /// The topic is not there any more.
    NoTopic,
    /// The chat is not there, or threw the bot out.
    Gone(&'static str),
    /// It will not be done in this form.
    Refused(String),
    /// Another time.
    Later(String),
}

impl Fault {
    /// The meaning of an answer with `"ok": false`; `told` is its `Retry-After`.
    pub(super) fn of(status: u16, answer: &Value, told: Option<Duration>) -> Self {
        let code = answer.get("error_code").and_then(Value::as_u64).unwrap_or(status.into());
        let description = answer.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = description.to_ascii_lowercase();
        let parameter = |name| answer.pointer(&format!("/parameters/{name}"));
        if let Some(to) = parameter("migrate_to_chat_id").and_then(Value::as_i64) {
            return Self::Moved(to);
        }
        match code {
            429 => {
                let seconds = parameter("retry_after").and_then(Value::as_u64);
                let seconds = seconds.or_else(|| seconds_in(&description));
                Self::waiting(seconds.map(Duration::from_secs).or(told))
            }
            401 | 404 => Self::Settings(TOKEN),
            409 => Self::Settings(TWO),
            403 => Self::Gone(gone(&description)),
            400..=499 => bad_request(code, &description),
            _ => Self::Later(format!("Telegram answered {code}")),
        }
    }

    /// It asks for too much at once; `told` is for how long it wants to be left alone.
    pub(super) fn waiting(told: Option<Duration>) -> Self {
        let wait = told.unwrap_or(WAIT);
        Self::Wait(wait.clamp(Duration::from_secs(1), LONGEST_WAIT))
    }

    /// What an attempt came to that began at `at`.
    pub(super) fn outcome(self, at: Timestamp) -> Outcome {
        let refused = |why: &str| Outcome::Refused { why: why.to_owned() };
        match self {
            Self::Wait(wait) => {
                let why = format!("Telegram takes no more for {} s", wait.as_secs());
                Outcome::Pause { until: at.plus(wait), why }
            }
            Self::Settings(why) => {
                Outcome::Pause { until: at.plus(UNTIL_MENDED), why: why.to_owned() }
            }
            Self::Moved(to) => Outcome::Moved { to: to.to_string() },
            Self::Gone(why) => Outcome::Gone { why: why.to_owned() },
            Self::Refused(why) => Outcome::Refused { why },
            Self::NoTopic => Outcome::Retry {
                after: None,
                why: "the topic that was just made is gone".to_owned(),
            },
            Self::Later(why) => Outcome::Retry { after: None, why },
            Self::Markup => refused("Telegram cannot read the entities of the text"),
            Self::Button => refused("Telegram takes no button with this link"),
            Self::Unchanged => refused("Telegram says that it says that already"),
            Self::NoMessage => refused("the message that is to be changed is not there"),
        }
    }
}

impl Fault {
    /// What is wrong, for whoever asked by hand.
    pub(super) fn words(self) -> String {
        match self.outcome(Timestamp::default()) {
            Outcome::Pause { why, .. }
            | Outcome::Gone { why }
            | Outcome::Refused { why }
            | Outcome::Retry { why, .. } => why,
            _ => "the group is a supergroup now, with another number".to_owned(),
        }
    }
}

fn seconds_in(description: &str) -> Option<u64> {
    description
        .split_once("retry after ")?
        .1
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn gone(description: &str) -> &'static str {
    let words = [
        ("blocked by the user", "they have blocked the bot"),
        ("deactivated", "their account is no more"),
        ("initiate conversation", "they have not written to the bot yet, and it may not begin"),
        ("kicked", "the bot was removed from the chat"),
        ("not a member", "the bot is not in the chat"),
    ];
    let found = words.into_iter().find(|(said, _)| description.contains(said));
    found.map_or("the bot may not write to the chat", |(_, why)| why)
}

/// Telegram tells these apart by their words alone.
fn bad_request(code: u64, description: &str) -> Fault {
    let says = |words: &[&str]| words.iter().any(|word| description.contains(word));
    if says(&["can't parse entities", "entity beginning", "entity url"]) {
        Fault::Markup
    } else if says(&["button url", "button_url", "reply_markup"]) {
        Fault::Button
    } else if says(&["message is not modified"]) {
        Fault::Unchanged
    } else if says(&["message to edit not found", "can't be edited", "message_id_invalid"]) {
        Fault::NoMessage
    } else if says(&["thread not found", "topic_deleted", "topic_id_invalid", "topic_closed"]) {
        Fault::NoTopic
    } else if says(&["chat not found", "chat_id is empty", "peer_id_invalid"]) {
        Fault::Gone("the chat is not there, or the bot is not in it")
    } else if says(&["user is deactivated", "user not found", "input_user_deactivated"]) {
        Fault::Gone("their account is no more")
    } else {
        Fault::Refused(refusal(code, description))
    }
}

fn refusal(code: u64, description: &str) -> String {
    let words = [
        (
            "create a topic",
            "the bot may not make topics: make it an administrator that may manage topics",
        ),
        ("not a forum", "the group has no topics: switch them on in the group, or off here"),
        ("forum_disabled", "the group has no topics: switch them on in the group, or off here"),
        ("rights", "the bot has not the rights for it in the chat"),
        ("write_forbidden", "the bot may not write in the chat"),
        ("text is empty", "there is nothing in it that could be seen"),
        ("text must be non-empty", "there is nothing in it that could be seen"),
        ("too long", "it is longer than Telegram takes"),
        ("webhook", "Telegram does not take the address of the webhook"),
    ];
    let found = words.into_iter().find(|(said, _)| description.contains(said));
    found.map_or_else(|| format!("Telegram answered {code}"), |(_, why)| why.to_owned())
}
