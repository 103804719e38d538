//! The parameters of a template.

use burgrave_core::provisioning::parameters::DescribedParameter;

use super::ObjectFault;
use super::document::Document;
use super::fields::Fields;
use crate::wire::{self, RichParameter, RichParameterOption};

/// The parameters, those of inner modules first.
pub(super) fn parameters(document: &Document) -> Result<Vec<DescribedParameter>, ObjectFault> {
    let mut all: Vec<_> = Vec::new();
    for instance in document.data("coder_parameter") {
        all.push(parameter(instance.fields())?);
    }
    wire::parameters(all).map_err(ObjectFault::Unfit)
}

fn parameter(fields: Fields<'_>) -> Result<RichParameter, ObjectFault> {
    let option = |block: Fields<'_>| RichParameterOption {
        name: block.text("name"),
        description: block.text("description"),
        value: block.text("value"),
        icon: block.text("icon"),
    };
    let form_type = fields.text("form_type");
    let named = wire::form_type(&form_type).ok_or_else(|| {
        ObjectFault::unfit(format!(
            "parameter {:?} has the form type {form_type:?}, which isn't known",
            fields.text("name")
        ))
    })?;
    let mut parameter = RichParameter {
        name: fields.text("name"),
        description: fields.text("description"),
        r#type: fields.given("type").unwrap_or_else(|| "string".into()),
        mutable: fields.is("mutable"),
        default_value: fields.text("default"),
        icon: fields.text("icon"),
        options: fields.blocks("option").map(option).collect(),
        required: !fields.is("optional"),
        display_name: fields.text("display_name"),
        order: fields.number("order"),
        ephemeral: fields.is("ephemeral"),
        form_type: named,
        ..RichParameter::default()
    };
    if let Some(block) = fields.block("validation") {
        parameter.validation_regex = block.text("regex");
        parameter.validation_error = block.text("error");
        parameter.validation_monotonic = block.text("monotonic");
        (parameter.validation_min, parameter.validation_max) = limits(block);
    }
    Ok(parameter)
}

/// The minimum and the maximum. Older providers don't distinguish unset ones: there, two zeros mean neither.
fn limits(block: Fields<'_>) -> (Option<i32>, Option<i32>) {
    let (min, max) = (block.number("min"), block.number("max"));
    let unset = min == 0 && max == 0;
    let set = |value, disabled: &str| (!block.flag(disabled).unwrap_or(unset)).then_some(value);
    (set(min, "min_disabled"), set(max, "max_disabled"))
}
