use serde::{Deserialize, Serialize};

use crate::Time;

/// Answer of `POST /admin/agents/{id}/whatsapp-link`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatsAppLink {
    /// Whoever writes this to the desk's number is this agent from then on. It works once.
    pub text: String,
    /// It works before then.
    pub expires_at: Time,
}

/// Answer of `POST /admin/agents/{id}/telegram-link`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TelegramLink {
    /// Opens the bot; whoever presses "Start" there is this agent. It works once.
    pub url: String,
    /// It works before then.
    pub expires_at: Time,
}
