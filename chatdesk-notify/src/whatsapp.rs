//! WhatsApp by Meta's own Cloud API: what the desk says to customers, and alerts to numbers of the desk.

mod alert;
mod body;
mod builder;
mod cloud;
mod meaning;
mod receiver;
mod template;
mod windows;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use chatdesk_core::{
    Carriage, Channel, Content, Delivery, Form, Hint, Interest, Notifier, NotifierLimits, Outbound,
    Outcome, Timestamp,
};
use serde_json::Value;

pub(crate) use self::template::in_place as template_text;
pub use self::{
    alert::WhatsAppAlert,
    builder::{WhatsAppBuilder, WhatsAppError, WhatsAppParts},
    receiver::{WhatsAppReceiver, WhatsAppReceiverError},
    template::WhatsAppTemplate,
};
use self::{body::To, cloud::Cloud, meaning::Failure};
use crate::progress::Progress;

/// Five minutes short of the day that Meta gives: what waits a little must not be late.
pub(crate) const WINDOW: Duration = Duration::from_mins(24 * 60 - 5);
/// A number that an app shares takes so many a second; one by itself takes more.
const PER_SECOND: u16 = 20;

/// Brings what the desk says to customers on WhatsApp, by the Cloud API's `/messages` (Graph API v26.0).
///
/// Text goes as it is, up to 4,096 characters in one message, and beyond that in several; with buttons it goes as an
/// interactive message, whose text has 1,024 at most. Where Meta does not say how it counts, units of UTF-16 are counted.
/// Customers are reached by phone number, or by the business-scoped id of those who show none.
///
/// What an attempt comes to is decided by the code of Meta's error, and by the status only where there is none:
///
/// | answer | outcome |
/// | --- | --- |
/// | an id | sent, with the id of the last part |
/// | 131047 | needs a template |
/// | 131056 | retry, after 4ⁿ s at attempt n |
/// | 4, 80007, 130429, any other 429 | pause, as long as `Retry-After` says, else a minute |
/// | 131048 | pause for a quarter of an hour |
/// | 0, 3, 10, 190, 200–299, 131005, and 100 with subcode 33 | pause for five minutes: the credentials are wrong |
/// | 368, 131031, 131042, 130497 | pause for five minutes: the account may not send |
/// | 1, 2, 131000, 131016, 131057, every other 5xx, no JSON, no answer | retry |
/// | 131062 | once by phone number, where that is known; else refused |
/// | everything else | refused |
pub struct WhatsApp {
    cloud: Arc<Cloud>,
    template: Option<WhatsAppTemplate>,
    progress: Progress,
}

impl WhatsApp {
    /// What the interface says of the phone number, for whoever checks the settings: nothing is sent.
    ///
    /// # Errors
    /// Why it cannot be used, in words without a secret.
    pub async fn check(&self, at: Timestamp) -> Result<String, String> {
        self.cloud.look(at).await.map_err(|outcome| meaning::words(&outcome).to_owned())
    }

    async fn carry(&self, outbound: &Outbound, delivery: &Delivery) -> Outcome {
        let Some(to) = To::of(&outbound.address) else { return body::not_of_whatsapp() };
        let bodies = match (outbound.form, &self.template) {
            (Form::Text, _) => body::texts(&outbound.text, &outbound.buttons),
            (Form::Template, Some(template)) => {
                vec![template.body(outbound.session.contact.profile.name.as_deref())]
            }
            (Form::Template, None) => {
                return Outcome::Refused { why: "no template is configured".to_owned() };
            }
        };
        let phone = outbound.session.contact.profile.phone.as_deref().and_then(To::of_phone);
        match (self.send(&to, &bodies, delivery).await, phone) {
            (Err(Failure::NotByThatId), Some(phone)) => {
                outcome(self.send(&phone, &bodies, delivery).await)
            }
            (sent, _) => outcome(sent),
        }
    }

    async fn hint(&self, hint: &Hint, delivery: &Delivery) -> Outcome {
        match To::of(&hint.address) {
            Some(to) => outcome(self.send(&to, &body::texts(&hint.text, &[]), delivery).await),
            None => body::not_of_whatsapp(),
        }
    }

    /// Sends the parts that an earlier attempt did not; comes to the id of the last.
    async fn send(
        &self,
        to: &To,
        bodies: &[Value],
        delivery: &Delivery,
    ) -> Result<Option<String>, Failure> {
        // What is one message now has not been begun.
        let n_sent = if bodies.len() > 1 { self.progress.of(&delivery.id) } else { 0 };
        let mut last = None;
        for (index, body) in bodies.iter().enumerate().skip(n_sent) {
            last = Some(self.cloud.send(&to.address(body), delivery).await?);
            if index + 1 < bodies.len() {
                self.progress.note(&delivery.id, index + 1);
            }
        }
        self.progress.forget(&delivery.id);
        Ok(last)
    }
}

fn outcome(sent: Result<Option<String>, Failure>) -> Outcome {
    match sent {
        Ok(provider_id) => Outcome::Sent { provider_id, thread: None },
        Err(failure) => failure.into(),
    }
}

/// Hides from which number it sends.
impl fmt::Debug for WhatsApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsApp").field("template", &self.template).finish_non_exhaustive()
    }
}

#[async_trait]
impl Notifier for WhatsApp {
    fn kind(&self) -> &'static str {
        "whatsapp"
    }

    fn interest(&self) -> Interest {
        let carriage = Carriage { window: Some(WINDOW), has_template: self.template.is_some() };
        let mut interest = Interest::default();
        interest.carries.insert(Channel::Whatsapp, carriage);
        interest
    }

    fn limits(&self) -> NotifierLimits {
        NotifierLimits::default().per_second(PER_SECOND)
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        match &delivery.content {
            Content::Outbound(outbound) => self.carry(outbound, delivery).await,
            Content::Hint(hint) => self.hint(hint, delivery).await,
            // There is nobody to whom it could be sent.
            Content::Test(_) => match self.cloud.look(delivery.at).await {
                Ok(_) => Outcome::SENT,
                Err(outcome) => outcome,
            },
            _ => Outcome::SENT,
        }
    }
}
