use std::{fmt, str::FromStr};

/// Where a page comes from: scheme, host and port, as browsers write it (RFC 6454).
///
/// Lower case, without the port that goes without saying, so that equal origins are equal texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// Text that is no [`Origin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an origin such as https://example.com or http://localhost:3000, without a path")]
pub struct ParseOriginError;

impl Origin {
    /// Scheme and authority, as they stand in a URL or in the header `Host`.
    pub(crate) fn new(scheme: &str, authority: &str) -> Option<Self> {
        let scheme = scheme.to_ascii_lowercase();
        let default_port = match &*scheme {
            "http" => "80",
            "https" => "443",
            _ => return None,
        };
        let authority = authority.to_ascii_lowercase();
        let parsed: http::uri::Authority = authority.parse().ok()?;
        let host = parsed.host();
        let port = authority.strip_prefix(host)?;
        let port = port.strip_prefix(':').unwrap_or_default();
        if host.is_empty() || host.contains(['@', ',']) || !port.bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        Some(Self(match port {
            "" => format!("{scheme}://{host}"),
            port if port == default_port => format!("{scheme}://{host}"),
            port => format!("{scheme}://{host}:{port}"),
        }))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = ParseOriginError;

    fn from_str(text: &str) -> Result<Self, ParseOriginError> {
        let (scheme, authority) = text.split_once("://").ok_or(ParseOriginError)?;
        Self::new(scheme, authority).ok_or(ParseOriginError)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_origins_are_equal_texts() {
        let rows = [
            ("https://example.com", "https://example.com"),
            ("HTTPS://Example.COM:443", "https://example.com"),
            ("http://example.com:80", "http://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ];
        for (text, origin) in rows {
            assert_eq!(text.parse::<Origin>().map(|it| it.to_string()), Ok(origin.to_owned()));
        }
    }

    #[test]
    fn everything_else_is_no_origin() {
        let texts = [
            "",
            "null",
            "*",
            "example.com",
            "https://",
            "https://example.com/",
            "https://example.com/a",
            "https://me@example.com",
            "https://example.com:x",
            "ftp://example.com",
            "https://a b",
            "https://a,b",
        ];
        for text in texts {
            assert_eq!(text.parse::<Origin>(), Err(ParseOriginError), "{text}");
        }
    }
}
