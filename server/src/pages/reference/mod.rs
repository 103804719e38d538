//! The reference of the API, made from the specification: an index of its tags, and a page for each.
//!
//! - `operation`: an operation. `objects`: the objects that operations exchange. `schema`: types and fields.

mod objects;
mod operation;
mod schema;

use askama::Template;
use burgrave_core::notifications::as_html;
use serde_json::Value;

use super::Brand;
use crate::fault::Fault;
use crate::specification::DOCUMENT;
use objects::Object;
use operation::Operation;

/// How long browsers may keep a page: until they have asked whether it is still the same.
pub(crate) const KEPT: &str = "no-cache";

#[derive(Template)]
#[template(path = "reference/index.html")]
struct Index<'a> {
    brand: &'a Brand,
    /// Where the server is reached.
    url: &'a str,
    tags: Vec<Tag>,
}

#[derive(Template)]
#[template(path = "reference/tag.html")]
struct TagPage<'a> {
    brand: &'a Brand,
    tag: Tag,
    objects: Vec<Object>,
}

/// A tag with its operations.
struct Tag {
    name: &'static str,
    description: String,
    operations: Vec<Operation>,
}

/// The list of all tags and operations. `url` is where the server is reached.
///
/// # Errors
/// `Internal`.
pub(crate) fn index(brand: &Brand, url: &str) -> Result<String, Fault> {
    let tags = tags().map(|(name, description)| tag(name, description));
    rendered(&Index { brand, url, tags: tags.collect() })
}

/// The page of a tag; none where there is no such tag.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(brand: &Brand, named: &str) -> Result<Option<String>, Fault> {
    let Some((name, description)) = tags().find(|(name, _)| slug(name) == named) else { return Ok(None) };
    let tag = tag(name, description);
    let objects = objects::of(operations(name).map(|(_, _, operation)| operation));
    rendered(&TagPage { brand, tag, objects }).map(Some)
}

/// Whether there is a tag of this name in paths.
pub(crate) fn has(named: &str) -> bool {
    tags().any(|(name, _)| slug(name) == named)
}

fn rendered(page: &impl Template) -> Result<String, Fault> {
    page.render().map_err(|fault| Fault::Internal(fault.to_string()))
}

impl Tag {
    /// The last segment of its path.
    fn slug(&self) -> String {
        slug(self.name)
    }
}

fn slug(tag: &str) -> String {
    tag.to_lowercase()
}

/// Names and descriptions of the tags that have operations.
fn tags() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = DOCUMENT.get("tags").and_then(Value::as_array).into_iter().flatten();
    let named = all.filter_map(|tag| Some((tag["name"].as_str()?, tag["description"].as_str()?)));
    named.filter(|(name, _)| operations(name).next().is_some())
}

fn tag(name: &'static str, description: &str) -> Tag {
    let mut operations: Vec<_> =
        operations(name).map(|(path, method, operation)| Operation::of(path, method, operation)).collect();
    operations.sort_by(|one, other| one.path.cmp(other.path).then(one.rank.cmp(&other.rank)));
    Tag { name, description: as_html(description), operations }
}

/// Path, method and declaration of the operations of a tag.
fn operations(tag: &str) -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let tag = tag.to_owned();
    let paths = DOCUMENT.get("paths").and_then(Value::as_object).into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    all.filter(move |(_, _, operation)| operation["tags"][0].as_str() == Some(&tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::BrandSettings;

    fn brand() -> Brand {
        Brand::new(&BrandSettings { name: "Castle".into(), color: [1, 2, 3], logo: None }).unwrap()
    }

    #[test]
    fn every_operation_has_its_section_and_every_link_leads_somewhere() {
        let brand = brand();
        let index = index(&brand, "https://castle.example").unwrap();
        let mut operations = 0;
        for (name, _) in tags() {
            let page = page(&brand, &slug(name)).unwrap().unwrap();
            for part in page.split("href=\"#").skip(1) {
                let target = part.split('"').next().unwrap();
                assert!(page.contains(&format!(" id=\"{target}\"")), "{name}: {target} is not there");
            }
            for (path, method, operation) in super::operations(name) {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!(" id=\"{id}\"")), "{name}: {method} {path}");
                assert!(index.contains(&format!("href=\"/docs/{}#{id}\"", slug(name))), "{id}");
                operations += 1;
            }
        }
        assert!(operations > 200, "{operations}");
        assert!(super::page(&brand, "no-such-tag").unwrap().is_none());
    }

    #[test]
    fn the_section_of_an_operation_says_what_goes_in_and_out() {
        let page = page(&brand(), "groups").unwrap().unwrap();
        for part in [
            "<code>PATCH</code>",
            "/api/v2/groups/{group}",
            "curl -X PATCH",
            "add_users",
            "<h2 id=\"updateGroup\"",
            "href=\"#object-PatchGroupRequest\"",
            "Coder-Session-Token",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }
}
