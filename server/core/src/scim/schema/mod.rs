//! What users and groups are made of (RFC 7643), as data: validation, filters, PATCH, projection and
//! discovery all read these tables.

mod attribute;
mod common;
mod describe;
mod enterprise;
mod group;
mod resource_type;
mod user;

pub use attribute::{Attribute, INDEXED_LENGTH, Kind, Mutability, Returned};
pub use describe::{resource_type, schema};
pub use enterprise::ENTERPRISE_USER;
pub use group::GROUP;
pub use resource_type::{GROUPS, ResourceType, Schema, Target, USERS};
pub use user::USER;
