//! `[notify]`: when and how those are told who are not looking.

use std::time::Duration;

use super::{
    PublicUrl, Server, channels::Channels, duration::parse_duration, key as k, parse as p,
    place::Value, settings::Settings,
};

/// `[notify]`
#[derive(Debug)]
pub(crate) struct Notify {
    /// How long a message is unread before anybody is told.
    pub(crate) delay: Duration,
    /// Whether alerts say who wrote, and what.
    pub(crate) preview: bool,
    /// Where an alert leads to, with `{id}` for the chat; `None` for nowhere.
    pub(crate) link: Option<String>,
    /// Where a customer is led to who has an answer: the page of the host that has the chat.
    pub(crate) page: Option<String>,
    /// When nobody is told.
    pub(crate) quiet_hours: Option<QuietHours>,
    /// Who is told later, the earliest first.
    pub(crate) escalation: Vec<Escalation>,
}

/// Hours of the day at which nobody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QuietHours {
    /// Minutes after midnight.
    pub(crate) from: u16,
    /// Minutes after midnight; before `from` it is on the next day.
    pub(crate) until: u16,
    /// The name of a time zone.
    pub(crate) zone: String,
}

/// A step of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Escalation {
    /// How long a message is unread by then.
    pub(crate) after: Duration,
    /// By which channel it is told then, and no earlier.
    pub(crate) via: &'static str,
}

/// The channels by which the desk is alerted, by the names of their tables.
const VIA: [&str; 6] = ["whatsapp", "telegram", "fcm", "slack", "teams", "email"];
/// Where an alert leads to, where nothing else is said.
const LINK: &str = "{public_url}/console/?session={id}";

impl Notify {
    pub(super) fn from_settings(
        settings: &mut Settings,
        server: &Server,
        channels: &Channels,
    ) -> Self {
        let link = settings.take(&k::NOTIFY_LINK, &p::LINK);
        let page = settings.take(&k::NOTIFY_PAGE, &p::LINK);
        let escalation = settings.take_if(&k::NOTIFY_ESCALATION, &p::ESCALATION, |steps| {
            let unknown = steps.iter().any(|step| !channels.alert_by(step.via));
            unknown.then_some("steps by channels that are configured, and alert somebody")
        });
        let mut escalation = escalation.unwrap_or_default();
        escalation.sort_by_key(|step| step.after);
        Self {
            delay: settings.take(&k::NOTIFY_DELAY, &p::DELAY).unwrap_or_default(),
            preview: settings.take(&k::NOTIFY_PREVIEW, &p::SWITCH).unwrap_or(true),
            link: whole(link.as_deref().unwrap_or(LINK), server),
            page: page.and_then(|page| whole(&page, server)),
            quiet_hours: settings.take(&k::NOTIFY_QUIET_HOURS, &p::QUIET_HOURS),
            escalation,
        }
    }
}

/// The link of an alert; none where it would begin with an address that nobody said.
fn whole(link: &str, server: &Server) -> Option<String> {
    let root = server.public_url.as_ref().map(PublicUrl::as_str);
    let link = match (link.strip_prefix("{public_url}"), root) {
        (Some(path), Some(root)) => format!("{root}{}{path}", server.base_path.as_str()),
        (Some(_), None) => return None,
        (None, _) => link.to_owned(),
    };
    (!link.is_empty()).then_some(link)
}

impl QuietHours {
    /// Reads `22:00-07:00 Europe/Berlin`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (hours, zone) = text.split_once(' ')?;
        let (from, until) = hours.split_once('-')?;
        let (from, until) = (minute(from)?, minute(until)?);
        let is_zone = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
        let fits = from != until && !zone.is_empty() && zone.bytes().all(is_zone);
        fits.then(|| Self { from, until, zone: zone.to_owned() })
    }
}

/// `00:00` to `23:59`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |it: &str, end: u16| {
        let digits = it.len() == 2 && it.bytes().all(|b| b.is_ascii_digit());
        it.parse::<u16>().ok().filter(|number| digits && *number < end)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

impl Escalation {
    /// Reads `5m telegram`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (after, via) = text.split_once(' ')?;
        Self::new(after, via.trim())
    }

    /// Reads `{after = "5m", via = "telegram"}`.
    pub(super) fn of_table(table: &[(String, Value)]) -> Option<Self> {
        let text = |name: &str| {
            table.iter().find_map(|(known, value)| match value {
                Value::Text(text) if known == name => Some(text.as_str()),
                _ => None,
            })
        };
        (table.len() == 2).then_some(())?;
        Self::new(text("after")?, text("via")?)
    }

    fn new(after: &str, via: &str) -> Option<Self> {
        let week = Duration::from_hours(7 * 24);
        let after = parse_duration(after).filter(|after| *after <= week)?;
        let via = VIA.into_iter().find(|known| *known == via)?;
        Some(Self { after, via })
    }
}

#[cfg(test)]
mod tests;
