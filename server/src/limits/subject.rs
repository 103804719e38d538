//! The subjects of rate limits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use burgrave_core::ids::{UserId, WorkspaceProxyId};

/// How many times as much the networks around an address may do: the address itself, and two wider ones.
pub(super) const STEPS: [u32; 3] = [1, 2, 4];

/// The subject of a rate limit: its calls are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LimitSubject {
    /// A user, from wherever they call.
    User(UserId),
    /// The identity provider, from wherever it calls.
    IdentityProvider,
    /// A workspace proxy, from wherever it calls.
    Proxy(WorkspaceProxyId),
    /// The address of an anonymous caller, or a network around it.
    Address(IpAddr),
}

impl LimitSubject {
    /// An anonymous caller at an address.
    #[must_use]
    pub(crate) fn address(address: IpAddr) -> Self {
        Self::Address(address.to_canonical())
    }

    /// What is counted, each with the number of its step: of IPv6 the /64 that a machine has, the /56 of a
    /// household and the /48 of a site; of IPv4 the address and its /24.
    pub(super) fn steps(self) -> impl Iterator<Item = (usize, Self)> {
        let networks = match self {
            Self::Address(IpAddr::V4(four)) => [Some(four_of(four, 32)), None, Some(four_of(four, 24))],
            Self::Address(IpAddr::V6(six)) => {
                [Some(six_of(six, 64)), Some(six_of(six, 56)), Some(six_of(six, 48))]
            }
            person => [Some(person), None, None],
        };
        networks.into_iter().enumerate().filter_map(|(step, who)| Some((step, who?)))
    }

    /// The narrowest of them.
    pub(super) fn narrowest(self) -> Self {
        self.steps().next().map_or(self, |(_, who)| who)
    }
}

fn four_of(address: Ipv4Addr, bits: u32) -> LimitSubject {
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    LimitSubject::Address(Ipv4Addr::from_bits(address.to_bits() & mask).into())
}

fn six_of(address: Ipv6Addr, bits: u32) -> LimitSubject {
    let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
    LimitSubject::Address(Ipv6Addr::from_bits(address.to_bits() & mask).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_address_is_counted_with_its_networks() {
        let steps = |text: &str| -> Vec<String> {
            let steps = LimitSubject::address(text.parse().unwrap()).steps();
            steps
                .map(|(step, who)| match who {
                    LimitSubject::Address(address) => format!("{step} {address}"),
                    _ => unreachable!("an address has networks"),
                })
                .collect()
        };
        let six = steps("2001:db8:1:234:5::6");
        assert_eq!(six, ["0 2001:db8:1:234::", "1 2001:db8:1:200::", "2 2001:db8:1::"]);
        assert_eq!(steps("::ffff:192.0.2.9"), ["0 192.0.2.9", "2 192.0.2.0"]);
        let user = LimitSubject::User(Uuid::from_u128(1).into());
        assert_eq!(user.narrowest(), user);
    }
}
