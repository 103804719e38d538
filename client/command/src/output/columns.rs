//! The columns of the lists that are used most, by operation. Of others, the first plain properties are
//! shown.

/// A column: the heading, and the way to the value through objects.
pub type Column = (&'static str, &'static str);

/// The columns by `operationId`.
pub const POLISHED: &[(&str, &[Column])] = &[
    ("listUsers", USERS),
    ("listGroupMembers", PEOPLE),
    ("listGroupMembersByName", PEOPLE),
    ("listMembers", MEMBERS),
    ("listMembersPaginated", MEMBERS),
    (
        "listOrganizations",
        &[("name", "name"), ("display name", "display_name"), ("default", "is_default"), ("id", "id")],
    ),
    (
        "listUserOrganizations",
        &[("name", "name"), ("display name", "display_name"), ("default", "is_default"), ("id", "id")],
    ),
    ("listGroups", GROUPS),
    ("listOrganizationGroups", GROUPS),
    ("listOrganizationGroupsPaginated", GROUPS),
    ("listSiteRoles", ROLES),
    ("listOrganizationRoles", ROLES),
    ("listTemplates", TEMPLATES),
    ("listOrganizationTemplates", TEMPLATES),
    (
        "listTemplateVersions",
        &[
            ("name", "name"),
            ("job", "job.status"),
            ("by", "created_by.username"),
            ("created", "created_at"),
            ("archived", "archived"),
            ("message", "message"),
            ("id", "id"),
        ],
    ),
    (
        "listTemplateVersionParameters",
        &[
            ("name", "name"),
            ("type", "type"),
            ("default", "default_value"),
            ("required", "required"),
            ("mutable", "mutable"),
            ("description", "description_plaintext"),
        ],
    ),
    (
        "listWorkspaces",
        &[
            ("name", "name"),
            ("owner", "owner_name"),
            ("template", "template_name"),
            ("status", "latest_build.status"),
            ("outdated", "outdated"),
            ("last used", "last_used_at"),
            ("id", "id"),
        ],
    ),
    (
        "listWorkspaceBuilds",
        &[
            ("number", "build_number"),
            ("transition", "transition"),
            ("status", "status"),
            ("version", "template_version_name"),
            ("by", "initiator_name"),
            ("reason", "reason"),
            ("cost", "daily_cost"),
            ("created", "created_at"),
            ("id", "id"),
        ],
    ),
    (
        "listWorkspaceBuildResources",
        &[("type", "type"), ("name", "name"), ("transition", "workspace_transition"), ("cost", "daily_cost")],
    ),
    ("getWorkspaceBuildLogs", LOG),
    ("getTemplateVersionLogs", LOG),
    ("getTemplateVersionDryRunLogs", LOG),
    (
        "listProvisionerJobs",
        &[
            ("type", "type"),
            ("status", "status"),
            ("place", "queue_position"),
            ("daemon", "worker_name"),
            ("template", "metadata.template_name"),
            ("workspace", "metadata.workspace_name"),
            ("created", "created_at"),
            ("error", "error"),
            ("id", "id"),
        ],
    ),
    (
        "listProvisionerDaemons",
        &[
            ("name", "name"),
            ("status", "status"),
            ("tags", "tags"),
            ("version", "version"),
            ("key", "key_name"),
            ("last seen", "last_seen_at"),
            ("id", "id"),
        ],
    ),
    ("listProvisionerKeys", &[("name", "name"), ("tags", "tags"), ("created", "created_at"), ("id", "id")]),
    ("listKeys", KEYS),
    ("listTokens", KEYS),
    (
        "listAuditLogs",
        &[
            ("time", "time"),
            ("who", "user.username"),
            ("action", "action"),
            ("kind", "resource_type"),
            ("target", "resource_target"),
            ("organization", "organization.name"),
            ("status", "status_code"),
            ("ip", "ip"),
        ],
    ),
    (
        "listLicenses",
        &[("id", "id"), ("uploaded", "uploaded_at"), ("expires", "claims.license_expires"), ("uuid", "uuid")],
    ),
    (
        "listWorkspaceProxies",
        &[
            ("name", "name"),
            ("display name", "display_name"),
            ("status", "status.status"),
            ("url", "path_app_url"),
            ("version", "version"),
            ("id", "id"),
        ],
    ),
    (
        "listReplicas",
        &[
            ("host", "hostname"),
            ("relay", "relay_address"),
            ("since", "created_at"),
            ("latency", "database_latency"),
            ("error", "error"),
            ("id", "id"),
        ],
    ),
    (
        "listOauth2Apps",
        &[("name", "name"), ("type", "client_type"), ("callback", "callback_url"), ("id", "id")],
    ),
    ("listInbox", &[("time", "created_at"), ("title", "title"), ("read", "read_at"), ("id", "id")]),
    (
        "listNotificationMessages",
        &[
            ("created", "created_at"),
            ("way", "method"),
            ("status", "status"),
            ("attempts", "attempts"),
            ("error", "error"),
            ("id", "id"),
        ],
    ),
    (
        "listNotificationRoutes",
        &[("name", "name"), ("kind", "kind"), ("host", "host"), ("signed", "signed"), ("id", "id")],
    ),
    (
        "listQuotaLedger",
        &[
            ("time", "at"),
            ("who", "username"),
            ("workspace", "workspace_name"),
            ("transition", "transition"),
            ("cost", "cost"),
            ("used", "credits_consumed"),
            ("budget", "budget"),
            ("permitted", "permitted"),
        ],
    ),
];

const USERS: &[Column] = &[
    ("username", "username"),
    ("email", "email"),
    ("status", "status"),
    ("roles", "roles"),
    ("last seen", "last_seen_at"),
    ("id", "id"),
];

const PEOPLE: &[Column] = &[
    ("username", "username"),
    ("email", "email"),
    ("status", "status"),
    ("last seen", "last_seen_at"),
    ("id", "id"),
];

const MEMBERS: &[Column] = &[
    ("username", "username"),
    ("email", "email"),
    ("status", "status"),
    ("roles", "roles"),
    ("since", "created_at"),
    ("id", "user_id"),
];

const GROUPS: &[Column] = &[
    ("name", "name"),
    ("organization", "organization_name"),
    ("members", "total_member_count"),
    ("allowance", "quota_allowance"),
    ("source", "source"),
    ("id", "id"),
];

const ROLES: &[Column] = &[
    ("name", "name"),
    ("display name", "display_name"),
    ("assignable", "assignable"),
    ("built in", "built_in"),
];

const TEMPLATES: &[Column] = &[
    ("name", "name"),
    ("organization", "organization_name"),
    ("by", "created_by_name"),
    ("updated", "updated_at"),
    ("users", "active_user_count"),
    ("deprecated", "deprecated"),
    ("id", "id"),
];

const KEYS: &[Column] = &[
    ("id", "id"),
    ("name", "token_name"),
    ("user", "username"),
    ("login", "login_type"),
    ("scopes", "scopes"),
    ("last used", "last_used"),
    ("expires", "expires_at"),
];

const LOG: &[Column] = &[("stage", "stage"), ("level", "log_level"), ("output", "output")];
