//! Where one is in the console, as the address says it where that is the console's own.

use any_spawner::Executor;
use chatdesk_api::{Session, SessionStatus};
use chatdesk_widget_engine::{self as engine, Input};
use reactive_graph::graph::untrack;
use wasm_bindgen::JsValue;

use crate::address::{self, Address, Filter, Lens, Route, with_tickets};
use crate::console::Console;
use crate::door::Entrance;
use crate::page::window;

impl Console {
    /// The address of a part of the console, with what the list shows beside it.
    pub(crate) fn href(self, route: &Route) -> String {
        // Words that were looked for among chats are none of the team's, and the other way round.
        let is_alike = self.route.with(Route::is_team) == route.is_team();
        let hash = self.lens.with(|lens| {
            let search = if is_alike { lens.search.clone() } else { String::new() };
            address::write(route, &Lens { filter: lens.filter, search }, None)
        });
        match route {
            Route::Tickets | Route::Ticket { .. } => {
                self.tickets.list.lens.with(|lens| with_tickets(hash, lens))
            }
            _ => hash,
        }
    }

    /// Goes to another part of the console; the address says so.
    pub(crate) fn go(self, route: &Route) {
        self.visit(&untrack(|| self.href(route)));
    }

    /// Goes where a link leads, `#…`.
    pub(crate) fn visit(self, hash: &str) {
        if self.root().is_alone {
            // The browser tells of it by an event, as when somebody types the address.
            drop(window().location().set_hash(hash));
        }
        self.arrive(Address::read(hash));
    }

    /// Shows what the address names. A code in it is taken out and tried.
    pub(crate) fn follow_address(self) {
        if !self.root().is_alone {
            // The address is the host's.
            return self.show(self.route.get_untracked());
        }
        let mut address = Address::read(&asked());
        if address.code.is_some() || address.link.is_some() {
            hide_code(&address.route);
        }
        if let Some(link) = address.link.take() {
            self.link.set(Some(link));
        }
        if let Some(code) = address.code.take() {
            self.desk().door.take_code(code);
            if self.entrance.get_untracked() != Entrance::Opening {
                self.step(Input::Start);
            }
        }
        self.arrive(address);
    }

    fn arrive(self, address: Address) {
        if self.lens.with_untracked(|shown| *shown != address.lens) {
            self.inbox.release();
            self.lens.set(address.lens);
        }
        if matches!(address.route, Route::Tickets | Route::Ticket { .. }) {
            self.tickets.list.lens.put(address.tickets);
        }
        self.show(address.route);
        self.refine();
        if let Some(id) = address.message {
            self.aim.set(Some(id));
            self.step(Input::Reach(id));
        }
    }

    /// Lists what is to be seen through this.
    pub(crate) fn look_through(self, lens: Lens) {
        if self.lens.with_untracked(|shown| *shown != lens) {
            self.inbox.release();
            self.lens.set(lens);
            self.refine();
        }
    }

    /// Tells the engine what the list is to show; who "mine" is may have been found out.
    pub(crate) fn refine(self) {
        let Lens { filter, search } = self.lens.get_untracked();
        let team = self.is_team();
        let (status, agent) = match filter {
            _ if team => (None, None),
            Filter::All => (None, None),
            Filter::Waiting => (Some(SessionStatus::Waiting), None),
            // Whoever took a chat made it active.
            Filter::Mine => (Some(SessionStatus::Active), Some(self.me().unwrap_or_default())),
            Filter::Ended => (Some(SessionStatus::Ended), None),
        };
        let search = search.trim().to_owned();
        self.step(Input::Filter(engine::Filter { status, agent, search, team }));
    }

    /// The address says what the list shows, and going back does not lead through every letter.
    pub(crate) fn note_address(self) {
        if self.root().is_alone
            && let Ok(history) = window().history()
        {
            let hash = untrack(|| self.route.with(|route| self.href(route)));
            // Refused is an address of another origin.
            drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&hash)));
        }
    }

    /// Shows a part of the console.
    pub(crate) fn show(self, route: Route) {
        // Before any message is drawn: what is not shown has no height to scroll by.
        self.root().set("data-part", route.part());
        self.root().set("data-team", if route.is_team() { "true" } else { "false" });
        let route = match route {
            // An address names the number alone.
            Route::Ticket { number, session: None } => {
                Route::Ticket { number, session: self.tickets.shown.session_of(number) }
            }
            route => route,
        };
        let before = self.route.get_untracked();
        if before == route {
            // Another page of the same table.
            if route == Route::Tickets {
                self.tickets.list.refresh(self);
            }
            return;
        }
        let is_same_ticket = number(&before).is_some() && number(&before) == number(&route);
        let desk = self.desk();
        let session = route.session().map(str::to_owned);
        if session.is_some() {
            desk.log.show(Vec::new());
            desk.log.go_to_end();
        }
        self.aim.set(None);
        self.amends.begin_anew();
        self.talks.begin_anew();
        self.team.asks_to_leave.put(false);
        if !is_same_ticket {
            self.panel.fold_where_narrow();
            self.tickets.shown.begin(number(&route));
        }
        self.route.set(route);
        desk.host.step(Input::Select(session));
        self.load_notes();
        if !is_same_ticket {
            self.load_part();
        }
    }

    /// Asks for what is shown and is not the engine's.
    pub(crate) fn load_part(self) {
        match self.route.get_untracked() {
            _ if self.entrance.get_untracked() != Entrance::Open => {}
            Route::Users => self.people.refresh(self),
            Route::Tickets => self.tickets.list.refresh(self),
            Route::Ticket { number, .. } => self.tickets.shown.refresh(self, number),
            Route::Deliveries => {
                self.deliveries.refresh(self);
                self.ways.refresh(self);
            }
            Route::Team(_) => self.crew.refresh(self),
            Route::Chats | Route::Session(_) | Route::Settings => {}
        }
    }
}

impl Console {
    /// Whether the desk is shown among itself.
    pub(crate) fn is_team(self) -> bool {
        self.route.with_untracked(Route::is_team)
    }

    /// An address names a session alone: a conversation of the team's is shown among the team's.
    pub(crate) fn stand_right(self, session: &Session) {
        let right = Route::of(session);
        let is_wrong = self.route.with_untracked(|route| {
            route.session() == right.session()
                && matches!(route, Route::Session(_) | Route::Team(_))
                && *route != right
        });
        if is_wrong {
            // A view does not change what it is just showing.
            Executor::spawn_local(async move {
                self.arrive(Address::read(&right.hash()));
                self.note_address();
            });
        }
    }
}

const fn number(route: &Route) -> Option<u64> {
    match route {
        Route::Ticket { number, .. } => Some(*number),
        _ => None,
    }
}

/// What follows `#`; where nothing does, the session that a link from elsewhere names behind `?`.
fn asked() -> String {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    match query.strip_prefix('?') {
        Some(session) if hash.is_empty() && session.starts_with("session=") => session.to_owned(),
        _ => hash,
    }
}

fn hide_code(route: &Route) {
    if let Ok(history) = window().history() {
        // Refused is an address of another origin.
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash())));
    }
}
