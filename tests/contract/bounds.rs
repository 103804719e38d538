//! The bounds of the rules are those of the specification.

use burgrave_core::bounds;

use crate::specification::document;

/// Each field that a rule bounds too: schema, property, and the rule's bound.
const FIELDS: [(&str, &str, usize); 20] = [
    ("CreateFirstUserRequest", "username", bounds::USERNAME),
    ("CreateFirstUserRequest", "name", bounds::PERSON_NAME),
    ("CreateFirstUserRequest", "email", bounds::EMAIL),
    ("CreateFirstUserRequest", "password", bounds::PASSWORD),
    ("CreateUserRequestWithOrgs", "username", bounds::USERNAME),
    ("CreateUserRequestWithOrgs", "name", bounds::PERSON_NAME),
    ("CreateUserRequestWithOrgs", "email", bounds::EMAIL),
    ("CreateUserRequestWithOrgs", "password", bounds::PASSWORD),
    ("UpdateUserProfileRequest", "username", bounds::USERNAME),
    ("UpdateUserProfileRequest", "name", bounds::PERSON_NAME),
    ("CreateOrganizationRequest", "name", bounds::NAME),
    ("CreateOrganizationRequest", "display_name", bounds::DISPLAY_NAME),
    ("CreateOrganizationRequest", "description", bounds::DESCRIPTION),
    ("CreateOrganizationRequest", "icon", bounds::PICTURE),
    ("CustomRoleRequest", "name", bounds::NAME),
    ("CreateGroupRequest", "name", bounds::GROUP_NAME),
    ("CreateGroupRequest", "display_name", bounds::DISPLAY_NAME),
    ("CreateGroupRequest", "avatar_url", bounds::PICTURE),
    ("PatchGroupRequest", "name", bounds::GROUP_NAME),
    ("PatchGroupRequest", "display_name", bounds::DISPLAY_NAME),
];

#[apply(case)]
async fn what_a_rule_bounds_has_the_same_bound_in_the_specification() {
    for (schema, property, bound) in FIELDS {
        let found = &document()["components"]["schemas"][schema]["properties"][property]["maxLength"];
        assert_eq!(found, &bound, "{schema}.{property}");
    }
}
