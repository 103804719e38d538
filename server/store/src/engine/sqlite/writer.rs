//! The thread that writes.

use super::batch::Batches;
use super::job::Job;
use crate::StoreError;
use crate::counters::{self, Counters};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// A message to the thread.
pub(super) enum Order {
    Run(Box<dyn Job>),
    Stop(oneshot::Sender<()>),
}

/// The way to the thread.
pub(super) struct Writer {
    orders: mpsc::Sender<Order>,
    wait: Duration,
    counters: Arc<Counters>,
}

impl Writer {
    /// Starts the thread; `owned` (the folder) stays taken until it ends.
    pub(super) fn start(
        mut batches: Batches,
        queue: usize,
        batch: usize,
        wait: Duration,
        counters: Arc<Counters>,
        owned: impl Send + 'static,
    ) -> Result<Self, StoreError> {
        let (orders, mut inbox) = mpsc::channel(queue.max(1));
        let counted = counters.clone();
        // What follows a commit may start tasks.
        let runtime = tokio::runtime::Handle::current();
        let work = move || {
            let _inside = runtime.enter();
            let stopped = serve(&mut inbox, &mut batches, batch.max(1), &counted);
            drop((inbox, batches, owned));
            if let Some(stopped) = stopped {
                let _ = stopped.send(());
            }
        };
        let thread = std::thread::Builder::new().name("store-writer".into());
        thread
            .spawn(work)
            .map_err(|error| StoreError::Internal(format!("the writer can't start: {error}")))?;
        Ok(Self { orders, wait, counters })
    }

    /// Puts a job into the queue.
    pub(super) async fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        counters::add(&self.counters.queued);
        let sent = self.orders.send_timeout(Order::Run(job), self.wait).await;
        sent.map_err(|error| {
            counters::take(&self.counters.queued);
            match error {
                mpsc::error::SendTimeoutError::Timeout(_) => StoreError::Busy,
                mpsc::error::SendTimeoutError::Closed(_) => closed(),
            }
        })
    }

    /// Lets the thread finish what was accepted and waits for its end.
    pub(super) async fn stop(&self) {
        let (stopped, wait) = oneshot::channel();
        if self.orders.send(Order::Stop(stopped)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

/// The error after `close`.
pub(super) fn closed() -> StoreError {
    StoreError::away("the store is closed")
}

/// Takes the waiting jobs, up to a batch, until it is stopped or all senders are dropped.
fn serve(
    inbox: &mut mpsc::Receiver<Order>,
    batches: &mut Batches,
    batch: usize,
    counters: &Counters,
) -> Option<oneshot::Sender<()>> {
    let mut orders = Vec::with_capacity(batch);
    let mut stop = None;
    while inbox.blocking_recv_many(&mut orders, batch) > 0 {
        let mut jobs = Vec::with_capacity(orders.len());
        for order in orders.drain(..) {
            match order {
                Order::Run(job) => {
                    counters::take(&counters.queued);
                    jobs.push(job);
                }
                Order::Stop(stopped) => {
                    inbox.close();
                    stop = Some(stopped);
                }
            }
        }
        if !jobs.is_empty() {
            batches.run(jobs);
        }
    }
    stop
}
