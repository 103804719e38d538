//! Parameters as a template declares them for the values that are given so far, read from its files.
//!
//! - `request`: what the parameters of a version depend on. `read`: its files, read once. `work`: what is
//!   told of them, worked out beside all transactions and remembered.
//! - `evaluate`: what somebody is told who asks. `shown`: a parameter, as far as they may see it. `socket`: a
//!   conversation about it.

mod evaluate;
mod read;
mod request;
mod shown;
mod socket;
mod work;

pub(crate) use evaluate::{Answer, Asked, evaluate};
pub(super) use request::EvaluationRequest;
pub(crate) use shown::ShownParameter;
pub(crate) use socket::{Conversation, Saying, converse};
pub(super) use work::evaluated;
