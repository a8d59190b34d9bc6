//! Where the server stands: paths in front of everything, and the address that browsers use.

use chatdesk_http::Origin;

/// `""`, or a path that begins with a slash and does not end with one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MountPath(String);

impl MountPath {
    /// `/api`.
    pub(crate) fn api() -> Self {
        Self("/api".to_owned())
    }

    /// Reads a path; a slash at its end is taken away.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let path = text.strip_suffix('/').unwrap_or(text);
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        let fits =
            |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(plain);
        let fits = path.is_empty()
            || path.strip_prefix('/').is_some_and(|segments| segments.split('/').all(fits));
        fits.then(|| Self(path.to_owned()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is where load balancers ask how the server is.
    pub(crate) fn is_a_probe(&self) -> bool {
        matches!(self.0.as_str(), "/healthz" | "/readyz" | "/metrics")
    }

    /// Whether the server's own pages would be hidden behind it.
    pub(crate) fn hides_a_page(&self) -> bool {
        let pages =
            ["console", "docs", "widget", "widget.js", "demo.css", "healthz", "readyz", "metrics"];
        self.0.split('/').nth(1).is_some_and(|first| pages.contains(&first))
    }

    /// How a page that stands right below the root names it: `api` for `/api`, `.` for the root itself.
    pub(crate) fn beside_a_page(&self) -> &str {
        self.0.strip_prefix('/').unwrap_or(".")
    }
}

/// How browsers reach the server: scheme, host and perhaps a path, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl(String);

impl PublicUrl {
    /// Reads an `http` or `https` address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uri: http::Uri = text.parse().ok()?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        let fits = web && host && !text.contains(['?', '#']);
        fits.then(|| Self(text.trim_end_matches('/').to_owned()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> Option<Origin> {
        let end = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[end..].find('/').map_or(self.0.len(), |at| end + at);
        self.0[..end].parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_path_is_plain_segments_between_slashes() {
        let cases = [
            ("", Some("")),
            ("/", Some("")),
            ("/api", Some("/api")),
            ("/a/b/support/", Some("/a/b/support")),
            ("api", None),
            ("//", None),
            ("/a//b", None),
            ("/a/../b", None),
            ("/a?b", None),
            ("/{id}", None),
            ("/ä", None),
        ];
        for (text, path) in cases {
            assert_eq!(MountPath::parse(text).as_ref().map(MountPath::as_str), path, "{text}");
        }
    }

    #[test]
    fn a_public_url_is_scheme_host_and_path() {
        let cases = [
            ("https://example.com", Some("https://example.com")),
            ("http://localhost:8080/", Some("http://localhost:8080")),
            ("https://example.com/a/b/", Some("https://example.com/a/b")),
            ("example.com", None),
            ("/support", None),
            ("ftp://example.com", None),
            ("https://me:word@example.com", None),
            ("https://example.com/?a", None),
            ("https://example.com/#a", None),
        ];
        for (text, url) in cases {
            assert_eq!(PublicUrl::parse(text).as_ref().map(PublicUrl::as_str), url, "{text}");
        }
    }
}
