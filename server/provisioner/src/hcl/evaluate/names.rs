//! What expressions may name: what their module declares, and what repeats their block.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::steps::member;
use super::{Key, Machine, Repeated, Scope, Site, Told, Trouble, fault};
use crate::hcl::syntax::{Step, Syntax};
use crate::hcl::value::{Value, text};

/// A value, and how many steps behind the name have led to it.
type Reached = Told<(Value, usize)>;

impl<'a> Machine<'a> {
    /// What stands at the end of steps.
    pub(super) fn get(&mut self, base: &'a Syntax, steps: &'a [Step], scope: &mut Scope) -> Told {
        let Syntax::Name(root) = base else {
            let value = self.value(base, scope)?;
            return self.walk(value, steps, scope);
        };
        let (value, used) = match scope.named(root) {
            Some(value) => (value.clone(), 0),
            None => self.named(root, steps, scope)?,
        };
        self.walk(value, &steps[used..], scope)
    }

    fn named(&mut self, root: &'a str, steps: &'a [Step], scope: &mut Scope) -> Reached {
        let unnamed = || fault(format!("There is no variable named \"{root}\""));
        let Some(module) = scope.module else { return unnamed() };
        let [Step::Attribute(name), rest @ ..] = steps else { return unnamed() };
        match root {
            "var" => Ok((self.variable(module, name)?, 1)),
            "local" => Ok((self.local(module, name)?, 1)),
            "each" | "count" => Ok((repeated(name, root, scope)?, 1)),
            "path" | "terraform" => Ok((self.surroundings(module, root, name)?, 1)),
            "module" => self.called(module, name, rest, scope).map(|(value, used)| (value, used + 1)),
            "data" => match rest {
                [Step::Attribute(own), rest @ ..] => {
                    self.source(module, name, own, rest, scope).map(|(value, used)| (value, used + 2))
                }
                _ => fault(format!("a data source has a type and a name, and not only \"{name}\"")),
            },
            "self" => Ok((Value::Unknown("what a resource is itself is known to a plan only".into()), 1)),
            _ => {
                let address = match (root, rest) {
                    ("resource" | "ephemeral", [Step::Attribute(own), ..]) => format!("{name}.{own}"),
                    _ => format!("{root}.{name}"),
                };
                let declared = self.module(module).is_some_and(|module| {
                    module.declares(&address) || module.declares(&format!("ephemeral.{address}"))
                });
                if !declared {
                    return unnamed();
                }
                Ok((Value::Unknown(format!("{address} is known to a plan only").into()), 1))
            }
        }
    }

    fn surroundings(&self, module: usize, root: &str, name: &str) -> Told {
        match (root, name) {
            ("path", "module") => Ok(match self.module(module).map(|module| &*module.folder) {
                None | Some("") => ".".into(),
                Some(folder) => folder.into(),
            }),
            ("path", "root") => Ok(".".into()),
            ("path", "cwd") => Ok(Value::Unknown("the folder of the build is known to it only".into())),
            ("terraform", "workspace") => Ok("default".into()),
            _ => fault(format!("There is nothing named \"{root}.{name}\"")),
        }
    }

    fn variable(&mut self, module: usize, name: &'a str) -> Told {
        let declared = self.module(module).and_then(|module| module.variables.get(name));
        let Some(declared) = declared else {
            return fault(format!("There is no variable block named {name:?}"));
        };
        self.once(Key::Variable(module, name), |own| {
            let given = own.given(module, name)?;
            let unset = matches!(given, Some(Value::Null)) && !declared.nullable;
            let value = match (given.filter(|_| !unset), &declared.default) {
                (Some(value), _) => value,
                (None, Some(default)) => own.value(default, &mut Scope::default())?,
                (None, None) if module == Self::ROOT => "".into(),
                (None, None) => return fault(format!("the call of the module gives {name:?} no value")),
            };
            own.secret |= declared.sensitive;
            own.spend(value.weight())?;
            let words = |why| Trouble::Fault(format!("variable {name:?}: {why}"));
            match (module, value) {
                (Self::ROOT, Value::Text(written)) => declared.kind.read(&written).map_err(words),
                (_, value) => declared.kind.fit(&value).map_err(words),
            }
        })
    }

    /// What is given for a variable: by who brought the template, or by who calls the module.
    fn given(&mut self, module: usize, name: &str) -> Told<Option<Value>> {
        let Some(call) = self.modules[module].call.clone() else {
            let given = self.inputs().variables.get(name);
            return Ok(given.map(|written| written.as_str().into()));
        };
        match call.block.attribute(name) {
            Some(attribute) => Ok(Some(self.value(&attribute.value, &mut call.scope())?)),
            None => Ok(None),
        }
    }

    fn local(&mut self, module: usize, name: &'a str) -> Told {
        let local = self.module(module).and_then(|module| module.locals.get(name));
        let Some(local) = local else { return fault(format!("There is no local value named {name:?}")) };
        self.once(Key::Local(module, name), |own| own.value(&local.value, &mut Scope::of(module)))
    }

    /// What a called module gives.
    fn called(&mut self, module: usize, name: &'a str, steps: &'a [Step], scope: &mut Scope) -> Reached {
        let Some(calls) = self.calls(module, name)? else {
            return fault(format!("There is no module call named {name:?}"));
        };
        self.reach(&calls, steps, scope, Self::output_of)
    }

    fn output_of(&mut self, called: usize, step: Option<&'a Step>) -> Reached {
        let module = match &self.modules[called].module {
            Ok(module) => *module,
            Err(why) => return Ok((Value::Unknown(why.clone()), 0)),
        };
        if let Some(Step::Attribute(name)) = step {
            return Ok((self.output(called, name)?, 1));
        }
        let mut members = BTreeMap::new();
        for name in module.outputs.keys() {
            let value = match self.output(called, name) {
                Err(Trouble::Fault(message)) => Value::Unknown(message.into()),
                told => told?,
            };
            members.insert(name.clone(), value);
        }
        Ok((Value::map(members)?, 0))
    }

    fn output(&mut self, called: usize, name: &'a str) -> Told {
        let block = self.module(called).and_then(|module| module.outputs.get(name));
        let Some(block) = block else { return fault(format!("The module has no output named {name:?}")) };
        self.once(Key::Output(called, name), |own| {
            let secret = block.attribute("sensitive").map(|attribute| &*attribute.value);
            own.secret |= secret == Some(&Syntax::Literal(Value::Bool(true)));
            match block.attribute("value") {
                Some(attribute) => own.value(&attribute.value, &mut Scope::of(called)),
                None => Ok(Value::Null),
            }
        })
    }

    /// What a data source says.
    fn source(
        &mut self,
        module: usize,
        of: &'a str,
        name: &'a str,
        steps: &'a [Step],
        scope: &mut Scope,
    ) -> Reached {
        let declared =
            self.module(module).is_some_and(|module| module.declares(&format!("data.{of}.{name}")));
        if !declared {
            return fault(format!("There is no data source {of:?} named {name:?}"));
        }
        if let Some(fact) = self.fact(of)? {
            return Ok((fact, 0));
        }
        match self.sources(module, of, name)? {
            Some(sources) if of == "coder_parameter" => {
                self.reach(&sources, steps, scope, Self::parameter_of)
            }
            _ => Ok((Value::Unknown(format!("data.{of}.{name} is read by a plan only").into()), 0)),
        }
    }

    fn parameter_of(&mut self, site: usize, step: Option<&'a Step>) -> Reached {
        match step {
            Some(Step::Attribute(name)) if &**name == "value" => Ok((self.parameter(site)?, 1)),
            Some(Step::Attribute(name)) => {
                let own = self.site(site);
                match own.block.attribute(name) {
                    Some(attribute) => Ok((self.value(&attribute.value, &mut own.scope())?, 1)),
                    None => Ok((Value::Null, 1)),
                }
            }
            _ => {
                let members = BTreeMap::from([("value".into(), self.parameter(site)?)]);
                Ok((Value::map(members)?, 0))
            }
        }
    }

    /// The value of a parameter as others name it: what was chosen, or the default; always a text.
    pub(in crate::hcl) fn parameter(&mut self, site: usize) -> Told {
        self.once(Key::Parameter(site), |own| {
            let Site { block, .. } = own.site(site);
            let scope = &mut own.site(site).scope();
            if let Some(name) = block.attribute("name") {
                let name = own.value(&name.value, scope)?;
                if let Some(chosen) = own.inputs().parameters.get(&own.written(&name)?) {
                    return Ok(chosen.as_str().into());
                }
            }
            match block.attribute("default") {
                Some(default) => match own.value(&default.value, scope)? {
                    later @ Value::Unknown(_) => Ok(later),
                    value => own.written(&value).and_then(|written| Ok(Value::text(written)?)),
                },
                None => Ok("".into()),
            }
        })
    }

    /// One of several places, or all of them.
    fn reach(
        &mut self,
        repeated: &Repeated,
        steps: &'a [Step],
        scope: &mut Scope,
        of: fn(&mut Self, usize, Option<&'a Step>) -> Reached,
    ) -> Reached {
        let keyed: Vec<(Value, usize)> = match repeated {
            Repeated::One(place) => return of(self, *place, steps.first()),
            Repeated::Later(why) => return Ok((Value::Unknown(why.clone()), 0)),
            Repeated::Wrong(why) => return fault(why.clone()),
            Repeated::Counted(places) => {
                places.iter().enumerate().map(|(index, place)| (index.into(), *place)).collect()
            }
            Repeated::Keyed(places) => {
                places.iter().map(|(key, place)| (Value::Text(key.clone()), *place)).collect()
            }
        };
        self.spend(keyed.len())?;
        if let [Step::Index(index), rest @ ..] = steps {
            let index = self.value(index, scope)?;
            let places = keyed.iter().map(|(key, place)| (key.clone(), (*place).into()));
            let place = match repeated {
                Repeated::Counted(_) => {
                    member(&Value::list(places.map(|(_, place)| place).collect())?, index)?
                }
                _ => {
                    let places = places.map(|(key, place)| (Arc::from(text(&key)), place));
                    member(&Value::map(places.collect())?, index)?
                }
            };
            return match place {
                Value::Number(place) => {
                    let place =
                        place.whole().and_then(|place| usize::try_from(place).ok()).unwrap_or_default();
                    of(self, place, rest.first()).map(|(value, used)| (value, used + 1))
                }
                later => Ok((later, 0)),
            };
        }
        let mut all = Vec::with_capacity(keyed.len());
        for (key, place) in keyed {
            all.push((key, of(self, place, None)?.0));
        }
        let value = match repeated {
            Repeated::Counted(_) => Value::tuple(all.into_iter().map(|(_, value)| value).collect())?,
            _ => Value::map(all.into_iter().map(|(key, value)| (Arc::from(text(&key)), value)).collect())?,
        };
        Ok((value, 0))
    }
}

/// What is named of a repetition.
fn repeated(name: &str, root: &str, scope: &Scope) -> Told {
    let value = match (root, name) {
        ("each", "key") => scope.each.as_ref().map(|(key, _)| key),
        ("each", "value") => scope.each.as_ref().map(|(_, value)| value),
        ("count", "index") => scope.index.as_ref(),
        _ => None,
    };
    match value {
        Some(value) => Ok(value.clone()),
        None => fault(format!("There is nothing named \"{root}.{name}\" here")),
    }
}
