//! One parameter.

use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Monotonic, Parameter, ParameterOption, ParameterType, Validation,
    definition_faults, form_type,
};
use burgrave_core::provisioning::resources::REDACTED;
use serde_json::{Map, Value as Json};

use super::fields::{Field, Fields};
use super::outcome::{Diagnostic, EvaluatedParameter, Secrets};
use crate::hcl::evaluate::{Machine, Scope, Site, Told, Trouble};
use crate::hcl::value::{Value, text};

/// Bytes of the text that says how a form looks at most.
const MOST_STYLING: usize = 16 * 1024;

/// Reads one parameter.
pub(super) struct Read<'m, 'a> {
    fields: Fields<'m, 'a>,
    site: Site<'a>,
    scope: Scope,
    secrets: Secrets,
}

impl<'m, 'a> Read<'m, 'a> {
    pub(super) fn new(machine: &'m mut Machine<'a>, site: usize) -> Self {
        let site = machine.site(site);
        let scope = site.scope();
        let fields = Fields { machine, diagnostics: Vec::new() };
        Self { fields, site, scope, secrets: Secrets::default() }
    }

    pub(super) fn read(mut self) -> Told<Result<EvaluatedParameter, Diagnostic>> {
        let name = match self.name()? {
            Ok(name) => name,
            Err(said) => return Ok(Err(said)),
        };
        let imported = self.fields.machine.inputs().imported.iter().find(|one| one.rule.name == name);
        let of = self.kind(imported)?;
        let (options, values) = self.options(imported)?;
        let validation = self.validation(imported)?;
        let (default, required) = self.default(imported)?;
        let rule = Parameter {
            of,
            options: values,
            default,
            required,
            mutable: self.flag("mutable", imported.map(|one| one.rule.mutable))?,
            ephemeral: self.flag("ephemeral", imported.map(|one| one.rule.ephemeral))?,
            validation,
            name,
        };
        let form_type = self.form_type(&rule, imported)?;
        let described = DescribedParameter {
            display_name: self.shown("display_name", imported.map(|one| &one.display_name))?,
            description: self.shown("description", imported.map(|one| &one.description))?,
            icon: self.shown("icon", imported.map(|one| &one.icon))?,
            order: self.order(imported)?,
            form_type,
            options,
            rule,
        };
        let styling = self.styling()?;
        let mut diagnostics = self.fields.diagnostics;
        let hidden = self.secrets != Secrets::default();
        let words = |detail| {
            if hidden { "is declared with something secret that doesn't fit".into() } else { detail }
        };
        let faults = definition_faults(std::slice::from_ref(&described.rule));
        let unfit = faults.into_iter().next().map(|fault| words(fault.detail));
        diagnostics.extend(unfit.as_ref().map(|detail| {
            let detail = format!("{:?} {detail}.", described.rule.name);
            Diagnostic::error("The template declares the parameter wrongly", detail)
        }));
        Ok(Ok(EvaluatedParameter { described, styling, secrets: self.secrets, unfit, diagnostics }))
    }

    /// What others call it.
    fn name(&mut self) -> Told<Result<String, Diagnostic>> {
        let block = self.site.block;
        let address = format!("data.coder_parameter.{}", block.name());
        match self.fields.field(block, &self.scope, "name")? {
            (Field::Known(value), false) if !text(&value).is_empty() => Ok(Ok(text(&value))),
            (Field::Lost, _) => {
                let said = self.fields.diagnostics.pop();
                Ok(Err(said.unwrap_or_else(|| Diagnostic::warning(address, "Its name can't be told."))))
            }
            (_, true) => Ok(Err(Diagnostic::error(
                format!("{address} has no name"),
                format!("{}: its name comes from something secret.", block.place),
            ))),
            _ => Ok(Err(Diagnostic::error(
                format!("{address} has no name"),
                format!("{}: a parameter needs a name.", block.place),
            ))),
        }
    }

    fn kind(&mut self, imported: Option<&DescribedParameter>) -> Told<ParameterType> {
        let usual = imported.map_or(ParameterType::String, |one| one.rule.of);
        let block = self.site.block;
        Ok(match self.fields.field(block, &self.scope, "type")?.0 {
            Field::Absent => ParameterType::String,
            Field::Lost => usual,
            Field::Known(value) => match text(&value).parse() {
                Ok(of) => of,
                Err(_) => {
                    self.fields.unfit(block, "type", "the type is string, number, bool or list(string)");
                    usual
                }
            },
        })
    }

    /// What may be chosen, as it is shown, and as values are held against it.
    fn options(
        &mut self,
        imported: Option<&DescribedParameter>,
    ) -> Told<(Vec<ParameterOption>, Vec<String>)> {
        let usual = || {
            let options = imported.map(|one| one.options.clone()).unwrap_or_default();
            (options, imported.map(|one| one.rule.options.clone()).unwrap_or_default())
        };
        let block = self.site.block;
        let (told, secret) = self.fields.machine.apart(|machine| machine.inner(block, "option", &self.scope));
        let blocks = match told {
            Ok(Ok(blocks)) => blocks,
            Ok(Err(why)) => {
                self.fields.later(&block.place, "option", &why);
                return Ok(usual());
            }
            Err(Trouble::Fault(message)) => {
                self.fields.wrong(&block.place, "option", &message);
                return Ok(usual());
            }
            Err(spent) => return Err(spent),
        };
        self.secrets.options |= secret;
        let (mut options, mut values) = (Vec::with_capacity(blocks.len()), Vec::with_capacity(blocks.len()));
        for (inner, scope) in blocks {
            let mut parts = <[String; 4]>::default();
            for (part, name) in parts.iter_mut().zip(["name", "description", "value", "icon"]) {
                let (field, hidden) = self.fields.field(inner, &scope, name)?;
                if matches!(field, Field::Lost) {
                    return Ok(usual());
                }
                let value = field.text(String::new);
                if name == "value" {
                    self.secrets.options |= hidden;
                    values.push(value.clone());
                }
                *part = if hidden || secret { REDACTED.into() } else { value };
            }
            let [name, description, value, icon] = parts;
            options.push(ParameterOption { name, description, value, icon });
        }
        Ok((options, values))
    }

    fn validation(&mut self, imported: Option<&DescribedParameter>) -> Told<Validation> {
        let usual = || imported.map(|one| one.rule.validation.clone()).unwrap_or_default();
        let block = self.site.block;
        let blocks = match self.fields.machine.inner(block, "validation", &self.scope) {
            Ok(Ok(blocks)) => blocks,
            Ok(Err(why)) => {
                self.fields.later(&block.place, "validation", &why);
                return Ok(usual());
            }
            Err(Trouble::Fault(message)) => {
                self.fields.wrong(&block.place, "validation", &message);
                return Ok(usual());
            }
            Err(spent) => return Err(spent),
        };
        let Some((inner, scope)) = blocks.into_iter().next() else { return Ok(Validation::default()) };
        let mut texts = <[Option<String>; 3]>::default();
        for (text, name) in texts.iter_mut().zip(["regex", "error", "monotonic"]) {
            let (field, secret) = self.fields.field(inner, &scope, name)?;
            self.secrets.validation |= secret;
            if matches!(field, Field::Lost) {
                return Ok(usual());
            }
            *text = Some(field.text(String::new)).filter(|text| !text.is_empty());
        }
        let [regex, error, monotonic] = texts;
        let monotonic: Option<Monotonic> = match monotonic.map(|word| word.parse()) {
            None => None,
            Some(Ok(direction)) => Some(direction),
            Some(Err(_)) => {
                self.fields.unfit(inner, "monotonic", "it is increasing or decreasing");
                None
            }
        };
        let before = usual();
        let min = self.fields.number(inner, &scope, "min")?.unwrap_or(before.min);
        let max = self.fields.number(inner, &scope, "max")?.unwrap_or(before.max);
        Ok(Validation { regex, error, min, max, monotonic })
    }

    /// The default, and whether a value is needed because there is none.
    fn default(&mut self, imported: Option<&DescribedParameter>) -> Told<(String, bool)> {
        let (field, secret) = self.fields.field(self.site.block, &self.scope, "default")?;
        self.secrets.default = secret;
        Ok(match field {
            Field::Absent => (String::new(), true),
            Field::Known(value) => (text(&value), false),
            Field::Lost => {
                let usual = imported.map(|one| one.rule.default.clone()).unwrap_or_default();
                (usual, imported.is_some_and(|one| one.rule.required))
            }
        })
    }

    fn flag(&mut self, name: &str, usual: Option<bool>) -> Told<bool> {
        let told = self.fields.flag(self.site.block, &self.scope, name)?;
        Ok(told.unwrap_or(usual).unwrap_or_default())
    }

    fn order(&mut self, imported: Option<&DescribedParameter>) -> Told<i32> {
        let told = self.fields.number(self.site.block, &self.scope, "order")?;
        Ok(told.unwrap_or(imported.map(|one| one.order)).unwrap_or_default())
    }

    /// A text for people.
    fn shown(&mut self, name: &str, usual: Option<&String>) -> Told<String> {
        let (field, secret) = self.fields.field(self.site.block, &self.scope, name)?;
        if secret {
            return Ok(REDACTED.into());
        }
        Ok(field.text(|| usual.cloned().unwrap_or_default()))
    }

    fn form_type(&mut self, rule: &Parameter, imported: Option<&DescribedParameter>) -> Told<FormType> {
        let block = self.site.block;
        let named = match self.fields.field(block, &self.scope, "form_type")?.0 {
            Field::Absent => None,
            Field::Lost => imported.map(|one| one.form_type),
            Field::Known(value) => match text(&value).parse() {
                Ok(named) => Some(named),
                Err(_) => {
                    self.fields.unfit(block, "form_type", "there is no such form type");
                    None
                }
            },
        };
        let options = !rule.options.is_empty();
        Ok(match form_type(rule.of, options, named) {
            Ok(form_type) => form_type,
            Err(unfit) => {
                self.fields.unfit(block, "form_type", &unfit.to_string());
                form_type(rule.of, options, None).unwrap_or(FormType::Input)
            }
        })
    }

    fn styling(&mut self) -> Told<Map<String, Json>> {
        let block = self.site.block;
        let written = match self.fields.field(block, &self.scope, "styling")? {
            (Field::Known(Value::Text(written)), false) => written,
            (Field::Known(_), false) => {
                self.fields.unfit(block, "styling", "it is a JSON object as a text");
                return Ok(Map::new());
            }
            _ => return Ok(Map::new()),
        };
        let read = serde_json::from_str(&written).ok().filter(|_| written.len() <= MOST_STYLING);
        Ok(read.unwrap_or_else(|| {
            self.fields.unfit(block, "styling", "it is a JSON object as a text");
            Map::new()
        }))
    }
}
