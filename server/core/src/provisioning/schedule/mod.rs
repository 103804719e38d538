//! When workspaces start, stop, become dormant and are deleted by themselves.
//!
//! - `cron`, `field`: at which minutes of a week a workspace starts. `next`: when that is next.
//! - `weekdays`: days of the week, as templates allow them.
//! - `ttl`: how long a workspace runs. `deadline`: until when, and how that is moved.
//! - `quiet`: quiet hours, in which workspaces are stopped where their template wants it.
//! - `dormancy`: workspaces that nobody uses. `due`: what a workspace does by itself.

mod cron;
mod deadline;
mod dormancy;
mod due;
mod field;
mod next;
mod quiet;
mod ttl;
mod weekdays;

pub use cron::{SCHEDULE_LENGTH, Schedule, ScheduleFault};
pub use deadline::{
    EXTEND_AHEAD, ExtendFault, Running, bumped, deadline, deadline_after_ttl, extend, failure_stops_at,
};
pub use dormancy::{deleted_at, dormant_at};
pub use due::{Due, Scheduled};
pub(crate) use next::instant;
pub use next::next_start;
pub use quiet::{QuietFault, QuietHours, QuietRule};
pub use ttl::{
    LONGEST_INTERVAL, LONGEST_TTL, MOST_WEEKS, SHORTEST_TTL, unfit_age, unfit_bump, unfit_ttl, unfit_weeks,
};
pub use weekdays::{UnknownWeekday, Weekdays};
