//! What reads text that anybody may send: one function each, which takes any bytes and panics when a promise
//! is broken.
//!
//! The fuzzers in `targets/` call them with what they make up, the test in `tests/` with the files in
//! `seeds/<function>/`.

mod archive;
mod body;
mod credential;
mod filter;
mod frames;
mod messages;
mod names;
mod packets;
mod parameters;
mod patch;
mod path;
mod query;
mod schedule;
mod search;
mod template;
mod token;

pub use archive::archive;
pub use body::body;
pub use credential::credential;
pub use filter::filter;
pub use frames::frames;
pub use messages::messages;
pub use names::names;
pub use packets::packets;
pub use parameters::parameters;
pub use patch::patch;
pub use path::path;
pub use query::query;
pub use schedule::schedule;
pub use search::search;
pub use template::template;
pub use token::token;

/// One of the functions.
pub type Target = fn(&[u8]);

/// Each function by its name, which is that of its folder of seeds.
pub const TARGETS: [(&str, Target); 16] = [
    ("archive", archive),
    ("body", body),
    ("credential", credential),
    ("filter", filter),
    ("frames", frames),
    ("messages", messages),
    ("names", names),
    ("packets", packets),
    ("parameters", parameters),
    ("patch", patch),
    ("path", path),
    ("query", query),
    ("schedule", schedule),
    ("search", search),
    ("template", template),
    ("token", token),
];
