//! Values of variables that a template calls sensitive, sealed in the database.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use burgrave_core::Entropy;
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::sealing::SealingKeys;
use burgrave_store::VersionVariable;

use crate::fault::Fault;

/// What a sealed value begins with: no text that people write. Values that were kept before they were sealed
/// have it not.
const MARK: char = '\u{1}';

/// Seals the value, where the template calls it sensitive.
///
/// # Errors
/// `Internal`; no value is too long.
pub(super) fn seal(
    keys: &SealingKeys,
    version: TemplateVersionId,
    entropy: &dyn Entropy,
    variable: &mut VersionVariable,
) -> Result<(), Fault> {
    if variable.sensitive {
        let sealed = keys.seal(variable.value.as_bytes(), &place(version, &variable.name), entropy);
        let sealed = sealed.map_err(|fault| Fault::Internal(format!("the value of a variable: {fault}")))?;
        variable.value = format!("{MARK}{}", STANDARD.encode(sealed));
    }
    Ok(())
}

/// The value as it was given.
///
/// # Errors
/// `Internal` where it was sealed by another key, or for another variable.
pub(super) fn open(
    keys: &SealingKeys,
    version: TemplateVersionId,
    variable: &VersionVariable,
) -> Result<String, Fault> {
    let Some(sealed) = variable.value.strip_prefix(MARK).filter(|_| variable.sensitive) else {
        return Ok(variable.value.clone());
    };
    let fault =
        |cause: String| Fault::Internal(format!("a variable of the template version {version}: {cause}"));
    let sealed = STANDARD.decode(sealed).map_err(|error| fault(error.to_string()))?;
    let opened =
        keys.open(&sealed, &place(version, &variable.name)).map_err(|error| fault(error.to_string()))?;
    String::from_utf8(opened).map_err(|_| fault("it is no text".into()))
}

fn place(version: TemplateVersionId, name: &str) -> Vec<u8> {
    format!("variable {name} of version {version}").into_bytes()
}

#[cfg(test)]
mod tests {
    use burgrave_core::SystemEntropy;
    use burgrave_core::sealing::KEY_LENGTH;
    use uuid::Uuid;

    use super::*;

    fn variable(sensitive: bool) -> VersionVariable {
        VersionVariable {
            name: "key".into(),
            description: String::new(),
            kind: "string".into(),
            value: "hush".into(),
            default_value: String::new(),
            required: true,
            sensitive,
        }
    }

    #[test]
    fn a_sensitive_value_is_opened_for_its_variable_only() {
        let keys = SealingKeys::new(vec![[7; KEY_LENGTH]]).expect("there is a key");
        let version = Uuid::from_u128(1).into();
        let mut kept = variable(true);
        assert_eq!(open(&keys, version, &kept).ok().as_deref(), Some("hush"), "from before");
        seal(&keys, version, &SystemEntropy, &mut kept).expect("it is short");
        assert!(!kept.value.contains("hush"));
        assert_eq!(open(&keys, version, &kept).ok().as_deref(), Some("hush"));
        assert!(open(&keys, Uuid::from_u128(2).into(), &kept).is_err());
        kept.name = "other".into();
        assert!(open(&keys, version, &kept).is_err());
        let mut plain = variable(false);
        seal(&keys, version, &SystemEntropy, &mut plain).expect("it is left alone");
        assert_eq!(plain, variable(false));
    }
}
