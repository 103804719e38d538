//! The expression that decodes a type, and the patterns that such expressions name.

use serde_json::Value;

use crate::emit::{Code, literal};
use crate::model::{Api, Format, Names, Shape, Type, snake};

/// The patterns of all decoded types, each compiled once.
#[derive(Debug)]
pub struct Rules {
    /// The regular expression and the name of its static.
    patterns: Vec<(String, String)>,
}

impl Rules {
    /// Collects the patterns. Each is named after the first place that uses it.
    pub fn of(api: &Api) -> Self {
        let mut all = Self { patterns: vec![] };
        let mut names = Names::default();
        for named in api.types.iter().filter(|named| named.input) {
            match &named.shape {
                Shape::Struct { properties, additional, .. } => {
                    for property in properties.iter().filter(|one| !one.read_only) {
                        all.gather(&property.ty, &[&named.name, &property.name], &mut names);
                    }
                    if let Some((field, ty)) = additional {
                        all.gather(ty, &[&named.name, field], &mut names);
                    }
                }
                Shape::Union { variants, .. } => {
                    for variant in variants {
                        all.gather(&variant.ty, &[&named.name, &variant.rust], &mut names);
                    }
                }
                Shape::Newtype(ty) => all.gather(ty, &[&named.name], &mut names),
                Shape::Enum(_) => {}
            }
        }
        for operation in &api.operations {
            for parameter in &operation.parameters {
                all.gather(&parameter.ty, &[&operation.id, &parameter.name], &mut names);
            }
            if let Some(body) = &operation.body {
                all.gather(&body.ty, &[&operation.id, "body"], &mut names);
            }
        }
        all
    }

    fn gather(&mut self, ty: &Type, place: &[&str], names: &mut Names) {
        match ty {
            Type::Text(text) => {
                let Some(pattern) = &text.pattern else { return };
                if !self.patterns.iter().any(|(known, _)| known == pattern) {
                    let words: Vec<String> =
                        place.iter().map(|word| snake(word).trim_start_matches("r#").to_owned()).collect();
                    let name = names.give(format!("{}_PATTERN", words.join("_").to_ascii_uppercase()));
                    self.patterns.push((pattern.clone(), name));
                }
            }
            Type::Array(array) => self.gather(&array.items, place, names),
            Type::Map(map) => self.gather(&map.values, place, names),
            Type::Nullable(inner) | Type::Boxed(inner) => self.gather(inner, place, names),
            _ => {}
        }
    }

    /// The statics that hold the compiled patterns.
    pub(super) fn statics(&self, code: &mut Code) {
        for (pattern, name) in &self.patterns {
            code.blank();
            code.line(format!("static {name}: prelude::LazyLock<prelude::Regex> ="));
            code.line(format!(
                "    prelude::LazyLock::new(|| prelude::Regex::new({}).expect(\"the generator compiled it\"));",
                literal(pattern)
            ));
        }
    }

    /// The rule of a type, as an expression that implements `burgrave_api::decode::Rule`.
    pub fn expression(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "prelude::rule::boolean()".into(),
            Type::Any => "prelude::rule::any()".into(),
            Type::Binary => "prelude::rule::text()".into(),
            Type::Named(_) | Type::Boxed(_) => format!("prelude::rule::of::<{}>()", ty.qualified()),
            Type::Nullable(inner) => format!("prelude::rule::or_null({})", self.expression(inner)),
            Type::Integer(integer) => {
                let mut rule = String::from(if integer.narrow {
                    "prelude::rule::int32()"
                } else {
                    "prelude::rule::int64()"
                });
                bound(&mut rule, "at_least", integer.minimum);
                bound(&mut rule, "at_most", integer.maximum);
                bound(&mut rule, "multiple_of", integer.multiple_of);
                if !integer.allowed.is_empty() {
                    rule += &format!(".one_of(&{:?})", integer.allowed);
                }
                rule
            }
            Type::Number(number) => {
                let mut rule = String::from("prelude::rule::number()");
                if let Some((least, exclusive)) = number.minimum {
                    rule += &format!(".{}({least:?})", if exclusive { "above" } else { "at_least" });
                }
                if let Some((most, exclusive)) = number.maximum {
                    rule += &format!(".{}({most:?})", if exclusive { "below" } else { "at_most" });
                }
                if let Some(step) = number.multiple_of {
                    rule += &format!(".multiple_of({step:?})");
                }
                if !number.allowed.is_empty() {
                    rule += &format!(".one_of(&{:?})", number.allowed);
                }
                rule
            }
            Type::Text(text) => {
                let mut rule = match &text.id {
                    Some(_) => format!("prelude::rule::id::<{}>()", ty.qualified()),
                    None => format!("prelude::rule::{}()", constructor(text.format)),
                };
                bound(&mut rule, "at_least", text.min_length.filter(|least| *least > 0));
                bound(&mut rule, "at_most", text.max_length);
                let name = text.pattern.as_ref().and_then(|pattern| self.name_of(pattern));
                if let Some(name) = name {
                    let words = text.pattern_words.as_deref().unwrap_or("have the form that is described");
                    rule += &format!(".matching(&{name}, {})", literal(words));
                }
                if text.secret {
                    rule += ".secret()";
                }
                rule
            }
            Type::Array(array) => {
                let mut rule = format!("prelude::rule::list({})", self.expression(&array.items));
                bound(&mut rule, "at_least", array.min_items.filter(|least| *least > 0));
                bound(&mut rule, "at_most", array.max_items);
                if array.unique {
                    rule += ".unique()";
                }
                rule
            }
            Type::Map(map) => {
                let mut rule = format!("prelude::rule::map({})", self.expression(&map.values));
                bound(&mut rule, "at_least", map.min_properties.filter(|least| *least > 0));
                bound(&mut rule, "at_most", map.max_properties);
                rule
            }
        }
    }

    fn name_of(&self, pattern: &str) -> Option<&str> {
        self.patterns.iter().find(|(known, _)| known == pattern).map(|(_, name)| name.as_str())
    }
}

fn bound<T: std::fmt::Display>(rule: &mut String, method: &str, value: Option<T>) {
    if let Some(value) = value {
        *rule += &format!(".{method}({value})");
    }
}

fn constructor(format: Format) -> &'static str {
    match format {
        Format::Plain => "text",
        Format::Uuid => "uuid",
        Format::DateTime => "date_time",
        Format::Date => "date",
        Format::Email => "email",
        Format::Uri => "uri",
        Format::Byte => "base64",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
    }
}

/// A JSON value as a `json!(…)` expression.
pub(super) fn json(value: &Value) -> String {
    format!("prelude::json!({})", json_inside(value))
}

fn json_inside(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(flag) => flag.to_string(),
        // A literal without a suffix would be an `i32`.
        Value::Number(number) if number.is_i64() => format!("{number}_i64"),
        Value::Number(number) if number.is_u64() => format!("{number}_u64"),
        Value::Number(number) => format!("{number}_f64"),
        Value::String(text) => literal(text),
        Value::Array(items) => format!("[{}]", items.iter().map(json_inside).collect::<Vec<_>>().join(", ")),
        Value::Object(all) => {
            let pairs: Vec<String> =
                all.iter().map(|(key, value)| format!("{}: {}", literal(key), json_inside(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}
