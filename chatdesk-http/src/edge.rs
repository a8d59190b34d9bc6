//! What stands between the socket and the handlers.

mod cors;
mod forged;
mod late;
mod limit;
mod peer;

use std::{fmt, sync::Arc, time::Duration};

use axum::body::Body;
use chatdesk_core::{Actor, Clock};
use http::request::Parts;

use self::limit::Limit;
pub use self::peer::Source;
pub(crate) use self::{cors::cors, late::TooLate};
use crate::{HttpSettings, Network, Origin, problem::Problem};

/// What is asked of a request before a handler sees it, and what it may not do too often.
pub(crate) struct Edge {
    clock: Arc<dyn Clock>,
    body_within: Duration,
    trusted_proxies: Vec<Network>,
    own_origins: Vec<Origin>,
    cors_origins: Vec<Origin>,
    sends: Limit,
    opens: Limit,
    reads: Limit,
    visitors: Limit,
    tickets: Limit,
}

/// What one actor may not do too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Sends a message, or says that they type.
    Send,
    /// Opens a session.
    Open,
    /// Reads, or marks as read.
    Read,
}

impl Edge {
    pub(crate) fn new(clock: Arc<dyn Clock>, settings: &HttpSettings) -> Self {
        let limit = |per_minute| Limit::new(per_minute, Arc::clone(&clock));
        let limits = &settings.limits;
        Self {
            sends: limit(limits.sends_per_actor),
            opens: limit(limits.opens_per_actor),
            reads: limit(limits.reads_per_actor),
            visitors: limit(limits.visitors_per_address),
            tickets: limit(limits.tickets_per_address),
            body_within: settings.body_within,
            trusted_proxies: settings.trusted_proxies.clone(),
            own_origins: settings.own_origins.clone(),
            cors_origins: settings.cors_origins.clone(),
            clock,
        }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Whether pages of other origins may ask.
    pub(crate) const fn is_shared(&self) -> bool {
        !self.cors_origins.is_empty()
    }

    /// Refuses with 403 what a page of another origin made a browser send.
    ///
    /// For whom a token or a session speaks, this comes right after they were recognised.
    pub(crate) fn refuse_forged(&self, parts: &Parts) -> Result<(), Problem> {
        forged::refuse(self, parts)
    }

    /// Counts a deed of an actor; refuses it with 429 where that is too often.
    pub(crate) fn count(&self, deed: Deed, actor: &Actor) -> Result<(), Problem> {
        let limit = match deed {
            Deed::Send => &self.sends,
            Deed::Open => &self.opens,
            Deed::Read => &self.reads,
        };
        limit.take(&limit::Who::from(actor))
    }

    /// Counts a visitor's token for the address that asks; refuses it with 429 where that is too often.
    pub(crate) fn count_visitor(&self, parts: &Parts) -> Result<(), Problem> {
        self.visitors.take(&peer::source(parts, &self.trusted_proxies))
    }

    /// Counts a ticket of nobody in particular for the address that asks; refuses it with 429 where that is too often.
    pub(crate) fn count_ticket(&self, parts: &Parts) -> Result<(), Problem> {
        self.tickets.take(&peer::source(parts, &self.trusted_proxies))
    }

    /// The same body, which ends with [`TooLate`] where it takes too long to arrive.
    pub(crate) fn hurry(&self, body: Body) -> Body {
        late::hurry(body, Arc::clone(&self.clock), self.body_within)
    }
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edge").finish_non_exhaustive()
    }
}
