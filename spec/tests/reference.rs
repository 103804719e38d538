//! The Markdown reference.

#![allow(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod support;

use std::path::Path;

use support::Folder;
use support::good::files;

fn page(name: &str) -> String {
    let folder = Folder::new(&files());
    let bundle = burgrave_spec::bundle(&folder.load().unwrap());
    let pages = burgrave_spec::emit::docs(&bundle);
    let found = pages.iter().find(|(path, _)| path == Path::new(name));
    found.unwrap_or_else(|| panic!("{name} is none of {pages:?}")).1.clone()
}

/// What stands from a line to the next heading of the same level or above.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page.find(&format!("{heading}\n")).unwrap();
    let level = heading.split(' ').next().unwrap().len();
    let rest = &page[start + heading.len()..];
    let ends = (1..=level).filter_map(|level| rest.find(&format!("\n{} ", "#".repeat(level))));
    &rest[..ends.min().unwrap_or(rest.len())]
}

#[test]
fn each_tag_has_a_page_and_the_index_leads_to_its_operations() {
    let index = page("README.md");
    assert!(index.starts_with(
        "<!-- Written by `cargo xtask regen` from spec/. Change that instead. -->\n\n# Small API"
    ));
    assert!(index.contains("| [Get a thing](things.md#get-a-thing) | `GET /things/{thing}` |"), "{index}");
    assert!(index.contains("| `Session` | cookie `key` | The key."), "{index}");
}

#[test]
fn an_operation_has_its_call_its_conditions_its_inputs_and_its_answers() {
    let page = page("things.md");
    let put = section(&page, "## Put a thing");
    let (sample, _) = section(put, "### Code samples").split_once("\n```\n\n").expect("the sample ends");
    assert!(sample.contains("curl -X PUT \"$URL/things/"), "{sample}");
    for line in ["  -H 'Content-Type: application/json' \\\n", "  -b \"key=$TOKEN\" \\\n", "  -d '"] {
        assert!(sample.contains(line), "{line}: {sample}");
    }
    assert!(!sample.contains("{thing}"), "{sample}");
    assert!(put.contains("`PUT /things/{thing}`\n\nalso at `PUT /old/{thing}`\n\nPuts a thing.\n"), "{put}");
    for line in [
        "- Authentication: `Session`. [How](README.md#authentication)",
        "- Permission: `thing:write` on the whole site, or the answer is 403.",
        "- Feature: `things`, or the answer is 403.",
        "- Body: at most 64KiB.",
        "- Audited: `write` of `thing`.",
    ] {
        assert!(put.contains(&format!("{line}\n")), "{line}: {put}");
    }
    let parameters = section(put, "### Parameters");
    assert!(parameters.contains("| `thing` | path | string                    | true     |"), "{parameters}");
    assert!(parameters.contains("| `body`  | body | [Thing](schemas.md#thing) | true     |"), "{parameters}");
    let responses = section(put, "### Responses");
    assert!(
        responses.contains("| 204     | [No Content](https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5)")
    );
    assert!(responses.contains("| default | any other"), "{responses}");
    assert!(section(put, "### Response Headers").contains("| 400     | `X-Limit` | integer | false"));
}

#[test]
fn nested_properties_and_enumerated_values_have_rows() {
    let page = page("things.md");
    let list = section(&page, "## List things");
    let schema = section(list, "### Response Schema");
    assert!(schema.contains("| `[array item]` | array of [Thing](schemas.md#thing) | true "), "{schema}");
    assert!(schema.contains("| `» id`         | string(uuid)  "), "{schema}");
    assert!(
        schema.contains("1 to 9 characters, must be of letters: matches `^[a-z]+$`, default `\"x\"`"),
        "{schema}"
    );
    assert!(
        schema.contains("| `» parent`     | [Thing](schemas.md#thing)          | false    | may be null"),
        "{schema}"
    );
    assert!(schema.contains("| `kind`   | `big`, `small` |"), "{schema}");
    assert!(list.contains("> 200 Response\n\n```json\n[\n  {\n    \"id\": \"497f6eca"), "{list}");
    assert!(list.contains("- Authentication: none.\n"), "{list}");
}

#[test]
fn every_schema_is_described_also_those_that_hold_themselves() {
    let schemas = page("schemas.md");
    for name in ["ApiMessage", "Kind", "Thing"] {
        assert!(schemas.contains(&format!("\n## {name}\n")), "{name}");
    }
    assert!(section(&schemas, "## Kind").contains("| `Kind` | `big`, `small` |"), "{schemas}");
    assert!(
        section(&schemas, "## ApiMessage").contains("```json\n{\n  \"message\": \"message\"\n}\n```"),
        "{schemas}"
    );
}

#[test]
fn two_runs_write_the_same() {
    assert_eq!(page("things.md"), page("things.md"));
}
