//! Who builds what: the builds that people have asked for are counted. What agents would tell, such as how long
//! apps are used, nobody tells.
//!
//! - `days`: people of each day. `report`: templates within a time.

mod days;
mod report;

pub(crate) use days::{Day, days};
pub(crate) use report::{IntervalReport, ParameterUse, Report, report};
