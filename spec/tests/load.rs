//! Loading: many files into one, and what can be wrong with them.

mod support;

use std::path::Path;

use burgrave_spec::{bundle, to_text};
use serde_json::json;
use support::{Folder, load_faults};

const ROOT: &str = "openapi: 3.0.3
components:
  responses:
    NotFound:
      description: Not there.
      content:
        application/json:
          schema:
            $ref: schemas/common.yaml#/ApiMessage
";
const COMMON: &str = "ApiMessage:
  type: object
  properties:
    message: {type: string}
    inner:
      $ref: '#/ApiMessage'
";
const PATHS: &str = "/groups/{group}:
  get:
    responses:
      200:
        description: A group.
        content:
          application/json:
            schema:
              $ref: ../schemas/common.yaml#/ApiMessage
            example: {$ref: not a reference}
      '404':
        $ref: ../openapi.yaml#/components/responses/NotFound
";

#[test]
fn files_are_merged_and_references_lead_into_components() {
    let folder =
        Folder::new(&[("openapi.yaml", ROOT), ("schemas/common.yaml", COMMON), ("paths/groups.yaml", PATHS)]);
    let document = folder.load().unwrap();
    let bundle = bundle(&document);
    let answers = &bundle["paths"]["/groups/{group}"]["get"]["responses"];
    assert_eq!(answers["404"], json!({"$ref": "#/components/responses/NotFound"}));
    assert_eq!(
        answers["200"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/ApiMessage"
    );
    assert_eq!(answers["200"]["content"]["application/json"]["example"], json!({"$ref": "not a reference"}));
    let schema = &bundle["components"]["schemas"]["ApiMessage"];
    assert_eq!(schema["properties"]["inner"]["$ref"], "#/components/schemas/ApiMessage");
    let place = document.place("/paths/~1groups~1{group}/get/responses/404");
    assert_eq!(document.files()[place.file], folder.path().join("paths/groups.yaml"));
    assert_eq!((place.line, place.column), (11, 7));
}

#[test]
fn the_bundle_is_the_same_bytes_each_time_and_in_sorted_file_order() {
    let files = [
        ("openapi.yaml", "openapi: 3.0.3\n"),
        ("paths/b.yaml", "/b: {}\n/a: {}\n"),
        ("paths/a.yaml", "/z: {}\n"),
        ("schemas/x.json", "{\"Zoo\": {\"type\": \"object\"}}"),
    ];
    let first = to_text(&bundle(&Folder::new(&files).load().unwrap()));
    let second = to_text(&bundle(&Folder::new(&files).load().unwrap()));
    assert_eq!(first, second);
    assert_eq!(
        first,
        "{\n  \"openapi\": \"3.0.3\",\n  \"paths\": {\n    \"/z\": {},\n    \"/b\": {},\n    \"/a\": {}\n  },\n  \
         \"components\": {\n    \"schemas\": {\n      \"Zoo\": {\n        \"type\": \"object\"\n      }\n    }\n  }\n}\n"
    );
}

#[test]
fn a_syntax_error_has_its_line() {
    let faults = load_faults(&[("openapi.yaml", "openapi: 3.0.3\ninfo: [1, 2\ntags: {}\n")]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("openapi.yaml:3: [syntax] the file is not YAML: "), "{faults:?}");
}

#[test]
fn faults_of_all_files_come_at_once_sorted_by_place() {
    let faults = load_faults(&[
        ("openapi.yaml", "a: 1\nb: 2\na: 3\nb: 4\n"),
        ("paths/x.yaml", "- 1\n"),
        ("schemas/x.yaml", ""),
    ]);
    assert_eq!(
        faults,
        [
            "openapi.yaml:3: [syntax] the key `a` stands twice in one mapping, first in line 1; remove one of them",
            "openapi.yaml:4: [syntax] the key `b` stands twice in one mapping, first in line 2; remove one of them",
            "paths/x.yaml:1: [syntax] the file holds a list where a mapping is expected; make it a mapping: paths, \
             each with its operations",
            "schemas/x.yaml:1: [syntax] the file is empty; write a mapping into it, or delete it",
        ]
    );
}

#[test]
fn what_yaml_has_beyond_json_is_refused_by_name() {
    let faults = load_faults(&[(
        "openapi.yaml",
        "a: &x {b: 1}\nc: *x\nd: !!binary aGk=\n<<: {e: 1}\n? [f]\n: 1\ng: .nan\nh: !thing {}\n",
    )]);
    let rules: Vec<_> = faults.iter().map(|fault| fault.split(';').next().unwrap()).collect();
    assert_eq!(
        rules,
        [
            "openapi.yaml:2: [syntax] aliases are not read",
            "openapi.yaml:3: [syntax] the tag tag:yaml.org,2002:!binary is not read",
            "openapi.yaml:4: [syntax] merge keys are not read",
            "openapi.yaml:5: [syntax] a key is a list or a mapping",
            "openapi.yaml:7: [syntax] `.nan` is no JSON number",
            "openapi.yaml:8: [syntax] the tag !thing is not read",
        ]
    );
}

#[test]
fn a_second_document_in_a_file_is_a_fault() {
    let faults = load_faults(&[("openapi.yaml", "a: 1\n---\nb: 1\n")]);
    assert_eq!(
        faults,
        ["openapi.yaml:2: [syntax] the file holds a second document; keep one document in a file"]
    );
}

#[test]
fn nesting_has_a_limit_and_never_overflows_the_stack() {
    for text in [format!("a: {}1", "[".repeat(100_000)), format!("a: {}", "{b: ".repeat(100_000))] {
        let faults = load_faults(&[("openapi.yaml", &text)]);
        assert_eq!(faults.len(), 1);
    }
    let text = format!("a: {}1{}", "[".repeat(70), "]".repeat(70));
    let faults = load_faults(&[("openapi.yaml", &text)]);
    assert_eq!(
        faults,
        [
            "openapi.yaml:1: [syntax] the nesting is deeper than 64 levels; give the inner parts names and refer to them"
        ]
    );
}

#[test]
fn references_that_lead_nowhere_are_named_with_their_place() {
    let faults = load_faults(&[
        ("openapi.yaml", "openapi: 3.0.3\n"),
        (
            "schemas/a.yaml",
            "A:\n  properties:\n    b: {$ref: '#/B'}\n    c: {$ref: 'other.yaml#/C'}\n    d: {$ref: D}\n    \
             e: {$ref: '#/A/properties/b'}\n    f: {$ref: '../../x.yaml#/F'}\n    g: {$ref: '#G'}\n    \
             h: {$ref: '#/A%2'}\n",
        ),
    ]);
    let problems: Vec<_> = faults.iter().map(|fault| fault.split(" (at").next().unwrap()).collect();
    assert_eq!(
        problems,
        [
            "schemas/a.yaml:3: [references] the reference leads to `#/components/schemas/B`, which does not exist",
            "schemas/a.yaml:4: [references] the reference `other.yaml#/C` names a file that is not in the specification",
            "schemas/a.yaml:5: [references] the reference `D` names no place in a file",
            "schemas/a.yaml:6: [references] the reference leads to `#/components/schemas/A/properties/b`, which is no \
             named component",
            "schemas/a.yaml:7: [references] the reference `../../x.yaml#/F` names a file that is not in the \
             specification",
            "schemas/a.yaml:8: [references] `#G` is not a JSON pointer",
            "schemas/a.yaml:9: [references] `#/A%2` is not a JSON pointer",
        ]
    );
    assert!(faults[0].contains("(at /components/schemas/A/properties/b)"), "{}", faults[0]);
}

#[test]
fn references_are_unescaped() {
    let folder = Folder::new(&[(
        "openapi.yaml",
        "components:\n  responses:\n    a/b: {$ref: '#/components/responses/c~0d%20e'}\n    c~d e: {}\n",
    )]);
    let bundle = bundle(&folder.load().unwrap());
    assert_eq!(bundle["components"]["responses"]["a/b"]["$ref"], "#/components/responses/c~0d e");
}

#[test]
fn a_path_and_a_schema_belong_to_one_file() {
    let faults = load_faults(&[
        ("openapi.yaml", "paths:\n  /c: {}\ncomponents:\n  schemas:\n    B: {}\n"),
        ("paths/a.yaml", "/a: {}\n"),
        ("paths/b.yaml", "/b: {}\n/a: {}\n/c: {}\n"),
        ("schemas/a.yaml", "A: {}\nB: {}\n"),
    ]);
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(
        faults[0].starts_with("paths/b.yaml:2: [defined-once] the path `/a` is defined twice, first in ")
    );
    assert!(faults[0].contains("paths/a.yaml:1 (at /paths/~1a);"), "{}", faults[0]);
    assert!(faults[1].starts_with("paths/b.yaml:3: [defined-once] the path `/c` is defined twice"));
    assert!(faults[2].starts_with("schemas/a.yaml:2: [defined-once] the schema `B` is defined twice"));
}

#[test]
fn circles_of_references_are_faults_and_recursive_schemas_are_not() {
    let faults = load_faults(&[
        (
            "openapi.yaml",
            "components:\n  responses:\n    A: {$ref: '#/components/responses/B'}\n    B: {$ref: '#/components/responses/A'}\n",
        ),
        (
            "schemas/a.yaml",
            "Tree:\n  properties:\n    left: {$ref: '#/Tree'}\nSelf:\n  allOf: [{$ref: '#/Self'}]\nOne:\n  $ref: '#/Tree'\n",
        ),
    ]);
    assert_eq!(
        faults,
        [
            "openapi.yaml:3: [reference-cycle] the reference leads back to itself: A → B → A (at \
             /components/responses/A); describe one of them in full",
            "schemas/a.yaml:4: [reference-cycle] the reference leads back to itself: Self → Self (at \
             /components/schemas/Self); describe one of them in full",
        ]
    );
}

#[test]
fn a_folder_without_a_root_file_is_a_fault() {
    let faults = burgrave_spec::load(Path::new("/nowhere/at/all")).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "/nowhere/at/all/openapi.yaml:0: [files] the specification has no root file; give the folder that holds \
         openapi.yaml"
    );
}

#[test]
fn bytes_that_are_not_text_are_a_fault() {
    let folder = Folder::new(&[("openapi.yaml", "a: 1\n")]);
    std::fs::write(folder.path().join("openapi.yaml"), b"a: \xff\n").unwrap();
    let faults = folder.load().unwrap_err();
    assert_eq!(folder.print(&faults), ["openapi.yaml:0: [files] the file is not UTF-8; save it as UTF-8"]);
}

#[test]
fn sections_that_are_no_mappings_are_faults() {
    let faults = load_faults(&[("openapi.yaml", "paths: 1\ncomponents: []\n")]);
    assert_eq!(
        faults,
        [
            "openapi.yaml:1: [files] `paths` is a number where a mapping is expected (at /paths); make it a mapping",
            "openapi.yaml:2: [files] `components` is a list where a mapping is expected (at /components); make it a \
             mapping",
        ]
    );
}

#[test]
fn keys_keep_their_text_and_json_is_read_too() {
    let folder = Folder::new(&[
        ("openapi.yaml", "a: {200: x, true: y, ~: z}\n\"b\": [1, -2.5, null, \"\\u00e9\\/\"]\n"),
        ("schemas/a.json", "{\n\t\"A\": {\"type\": \"string\"}\n}\n"),
    ]);
    let bundle = bundle(&folder.load().unwrap());
    assert_eq!(bundle["a"], json!({"200": "x", "true": "y", "~": "z"}));
    assert_eq!(bundle["b"], json!([1, -2.5, null, "é/"]));
    assert_eq!(bundle["components"]["schemas"]["A"]["type"], "string");
}
