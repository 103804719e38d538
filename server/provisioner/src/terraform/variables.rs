//! The values of the template's variables, as a file: every user of the machine can read command lines.

use std::str::FromStr;

use burgrave_core::provisioning::version::{TemplateVariable, VariableValue};
use hcl::{Expression, ObjectKey};
use serde_json::{Map, Value};

/// The file's name in the job's folder.
pub(super) const FILE: &str = "variables.tfvars.json";

/// The file with the values of the variables that the template declares.
pub(super) fn values_file(declared: &[TemplateVariable], values: &[VariableValue]) -> Value {
    let value_of = |variable: &TemplateVariable| {
        let given = values.iter().find(|value| value.name == variable.name)?;
        // Without a value, the program uses the default.
        let nothing = given.value.is_empty() && variable.default_value.is_empty() && !variable.required;
        (!nothing).then(|| (variable.name.clone(), typed(&variable.kind, &given.value)))
    };
    Value::Object(declared.iter().filter_map(value_of).collect())
}

/// The value in its type. Without a type, it is a text; an invalid value is left to the program, which
/// reports it.
fn typed(kind: &str, text: &str) -> Value {
    let kind = kind.trim();
    if matches!(kind, "" | "string") {
        return text.into();
    }
    if matches!(kind, "number" | "bool") && text.trim() != "null" {
        // The program converts texts without a loss of digits.
        return text.into();
    }
    let read = serde_json::from_str(text).ok().or_else(|| literal(&Expression::from_str(text).ok()?));
    read.unwrap_or_else(|| text.into())
}

/// A literal of HCL.
fn literal(expression: &Expression) -> Option<Value> {
    Some(match expression {
        Expression::Null => Value::Null,
        Expression::Bool(flag) => (*flag).into(),
        Expression::Number(number) => number
            .as_i64()
            .map(Value::from)
            .or_else(|| number.as_u64().map(Value::from))
            .or_else(|| number.as_f64().map(Value::from))?,
        Expression::String(text) => text.clone().into(),
        Expression::Array(items) => Value::Array(items.iter().map(literal).collect::<Option<_>>()?),
        Expression::Object(entries) => {
            let entry = |(key, value): (&ObjectKey, &Expression)| {
                let key = match key {
                    ObjectKey::Identifier(name) => name.to_string(),
                    ObjectKey::Expression(Expression::String(name)) => name.clone(),
                    _ => return None,
                };
                Some((key, literal(value)?))
            };
            Value::Object(entries.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
        Expression::Parenthesis(inner) => literal(inner)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variable(name: &str, kind: &str, default: &str) -> TemplateVariable {
        TemplateVariable {
            name: name.into(),
            kind: kind.into(),
            default_value: default.into(),
            ..TemplateVariable::default()
        }
    }

    fn value(name: &str, value: &str) -> VariableValue {
        VariableValue { name: name.into(), value: value.into(), sensitive: false }
    }

    #[test]
    fn values_are_of_the_types_that_are_declared() {
        let declared = [
            variable("text", "string", ""),
            variable("plain", "", "x"),
            variable("number", "number", "0"),
            variable("flag", "bool", "false"),
            variable("list", "list(string)", "[]"),
            variable("map", "map(string)", "{}"),
            variable("any", "any", "null"),
            variable("broken", "list(string)", "[]"),
            variable("unset", "list(string)", ""),
        ];
        let values = [
            value("text", "[\"a\"]\nother = 1"),
            value("plain", "5"),
            value("number", "12345678901234567890123"),
            value("flag", "true"),
            value("list", r#"["a", "b"]"#),
            value("map", "{ a = \"b\", \"c d\" = 1 }"),
            value("any", "[1]"),
            value("broken", "[file(\"/etc/passwd\")]"),
            value("unset", ""),
            value("undeclared", "x"),
        ];
        assert_eq!(
            values_file(&declared, &values),
            json!({
                "text": "[\"a\"]\nother = 1",
                "plain": "5",
                "number": "12345678901234567890123",
                "flag": "true",
                "list": ["a", "b"],
                "map": {"a": "b", "c d": 1},
                "any": [1],
                "broken": "[file(\"/etc/passwd\")]",
            })
        );
    }
}
