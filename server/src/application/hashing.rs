//! Password hashes on a thread of their own, one at a time: a storm of logins takes one core at most, and
//! requests that have nothing to do with passwords don't wait for it. Networks take turns, so that a storm
//! from one of them holds up its own logins and not those of others.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::ClientInfo;
use crate::fault::Fault;
use burgrave_core::{Entropy, Hasher};
use tokio::sync::oneshot;

/// Hashes that may wait. When they are as many, the lane with the most gives up its newest for one of a
/// shorter lane.
const QUEUE: usize = 256;
/// Hashes that may wait in one lane; further callers get 503.
const LANE: usize = 32;

/// The memory of a hash is given back when no password has come for this time.
const MEMORY_KEPT: Duration = Duration::from_secs(5);

type Job = Box<dyn FnOnce(&Hasher, &dyn Entropy) + Send>;

/// Whose hashes wait for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    /// Those that people who are signed in ask for.
    SignedIn,
    /// Those of anonymous callers of a network: /24 of IPv4, /48 of IPv6.
    Network(IpAddr),
}

impl Lane {
    /// The lane of an anonymous client.
    pub(crate) fn of(client: &ClientInfo) -> Self {
        let address = client.address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Self::Network(match address {
            IpAddr::V4(four) => Ipv4Addr::from_bits(four.to_bits() & (u32::MAX << 8)).into(),
            IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 80)).into(),
        })
    }
}

/// The way to the hashing thread. It ends with the last of its handles.
#[derive(Clone)]
pub(crate) struct Hashing {
    lanes: Arc<Lanes>,
    _open: Arc<Open>,
}

/// What waits, lane by lane.
#[derive(Default)]
struct Lanes {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lanes: HashMap<Lane, VecDeque<Job>>,
    /// The lanes that hold something, in the order of their turns.
    turns: VecDeque<Lane>,
    waiting: usize,
    closed: bool,
}

/// Ends the thread when it is dropped.
struct Open(Arc<Lanes>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Lanes {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job, once there is one; none when all senders are dropped. Calls `idle` when none has come
    /// for a while.
    fn next(&self, idle: impl Fn()) -> Option<Job> {
        let mut state = self.lock();
        let mut kept = true;
        loop {
            if let Some(job) = state.take() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            if !kept {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited =
                self.changed.wait_timeout(state, MEMORY_KEPT).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() && state.waiting == 0 {
                idle();
                kept = false;
            }
        }
    }
}

impl State {
    /// Puts a job behind those of its lane; false when there is no room.
    fn put(&mut self, lane: Lane, job: Job) -> bool {
        let length = self.lanes.get(&lane).map_or(0, VecDeque::len);
        if length >= LANE || (self.waiting >= QUEUE && !self.make_room(length)) {
            return false;
        }
        if length == 0 {
            self.turns.push_back(lane);
        }
        self.lanes.entry(lane).or_default().push_back(job);
        self.waiting += 1;
        true
    }

    /// Drops the newest job of the longest lane, if that is longer than the one that asks will be.
    fn make_room(&mut self, length: usize) -> bool {
        let longest = self.lanes.values_mut().max_by_key(|jobs| jobs.len());
        let Some(jobs) = longest.filter(|jobs| jobs.len() > length + 1) else { return false };
        jobs.pop_back();
        self.waiting -= 1;
        true
    }

    /// The first job of the lane whose turn it is.
    fn take(&mut self) -> Option<Job> {
        let lane = self.turns.pop_front()?;
        let jobs = self.lanes.get_mut(&lane)?;
        let job = jobs.pop_front()?;
        self.waiting -= 1;
        if jobs.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        Some(job)
    }
}

impl Hashing {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(hasher: Hasher, entropy: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let lanes = Arc::<Lanes>::default();
        let queue = lanes.clone();
        std::thread::Builder::new().name("passwords".into()).spawn(move || {
            while let Some(job) = queue.next(|| hasher.release()) {
                job(&hasher, &*entropy);
            }
        })?;
        Ok(Self { _open: Arc::new(Open(lanes.clone())), lanes })
    }

    /// The hash of a password, for a signed-in user.
    ///
    /// # Errors
    /// As [`Self::hash_for`].
    pub(crate) async fn hash(&self, password: String) -> Result<String, Fault> {
        self.hash_for(Lane::SignedIn, password).await
    }

    /// Whether a password matches the hash, for a signed-in user.
    ///
    /// # Errors
    /// As [`Self::verify_for`].
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Fault> {
        self.verify_for(Lane::SignedIn, password, hash).await
    }

    /// The hash of a password.
    ///
    /// # Errors
    /// `Busy` when too many wait; `Internal` when the function itself fails.
    pub(crate) async fn hash_for(&self, lane: Lane, password: String) -> Result<String, Fault> {
        let made = self.run(lane, move |hasher, entropy| hasher.hash(&password, entropy)).await?;
        made.map_err(|fault| Fault::Internal(fault.to_string()))
    }

    /// Whether a password is the one behind the hash; without a hash the answer is no, after the same work.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub(crate) async fn verify_for(
        &self,
        lane: Lane,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Fault> {
        self.run(lane, move |hasher, _| hasher.verify(&password, hash.as_deref())).await
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lanes.lock().waiting
    }

    async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Hasher, &dyn Entropy) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (done, result) = oneshot::channel();
        let job: Job = Box::new(move |hasher, entropy| {
            // The caller is gone: the work is skipped.
            if !done.is_closed() {
                let _ = done.send(work(hasher, entropy));
            }
        });
        if !self.lanes.lock().put(lane, job) {
            return Err(Fault::Busy);
        }
        self.lanes.changed.notify_one();
        // A job that is dropped made room for one of a shorter lane.
        result.await.map_err(|_| Fault::Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(number: u32) -> Lane {
        Lane::Network(Ipv4Addr::from_bits(number << 8).into())
    }

    fn put(state: &mut State, number: u32) -> bool {
        state.put(lane(number), Box::new(|_, _| {}))
    }

    #[test]
    fn lanes_take_turns_however_long_one_is() {
        let mut state = State::default();
        for number in [1, 1, 1, 1, 2, 2, 3] {
            assert!(put(&mut state, number));
        }
        let mut order = vec![];
        while let Some(next) = state.turns.front().copied() {
            order.push(next);
            assert!(state.take().is_some());
        }
        assert_eq!(order, [1, 2, 3, 1, 2, 1, 1].map(lane));
        assert!(state.waiting == 0 && state.lanes.is_empty() && state.take().is_none());
    }

    #[test]
    fn a_lane_has_a_bound_and_a_full_queue_takes_from_the_longest() {
        let mut state = State::default();
        let taken = (0..100).filter(|_| put(&mut state, 1)).count();
        assert_eq!(taken, LANE);
        for number in 0..(QUEUE - LANE) as u32 {
            assert!(put(&mut state, 2 + number));
        }
        assert_eq!(state.waiting, QUEUE);
        assert!(put(&mut state, 1_000), "somebody new is let in");
        assert_eq!(state.waiting, QUEUE);
        let more = (10_000..20_000).filter(|number| put(&mut state, *number)).count();
        assert!(more == LANE - 2 && state.waiting == QUEUE, "{more}");
        assert_eq!(state.lanes[&lane(1)].len(), 1, "what one had too much is what others got");
    }

    #[test]
    fn networks_are_lanes() {
        let of = |address: &str| {
            Lane::of(&ClientInfo {
                request_id: uuid::Uuid::nil().into(),
                address: address.into(),
                user_agent: String::new(),
            })
        };
        assert_eq!(of("192.0.2.1"), of("192.0.2.200"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:2:2::1"));
    }
}
