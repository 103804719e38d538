//! Which operations have a command.

use std::collections::BTreeSet;

use burgrave_command::POLISHED;
use burgrave_command::table::NOUNS;
use http::Method;
use serde_json::Value;

use crate::specification;

/// Operations whose answers are no pages and that have no command all the same.
const WITHOUT: [&str; 1] = ["serveProvisionerDaemon"];

#[apply(case)]
async fn every_operation_but_pages_has_a_command() {
    let commands: BTreeSet<&str> =
        NOUNS.iter().flat_map(|noun| noun.operations).map(|operation| operation.id).collect();
    let mut without = BTreeSet::new();
    for (id, operation) in operations() {
        let is_page =
            operation["x-error-format"] == "html" || operation["responses"].to_string().contains("text/html");
        if commands.contains(id) {
            assert!(!is_page, "{id} is a page and has a command");
        } else if !is_page {
            without.insert(id);
        }
    }
    assert_eq!(without, BTreeSet::from(WITHOUT));
}

#[apply(case)]
async fn every_polished_column_is_in_the_answer() {
    let mut columns = 0;
    for (id, polished) in POLISHED {
        let (_, operation) =
            operations().find(|(one, _)| one == id).unwrap_or_else(|| panic!("{id} is gone"));
        let listed = NOUNS.iter().flat_map(|noun| noun.operations).find(|one| one.id == *id).unwrap().items;
        let answer =
            &specification::resolve(&operation["responses"]["200"])["content"]["application/json"]["schema"];
        let list = match listed {
            Some("") => specification::resolve(answer),
            Some(name) => specification::resolve(&specification::resolve(answer)["properties"][name]),
            None => panic!("{id} has no list"),
        };
        for (_, way) in *polished {
            columns += 1;
            let found = way.split('.').try_fold(&list["items"], property);
            assert!(found.is_some(), "{id} has no {way}");
        }
    }
    assert!(columns > 100, "they are looked at: {columns}");
}

/// A property of a schema, through references and alternatives; in an object with free keys each is there.
fn property(schema: &'static Value, name: &str) -> Option<&'static Value> {
    let schema = specification::resolve(schema);
    let alternatives =
        ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    let free = schema["type"] == "object" && schema.get("properties").is_none();
    let own = schema["properties"].get(name).or(Some(schema).filter(|_| free));
    own.or_else(|| alternatives.into_iter().find_map(|one| property(one, name)))
}

/// The operations of the document, by id.
fn operations() -> impl Iterator<Item = (&'static str, &'static Value)> {
    let paths = specification::document()["paths"].as_object().unwrap().values();
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    paths.flat_map(move |path| {
        let found = methods.clone().map(|method| path.get(method.as_str().to_lowercase()));
        found.into_iter().flatten().map(|one| (one["operationId"].as_str().unwrap(), one))
    })
}
