//! Tags of jobs and daemons: which daemon may take which job.
//!
//! - `set`: the tags of one job or daemon in their normal form.
//! - `matching`: whether a daemon's tags serve a job, and if not, why, tag by tag.
//! - `filter`: the tags that a list asks for.

mod filter;
mod matching;
mod set;

pub use filter::{TagFilter, UnreadableFilter};
pub use matching::{Mismatch, mismatches, serves};
pub use set::{MOST_TAGS, TAG_LENGTH, TagFault, Tags, merged};
