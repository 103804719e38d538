//! References: from file-relative ones to `#/components/…`, and whether they lead anywhere.

use std::path::PathBuf;

use super::document::Document;
use super::source::{Role, Source};
use crate::fault::Fault;
use crate::node::{Kind, Node, pointer};

/// How the children of a mapping are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// An object of the specification: its keys have a meaning.
    Object,
    /// A mapping from free names to objects.
    Names,
    /// A mapping from free names to example objects.
    Examples,
    /// An example object: what is under `value` is data.
    Example,
    /// A discriminator's mapping: texts are references.
    Mapping,
}

/// Keys under which names stand that the specification's author chose.
const NAME_KEYS: [&str; 13] = [
    "properties",
    "patternProperties",
    "schemas",
    "parameters",
    "responses",
    "headers",
    "requestBodies",
    "securitySchemes",
    "links",
    "callbacks",
    "content",
    "encoding",
    "paths",
];

/// Keys under which data stands: a `$ref` there is no reference.
const DATA_KEYS: [&str; 3] = ["example", "default", "enum"];

/// Recurses as deep as the tree, which the reader bounds. Calls `visit` with each reference's text and the
/// pointer of the object that holds it.
fn each_reference(node: &mut Node, context: Context, at: &str, visit: &mut dyn FnMut(&str, &mut Node)) {
    match &mut node.kind {
        Kind::List(list) => {
            for (index, item) in list.iter_mut().enumerate() {
                each_reference(item, Context::Object, &format!("{at}/{index}"), visit);
            }
        }
        Kind::Map(map) => {
            for (key, value) in map.values_mut() {
                if context == Context::Mapping || (context == Context::Object && key == "$ref") {
                    if value.as_str().is_some_and(|text| context == Context::Object || text.contains('#')) {
                        visit(at, value);
                    }
                    continue;
                }
                let Some(inner) = inner_context(context, key) else { continue };
                each_reference(value, inner, &pointer::join(at, key), visit);
            }
        }
        _ => {}
    }
}

/// The context of what is under a key; `None` for data.
fn inner_context(context: Context, key: &str) -> Option<Context> {
    match context {
        Context::Names => Some(Context::Object),
        Context::Examples => Some(Context::Example),
        Context::Example => None,
        _ if DATA_KEYS.contains(&key) || key.starts_with("x-") => None,
        _ if NAME_KEYS.contains(&key) => Some(Context::Names),
        _ if key == "examples" => Some(Context::Examples),
        _ if key == "mapping" => Some(Context::Mapping),
        _ => Some(Context::Object),
    }
}

/// Rewrites every reference of every source to where its target stands after merging.
pub(super) fn rewrite(sources: &mut [Source], files: &[PathBuf], faults: &mut Vec<Fault>) {
    let known: Vec<(String, Role)> =
        sources.iter().map(|source| (source.name.clone(), source.role)).collect();
    for (index, source) in sources.iter_mut().enumerate() {
        let (context, at) = match source.role {
            Role::Root => (Context::Object, ""),
            Role::Paths => (Context::Names, "/paths"),
            Role::Schemas => (Context::Names, "/components/schemas"),
        };
        each_reference(&mut source.tree, context, at, &mut |at, value| {
            let text = value.as_str().unwrap_or_default();
            match resolve(text, &known, index) {
                Ok(target) => value.kind = Kind::String(target),
                Err((problem, mend)) => {
                    let (file, line) = (files[index].clone(), value.place.line);
                    faults.push(Fault {
                        file,
                        line,
                        pointer: at.to_owned(),
                        rule: "references",
                        problem,
                        mend,
                    });
                    // So that it isn't found again where the targets are checked.
                    value.kind = Kind::Null;
                }
            }
        });
    }
}

/// Where a reference leads in the merged tree, as `#/…`. An error is a problem and its remedy.
fn resolve(text: &str, known: &[(String, Role)], from: usize) -> Result<String, (String, String)> {
    let problem = |problem: String, mend: &str| Err((problem, mend.to_owned()));
    let Some((file, fragment)) = text.split_once('#') else {
        let mend = "write the file and the place in it: `../schemas/common.yaml#/Name`";
        return problem(format!("the reference `{text}` names no place in a file"), mend);
    };
    let target = if file.is_empty() {
        from
    } else {
        let name = relative(&known[from].0, file);
        match known.iter().position(|(known, _)| Some(known) == name.as_ref()) {
            Some(target) => target,
            None => {
                let mend = "name the root file or a file in paths/ or schemas/, relative to this one";
                return problem(
                    format!("the reference `{text}` names a file that is not in the specification"),
                    mend,
                );
            }
        }
    };
    let Some(tokens) = pointer::fragment_tokens(fragment) else {
        return problem(format!("`#{fragment}` is not a JSON pointer"), "write it as `#/a/b`");
    };
    let prefix = match known[target].1 {
        Role::Root => "#",
        Role::Paths => "#/paths",
        Role::Schemas => "#/components/schemas",
    };
    Ok(format!("{prefix}{}", pointer::of(&tokens)))
}

/// `paths/groups.yaml` and `../schemas/groups.yaml` give `schemas/groups.yaml`. `None` outside the folder.
fn relative(from: &str, to: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Names each reference of the merged tree that leads nowhere, or into the middle of a component.
pub(super) fn check_targets(document: &mut Document, faults: &mut Vec<Fault>) {
    let mut found = Vec::new();
    each_reference(&mut document.root, Context::Object, "", &mut |at, value| {
        found.push((at.to_owned(), value.as_str().unwrap_or_default().to_owned(), value.place));
    });
    for (pointer, text, place) in found {
        let Some(tokens) = text.strip_prefix('#').and_then(pointer::tokens) else { continue };
        let (problem, mend) = if !exists(document, &tokens) {
            (
                format!("the reference leads to `{text}`, which does not exist"),
                "correct the name, or define it",
            )
        } else if tokens.len() != 3 || tokens[0] != "components" {
            let mend = "give the target a name of its own in schemas/ or in the root file's components";
            (format!("the reference leads to `{text}`, which is no named component"), mend)
        } else {
            continue;
        };
        let file = document.files[place.file].clone();
        let (rule, mend) = ("references", mend.to_owned());
        faults.push(Fault { file, line: place.line, pointer, rule, problem, mend });
    }
}

fn exists(document: &Document, tokens: &[String]) -> bool {
    let mut node = &document.root;
    tokens.iter().all(|token| {
        let child = node.child(token);
        node = child.unwrap_or(node);
        child.is_some()
    })
}
