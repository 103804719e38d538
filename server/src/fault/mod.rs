//! What can go wrong in an action: `kinds` in the words of the domain, `answer` as the answer to the caller,
//! `scim` the same for identity providers.

mod answer;
mod kinds;
mod scim;

pub(crate) use answer::{other_resource, signed_out};
pub(crate) use kinds::{Fault, FieldFault, Preparation, SignedOut};
