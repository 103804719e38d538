//! `Decode` for named types.

use super::rules::{Rules, json};
use crate::emit::{Code, literal};
use crate::model::{NamedType, Presence, Property, Shape, Tell, Type, UnionVariant};

/// The widest statement that stays on one line.
const WIDTH: usize = 100;

/// `impl Decode`.
pub(super) fn implementation(code: &mut Code, named: &NamedType, rules: &Rules) {
    code.blank();
    code.block(format!("impl prelude::Decode for {}", named.name), |code| {
        code.block(
            "fn decode(value: prelude::Value, faults: &mut prelude::Faults) -> prelude::Option<Self>",
            |code| match &named.shape {
                Shape::Struct { properties, additional, min_properties, max_properties } => {
                    structure(
                        code,
                        properties,
                        additional.as_ref(),
                        (*min_properties, *max_properties),
                        rules,
                    );
                }
                Shape::Enum(_) => {
                    code.line("prelude::choose_word(&value, &Self::ALL, Self::as_str, faults)");
                }
                Shape::Union { variants, tell } => union(code, variants, tell, rules),
                Shape::Newtype(ty) => {
                    code.line(format!(
                        "prelude::Rule::read(&{}, value, faults).map(Self)",
                        rules.expression(ty)
                    ));
                }
            },
        );
        match &named.shape {
            Shape::Union { variants, tell }
                if !matches!(tell, Tell::Property(_)) && has_scalars(variants) =>
            {
                lift(code, "prelude::lift_scalar(value)");
            }
            Shape::Newtype(ty) => {
                let rule = rules.expression(ty);
                lift(code, &format!("prelude::Rule::lift(&{rule}, value)"));
                code.blank();
                code.block("fn spelling(text: prelude::String) -> prelude::String", |code| {
                    code.line(format!("prelude::Rule::spelling(&{rule}, text)"));
                });
            }
            Shape::Enum(words) if words.iter().all(|word| !word.value.is_empty()) => {
                code.blank();
                code.block("fn empty_is_left_out() -> bool", |code| {
                    code.line("true");
                });
            }
            _ => {}
        }
    });
}

/// Whether a text may be the value of an alternative that is a number or a boolean.
fn has_scalars(variants: &[UnionVariant]) -> bool {
    variants.iter().any(|one| one.json.contains(&"number") || one.json.contains(&"boolean"))
}

fn lift(code: &mut Code, expression: &str) {
    code.blank();
    code.block("fn lift(value: prelude::Value) -> prelude::Value", |code| {
        code.line(expression);
    });
}

fn structure(
    code: &mut Code,
    properties: &[Property],
    additional: Option<&(String, Type)>,
    (least, most): (Option<u64>, Option<u64>),
    rules: &Rules,
) {
    let read: Vec<&Property> = properties.iter().filter(|one| !one.read_only).collect();
    let counted = least.is_some() || most.is_some();
    if read.is_empty() && additional.is_none() && !counted {
        code.line("prelude::Object::open(value, faults)?;");
    } else {
        let mutable = if read.is_empty() { "" } else { "mut " };
        code.line(format!("let {mutable}object = prelude::Object::open(value, faults)?;"));
    }
    if counted {
        code.line(format!("object.count({least:?}, {most:?}, faults);"));
    }
    for property in &read {
        let rule = rules.expression(&property.ty);
        let name = literal(&property.name);
        let head = format!("let {} = object", local(&property.field));
        match &property.presence {
            Presence::Required => call(code, &head, "required", &[&name, &format!("&{rule}")]),
            Presence::Nullable => call(code, &head, "nullable", &[&name, &format!("&{rule}")]),
            Presence::Optional => call(code, &head, "optional", &[&name, &format!("&{rule}")]),
            Presence::Either => call(code, &head, "either", &[&name, &format!("&{rule}")]),
            Presence::Default(value, false) => {
                call(code, &head, "or", &[&name, &json(value), &format!("&{rule}")])
            }
            Presence::Default(value, true) => {
                call(code, &head, "or", &[&name, &json(value), &format!("&prelude::rule::or_null({rule})")]);
            }
        }
    }
    if let Some((field, ty)) = additional {
        call(
            code,
            &format!("let {} = object", local(field)),
            "rest",
            &[&format!("&{}", rules.expression(ty))],
        );
    }
    if additional.is_none() && !read.is_empty() {
        let names: Vec<String> = read.iter().map(|one| literal(&one.name)).collect();
        call(code, "object", "finish", &[&format!("&[{}]", names.join(", "))]);
    }
    code.enclosed(
        "prelude::Some(Self {",
        |code| {
            for property in properties {
                let value = match (property.read_only, &property.presence) {
                    (false, _) => format!("{}?", local(&property.field)),
                    (true, Presence::Either) => "prelude::Field::Absent".into(),
                    (true, _) => "prelude::None".into(),
                };
                code.line(format!("{}: {value},", property.field));
            }
            if let Some((field, _)) = additional {
                code.line(format!("{field}: {}?,", local(field)));
            }
        },
        "})",
    );
}

/// The local variable for a field. It can't be a name that the decoding uses itself.
pub(super) fn local(field: &str) -> String {
    match field {
        "object" | "faults" | "value" | "given" => format!("{field}_"),
        field => field.to_owned(),
    }
}

/// `head.method(arguments…, faults);`, on several lines if it is too long.
pub(super) fn call(code: &mut Code, head: &str, method: &str, arguments: &[&str]) {
    let line = format!("{head}.{method}({}, faults);", arguments.join(", "));
    if line.len() <= WIDTH {
        code.line(line);
        return;
    }
    code.enclosed(
        format!("{head}.{method}("),
        |code| {
            for argument in arguments {
                code.line(format!("{argument},"));
            }
            code.line("faults,");
        },
        ");",
    );
}

fn union(code: &mut Code, variants: &[UnionVariant], tell: &Tell, rules: &Rules) {
    let read = |variant: &UnionVariant| {
        format!(
            "prelude::Rule::read(&{}, value, faults).map(Self::{})",
            rules.expression(&variant.ty),
            variant.rust
        )
    };
    match tell {
        Tell::Property(property) => {
            let known: Vec<String> =
                variants.iter().flat_map(|one| &one.tags).map(|tag| literal(tag)).collect();
            let property = literal(property);
            code.line(format!(
                "let tag = prelude::choose_tag(&value, {property}, &[{}], faults)?;",
                known.join(", ")
            ));
            code.block("match tag.as_str()", |code| {
                let (last, others) = match variants.split_last() {
                    Some(parts) => parts,
                    None => return,
                };
                for variant in others {
                    let tags: Vec<String> = variant.tags.iter().map(|tag| literal(tag)).collect();
                    code.line(format!("{} => {},", tags.join(" | "), read(variant)));
                }
                // The tag has been checked: it is one of these.
                code.line(format!("_ => {},", read(last)));
            });
        }
        Tell::JsonType => {
            code.block("match value", |code| {
                let mut wanted = vec![];
                for variant in variants {
                    let arms: Vec<&str> = variant.json.iter().map(|kind| arm(kind)).collect();
                    wanted.extend(variant.json.iter().map(|kind| words(kind)));
                    code.line(format!("{} => {},", arms.join(" | "), read(variant)));
                }
                if wanted.len() < 5 {
                    code.block("other =>", |code| {
                        code.line(format!("faults.mismatch({}, &other);", literal(&wanted.join(" or "))));
                        code.line("prelude::None");
                    });
                } else {
                    code.block("prelude::Value::Null =>", |code| {
                        code.line("faults.add(\"must not be null\");");
                        code.line("prelude::None");
                    });
                }
            });
        }
        Tell::Order => {
            code.line("prelude::Choice::of(value)");
            for variant in variants {
                code.line(format!("    .or(faults, |value, faults| {})", read(variant)));
            }
            code.line("    .done(faults)");
        }
    }
}

fn arm(kind: &str) -> &'static str {
    match kind {
        "object" => "prelude::Value::Object(_)",
        "array" => "prelude::Value::Array(_)",
        "string" => "prelude::Value::String(_)",
        "number" => "prelude::Value::Number(_)",
        _ => "prelude::Value::Bool(_)",
    }
}

fn words(kind: &str) -> &'static str {
    match kind {
        "object" => "an object",
        "array" => "a list",
        "string" => "text",
        "number" => "a number",
        _ => "true or false",
    }
}
