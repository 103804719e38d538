//! The built-in daemons of a process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::daemon::HEARTBEAT_INTERVAL;
use burgrave_core::provisioning::queue::Server;
use burgrave_core::provisioning::tags::Tags;
use slog::{info, warn};
use tokio::task::JoinSet;

use super::super::worker::{Machine, MachineSettings, Stopping};
use super::daemon::Daemon;
use super::left::{LeftBehind, left_behind};
use crate::application::App;
use crate::application::command::Automatic;
use crate::background::{Failed, Task};
use crate::config::VERSION;
use crate::fault::Fault;
use crate::provisioning::work::{Abandon, Abandoned, Heartbeat, RegisterBuiltIn, Waiting, client};

/// The version of the documented protocol between server and daemon, whose messages the daemons understand.
const API_VERSION: &str = "1.18";

/// What jobs get that have to end now.
const LAST_GRACE: Duration = Duration::from_secs(5);

/// The daemons while they run.
pub(crate) struct BuiltIn {
    app: App,
    daemons: Vec<ProvisionerDaemonId>,
    running: Mutex<JoinSet<()>>,
    stop: Stopping,
}

impl BuiltIn {
    /// Registers so many daemons in the default organization and lets them look for jobs. What daemons of
    /// this machine have left behind whose process has ended is given back or fails.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn start(app: &App, count: u16, settings: MachineSettings) -> Result<Self, Fault> {
        let (mut running, stop) = (JoinSet::new(), Stopping::default());
        let mut daemons = Vec::new();
        if count > 0 {
            let (log, clock) = (app.log().clone(), app.clock().clone());
            let machine = Machine::new(log, clock, std::env::temp_dir(), settings);
            let provisioners = machine.provisioners();
            let register = RegisterBuiltIn {
                host: hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                count,
                shared: app.store().is_shared(),
                version: VERSION.into(),
                api_version: API_VERSION.into(),
                provisioners: provisioners.clone(),
            };
            let registered = app.execute(register, Automatic::Task, client()).await?;
            let LeftBehind { daemons: ended, states: left } = left_behind(app, &registered).await?;
            let left = Abandon { daemons: ended, reason: Abandoned::Restarted, left };
            let left = app.execute(left, Automatic::Task, client()).await?;
            if left > 0 {
                info!(app.log(), "jobs of the server's last run were given back or ended"; "jobs" => left);
            }
            daemons = registered.daemons;
            let waiting = Waiting::default();
            for id in daemons.iter().copied() {
                let organization = registered.organization;
                let (provisioners, tags) = (provisioners.clone(), Tags::default());
                let server = Server { organization, provisioners, tags, checks_drift: true };
                let (app, waiting, machine, stop) =
                    (app.clone(), waiting.clone(), machine.clone(), stop.clone());
                running.spawn(Daemon { app, waiting, id, server, machine, stop }.run());
            }
        }
        Ok(Self { app: app.clone(), daemons, running: Mutex::new(running), stop })
    }

    /// Says that they are there; no task where there are none.
    pub(crate) fn heartbeat(&self) -> Option<Task> {
        let (app, daemons) = (self.app.clone(), self.daemons.clone());
        (!daemons.is_empty()).then(|| {
            Task::on_each_replica("provisioner_heartbeat", HEARTBEAT_INTERVAL, move |_| {
                let (app, beat) = (app.clone(), Heartbeat { daemons: daemons.clone() });
                async move { Ok(app.execute(beat, Automatic::Task, client()).await?) }
            })
        })
    }

    /// Takes no more jobs, gives those under way this time to end, and sees to it that none is left behind:
    /// what has changed nothing waits again, and a build that was interrupted says so.
    pub(crate) async fn stop(&self, grace: Duration) {
        self.stop.soon.cancel();
        let mut running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        if all_end(&mut running, grace).await || self.daemons.is_empty() {
            return;
        }
        // What still runs is killed, and tells what it has left behind.
        self.stop.now.cancel();
        if all_end(&mut running, LAST_GRACE).await {
            return;
        }
        running.shutdown().await;
        let (daemons, left) = (self.daemons.clone(), HashMap::new());
        let left = Abandon { daemons, reason: Abandoned::Stopped, left };
        if let Err(fault) = self.app.execute(left, Automatic::Task, client()).await {
            warn!(self.app.log(), "jobs under way could not be ended; they end as hung";
                "cause" => %Failed::from(fault));
        }
    }
}

/// Waits for all to end, at most so long; gives whether they have.
async fn all_end(running: &mut JoinSet<()>, grace: Duration) -> bool {
    let ended = async { while running.join_next().await.is_some() {} };
    tokio::time::timeout(grace, ended).await.is_ok()
}
