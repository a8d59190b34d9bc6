use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

/// An address, or all that begin alike: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
///
/// IPv4 inside of IPv6 (`::ffff:10.0.0.7`) is the same as without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: u128,
    /// How many leading bits of the IPv6 form count.
    n_bits: u8,
}

/// Text that is no [`Network`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an address or a network such as 10.0.0.7, 10.0.0.0/8 or fd00::/8")]
pub struct ParseNetworkError;

impl Network {
    /// `127.0.0.0/8` and `::1`.
    #[must_use]
    pub fn loopback() -> [Self; 2] {
        let of = |address: IpAddr, n_bits| Self::new(address, n_bits);
        [of(IpAddr::from([127, 0, 0, 0]), 96 + 8), of(IpAddr::V6(Ipv6Addr::LOCALHOST), 128)]
    }

    /// Whether this address is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(number(address), self.n_bits) == self.address
    }

    fn new(address: IpAddr, n_bits: u8) -> Self {
        Self { address: masked(number(address), n_bits), n_bits }
    }
}

impl FromStr for Network {
    type Err = ParseNetworkError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkError> {
        let (address, n_bits) = match text.split_once('/') {
            Some((address, n_bits)) => (address, Some(n_bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ParseNetworkError)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let n_bits = match n_bits {
            None => most,
            Some(text) if text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit()) => {
                text.parse().map_err(|_| ParseNetworkError)?
            }
            Some(_) => return Err(ParseNetworkError),
        };
        if n_bits > most {
            return Err(ParseNetworkError);
        }
        Ok(Self::new(address, 128 - most + n_bits))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = Ipv6Addr::from(self.address);
        match address.to_ipv4_mapped() {
            Some(address) if self.n_bits >= 96 => write!(f, "{address}/{}", self.n_bits - 96),
            _ => write!(f, "{address}/{}", self.n_bits),
        }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn masked(address: u128, n_bits: u8) -> u128 {
    address & u128::MAX.checked_shl(u32::from(128 - n_bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_what_begins_alike() {
        let rows = [
            ("10.0.0.7", "10.0.0.7", true),
            ("10.0.0.7", "10.0.0.8", false),
            ("10.0.0.7", "::ffff:10.0.0.7", true),
            ("::ffff:10.0.0.7", "10.0.0.7", true),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.1.2.3/8", "10.9.9.9", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fe00::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::1", "2001:db8::1", true),
        ];
        for (network, address, is_in) in rows {
            assert_eq!(holds(network, address), is_in, "{address} in {network}");
        }
    }

    #[test]
    fn everything_else_is_no_network() {
        for text in ["", "localhost", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/+8"]
        {
            assert_eq!(text.parse::<Network>(), Err(ParseNetworkError), "{text}");
        }
    }

    #[test]
    fn a_network_is_written_as_it_is_read() {
        for text in ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8", "::1/128"] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), text);
        }
    }
}
