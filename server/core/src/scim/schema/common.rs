//! The attributes that every resource has (RFC 7643 §3.1), and parts that several schemas share.

use super::Attribute;

/// `id`, `externalId`, `meta` and `schemas`; schemas don't list them.
pub(super) const COMMON: &[Attribute] = &[
    Attribute::text("id", "The server's identifier of the resource.").exact().unique().read_only().always(),
    Attribute::text("externalId", "The client's identifier of the resource.").exact().indexed(),
    Attribute::complex("meta", META, "What the server knows of the resource.").read_only(),
    Attribute::reference("schemas", &["uri"], "The schemas of the resource.").list().read_only().always(),
];

const META: &[Attribute] = &[
    Attribute::text("resourceType", "The resource's type.").exact().read_only(),
    Attribute::time("created", "When it was made.").read_only(),
    Attribute::time("lastModified", "When it was changed last.").read_only(),
    Attribute::reference("location", &["uri"], "Where it is.").read_only(),
    Attribute::text("version", "Its version, as in the header ETag.").exact().read_only(),
];

/// What this entry of a list is for.
pub(super) const fn kind(canonical: &'static [&'static str]) -> Attribute {
    Attribute::text("type", "What the entry is for.").usually(canonical)
}

/// The entry's name for people.
pub(super) const DISPLAY: Attribute = Attribute::text("display", "The entry's name for people.");

/// Whether this entry goes before the others of its list.
pub(super) const PRIMARY: Attribute =
    Attribute::boolean("primary", "Whether the entry goes before the others; one of a list at most.");
