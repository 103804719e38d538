//! How a parameter is asked for.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

use super::ParameterType;

as_str!(FormType);

/// The element of a form. Its words are those of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, Serialize, Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum FormType {
    Radio,
    Dropdown,
    Input,
    Textarea,
    Slider,
    Checkbox,
    Switch,
    TagSelect,
    MultiSelect,
}

/// A form type that doesn't go with the parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form type {} doesn't go with type {} {} options; use {}", .asked.as_str(), .of.as_str(),
    if *.options { "and" } else { "without" }, words(.of, .options))]
pub struct UnfitFormType {
    asked: FormType,
    of: ParameterType,
    options: bool,
}

fn words(of: &ParameterType, options: &bool) -> String {
    let words: Vec<&str> = fitting(*of, *options).iter().map(|one| one.as_str()).collect();
    words.join(" or ")
}

/// Those that go with a type; the first one is meant where a template names none.
const fn fitting(of: ParameterType, options: bool) -> &'static [FormType] {
    match (of, options) {
        (ParameterType::String | ParameterType::Number | ParameterType::Bool, true) => {
            &[FormType::Radio, FormType::Dropdown]
        }
        (ParameterType::String, false) => &[FormType::Input, FormType::Textarea],
        (ParameterType::Number, false) => &[FormType::Input, FormType::Slider],
        (ParameterType::Bool, false) => &[FormType::Checkbox, FormType::Switch],
        (ParameterType::ListOfStrings, true) => &[FormType::Radio, FormType::MultiSelect],
        (ParameterType::ListOfStrings, false) => &[FormType::TagSelect],
    }
}

/// The form type of a parameter: the one that its template names, or the usual one.
///
/// # Errors
/// The named one doesn't go with the type.
pub fn form_type(
    of: ParameterType,
    options: bool,
    named: Option<FormType>,
) -> Result<FormType, UnfitFormType> {
    let fitting = fitting(of, options);
    match named {
        None => Ok(fitting[0]),
        Some(asked) if fitting.contains(&asked) => Ok(asked),
        Some(asked) => Err(UnfitFormType { asked, of, options }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_its_usual_form_and_its_others() {
        use ParameterType::{Bool, ListOfStrings, Number, String};
        for (of, options, usual) in [
            (String, true, FormType::Radio),
            (String, false, FormType::Input),
            (Number, true, FormType::Radio),
            (Number, false, FormType::Input),
            (Bool, true, FormType::Radio),
            (Bool, false, FormType::Checkbox),
            (ListOfStrings, true, FormType::Radio),
            (ListOfStrings, false, FormType::TagSelect),
        ] {
            assert_eq!(form_type(of, options, None), Ok(usual), "{of:?} {options}");
            for named in FormType::VARIANTS {
                let expected = fitting(of, options).contains(named);
                assert_eq!(
                    form_type(of, options, Some(*named)).is_ok(),
                    expected,
                    "{of:?} {options} {named:?}"
                );
            }
        }
        let unfit =
            form_type(Number, false, Some(FormType::Switch)).expect_err("a switch is for truth values");
        assert_eq!(
            unfit.to_string(),
            "the form type switch doesn't go with type number without options; use input or slider"
        );
    }
}
