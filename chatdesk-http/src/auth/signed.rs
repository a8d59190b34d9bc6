//! Headers that a proxy with sessions of its own signs.

use std::{fmt, time::Duration};

use axum::extract::OriginalUri;
use chatdesk_core::{Profile, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, request::Parts};
use sha2::{Digest as _, Sha256};

use super::{
    Caller, WeakSecret,
    person::{person, shown},
};
use crate::problem::Problem;

const USER: &str = "x-chatdesk-user";
const ROLE: &str = "x-chatdesk-role";
const NAME: &str = "x-chatdesk-name";
const TIMESTAMP: &str = "x-chatdesk-timestamp";
const SIGNATURE: &str = "x-chatdesk-signature";
const CONTENT: &str = "x-chatdesk-content-sha256";

/// How far the proxy's clock may be from ours, either way.
const WINDOW: Duration = Duration::from_secs(60);

/// The way of signed headers: `X-Chatdesk-User` and those beside it, under a secret that the proxy shares.
///
/// Within the window a request may be repeated: whoever can read it in between could do worse. So this belongs on
/// loopback, on a unix socket or behind TLS.
pub(super) struct SignedHeaders {
    secret: Vec<u8>,
}

impl fmt::Debug for SignedHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedHeaders").finish_non_exhaustive()
    }
}

impl SignedHeaders {
    pub(super) fn new(secret: &[u8]) -> Result<Self, WeakSecret> {
        WeakSecret::refuse(secret)?;
        Ok(Self { secret: secret.to_vec() })
    }

    /// Whether a request goes this way, well or badly.
    pub(super) fn are_in(headers: &HeaderMap) -> bool {
        [USER, ROLE, NAME, TIMESTAMP, SIGNATURE, CONTENT]
            .iter()
            .any(|name| headers.contains_key(*name))
    }

    /// Whom the headers name, where they fit and the signature is good.
    pub(super) fn caller(&self, parts: &Parts, now: Timestamp) -> Result<Caller, Problem> {
        let headers = &parts.headers;
        let user = required(headers, USER)?;
        let timestamp = required(headers, TIMESTAMP)?;
        let signature = required(headers, SIGNATURE)?;
        let role = text(headers, ROLE)?.unwrap_or_default();
        let name = text(headers, NAME)?.unwrap_or_default();
        let content = text(headers, CONTENT)?;
        SignedContent::of(headers)?;

        let mut lines =
            vec!["v1", timestamp, parts.method.as_str(), target(parts), user, role, name];
        lines.extend(content);
        let tag = signature.strip_prefix("v1=").and_then(unhex).ok_or_else(|| {
            Problem::unauthenticated("X-Chatdesk-Signature must be: v1=, then 64 hex digits")
        })?;
        self.mac(&lines.join("\n")).verify_slice(&tag).map_err(|_| {
            Problem::unauthenticated("the signature is not that of this request and these headers")
        })?;
        let issued_at = instant(timestamp).ok_or_else(|| {
            Problem::unauthenticated("X-Chatdesk-Timestamp must be seconds since 1970, in digits")
        })?;
        if let Some(off) = clocks_differ(issued_at, now) {
            return Err(Problem::unauthenticated(off));
        }
        let name = percent_decoded(name).ok_or_else(|| {
            Problem::unauthenticated("X-Chatdesk-Name must be percent-encoded UTF-8")
        })?;
        let role = if role.is_empty() { "user" } else { role };
        let profile = Profile { name: shown(&name), ..Profile::default() };
        let actor = person(role, user, profile).ok_or_else(|| {
            Problem::unauthenticated(
                "X-Chatdesk-User or X-Chatdesk-Role does not fit: 1 to 256 characters without a \
                 reserved beginning; user, agent, admin or host",
            )
        })?;
        Ok(Caller { actor, expires_at: None, issued_at: Some(issued_at) })
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length");
        mac.update(text.as_bytes());
        mac
    }
}

/// The digest that a signed request says its body has; the body is compared with it when it is read.
#[derive(Debug)]
pub(crate) struct SignedContent([u8; 32]);

impl SignedContent {
    /// `None` where nothing is said.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(digits) = text(headers, CONTENT)? else { return Ok(None) };
        let digest = unhex(digits).ok_or_else(|| {
            Problem::unauthenticated("X-Chatdesk-Content-SHA256 must be 64 hex digits")
        })?;
        Ok(Some(Self(digest)))
    }

    /// Refuses another body.
    pub(crate) fn check(&self, body: &[u8]) -> Result<(), Problem> {
        if Sha256::digest(body)[..] == self.0 {
            return Ok(());
        }
        Err(Problem::unauthenticated("the body is not the one that was signed"))
    }
}

/// The request's target as it came in, whatever a router in front has taken off it.
fn target(parts: &Parts) -> &str {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str)
}

fn required<'h>(headers: &'h HeaderMap, name: &str) -> Result<&'h str, Problem> {
    text(headers, name)?.filter(|text| !text.is_empty()).ok_or_else(|| {
        Problem::unauthenticated(
            "signed headers need X-Chatdesk-User, X-Chatdesk-Timestamp and X-Chatdesk-Signature",
        )
    })
}

/// A header that is there once, or not at all.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Problem::unauthenticated("an X-Chatdesk header is there twice; send one"));
    }
    std::str::from_utf8(value.as_bytes())
        .map(Some)
        .map_err(|_| Problem::unauthenticated("an X-Chatdesk header is not UTF-8"))
}

/// Unix seconds, in digits alone.
fn instant(text: &str) -> Option<Timestamp> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = text.parse().ok().filter(|_| is_number)?;
    seconds.checked_mul(1_000_000).map(Timestamp::from_micros)
}

/// By how much the proxy's clock is wrong, or ours, where that is too much: whoever set up the proxy reads it.
fn clocks_differ(at: Timestamp, now: Timestamp) -> Option<String> {
    let (off, way) = if at < now { (now.since(at), "behind") } else { (at.since(now), "ahead of") };
    (off > WINDOW).then(|| {
        let (off, window) = (off.as_secs(), WINDOW.as_secs());
        format!(
            "X-Chatdesk-Timestamp is {off} seconds {way} the clock here, more than {window}: set the clocks"
        )
    })
}

/// 32 bytes from 64 hex digits.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        *byte = hex_pair(pair[0], pair[1])?;
    }
    Some(bytes)
}

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hex_pair(rest.next()?, rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}
