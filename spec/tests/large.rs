//! A specification of 150 operations is read as a small one is. How long it takes is measured by `cargo xtask
//! bench generation`.

mod support;

use std::fmt::Write as _;

use support::Folder;
use support::good::files;

/// Groups of three operations and two schemas, each like the good specification's.
const GROUPS: usize = 50;

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

#[test]
fn a_specification_of_150_operations_has_no_fault() {
    let [(root, root_text), (_, paths), (_, schemas)] = files();
    let root_text = root_text.replace("schemas/things.yaml", "schemas/common.yaml");
    let (response, things) = schemas.split_at(schemas.find("Thing:").unwrap());
    let mut texts =
        vec![(root.to_owned(), root_text), ("schemas/common.yaml".to_owned(), response.to_owned())];
    for group in 0..GROUPS {
        let mut more = String::new();
        for property in 0..20 {
            writeln!(more, "    p{property}: {{type: string, description: A text., maxLength: 20}}").unwrap();
        }
        let things = things.replace("  properties:\n", &format!("  properties:\n{more}"));
        let things =
            things.replace("Thing", &format!("Thing{group}")).replace("Kind", &format!("Kind{group}"));
        let paths = paths
            .replace("schemas/things.yaml", &format!("schemas/g{group}.yaml"))
            .replace("/things", &format!("/things{group}"))
            .replace("/old", &format!("/old{group}"))
            .replace("getThing", &format!("getThing{group}"))
            .replace("putThing", &format!("putThing{group}"))
            .replace("listThings", &format!("listThings{group}"))
            .replace("#/Thing", &format!("#/Thing{group}"));
        texts.push((format!("schemas/g{group}.yaml"), things));
        texts.push((format!("paths/g{group}.yaml"), paths));
    }
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let document = folder.load().unwrap_or_else(|faults| panic!("{:#?}", folder.print(&faults)));
    let faults = burgrave_spec::lint(&document);
    assert!(faults.is_empty(), "{:#?}", folder.print(&faults));
    let bundle = burgrave_spec::bundle(&document);
    let paths = bundle["paths"].as_object().unwrap();
    let operations: usize = paths
        .values()
        .map(|path| path.as_object().unwrap().keys().filter(|key| METHODS.contains(&key.as_str())).count())
        .sum();
    assert_eq!(operations, GROUPS * 3);
    assert!(!burgrave_spec::emit::docs(&bundle).is_empty());
}
