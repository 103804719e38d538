//! Every task of the server.

use burgrave_store::NewReplica;

use crate::application::App;
use crate::background::Task;
use crate::federation::oauth2;
use crate::identity::{audit, sessions};
use crate::provisioning::daemons::BuiltIn;
use crate::provisioning::{files, schedule, work};
use crate::service::Service;
use crate::{guard, replicas};

/// All of them, in the order in which they run when several are due.
pub(super) fn all(app: &Service, replica: NewReplica, daemons: &BuiltIn) -> Vec<Task> {
    let plain: &App = app;
    let mut tasks = vec![
        guard::forget_idle(app.clone()),
        sessions::delete_ended(plain.clone()),
        oauth2::delete_expired(plain.clone()),
        files::delete_incomplete(plain.clone()),
    ];
    tasks.extend(daemons.heartbeat());
    tasks.extend([work::reap(plain.clone()), work::forget(plain.clone())]);
    tasks.extend([
        schedule::keep_times(plain.clone()),
        schedule::fall_dormant(plain.clone()),
        schedule::count_usage(plain.clone()),
    ]);
    tasks.extend(audit::delete_old(plain.clone()));
    tasks.extend(sessions::fall_asleep(app));
    tasks.extend(replicas::heartbeat(app, replica));
    tasks
}
