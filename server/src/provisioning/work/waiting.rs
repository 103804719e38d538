//! Daemons wait for a job.
//!
//! Of daemons of one process that may take the same jobs, one looks at the queue at a time, and the others
//! stand in line behind it. So a signal costs one look, however many daemons wait, and each job wakes one of
//! them.

use std::time::Duration;

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::queue::Server;
use burgrave_store::{CurrentJob, Lines};

use super::{Acquire, client, jobs_topic};
use crate::application::App;
use crate::application::command::Automatic;
use crate::background::Stop;
use crate::fault::Fault;

/// How often the queue is looked at where no signal comes.
const POLL: Duration = Duration::from_secs(15);

/// The daemons of this process that wait for a job. Clones share everything.
#[derive(Clone, Default)]
pub(crate) struct Waiting {
    lines: Lines,
}

impl Waiting {
    /// Takes a job as soon as there is one that the daemon may take; none when `stop` comes first.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn acquire(
        &self,
        app: &App,
        worker: ProvisionerDaemonId,
        server: &Server,
        stop: &Stop,
    ) -> Result<Option<CurrentJob>, Fault> {
        let line = line(server);
        let first_in_line = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            first = self.lines.first(&line) => first,
        };
        let mut listener = app.store().listen(&jobs_topic(server.organization), POLL);
        // A transaction under way is never left: it may have taken a job.
        let found = loop {
            if stop.is_cancelled() {
                break None;
            }
            let acquire = Acquire { worker, server: server.clone() };
            let job = app.execute(acquire, Automatic::Task, client()).await?;
            if job.is_some() {
                break job;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = listener.heard() => {}
            }
        };
        drop(first_in_line);
        Ok(found)
    }
}

/// The line in which daemons stand that may take the same jobs.
fn line(server: &Server) -> String {
    let provisioners: Vec<_> = server.provisioners.iter().map(|one| one.as_str()).collect();
    format!("{} {provisioners:?} {}", server.organization, server.tags.to_key())
}
