//! What fits each kind of setting, and how to say so.

mod provider;

use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use chatdesk_http::{MetricsToken, Network, Origin};
use chatdesk_notify::{Destinations, ReceiverUrl};
use secrecy::SecretString;

pub(super) use self::provider::*;
use super::{
    channels::{Topic, WebhookSecrets},
    duration::parse_duration,
    mount::{MountPath, PublicUrl},
    place::Value,
};

/// How to read a value, and what to say where it does not fit.
pub(crate) struct Expect<T> {
    /// Completes "expected …".
    pub(crate) what: &'static str,
    /// `None` when it does not fit.
    pub(crate) read: fn(&Value) -> Option<T>,
}

pub(crate) const ADDR: Expect<SocketAddr> = Expect {
    what: "an address with a port, such as \"127.0.0.1:8080\" or \"[::1]:0\" (0 takes any free port)",
    read: |value| text(value)?.parse().ok(),
};

pub(crate) const FOLDER: Expect<PathBuf> = Expect {
    what: "the path of a folder, such as \"./chatdesk-data\"",
    read: |value| filled(value).filter(|path| !path.contains('\0')).map(PathBuf::from),
};

pub(crate) const MOUNT: Expect<MountPath> = Expect {
    what: "\"\" or a path such as \"/support\": letters, digits and - . _ ~ between slashes, not \
           /healthz, /readyz or /metrics",
    read: |value| MountPath::parse(text(value)?).filter(|path| !path.is_a_probe()),
};

pub(crate) const PREFIX: Expect<MountPath> = Expect {
    what: "a path such as \"/api\": letters, digits and - . _ ~ between slashes, not where the \
           server's own pages are (/console, /docs, /widget, /widget.js, /demo.css, /healthz, /readyz, \
           /metrics)",
    read: |value| MountPath::parse(text(value)?).filter(|path| !path.hides_a_page()),
};

pub(crate) const PUBLIC_URL: Expect<PublicUrl> = Expect {
    what: "an address such as \"https://example.com\" or \"https://example.com/support\", without \
           base_path, query and fragment",
    read: |value| PublicUrl::parse(text(value)?),
};

pub(crate) const SECRET: Expect<SecretString> = Expect {
    what: "text of at least 32 bytes, such as `openssl rand -hex 32` prints; shorter ones can be \
           guessed",
    read: |value| text(value).filter(|secret| secret.len() >= 32).map(SecretString::from),
};

pub(crate) const PUBLIC_KEY: Expect<String> = Expect {
    what: "a public key in PEM, from -----BEGIN to -----END, or the path of a file with it",
    read: |value| filled(value).filter(|text| !text.contains('\0')).map(str::to_owned),
};

pub(crate) const FILE: Expect<PathBuf> = Expect {
    what: "the path of a file, such as \"/etc/chatdesk/jwks.json\"",
    read: |value| filled(value).filter(|path| !path.contains('\0')).map(PathBuf::from),
};

pub(crate) const TEXT: Expect<String> =
    Expect { what: "text that is not empty", read: |value| filled(value).map(str::to_owned) };

pub(crate) const LIST: Expect<Vec<String>> = Expect {
    what: "a list of names, such as [\"is_staff\", \"is_admin\"] (in a variable: is_staff,is_admin)",
    read: list,
};

pub(crate) const NETWORKS: Expect<Vec<Network>> = Expect {
    what: "a list of addresses and networks, such as [\"10.0.0.7\", \"fd00::/8\"] (in a variable: \
           10.0.0.7,fd00::/8)",
    read: |value| list(value)?.iter().map(|item| item.parse().ok()).collect(),
};

pub(crate) const DESTINATIONS: Expect<Destinations> = Expect {
    what: "a list of addresses and networks, such as [\"127.0.0.0/8\"] (in a variable: \
           127.0.0.0/8,10.1.2.3)",
    read: |value| {
        let mut networks = list(value)?.into_iter();
        networks.try_fold(Destinations::public(), |so_far, it| so_far.and(&it).ok())
    },
};

pub(crate) const RECEIVER_URL: Expect<ReceiverUrl> = Expect {
    what: "a URL such as \"https://shop.example/hooks/chat\", without user name and password (http is \
           for networks in [server] private_webhooks)",
    read: |value| text(value)?.parse().ok(),
};

/// One, or several while they change.
pub(crate) const WEBHOOK_SECRETS: Expect<WebhookSecrets> = Expect {
    what: "whsec_ and the base64 of 24 to 64 bytes, such as `echo whsec_$(openssl rand -base64 32)` \
           prints, or a list of them while they change",
    read: |value| {
        let secrets = text(value).map(|text| vec![text.to_owned()]).or_else(|| list(value))?;
        let mut secrets = secrets.iter().map(|secret| secret.parse().ok());
        Some(WebhookSecrets { first: secrets.next()??, more: secrets.collect::<Option<_>>()? })
    },
};

pub(crate) const TOPICS: Expect<Vec<Topic>> = Expect {
    what: "a list of \"session\", \"message\", \"ticket\" and \"toggle\"",
    read: |value| {
        let topics = list(value)?.into_iter().map(|name| Topic::named(&name));
        topics.collect::<Option<Vec<_>>>().filter(|topics| !topics.is_empty())
    },
};

pub(crate) const ORIGINS: Expect<Vec<Origin>> = Expect {
    what: "a list of origins, such as [\"https://example.com\"]: scheme, host and port without a path",
    read: |value| list(value)?.iter().map(|item| item.parse().ok()).collect(),
};

pub(crate) const METRICS_TOKEN: Expect<MetricsToken> = Expect {
    what: "text of at least 16 bytes without spaces, such as `openssl rand -hex 16` prints",
    read: |value| {
        let fits = |token: &&str| token.len() >= 16 && token.bytes().all(|b| b.is_ascii_graphic());
        text(value).filter(fits).map(MetricsToken::new)
    },
};

pub(crate) const PER_MINUTE: Expect<u32> = Expect {
    what: "a whole number from 0 (off) to 1000000",
    read: |value| whole(value, 0..=1_000_000),
};

pub(crate) const SWITCH: Expect<bool> = Expect {
    what: "true or false",
    read: |value| match value {
        Value::Bool(flag) => Some(*flag),
        Value::Raw(text) => text.parse().ok(),
        _ => None,
    },
};

pub(crate) const LEEWAY: Expect<Duration> = Expect {
    what: "a time from \"0s\" to \"10m\"",
    read: |value| duration(value, Duration::ZERO, Duration::from_mins(10)),
};

pub(crate) const VISITOR_TTL: Expect<Duration> = Expect {
    what: "a time from \"1m\" to \"3650d\", such as \"30d\"",
    read: |value| duration(value, Duration::from_mins(1), Duration::from_hours(3650 * 24)),
};

pub(crate) const POLL_INTERVAL: Expect<Duration> = Expect {
    what: "a time from \"1s\" to \"1h\", such as \"5s\"",
    read: |value| duration(value, Duration::from_secs(1), Duration::from_hours(1)),
};

/// `None` for ever.
pub(crate) const RETENTION: Expect<Option<Duration>> = Expect {
    what: "\"unlimited\" or a time from \"1h\" to \"36500d\", such as \"365d\"",
    read: |value| match text(value)? {
        "unlimited" => Some(None),
        _ => duration(value, Duration::from_hours(1), Duration::from_hours(36_500 * 24)).map(Some),
    },
};

/// The upper end is what always fits into a body of 64 KiB, four bytes each.
pub(crate) const MAX_CHARS: Expect<u32> =
    Expect { what: "a whole number from 1 to 16000", read: |value| whole(value, 1..=16_000) };

pub(crate) const IDLE_TIMEOUT: Expect<Duration> = Expect {
    what: "a time from \"1m\" to \"30d\", such as \"30m\"",
    read: |value| duration(value, Duration::from_mins(1), Duration::from_hours(30 * 24)),
};

pub(crate) const CLOSE_AFTER: Expect<Duration> = Expect {
    what: "a time from \"1m\" to \"3650d\", such as \"7d\"",
    read: |value| duration(value, Duration::from_mins(1), Duration::from_hours(3650 * 24)),
};

pub(crate) const WORDS: Expect<Vec<String>> = Expect {
    what: "a list of words, such as [\"support\", \"help me\"] (in a variable: support,help me)",
    read: |value| list(value).filter(|words| !words.is_empty()),
};

/// What the bot says is stored as a message, so it may be as long as one by default.
pub(crate) const SAID: Expect<String> = Expect {
    what: "text of at most 4000 characters, with {name} for what the person is called; \"\" for nothing",
    read: |value| {
        let fits = |said: &&str| said.chars().count() <= 4_000 && !said.contains('\0');
        text(value).filter(fits).map(str::to_owned)
    },
};

fn whole(value: &Value, range: RangeInclusive<u32>) -> Option<u32> {
    let number = match value {
        Value::Integer(number) => u32::try_from(*number).ok()?,
        Value::Raw(text) => text.parse().ok()?,
        _ => return None,
    };
    range.contains(&number).then_some(number)
}

fn list(value: &Value) -> Option<Vec<String>> {
    let items: Vec<_> = match value {
        Value::List(items) => items.clone(),
        Value::Raw(text) if text.trim().is_empty() => Vec::new(),
        Value::Raw(text) => text.split(',').map(|item| item.trim().to_owned()).collect(),
        _ => return None,
    };
    items.iter().all(|item| !item.is_empty()).then_some(items)
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Raw(text) | Value::Text(text) => Some(text),
        _ => None,
    }
}

fn filled(value: &Value) -> Option<&str> {
    text(value).filter(|text| !text.is_empty())
}

fn duration(value: &Value, from: Duration, to: Duration) -> Option<Duration> {
    parse_duration(text(value)?).filter(|duration| (from..=to).contains(duration))
}
