//! Structs, enums, unions and newtypes.

use super::bounds::{default_of, described, is_secret, span};
use super::debug;
use crate::emit::{Code, literal};
use crate::model::{NamedType, Presence, Property, Shape, Type, UnionVariant, Variant};

/// The item of one named type.
pub(super) fn item(code: &mut Code, named: &NamedType) {
    code.blank();
    match &named.shape {
        Shape::Struct { properties, additional, min_properties, max_properties } => {
            let count = span(*min_properties, *max_properties, "property", "properties");
            code.doc(with_count(&doc_of(named), count));
            structure(code, named, properties, additional.as_ref());
        }
        Shape::Enum(variants) => {
            code.doc(doc_of(named));
            enumeration(code, named, variants);
        }
        Shape::Union { variants, .. } => {
            code.doc(doc_of(named));
            union(code, named, variants);
        }
        Shape::Newtype(ty) => {
            code.doc(described(&named.description, &fallback(named), ty, None));
            derive(code, named, true);
            code.line(format!("pub struct {}(", named.name));
            code.line("    /// What it holds.").line(format!("    pub {},", ty.qualified())).line(");");
        }
    }
}

fn doc_of(named: &NamedType) -> String {
    if named.description.trim().is_empty() { fallback(named) } else { named.description.clone() }
}

fn fallback(named: &NamedType) -> String {
    format!("`{}` in the specification.", named.pointer)
}

fn with_count(doc: &str, count: Option<String>) -> String {
    match count {
        Some(count) => format!("{doc}\n\nHas {count}."),
        None => doc.to_owned(),
    }
}

fn derive(code: &mut Code, named: &NamedType, debug: bool) {
    let mut traits = vec!["prelude::Clone"];
    if debug {
        traits.push("Debug");
    }
    traits.push("PartialEq");
    if named.output {
        traits.push("prelude::Serialize");
    }
    code.line(format!("#[derive({})]", traits.join(", ")));
}

fn structure(
    code: &mut Code,
    named: &NamedType,
    properties: &[Property],
    additional: Option<&(String, Type)>,
) {
    let hides = properties.iter().any(hidden);
    derive(code, named, !hides);
    code.block(format!("pub struct {}", named.name), |code| {
        for property in properties {
            let fallback = format!("The property `{}`.", property.name);
            code.doc(described(
                &property.description,
                &fallback,
                &property.ty,
                default_of(&property.presence),
            ));
            if named.output {
                attribute(code, property);
            }
            code.line(format!("pub {}: {},", property.field, property.qualified()));
        }
        if let Some((field, ty)) = additional {
            code.doc(described("", "All other properties.", ty, None));
            if named.output {
                code.line("#[serde(flatten)]");
            }
            code.line(format!("pub {field}: prelude::BTreeMap<prelude::String, {}>,", ty.qualified()));
        }
    });
    if hides {
        let mut fields: Vec<(&str, bool)> =
            properties.iter().map(|one| (one.field.as_str(), hidden(one))).collect();
        fields.extend(additional.map(|(field, _)| (field.as_str(), false)));
        debug::implementation(code, &named.name, &fields);
    }
}

fn hidden(property: &Property) -> bool {
    property.write_only || is_secret(&property.ty)
}

fn attribute(code: &mut Code, property: &Property) {
    let mut parts = vec![];
    if property.field.trim_start_matches("r#") != property.name {
        parts.push(format!("rename = {}", literal(&property.name)));
    }
    if property.write_only {
        parts = vec!["skip_serializing".into()];
    } else {
        match property.presence {
            Presence::Optional => parts.push("skip_serializing_if = \"prelude::Option::is_none\"".into()),
            Presence::Either => parts.push("skip_serializing_if = \"prelude::Field::is_absent\"".into()),
            Presence::Required | Presence::Nullable | Presence::Default(..) => {}
        }
    }
    if !parts.is_empty() {
        code.line(format!("#[serde({})]", parts.join(", ")));
    }
}

fn enumeration(code: &mut Code, named: &NamedType, variants: &[Variant]) {
    let serialize = if named.output { ", prelude::Serialize" } else { "" };
    code.line(format!("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash{serialize})]"));
    code.block(format!("pub enum {}", named.name), |code| {
        for variant in variants {
            code.doc(match variant.value.as_str() {
                "" => "The empty text.".to_owned(),
                value => format!("`{value}`"),
            });
            if named.output {
                code.line(format!("#[serde(rename = {})]", literal(&variant.value)));
            }
            code.line(format!("{},", variant.rust));
        }
    });
    code.blank();
    code.block(format!("impl {}", named.name), |code| {
        code.doc("All of them, in the order of the specification.");
        let all: Vec<String> = variants.iter().map(|one| format!("Self::{}", one.rust)).collect();
        let line = format!("pub const ALL: [Self; {}] = [{}];", all.len(), all.join(", "));
        if line.len() <= 100 {
            code.line(line);
        } else {
            code.enclosed(
                format!("pub const ALL: [Self; {}] = [", all.len()),
                |code| {
                    for one in &all {
                        code.line(format!("{one},"));
                    }
                },
                "];",
            );
        }
        code.blank().doc("As it stands on the wire.");
        code.block("pub const fn as_str(self) -> &'static str", |code| {
            code.block("match self", |code| {
                for variant in variants {
                    code.line(format!("Self::{} => {},", variant.rust, literal(&variant.value)));
                }
            });
        });
        code.blank().doc("The one that stands on the wire like this.");
        code.block("pub fn parse(text: &str) -> prelude::Option<Self>", |code| {
            code.line("Self::ALL.into_iter().find(|one| one.as_str() == text)");
        });
    });
    code.blank();
    code.block(format!("impl prelude::fmt::Display for {}", named.name), |code| {
        code.block("fn fmt(&self, out: &mut prelude::fmt::Formatter<'_>) -> prelude::fmt::Result", |code| {
            code.line("out.write_str(self.as_str())");
        });
    });
}

fn union(code: &mut Code, named: &NamedType, variants: &[UnionVariant]) {
    derive(code, named, true);
    if named.output {
        code.line("#[serde(untagged)]");
    }
    code.block(format!("pub enum {}", named.name), |code| {
        for variant in variants {
            let words = match variant.tags.as_slice() {
                [] => format!("`{}`.", variant.ty.rust()),
                tags => format!(
                    "Told by {}.",
                    tags.iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            code.doc(described("", &words, &variant.ty, None));
            code.line(format!("{}({}),", variant.rust, variant.ty.qualified()));
        }
    });
}
