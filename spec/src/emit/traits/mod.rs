//! The traits that the server implements: the guard, and one for each tag; with their callers and answers.

pub(in crate::emit) mod answers;
pub(in crate::emit) mod audits;
mod callers;
mod guard;
mod paths;
mod tags;
mod words;

pub(super) use answers::{AnswerShape, shape};
pub(super) use callers::{argument, caller_index};

use super::Code;
use crate::model::Api;

/// Writes the guard, the words of the extensions, the audit entries, the callers, the answers and the traits.
pub(super) fn write(api: &Api, code: &mut Code) {
    words::write(api, code);
    audits::write(api, code);
    callers::write(api, code);
    guard::write(api, code);
    answers::write(api, code);
    paths::write(api, code);
    tags::write(api, code);
}
