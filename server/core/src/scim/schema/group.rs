//! The schema of groups (RFC 7643 §4.2).

use super::common::kind;
use super::{Attribute, Schema};

/// The core schema of groups.
pub const GROUP: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    description: "A group of the default organization.",
    attributes: &[
        Attribute::text("displayName", "The group's name.").required().unique().indexed(),
        Attribute::complex(
            "members",
            MEMBERS,
            "Who is in the group. Users of the default organization become members of its group; others are \
             kept in the list.",
        )
        .list(),
    ],
};

const MEMBERS: &[Attribute] = &[
    Attribute::text("value", "The member's id.").exact().required().indexed().immutable(),
    Attribute::reference("$ref", &["User", "Group"], "The member.").immutable(),
    Attribute::text("display", "The member's name for people."),
    kind(&["User", "Group"]).immutable(),
];
