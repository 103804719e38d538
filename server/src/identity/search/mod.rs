//! Searches of lists: from the `q` of a request to what the storage is asked for. The language is
//! `burgrave_core::search`; each list names its keys here.

mod groups;
mod people;
mod values;

pub(crate) use groups::groups;
pub(crate) use people::{PeopleList, candidates, people};
