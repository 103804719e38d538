//! Which refused calls have a line in the log: anybody can send them without end, and the disk has one.
//! Metrics count all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long lines are counted together.
const WINDOW: Duration = Duration::from_secs(60);
/// How many lines the calls from one network have in a window: /24 of IPv4, /48 of IPv6.
const PER_NETWORK: u32 = 300;
/// How many lines all networks have in a window.
const OVERALL: u32 = 3_000;

/// Counts the lines of refused calls.
#[derive(Default)]
pub(super) struct Sampler(Mutex<State>);

#[derive(Default)]
struct State {
    since: Option<Instant>,
    networks: HashMap<IpAddr, u32>,
    written: u32,
    left_out: u64,
}

/// What becomes of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// It is written.
    pub(super) written: bool,
    /// The number of omitted lines of the window before, which is logged once.
    pub(super) left_out: u64,
}

impl Sampler {
    /// Counts one line of a call from this address.
    pub(super) fn count(&self, address: IpAddr, now: Instant) -> Verdict {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left_out = 0;
        if state.since.is_none_or(|since| now.duration_since(since) >= WINDOW) {
            left_out = std::mem::take(&mut state.left_out);
            // What is held is bounded by what is written in a window.
            state.networks.clear();
            (state.since, state.written) = (Some(now), 0);
        }
        let lines = state.networks.get(&network(address)).copied().unwrap_or_default();
        let written = lines < PER_NETWORK && state.written < OVERALL;
        if written {
            state.written += 1;
            *state.networks.entry(network(address)).or_default() += 1;
        } else {
            state.left_out += 1;
        }
        Verdict { written, left_out }
    }
}

/// The network of an address, by its first address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => Ipv4Addr::from_bits(four.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 80)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sampler: &Sampler, address: &str, times: u32, now: Instant) -> u32 {
        let address = address.parse().unwrap();
        (0..times).map(|_| u32::from(sampler.count(address, now).written)).sum()
    }

    #[test]
    fn a_network_has_so_many_lines_a_minute_and_all_have_a_bound_too() {
        let (sampler, now) = (Sampler::default(), Instant::now());
        assert_eq!(written(&sampler, "192.0.2.1", 200, now), 200);
        assert_eq!(written(&sampler, "192.0.2.9", 200, now), 100, "of the same network");
        assert_eq!(written(&sampler, "2001:db8:1:2::1", 400, now), 300);
        assert_eq!(written(&sampler, "2001:db8:1:3::1", 400, now), 0, "of the same /48");
        let others: u32 =
            (0..40).map(|number| written(&sampler, &format!("10.0.{number}.1"), 400, now)).sum();
        assert_eq!(others, OVERALL - 600);
        let later = now + WINDOW;
        let verdict = sampler.count("192.0.2.1".parse().unwrap(), later);
        assert_eq!(verdict, Verdict { written: true, left_out: 100 + 500 + 40 * 400 - u64::from(others) });
        assert_eq!(sampler.count("192.0.2.1".parse().unwrap(), later).left_out, 0, "told once");
    }
}
