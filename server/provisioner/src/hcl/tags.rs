//! The tags of daemons that a template's jobs ask for, with their values.

use std::collections::BTreeMap;

use super::evaluate::{Machine, SPENT, Scope, Trouble, with_room};
use super::value::Value;
use super::{Inputs, Place, Template};

/// Why a tag has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: the workspace tag {key:?} has no value: {message}.")]
pub struct TagFault {
    /// Its key.
    pub key: String,
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub message: String,
}

/// The values of the tags, where the template's variables and parameters have the given values, and else
/// their defaults.
///
/// # Errors
/// Every tag that has no value.
pub fn evaluate_tags(
    template: &Template,
    variables: &BTreeMap<String, String>,
    parameters: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<TagFault>> {
    if template.tags.is_empty() {
        return Ok(BTreeMap::new());
    }
    let inputs = Inputs { variables: variables.clone(), parameters: parameters.clone(), ..Inputs::default() };
    with_room(|| evaluated(template, &inputs)).unwrap_or_else(|| Err(refused(template)))
}

fn evaluated(template: &Template, inputs: &Inputs) -> Result<BTreeMap<String, String>, Vec<TagFault>> {
    let mut machine = Machine::new(&template.project, inputs);
    let (mut tags, mut faults) = (BTreeMap::new(), Vec::new());
    for tag in &template.tags {
        let message = match machine.value(&tag.value.syntax, &mut Scope::of(Machine::ROOT)) {
            Ok(Value::Unknown(why)) => why.to_string(),
            Ok(value) => match machine.written(&value) {
                Ok(written) => {
                    tags.insert(tag.key.clone(), written);
                    continue;
                }
                Err(_) => SPENT.into(),
            },
            Err(Trouble::Fault(message)) => message,
            Err(Trouble::Spent) => SPENT.into(),
        };
        faults.push(TagFault { key: tag.key.clone(), place: tag.value.place.clone(), message });
    }
    if faults.is_empty() { Ok(tags) } else { Err(faults) }
}

/// Nothing could be evaluated.
fn refused(template: &Template) -> Vec<TagFault> {
    let fault = |tag: &super::WorkspaceTag| TagFault {
        key: tag.key.clone(),
        place: tag.value.place.clone(),
        message: "it can't be evaluated now".into(),
    };
    template.tags.iter().map(fault).collect()
}
