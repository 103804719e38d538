//! The enterprise extension of users (RFC 7643 §4.3).

use super::{Attribute, Schema};

/// What companies know of their people.
pub const ENTERPRISE_USER: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    description: "What companies know of their people.",
    attributes: &[
        Attribute::text("employeeNumber", "The person's number in the company."),
        Attribute::text("costCenter", "The cost center."),
        Attribute::text("organization", "The company."),
        Attribute::text("division", "The division."),
        Attribute::text("department", "The department."),
        Attribute::complex("manager", MANAGER, "The person's manager."),
    ],
};

const MANAGER: &[Attribute] = &[
    Attribute::text("value", "The manager's id.").exact(),
    Attribute::reference("$ref", &["User"], "The manager."),
    Attribute::text("displayName", "The manager's displayName.").read_only(),
];
