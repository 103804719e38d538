//! What the reference servers answer, constructed for each request as from a database.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// An organization with the same fields as the real server's.
#[derive(Serialize, JsonSchema)]
pub(super) struct Organization {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) icon: String,
    pub(super) description: String,
    #[schemars(with = "String")]
    pub(super) created_at: DateTime<Utc>,
    #[schemars(with = "String")]
    pub(super) updated_at: DateTime<Utc>,
    pub(super) is_default: bool,
}

/// How many organizations the list has.
const LENGTH: u128 = 10;

/// The list.
pub(super) fn all() -> Vec<Organization> {
    (1..=LENGTH).map(one).collect()
}

/// One of them: as the first start of the real server makes it.
pub(super) fn one(number: u128) -> Organization {
    let at = DateTime::from_timestamp_micros(1_772_440_198_123_456).unwrap_or_default();
    Organization {
        id: Uuid::from_u128(0x6d3f_2c1a_7e64_4c1d_9a0b_3f5e_8d2c_4b60 + number),
        name: "coder".into(),
        display_name: "Coder".into(),
        icon: String::new(),
        description: String::new(),
        created_at: at,
        updated_at: at,
        is_default: true,
    }
}
