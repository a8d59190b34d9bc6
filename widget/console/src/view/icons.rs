/// A line drawing of 24 by 24.
use crate::draw::{Drawn, view};
pub(super) fn icon(line: &'static str) -> Drawn {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=line></path>
        </svg>
    }
}

pub(super) const CHATS: &str =
    "M4 5.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9l-5 4v-4H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z";
pub(super) const USERS: &str = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-5.5 6-5.5s6 \
     2.2 6 5.5M16 4.5a3.3 3.3 0 0 1 0 6.2M18 15c1.9.8 3 2.6 3 5";
pub(super) const TEAM: &str = "M8.5 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm7 0a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 \
     19.5c0-3 2.3-5 5.5-5s5.5 2 5.5 5M15.5 14.5c3.2 0 5.5 2 5.5 5";
pub(super) const BACK: &str = "M15 5l-7 7 7 7";
pub(super) const SEND: &str = "M12 19V5m-6 6 6-6 6 6";
pub(super) const DOWN: &str = "m6 9 6 6 6-6";
pub(super) const SEARCH: &str = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5 5 5";
pub(super) const LOCK: &str = "M7 11V8a5 5 0 0 1 10 0v3M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 \
     0 0 1-1-1v-7a1 1 0 0 1 1-1Z";
pub(super) const CLOCK: &str = "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2";
pub(super) const TAKE: &str =
    "M4 13.5V18a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 18v-4.5M12 4v10m-4-4 4 4 4-4";
pub(super) const RELEASE: &str =
    "M4 13.5V18a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 18v-4.5M12 14V4M8 8l4-4 4 4";
pub(super) const HAND_OVER: &str = "M4 8h14m-4-4 4 4-4 4M20 16H6m4 4-4-4 4-4";
pub(super) const END: &str = "M5 12.5 10 17.5 19.5 7";
pub(super) const PANEL: &str =
    "M4.5 5h15a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM14.5 5v14";
pub(super) const COPY: &str = "M9 9h10v11H9ZM15 9V4H5v11h4";
pub(super) const TICKETS: &str = "M4 6.5h16a1 1 0 0 1 1 1V10a2 2 0 0 0 0 4v2.5a1 1 0 0 1-1 1H4a1 1 0 0 \
     1-1-1V14a2 2 0 0 0 0-4V7.5a1 1 0 0 1 1-1ZM14.5 7v2m0 2v2m0 2v2";
pub(super) const DELIVERIES: &str = "M20.5 4 3.5 11l6.5 2.5L20.5 4Zm0 0L15 20l-5-6.5";
pub(super) const AGAIN: &str = "M19.5 8A8 8 0 1 0 20 13.5M20 4v4.5h-4.5";
pub(super) const PREVIOUS: &str = "M15 5l-7 7 7 7";
pub(super) const NEXT: &str = "M9 5l7 7-7 7";
pub(super) const CLOSE: &str = "M6 6l12 12M18 6 6 18";
pub(super) const LEAVE: &str = "M14 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h8M10 12h10m-4-4 4 4-4 4";
pub(super) const PLUS: &str = "M12 5v14M5 12h14";
pub(super) const SETTINGS: &str = "M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 \
     5Zm-7 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z";
