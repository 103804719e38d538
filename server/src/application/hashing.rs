//! Password hashes on a thread of their own, one at a time: a storm of logins takes one core at most, and requests that
//! have nothing to do with passwords don't wait for it.

use std::sync::Arc;

use burgrave_core::{Entropy, Hasher};
use tokio::sync::{mpsc, oneshot};

use crate::fault::Fault;

/// Hashes that may wait; whoever comes later is asked to try again.
const QUEUE: usize = 256;

type Job = Box<dyn FnOnce(&Hasher, &dyn Entropy) + Send>;

/// The way to the hashing thread. It ends with the last of its handles.
#[derive(Clone)]
pub(crate) struct Hashing {
    jobs: mpsc::Sender<Job>,
}

impl Hashing {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(hasher: Hasher, entropy: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        std::thread::Builder::new().name("passwords".into()).spawn(move || {
            while let Some(job) = queue.blocking_recv() {
                job(&hasher, &*entropy);
            }
        })?;
        Ok(Self { jobs })
    }

    /// The hash of a password.
    ///
    /// # Errors
    /// `Busy` when too many wait; `Internal` when the function itself fails.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Fault> {
        let made = self.run(move |hasher, entropy| hasher.hash(&password, entropy)).await?;
        made.map_err(|fault| Fault::Internal(fault.to_string()))
    }

    /// Whether a password is the one behind the hash; without a hash the answer is no, after the same work.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Fault> {
        self.run(move |hasher, _| hasher.verify(&password, hash.as_deref())).await
    }

    /// How many wait or are at work.
    pub(crate) fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Hasher, &dyn Entropy) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (done, result) = oneshot::channel();
        let job: Job = Box::new(move |hasher, entropy| {
            // Nobody waits any more: the work can be spared.
            if !done.is_closed() {
                let _ = done.send(work(hasher, entropy));
            }
        });
        self.jobs.try_send(job).map_err(|_| Fault::Busy)?;
        result.await.map_err(|_| Fault::Internal("the hashing thread has ended".into()))
    }
}
