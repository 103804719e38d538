use std::collections::BTreeMap;

use burgrave_provisioner::hcl::{Dialect, Sources, Template, evaluate_tags};

/// Whatever a template's file says, it is read, or refused with a place, and its tags have values or faults.
/// The first byte says in which syntax it is.
pub fn template(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else { return };
    let name = if *first == b'{' { "main.tf.json" } else { "main.tf" };
    let text = if *first == b'{' { bytes } else { text };
    let Ok(sources) = Sources::of_texts([(name, text)]) else { return };
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
