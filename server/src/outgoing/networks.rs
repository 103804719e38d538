//! Which addresses are public (IANA special-purpose address registries).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the open network: not of this machine, its networks, or a purpose of its own.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(four) => is_public_v4(four),
        IpAddr::V6(six) => is_public_v6(six),
    }
}

/// Whether an address is of the link itself, where clouds answer with the secrets of machines: never to be
/// asked.
pub(super) fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(four) => four.is_link_local(),
        // AWS answers at fd00:ec2::254 as well.
        IpAddr::V6(six) => six.is_unicast_link_local() || six.segments()[..2] == [0xfd00, 0x0ec2],
    }
}

fn is_public_v4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let special = match (a, b, c) {
        (0 | 10 | 127, ..) | (240.., ..) => true,
        // Shared by carriers; of protocols; relays; benchmarks.
        (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => true,
        _ => false,
    };
    !special
        && !four.is_private()
        && !four.is_link_local()
        && !four.is_multicast()
        && !four.is_documentation()
}

fn is_public_v6(six: Ipv6Addr) -> bool {
    let segments = six.segments();
    // An IPv4 address inside is asked in its place: NAT64, 6to4.
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_public_v4(embedded(segments[6], segments[7]));
    }
    if segments[0] == 0x2002 {
        return is_public_v4(embedded(segments[1], segments[2]));
    }
    let global = segments[0] & 0xe000 == 0x2000;
    let protocols = segments[0] == 0x2001 && segments[1] < 0x200;
    let documentation = segments[..2] == [0x2001, 0xdb8] || segments[0] == 0x3fff;
    global && !protocols && !documentation
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_open_network_are_public() {
        for public in ["1.1.1.1", "93.184.216.34", "100.63.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for never in ["169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254"] {
            assert!(is_link_local(never.parse().unwrap()), "{never}");
        }
        assert!(!is_link_local("10.0.0.1".parse().unwrap()));
    }
}
