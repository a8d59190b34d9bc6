//! What administrators choose, and who is there.

use chatdesk_api::{
    AgentPresence, CannedReply, ChatSettings, Day, Hours, OpenHours, SaveSettings, Settings,
};
use chatdesk_core::{self as core, Attendance, EntryContent, Opening, Present, Shown};

use super::time;

/// What a window shows before anybody wrote.
pub(crate) fn chat_settings(shown: Shown) -> ChatSettings {
    let Shown { settings, opening, n_agents } = shown;
    ChatSettings {
        title: settings.title,
        greeting: settings.greeting,
        expectation: settings.expectation,
        color: settings.color,
        ask_contact: settings.ask_contact,
        is_open: opening == Opening::Open,
        away: settings.away,
        opens_at: match opening {
            Opening::Open => None,
            Opening::Closed(until) => until.map(time),
        },
        agents_online: u64::try_from(n_agents).unwrap_or(u64::MAX),
    }
}

/// The settings that an entry holds; without one as nobody has chosen anything yet.
pub(crate) fn settings(entry: Option<&core::Entry>) -> Settings {
    let saved = entry.and_then(|entry| match &entry.content {
        EntryContent::Settings { settings, by } => Some((settings.clone(), entry.at, by.clone())),
        _ => None,
    });
    let (settings, saved) = match saved {
        Some((settings, at, by)) => (settings, Some((at, by))),
        None => (core::Settings::default(), None),
    };
    Settings {
        title: settings.title,
        greeting: settings.greeting,
        expectation: settings.expectation,
        away: settings.away,
        color: settings.color,
        ask_contact: settings.ask_contact,
        hours: settings.hours.map(hours),
        updated_at: saved.as_ref().map(|(at, _)| time(*at)),
        updated_by: saved.map(|(_, by)| by),
    }
}

/// The settings that somebody gave; they may not fit.
pub(crate) fn given_settings(given: SaveSettings) -> core::Settings {
    core::Settings {
        title: given.title,
        greeting: given.greeting,
        expectation: given.expectation,
        away: given.away,
        color: given.color,
        ask_contact: given.ask_contact.unwrap_or(true),
        hours: given.hours.map(|Hours { time_zone, days }| core::Hours {
            time_zone,
            days: days.into_iter().map(given_open_hours).collect(),
        }),
    }
}

fn hours(core::Hours { time_zone, days }: core::Hours) -> Hours {
    Hours { time_zone, days: days.into_iter().map(open_hours).collect() }
}

fn open_hours(core::OpenHours { day, from, to }: core::OpenHours) -> OpenHours {
    let day = match day {
        core::Day::Monday => Day::Monday,
        core::Day::Tuesday => Day::Tuesday,
        core::Day::Wednesday => Day::Wednesday,
        core::Day::Thursday => Day::Thursday,
        core::Day::Friday => Day::Friday,
        core::Day::Saturday => Day::Saturday,
        core::Day::Sunday => Day::Sunday,
    };
    OpenHours { day, from, to }
}

fn given_open_hours(OpenHours { day, from, to }: OpenHours) -> core::OpenHours {
    let day = match day {
        Day::Monday => core::Day::Monday,
        Day::Tuesday => core::Day::Tuesday,
        Day::Wednesday => core::Day::Wednesday,
        Day::Thursday => core::Day::Thursday,
        Day::Friday => core::Day::Friday,
        Day::Saturday => core::Day::Saturday,
        Day::Sunday => core::Day::Sunday,
    };
    core::OpenHours { day, from, to }
}

/// A text that agents send again and again; `None` for an entry of another kind.
pub(crate) fn canned_reply(entry: &core::Entry) -> Option<CannedReply> {
    let EntryContent::CannedReply { reply, by } = &entry.content else { return None };
    Some(CannedReply {
        id: entry.id.to_string(),
        shortcut: reply.shortcut.clone(),
        title: reply.title.clone(),
        text: reply.text.clone(),
        updated_at: time(entry.at),
        updated_by: by.clone(),
    })
}

/// Somebody of the desk.
pub(crate) fn agent(present: Present) -> AgentPresence {
    let Present { agent, attendance } = present;
    AgentPresence { id: agent.id, name: agent.name, online: attendance == Attendance::Online }
}
