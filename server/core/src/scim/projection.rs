//! Which attributes an answer holds (RFC 7644 §3.9).

use serde_json::{Map, Value};

use super::schema::{ResourceType, Returned, Target};

/// What a request asks of an answer's attributes. Names that the type doesn't have are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    /// Only these; empty: all.
    pub only: Vec<String>,
    /// Without these.
    pub without: Vec<String>,
}

impl Projection {
    /// From the parameters `attributes` and `excludedAttributes`, lists with commas.
    pub fn new(attributes: Option<&str>, excluded: Option<&str>) -> Self {
        let names = |text: Option<&str>| {
            let all = text.unwrap_or_default().split(',').map(str::trim);
            all.filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        Self { only: names(attributes), without: names(excluded) }
    }

    /// Whether answers hold everything.
    pub fn is_whole(&self) -> bool {
        self.only.is_empty() && self.without.is_empty()
    }

    /// Whether the attribute as a whole would be left out: what isn't shown needn't be looked up.
    pub fn hides(&self, kind: &ResourceType, name: &str) -> bool {
        let names = |written: &String| {
            kind.resolve(written).and_then(|target| target.attribute).is_some_and(|one| one.name == name)
        };
        let left_out = |written: &String| names(written) && !written.contains('.');
        (!self.only.is_empty() && !self.only.iter().any(names)) || self.without.iter().any(left_out)
    }

    /// What of a resource is shown; what is always returned stays.
    pub fn apply(&self, kind: &ResourceType, mut resource: Map<String, Value>) -> Map<String, Value> {
        if !self.only.is_empty() {
            let mut kept = Map::new();
            let targets: Vec<Target> = self.only.iter().filter_map(|name| kind.resolve(name)).collect();
            for (name, value) in resource {
                let always = kind.attribute(&name).is_some_and(|one| one.returned == Returned::Always);
                if always {
                    kept.insert(name, value);
                } else if let Some(part) = part(&targets, &name, value) {
                    kept.insert(name, part);
                }
            }
            resource = kept;
        }
        for target in self.without.iter().filter_map(|name| kind.resolve(name)) {
            drop_target(&target, &mut resource);
        }
        resource
    }
}

/// What the targets show of one member of the resource.
fn part(targets: &[Target], name: &str, value: Value) -> Option<Value> {
    let here: Vec<&Target> = targets.iter().filter(|target| holder(target) == Some(name)).collect();
    if here.is_empty() {
        return None;
    }
    let inner: Option<Vec<Vec<&str>>> = here.iter().map(|target| inner_path(target)).collect();
    match inner {
        // One of them shows it as a whole.
        None => Some(value),
        Some(paths) => select(&paths, value),
    }
}

/// The member of the resource in which a target lies.
fn holder(target: &Target) -> Option<&'static str> {
    target.extension.map(|schema| schema.urn).or(target.attribute.map(|attribute| attribute.name))
}

/// The names inside that member; none: the member as a whole.
fn inner_path(target: &Target) -> Option<Vec<&'static str>> {
    let mut names = Vec::new();
    if target.extension.is_some() {
        names.extend(target.attribute.map(|attribute| attribute.name));
    }
    names.extend(target.sub.map(|sub| sub.name));
    (!names.is_empty()).then_some(names)
}

fn select(paths: &[Vec<&str>], value: Value) -> Option<Value> {
    match value {
        Value::Array(entries) => {
            let kept: Vec<Value> = entries.into_iter().filter_map(|entry| select(paths, entry)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(parts) => {
            let mut kept = Map::new();
            for (name, value) in parts {
                let here: Vec<Vec<&str>> = paths
                    .iter()
                    .filter(|path| path.first() == Some(&name.as_str()))
                    .map(|path| path[1..].to_vec())
                    .collect();
                if here.iter().any(Vec::is_empty) {
                    kept.insert(name, value);
                } else if let Some(value) = (!here.is_empty()).then(|| select(&here, value)).flatten() {
                    kept.insert(name, value);
                }
            }
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        _ => None,
    }
}

fn drop_target(target: &Target, resource: &mut Map<String, Value>) {
    let is_always = target.sub.or(target.attribute).is_some_and(|one| one.returned == Returned::Always);
    let Some(name) = holder(target).filter(|_| !is_always) else { return };
    match inner_path(target) {
        None => {
            resource.remove(name);
        }
        Some(path) => {
            let is_empty = resource.get_mut(name).is_some_and(|value| {
                take(&path, value);
                is_bare(value)
            });
            if is_empty {
                resource.remove(name);
            }
        }
    }
}

fn take(path: &[&str], value: &mut Value) {
    match value {
        Value::Array(entries) => {
            entries.iter_mut().for_each(|entry| take(path, entry));
            entries.retain(|entry| !is_bare(entry));
        }
        Value::Object(parts) => match path {
            [last] => {
                parts.remove(*last);
            }
            [first, rest @ ..] => {
                if let Some(inner) = parts.get_mut(*first) {
                    take(rest, inner);
                    if is_bare(inner) {
                        parts.remove(*first);
                    }
                }
            }
            [] => {}
        },
        _ => {}
    }
}

fn is_bare(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::USERS;
    use serde_json::json;

    fn shown(only: &str, without: &str) -> Value {
        let resource = json!({
            "schemas": ["s"], "id": "1", "userName": "a", "name": {"familyName": "H", "givenName": "A"},
            "emails": [{"value": "a@b.c", "type": "work"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "K", "manager": {"value": "m", "$ref": "r"}},
        });
        let projection = Projection::new(Some(only), Some(without));
        Value::Object(projection.apply(&USERS, resource.as_object().unwrap().clone()))
    }

    #[test]
    fn only_what_is_asked_for_is_shown_and_what_is_always_returned() {
        assert_eq!(
            shown("userName, NAME.givenName", ""),
            json!({"schemas": ["s"], "id": "1", "userName": "a", "name": {"givenName": "A"}})
        );
        assert_eq!(
            shown("emails.value,nonsense", ""),
            json!({"schemas": ["s"], "id": "1", "emails": [{"value": "a@b.c"}]})
        );
        let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        assert_eq!(
            shown(&format!("{extension}:manager.value"), "")[extension],
            json!({"manager": {"value": "m"}})
        );
        assert_eq!(shown(extension, "")[extension]["department"], "K");
    }

    #[test]
    fn what_is_excluded_is_left_out_but_never_the_id() {
        let left = shown("", "id,schemas,name,emails.type,emails.value");
        assert_eq!((&left["id"], left.get("name"), left.get("emails")), (&json!("1"), None, None));
        let left = shown(
            "",
            "name.givenName,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref",
        );
        assert_eq!(left["name"], json!({"familyName": "H"}));
        assert_eq!(
            left["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["manager"],
            json!({"value": "m"})
        );
    }

    #[test]
    fn what_an_answer_hides_need_not_be_looked_up() {
        assert!(Projection::new(None, Some("groups")).hides(&USERS, "groups"));
        assert!(Projection::new(Some("userName"), None).hides(&USERS, "groups"));
        assert!(!Projection::new(Some("groups.value"), None).hides(&USERS, "groups"));
        assert!(!Projection::new(None, Some("groups.value")).hides(&USERS, "groups"));
    }
}
