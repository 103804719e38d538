//! All parameters of a template.

use std::collections::BTreeSet;

use burgrave_core::provisioning::parameters::{DescribedParameter, MOST_PARAMETERS};

use super::outcome::{Diagnostic, Evaluated, EvaluatedParameter};
use super::parameter::Read;
use crate::hcl::evaluate::{Machine, Repeated, Told, Trouble, with_room};
use crate::hcl::sources::{MOST_BYTES, MOST_FILES};
use crate::hcl::{Inputs, Project};

/// The parameters that a template has for the values that are given, and what is to be said of them. What
/// can't be told is as the import has found it.
#[must_use]
pub fn evaluate_parameters(project: &Project, inputs: &Inputs) -> Evaluated {
    let told = with_room(|| Collector::new(project, inputs).collect());
    let why = match told {
        Some(Ok(evaluated)) => return evaluated,
        Some(Err(Trouble::Fault(message))) => message,
        Some(Err(Trouble::Spent)) => {
            "It takes more steps than are allowed, or its modules are too many.".into()
        }
        None => "The server has no room for it now.".into(),
    };
    let said = Diagnostic::warning("The parameters are those of the import, whatever is chosen", why);
    Evaluated::imported(&inputs.imported, vec![said])
}

struct Collector<'a> {
    machine: Machine<'a>,
    found: Vec<EvaluatedParameter>,
    names: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
    /// Parameters may be missing, and why.
    gaps: Vec<String>,
}

impl<'a> Collector<'a> {
    fn new(project: &'a Project, inputs: &'a Inputs) -> Self {
        Self {
            machine: Machine::new(project, inputs),
            found: Vec::new(),
            names: BTreeSet::new(),
            diagnostics: Vec::new(),
            gaps: Vec::new(),
        }
    }

    fn collect(mut self) -> Told<Evaluated> {
        let mut open = vec![Machine::ROOT];
        while let Some(module) = open.pop() {
            let Some(declared) = self.machine.module(module) else {
                self.gaps.push("It may come from a module whose files aren't here.".into());
                continue;
            };
            for name in declared.calls.keys() {
                if let Some(calls) = self.machine.calls(module, name)? {
                    open.extend(self.places(&calls, &format!("module.{name}")));
                }
            }
            for ((of, name), _) in declared.sources.iter().filter(|((of, _), _)| &**of == "coder_parameter") {
                if let Some(sites) = self.machine.sources(module, of, name)? {
                    for site in self.places(&sites, &format!("data.coder_parameter.{name}")) {
                        self.parameter(site)?;
                    }
                }
            }
        }
        self.imported();
        self.left_out();
        self.found.sort_by(|one, other| order(&one.described).cmp(&order(&other.described)));
        Ok(Evaluated { parameters: self.found, diagnostics: self.diagnostics })
    }

    /// The places of a block. Why there are none that are known is kept.
    fn places(&mut self, repeated: &Repeated, address: &str) -> Vec<usize> {
        match repeated {
            Repeated::Later(why) => {
                self.gaps.push(format!("How often {address} stands is known to a plan only: {why}."));
            }
            Repeated::Wrong(why) => {
                self.gaps.push(format!("How often {address} stands can't be told: {why}."));
                let detail = format!("{why}.");
                self.diagnostics.push(Diagnostic::error(format!("{address} can't be evaluated"), detail));
            }
            _ => {}
        }
        repeated.all()
    }

    fn parameter(&mut self, site: usize) -> Told<()> {
        match Read::new(&mut self.machine, site).read()? {
            Err(said) => {
                self.gaps.push(said.detail.clone());
                self.diagnostics.push(said);
            }
            Ok(read) if self.names.contains(&read.described.rule.name) => {
                let name = &read.described.rule.name;
                let detail = format!("Two parameters have the name {name:?}. Give each a name of its own.");
                self.diagnostics.push(Diagnostic::error("Names of parameters are unique", detail));
            }
            Ok(_) if self.found.len() == MOST_PARAMETERS => return Err(Trouble::Spent),
            Ok(read) => {
                self.names.insert(read.described.rule.name.clone());
                self.found.push(read);
            }
        }
        Ok(())
    }

    /// Which modules the import hasn't kept.
    fn left_out(&mut self) {
        for key in self.machine.project().left_out() {
            let detail = format!(
                "It has more than {MOST_FILES} files, or {} MiB of them, together with the modules that \
                 are smaller. Parameters in it are as the import has found them.",
                MOST_BYTES >> 20
            );
            self.diagnostics.push(Diagnostic::warning(format!("Module {key:?} is left out"), detail));
        }
    }

    /// Where parameters may be missing, those that the import has found are added.
    fn imported(&mut self) {
        if self.gaps.is_empty() {
            return;
        }
        self.gaps.sort();
        self.gaps.dedup();
        let why = self.gaps.join(" ");
        let inputs = self.machine.inputs();
        for one in inputs.imported.iter().filter(|one| !self.names.contains(&one.rule.name)) {
            let said = Diagnostic::warning("It is as the import has found it", why.clone());
            self.found.push(EvaluatedParameter::imported(one, vec![said]));
        }
    }
}

fn order(described: &DescribedParameter) -> (i32, &str) {
    (described.order, &described.rule.name)
}
