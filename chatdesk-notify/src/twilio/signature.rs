//! How Twilio proves its posts: `X-Twilio-Signature`, by either of its schemes.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::Post;
use secrecy::SecretString;

use crate::proof::{Mac, of_hex};

/// What may have signed.
pub(super) struct Secrets {
    pub(super) auth_token: SecretString,
    /// Of a key that was made for webhooks alone.
    pub(super) shared: Option<SecretString>,
}

/// The fields of a form; of one name in several.
pub(super) type Form = BTreeMap<String, BTreeSet<String>>;

pub(super) fn form(body: &[u8]) -> Form {
    let mut form = Form::new();
    for (name, value) in form_urlencoded::parse(body) {
        form.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    form
}

/// Whether a post to this URL, without its query, is Twilio's.
///
/// Signed is the URL as Twilio called it, and of a form behind it every name with its value, neither of them trimmed,
/// sorted; of JSON the URL alone, which then holds the hash of the body.
pub(super) fn is_proven(post: &Post<'_>, url: &str, secrets: &Secrets) -> bool {
    let Some(signature) = post.header("x-twilio-signature") else { return false };
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let settings = post.header("x-twilio-webhooks-signature-settings").unwrap_or_default();
    let (mac, secret) = match algorithm(settings) {
        // The name of the other scheme's secret comes with it, and there is one.
        Some("HMAC_SHA256") => match &secrets.shared {
            Some(secret) => (Mac::Sha256, secret),
            None => return false,
        },
        Some("HMAC_SHA1") | None => (Mac::Sha1, &secrets.auth_token),
        Some(_) => return false,
    };
    let is_json = post.header("content-type").is_some_and(|it| it.starts_with("application/json"));
    let fields = if is_json {
        if !is_hash_of(post.query, post.body) {
            return false;
        }
        String::new()
    } else {
        let pairs = form(post.body).into_iter().flat_map(|(name, values)| {
            values.into_iter().map(move |value| format!("{name}{value}"))
        });
        pairs.collect()
    };
    let query = if post.query.is_empty() { String::new() } else { format!("?{}", post.query) };
    let is_of =
        |url: &str| mac.is_of(format!("{url}{query}{fields}").as_bytes(), secret, &signature);
    // Twilio signs one or the other, whichever was configured there.
    both(url).iter().any(|url| is_of(url))
}

fn algorithm(settings: &str) -> Option<&str> {
    let mut pairs = settings.split(',').filter_map(|pair| pair.split_once('='));
    let algorithm =
        pairs.find(|(name, _)| name.trim() == "algorithm").map(|(_, value)| value.trim());
    algorithm.filter(|it| !it.is_empty())
}

fn is_hash_of(query: &str, body: &[u8]) -> bool {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let told = pairs.find(|(name, _)| name == "bodySHA256").and_then(|(_, value)| of_hex(&value));
    told.as_deref() == Some(digest::digest(&digest::SHA256, body).as_ref())
}

/// The URL without its port, and with it: the usual one of its protocol where it has none.
fn both(url: &str) -> [String; 2] {
    let (protocol, rest) = url.split_once("://").unwrap_or(("https", url));
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let usual = if protocol == "http" { "80" } else { "443" };
    let is_port = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let named = authority.rsplit_once(':').filter(|(_, port)| is_port(port));
    let (host, port) = named.unwrap_or((authority, usual));
    [format!("{protocol}://{host}{path}"), format!("{protocol}://{host}:{port}{path}")]
}
