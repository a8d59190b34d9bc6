//! What fits each kind of setting, and how to say so.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use secrecy::SecretString;

use super::{
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
           /healthz or /readyz",
    read: |value| MountPath::parse(text(value)?).filter(|path| !path.is_a_probe()),
};

pub(crate) const PREFIX: Expect<MountPath> = Expect {
    what: "a path such as \"/api\": letters, digits and - . _ ~ between slashes, not where the \
           server's own pages are (/console, /widget, /widget.js, /demo.css, /healthz, /readyz)",
    read: |value| MountPath::parse(text(value)?).filter(|path| !path.hides_a_page()),
};

pub(crate) const PUBLIC_URL: Expect<PublicUrl> = Expect {
    what: "an address such as \"https://example.com\" or \"https://example.com/support\", without \
           base_path, query and fragment",
    read: |value| PublicUrl::parse(text(value)?),
};

pub(crate) const JWT_SECRET: Expect<SecretString> = Expect {
    what: "text of at least 32 bytes, such as `openssl rand -hex 32` prints; shorter ones can be \
           guessed",
    read: |value| text(value).filter(|secret| secret.len() >= 32).map(SecretString::from),
};

pub(crate) const TEXT: Expect<String> =
    Expect { what: "text that is not empty", read: |value| filled(value).map(str::to_owned) };

pub(crate) const LIST: Expect<Vec<String>> = Expect {
    what: "a list of names, such as [\"is_staff\", \"is_admin\"] (in a variable: is_staff,is_admin)",
    read: |value| match value {
        Value::List(items) if items.iter().all(|item| !item.is_empty()) => Some(items.clone()),
        Value::Raw(text) if text.trim().is_empty() => Some(Vec::new()),
        Value::Raw(text) => {
            let items: Vec<_> = text.split(',').map(|item| item.trim().to_owned()).collect();
            items.iter().all(|item| !item.is_empty()).then_some(items)
        }
        _ => None,
    },
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
pub(crate) const MAX_CHARS: Expect<u32> = Expect {
    what: "a whole number from 1 to 16000",
    read: |value| {
        let number = match value {
            Value::Integer(number) => u32::try_from(*number).ok()?,
            Value::Raw(text) => text.parse().ok()?,
            _ => return None,
        };
        (1..=16_000).contains(&number).then_some(number)
    },
};

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
