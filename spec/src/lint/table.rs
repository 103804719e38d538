use serde_json::Value;

use super::report::Report;
use super::scene::Scene;
use super::{
    answers, bounds, descriptions, emitters, errors, examples, extensions, minimum, naming, paths, schemas,
    security, structure,
};
use crate::fault::Fault;
use crate::load::Document;

/// A rule: its name as it stands in faults, its purpose, and the function that finds what breaks it.
pub struct Rule {
    /// `kebab-case`.
    pub name: &'static str,
    /// One line.
    pub purpose: &'static str,
    check: fn(&Scene<'_>, &mut Report<'_>),
}

const RULES: [Rule; 22] = [
    Rule {
        name: "known-keys",
        purpose: "objects have only the keys that OpenAPI 3.0.3 gives them, with values of the right kind",
        check: structure::known_keys,
    },
    Rule {
        name: "reference-place",
        purpose: "references lead to components of the kind that stands there, with nothing beside them",
        check: structure::references,
    },
    Rule {
        name: "operation-id",
        purpose: "every operation has an operationId in lowerCamel that no other has",
        check: naming::operation_ids,
    },
    Rule {
        name: "one-tag",
        purpose: "every operation has one tag, which the root declares",
        check: naming::tags,
    },
    Rule {
        name: "descriptions",
        purpose: "operations, parameters, properties, schemas, answers, headers and security schemes are \
                  described",
        check: descriptions::descriptions,
    },
    Rule {
        name: "error-format",
        purpose: "each 4xx, 5xx and default answer has the operation's declared error format",
        check: errors::error_formats,
    },
    Rule {
        name: "minimum-answers",
        purpose: "the answers that follow from an operation's own declarations are declared",
        check: minimum::minimum_answers,
    },
    Rule {
        name: "answers",
        purpose: "statuses are statuses, one of them is a success, and 1xx, 204, 205 and 304 have no body",
        check: answers::answers,
    },
    Rule {
        name: "paths",
        purpose: "paths are well-formed and no two catch the same requests",
        check: paths::paths,
    },
    Rule {
        name: "parameters",
        purpose: "path variables are declared and required, path parameters are used, none stands twice",
        check: paths::parameters,
    },
    Rule {
        name: "extensions",
        purpose: "an x- key is one that the house knows, on an object that takes it, in its form",
        check: extensions::extensions,
    },
    Rule {
        name: "permission",
        purpose: "whatever asks for a permission authenticates every caller",
        check: extensions::permission,
    },
    Rule { name: "audit", purpose: "whatever changes something carries x-audit", check: extensions::audit },
    Rule {
        name: "security",
        purpose: "security schemes can be carried out and say whom they yield; alternatives name declared \
                  ones",
        check: security::security,
    },
    Rule {
        name: "constraints",
        purpose: "schema types are known, and constraints say something about them that a value can fulfil",
        check: schemas::constraints,
    },
    Rule {
        name: "bounds",
        purpose: "every list and every text that a request can hold has a bound",
        check: bounds::bounds,
    },
    Rule { name: "pattern-words", purpose: "patterns carry words for people", check: bounds::pattern_words },
    Rule {
        name: "schema-names",
        purpose: "no schema is called like a type that clients of others have already",
        check: naming::schemas,
    },
    Rule { name: "patterns", purpose: "patterns compile in the regex crate", check: schemas::patterns },
    Rule { name: "required", purpose: "required properties are declared", check: schemas::required },
    Rule {
        name: "examples",
        purpose: "examples, defaults and enumerated values fit their schemas",
        check: examples::examples,
    },
    Rule {
        name: "emitters",
        purpose: "every shape is one that the emitters can write (held when the form is right)",
        check: emitters::emitters,
    },
];

/// The rules on form. Where they find a fault, what else the emitters would say only repeats it.
const FORM: [&str; 2] = ["known-keys", "reference-place"];

/// The rules of this project's own specification. A specification that only shows a shape needs no bounds.
const HOUSE: [&str; 2] = ["bounds", "pattern-words"];

/// Every rule, in the order in which they are held.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// Every fault of a specification that loads, sorted by place.
pub(crate) fn lint(document: &Document, bundle: &Value) -> Vec<Fault> {
    by_rules(document, bundle, |_| true)
}

/// The same by the rules for every specification.
pub(crate) fn lint_in_general(document: &Document, bundle: &Value) -> Vec<Fault> {
    by_rules(document, bundle, |rule| !HOUSE.contains(&rule.name))
}

fn by_rules(document: &Document, bundle: &Value, held: impl Fn(&Rule) -> bool) -> Vec<Fault> {
    let scene = Scene::new(bundle);
    let mut faults = Vec::new();
    for rule in RULES.iter().filter(|rule| held(rule)) {
        if rule.name == "emitters" && faults.iter().any(|fault: &Fault| FORM.contains(&fault.rule)) {
            continue;
        }
        let mut report = Report { document, rule: rule.name, faults: Vec::new() };
        (rule.check)(&scene, &mut report);
        faults.extend(report.faults);
    }
    faults.sort();
    faults.dedup();
    faults
}
