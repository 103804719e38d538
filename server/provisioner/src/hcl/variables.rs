//! What a template leaves to whoever brings it to a server.

use burgrave_core::provisioning::version::TemplateVariable;

use super::parts::VariableBlock;
use super::value::{Value, text};
use super::{Declared, Expression, ReadFault, evaluate};

/// A variable as the server keeps it. One whose default is null has one: it is left to the program.
pub(super) fn declared(block: VariableBlock) -> Result<Declared, ReadFault> {
    let VariableBlock { name, place, kind, description, default, sensitive } = block;
    let default_value = default.as_ref().map(constant).transpose()?;
    let description = description.as_ref().map(constant).transpose()?;
    let sensitive = sensitive.as_ref().map(constant).transpose()?;
    let variable = TemplateVariable {
        name,
        description: description.map(|value| text(&value)).unwrap_or_default(),
        kind: kind.map(|kind| kind.text.trim_matches('"').to_owned()).unwrap_or_default(),
        required: default_value.is_none(),
        default_value: default_value.map(|value| text(&value)).unwrap_or_default(),
        sensitive: sensitive == Some(Value::Bool(true)),
    };
    Ok(Declared { variable, place })
}

/// A value in which nothing is named.
fn constant(expression: &Expression) -> Result<Value, ReadFault> {
    evaluate::constant(&expression.syntax)
        .map_err(|message| ReadFault::Declaration { place: expression.place.clone(), message })
}
