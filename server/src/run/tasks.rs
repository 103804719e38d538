//! Every task of the server.

use chrono::TimeDelta;

use crate::application::App;
use crate::background::Task;
use crate::federation::oauth2;
use crate::governance::notifications;
use crate::identity::{audit, sessions};
use crate::provisioning::daemons::BuiltIn;
use crate::provisioning::drift::check_by_schedule;
use crate::provisioning::{files, inits, schedule, work, workspaces};
use crate::replicas::Own;
use crate::service::Service;
use crate::{governance, guard, proxies, replicas};

/// How often those run of which the operator decides it.
pub(super) struct Timed {
    /// Checks of workspaces for drift; none = when somebody asks.
    pub(super) drift: Option<TimeDelta>,
    /// Checks of proxies.
    pub(super) proxy_health: TimeDelta,
}

/// All of them, in the order in which they run when several are due.
pub(super) fn all(app: &Service, own: Own, daemons: &BuiltIn, timed: Timed) -> Vec<Task> {
    let plain: &App = app;
    let mut tasks = vec![
        guard::forget_idle(app.clone()),
        governance::keep_fresh(app),
        sessions::delete_ended(plain.clone()),
        oauth2::delete_expired(plain.clone()),
        files::delete_incomplete(plain.clone()),
        workspaces::ping(app.watches().clone()),
        inits::delete_old(plain.clone()),
    ];
    tasks.extend(daemons.heartbeat());
    tasks.push(app.fleet().heartbeat(plain.clone()));
    tasks.extend([
        work::reap(plain.clone()),
        work::find_unplaceable(plain.clone()),
        work::forget(plain.clone()),
    ]);
    tasks.extend([
        schedule::keep_times(plain.clone()),
        schedule::fall_dormant(plain.clone()),
        schedule::count_usage(plain.clone()),
    ]);
    tasks.extend(check_by_schedule(plain.clone(), timed.drift));
    tasks.push(audit::seal(plain.clone()));
    tasks.extend(audit::delete_old(plain.clone()));
    tasks.extend([notifications::address(plain.clone()), notifications::delete_old(plain.clone())]);
    tasks.extend(sessions::fall_asleep(app));
    tasks.push(proxies::check_all(app, timed.proxy_health));
    tasks.push(proxies::rotate_keys(plain));
    tasks.push(replicas::heartbeat(app, own));
    tasks
}
