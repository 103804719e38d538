//! Bounds of what people write, in characters. The schemas of the specification have the same; a test of the
//! suite compares them (`tests/contract/bounds.rs`). Input from SCIM, claims and the command line has these
//! bounds too.

/// A username.
pub const USERNAME: usize = 32;
/// The name of an organization, a custom role or an app.
pub const NAME: usize = 32;
/// The name of a template version.
pub const VERSION_NAME: usize = 64;
/// The message of a template version.
pub const VERSION_MESSAGE: usize = 1_048_576;
/// The description of a template.
pub const TEMPLATE_DESCRIPTION: usize = 128;
/// The icon of a template.
pub const TEMPLATE_ICON: usize = 256;
/// The name of a group.
pub const GROUP_NAME: usize = 255;
/// A person's name.
pub const PERSON_NAME: usize = 128;
/// An email address (RFC 5321 section 4.5.3.1, without its brackets).
pub const EMAIL: usize = 254;
/// The display name of an organization, a group or a custom role.
pub const DISPLAY_NAME: usize = 64;
/// The description of an organization.
pub const DESCRIPTION: usize = 4096;
/// The address of a picture.
pub const PICTURE: usize = 2048;
/// A password.
pub const PASSWORD: usize = 64;
