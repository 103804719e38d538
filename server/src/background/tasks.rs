//! Every task of the server.

use burgrave_store::NewReplica;

use super::Task;
use crate::application::App;
use crate::federation::oauth2;
use crate::identity::{audit, sessions};
use crate::{guard, replicas};

/// All of them, in the order in which they run when several are due.
pub(crate) fn all(app: &App, replica: NewReplica) -> Vec<Task> {
    let mut tasks = vec![
        guard::forget_idle(app.clone()),
        sessions::delete_ended(app.clone()),
        oauth2::delete_expired(app.clone()),
    ];
    tasks.extend(audit::delete_old(app.clone()));
    tasks.extend(sessions::fall_asleep(app));
    tasks.extend(replicas::heartbeat(app, replica));
    tasks
}
