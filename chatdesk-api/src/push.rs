use std::fmt;

use serde::{Deserialize, Serialize};

/// Body of `PUT /chat/push-token`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushTokenRequest {
    /// What the platform gave out; 1–4,096 characters without white space.
    pub token: String,
    /// What it is.
    pub kind: PushTokenKind,
    /// Where it lives.
    pub platform: PushPlatform,
}

/// Hides the token.
impl fmt::Debug for PushTokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushTokenRequest")
            .field("kind", &self.kind)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// What a push token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PushTokenKind {
    /// A registration token.
    Token,
    /// An installation id.
    Fid,
}

/// Where a push token lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PushPlatform {
    /// A browser.
    Web,
    /// Android.
    Android,
    /// iOS.
    Ios,
}

/// Body of `DELETE /chat/push-token`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForgetPushToken {
    /// The token.
    pub token: String,
}

/// Hides the token.
impl fmt::Debug for ForgetPushToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForgetPushToken").finish_non_exhaustive()
    }
}
