//! The customer of the thread that is shown: each part is asked for by itself, and only where it is seen.

use any_spawner::Executor;
use chatdesk_api::{AdminSessions, PageEvent, Session, UserDetails};
use chatdesk_widget_browser::{Decode as _, Json};
use chatdesk_widget_engine::Failure;

use crate::console::Console;
use crate::page::window;
use crate::people::explain;
use crate::state::Signal;

/// From this width on there is room for all three panes.
const WIDE: f64 = 1_240.0;

/// What is known of a customer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    /// Whether it is shown.
    pub(crate) is_open: Signal<bool>,
    pub(crate) details: Signal<Part<UserDetails>>,
    /// Their chats, newest first.
    pub(crate) past: Signal<Part<Vec<Session>>>,
    /// Whose these are.
    of: Signal<Option<String>>,
}

/// One part of the panel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part<T> {
    /// On its way.
    Loading,
    Known(T),
    /// Why it cannot be had.
    Failed(String),
}

impl Panel {
    pub(crate) fn new() -> Self {
        Self {
            is_open: Signal::new(is_wide()),
            details: Signal::new(Part::Loading),
            past: Signal::new(Part::Loading),
            of: Signal::new(None),
        }
    }

    /// Where it lies over the thread it does not stay when somebody goes elsewhere.
    pub(crate) fn fold_where_narrow(self) {
        if !is_wide() {
            self.is_open.put(false);
        }
    }

    /// Shows this customer from now on.
    pub(crate) fn show(self, console: Console, user_id: &str) {
        if self.of.with_untracked(|of| of.as_deref() == Some(user_id)) {
            return;
        }
        self.of.set(Some(user_id.to_owned()));
        self.details.put(Part::Loading);
        self.past.put(Part::Loading);
        self.load_details(console);
        self.load_past(console);
    }

    /// Asks what is known of them.
    pub(crate) fn load_details(self, console: Console) {
        let Some(of) = self.of.get_untracked() else { return };
        Executor::spawn_local(async move {
            let path = format!("/admin/user/{}", escaped(&of));
            let answer: Result<UserDetails, Failure> = console.api().get(&path).await;
            self.settle(console, &of, (self.details, answer));
        });
    }

    /// Asks for their chats.
    pub(crate) fn load_past(self, console: Console) {
        let Some(of) = self.of.get_untracked() else { return };
        Executor::spawn_local(async move {
            let path = format!("/admin/chat/sessions?limit=20&user_id={}", escaped(&of));
            let answer: Result<AdminSessions, Failure> = console.api().get(&path).await;
            let answer =
                answer.map(|page| page.sessions.into_iter().map(|listed| listed.session).collect());
            self.settle(console, &of, (self.past, answer));
        });
    }

    /// The stream told where somebody is.
    pub(crate) fn hear_of_page(self, data: &str) {
        let event = Json::parse(data).and_then(|json| PageEvent::decode(&json));
        let Some(PageEvent { user_id, page }) = event else { return };
        if self.of.with_untracked(|of| *of == Some(user_id)) {
            self.details.update(|details| {
                if let Part::Known(details) = details {
                    details.page = Some(page);
                }
            });
        }
    }

    /// An answer about somebody whom nobody looks at any more comes too late.
    fn settle<T: PartialEq + Send + Sync + 'static>(
        self,
        console: Console,
        of: &str,
        (part, answer): (Signal<Part<T>>, Result<T, Failure>),
    ) {
        if self.of.with_untracked(|shown| shown.as_deref() != Some(of)) {
            return;
        }
        let part_now = match answer {
            Ok(known) => Part::Known(known),
            Err(failure) => {
                console.mind(&failure);
                Part::Failed(explain(&failure))
            }
        };
        part.put(part_now);
    }
}

fn escaped(id: &str) -> String {
    js_sys::encode_uri_component(id).into()
}

fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= WIDE)
}
