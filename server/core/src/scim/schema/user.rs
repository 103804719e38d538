//! The schema of users (RFC 7643 §4.1).

use super::common::{DISPLAY, PRIMARY, kind};
use super::{Attribute, Schema};

/// The core schema of users. Stricter than the RFC's where people here need it: an email address, and whether
/// they may come in.
pub const USER: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    description: "Somebody who may come in.",
    attributes: &[
        Attribute::text("userName", "What the person is known by at the identity provider.")
            .prepared()
            .required()
            .unique()
            .indexed(),
        Attribute::complex("name", NAME, "The parts of the person's name."),
        Attribute::text("displayName", "The name that is shown to others."),
        Attribute::text("nickName", "What friends say."),
        Attribute::reference("profileUrl", &["external"], "A page about the person."),
        Attribute::text("title", "The person's position."),
        Attribute::text("userType", "How the person belongs to the organization."),
        Attribute::text("preferredLanguage", "The person's language, as in Accept-Language."),
        Attribute::text("locale", "How the person reads dates and numbers."),
        Attribute::text("timezone", "The person's time zone, by its IANA name."),
        Attribute::boolean("active", "Whether the person may come in; false suspends them here.").required(),
        Attribute::text("password", "Taken and not kept: people sign in at the identity provider.")
            .exact()
            .write_only(),
        Attribute::complex(
            "emails",
            EMAILS,
            "Email addresses; the primary one, or else the first, is used here.",
        )
        .list()
        .required(),
        Attribute::complex("phoneNumbers", PHONES, "Telephone numbers.").list(),
        Attribute::complex("ims", MESSENGERS, "Instant messaging addresses.").list(),
        Attribute::complex("photos", PHOTOS, "Pictures of the person.").list(),
        Attribute::complex("addresses", ADDRESSES, "Postal addresses.").list(),
        Attribute::complex("groups", GROUPS, "The groups that list the person; change them at the groups.")
            .list()
            .read_only(),
        Attribute::complex("entitlements", PLAIN, "What the person may use.").list(),
        Attribute::complex("roles", PLAIN, "What the person is.").list(),
        Attribute::complex("x509Certificates", CERTIFICATES, "Certificates of the person.").list(),
    ],
};

const NAME: &[Attribute] = &[
    Attribute::text("formatted", "The whole name, ready to be shown."),
    Attribute::text("familyName", "The family name."),
    Attribute::text("givenName", "The given name."),
    Attribute::text("middleName", "The middle name."),
    Attribute::text("honorificPrefix", "What stands before the name."),
    Attribute::text("honorificSuffix", "What stands behind the name."),
];

const EMAILS: &[Attribute] = &[
    Attribute::text("value", "The address.").required().indexed(),
    DISPLAY,
    kind(&["work", "home", "other"]),
    PRIMARY,
];

const PHONES: &[Attribute] = &[
    Attribute::text("value", "The number."),
    DISPLAY,
    kind(&["work", "home", "mobile", "fax", "pager", "other"]),
    PRIMARY,
];

const MESSENGERS: &[Attribute] = &[
    Attribute::text("value", "The address."),
    DISPLAY,
    kind(&["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
    PRIMARY,
];

const PHOTOS: &[Attribute] = &[
    Attribute::reference("value", &["external"], "Where the picture is."),
    DISPLAY,
    kind(&["photo", "thumbnail"]),
    PRIMARY,
];

const ADDRESSES: &[Attribute] = &[
    Attribute::text("formatted", "The whole address, ready to be shown."),
    Attribute::text("streetAddress", "Street, house, floor."),
    Attribute::text("locality", "City."),
    Attribute::text("region", "State or region."),
    Attribute::text("postalCode", "Postal code."),
    Attribute::text("country", "Country, by its ISO 3166-1 alpha-2 code."),
    kind(&["work", "home", "other"]),
    PRIMARY,
];

const GROUPS: &[Attribute] = &[
    Attribute::text("value", "The group's id.").exact().read_only(),
    Attribute::reference("$ref", &["Group"], "The group.").read_only(),
    Attribute::text("display", "The group's displayName.").read_only(),
    Attribute::text("type", "How the person is in it.").usually(&["direct"]).read_only(),
];

const PLAIN: &[Attribute] = &[Attribute::text("value", "The value."), DISPLAY, kind(&[]), PRIMARY];

const CERTIFICATES: &[Attribute] =
    &[Attribute::binary("value", "The certificate, DER in base64."), DISPLAY, kind(&[]), PRIMARY];
