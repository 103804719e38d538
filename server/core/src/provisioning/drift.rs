//! What has changed of a workspace without a build: found by a plan that only refreshes, and told without
//! values, some of which are secrets.

use serde::{Deserialize, Serialize};

/// Resources that one check tells of at most.
pub const MOST_DRIFTED: usize = 1000;

/// Attributes of one resource that are told at most.
pub const MOST_ATTRIBUTES: usize = 200;

/// Places that a baseline may list.
pub const MOST_IGNORED: usize = 1000;

/// Characters of a place.
pub const PLACE_LENGTH: usize = 512;

/// What became of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftAction {
    /// It is there with other attributes.
    Changed,
    /// It isn't there any more.
    Gone,
}

/// A resource that isn't what its last build made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftedResource {
    /// Where it is: `module.network.docker_container.dev[0]`.
    pub address: String,
    /// Its type.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub action: DriftAction,
    /// The attributes that differ, by their names.
    pub attributes: Vec<String>,
}

/// What a baseline makes of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedDrift {
    /// With the attributes that count, or with all of them where it is ignored.
    pub resource: DriftedResource,
    /// Nothing of it counts.
    pub ignored: bool,
}

/// What counts beside a list of places that may change: a resource, all instances of one, a module, or an
/// attribute of any of them.
#[must_use]
pub fn judge(drifted: &[DriftedResource], ignored: &[String]) -> Vec<JudgedDrift> {
    drifted.iter().map(|resource| judge_one(resource, ignored)).collect()
}

fn judge_one(resource: &DriftedResource, ignored: &[String]) -> JudgedDrift {
    let (exact, plain) = (&*resource.address, without_indexes(&resource.address));
    let covers = |place: &str| ignored.iter().any(|entry| holds(entry, place));
    if covers(exact) || covers(&plain) {
        return JudgedDrift { resource: resource.clone(), ignored: true };
    }
    let counts = |name: &&String| !covers(&format!("{exact}.{name}")) && !covers(&format!("{plain}.{name}"));
    let attributes: Vec<_> = resource.attributes.iter().filter(counts).cloned().collect();
    if attributes.is_empty() && !resource.attributes.is_empty() && resource.action == DriftAction::Changed {
        return JudgedDrift { resource: resource.clone(), ignored: true };
    }
    JudgedDrift { resource: DriftedResource { attributes, ..resource.clone() }, ignored: false }
}

/// Whether a place is the entry's, or lies in it.
fn holds(entry: &str, place: &str) -> bool {
    place.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The address of all instances of a resource. Keys are texts, in which brackets may stand.
fn without_indexes(address: &str) -> String {
    let (mut plain, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for character in address.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(address: &str, attributes: &[&str]) -> DriftedResource {
        DriftedResource {
            address: address.into(),
            kind: "disk".into(),
            name: "home".into(),
            action: DriftAction::Changed,
            attributes: attributes.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn judged(resource: &DriftedResource, ignored: &[&str]) -> (bool, Vec<String>) {
        let ignored: Vec<_> = ignored.iter().map(|place| (*place).to_owned()).collect();
        let judged = judge(std::slice::from_ref(resource), &ignored).remove(0);
        (judged.ignored, judged.resource.attributes)
    }

    #[test]
    fn a_baseline_names_resources_modules_and_attributes() {
        let home = resource(r#"module.a["x[y"].disk.home[0]"#, &["size", "tags"]);
        let both = vec!["size".to_owned(), "tags".to_owned()];
        assert_eq!(judged(&home, &[]), (false, both.clone()));
        for place in [&*home.address, "module.a", "module.a.disk.home", r#"module.a["x[y"]"#] {
            assert_eq!(judged(&home, &[place]), (true, both.clone()), "{place}");
        }
        assert_eq!(judged(&home, &["module.a.disk.home.tags"]), (false, vec!["size".to_owned()]));
        let (tags, size) = ("module.a.disk.home.tags", r#"module.a["x[y"].disk.home[0].size"#);
        assert_eq!(judged(&home, &[tags, size]), (true, both.clone()));
        for place in ["disk.home", "module.a.disk.ho", "module.a.disk.home[1]", "module.b"] {
            assert_eq!(judged(&home, &[place]), (false, both.clone()), "{place}");
        }
    }

    #[test]
    fn what_is_gone_counts_whatever_of_its_attributes_may_change() {
        let gone = DriftedResource { action: DriftAction::Gone, ..resource("disk.home", &["size"]) };
        assert!(!judged(&gone, &["disk.home.size"]).0);
        assert!(judged(&gone, &["disk.home"]).0);
    }
}
