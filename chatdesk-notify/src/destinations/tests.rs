use super::*;

/// From the registries for special addresses and the issue's own list; first and last of a range where it is short.
const NOT_PUBLIC: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.9",
    "192.0.0.170",
    "192.0.0.255",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    // This machine, and what is reserved beside it.
    "::",
    "::1",
    "::2",
    "1::1",
    // IPv4 inside, in the ways that were thought of over the years.
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0.0.0.0",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::0.0.0.0",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::224.0.0.1",
    "64:ff9b:0:0:0:1:808:808",
    "64:ff9b:1::",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff:ffff:ffff:7f00:1",
    "2002::",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::",
    "2002:808:808::1",
    "2001::1",
    // Teredo by way of 8.8.8.8, to 10.0.0.1 and to 8.8.8.8.
    "2001:0:808:808:0:ffff:f5ff:fffe",
    "2001:0:808:808:0:ffff:f7f7:f7f7",
    // Benchmarks, overlays, documentation, a sink.
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "3fff::1",
    "3fff:fff:ffff::1",
    "100::1",
    "5f00::1",
    "4000::1",
    // Unique local (with a cloud's metadata), link-local, site-local, groups.
    "fc00::1",
    "fd00:ec2::254",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
];

/// Beside the ranges above, and a few that are somebody's.
const PUBLIC: &[&str] = &[
    "1.0.0.0",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "3ffe::1",
    "3fff:1000::1",
];

fn permits(destinations: &Destinations, address: &str, protection: Protection) -> bool {
    destinations.permit(address.parse().unwrap(), protection)
}

#[test]
fn only_public_addresses_are_public() {
    let public = Destinations::public();
    for address in NOT_PUBLIC {
        assert!(!permits(&public, address, Protection::Tls), "{address}");
    }
    for address in PUBLIC {
        assert!(permits(&public, address, Protection::Tls), "{address}");
    }
}

#[test]
fn nothing_is_public_enough_to_go_without_tls() {
    for address in NOT_PUBLIC.iter().chain(PUBLIC) {
        assert!(!permits(&Destinations::public(), address, Protection::Nothing), "{address}");
    }
}

#[test]
fn what_is_allowed_is_that_alone_and_with_or_without_tls() {
    let rows = [
        ("127.0.0.0/8", "127.0.0.1", "128.0.0.1"),
        ("127.0.0.1/8", "127.9.9.9", "10.0.0.1"),
        ("10.0.0.7", "10.0.0.7", "10.0.0.8"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", "::ffff:11.0.0.1"),
        ("10.0.0.0/8", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "2002:a00:1::1"),
        ("64:ff9b:1::/48", "64:ff9b:1::10.0.0.1", "10.0.0.1"),
        ("fd00::/8", "fd12::1", "fe80::1"),
        ("::1", "::1", "127.0.0.1"),
    ];
    for (network, within, without) in rows {
        let destinations = Destinations::public().and(network).unwrap();
        for protection in [Protection::Tls, Protection::Nothing] {
            assert!(permits(&destinations, within, protection), "{within} in {network}");
        }
        assert!(!permits(&destinations, without, Protection::Nothing), "{without} in {network}");
        assert!(permits(&destinations, "8.8.8.8", Protection::Tls));
        assert!(!permits(&destinations, "8.8.8.8", Protection::Nothing));
        assert!(!permits(&destinations, "169.254.169.254", Protection::Tls));
    }
}

#[test]
fn a_network_that_is_none_is_told() {
    for text in ["", "localhost", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/+8"] {
        assert_eq!(Destinations::public().and(text).unwrap_err(), ParseDestinationError, "{text}");
    }
}
