//! The rules that generated code puts together: `rule::list(rule::text().at_most(32)).unique()`.

pub use super::list::{List, list};
pub use super::map::{Keyed, map};
pub use super::number::{Number, Whole, int32, int64, number};
pub use super::plain::{Anything, Boolean, Of, OrNull, any, boolean, of, or_null};
pub use super::text::{Text, base64, date, date_time, email, id, ipv4, ipv6, text, uri, uuid};
