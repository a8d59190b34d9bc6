//! The URL of somebody else's system.

use std::{fmt, net::IpAddr, str::FromStr};

use reqwest::Url;

use crate::destinations::Protection;

/// Where something is posted to: `https`, or `http` to a network that is allowed; without user name and password.
///
/// It may have a token in it, so nothing shows it. Where it leads to is looked at each time it is posted to: one with a
/// private address is no error here.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiverUrl(Url);

/// Text that is no [`ReceiverUrl`]. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseReceiverUrlError {
    /// It is no URL.
    #[error("is no URL such as https://example.com/hook")]
    NotAUrl,
    /// It names another protocol.
    #[error("does not begin with https:// (http is for networks that are allowed)")]
    Protocol,
    /// It says who asks; the signature does that.
    #[error("has a user name or a password; leave them out")]
    Credentials,
}

impl ReceiverUrl {
    /// The host that it names, for whoever wrote it into the settings; without path and query, which may hold a token.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(crate) const fn get(&self) -> &Url {
        &self.0
    }

    pub(crate) fn protection(&self) -> Protection {
        if self.0.scheme() == "https" { Protection::Tls } else { Protection::Nothing }
    }

    /// The address that it names instead of a host. The parser has brought all ways to write one into one form.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.0.host_str()?.trim_matches(['[', ']']).parse().ok()
    }
}

impl FromStr for ReceiverUrl {
    type Err = ParseReceiverUrlError;

    fn from_str(text: &str) -> Result<Self, ParseReceiverUrlError> {
        let url = Url::parse(text).map_err(|_| ParseReceiverUrlError::NotAUrl)?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(ParseReceiverUrlError::Protocol);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ParseReceiverUrlError::Credentials);
        }
        Ok(Self(url))
    }
}

/// Hides it.
impl fmt::Debug for ReceiverUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiverUrl(…)")
    }
}
