//! The links that are printed.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::config::Server;

/// Where browsers find the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Links {
    root: String,
}

impl Links {
    /// The links of a server that listens on `addr`.
    pub(crate) fn new(server: &Server, addr: SocketAddr) -> Self {
        let base = server.base_path.as_str();
        let root = match &server.public_url {
            Some(url) => format!("{}{base}", url.as_str()),
            None => format!("http://{}{base}", reachable(addr)),
        };
        Self { root }
    }

    /// The demo page.
    pub(crate) fn demo(&self) -> String {
        format!("{}/", self.root)
    }

    /// Something below the root.
    pub(crate) fn below(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// The console. The code stands behind `#`, where no server and no log sees it.
    pub(crate) fn console(&self, code: &str) -> String {
        format!("{}/console/#code={code}", self.root)
    }

    /// Where somebody sets their password.
    pub(crate) fn password(&self, link: &str) -> String {
        format!("{}/console/#link={link}", self.root)
    }
}

/// "Every address" is not one that a browser could open; this machine itself is.
pub(crate) fn reachable(addr: SocketAddr) -> SocketAddr {
    let mut addr = addr;
    match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => addr.set_ip(Ipv4Addr::LOCALHOST.into()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => addr.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    addr
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};

    fn links(file: &str, addr: &str) -> Links {
        let mut settings = Settings::default();
        settings.lay_toml("chatdesk.toml", file);
        let config = Config::from_settings(settings).unwrap();
        Links::new(&config.server, addr.parse().unwrap())
    }

    #[test]
    fn links_lead_to_where_browsers_reach_the_server() {
        let cases = [
            ("", "127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("", "0.0.0.0:9000", "http://127.0.0.1:9000"),
            ("", "[::]:9000", "http://[::1]:9000"),
            ("base_path = '/support'", "127.0.0.1:8080", "http://127.0.0.1:8080/support"),
            ("public_url = 'https://x.example/a/'", "127.0.0.1:1", "https://x.example/a"),
            (
                "public_url = 'https://x.example'\nbase_path = '/a/b'",
                "127.0.0.1:1",
                "https://x.example/a/b",
            ),
        ];
        for (keys, addr, root) in cases {
            let links = links(&format!("[server]\n{keys}"), addr);

            assert_eq!(links.demo(), format!("{root}/"));
            assert_eq!(links.console("c0de"), format!("{root}/console/#code=c0de"));
            assert_eq!(links.password("cdl_x"), format!("{root}/console/#link=cdl_x"));
        }
    }
}
