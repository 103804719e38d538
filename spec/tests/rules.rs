//! Each rule of the linter: one place of a good specification is broken, and the rule names it.

mod support;

use support::good::{breaks, broken, files};
use support::lint_faults;

const THINGS: &str = "paths/things.yaml";

#[test]
fn the_good_specification_has_no_fault() {
    assert_eq!(lint_faults(&files()), [""; 0]);
}

#[test]
fn known_keys() {
    breaks("minLength: 1", "minLenght: 1", "schemas/things.yaml:14", "known-keys", "`minLenght` is no key");
    breaks("maxLength: 9", "maxLength: '9'", "schemas/things.yaml:14", "known-keys", "not an integer from 0");
    breaks(
        "  put:\n",
        "  head: {}\n  put:\n",
        "paths/things.yaml:24",
        "known-keys",
        "`head` is no key that a path takes",
    );
    breaks("openapi: 3.0.3", "openapi: 3.1.0", "openapi.yaml:1", "known-keys", "not OpenAPI 3.0");
    breaks("version: 1.0.0, ", "", "openapi.yaml:2", "known-keys", "no version");
    breaks(
        "'204': {description: Done.}",
        "'204': Done.",
        "paths/things.yaml:40",
        "known-keys",
        "is not a mapping",
    );
}

#[test]
fn reference_place() {
    breaks(
        "schema: {type: array, items: {$ref: ../schemas/things.yaml#/Thing}}",
        "schema: {type: array, items: {$ref: ../openapi.yaml#/components/responses/Error}}",
        "paths/things.yaml:60",
        "reference-place",
        "where a schema is expected",
    );
    let beside = "kind: {$ref: '#/Kind', description: Its kind.}";
    breaks(
        "kind: {$ref: '#/Kind'}",
        beside,
        "schemas/things.yaml:13",
        "reference-place",
        "`description` beside",
    );
}

#[test]
fn operation_id() {
    let id = "operationId: putThing";
    breaks(id, "operationId: put-thing", "paths/things.yaml:25", "operation-id", "not lowerCamel");
    breaks(
        id,
        "operationId: getthing",
        "paths/things.yaml:25",
        "operation-id",
        "is that of GET /things/{thing} too",
    );
    breaks(&format!("{id}\n    "), "", "paths/things.yaml:24", "operation-id", "no operationId");
}

#[test]
fn one_tag() {
    let at = "tags: [Things]\n    summary: List";
    breaks(
        at,
        "tags: [Other]\n    summary: List",
        "paths/things.yaml:51",
        "one-tag",
        "`Other` is not declared",
    );
    breaks(at, "tags: [Things, Things]\n    summary: List", "paths/things.yaml:49", "one-tag", "has 2 tags");
    breaks(at, "summary: List", "paths/things.yaml:49", "one-tag", "has 0 tags");
    breaks(", description: All about things.", "", "openapi.yaml:4", "one-tag", "no description");
}

#[test]
fn descriptions() {
    for (from, place, words) in [
        ("    description: All things.\n", "paths/things.yaml:49", "the operation has no description"),
        ("    summary: List things\n", "paths/things.yaml:49", "the operation has no summary"),
        ("description: What., ", "paths/things.yaml:11", "the parameter has no description"),
        (", description: Its id.", "schemas/things.yaml:12", "the property has no description"),
        ("  description: A kind.\n", "schemas/things.yaml:21", "the schema has no description"),
        (", description: The key.", "openapi.yaml:9", "the security scheme has no description"),
        ("description: How many., ", "openapi.yaml:11", "the header has no description"),
        ("        description: Things.\n", "paths/things.yaml:56", "the answer has no description"),
    ] {
        breaks(from, "", place, "descriptions", words);
    }
}

#[test]
fn error_format() {
    let answer =
        "content:\n        application/json:\n          schema: {$ref: schemas/things.yaml#/ApiMessage}";
    let faults = broken(answer, "content: {text/plain: {schema: {type: string}}}");
    assert!(
        faults[0].contains("[error-format] the answer 400 is `text/plain`, the format `api` is"),
        "{faults:?}"
    );
    let faults = broken("schemas/things.yaml#/ApiMessage", "schemas/things.yaml#/Thing");
    assert!(faults[0].contains("has another schema than ApiMessage"), "{faults:?}");
    let faults = broken("  put:\n", "    x-error-format: scim\n  put:\n");
    assert!(
        faults.iter().all(|fault| fault.contains("the format `scim` is `application/scim+json`")),
        "{faults:?}"
    );
    breaks(
        "required: [message]",
        "required: []",
        "paths/things.yaml:20",
        "error-format",
        "doesn't require `message`",
    );
}

#[test]
fn minimum_answers() {
    let put = "'403': {$ref: ../openapi.yaml#/components/responses/Error}\n      ";
    breaks(
        put,
        "",
        "paths/things.yaml:39",
        "minimum-answers",
        "403 is missing: the operation has `x-permission`",
    );
    for (status, reason) in [("413", "has a body"), ("415", "has a body")] {
        let from = format!("'{status}': {{$ref: ../openapi.yaml#/components/responses/Error}}\n      ");
        breaks(
            &from,
            "",
            "paths/things.yaml:39",
            "minimum-answers",
            &format!("{status} is missing: the operation {reason}"),
        );
    }
    let rate = "'429': {$ref: ../openapi.yaml#/components/responses/Error}\n      ";
    breaks(
        rate,
        "",
        "paths/things.yaml:12",
        "minimum-answers",
        "429 is missing: the operation has `x-rate-limit`",
    );
    let open = "    security: []\n";
    breaks(
        open,
        "",
        "paths/things.yaml:54",
        "minimum-answers",
        "401 is missing: the operation has `security`",
    );
    breaks(
        open,
        "    security: [{}]\n    x-feature: a\n",
        "paths/things.yaml:56",
        "minimum-answers",
        "403 is missing",
    );
    let parameter = "    security: []\n    parameters: [{name: a, in: query, description: A., schema: {type: string, maxLength: 9}}]\n";
    breaks(
        open,
        parameter,
        "paths/things.yaml:56",
        "minimum-answers",
        "400 is missing: the operation has parameters",
    );
    let list_default = "#/Thing}}\n      default: {$ref: ../openapi.yaml#/components/responses/Error}\n";
    breaks(list_default, "#/Thing}}\n", "paths/things.yaml:55", "minimum-answers", "default is missing");
    let object = "x-object: thing, ";
    assert!(broken(object, "").is_empty());
    let not_found = "'404': {$ref: ../openapi.yaml#/components/responses/Error}\n      '429'";
    breaks(
        not_found,
        "'429'",
        "paths/things.yaml:12",
        "minimum-answers",
        "404 is missing: the parameter `thing` has",
    );
}

#[test]
fn answers() {
    let empty = "'204': {description: Done.}";
    let content = "'204': {description: Done., content: {application/json: {schema: {type: object}}}}";
    breaks(empty, content, "paths/things.yaml:40", "answers", "an answer 204 has no body");
    breaks(empty, "'20': {description: Done.}", "paths/things.yaml:40", "answers", "`20` is no status");
    breaks(
        empty,
        "'4XX': {$ref: ../openapi.yaml#/components/responses/Error}",
        "paths/things.yaml:24",
        "answers",
        "succeeded",
    );
}

#[test]
fn paths() {
    breaks("/things:\n", "/things/:\n", "paths/things.yaml:48", "paths", "empty segment");
    breaks("/things:\n", "/things/a{b}:\n", "paths/things.yaml:48", "paths", "mixes a variable with text");
    breaks("['/old/{thing}']", "['/old/{other}']", "paths/things.yaml:33", "paths", "has other variables");
    breaks(
        "['/old/{thing}']",
        "['/things/{thing}']",
        "paths/things.yaml:33",
        "paths",
        "catches the same requests as",
    );
}

#[test]
fn parameters() {
    breaks(
        "required: true, x-object",
        "x-object",
        "paths/things.yaml:3",
        "parameters",
        "`thing` is not required",
    );
    let faults = broken("{name: thing,", "{name: other,");
    assert!(
        faults.iter().any(|f| f.contains("[parameters] the path `/things/{thing}` has no variable `other`")),
        "{faults:?}"
    );
    assert!(
        faults.iter().any(|f| f.contains("[parameters] the path's variable `thing` is not declared")),
        "{faults:?}"
    );
    let twice =
        "- {name: q, in: query, description: A., schema: {type: string, maxLength: 9}}\n      - {name: q,";
    breaks(
        "- {name: q,",
        twice,
        "paths/things.yaml:12",
        "parameters",
        "the query parameter `q` stands twice",
    );
}

#[test]
fn extensions() {
    breaks(
        "x-rate-limit: api",
        "x-rate: api",
        "paths/things.yaml:9",
        "extensions",
        "`x-rate` is no extension",
    );
    for (from, to, line) in [
        ("x-rate-limit: api\n", "x-rate-limit: some\n", 9),
        ("x-feature: things", "x-feature: Some Thing", 29),
        ("action: write, refuse: 403}", "action: write, refuse: 401}", 30),
        ("x-audit: {resource: thing, action: write}", "x-audit: {resource: thing}", 31),
        ("action: write}", "action: write, outcomes: {denied: {}}}", 31),
        ("action: write}", "action: write, status: created}", 31),
        ("x-max-body: 64KiB", "x-max-body: 64kB", 32),
        ("x-also-at: ['/old/{thing}']", "x-also-at: /old", 33),
    ] {
        let faults = broken(from, to);
        let start = format!("{THINGS}:{line}: [extensions] ");
        assert!(faults.iter().any(|f| f.starts_with(&start) && f.contains("is malformed")), "{faults:?}");
    }
    breaks("x-caller: Session, ", "x-caller: a b, ", "openapi.yaml:9", "extensions", "malformed");
    breaks("x-object: thing, ", "x-subject: thing, ", "paths/things.yaml:3", "extensions", "`x-subject`");
}

#[test]
fn audit() {
    let audit = "    x-audit: {resource: thing, action: write}\n";
    breaks(audit, "", "paths/things.yaml:24", "audit", "isn't audited");
    let of_two = "    x-audit: {resource: thing, action: write, status: 202}\n";
    breaks(audit, of_two, "paths/things.yaml:31", "emitters", "is no success of the operation");
    breaks(audit, "    x-read-only: true\n", "paths/things.yaml:31", "audit", "is for a POST");
    assert!(broken(audit, "    x-read-only: true\n").iter().any(|fault| fault.contains("isn't audited")));
    breaks(audit, "    x-audit-parts: true\n", "paths/things.yaml:31", "audit", "is for a POST");
}

#[test]
fn permission() {
    let feature = "x-feature: things";
    let place = "paths/things.yaml:31";
    breaks(feature, "security: []\n    x-feature: things", place, "permission", "nobody authenticates");
    for open in ["[{}, {Key: []}]", "[{Key: []}, {}]"] {
        let to = format!("security: {open}\n    x-feature: things");
        breaks(feature, &to, place, "permission", "anonymous callers can't have");
    }
}

#[test]
fn security() {
    breaks("  - Key: []", "  - Lock: []", "openapi.yaml:6", "security", "`Lock` is not declared");
    breaks("x-caller: Session, ", "", "openapi.yaml:9", "security", "says not whom it yields");
    breaks(
        "type: apiKey, in: cookie, name: key",
        "type: oauth2",
        "openapi.yaml:9",
        "security",
        "can't be carried out",
    );
    breaks(
        "  - Key: []",
        "  - {Key: [], Lock: []}",
        "openapi.yaml:6",
        "security",
        "several credentials at once",
    );
    breaks("security: []", "security: Key", "paths/things.yaml:54", "security", "is not a list");
}

#[test]
fn constraints() {
    let size = "type: integer, description: Its size., minimum: 0";
    let here = "schemas/things.yaml:15";
    let words = "`minLength` says nothing about the type `integer`";
    breaks(size, &format!("{size}, minLength: 1"), here, "constraints", words);
    breaks(size, &size.replace("integer", "int"), here, "constraints", "`int` is no type");
    let array = "{type: array, items: {$ref: ../schemas/things.yaml#/Thing}}";
    let bounds = array.replace("array,", "array, minItems: 2, maxItems: 1,");
    breaks(array, &bounds, "paths/things.yaml:60", "constraints", "`minItems` is above `maxItems`");
    breaks(array, "{type: array}", "paths/things.yaml:60", "constraints", "doesn't say what it holds");
    breaks(
        "enum: [big, small]",
        "enum: [big, small, big]",
        "schemas/things.yaml:24",
        "constraints",
        "stands twice",
    );
}

#[test]
fn what_a_request_holds_has_a_bound() {
    let items = "maxItems: 3, items: {type: string, maxLength: 8}";
    breaks(
        items,
        "items: {type: string, maxLength: 8}",
        "paths/things.yaml:11",
        "bounds",
        "the list has no bound",
    );
    breaks(
        items,
        "maxItems: 3, items: {type: string}",
        "paths/things.yaml:11",
        "bounds",
        "the text has no bound",
    );
    let name = "minLength: 1, maxLength: 9, pattern";
    breaks(name, "minLength: 1, pattern", "schemas/things.yaml:14", "bounds", "the text has no bound");
}

#[test]
fn a_pattern_has_words() {
    let words = "x-pattern-words: be of letters, ";
    breaks(words, "", "schemas/things.yaml:14", "pattern-words", "the pattern has no words");
    let pattern = "pattern: '^[a-z]+$', ";
    breaks(pattern, "", "schemas/things.yaml:14", "pattern-words", "words without a pattern");
    breaks(
        words,
        "x-pattern-words: Be of letters., ",
        "schemas/things.yaml:14",
        "extensions",
        "is malformed",
    );
}

#[test]
fn null_stands_beside_a_type() {
    let nullable = "{type: object, nullable: true,";
    breaks(nullable, "{nullable: true,", "schemas/things.yaml:17", "constraints", "there is none");
}

#[test]
fn no_schema_is_called_like_a_type_of_generated_clients() {
    breaks(
        "Kind:\n",
        "Response: {type: string, description: A.}\nKind:\n",
        "schemas/things.yaml:21",
        "schema-names",
        "`Response`",
    );
}

#[test]
fn patterns() {
    let pattern = "pattern: '^[a-z]+$'";
    breaks(
        pattern,
        "pattern: '(?=a)[a-z]+'",
        "schemas/things.yaml:14",
        "patterns",
        "the pattern doesn't compile: look-around",
    );
    breaks(pattern, "pattern: '['", "schemas/things.yaml:14", "patterns", "unclosed character class");
}

#[test]
fn required() {
    let faults = broken("required: [id, kind]", "required: [id, kind, colour]");
    let start = "schemas/things.yaml:10: [required] the required property `colour` is not declared";
    assert!(faults.iter().any(|fault| fault.starts_with(start)), "{faults:?}");
    // A part may require what a sibling declares.
    let part = "allOf: [{$ref: '#/Thing'}, {type: object, required: [name, size]}]";
    assert_eq!(broken("allOf: [{$ref: '#/Thing'}]", part), [""; 0]);
}

#[test]
fn examples() {
    let example = "kind: small, name: abc, size: 3}";
    for (to, line, words) in [
        ("kind: tiny, name: abc, size: 3}", 20, "\"tiny\" is none of \"big\", \"small\""),
        ("kind: small, name: ABC, size: 3}", 20, "doesn't match `^[a-z]+$`"),
        ("kind: small, name: abcdefghijk, size: 3}", 20, "more than `maxLength`"),
        ("kind: small, name: abc, size: 10}", 20, "10 is above the maximum"),
        ("kind: small, name: abc, size: 1.5}", 20, "1.5 is no integer"),
        ("kind: small, name: abc, siez: 3}", 20, "the property `siez` is not declared"),
        ("name: abc, size: 3}", 20, "the required property `kind` is missing"),
        ("kind: small, name: null, size: 3}", 20, "null is no string"),
    ] {
        breaks(example, to, &format!("schemas/things.yaml:{line}"), "examples", words);
    }
    breaks("default: x}", "default: X}", "schemas/things.yaml:14", "examples", "the default doesn't fit");
    breaks(
        "enum: [big, small]",
        "enum: [big, small, 3]",
        "schemas/things.yaml:24",
        "examples",
        "3 is no string",
    );
    breaks("example: [a]", "example: a", "paths/things.yaml:11", "examples", "\"a\" is no array");
    breaks(
        "kind: big, parent: null}",
        "kind: big, parent: {kind: big}}",
        "paths/things.yaml:18",
        "examples",
        "`id` is missing",
    );
    breaks(", example: 3}", ", example: three}", "openapi.yaml:11", "examples", "is no integer");
}

#[test]
fn emitters() {
    let not = "kind: {description: Its kind., not: {type: string}}";
    let faults = broken("    kind: {$ref: '#/Kind'}", &format!("    {not}"));
    assert!(
        faults.iter().any(|fault| fault.starts_with("schemas/things.yaml:13: [emitters] ")),
        "{faults:?}"
    );
}

#[test]
fn an_example_against_alternatives_that_contain_each_other_is_checked_in_time() {
    let any = "anyOf: [{$ref: '#/Tree'}, {$ref: '#/Tree'}]";
    let tree = format!(
        "Tree:\n  description: A tree.\n  type: object\n  properties:\n    next: {{description: Next., {any}}}\n    end: {{type: integer, description: End.}}\n"
    );
    let mut example = "{end: none}".to_owned();
    for _ in 0..25 {
        example = format!("{{next: {example}}}");
    }
    let to = format!("{tree}  example: {example}\nKind:\n");
    assert!(broken("Kind:\n  type", &format!("{to}  type")).iter().any(|fault| fault.contains("[examples]")));
}
