//! One canned reply that is written, changed or deleted.

use any_spawner::Executor;
use chatdesk_widget_browser::{Writer, client_id};

use crate::console::Console;
use crate::sending::{Refusal, change};
use crate::state::Signal;
use crate::writing::canned::CannedReply;

/// The form of one canned reply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Editor {
    pub(crate) open: Signal<Option<Edited>>,
    /// The reply whose deletion is asked for once more.
    pub(crate) doomed: Signal<Option<String>>,
    /// Why the last one could not be deleted.
    pub(crate) failure: Signal<Option<String>>,
}

/// The reply as it stands in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edited {
    /// Nothing for a new one.
    pub(crate) id: Option<String>,
    pub(crate) shortcut: String,
    pub(crate) title: String,
    pub(crate) text: String,
    client_id: String,
    pub(crate) is_saving: bool,
    pub(crate) refusal: Option<Refusal>,
}

impl Editor {
    pub(super) fn new() -> Self {
        Self { open: Signal::default(), doomed: Signal::default(), failure: Signal::default() }
    }

    /// Begins with a reply, or with an empty one.
    pub(crate) fn begin(self, reply: Option<CannedReply>) {
        let id = reply.as_ref().map(|reply| reply.id.clone());
        let (shortcut, title, text) =
            reply.map(|reply| (reply.shortcut, reply.title, reply.text)).unwrap_or_default();
        let client_id = client_id();
        let edited =
            Edited { id, shortcut, title, text, client_id, is_saving: false, refusal: None };
        self.open.set(Some(edited));
    }

    pub(crate) fn change(self, change: impl FnOnce(&mut Edited)) {
        self.open.update(|open| {
            if let Some(edited) = open {
                change(edited);
            }
        });
    }

    /// Stores it; the form closes once it is.
    pub(crate) fn save(self, console: Console) {
        let Some(edited) = self.open.get_untracked().filter(|edited| !edited.is_saving) else {
            return;
        };
        self.change(|edited| {
            edited.is_saving = true;
            edited.refusal = None;
        });
        Executor::spawn_local(async move {
            let body = Writer::new()
                .text("shortcut", edited.shortcut.trim().trim_start_matches('/'))
                .text("title", edited.title.trim())
                .text("text", edited.text.trim());
            let answer = if let Some(id) = &edited.id {
                let path = format!("/admin/canned-replies/{id}");
                change(console, "PUT", &path, Some(&body.finish())).await
            } else {
                let body = body.text("client_id", &edited.client_id).finish();
                change(console, "POST", "/admin/canned-replies", Some(&body)).await
            };
            match answer {
                Ok(_) => {
                    self.open.set(None);
                    console.writing.canned.load(console);
                }
                Err(refusal) => self.change(|edited| {
                    edited.is_saving = false;
                    edited.refusal = Some(refusal);
                }),
            }
        });
    }

    /// Deletes one.
    pub(crate) fn delete(self, console: Console, id: String) {
        self.doomed.set(None);
        Executor::spawn_local(async move {
            let path = format!("/admin/canned-replies/{id}");
            let answer = change(console, "DELETE", &path, None).await;
            // One that is gone already is deleted.
            let failure = answer.err().filter(|refusal| refusal.status != 404);
            self.failure.set(failure.map(|refusal| refusal.words));
            console.writing.canned.load(console);
        });
    }
}
