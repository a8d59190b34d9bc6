//! What fits the settings of channels.

use std::time::Duration;

use chatdesk_core::PhoneNumber;
use chatdesk_notify::{MailAddress, ReceiverUrl, SmtpUrl};
use secrecy::SecretString;

use super::{Expect, duration, list, text};
use crate::config::{
    channels::ApiBase,
    mount::PublicUrl,
    notify::{Escalation, QuietHours},
    place::Value,
};

/// What a provider gave out.
pub(crate) const TOKEN: Expect<SecretString> = Expect {
    what: "what the provider shows for it: visible characters without spaces",
    read: |value| visible(value).map(SecretString::from),
};

/// What this server and a provider agree on.
pub(crate) const SHARED: Expect<SecretString> = Expect {
    what: "1 to 256 letters, digits, - and _, such as `openssl rand -hex 32` prints",
    read: |value| {
        let fits = |it: &&str| it.len() <= 256 && it.bytes().all(is_word);
        visible(value).filter(fits).map(SecretString::from)
    },
};

pub(crate) const DIGITS: Expect<String> = Expect {
    what: "the id that the provider shows for it: 1 to 32 digits",
    read: |value| {
        let number = match value {
            Value::Integer(number) => number.to_string(),
            other => text(other)?.to_owned(),
        };
        let fits = (1..=32).contains(&number.len());
        (fits && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
    },
};

pub(crate) const BASE: Expect<ApiBase> = Expect {
    what: "where the provider is, such as \"https://api.example.com\", without user name, password and \
           query",
    read: |value| {
        let text = PublicUrl::parse(text(value)?)?.as_str().to_owned();
        text.parse().ok().map(|url| ApiBase { text, url })
    },
};

pub(crate) const GRAPH_VERSION: Expect<String> = Expect {
    what: "a version of the Graph API, such as \"v26.0\"",
    read: |value| {
        let (major, minor) = text(value)?.strip_prefix('v')?.split_once('.')?;
        let is_number = |it: &str| (1..=4).contains(&it.len()) && it.parse::<u16>().is_ok();
        (is_number(major) && is_number(minor)).then(|| format!("v{major}.{minor}"))
    },
};

pub(crate) const TEMPLATE: Expect<String> = Expect {
    what: "the name of a template: small letters, digits and _, at most 512",
    read: |value| {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let fits = |it: &&str| (1..=512).contains(&it.len()) && it.bytes().all(fits);
        text(value).filter(fits).map(str::to_owned)
    },
};

pub(crate) const LANGUAGE: Expect<String> = Expect {
    what: "the language of the template, such as \"en\" or \"en_US\"",
    read: |value| {
        let fits = |it: &&str| (2..=16).contains(&it.len()) && it.bytes().all(is_word);
        text(value).filter(fits).map(str::to_owned)
    },
};

pub(crate) const CONTENT_SID: Expect<String> = Expect {
    what: "the SID of a content template: HX and 32 hexadecimal digits",
    read: |value| sid(value, "HX"),
};

pub(crate) const ACCOUNT_SID: Expect<String> = Expect {
    what: "the SID of the account: AC and 32 hexadecimal digits",
    read: |value| sid(value, "AC"),
};

/// A number, or a messaging service.
pub(crate) const SENDER: Expect<String> = Expect {
    what: "the sender's number, such as \"+14155238886\", or the SID of a messaging service: MG and 32 \
           hexadecimal digits",
    read: |value| {
        let number = |it: &str| it.parse().map(|number: PhoneNumber| number.as_str().to_owned());
        let plain = text(value)?.strip_prefix("whatsapp:").or_else(|| text(value))?;
        sid(value, "MG").or_else(|| number(plain).ok())
    },
};

pub(crate) const NUMBERS: Expect<Vec<PhoneNumber>> = Expect {
    what: "a list of phone numbers with their country, such as [\"+4915112345678\"] (in a variable: \
           +4915112345678,+14155550100)",
    read: |value| {
        let fits = |it: &String| it.starts_with('+');
        list(value)?.iter().map(|it| it.parse().ok().filter(|_| fits(it))).collect()
    },
};

pub(crate) const CHAT: Expect<i64> = Expect {
    what: "the number of a chat, such as -1001234567890",
    read: |value| {
        let number = match value {
            Value::Integer(number) => *number,
            other => text(other)?.parse().ok()?,
        };
        (number != 0).then_some(number)
    },
};

pub(crate) const HOOK: Expect<ReceiverUrl> = Expect {
    what: "the URL that the provider shows, which begins with https://",
    read: |value| text(value)?.parse().ok(),
};

pub(crate) const SMTP_URL: Expect<SmtpUrl> = Expect {
    what: "a URL such as \"smtps://user:password@mail.example.com:465\" or \
           \"smtp://user:password@mail.example.com:587?tls=required\"; a password needs TLS",
    read: |value| text(value)?.parse().ok(),
};

pub(crate) const MAILBOX: Expect<MailAddress> = Expect {
    what: "an e-mail address such as \"support@example.com\" or \"Support <support@example.com>\"",
    read: |value| text(value)?.parse().ok(),
};

pub(crate) const MAILBOXES: Expect<Vec<MailAddress>> = Expect {
    what: "a list of e-mail addresses, such as [\"team@example.com\"] (in a variable: \
           ann@example.com,bob@example.com)",
    read: |value| list(value)?.iter().map(|it| it.parse().ok()).collect(),
};

pub(crate) const DELAY: Expect<Duration> = Expect {
    what: "a time from \"0s\" to \"1d\", such as \"30s\"",
    read: |value| duration(value, Duration::ZERO, Duration::from_hours(24)),
};

pub(crate) const LINK: Expect<String> = Expect {
    what: "an address with {id} for the chat, such as \"{public_url}/console/?session={id}\", or \"\" for \
           none",
    read: |value| {
        let begins = |it: &&str| {
            let known = ["{public_url}", "https://", "http://"];
            it.is_empty() || known.iter().any(|begin| it.starts_with(begin))
        };
        let fits = |it: &&str| it.bytes().all(|b| b.is_ascii_graphic()) && it.len() <= 1_000;
        text(value).filter(begins).filter(fits).map(str::to_owned)
    },
};

pub(crate) const QUIET_HOURS: Expect<QuietHours> = Expect {
    what: "two times of the day and a time zone, such as \"22:00-07:00 Europe/Berlin\"",
    read: |value| QuietHours::parse(text(value)?),
};

pub(crate) const ESCALATION: Expect<Vec<Escalation>> = Expect {
    what: "a list of steps, such as [{after = \"5m\", via = \"telegram\"}] (in a variable: 5m telegram,1h \
           email), by whatsapp, telegram, fcm, slack, teams or email",
    read: |value| match value {
        Value::Tables(tables) => tables.iter().map(|it| Escalation::of_table(it)).collect(),
        Value::Raw(_) => list(value)?.iter().map(|it| Escalation::parse(it)).collect(),
        _ => None,
    },
};

fn visible(value: &Value) -> Option<&str> {
    let fits = |it: &&str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_graphic());
    text(value).filter(fits)
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn sid(value: &Value, begin: &str) -> Option<String> {
    let digits = text(value)?.strip_prefix(begin)?;
    let fits = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| format!("{begin}{digits}"))
}
