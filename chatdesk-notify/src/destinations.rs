//! Which addresses somebody else's URL may lead to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv6Net};
use iprfc::RFC6890;

/// What is given out of IPv6 to the public; everything else is reserved, local or a group.
const GLOBAL_UNICAST: Ipv6Net = net(0x2000, 0, 3);
/// IPv4 behind a translator (RFC 6052): where there is no IPv4, resolvers answer so for every public name without IPv6.
const NAT64: Ipv6Net = net(0x64, 0xff9b, 96);

/// Where deliveries may go: to every public address, and to the private ones that a host allows.
///
/// Not public are all special addresses of IANA's registries (this machine, private and link-local networks, a
/// provider's own, those for documentation and benchmarks, 6to4, Teredo and others), groups, and what of IPv6 is not
/// given out. IPv4 inside of IPv6 (`::ffff:10.0.0.7`, `64:ff9b::10.0.0.7`) is judged as that.
///
/// A URL says nothing of where it leads: addresses are judged one by one, right before each is connected to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinations {
    private: Vec<IpNet>,
}

/// Text that is neither an address nor a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an address or a network such as 10.0.0.7, 127.0.0.0/8 or fd00::/8")]
pub struct ParseDestinationError;

/// How well a way there is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    /// `https`
    Tls,
    /// `http`: for networks that the host vouches for.
    Nothing,
}

impl Destinations {
    /// Public addresses, by `https` alone.
    #[must_use]
    pub const fn public() -> Self {
        Self { private: Vec::new() }
    }

    /// These, and a network such as `127.0.0.0/8` or an address such as `10.0.0.7`, by `http` too.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn and(mut self, network: &str) -> Result<Self, ParseDestinationError> {
        let network = network
            .parse()
            .or_else(|_| network.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| ParseDestinationError)?;
        self.private.push(network);
        Ok(self)
    }

    /// Whether a connection to this address may be made.
    pub(crate) fn permit(&self, address: IpAddr, protection: Protection) -> bool {
        let inside = inside(address);
        let is_allowed =
            self.private.iter().any(|net| net.contains(&address) || net.contains(&inside));
        is_allowed || (protection == Protection::Tls && is_public(inside))
    }
}

/// The IPv4 address that an IPv6 address stands for, where it stands for one.
fn inside(address: IpAddr) -> IpAddr {
    let IpAddr::V6(outer) = address else { return address };
    if NAT64.contains(&outer) {
        let [.., a, b, c, d] = outer.octets();
        return Ipv4Addr::new(a, b, c, d).into();
    }
    outer.to_ipv4_mapped().map_or(address, IpAddr::V4)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_multicast() && !RFC6890.contains(&address),
        IpAddr::V6(address) => GLOBAL_UNICAST.contains(&address) && !RFC6890.contains(&address),
    }
}

const fn net(first: u16, second: u16, n_bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), n_bits)
}

#[cfg(test)]
mod tests;
