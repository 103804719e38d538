//! Bodies of requests, and answers.

use serde_json::{Map, Value};

use super::boxes::members;
use super::json::{At, step};
use super::reader::Reader;
use crate::model::{
    Answer, AnswerHeader, Body, BodyKind, Media, NamedType, Names, Operation, Shape, Text, Type, pascal,
    snake,
};

impl<'a> Reader<'a> {
    /// The body of a request.
    pub(super) fn request_body(&mut self, at: At<'_, 'a>, name: &str) -> Option<Body> {
        let (pointer, value) = self.at_reference(&at.step("requestBody"), at.get("requestBody")?)?;
        let body = At { pointer: &pointer, value };
        let Some(content) = body.map("content").filter(|content| !content.is_empty()) else {
            self.fault(&pointer, "the body has no content", "say its media type and schema");
            return None;
        };
        let place = body.step("content");
        let mut read = self.content(&place, content, &format!("{name}Request"));
        if read.len() > 1 {
            self.fault(
                &place,
                "the media types of one request body differ in their schema",
                "give them the same schema",
            );
        }
        let read = read.drain(..).next()?;
        Some(Body {
            required: body.flag("required"),
            description: body.text("description").to_owned(),
            ..read
        })
    }

    /// The answers with exact statuses, and the description of the default one.
    pub(super) fn answers(&mut self, at: At<'_, 'a>, name: &str) -> (Vec<Answer>, Option<String>) {
        let mut answers = vec![];
        let mut default = None;
        let place = at.step("responses");
        for (status, value) in at.map("responses").into_iter().flatten() {
            let Some((pointer, value)) = self.at_reference(&step(&place, status), value) else { continue };
            let answer = At { pointer: &pointer, value };
            match status.as_str() {
                "default" => default = Some(answer.text("description").to_owned()),
                "4XX" | "5XX" => {}
                _ if status.starts_with("x-") => {}
                _ => match status.parse::<u16>().ok().filter(|status| (100..600).contains(status)) {
                    Some(status) => answers.extend(self.answer(answer, status, name)),
                    None => self.fault(
                        &step(&place, status),
                        format!("`{status}` isn't one status"),
                        "list exact statuses; only errors may be ranges",
                    ),
                },
            }
        }
        answers.sort_by_key(|answer| answer.status);
        (answers, default)
    }

    /// The pointer and the value, or those that the value's `$ref` refers to.
    fn at_reference(&mut self, pointer: &str, value: &'a Value) -> Option<(String, &'a Value)> {
        match value.get("$ref") {
            Some(target) => self.follow(pointer, target),
            None => Some((pointer.to_owned(), value)),
        }
    }

    /// An answer for each type of content, in order of appearance. The first is named after its status alone.
    fn answer(&mut self, at: At<'_, 'a>, status: u16, name: &str) -> Vec<Answer> {
        let rust = variant(status);
        let content = at.map("content").filter(|content| !content.is_empty());
        if content.is_some() && (status < 200 || matches!(status, 204 | 205 | 304)) {
            self.fault(
                &at.step("content"),
                format!("an answer {status} has no content (RFC 9110 §15)"),
                "remove it",
            );
            return vec![];
        }
        let bodies = match content {
            Some(content) => {
                let bodies = self.content(&at.step("content"), content, &format!("{name}{rust}"));
                bodies.into_iter().map(Some).collect()
            }
            None => vec![None],
        };
        if bodies.iter().flatten().flat_map(|body| &body.media).any(|media| media.kind == BodyKind::Form) {
            self.fault(&at.step("content"), "an answer can't be a form", "answer with JSON");
        }
        let mut fields = Names::without(["body", "content_type"]);
        let mut headers = vec![];
        for (header, value) in at.map("headers").into_iter().flatten() {
            let Some((pointer, value)) = self.at_reference(&step(&at.step("headers"), header), value) else {
                continue;
            };
            let at = At { pointer: &pointer, value };
            // OpenAPI ignores this header: the content has the media type.
            if header.eq_ignore_ascii_case("content-type") {
                continue;
            }
            if header.is_empty()
                || !header
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
            {
                self.fault(
                    &pointer,
                    format!("`{header}` is no header name (RFC 9110 §5.1)"),
                    "use letters, digits and hyphens",
                );
                continue;
            }
            let list = at.get("schema").and_then(|schema| schema.get("type")).and_then(Value::as_str)
                == Some("array");
            headers.push(AnswerHeader {
                name: header.clone(),
                field: fields.give(snake(header)),
                description: at.text("description").to_owned(),
                required: at.flag("required"),
                repeated: list || header.eq_ignore_ascii_case("set-cookie"),
            });
        }
        let description = at.text("description");
        let several = |(index, body): (usize, Option<Body>)| Answer {
            status,
            rust: match &body {
                Some(body) if index > 0 => format!("{rust}{}", kind_name(body)),
                _ => rust.clone(),
            },
            description: description.to_owned(),
            body,
            headers: headers.clone(),
        };
        bodies.into_iter().enumerate().map(several).collect()
    }

    /// A body for each type, with its media types, in order of appearance.
    fn content(&mut self, pointer: &str, content: &Map<String, Value>, hint: &str) -> Vec<Body> {
        let mut bodies: Vec<Body> = vec![];
        for (name, value) in content {
            let place = step(pointer, name);
            let (essence, parameters) = name.split_at(name.find(';').unwrap_or(name.len()));
            let content_type = essence.trim().to_ascii_lowercase();
            let kind = kind_of(&content_type);
            if content_type.starts_with("multipart/") || !content_type.contains('/') {
                self.fault(&place, format!("`{name}` can't be expressed"), "use JSON, a form, text or bytes");
                continue;
            }
            let schema = value.get("schema");
            let Some(ty) = self.content_type(&step(&place, "schema"), schema, kind, hint) else { continue };
            let streamed = self.streamed(&step(&place, "schema"), schema, kind);
            let media = Media { content_type, parameters: parameters.to_owned(), kind };
            let same = |body: &&mut Body| body.ty == ty && body.streamed == streamed;
            match bodies.iter_mut().find(same) {
                Some(body) => body.media.push(media),
                None => bodies.push(Body {
                    description: String::new(),
                    required: true,
                    media: vec![media],
                    ty,
                    streamed,
                }),
            }
        }
        bodies
    }

    /// Whether the content is streamed.
    fn streamed(&mut self, pointer: &str, schema: Option<&Value>, kind: BodyKind) -> bool {
        let streamed = schema.and_then(|schema| schema.get("x-streamed")).and_then(Value::as_bool);
        if streamed == Some(true) && kind != BodyKind::Binary {
            self.fault(pointer, "only bytes can be streamed", "use a media type of bytes or events");
        }
        streamed == Some(true)
    }

    fn content_type(
        &mut self,
        pointer: &str,
        schema: Option<&Value>,
        kind: BodyKind,
        hint: &str,
    ) -> Option<Type> {
        let read = schema.map(|schema| self.schema(pointer, schema, hint));
        let plain = || Type::Text(Text::default());
        match (kind, read) {
            (BodyKind::Json, None) => Some(Type::Any),
            (BodyKind::Json, Some(read)) => Some(read.inner()),
            (BodyKind::Form, Some(read)) => Some(read.ty),
            (BodyKind::Form, None) => Some(Type::Map(crate::model::Map {
                name: Default::default(),
                values: Box::new(plain()),
                null_is_empty: false,
                min_properties: None,
                max_properties: None,
            })),
            (BodyKind::Html | BodyKind::Text, None) => Some(plain()),
            (BodyKind::Html | BodyKind::Text, Some(read)) if matches!(read.ty, Type::Text(_)) => {
                Some(read.ty)
            }
            (BodyKind::Binary, None) => Some(Type::Binary),
            (BodyKind::Binary, Some(read)) if matches!(read.ty, Type::Binary | Type::Any) => {
                Some(Type::Binary)
            }
            (BodyKind::Binary, Some(read)) if read.ty == plain() => Some(Type::Binary),
            _ => {
                self.fault(
                    pointer,
                    "only JSON and forms have structure",
                    "use `type: string` (`format: binary` for bytes)",
                );
                None
            }
        }
    }

    /// Faults for forms that aren't objects. Needs all types.
    pub(super) fn check_form_bodies(&mut self, operations: &[Operation], types: &[NamedType]) {
        for operation in operations {
            let Some(body) = operation.body.as_ref() else { continue };
            let form = body.media.iter().any(|media| media.kind == BodyKind::Form);
            let fits = match &body.ty {
                Type::Map(_) => true,
                Type::Named(name) => types.iter().any(|one| {
                    one.name == *name && matches!(one.shape, Shape::Struct { .. } | Shape::Union { .. })
                }),
                _ => false,
            };
            if form && !fits {
                self.fault(
                    &format!("{}/requestBody", operation.pointer),
                    "a form must be an object",
                    "give its schema `properties`",
                );
            }
        }
    }
}

impl Reader<'_> {
    /// Faults for bytes that are a part of JSON, not a whole body. Needs all types.
    pub(super) fn check_bytes(&mut self, operations: &[Operation], types: &[NamedType]) {
        let mut places: Vec<String> = types
            .iter()
            .filter(|named| members(&named.shape).into_iter().any(holds_bytes))
            .map(|named| named.pointer.clone())
            .collect();
        for operation in operations {
            let structured = |body: &&Body| {
                let plain = body.media.iter().all(|media| media.kind == BodyKind::Binary);
                !plain && holds_bytes(&body.ty)
            };
            let answers = operation.answers.iter().filter_map(|answer| answer.body.as_ref());
            let bodies = operation.body.iter().chain(answers).filter(structured).count();
            let parameters = operation.parameters.iter().filter(|one| holds_bytes(&one.ty)).count();
            if bodies + parameters > 0 {
                places.push(operation.pointer.clone());
            }
        }
        for place in places {
            self.fault(
                &place,
                "`format: binary` can only be a whole body",
                "use `format: byte` for bytes in JSON",
            );
        }
    }
}

fn holds_bytes(ty: &Type) -> bool {
    match ty {
        Type::Binary => true,
        Type::Array(array) => holds_bytes(&array.items),
        Type::Map(map) => holds_bytes(&map.values),
        Type::Nullable(inner) | Type::Boxed(inner) => holds_bytes(inner),
        _ => false,
    }
}

fn kind_of(content_type: &str) -> BodyKind {
    match content_type {
        "application/json" => BodyKind::Json,
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "text/html" => BodyKind::Html,
        _ if content_type.ends_with("+json") => BodyKind::Json,
        // UTF-8 without saying so (HTML, server-sent events §9.2.5; RFC 7111 section 5.1), and of any length.
        "text/event-stream" | "text/csv" => BodyKind::Binary,
        _ if content_type.starts_with("text/") => BodyKind::Text,
        _ => BodyKind::Binary,
    }
}

/// The end of a variant's name, where another answer has the same status.
fn kind_name(body: &Body) -> &'static str {
    match body.media[0].kind {
        BodyKind::Json => "Json",
        BodyKind::Form => "Form",
        BodyKind::Html => "Html",
        BodyKind::Text => "Text",
        BodyKind::Binary => "Bytes",
    }
}

/// The variant's name for a status (RFC 9110 §15).
fn variant(status: u16) -> String {
    let reason = match status {
        100 => "continue",
        101 => "switching protocols",
        200 => "ok",
        201 => "created",
        202 => "accepted",
        203 => "non authoritative information",
        204 => "no content",
        205 => "reset content",
        206 => "partial content",
        300 => "multiple choices",
        301 => "moved permanently",
        302 => "found",
        303 => "see other",
        304 => "not modified",
        307 => "temporary redirect",
        308 => "permanent redirect",
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        409 => "conflict",
        412 => "precondition failed",
        413 => "content too large",
        415 => "unsupported media type",
        422 => "unprocessable content",
        429 => "too many requests",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        other => return format!("Status{other}"),
    };
    pascal(reason)
}
