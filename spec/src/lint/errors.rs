//! The rule on the form of errors.

use serde_json::Value;

use super::report::Report;
use super::scene::{Scene, array, entries, reference, text};

/// A form of errors: its name in `x-error-format`, what its responses begin with among the components, its
/// media type, and the properties that its schema requires.
struct Format {
    name: &'static str,
    prefix: &'static str,
    media: &'static str,
    required: &'static [&'static str],
}

const FORMATS: [Format; 4] = [
    Format { name: "api", prefix: "", media: "application/json", required: &["message"] },
    // RFC 6749 section 5.2.
    Format { name: "oauth2", prefix: "OAuth2", media: "application/json", required: &["error"] },
    // RFC 7644 section 3.12.
    Format { name: "scim", prefix: "Scim", media: "application/scim+json", required: &["schemas", "status"] },
    Format { name: "html", prefix: "Html", media: "text/html", required: &[] },
];

/// The schema of the format `api`.
const API_SCHEMA: &str = "#/components/schemas/ApiMessage";

/// The names of the formats.
pub(super) fn names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// What the names of a format's responses begin with.
pub(super) fn prefix(name: &str) -> Option<&'static str> {
    FORMATS.iter().find(|format| format.name == name).map(|format| format.prefix)
}

/// Each 4xx, 5xx and default answer has the operation's declared error format.
pub(super) fn error_formats(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let name = text(operation.value, "x-error-format").unwrap_or("api");
        // An unknown name is a fault of the extensions.
        let Some(format) = FORMATS.iter().find(|format| format.name == name) else { continue };
        for (status, at, answer) in operation.answers(scene) {
            if !(status.starts_with(['4', '5']) || status == "default") {
                continue;
            }
            if let Some(problem) = mismatch(scene, format, answer) {
                let schema =
                    if format.name == "api" { "the schema ApiMessage" } else { "that format's schema" };
                let problem = format!("the answer {status} {problem}");
                report.add(at, problem, format!("answer `{}` with {schema}", format.media));
            }
        }
    }
}

fn mismatch(scene: &Scene<'_>, format: &Format, answer: &Value) -> Option<String> {
    let media: Vec<(&str, &Value)> = entries(answer, "content").collect();
    let [(media, content)] = media.as_slice() else {
        return Some(format!("has {} media types, the format `{}` has one", media.len(), format.name));
    };
    if *media != format.media {
        return Some(format!("is `{media}`, the format `{}` is `{}`", format.name, format.media));
    }
    let schema = content.get("schema")?;
    if format.name == "api" && reference(schema) != Some(API_SCHEMA) {
        return Some("has another schema than ApiMessage".to_owned());
    }
    let required = array(resolve(scene, schema)?, "required");
    let missing = format.required.iter().find(|name| !required.iter().any(|found| found == **name))?;
    Some(format!("has a schema that doesn't require `{missing}`, as the format `{}` does", format.name))
}

fn resolve<'a>(scene: &Scene<'a>, schema: &'a Value) -> Option<&'a Value> {
    let text = reference(schema);
    text.map_or(Some(schema), |text| scene.bundle.pointer(text.strip_prefix('#')?))
}
