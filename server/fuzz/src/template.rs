use std::collections::{BTreeMap, BTreeSet};

use burgrave_provisioner::hcl::{Dialect, Inputs, Sources, Template, evaluate_parameters, evaluate_tags};

/// Whatever a template's file says, it is read, or refused with a place, its tags have values or faults, and
/// its parameters names of their own.
/// The first byte says in which syntax it is.
pub fn template(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else { return };
    let name = if *first == b'{' { "main.tf.json" } else { "main.tf" };
    let text = if *first == b'{' { bytes } else { text };
    let Ok(sources) = Sources::of_texts([(name, text)]) else { return };
    if let Ok(project) = sources.project(Dialect::Terraform) {
        let told = evaluate_parameters(&project, &Inputs::default());
        let names: BTreeSet<_> = told.parameters.iter().map(|one| &one.described.rule.name).collect();
        assert_eq!(names.len(), told.parameters.len());
    }
    match Template::read(&sources, Dialect::Terraform) {
        Err(fault) => assert!(fault.to_string().starts_with(name), "{fault}"),
        Ok(template) => {
            let none = BTreeMap::new();
            match evaluate_tags(&template, &none, &none) {
                Ok(tags) => assert_eq!(tags.len(), template.tags.len()),
                Err(faults) => assert!(faults.iter().all(|fault| fault.place.line > 0)),
            }
        }
    }
}
