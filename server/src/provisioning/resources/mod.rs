//! What jobs planned or made: resources with their agents, in the one order in which all answers show them.

mod view;

pub(crate) use view::{AgentView, ResourceView, of_jobs, plan_of};
