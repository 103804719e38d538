//! Functions of addresses in networks.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Named;
use super::arguments::{exactly, some, text, whole};
use crate::hcl::value::Value;

pub(super) const ALL: [Named; 4] = [
    ("cidrhost", |all| {
        let [network, host] = exactly::<2>(all)?;
        let (network, host) = (read(&text(network)?)?, i128::from(whole(host)?));
        let room = room(u32::from(network.max_prefix_len() - network.prefix_len()));
        let host = if host < 0 { room.and_then(|room| room.checked_add(host)) } else { Some(host) };
        let host = host.filter(|host| *host >= 0 && room.is_none_or(|room| *host < room));
        let address = moved(network.network(), host.ok_or("the network has no such host")?);
        Value::text(address.ok_or("the network has no such host")?.to_string())
    }),
    ("cidrnetmask", |all| match read(&text(&exactly::<1>(all)?[0])?)? {
        IpNet::V4(network) => Value::text(network.netmask().to_string()),
        IpNet::V6(_) => Err("a network of IPv4 is expected".into()),
    }),
    ("cidrsubnet", |all| {
        let [network, bits, number] = exactly::<3>(all)?;
        let subnet = subnet(read(&text(network)?)?, whole(bits)?, i128::from(whole(number)?))?;
        Value::text(subnet.to_string())
    }),
    ("cidrsubnets", |all| {
        let [network, bits @ ..] = some(all)? else { return Err("it takes a network".into()) };
        let network = read(&text(network)?)?;
        let (mut next, mut subnets) = (network.network(), Vec::new());
        for bits in bits {
            let first = subnet(network, whole(bits)?, 0)?;
            let size = room(u32::from(first.max_prefix_len() - first.prefix_len())).ok_or(LARGE)?;
            let offset = distance(network.network(), next).ok_or(LARGE)?;
            let number = offset.checked_add(size - 1).ok_or(LARGE)? / size;
            let own = subnet(network, whole(bits)?, number)?;
            next = moved(own.network(), size).ok_or(LARGE)?;
            subnets.push(Value::text(own.to_string())?);
        }
        Value::list(subnets)
    }),
];

const LARGE: &str = "the network has no room for it";

fn read(text: &str) -> Result<IpNet, String> {
    let network: Result<IpNet, _> = text.parse();
    network.map(|network| network.trunc()).map_err(|_| "a network such as 10.0.0.0/8 is expected".into())
}

fn subnet(network: IpNet, bits: i64, number: i128) -> Result<IpNet, String> {
    let bits = u8::try_from(bits).map_err(|_| "bits are a number from 0 on")?;
    let prefix = network.prefix_len().checked_add(bits).filter(|prefix| *prefix <= network.max_prefix_len());
    let prefix = prefix.ok_or(LARGE)?;
    if number < 0 || room(u32::from(bits)).is_some_and(|room| number >= room) {
        return Err("there is no subnetwork of that number".into());
    }
    let size = room(u32::from(network.max_prefix_len() - prefix));
    let offset = if number == 0 { Some(0) } else { size.and_then(|size| size.checked_mul(number)) };
    let address = moved(network.network(), offset.ok_or(LARGE)?).ok_or(LARGE)?;
    IpNet::new(address, prefix).map_err(|error| error.to_string())
}

/// Addresses behind so many bits; none where they are more than can be counted.
fn room(bits: u32) -> Option<i128> {
    1_i128.checked_shl(bits).filter(|room| *room > 0)
}

fn moved(from: IpAddr, by: i128) -> Option<IpAddr> {
    let by = u128::try_from(by).ok()?;
    Some(match from {
        IpAddr::V4(from) => IpAddr::V4(from.to_bits().checked_add(u32::try_from(by).ok()?)?.into()),
        IpAddr::V6(from) => IpAddr::V6(from.to_bits().checked_add(by)?.into()),
    })
}

fn distance(from: IpAddr, to: IpAddr) -> Option<i128> {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    };
    i128::try_from(bits(to).checked_sub(bits(from))?).ok()
}
