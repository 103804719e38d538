//! One operation: its place, its inputs and its answers.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;

use super::{document, resolve};

/// An operation of the specification.
pub struct Operation {
    pub id: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Status (or `default`) → answer.
    pub answers: BTreeMap<&'static str, &'static Value>,
    /// Whether it needs a credential.
    pub secured: bool,
    pub raw: &'static Value,
}

/// A parameter of an operation.
pub struct Parameter {
    pub name: &'static str,
    pub place: Place,
    pub required: bool,
    pub schema: &'static Value,
    /// What kind of object it names, if it names one that may be hidden.
    pub object: Option<&'static str>,
    pub example: Option<&'static Value>,
}

/// The place of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// A request body.
pub struct Body {
    pub media_type: &'static str,
    pub required: bool,
    pub schema: &'static Value,
    /// Largest size in bytes.
    pub limit: usize,
}

/// What an operation takes that states no limit.
const DEFAULT_BODY_LIMIT: usize = 1 << 20;

impl Operation {
    pub(super) fn read(
        path: &'static str,
        item: &'static Value,
        method: &str,
        raw: &'static Value,
    ) -> Operation {
        let own = raw["parameters"].as_array().into_iter().flatten();
        let shared = item["parameters"].as_array().into_iter().flatten();
        let mut parameters: Vec<Parameter> = Vec::new();
        for parameter in own.chain(shared).map(|parameter| Parameter::read(resolve(parameter))) {
            if !parameters.iter().any(|known| (known.name, known.place) == (parameter.name, parameter.place))
            {
                parameters.push(parameter);
            }
        }
        let security = raw.get("security").unwrap_or(&document()["security"]);
        let answers = raw["responses"].as_object().expect("an operation has answers");
        Operation {
            id: raw["operationId"].as_str().expect("an operation has an id"),
            method: method.to_uppercase().parse().expect("a method of HTTP"),
            path,
            parameters,
            body: raw.get("requestBody").map(|body| Body::read(resolve(body), raw)),
            answers: answers.iter().map(|(status, answer)| (status.as_str(), resolve(answer))).collect(),
            secured: security.as_array().is_some_and(|alternatives| {
                !alternatives.is_empty() && !alternatives.contains(&Value::Object(serde_json::Map::new()))
            }),
            raw,
        }
    }

    /// The vendor extension with this name.
    pub fn extension(&self, name: &str) -> Option<&'static Value> {
        self.raw.get(name)
    }

    /// Whether this kind of caller is let in.
    pub fn takes(&self, caller: &str) -> bool {
        let security = self.raw.get("security").unwrap_or(&document()["security"]);
        let named = security.as_array().into_iter().flatten().filter_map(Value::as_object);
        let schemes = &document()["components"]["securitySchemes"];
        named.flat_map(|names| names.keys()).any(|name| schemes[name]["x-caller"] == caller)
    }

    /// Whether a session opens it.
    pub fn takes_sessions(&self) -> bool {
        let security = self.raw.get("security").unwrap_or(&document()["security"]);
        let named = security.as_array().into_iter().flatten().filter_map(Value::as_object);
        named.flat_map(|names| names.keys()).any(|name| yields_session(name))
    }

    /// All paths at which it can be called.
    pub fn paths(&self) -> Vec<&'static str> {
        let others = self.raw["x-also-at"].as_array().into_iter().flatten().filter_map(Value::as_str);
        std::iter::once(self.path).chain(others).collect()
    }

    /// The same for a path behind that of an operation that answers there too.
    fn fits_behind(&self, template: &str, path: &str) -> Option<Vec<bool>> {
        let behind = self.raw["x-any-path"] == true && path.starts_with(&format!("{template}/"));
        behind.then(|| template.split('/').filter(|segment| !segment.is_empty()).map(|_| true).collect())
    }

    pub fn in_place(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.place == place)
    }

    /// The operation that a request is for.
    pub fn find(method: &Method, path: &str) -> Option<&'static Operation> {
        Operation::at(path).into_iter().find(|operation| operation.method == *method)
    }

    /// The operations of the path that fits best: literals go before variables, whatever the method. So a
    /// literal path that lacks a method doesn't fall through to a variable beside it.
    pub fn at(path: &str) -> Vec<&'static Operation> {
        let mut best: (Vec<bool>, Vec<&Operation>) = Default::default();
        for operation in super::operations() {
            for template in operation.paths() {
                match fit(template, path).or_else(|| operation.fits_behind(template, path)) {
                    Some(literals) if literals > best.0 => best = (literals, vec![operation]),
                    Some(literals) if literals == best.0 => best.1.push(operation),
                    _ => {}
                }
            }
        }
        best.1
    }
}

/// Whether a security scheme yields a session.
pub fn yields_session(scheme: &str) -> bool {
    document()["components"]["securitySchemes"][scheme]["x-caller"] == "Session"
}

/// Which segments of the template match literally, when the path fits it.
fn fit(template: &str, path: &str) -> Option<Vec<bool>> {
    let wanted: Vec<_> = template.split('/').filter(|segment| !segment.is_empty()).collect();
    let given: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if wanted.len() != given.len() {
        return None;
    }
    wanted
        .iter()
        .zip(given)
        .map(|(wanted, given)| match wanted.starts_with('{') {
            true => Some(false),
            false => (*wanted == given).then_some(true),
        })
        .collect()
}

impl Parameter {
    fn read(raw: &'static Value) -> Parameter {
        Parameter {
            name: raw["name"].as_str().expect("a parameter has a name"),
            place: match raw["in"].as_str() {
                Some("path") => Place::Path,
                Some("query") => Place::Query,
                Some("header") => Place::Header,
                Some("cookie") => Place::Cookie,
                other => panic!("the suite knows no parameters in {other:?}"),
            },
            required: raw["required"].as_bool().unwrap_or(false),
            schema: resolve(&raw["schema"]),
            object: raw["x-object"].as_str(),
            example: raw.get("example"),
        }
    }
}

impl Body {
    fn read(raw: &'static Value, operation: &'static Value) -> Body {
        let content = raw["content"].as_object().expect("a body has a media type");
        let (media_type, media) = content.iter().next().expect("a body has a media type");
        Body {
            media_type,
            required: raw["required"].as_bool().unwrap_or(false),
            schema: resolve(&media["schema"]),
            limit: operation.get("x-max-body").map_or(DEFAULT_BODY_LIMIT, bytes),
        }
    }
}

/// A size as the specification writes it: bytes, or a number with KiB or MiB.
fn bytes(size: &Value) -> usize {
    let text = size.as_str().map_or_else(|| size.to_string(), str::to_owned);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        other => panic!("{other} is no unit of size"),
    };
    digits.parse::<usize>().expect("a size is a number") * unit
}
