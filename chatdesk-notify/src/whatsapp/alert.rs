//! Alerts to one number of the desk.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chatdesk_core::{Alerting, Content, Delivery, Interest, Notifier, Outcome};
use serde_json::Value;

use super::{
    WhatsAppTemplate,
    body::{self, To},
    cloud::Cloud,
    meaning::Failure,
    outcome,
    windows::Windows,
};
use crate::{
    AlertText, Wording,
    split::{in_utf16, parts},
};

/// One person takes ten a minute for long, and a burst of 45.
const PER_MINUTE: u16 = 10;

/// Tells one phone number of the desk on WhatsApp that customers wait.
///
/// Meta takes a text to somebody who has not written for a day, and says only later that it did not arrive. So where a
/// template is configured, the text goes to whom this process has seen writing within the last 23 h 55 min, and the template
/// to everybody else, and in the same attempt to whom a text is refused. Without a template it is always the text.
pub struct WhatsAppAlert {
    pub(super) kind: String,
    /// `+` and digits.
    pub(super) number: String,
    pub(super) cloud: Arc<Cloud>,
    pub(super) template: Option<WhatsAppTemplate>,
    pub(super) wording: Wording,
    pub(super) windows: Arc<Windows>,
}

impl WhatsAppAlert {
    async fn tell(&self, said: &AlertText, name: Option<&str>, delivery: &Delivery) -> Outcome {
        let Some(to) = To::of_phone(&self.number) else { return body::not_of_whatsapp() };
        let template = self.template.as_ref().map(|template| template.body(name));
        let is_open = self.windows.is_open(&self.number, delivery.at);
        let first = template.as_ref().filter(|_| !is_open);
        let first = first.cloned().unwrap_or_else(|| in_one(said));
        match (self.send(&to, &first, delivery).await, template) {
            (Err(Failure::Outcome(Outcome::NeedsTemplate { .. })), Some(template)) if is_open => {
                self.windows.close(&self.number);
                outcome(self.send(&to, &template, delivery).await)
            }
            (sent, _) => outcome(sent),
        }
    }

    async fn send(
        &self,
        to: &To,
        body: &Value,
        delivery: &Delivery,
    ) -> Result<Option<String>, Failure> {
        self.cloud.send(&to.address(body), delivery).await.map(Some)
    }
}

/// In one message: of what is too long the end is left out, and the link stays.
fn in_one(said: &AlertText) -> Value {
    let link = said.link.as_ref().map(|link| format!("\n{link}")).unwrap_or_default();
    let written = std::iter::once(&said.title).chain(&said.lines);
    let written = written.map(String::as_str).collect::<Vec<_>>().join("\n");
    let room = body::TEXT.saturating_sub(link.encode_utf16().count() + 1);
    let parts = parts(&written, room.max(2), in_utf16);
    let more = if parts.len() > 1 { "…" } else { "" };
    let first = parts.first().copied().unwrap_or_default();
    body::text(format!("{first}{more}{link}").trim())
}

/// Hides whose number it is.
impl fmt::Debug for WhatsAppAlert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppAlert").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for WhatsAppAlert {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn interest(&self) -> Interest {
        Interest::UNREAD
    }

    fn alerting(&self) -> Alerting {
        Alerting::default().per_minute(PER_MINUTE)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let (said, name) = match &delivery.content {
            Content::Unread(unread) => {
                let name = unread.name.as_deref().filter(|_| self.wording.preview);
                (self.wording.alert(unread), name)
            }
            Content::Digest(digest) => (self.wording.digest(digest), None),
            Content::Test(_) => (self.wording.test(), None),
            _ => return Outcome::SENT,
        };
        self.tell(&said, name, delivery).await
    }
}
