//! Operations, parameters, bodies, answers, security and extensions.

use burgrave_spec::model::{BodyKind, CarrierKind, ErrorFormat, Location, Method, Style, Symbol};
use serde_json::json;

use super::support::{model, with_operation};

#[test]
fn parameters_of_the_path_item_are_merged_and_path_parameters_come_first() {
    let mut bundle = with_operation(
        "/a/{b}/c/{d}",
        "get",
        json!({"parameters": [
            {"name": "q", "in": "query", "schema": {"type": "string"}},
            {"name": "d", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "ids", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "integer"}}},
            {"name": "all", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
            {"name": "tags", "in": "query", "content": {"application/json": {"schema": {
                "type": "object", "additionalProperties": {"type": "string"}}}}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 25}},
            {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
            {"name": "Accept", "in": "header", "schema": {"type": "string"}},
        ]}),
    );
    bundle["paths"]["/a/{b}/c/{d}"]["parameters"] = json!([
        {"name": "b", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
        {"name": "q", "in": "query", "required": true, "schema": {"type": "integer"}},
    ]);
    let api = model(&bundle);
    let operation = &api.operations[0];
    let read: Vec<_> = operation
        .parameters
        .iter()
        .map(|one| (one.field.as_str(), one.location, one.style, one.rust()))
        .collect();
    let expected = [
        ("b", Location::Path, Style::Plain, "Uuid"),
        ("d", Location::Path, Style::Plain, "String"),
        ("q", Location::Query, Style::Plain, "Option<String>"),
        ("ids", Location::Query, Style::Joined(','), "Vec<i64>"),
        ("all", Location::Query, Style::Exploded, "Vec<String>"),
        ("tags", Location::Query, Style::Json, "Option<BTreeMap<String, String>>"),
        ("limit", Location::Query, Style::Plain, "i64"),
        ("if_none_match", Location::Header, Style::Plain, "Option<String>"),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(field, at, style, ty)| (field, at, style, ty.to_owned())).collect();
    assert_eq!(read, expected);
    assert_eq!(operation.params_type.as_deref(), Some("ActParams"));
    assert_eq!((operation.method, operation.rust.as_str()), (Method::Get, "act"));
}

#[test]
fn answers_keep_their_status_headers_and_media() {
    let api = model(&with_operation(
        "/a",
        "post",
        json!({
            "requestBody": {"content": {
                "application/json": {"schema": {"$ref": "#/paths/~1a/post/x-schema"}},
                "application/x-www-form-urlencoded": {"schema": {"$ref": "#/paths/~1a/post/x-schema"}},
            }},
            "x-schema": {"type": "object", "properties": {"a": {"type": "string"}}},
            "responses": {
                "303": {"description": "Over there.", "headers": {
                    "Location": {"required": true, "schema": {"type": "string"}},
                    "Set-Cookie": {"schema": {"type": "string"}},
                    "Content-Type": {"schema": {"type": "string"}},
                }},
                "200": {"description": "A page.", "content": {"text/html": {}}},
                "206": {"description": "A file.", "content": {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}},
                "304": {"description": "The same."},
                "4XX": {"description": "Wrong."},
                "404": {"description": "Gone.", "content": {"application/scim+json": {}}},
                "default": {"description": "Unexpected."},
            },
        }),
    ));
    let operation = &api.operations[0];
    let body = operation.body.as_ref().expect("a body");
    assert_eq!((body.required, body.media.len(), body.media[1].kind), (false, 2, BodyKind::Form));
    let answers: Vec<_> = operation.answers.iter().map(|one| (one.status, one.rust.as_str())).collect();
    assert_eq!(
        answers,
        [(200, "Ok"), (206, "PartialContent"), (303, "SeeOther"), (304, "NotModified"), (404, "NotFound")]
    );
    assert_eq!(operation.successes().count(), 4);
    let spelled: Vec<_> = operation
        .answers
        .iter()
        .filter_map(|one| one.body.as_ref())
        .map(|one| (one.media[0].kind, one.ty.rust()))
        .collect();
    assert_eq!(
        spelled,
        [
            (BodyKind::Html, "String".into()),
            (BodyKind::Binary, "Bytes".into()),
            (BodyKind::Json, "Value".to_owned())
        ]
    );
    let headers: Vec<_> = operation.answers[2]
        .headers
        .iter()
        .map(|one| (one.field.as_str(), one.required, one.repeated))
        .collect();
    assert_eq!(headers, [("location", true, false), ("set_cookie", false, true)]);
    assert_eq!(operation.default_answer.as_deref(), Some("Unexpected."));
}

#[test]
fn schemes_with_one_caller_are_its_carriers() {
    let mut bundle = with_operation(
        "/a",
        "delete",
        json!({"security": [{"Key": []}, {"Bearer": []}, {"Cookie": []}, {}]}),
    );
    bundle["components"] = json!({"securitySchemes": {
        "Cookie": {"type": "apiKey", "in": "cookie", "name": "token", "x-caller": "Session"},
        "Bearer": {"type": "http", "scheme": "Bearer", "x-caller": "Session"},
        "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "Unused": {"type": "http", "scheme": "basic"},
    }});
    let api = model(&bundle);
    let callers: Vec<_> =
        api.callers.iter().map(|one| (one.name.as_str(), one.snake.as_str(), one.carriers.len())).collect();
    assert_eq!(callers, [("Session", "session", 2), ("Key", "key", 1)]);
    assert_eq!(api.callers[0].carriers[0].kind, CarrierKind::Cookie("token".into()));
    let security = &api.operations[0].security;
    assert_eq!(security.callers, ["Key", "Session"]);
    assert_eq!(security.caller_type.as_deref(), Some("KeyOrSession"));
    assert!(security.optional);
}

#[test]
fn every_extension_arrives() {
    let api = model(&with_operation(
        "/a/{x}",
        "post",
        json!({
            "parameters": [{"name": "x", "in": "path", "required": true, "x-object": "group", "schema": {"type": "string"}}],
            "x-feature": "template_rbac",
            "x-permission": {"resource": "organization", "action": "create", "refuse": 404},
            "x-rate-limit": "login",
            "x-max-body": "64KiB",
            "x-audit": {
                "resource": "group",
                "action": "write",
                "outcomes": {"denied": {"action": "stop"}, "moved": {"resource": "user"}},
            },
            "x-also-at": ["/b/{x}"],
            "x-error-format": "oauth2",
            "x-strict-query": true,
        }),
    ));
    let operation = &api.operations[0];
    assert_eq!((api.features[0].rust.as_str(), api.rate_classes[0].rust.as_str()), ("TemplateRbac", "Login"));
    assert_eq!(api.permissions[0].rust, "OrganizationCreate");
    let refusal = operation.permission.as_ref().expect("a permission");
    assert_eq!((refusal.permission.as_str(), refusal.status), ("OrganizationCreate", 404));
    assert_eq!(
        (operation.max_body, operation.also_at.as_slice()),
        (Some(65536), ["/b/{x}".to_owned()].as_slice())
    );
    let audit = operation.audit.as_ref().expect("an audit entry");
    let entries: Vec<_> =
        audit.entries().map(|one| (one.resource.as_str(), one.action.as_str(), one.status)).collect();
    assert_eq!(entries, [("group", "write", 204), ("group", "stop", 204), ("user", "write", 204)]);
    let variants = |symbols: &[Symbol]| symbols.iter().map(|one| one.rust.clone()).collect::<Vec<_>>();
    assert_eq!(
        (variants(&api.audit_kinds), variants(&api.audit_actions)),
        (vec!["Group".to_owned(), "User".to_owned()], vec!["Stop".to_owned(), "Write".to_owned()],)
    );
    assert_eq!((operation.error_format, operation.strict_query), (ErrorFormat::OAuth2, true));
    assert_eq!(operation.parameters[0].object.as_deref(), Some("group"));
}
