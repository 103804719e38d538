//! What a command takes: parameters and the fields of the body.

use burgrave_spec::model::{
    Api, Format, Location, Operation, Parameter, Presence, Property, Shape, Style, Type,
};

use crate::names::kebab;

/// Flags that commands have beside those of the specification.
const RESERVED: [&str; 10] =
    ["help", "server", "output", "json", "timeout", "body", "file", "content-type", "all", "watch"];

/// Ends of the names of headers that hold a secret; the specification marks none.
const SECRET_HEADERS: [&str; 3] = ["-Token", "-Key", "-PSK"];

/// One positional argument or flag.
pub(crate) struct Input {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) flag: String,
    pub(crate) place: &'static str,
    pub(crate) required: bool,
    pub(crate) list: String,
    pub(crate) value: String,
    pub(crate) hint: String,
    pub(crate) secret: bool,
    pub(crate) doc: String,
}

/// The inputs of an operation: those of the path first.
pub(crate) fn of(api: &Api, operation: &Operation) -> Vec<Input> {
    let mut inputs: Vec<Input> =
        operation.parameters.iter().filter_map(|parameter| of_parameter(api, parameter)).collect();
    if let Some(body) = &operation.body {
        inputs.extend(properties(api, &body.ty).into_iter().map(|property| of_property(api, property)));
    }
    for input in &mut inputs {
        // The command line is no place for secrets, which a file or the input stream has.
        match (input.place, input.secret) {
            ("Path", false) => input.hint = input.flag.to_uppercase(),
            ("Path", true) => input.hint = format!("{}_FILE", input.flag.to_uppercase()),
            (_, true) => (input.flag, input.hint) = (format!("{}-file", input.flag), "FILE".to_owned()),
            (_, false) => {}
        }
    }
    let mut taken: Vec<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
    for input in inputs.iter_mut().filter(|input| input.place != "Path") {
        // `--all` of one operation is a field, and it has no pages.
        let own = input.place == "Body" && input.flag == "all";
        if taken.contains(&input.flag) && !own {
            input.flag = format!("{}-{}", input.place.to_lowercase(), input.flag);
        }
        taken.push(input.flag.clone());
    }
    inputs
}

/// The properties of a body that are sent.
fn properties<'a>(api: &'a Api, ty: &Type) -> Vec<&'a Property> {
    match shape(api, ty) {
        Some(Shape::Struct { properties, .. }) => properties.iter().filter(|one| !one.read_only).collect(),
        _ => Vec::new(),
    }
}

/// The shape of a named type, through boxes and other names.
pub(crate) fn shape<'a>(api: &'a Api, ty: &Type) -> Option<&'a Shape> {
    match ty {
        Type::Named(name) => match &api.named(name)?.shape {
            Shape::Newtype(inner) => shape(api, inner),
            shape => Some(shape),
        },
        Type::Boxed(inner) | Type::Nullable(inner) => shape(api, inner),
        _ => None,
    }
}

fn of_parameter(api: &Api, parameter: &Parameter) -> Option<Input> {
    let place = match parameter.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => return None,
    };
    let (list, ty) = match (&parameter.ty, parameter.style) {
        (Type::Array(array), Style::Joined(with)) => (format!("Joined({with:?})"), &*array.items),
        (Type::Array(array), _) => ("Repeated".to_owned(), &*array.items),
        (ty, _) => ("One".to_owned(), ty),
    };
    let (value, hint) = value(api, ty);
    let header = parameter.location == Location::Header;
    Some(Input {
        id: format!("{}:{}", place.to_lowercase(), parameter.name),
        name: parameter.name.clone(),
        flag: kebab(&parameter.name),
        place,
        required: parameter.required,
        list,
        value,
        hint: hint.to_owned(),
        secret: parameter.secret
            || is_secret(ty)
            || (header && SECRET_HEADERS.iter().any(|end| parameter.name.ends_with(end))),
        doc: parameter.description.clone(),
    })
}

fn of_property(api: &Api, property: &Property) -> Input {
    let (list, ty) = match &property.ty {
        Type::Array(array) => ("Repeated".to_owned(), &*array.items),
        ty => ("One".to_owned(), ty),
    };
    let (value, hint) = value(api, ty);
    Input {
        id: format!("body:{}", property.name),
        name: property.name.clone(),
        flag: kebab(&property.name),
        place: "Body",
        required: matches!(property.presence, Presence::Required),
        list,
        value,
        hint: hint.to_owned(),
        secret: property.write_only || is_secret(ty),
        doc: property.description.clone(),
    }
}

fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Text(text) => text.secret,
        Type::Boxed(inner) | Type::Nullable(inner) => is_secret(inner),
        _ => false,
    }
}

/// The kind of a value, and the word that help shows for it.
fn value(api: &Api, ty: &Type) -> (String, &'static str) {
    match ty {
        Type::Boolean => ("Boolean".into(), "true|false"),
        Type::Integer(integer) => {
            (format!("Integer({:?}, {:?})", integer.minimum, integer.maximum), "NUMBER")
        }
        Type::Number(_) => ("Number".into(), "NUMBER"),
        Type::Text(text) => ("Text".into(), hint(text.format)),
        Type::Named(_) => match shape(api, ty) {
            Some(Shape::Enum(variants)) => {
                let words: Vec<_> = variants.iter().map(|variant| variant.value.as_str()).collect();
                (format!("Choice(&{words:?})"), "WORD")
            }
            _ => ("Json".into(), "JSON"),
        },
        Type::Boxed(inner) | Type::Nullable(inner) => value(api, inner),
        Type::Binary | Type::Array(_) | Type::Map(_) | Type::Any => ("Json".into(), "JSON"),
    }
}

fn hint(format: Format) -> &'static str {
    match format {
        Format::Plain => "TEXT",
        Format::Uuid => "UUID",
        Format::DateTime => "TIME",
        Format::Date => "DATE",
        Format::Email => "EMAIL",
        Format::Uri => "URL",
        Format::Byte => "BASE64",
        Format::Ipv4 | Format::Ipv6 => "ADDRESS",
    }
}
