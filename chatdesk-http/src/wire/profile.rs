use chatdesk_api::{Amended, Page, UserDetails, UserKind};
use chatdesk_core::{self as core, Amend, ContactKind};

use super::time;

/// One customer, with what a panel shows.
pub(crate) fn user_details(seen: &core::Seen) -> UserDetails {
    let core::ContactView { contact, desk_unread, open_session, last_wrote_at } = &seen.view;
    let core::Profile { name, email, phone } = contact.profile.clone();
    UserDetails {
        user_id: contact.address.to_string(),
        name,
        email,
        phone,
        kind: match contact.kind {
            ContactKind::User => UserKind::User,
            ContactKind::Visitor | ContactKind::Desk => UserKind::Visitor,
        },
        chat_enabled: contact.switch.is_on(),
        unread_count: *desk_unread,
        open_session_id: open_session.map(|id| id.to_string()),
        n_sessions: seen.n_sessions.into(),
        created_at: Some(time(contact.created_at)),
        last_seen_at: last_wrote_at.map(time),
        page: seen.page.as_ref().map(page),
    }
}

/// The page that a customer has before them.
pub(super) fn page(shown: &core::ShownPage) -> Page {
    let core::ShownPage { url, title, at } = shown;
    Page { url: url.clone(), title: title.clone(), at: time(*at) }
}

/// What somebody wants changed.
pub(crate) fn amend<T>(given: Amended<T>) -> Amend<T> {
    match given {
        Amended::Absent => Amend::Keep,
        Amended::Null => Amend::Clear,
        Amended::Value(value) => Amend::Set(value),
    }
}
