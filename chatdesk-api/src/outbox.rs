use serde::{Deserialize, Serialize};

use crate::{Channel, Time};

/// Answer of `GET /admin/deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outgoing {
    /// A page, the latest made first.
    pub deliveries: Vec<OutgoingDelivery>,
    /// How many there are on all pages, counted up to 10,000.
    pub total: u64,
    /// Where the next page begins; `null` on the last.
    pub next_cursor: Option<String>,
    /// Whoever is left alone now: what they carry waits.
    pub pauses: Vec<OutgoingPause>,
}

/// Who is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutgoingPause {
    /// Who.
    pub notifier: String,
    /// Until then.
    pub until: Time,
    /// What is wrong.
    pub why: String,
}

/// Something that is to be told, or could not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutgoingDelivery {
    /// `dlv_…`.
    pub id: String,
    /// Who carries it.
    pub notifier: String,
    /// Whether it waits or was given up.
    pub state: OutgoingState,
    /// How often it was tried, one attempt under way included.
    pub attempts: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// Not tried before then; of one that was given up, when it was last due.
    pub due_at: Time,
    /// When it was made.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutgoingState {
    /// It waits for an attempt, or one is under way.
    Waiting,
    /// It was given up.
    Failed,
}

/// Answer of `GET /admin/channels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaysOut {
    /// Every way out that is configured.
    pub channels: Vec<WayOut>,
}

/// A way by which somebody outside is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WayOut {
    /// What it is called: as in `notifier` of a delivery.
    pub kind: String,
    /// Whether it tells the desk that customers wait.
    pub alerts: bool,
    /// Whether it tells customers that the desk has answered.
    pub answers: bool,
    /// Whether it tells a host's systems what happened.
    pub events: bool,
    /// The text channels whose customers it brings what the desk says.
    pub carries: Vec<Channel>,
    /// That it is left alone now, and why; `null` where it is not.
    pub paused: Option<OutgoingPause>,
}

/// Answer of `POST /admin/channels/{kind}/test`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trial {
    /// What became of it.
    pub state: TrialState,
    /// What went wrong, in words.
    pub error: Option<String>,
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrialState {
    /// The receiver has taken it.
    Sent,
    /// It has not.
    Failed,
}
