use std::sync::Arc;

use chatdesk_api::ResetReason;
use chatdesk_core::{Clock, Timestamp};

use super::seats::Seat;
use crate::{App, auth::Caller, problem::Problem};

/// How long somebody may listen: while their token counts and nobody needs their seat.
pub(crate) struct Stay {
    app: App,
    caller: Caller,
    seat: Seat,
}

/// Why a stream or a long poll ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The token ran out.
    Expired,
    /// The token was revoked.
    Revoked,
    /// The actor began more than they may have at once, and this was the oldest.
    Replaced,
    /// The desk stops.
    Stopping,
    /// The store cannot be read.
    Failed,
}

impl End {
    /// Why the reader has to begin anew, where they have to.
    pub(crate) const fn reset(self) -> Option<ResetReason> {
        match self {
            Self::Replaced => Some(ResetReason::Slow),
            Self::Expired | Self::Revoked | Self::Stopping | Self::Failed => None,
        }
    }

    /// The refusal of a long poll that ends so.
    pub(crate) fn refusal(self) -> Option<Problem> {
        let detail = match self {
            Self::Expired => "the token ran out while you waited; get a new one",
            Self::Revoked => "the token was revoked while you waited; get a new one",
            Self::Replaced | Self::Stopping | Self::Failed => return None,
        };
        Some(Problem::unauthenticated(detail))
    }
}

impl Stay {
    /// Begins now; the oldest stay of the same actor may end for it.
    pub(crate) fn begin(app: &App, caller: &Caller) -> Self {
        let seat = app.seats.take(&caller.actor);
        Self { app: app.clone(), caller: caller.clone(), seat }
    }

    /// Completes when it is over. May be dropped while it waits.
    pub(crate) async fn over(&self) -> End {
        let clock = Arc::clone(self.app.desk.clock());
        tokio::select! {
            biased;
            () = due(&*clock, self.caller.expires_at) => End::Expired,
            () = self.app.desk.until_revoked(&self.caller.actor, self.caller.issued_at) => {
                End::Revoked
            }
            () = self.seat.needed() => End::Replaced,
        }
    }
}

/// Completes at an instant; never where there is none.
pub(super) async fn due(clock: &dyn Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
