//! What can be done in the console, for its buttons, its keys and its command bar alike.

use chatdesk_api::Session;
use chatdesk_widget_browser::is_visible;
use chatdesk_widget_engine::{Connection, Input};

use crate::address::{Filter, Lens, Route, write};
use crate::console::Console;
use crate::talks::{Deed, goes_on};
use crate::wiring;

/// Which way somebody goes through the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

/// What somebody's chat is switched to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// They may write.
    On,
    /// They may not.
    Off,
}

impl Console {
    /// The chat below the one that is shown, or the first.
    pub(crate) fn next_chat(self) {
        self.move_on(Way::Down);
    }

    /// The chat above the one that is shown, or the first.
    pub(crate) fn previous_chat(self) {
        self.move_on(Way::Up);
    }

    fn move_on(self, way: Way) {
        if self.route.get_untracked() == Route::Tickets {
            return self.move_in_tickets(way);
        }
        let shown = self.route.with_untracked(|route| route.session().map(str::to_owned));
        let next = self.list.with_untracked(|list| {
            let here = list.ids.iter().position(|id| Some(id) == shown.as_ref());
            let place = match (here, way) {
                (None, _) => 0,
                (Some(here), Way::Down) => here + 1,
                (Some(here), Way::Up) => here.checked_sub(1)?,
            };
            list.ids.get(place).cloned()
        });
        if let Some(id) = next {
            self.open_chat(&id);
            self.scroll_to_row(&id);
        }
    }

    /// To the next ticket of the table; Enter opens it.
    fn move_in_tickets(self, way: Way) {
        let table = self.root().element().query_selector(".tickets tbody");
        if let Ok(Some(table)) = table {
            let from = self.root().active().unwrap_or_else(|| table.clone());
            let key = if way == Way::Down { "ArrowDown" } else { "ArrowUp" };
            wiring::move_in(&table, &from, key);
        }
    }

    /// Shows one chat.
    pub(crate) fn open_chat(self, id: &str) {
        let known = self.sessions.with_untracked(|sessions| sessions.get(id).map(Route::of));
        self.go(&known.unwrap_or_else(|| Route::Session(id.to_owned())));
    }

    /// One takes the chat that is shown.
    pub(crate) fn take(self) {
        if let Some(me) = self.me() {
            self.hand_over(&me);
        }
    }

    /// Nobody has the chat that is shown any more.
    pub(crate) fn release(self) {
        if let Some(session) = self.shown() {
            self.amends.assign(self, session.id, None);
        }
    }

    /// Somebody else gets the chat that is shown.
    pub(crate) fn hand_over(self, agent_id: &str) {
        if let Some(session) = self.shown() {
            self.amends.assign(self, session.id, Some(agent_id));
        }
    }

    /// Asks whether the chat that is shown is to end, or the ticket to be closed.
    pub(crate) fn ask_to_end(self) {
        if let Route::Ticket { .. } = self.route.get_untracked() {
            return self.tickets.shown.asks_to_close.set(true);
        }
        if self.shown().is_some_and(|session| goes_on(&session)) {
            self.amends.asks_to_end.set(true);
        }
    }

    /// Ends the chat that is shown.
    pub(crate) fn end(self) {
        match self.talk() {
            Some(session) => self.talks.change(self, &session, Deed::End),
            None => self.step(Input::End),
        }
    }

    /// Makes a ticket of the chat that is shown, or goes to the one that it has.
    pub(crate) fn make_ticket(self) {
        match self.shown() {
            Some(Session { ticket_id: Some(number), .. }) => self.go(&Route::ticket(number)),
            Some(session) => self.amends.make_ticket(self, session.id),
            None => {}
        }
    }

    /// Time passed: what no stream tells is asked for.
    pub(crate) fn beat(self) {
        if self.connection.get_untracked() == Connection::Polling && is_visible() {
            self.tickets.hear_news(self);
            self.team.count(self);
        }
        self.deliveries.tick(self);
    }

    /// Lists these chats; the one that is shown stays.
    pub(crate) fn show_filter(self, filter: Filter) {
        let lens = self.lens.with_untracked(|lens| Lens { filter, search: lens.search.clone() });
        let route = match self.route.get_untracked() {
            route @ (Route::Chats | Route::Session(_)) => route,
            _ => Route::Chats,
        };
        self.visit(&write(&route, &lens, None));
    }

    /// Lists what holds these words, of all chats.
    pub(crate) fn look_for(self, text: String) {
        let lens = self.lens.get_untracked();
        let begins = lens.search.is_empty() && !text.is_empty();
        let filter = if begins { Filter::All } else { lens.filter };
        self.look_through(Lens { filter, search: text });
        self.note_address();
    }

    /// Puts the focus where one looks for words.
    pub(crate) fn focus_search(self) {
        let field = match self.route.get_untracked() {
            Route::Tickets => "tickets-search",
            Route::Chats | Route::Session(_) | Route::Team(_) => "search",
            _ => {
                self.go(&Route::Chats);
                "search"
            }
        };
        self.root().focus(field);
    }

    /// Puts the focus on the row of the chat that is shown, or on the first.
    pub(crate) fn focus_row(self) {
        let shown = self.route.with_untracked(|route| route.session().map(str::to_owned));
        let first = || self.list.with_untracked(|list| list.ids.first().cloned());
        if let Some(id) = shown.or_else(first) {
            self.root().focus(&format!("row-{id}"));
        }
    }

    /// Shows or hides what is known of the customer.
    pub(crate) fn toggle_panel(self) {
        self.panel.is_open.update(|is_open| *is_open = !*is_open);
    }

    /// From the thread to the list.
    pub(crate) fn back(self) {
        wiring::leave(self);
    }

    /// Switches chat on or off for the customer of the chat that is shown.
    pub(crate) fn switch_chat(self, switch: Switch) {
        if let Some(session) = self.shown() {
            self.switches.switch(self, session.user.id, switch == Switch::On);
        }
    }

    /// The session of a customer that is shown, once it is known.
    pub(crate) fn shown(self) -> Option<Session> {
        let id = self.route.with_untracked(|route| match route {
            Route::Team(_) => None,
            _ => route.session().map(str::to_owned),
        })?;
        self.sessions.with_untracked(|sessions| sessions.get(&id).cloned())
    }

    /// The list as the engine has it now.
    pub(crate) fn redraw_list(self) {
        let desk = self.desk();
        desk.host.read(|engine| self.show_list(engine));
    }

    fn scroll_to_row(self, id: &str) {
        if let Some(row) = self.root().find(&format!("row-{id}"))
            && let Ok(Some(item)) = row.closest("li")
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            item.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}
