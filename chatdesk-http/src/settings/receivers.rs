use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::Receiver;

/// Who a bot is, as its channel knows it.
#[async_trait]
pub trait BotName: Send + Sync + 'static {
    /// What it is called there, without `@`.
    ///
    /// # Errors
    /// Why that cannot be said now, in words for the desk; no secret.
    async fn name(&self) -> Result<String, String>;
}

/// Who reads what providers post to `/webhooks/…`; none by default. Where nobody reads, such a path is not there: 404.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Receivers {
    /// Of `/webhooks/whatsapp`: the Cloud API of Meta.
    pub whatsapp: Option<Arc<dyn Receiver>>,
    /// Of `/webhooks/whatsapp/twilio`: WhatsApp by way of Twilio.
    pub twilio: Option<Arc<dyn Receiver>>,
    /// Of `/webhooks/telegram`: the Bot API.
    pub telegram: Option<Arc<dyn Receiver>>,
    /// Who the bot of Telegram is: agents are bound to it by a link.
    pub telegram_bot: Option<Arc<dyn BotName>>,
}

/// Says which there are: they hold secrets.
impl fmt::Debug for Receivers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whatsapp, twilio, telegram, telegram_bot } = self;
        f.debug_struct("Receivers")
            .field("whatsapp", &whatsapp.is_some())
            .field("twilio", &twilio.is_some())
            .field("telegram", &telegram.is_some())
            .field("telegram_bot", &telegram_bot.is_some())
            .finish()
    }
}
