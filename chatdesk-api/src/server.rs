use serde::{Deserialize, Serialize};

/// Answer of `/healthz` and `/readyz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// Always `ok`; anything else is a problem document.
    pub status: String,
}

/// Body of the standalone server's `POST /console/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsoleCode {
    /// The one-time code behind `#code=` in the printed link.
    pub code: String,
}

/// Answer of the standalone server's `POST /console/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsoleToken {
    /// An administrator's token, to be sent as Bearer.
    pub token: String,
}

impl std::fmt::Debug for ConsoleToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsoleToken").finish_non_exhaustive()
    }
}
