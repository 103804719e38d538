//! The daemons that are connected to this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::daemon::HEARTBEAT_INTERVAL;
use tokio::sync::Semaphore;

use crate::application::App;
use crate::application::command::Automatic;
use crate::background::Task;
use crate::provisioning::work::{Heartbeat, Waiting, client};

/// Files that daemons hand in at once at most: each holds a thread as long as it comes.
const UPLOADS: usize = 4;

/// The daemons that are connected. Clones are the same.
#[derive(Clone)]
pub(crate) struct Fleet {
    /// Where they wait for jobs.
    pub(super) waiting: Waiting,
    /// Room for files that they hand in.
    pub(super) uploads: Arc<Semaphore>,
    connected: Arc<Mutex<HashMap<ProvisionerDaemonId, usize>>>,
}

impl Default for Fleet {
    fn default() -> Self {
        let uploads = Arc::new(Semaphore::new(UPLOADS));
        Self { waiting: Waiting::default(), uploads, connected: Arc::default() }
    }
}

/// A session of a daemon, while it lasts.
pub(super) struct Presence {
    fleet: Fleet,
    id: ProvisionerDaemonId,
}

impl Fleet {
    /// A daemon has a session.
    pub(super) fn enter(&self, id: ProvisionerDaemonId) -> Presence {
        *self.lock().entry(id).or_default() += 1;
        Presence { fleet: self.clone(), id }
    }

    /// Says that they are there, all in one write.
    pub(crate) fn heartbeat(&self, app: App) -> Task {
        let fleet = self.clone();
        Task::on_each_replica("outside_provisioner_heartbeat", HEARTBEAT_INTERVAL, move |_| {
            let (app, daemons) = (app.clone(), fleet.lock().keys().copied().collect::<Vec<_>>());
            async move {
                if daemons.is_empty() {
                    return Ok(());
                }
                Ok(app.execute(Heartbeat { daemons }, Automatic::Task, client()).await?)
            }
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ProvisionerDaemonId, usize>> {
        self.connected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut connected = self.fleet.lock();
        if let Some(sessions) = connected.get_mut(&self.id) {
            *sessions -= 1;
            if *sessions == 0 {
                connected.remove(&self.id);
            }
        }
    }
}
