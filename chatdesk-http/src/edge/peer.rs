//! Where a request comes from: the connection, and what trusted proxies say of theirs.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::extract::ConnectInfo;
use http::{HeaderMap, request::Parts};

use crate::{HttpSettings, Network};

/// Whom limits per address count as one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// An address of IPv4, or the /64 of one of IPv6.
    Address(IpAddr),
    /// All whose address is not known: a unix socket, or a server that does not tell it.
    Unknown,
}

impl Source {
    /// Where a request comes from, as its connection and the proxies say that are trusted.
    #[must_use]
    pub fn of(parts: &Parts, settings: &HttpSettings) -> Self {
        source(parts, &settings.trusted_proxies)
    }
}

/// Hides the address.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address(_) => "Address(…)",
            Self::Unknown => "Unknown",
        })
    }
}

/// Where a request comes from.
pub(super) fn source(parts: &Parts, trusted: &[Network]) -> Source {
    let Some(peer) = peer(parts) else { return Source::Unknown };
    let said = said(&parts.headers, "x-forwarded-for");
    let mut address = peer;
    // From the right, where the nearest proxy wrote; what stands left of somebody untrusted anybody may have written.
    for hop in said.iter().rev() {
        if !is_one_of(trusted, address) {
            break;
        }
        match hop_address(hop) {
            Some(hop) => address = hop,
            None => break,
        }
    }
    Source::Address(shared_by_one_customer(address))
}

/// Whether the connection is that of a proxy whose headers count.
pub(super) fn is_trusted(parts: &Parts, trusted: &[Network]) -> bool {
    !trusted.is_empty() && peer(parts).is_some_and(|peer| is_one_of(trusted, peer))
}

/// What a header says, over all of its lines, in order.
pub(super) fn said<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let lines = headers.get_all(name).into_iter();
    // A line that is no text says nothing, but stands where it stands.
    lines.flat_map(|line| line.to_str().unwrap_or("?").split(',')).map(str::trim).collect()
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(address) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip().to_canonical())
}

fn is_one_of(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

/// `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
fn hop_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|it: SocketAddr| it.ip()));
    address.map(|it: IpAddr| it.to_canonical())
}

fn shared_by_one_customer(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn source_of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Source {
        let mut request = Request::new(());
        let address = SocketAddr::new(peer.parse().unwrap(), 4711);
        request.extensions_mut().insert(ConnectInfo(address));
        for line in forwarded {
            request.headers_mut().append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<_> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        source(&request.into_parts().0, &trusted)
    }

    #[test]
    fn the_right_most_address_that_is_not_trusted_counts() {
        let proxies = ["10.0.0.0/8", "127.0.0.1"];
        let rows: [(&str, &[&str], &str); 13] = [
            ("203.0.113.9", &[], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.3.4"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1", "10.2.3.4"], "198.51.100.1"),
            ("127.0.0.1", &["10.2.3.4, 10.2.3.5"], "10.2.3.4"),
            ("127.0.0.1", &["198.51.100.1:80"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1, nonsense"], "127.0.0.1"),
            ("::ffff:127.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["[2001:db8:1:2:3:4:5:6]:80"], "2001:db8:1:2::"),
            ("127.0.0.1", &["2001:db8:1:2:ffff::1"], "2001:db8:1:2::"),
        ];
        for (peer, forwarded, expected) in rows {
            let expected = Source::Address(expected.parse().unwrap());
            assert_eq!(source_of(peer, forwarded, &proxies), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn nobody_is_trusted_whose_address_is_not_known() {
        let request = Request::builder().header("x-forwarded-for", "198.51.100.1");
        let parts = request.body(()).unwrap().into_parts().0;
        let everybody: Vec<_> = ["0.0.0.0/0", "::/0"].map(|it| it.parse().unwrap()).to_vec();

        assert_eq!(source(&parts, &everybody), Source::Unknown);
        assert!(!is_trusted(&parts, &everybody));
    }
}
