//! The versions in answers: the program's own, and that of the documented API with which it is compatible.

use semver::{BuildMetadata, Version};

/// The program's own version.
pub const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// The versions that answers have.
#[derive(Debug, Clone)]
pub(crate) struct Versions {
    /// The version in `buildinfo` and in the header of every answer.
    pub(crate) told: String,
    /// The hint that a client of another version shows to its user.
    pub(crate) upgrade_message: String,
}

impl Versions {
    /// With the API's version, whose numbers clients compare, and the program's own as its build metadata,
    /// which comparisons ignore (Semantic Versioning 2.0.0, section 10).
    pub(crate) fn new(api: Option<&Version>) -> Versions {
        let own = env!("CARGO_PKG_VERSION");
        let Some(api) = api else {
            let upgrade_message =
                format!("This server is Burgrave {own}; clients of other versions may not fit it.");
            return Versions { told: VERSION.to_owned(), upgrade_message };
        };
        let mut told = api.clone();
        told.build = BuildMetadata::new(&format!("burgrave.{own}")).unwrap_or(BuildMetadata::EMPTY);
        let upgrade_message = format!(
            "This server is Burgrave {own}, which speaks the API of version {api}. Install version {api} of \
             the client, or expect that a few of its commands don't fit."
        );
        Versions { told: format!("v{told}"), upgrade_message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_version_is_build_metadata_of_the_api_s() {
        let versions = Versions::new(Some(&Version::new(2, 36, 0)));
        assert_eq!(versions.told, format!("v2.36.0+burgrave.{}", env!("CARGO_PKG_VERSION")));
        assert!(versions.upgrade_message.contains("version 2.36.0 of the client"));
        assert_eq!(Versions::new(None).told, VERSION);
    }
}
