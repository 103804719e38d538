//! The rule on who may call.

use serde_json::Value;

use super::fields::Object;
use super::report::Report;
use super::scene::{Scene, text};

/// Each security scheme is one that can be carried out and says whom it yields; each alternative names one
/// scheme.
pub(super) fn security(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in scene.all(Object::SecurityScheme) {
        if let Some((problem, mend)) = scheme(part.value) {
            report.add(&part.pointer, problem, mend);
        }
        if part.value.get("x-caller").is_none() {
            let mend = "add `x-caller` with the type that authentication yields, as `Session`";
            report.add(&part.pointer, "the security scheme says not whom it yields", mend);
        }
    }
    let mut holders = vec![(String::new(), scene.bundle)];
    holders.extend(scene.operations.iter().map(|operation| (operation.pointer.clone(), operation.value)));
    for (at, holder) in holders {
        let Some(security) = holder.get("security") else { continue };
        let at = format!("{at}/security");
        let Some(alternatives) = security.as_array() else {
            report.add(
                at,
                "`security` is not a list",
                "write a list of alternatives, each naming one scheme",
            );
            continue;
        };
        for (index, alternative) in alternatives.iter().enumerate() {
            let at = format!("{at}/{index}");
            let Some(names) = alternative.as_object() else {
                report.add(at, "the alternative is not a mapping", "write `Scheme: []`");
                continue;
            };
            if names.len() > 1 {
                let mend = "name one scheme an alternative";
                report.add(at, "the alternative asks for several credentials at once", mend);
                continue;
            }
            for name in names.keys() {
                if scene.bundle.pointer("/components/securitySchemes").and_then(|all| all.get(name)).is_none()
                {
                    let mend = "declare it under components/securitySchemes, or correct the name";
                    report.add(&at, format!("the security scheme `{name}` is not declared"), mend);
                }
            }
        }
    }
}

fn scheme(value: &Value) -> Option<(&'static str, &'static str)> {
    match text(value, "type") {
        Some("apiKey") => {
            let has_place = matches!(text(value, "in"), Some("header" | "query" | "cookie"));
            let has_name = text(value, "name").is_some_and(|name| !name.is_empty());
            (!has_place || !has_name).then_some((
                "the key has no place or no name",
                "write `in` (header, query or cookie) and `name`",
            ))
        }
        Some("http") => (!matches!(text(value, "scheme"), Some("bearer" | "basic")))
            .then_some(("the HTTP scheme can't be carried out", "write `scheme: bearer` or `scheme: basic`")),
        _ => Some(("the security scheme can't be carried out", "write `type: apiKey` or `type: http`")),
    }
}
