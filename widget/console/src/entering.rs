//! Coming in and leaving, in this tab and in the others of the browser.

use chatdesk_widget_browser::{Json, listen, now_ms};
use chatdesk_widget_engine::Input;
use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast as _;

use crate::console::Console;
use crate::door::Entrance;
use crate::names;
use crate::page::window;
use crate::personal::storage;

impl Console {
    /// There may be a token now.
    pub(crate) fn come_in(self) {
        self.step(Input::Start);
    }

    /// Somebody came in: what stands beside the chats is asked for.
    pub(crate) fn entered(self) {
        if let Some(me) = self.me() {
            let session = self.route.get_untracked();
            self.writing.restore(&me, session.session());
        }
        self.settings.load(self);
        self.writing.canned.load(self);
        self.tickets.count(self);
        self.team.count(self);
        self.load_notes();
    }

    /// The notes of the chat on the screen.
    pub(crate) fn load_notes(self) {
        if let Some(id) = self.route.get_untracked().session()
            && !self.is_team()
            && self.entrance.get_untracked() == Entrance::Open
        {
            self.writing.notes.load(self, id);
        }
    }

    /// A request beside the engine's was not let in: a token ran out.
    pub(crate) fn doubt_token(self) {
        // The engine finds out by its own next request, and shows the door.
        self.step(Input::Woke { frozen: true });
    }

    /// Whether something would be lost with whoever leaves.
    pub(crate) fn has_unsent(self) -> bool {
        self.desk().host.read(|engine| engine.has_unsent() || !engine.draft().is_empty())
            || self.writing.has_drafts()
    }

    /// Leaves, in all tabs of this browser; nothing that was typed stays.
    pub(crate) fn sign_out(self) {
        self.desk().door.sign_out();
        if let Some(storage) = storage() {
            // Where storage is closed there are no other tabs with this token.
            drop(storage.set_item(&self.leaving_key(), &now_ms().to_string()));
        }
        self.leave_here();
    }

    /// Another tab wrote a token down, or somebody left there.
    pub(crate) fn hear_of_record(self, key: Option<&str>) {
        let desk = self.desk();
        let is_open = self.entrance.get_untracked() == Entrance::Open;
        if key == Some(self.leaving_key().as_str()) && is_open {
            self.leave_here();
        }
        let concerns = key.is_none_or(|key| key == desk.key);
        let is_shut = matches!(self.entrance.get_untracked(), Entrance::Shut(_));
        if concerns && is_shut && desk.door.has_token() {
            self.come_in();
        }
    }

    /// Asks before a page is left in which something was changed and not saved.
    pub(crate) fn guard_changes(self) {
        listen(&window(), "beforeunload", move |event| {
            if untrack(|| self.settings.is_changed()) {
                event.unchecked_ref::<web_sys::Event>().prevent_default();
            }
        });
    }

    /// The stream told of something that the engine does not keep.
    pub(crate) fn hear(self, name: &str, data: &str) {
        match name {
            "note" => {
                if let Some(event) = Json::parse(data) {
                    self.writing.notes.hear(self, &event);
                }
            }
            "settings" => {
                self.settings.load(self);
                self.writing.canned.load(self);
            }
            _ => {}
        }
    }

    fn leave_here(self) {
        self.writing.forget();
        self.settings.forget();
        self.tickets.forget();
        self.team.forget();
        self.talks.forget();
        self.deliveries.forget();
        self.ways.forget();
        self.identity.set(None);
        self.step(Input::Forget);
        self.come_in();
    }

    fn leaving_key(self) -> String {
        format!("{} left", self.desk().key)
    }

    /// The colleagues to whom a chat can be given: their ids and names.
    pub(crate) fn colleagues(self) -> Vec<(String, String)> {
        let me = self.me();
        self.crew.agents.with_untracked(|agents| {
            let others = agents.iter().filter(|agent| Some(&agent.id) != me.as_ref());
            others
                .map(|agent| {
                    (agent.id.clone(), names::colleague(agent.name.as_deref().or(Some(&agent.id))))
                })
                .collect()
        })
    }
}
