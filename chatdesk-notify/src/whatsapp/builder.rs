//! What is to be known before anything is sent.

use std::{fmt, sync::Arc};

use chatdesk_core::PhoneNumber;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    WhatsApp, WhatsAppAlert, WhatsAppReceiver, WhatsAppReceiverError, WhatsAppTemplate,
    cloud::Cloud, windows::Windows,
};
use crate::{ReceiverUrl, Wording, caller::Caller, progress::Progress};

const BASE: &str = "https://graph.facebook.com";
const VERSION: &str = "v26.0";

/// Why there is no [`WhatsApp`]. The text names no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WhatsAppError {
    /// Something else than digits.
    #[error(
        "phone_number_id is not the number's id: digits, as the app's page \"API Setup\" shows"
    )]
    PhoneNumberId,
    /// There is none.
    #[error("access_token is empty")]
    AccessToken,
    /// Something else than `v` and two numbers.
    #[error("api_version is not one such as v26.0")]
    Version,
    /// It has no name, or no language.
    #[error("the template has no name or no language")]
    Template,
    /// There is no TLS on this machine.
    #[error("TLS cannot be used: are the system's root certificates installed?")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Builds a [`WhatsApp`], and what goes with it.
#[must_use]
pub struct WhatsAppBuilder {
    phone_number_id: String,
    access_token: SecretString,
    base: Option<ReceiverUrl>,
    version: String,
    template: Option<WhatsAppTemplate>,
    alert_to: Vec<PhoneNumber>,
    wording: Wording,
}

/// All that speaks for one phone number; the alerts know from the receiver who of the desk may be written to.
pub struct WhatsAppParts {
    /// What the desk says to customers.
    pub carrier: WhatsApp,
    /// Alerts, one for each number of the desk.
    pub alerts: Vec<WhatsAppAlert>,
    windows: Arc<Windows>,
    phone_number_id: String,
}

impl WhatsApp {
    /// Begins one for the phone number with this id, as the user whose token this is.
    pub fn builder(phone_number_id: &str, access_token: SecretString) -> WhatsAppBuilder {
        WhatsAppBuilder {
            phone_number_id: phone_number_id.to_owned(),
            access_token,
            base: None,
            version: VERSION.to_owned(),
            template: None,
            alert_to: Vec::new(),
            wording: Wording::default(),
        }
    }
}

impl WhatsAppBuilder {
    /// Where the Graph API is; `https://graph.facebook.com` by default. The access token goes there.
    pub fn api_base(mut self, base: ReceiverUrl) -> Self {
        self.base = Some(base);
        self
    }

    /// Its version; `v26.0` by default.
    pub fn api_version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// What is sent to those who have not written for a day; nothing by default.
    pub fn template(mut self, template: WhatsAppTemplate) -> Self {
        self.template = Some(template);
        self
    }

    /// The numbers of the desk that alerts go to.
    pub fn alert_to(mut self, numbers: impl IntoIterator<Item = PhoneNumber>) -> Self {
        self.alert_to = numbers.into_iter().collect();
        self
    }

    /// How alerts are worded.
    pub fn wording(mut self, wording: Wording) -> Self {
        self.wording = wording;
        self
    }

    /// What carries, and what alerts.
    ///
    /// # Errors
    /// When a setting does not fit, or the system has no root certificates.
    pub fn build(self) -> Result<WhatsAppParts, WhatsAppError> {
        let Self { phone_number_id, access_token, version, template, wording, .. } = self;
        if phone_number_id.is_empty() || !is_digits(&phone_number_id) {
            return Err(WhatsAppError::PhoneNumberId);
        }
        if access_token.expose_secret().trim().is_empty() {
            return Err(WhatsAppError::AccessToken);
        }
        let numbers = version.strip_prefix('v').and_then(|rest| rest.split_once('.'));
        let is_number = |text: &str| !text.is_empty() && is_digits(text);
        if !numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor)) {
            return Err(WhatsAppError::Version);
        }
        if template.as_ref().is_some_and(|template| !template.is_named()) {
            return Err(WhatsAppError::Template);
        }
        let base = self.base.map_or_else(|| BASE.parse(), Ok);
        let base = base.map_err(|error| WhatsAppError::Tls(Box::new(error)))?;
        let caller = Caller::new(base, "WhatsApp").map_err(WhatsAppError::Tls)?;
        let cloud =
            Cloud { caller, version, access_token, phone_number_id: phone_number_id.clone() };
        let cloud = Arc::new(cloud);
        let windows = Arc::new(Windows::of(self.alert_to.iter().cloned().map(String::from)));
        let alert = |(index, number): (usize, &PhoneNumber)| WhatsAppAlert {
            kind: format!("whatsapp-alert-{}", index + 1),
            number: number.as_str().to_owned(),
            cloud: Arc::clone(&cloud),
            template: template.clone(),
            wording: wording.clone(),
            windows: Arc::clone(&windows),
        };
        let alerts = self.alert_to.iter().enumerate().map(alert).collect();
        let carrier = WhatsApp { cloud, template, progress: Progress::default() };
        Ok(WhatsAppParts { carrier, alerts, windows, phone_number_id })
    }
}

impl WhatsAppParts {
    /// What reads Meta's posts to this number, by the secret of the app and the token that its webhook was set up with.
    ///
    /// # Errors
    /// When one of them is empty.
    pub fn receiver(
        &self,
        app_secret: SecretString,
        verify_token: SecretString,
    ) -> Result<WhatsAppReceiver, WhatsAppReceiverError> {
        let receiver = WhatsAppReceiver::new(&self.phone_number_id, app_secret, verify_token)?;
        Ok(receiver.noting(Arc::clone(&self.windows)))
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Hides from which number it is to send, and to which.
impl fmt::Debug for WhatsAppBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppBuilder").field("version", &self.version).finish_non_exhaustive()
    }
}

/// Hides the number's id.
impl fmt::Debug for WhatsAppParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = f.debug_struct("WhatsAppParts");
        parts.field("carrier", &self.carrier).field("alerts", &self.alerts).finish_non_exhaustive()
    }
}
