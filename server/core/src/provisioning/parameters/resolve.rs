//! The values of a build, out of all that may give them.

use std::collections::BTreeMap;

use super::Parameter;
use super::check::{Checked, check};

/// Bytes of a value at most.
pub const VALUE_LENGTH: usize = 64 * 1024;
/// Values that one request gives at most.
pub const MOST_VALUES: usize = 1024;

/// Which value counts where a request gives several under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// The first, as templates with the classic parameter flow have it.
    First,
    /// The last.
    Last,
}

impl Duplicates {
    /// The values by their names.
    pub fn settle(self, given: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for (name, value) in given {
            match self {
                Self::First => drop(values.entry(name).or_insert(value)),
                Self::Last => drop(values.insert(name, value)),
            }
        }
        values
    }
}

/// What may give a value, by the parameters' names, the strongest first. Names that the template doesn't have
/// are left out.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// What somebody typed.
    pub given: &'a BTreeMap<String, String>,
    /// What the preset says that they chose.
    pub preset: &'a BTreeMap<String, String>,
    /// What the build before had, those of ephemeral parameters among them.
    pub previous: &'a BTreeMap<String, String>,
}

/// What is wrong with a parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterFault {
    /// The parameter's name.
    pub name: String,
    /// What is wrong, in words that follow the name.
    pub detail: String,
}

/// The value of every parameter of the version in a new build, whatever its transition.
///
/// What was typed wins over the preset, that over the build before, that over the default. The build before
/// says nothing about ephemeral parameters. A parameter that can't change takes any value in the first build
/// that has it.
///
/// # Errors
/// Every parameter whose value is missing or doesn't fit, one fault each, sorted by name.
pub fn resolve(
    parameters: &[Parameter],
    sources: Sources<'_>,
) -> Result<BTreeMap<String, String>, Vec<ParameterFault>> {
    let mut values = BTreeMap::new();
    let mut faults = Vec::new();
    for parameter in parameters {
        match value_of(parameter, sources) {
            Ok(value) => drop(values.insert(parameter.name.clone(), value.to_owned())),
            Err(detail) => faults.push(ParameterFault { name: parameter.name.clone(), detail }),
        }
    }
    faults.sort_by(|one, other| one.name.cmp(&other.name));
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// What is wrong with a value that is given for a workspace that isn't made yet, in words that follow the
/// parameter's name; none where it fits.
#[must_use]
pub fn value_fault(parameter: &Parameter, value: &str) -> Option<String> {
    let unset = value.is_empty() && !parameter.required && parameter.default.is_empty();
    check(parameter, Checked { value, previous: None }).filter(|_| !unset)
}

fn value_of<'a>(parameter: &'a Parameter, sources: Sources<'a>) -> Result<&'a str, String> {
    let of = |values: &'a BTreeMap<String, String>| values.get(&parameter.name).map(String::as_str);
    let previous = of(sources.previous).filter(|_| !parameter.ephemeral);
    let new = of(sources.given).or_else(|| of(sources.preset));
    let fixed = |before: &&str| !parameter.mutable && new.is_some_and(|new| new != *before);
    if previous.as_ref().is_some_and(fixed) {
        return Err("can't be changed any more: it keeps the value of the workspace's first build".into());
    }
    let Some(value) = new.or(previous) else {
        if parameter.required {
            return Err("needs a value".into());
        }
        // An empty default says that nothing is set; declarations are held to the rest.
        return Ok(&parameter.default);
    };
    let unset = value.is_empty() && !parameter.required && parameter.default.is_empty();
    match check(parameter, Checked { value, previous }) {
        Some(detail) if !unset => Err(detail),
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::super::{ParameterType, Validation};
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn text(name: &str) -> Parameter {
        Parameter {
            name: name.into(),
            of: ParameterType::String,
            options: vec![],
            default: "default".into(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation::default(),
        }
    }

    fn resolved(
        parameter: &Parameter,
        given: &[(&str, &str)],
        preset: &[(&str, &str)],
        previous: &[(&str, &str)],
    ) -> Result<String, String> {
        let (given, preset, previous) = (values(given), values(preset), values(previous));
        let sources = Sources { given: &given, preset: &preset, previous: &previous };
        match resolve(std::slice::from_ref(parameter), sources) {
            Ok(found) => Ok(found[&parameter.name].clone()),
            Err(faults) => Err(faults[0].detail.clone()),
        }
    }

    #[test]
    fn what_was_typed_wins_over_preset_build_before_and_default() {
        let (typed, preset, before) = (&[("a", "typed")][..], &[("a", "preset")][..], &[("a", "before")][..]);
        let of = |given, preset, previous| resolved(&text("a"), given, preset, previous).expect("it fits");
        assert_eq!(of(typed, preset, before), "typed");
        assert_eq!(of(&[], preset, before), "preset");
        assert_eq!(of(&[], &[], before), "before");
        assert_eq!(of(&[], &[], &[]), "default");
        assert_eq!(of(&[("a", "")], preset, before), "", "an empty text is a value");
    }

    #[test]
    fn ephemeral_values_fall_back_to_their_default() {
        let once = Parameter { ephemeral: true, ..text("a") };
        assert_eq!(resolved(&once, &[], &[], &[("a", "before")]).as_deref(), Ok("default"));
        assert_eq!(resolved(&once, &[("a", "now")], &[], &[("a", "before")]).as_deref(), Ok("now"));
    }

    #[test]
    fn immutable_values_stay_and_are_given_once() {
        let fixed = Parameter { mutable: false, ..text("a") };
        assert_eq!(resolved(&fixed, &[("a", "first")], &[], &[]).as_deref(), Ok("first"));
        assert_eq!(resolved(&fixed, &[("a", "same")], &[], &[("a", "same")]).as_deref(), Ok("same"));
        assert!(resolved(&fixed, &[("a", "other")], &[], &[("a", "before")]).is_err());
        assert!(resolved(&fixed, &[], &[("a", "preset")], &[("a", "before")]).is_err());
        assert_eq!(resolved(&fixed, &[], &[], &[("a", "before")]).as_deref(), Ok("before"));
    }

    #[test]
    fn required_values_have_to_come_from_somewhere() {
        let needed = Parameter { required: true, default: String::new(), ..text("a") };
        assert_eq!(resolved(&needed, &[], &[], &[]), Err("needs a value".into()));
        assert_eq!(resolved(&needed, &[("a", "")], &[], &[]).as_deref(), Ok(""));
        assert_eq!(resolved(&needed, &[], &[], &[("a", "before")]).as_deref(), Ok("before"));
    }

    #[test]
    fn every_fault_is_named_once_in_the_order_of_names() {
        let number = |name| Parameter { of: ParameterType::Number, default: "1".into(), ..text(name) };
        let given = values(&[("c", "x"), ("a", "y"), ("unknown", "z")]);
        let nothing = BTreeMap::new();
        let sources = Sources { given: &given, preset: &nothing, previous: &nothing };
        let parameters = [number("c"), Parameter { required: true, ..text("b") }, number("a"), number("d")];
        let faults = resolve(&parameters, sources).expect_err("three are wrong");
        let names: Vec<_> = faults.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn values_under_one_name_are_settled_by_the_flow() {
        let twice = || [("a", "1"), ("a", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(Duplicates::Last.settle(twice()), values(&[("a", "2")]));
        assert_eq!(Duplicates::First.settle(twice()), values(&[("a", "1")]));
    }

    #[test]
    fn a_number_that_is_not_set_stays_so() {
        let number = Parameter { of: ParameterType::Number, default: String::new(), ..text("a") };
        assert_eq!(resolved(&number, &[], &[], &[]).as_deref(), Ok(""));
        assert_eq!(
            resolved(&number, &[], &[], &[("a", "")]).as_deref(),
            Ok(""),
            "as the build before had it"
        );
        assert!(resolved(&Parameter { required: true, ..number }, &[("a", "")], &[], &[]).is_err());
    }

    proptest! {
        #[test]
        fn building_again_without_values_changes_nothing(
            first in btree_map("[a-d]", "[xy]", 0..4), ephemeral in any::<bool>(), mutable in any::<bool>(),
        ) {
            let parameters: Vec<_> = ["a", "b", "c"]
                .map(|name| Parameter { ephemeral: ephemeral && name == "b", mutable, ..text(name) })
                .into();
            let nothing = BTreeMap::new();
            let of = |given, previous| {
                resolve(&parameters, Sources { given, preset: &nothing, previous }).unwrap()
            };
            let built = of(&first, &nothing);
            prop_assert_eq!(built.len(), parameters.len(), "every parameter has a value");
            let again = of(&nothing, &built);
            for parameter in &parameters {
                let name = &parameter.name;
                let expected = if parameter.ephemeral { "default" } else { &built[name] };
                prop_assert_eq!(&again[name], expected);
            }
        }
    }
}
