//! What is demanded of a new version, as far as no schema can say it. All faults are told together.

use std::collections::{BTreeMap, BTreeSet};

use burgrave_core::ids::{FileId, UserId};
use burgrave_core::provisioning::tags::{TagFault, Tags};

use crate::fault::{Fault, FieldFault};

/// Exactly one of both is given, and the server has no examples.
pub(super) fn file(
    file: Option<FileId>,
    example: Option<&str>,
    faults: &mut Vec<FieldFault>,
) -> Option<FileId> {
    let example = example.filter(|example| !example.is_empty());
    let mut fault = |field: &str, detail: &str| {
        faults.push(FieldFault { field: field.into(), detail: detail.into() });
    };
    match (file, example) {
        (None, None) => {
            fault("file_id", "is needed, because no example_id is given: upload an archive first");
            fault("example_id", "is needed where no file_id is given");
        }
        (Some(_), Some(_)) => {
            fault("file_id", "must be left out where an example_id is given");
            fault("example_id", "must be left out where a file_id is given");
        }
        (None, Some(_)) => {
            fault("example_id", "names no example: this server has none, so upload an archive")
        }
        (Some(_), None) => {}
    }
    file
}

/// A field that has to be there. Schemas name those that are missing before anything else is looked at; where
/// what else is missing shall be named beside it, it is asked for here.
pub(super) fn needed<T>(field: &str, given: Option<T>, faults: &mut Vec<FieldFault>) -> Option<T> {
    if given.is_none() {
        faults.push(FieldFault { field: field.into(), detail: "is needed".into() });
    }
    given
}

/// The tags in their normal form.
pub(super) fn tags(given: BTreeMap<String, String>, caller: UserId, faults: &mut Vec<FieldFault>) -> Tags {
    let field = |(key, fault): (String, TagFault)| FieldFault {
        field: if key.is_empty() { "tags".into() } else { format!("tags.{key}") },
        detail: fault.to_string(),
    };
    Tags::normal(given, Some(caller)).unwrap_or_else(|wrong| {
        faults.extend(wrong.into_iter().map(field));
        Tags::default()
    })
}

/// The values of variables by their names.
pub(in crate::provisioning) fn variables(
    given: Vec<(String, String)>,
    faults: &mut Vec<FieldFault>,
) -> BTreeMap<String, String> {
    let mut names = BTreeSet::new();
    for (at, (name, _)) in given.iter().enumerate() {
        if !names.insert(name) {
            let field = format!("user_variable_values[{at}].name");
            faults.push(FieldFault { field, detail: "must be given once".into() });
        }
    }
    given.into_iter().collect()
}

/// Refuses with all that was found.
///
/// # Errors
/// `Invalid` when anything was.
pub(super) fn refuse(faults: Vec<FieldFault>) -> Result<(), Fault> {
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(check: impl FnOnce(&mut Vec<FieldFault>)) -> Vec<String> {
        let mut faults = Vec::new();
        check(&mut faults);
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_version_has_one_source() {
        let id = Some(FileId::default());
        let both = ["file_id", "example_id"];
        assert_eq!(fields(|faults| _ = file(None, None, faults)), both);
        assert_eq!(fields(|faults| _ = file(None, Some(""), faults)), both);
        assert_eq!(fields(|faults| _ = file(id, Some("x"), faults)), both);
        assert_eq!(fields(|faults| _ = file(None, Some("x"), faults)), ["example_id"]);
        assert_eq!(fields(|faults| assert_eq!(file(id, Some(""), faults), id)), [""; 0]);
    }

    #[test]
    fn every_wrong_tag_and_variable_is_named() {
        let given = [("a", "x\0"), ("b", "y")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let found = fields(|faults| drop(tags(given.into(), UserId::default(), faults)));
        assert_eq!(found, ["tags.a"]);
        let given = ["a", "b", "a"].map(|name| (name.to_owned(), String::new())).to_vec();
        assert_eq!(fields(|faults| drop(variables(given, faults))), ["user_variable_values[2].name"]);
    }
}
