//! A workspace as it changes, read from the database once for all who watch it on this replica.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use burgrave_core::ids::WorkspaceId;
use burgrave_store::{Workspace, WorkspaceRecord};
use slog::warn;
use tokio::sync::watch;

use crate::application::App;
use crate::fault::Fault;
use crate::provisioning::builds::{self, BuildView};
use crate::provisioning::signals::workspace_topic;

/// When it is looked without a signal: one may be lost, agents run out of time, and a queue moves on.
const POLL: Duration = Duration::from_secs(15);

/// The workspaces that somebody watches. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Watches {
    known: Arc<Mutex<HashMap<WorkspaceId, Weak<Watched>>>>,
    beat: Arc<watch::Sender<u64>>,
}

/// A workspace as it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// With its access list, by which those are judged who watch it.
    pub(super) workspace: Workspace,
    /// Its latest build.
    pub(super) latest: BuildView,
}

/// What is known of a workspace.
#[derive(Debug, Clone)]
pub(super) enum Sight {
    /// It is yet to be read.
    Nothing,
    /// This.
    Seen(Arc<Seen>),
    /// It can't be read any more.
    Broken,
}

/// One workspace that is watched.
pub(super) struct Watched {
    id: WorkspaceId,
    sight: watch::Receiver<Sight>,
    watches: Watches,
}

impl Watched {
    /// Hears of what is known, at first of what is known already.
    pub(super) fn look(&self) -> watch::Receiver<Sight> {
        let mut sight = self.sight.clone();
        sight.mark_changed();
        sight
    }
}

impl Watches {
    /// Lets everybody who watches know that the connection stands.
    pub(super) fn beat(&self) {
        self.beat.send_modify(|beats| *beats += 1);
    }

    /// Hears of each beat from now on.
    pub(super) fn beats(&self) -> watch::Receiver<u64> {
        self.beat.subscribe()
    }

    /// Begins to watch a workspace.
    pub(super) fn watch(&self, app: &App, id: WorkspaceId) -> Arc<Watched> {
        // One that is dropped takes the lock: the old one is dropped after it was given back.
        let old;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        old = known.get(&id).and_then(Weak::upgrade);
        let watched = match &old {
            Some(watched) if !matches!(*watched.sight.borrow(), Sight::Broken) => watched.clone(),
            _ => {
                let watched = Arc::new(self.start(app, id));
                known.insert(id, Arc::downgrade(&watched));
                watched
            }
        };
        drop(known);
        watched
    }

    fn start(&self, app: &App, id: WorkspaceId) -> Watched {
        let (tell, sight) = watch::channel(Sight::Nothing);
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(fault) = run(&app, id, &tell).await {
                let cause = format!("{fault:?}");
                warn!(app.log(), "a workspace can't be watched"; "workspace" => %id, "cause" => cause);
                tell.send_replace(Sight::Broken);
            }
        });
        Watched { id, sight, watches: self.clone() }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut known = self.watches.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Another may have been begun for the same workspace meanwhile.
        if known.get(&self.id).is_some_and(|other| other.strong_count() == 0) {
            known.remove(&self.id);
        }
    }
}

/// Looks at each signal until nobody watches any more, and tells what has changed.
async fn run(app: &App, id: WorkspaceId, tell: &watch::Sender<Sight>) -> Result<(), Fault> {
    let mut listener = app.store().listen(&workspace_topic(id), POLL);
    loop {
        let seen = read(app, id).await?;
        tell.send_if_modified(|sight| match sight {
            Sight::Seen(before) if **before == seen => false,
            _ => {
                *sight = Sight::Seen(Arc::new(seen));
                true
            }
        });
        tokio::select! {
            () = listener.heard() => {}
            () = tell.closed() => return Ok(()),
        }
    }
}

async fn read(app: &App, id: WorkspaceId) -> Result<Seen, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let workspace = reader.workspace(id).await?.ok_or(Fault::Hidden)?;
            let build = reader.latest_build(id).await?.ok_or(Fault::Hidden)?;
            let place: Arc<WorkspaceRecord> = Arc::new(workspace.record.clone());
            let latest = builds::explained(&reader, place, build, now).await?;
            Ok(Seen { workspace, latest })
        })
        .await
}
