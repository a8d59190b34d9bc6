//! Who asks Google to push: a service account, and the tokens that it gets.

use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chatdesk_core::{Outcome, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::pause;
use crate::{ReceiverUrl, client::Client};

/// Of OAuth 2.0 for Google's APIs: no wider one is needed to push.
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
/// What an assertion is worth at most, by Google's rule.
const ASSERTED: Duration = Duration::from_hours(1);
/// A token is not used in its last minutes, so that none lapses on its way.
const EARLY: Duration = Duration::from_mins(5);

/// A service account of the Firebase project whose apps are pushed to, as the console hands it out: a JSON file with its key.
///
/// One with the role "Firebase Cloud Messaging API Admin" and no other will do.
#[derive(Clone)]
pub struct ServiceAccount {
    email: String,
    project: String,
    key_id: String,
    token_url: ReceiverUrl,
    /// As the assertion's audience, letter by letter.
    audience: String,
    key: Arc<RsaKeyPair>,
}

/// Text that is no [`ServiceAccount`]. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseServiceAccountError {
    /// It is not the JSON of a service account.
    #[error(
        "is not a service account's JSON with client_email, project_id, private_key_id, private_key and token_uri"
    )]
    Json,
    /// The project is called otherwise than projects are.
    #[error("has a project_id with other than letters, digits, `-`, `.` and `:`")]
    Project,
    /// Tokens would be asked for where no URL leads.
    #[error("has a token_uri that is no URL")]
    TokenUri,
    /// The key cannot be used.
    #[error("has a private_key that is no RSA key in PEM (PKCS #8, 2048 bits or more)")]
    Key,
}

#[derive(Deserialize)]
struct Written {
    client_email: String,
    project_id: String,
    private_key_id: String,
    private_key: SecretString,
    token_uri: String,
}

impl std::str::FromStr for ServiceAccount {
    type Err = ParseServiceAccountError;

    fn from_str(text: &str) -> Result<Self, ParseServiceAccountError> {
        let written: Written =
            serde_json::from_str(text).map_err(|_| ParseServiceAccountError::Json)?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
        let project = written.project_id;
        if project.is_empty() || project.starts_with('.') || !project.bytes().all(fits) {
            return Err(ParseServiceAccountError::Project);
        }
        let token_url = written.token_uri.parse();
        Ok(Self {
            email: written.client_email,
            project,
            key_id: written.private_key_id,
            token_url: token_url.map_err(|_| ParseServiceAccountError::TokenUri)?,
            audience: written.token_uri,
            key: Arc::new(key(&written.private_key).ok_or(ParseServiceAccountError::Key)?),
        })
    }
}

fn key(pem: &SecretString) -> Option<RsaKeyPair> {
    let pem = pem.expose_secret();
    let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let der = STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?;
    RsaKeyPair::from_pkcs8(&der).ok()
}

impl ServiceAccount {
    /// The Firebase project that it belongs to.
    #[must_use]
    pub fn project(&self) -> &str {
        &self.project
    }

    pub(super) const fn token_url(&self) -> &ReceiverUrl {
        &self.token_url
    }

    /// What proves at `at`, and for an hour, who asks for a token (RFC 7523). `None` when the key does not sign.
    fn assertion(&self, at: Timestamp) -> Option<SecretString> {
        let head = json!({"alg": "RS256", "typ": "JWT", "kid": self.key_id});
        let claims = json!({
            "iss": self.email,
            "scope": SCOPE,
            "aud": self.audience,
            "iat": at.as_secs(),
            "exp": at.plus(ASSERTED).as_secs(),
        });
        let [head, claims] = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{head}.{claims}");
        let mut signature = vec![0; self.key.public_key().modulus_len()];
        let random = SystemRandom::new();
        self.key.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
    }
}

/// Shows the project alone.
impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount").field("project", &self.project).finish_non_exhaustive()
    }
}

/// The tokens of an account, one at a time.
pub(super) struct Tokens {
    account: ServiceAccount,
    client: Client,
    /// Held while one is asked for, so that many attempts ask once.
    current: tokio::sync::Mutex<Option<Token>>,
}

#[derive(Clone)]
pub(super) struct Token {
    /// `Bearer …`
    pub(super) header: HeaderValue,
    until: Timestamp,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    /// Seconds.
    #[serde(default)]
    expires_in: u32,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
}

impl Tokens {
    pub(super) fn new(account: ServiceAccount, client: Client) -> Self {
        Self { account, client, current: tokio::sync::Mutex::new(None) }
    }

    /// One that is good at `at`, and not `rejected`: that one the interface did not take.
    pub(super) async fn get(
        &self,
        at: Timestamp,
        rejected: Option<&Token>,
    ) -> Result<Token, Outcome> {
        let mut current = self.current.lock().await;
        let is_good = |token: &&Token| {
            at < token.until && rejected.is_none_or(|rejected| rejected.header != token.header)
        };
        if let Some(token) = current.as_ref().filter(is_good) {
            return Ok(token.clone());
        }
        *current = None;
        let token = self.ask(at).await?;
        *current = Some(token.clone());
        Ok(token)
    }

    async fn ask(&self, at: Timestamp) -> Result<Token, Outcome> {
        let assertion = self
            .account
            .assertion(at)
            .ok_or_else(|| pause(at, "the service account's key does not sign".to_owned()))?;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, form)]);
        let body = format!("{GRANT}{}", assertion.expose_secret()).into_bytes();
        let answer = self.client.ask("", headers, body, at).await?;
        let retry = |why: String| Outcome::Retry { after: answer.retry_after, why };
        match answer.status {
            200 => {
                granted(&answer.body, at).ok_or_else(|| retry("Google gave no token".to_owned()))
            }
            status @ (408 | 429 | 500..) => {
                Err(retry(format!("Google's tokens are not to be had: it answered {status}")))
            }
            status => {
                let said = serde_json::from_slice(&answer.body).ok();
                let said = said.map_or_else(|| status.to_string(), |Denied { error }| word(&error));
                let why = format!(
                    "Google does not take the service account ({said}): is its key still valid, and this machine's clock right?"
                );
                Err(pause(at, why))
            }
        }
    }
}

fn granted(body: &[u8], at: Timestamp) -> Option<Token> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    let bearer = format!("Bearer {}", granted.access_token.expose_secret());
    let mut header = HeaderValue::from_str(&bearer).ok()?;
    header.set_sensitive(true);
    let lasting = Duration::from_secs(granted.expires_in.into()).saturating_sub(EARLY);
    Some(Token { header, until: at.plus(lasting) })
}

/// A word of a provider, as far as it is one: what it says may hold anything.
pub(super) fn word(said: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    said.chars().take_while(fits).take(40).collect()
}
