//! What OpenAPI 3.0.3 says each object holds, as far as this project supports it. One table drives the walk
//! over the specification and the rule that finds unknown keys.

use Field::{Any, Bool, Count, Data, DataList, Free, List, Named, Number, One, Text, TextList};

/// The objects of a specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Root,
    Info,
    Server,
    Tag,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Media,
    Encoding,
    Response,
    Header,
    Example,
    Schema,
    Discriminator,
    SecurityScheme,
    Components,
}

/// What may stand under a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    Text,
    Bool,
    Number,
    /// An integer from 0.
    Count,
    TextList,
    /// A JSON value that is data: an example, a default.
    Data,
    /// A list of such values.
    DataList,
    /// A mapping that isn't looked into here.
    Free,
    /// Anything; other rules look at it.
    Any,
    One(Object),
    List(Object),
    Named(Object),
    /// `true`, `false` or a schema.
    BoolOr(Object),
}

/// The keys of an object, in the order of the OpenAPI specification.
pub(super) fn of(object: Object) -> &'static [(&'static str, Field)] {
    match object {
        Object::Root => &[
            ("openapi", Text),
            ("info", One(Object::Info)),
            ("servers", List(Object::Server)),
            ("paths", Named(Object::PathItem)),
            ("components", One(Object::Components)),
            ("security", Any),
            ("tags", List(Object::Tag)),
            ("externalDocs", Free),
        ],
        Object::Info => &[
            ("title", Text),
            ("description", Text),
            ("termsOfService", Text),
            ("contact", Free),
            ("license", Free),
            ("version", Text),
        ],
        Object::Server => &[("url", Text), ("description", Text), ("variables", Free)],
        Object::Tag => &[("name", Text), ("description", Text), ("externalDocs", Free)],
        Object::Components => &[
            ("schemas", Named(Object::Schema)),
            ("responses", Named(Object::Response)),
            ("parameters", Named(Object::Parameter)),
            ("examples", Named(Object::Example)),
            ("requestBodies", Named(Object::RequestBody)),
            ("headers", Named(Object::Header)),
            ("securitySchemes", Named(Object::SecurityScheme)),
        ],
        Object::PathItem => &[
            ("summary", Text),
            ("description", Text),
            ("get", One(Object::Operation)),
            ("put", One(Object::Operation)),
            ("post", One(Object::Operation)),
            ("delete", One(Object::Operation)),
            ("patch", One(Object::Operation)),
            ("parameters", List(Object::Parameter)),
        ],
        Object::Operation => &[
            ("tags", TextList),
            ("summary", Text),
            ("description", Text),
            ("externalDocs", Free),
            ("operationId", Text),
            ("parameters", List(Object::Parameter)),
            ("requestBody", One(Object::RequestBody)),
            ("responses", Named(Object::Response)),
            ("deprecated", Bool),
            ("security", Any),
        ],
        Object::Parameter => &[
            ("name", Text),
            ("in", Text),
            ("description", Text),
            ("required", Bool),
            ("deprecated", Bool),
            ("allowEmptyValue", Bool),
            ("style", Text),
            ("explode", Bool),
            ("allowReserved", Bool),
            ("schema", One(Object::Schema)),
            ("example", Data),
            ("examples", Named(Object::Example)),
            ("content", Named(Object::Media)),
        ],
        Object::RequestBody => {
            &[("description", Text), ("content", Named(Object::Media)), ("required", Bool)]
        }
        Object::Media => &[
            ("schema", One(Object::Schema)),
            ("example", Data),
            ("examples", Named(Object::Example)),
            ("encoding", Named(Object::Encoding)),
        ],
        Object::Encoding => &[
            ("contentType", Text),
            ("headers", Named(Object::Header)),
            ("style", Text),
            ("explode", Bool),
            ("allowReserved", Bool),
        ],
        Object::Response => {
            &[("description", Text), ("headers", Named(Object::Header)), ("content", Named(Object::Media))]
        }
        Object::Header => &[
            ("description", Text),
            ("required", Bool),
            ("deprecated", Bool),
            ("style", Text),
            ("explode", Bool),
            ("schema", One(Object::Schema)),
            ("example", Data),
            ("examples", Named(Object::Example)),
        ],
        Object::Example => {
            &[("summary", Text), ("description", Text), ("value", Data), ("externalValue", Text)]
        }
        Object::Schema => &[
            ("title", Text),
            ("multipleOf", Number),
            ("maximum", Number),
            ("exclusiveMaximum", Bool),
            ("minimum", Number),
            ("exclusiveMinimum", Bool),
            ("maxLength", Count),
            ("minLength", Count),
            ("pattern", Text),
            ("maxItems", Count),
            ("minItems", Count),
            ("uniqueItems", Bool),
            ("maxProperties", Count),
            ("minProperties", Count),
            ("required", TextList),
            ("enum", DataList),
            ("type", Text),
            ("allOf", List(Object::Schema)),
            ("oneOf", List(Object::Schema)),
            ("anyOf", List(Object::Schema)),
            ("not", One(Object::Schema)),
            ("items", One(Object::Schema)),
            ("properties", Named(Object::Schema)),
            ("additionalProperties", Field::BoolOr(Object::Schema)),
            ("description", Text),
            ("format", Text),
            ("default", Data),
            ("nullable", Bool),
            ("discriminator", One(Object::Discriminator)),
            ("readOnly", Bool),
            ("writeOnly", Bool),
            ("externalDocs", Free),
            ("example", Data),
            ("deprecated", Bool),
        ],
        Object::Discriminator => &[("propertyName", Text), ("mapping", Free)],
        Object::SecurityScheme => &[
            ("type", Text),
            ("description", Text),
            ("name", Text),
            ("in", Text),
            ("scheme", Text),
            ("bearerFormat", Text),
            ("flows", Free),
            ("openIdConnectUrl", Text),
        ],
    }
}

/// The section of `components` that holds objects of this kind; none for those that can't be referred to.
pub(super) fn section(object: Object) -> Option<&'static str> {
    Some(match object {
        Object::Schema => "schemas",
        Object::Response => "responses",
        Object::Parameter => "parameters",
        Object::Example => "examples",
        Object::RequestBody => "requestBodies",
        Object::Header => "headers",
        Object::SecurityScheme => "securitySchemes",
        _ => return None,
    })
}

/// What an object is called in faults.
pub(super) fn name(object: Object) -> &'static str {
    match object {
        Object::Root => "the root object",
        Object::Info => "`info`",
        Object::Server => "a server",
        Object::Tag => "a tag",
        Object::PathItem => "a path",
        Object::Operation => "an operation",
        Object::Parameter => "a parameter",
        Object::RequestBody => "a request body",
        Object::Media => "a media type",
        Object::Encoding => "an encoding",
        Object::Response => "a response",
        Object::Header => "a header",
        Object::Example => "an example",
        Object::Schema => "a schema",
        Object::Discriminator => "a discriminator",
        Object::SecurityScheme => "a security scheme",
        Object::Components => "`components`",
    }
}
