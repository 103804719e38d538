//! A parameter with all that is shown of it.

use serde::{Deserialize, Serialize};

use super::{FormType, Parameter};
use crate::provisioning::plaintext;

/// A parameter of a template version, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedParameter {
    /// What values are held against. Its options are those of `options`.
    pub rule: Parameter,
    /// Its name for people; empty where it has none.
    pub display_name: String,
    /// What it is for, as Markdown.
    pub description: String,
    /// The address of its picture.
    pub icon: String,
    /// Its place among the parameters.
    pub order: i32,
    /// How it is asked for.
    pub form_type: FormType,
    /// What may be chosen.
    pub options: Vec<ParameterOption>,
}

impl DescribedParameter {
    /// What it is for, without the marks of Markdown.
    #[must_use]
    pub fn description_plaintext(&self) -> String {
        plaintext(&self.description)
    }
}

/// A value that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParameterOption {
    /// Its name for people.
    pub name: String,
    /// What it means.
    pub description: String,
    /// The value.
    pub value: String,
    /// The address of its picture.
    pub icon: String,
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::provisioning::parameters::{Monotonic, ParameterType, Validation};

    #[test]
    fn parameters_are_kept_in_the_words_of_the_api() {
        for of in ParameterType::VARIANTS {
            assert_eq!(serde_json::json!(of), of.as_str());
        }
        for form_type in FormType::VARIANTS {
            assert_eq!(serde_json::json!(form_type), form_type.as_str());
        }
        let rule = Parameter {
            name: "size".into(),
            of: ParameterType::Number,
            options: vec!["1".into()],
            default: "1".into(),
            required: false,
            mutable: true,
            ephemeral: false,
            validation: Validation { monotonic: Some(Monotonic::Increasing), ..Validation::default() },
        };
        let parameter = DescribedParameter {
            rule,
            display_name: "Size".into(),
            description: "How large".into(),
            icon: String::new(),
            order: 1,
            form_type: FormType::Slider,
            options: vec![ParameterOption { value: "1".into(), ..ParameterOption::default() }],
        };
        let text = serde_json::to_string(&parameter).expect("it can be written");
        assert_eq!(serde_json::from_str::<DescribedParameter>(&text).expect("it can be read"), parameter);
    }
}
