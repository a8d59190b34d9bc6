use chatdesk_api::Session;
use chatdesk_widget_browser::{say_with, times};

use super::list::name;
use crate::address::Route;
use crate::console::Console;
use crate::draw::{Drawn, part, view};
use crate::state::Memo;
use crate::talks::{Deed, goes_on, is_talk};
use crate::tickets::words::channel;

/// Whether the chat on the screen goes by a text channel and can be answered there: nothing where
/// it is another kind of chat, or a ticket.
pub(super) fn is_active(console: Console, session: Memo<Option<Session>>) -> Memo<Option<bool>> {
    Memo::new(move || {
        let is_chat = console.route.with(|route| matches!(route, Route::Session(_)));
        session.with(|session| {
            let session = session.as_ref().filter(|session| is_chat && is_talk(session))?;
            Some(goes_on(session))
        })
    })
}

/// In the list: by which channel somebody writes, and whether the chat goes on.
pub(super) fn marks(session: &Session) -> Option<Drawn> {
    is_talk(session).then(|| {
        let active = goes_on(session)
            .then(|| view! { <span class="talk">{say("console.talk.badge")}</span> });
        view! { {active} <span class="tag">{channel(session.channel)}</span> }
    })
}

/// In the head: that the chat goes on.
pub(super) fn active(is_active: Memo<Option<bool>>) -> Drawn {
    part(move || {
        (is_active.get() == Some(true)).then(|| {
            view! { <span class="talk">{say("console.talk.active")}</span> }
        })
    })
}

/// Whether the channel takes nothing but a template now.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of our time are whole in a float")]
fn is_shut(session: &Session, now: u64) -> bool {
    let until = session.window_expires_at.as_ref().map(|until| times::read(until.as_str()));
    session.is_active && until.is_some_and(|until| until <= now as f64)
}

/// Above the composer: that none goes on, and how to begin one; and what could not be done.
pub(super) fn notice(
    console: Console,
    session: Memo<Option<Session>>,
    is_active: Memo<Option<bool>>,
) -> Drawn {
    let talks = console.talks;
    let idle = move || {
        if is_active.get() != Some(false) {
            return None;
        }
        let session = session.get().filter(|session| session.is_active)?;
        let (name, by) = (name(&session), channel(session.channel));
        let text = say_with("console.talk.idle", &[("name", &name), ("channel", &by)]);
        let start = move |_| talks.change(console, &session, Deed::Start);
        Some(view! {
            <p class="notice idle">
                <span dir="auto">{text}</span>
                <button type="button" class="plain strong" on:click=start>
                    {say("console.talk.start")}
                </button>
            </p>
        })
    };
    let failure = move || {
        talks.failure.get().map(|why| view! { <p class="notice failed" role="alert">{why}</p> })
    };
    let shut = move || {
        let now = console.now.get();
        session.with(|session| session.as_ref().is_some_and(|session| is_shut(session, now))).then(
            || {
                view! { <p class="notice shut">{say("console.talk.shut")}</p> }
            },
        )
    };
    view! { {part(idle)} {part(shut)} {part(failure)} }
}
