use std::{fmt, sync::Arc};

use chatdesk_core::Receiver;

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
}

/// Says which there are: they hold secrets.
impl fmt::Debug for Receivers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whatsapp, twilio, telegram } = self;
        f.debug_struct("Receivers")
            .field("whatsapp", &whatsapp.is_some())
            .field("twilio", &twilio.is_some())
            .field("telegram", &telegram.is_some())
            .finish()
    }
}
