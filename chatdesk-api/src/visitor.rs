use serde::{Deserialize, Serialize};

/// Body of `POST /visitor/session`; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorSessionRequest {
    /// What to call the visitor; 1–100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to answer when the page is closed; 3–254 characters with an `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The page that the visitor is on; up to 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Answer of `POST /visitor/session`. Nothing is stored until the first message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorSession {
    /// `cdv_…`, to be sent as Bearer and kept by the browser.
    pub token: String,
    /// The id that the desk sees behind `visitor:`.
    pub visitor_id: String,
}

impl std::fmt::Debug for VisitorSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VisitorSession")
            .field("visitor_id", &self.visitor_id)
            .finish_non_exhaustive()
    }
}

/// Body of `POST /chat/identify`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentifyRequest {
    /// The token that the asker had as a visitor.
    pub visitor_token: String,
}

/// Hides the token.
impl std::fmt::Debug for IdentifyRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdentifyRequest").finish_non_exhaustive()
    }
}
