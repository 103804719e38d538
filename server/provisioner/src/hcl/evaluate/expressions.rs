//! The value of an expression.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use hcl_edit::expr::BinaryOperator as Operator;

use super::{MOST_DEPTH, Machine, Scope, Told, Trouble, fault};
use crate::hcl::functions::{self, Found};
use crate::hcl::kinds::{as_flag, as_number, as_text};
use crate::hcl::number::Number;
use crate::hcl::syntax::{Binary, Call, For, Names, Syntax};
use crate::hcl::value::{MOST_MEMBERS, Value};

impl<'a> Machine<'a> {
    /// The value of an expression.
    pub(in crate::hcl) fn value(&mut self, syntax: &'a Syntax, scope: &mut Scope) -> Told {
        self.spend(1)?;
        if self.depth == MOST_DEPTH {
            return Err(Trouble::Spent);
        }
        self.depth += 1;
        let told = self.inside(syntax, scope);
        self.depth -= 1;
        told
    }

    fn inside(&mut self, syntax: &'a Syntax, scope: &mut Scope) -> Told {
        match syntax {
            Syntax::Literal(value) => Ok(value.clone()),
            Syntax::Template(pieces) => self.text(pieces, scope),
            Syntax::List(all) => {
                let members = all.iter().map(|one| self.value(one, scope)).collect::<Told<_>>()?;
                Ok(Value::tuple(members)?)
            }
            Syntax::Map(all) => self.map(all, scope),
            Syntax::Name(_) => self.get(syntax, &[], scope),
            Syntax::Get(base, steps) => self.get(base, steps, scope),
            Syntax::Call(call) => self.call(call, scope),
            Syntax::Not(inner) => match self.value(inner, scope)? {
                later @ Value::Unknown(_) => Ok(later),
                value => as_flag(&value).map(|flag| Value::Bool(!flag)).or_else(|_| unfit("!", false)),
            },
            Syntax::Negative(inner) => match self.value(inner, scope)? {
                later @ Value::Unknown(_) => Ok(later),
                value => match as_number(&value).ok().and_then(Number::negative) {
                    Some(number) => Ok(Value::Number(number)),
                    None => unfit("-", false),
                },
            },
            Syntax::Binary(binary) => self.binary(binary, scope),
            Syntax::Choice(choice) => {
                let [condition, yes, no] = &**choice;
                match self.value(condition, scope)? {
                    later @ Value::Unknown(_) => Ok(later),
                    value => self.value(if as_flag(&value)? { yes } else { no }, scope),
                }
            }
            Syntax::For(repetition) => self.repetition(repetition, scope),
        }
    }

    fn map(&mut self, all: &'a [(Syntax, Syntax)], scope: &mut Scope) -> Told {
        let mut members = BTreeMap::new();
        for (key, value) in all {
            match self.value(key, scope)? {
                later @ Value::Unknown(_) => return Ok(later),
                key => drop(members.insert(key_of(&key)?, self.value(value, scope)?)),
            }
        }
        Ok(Value::map(members)?)
    }

    fn call(&mut self, call: &'a Call, scope: &mut Scope) -> Told {
        match &*call.name {
            "try" | "can" => return self.attempt(call, scope),
            "nonsensitive" | "issensitive" => {
                let [argument] = &*call.arguments else { return fault("it takes 1 argument") };
                let (value, secret) = self.apart(|own| own.value(argument, scope));
                return if &*call.name == "nonsensitive" { value } else { value.map(|_| secret.into()) };
            }
            "sensitive" => self.secret = true,
            _ => {}
        }
        let function = match functions::find(&call.name) {
            Found::Function(function) => function,
            Found::Later(why) => return Ok(Value::Unknown(why.into())),
            Found::Nothing => {
                return match scope.module.is_some() && call.name.contains("::") {
                    true => Ok(Value::Unknown(
                        format!("the function \"{}\" is that of a provider", call.name).into(),
                    )),
                    false => fault(format!("There is no function named \"{}\"", call.name)),
                };
            }
        };
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for (place, argument) in call.arguments.iter().enumerate() {
            let value = self.value(argument, scope)?;
            match value {
                Value::List(list) if call.spread && place + 1 == call.arguments.len() => {
                    self.spend(list.members.len())?;
                    arguments.extend(list.members.iter().cloned());
                }
                value => arguments.push(value),
            }
        }
        for argument in &arguments {
            if let Some(why) = self.weigh(argument)? {
                return Ok(Value::Unknown(why));
            }
        }
        self.spend(functions::price(&call.name, &arguments))?;
        let made = function(&arguments).map_err(|why| format!("function \"{}\": {why}", call.name))?;
        self.weigh(&made)?;
        Ok(made)
    }

    /// The first argument that has a value, or whether one has.
    fn attempt(&mut self, call: &'a Call, scope: &mut Scope) -> Told {
        let can = &*call.name == "can";
        for argument in &call.arguments {
            let told = match self.value(argument, scope) {
                Ok(value) => value,
                Err(Trouble::Fault(_)) => continue,
                Err(spent) => return Err(spent),
            };
            return match self.weigh(&told)? {
                Some(why) => Ok(Value::Unknown(why)),
                None => Ok(if can { true.into() } else { told }),
            };
        }
        if can { Ok(false.into()) } else { fault("function \"try\": none of its arguments has a value") }
    }

    fn binary(&mut self, binary: &'a Binary, scope: &mut Scope) -> Told {
        let operator = binary.operator;
        let left = self.value(&binary.left, scope)?;
        let decided = match operator {
            Operator::And => Some(false),
            Operator::Or => Some(true),
            _ => None,
        };
        if let Some(decided) = decided {
            if as_flag(&left) == Ok(decided) {
                return Ok(decided.into());
            }
            let right = self.value(&binary.right, scope)?;
            if as_flag(&right) == Ok(decided) {
                return Ok(decided.into());
            }
            return match (left, right) {
                (later @ Value::Unknown(_), _) | (_, later @ Value::Unknown(_)) => Ok(later),
                (left, right) => match (as_flag(&left), as_flag(&right)) {
                    (Ok(_), Ok(_)) => Ok((!decided).into()),
                    _ => unfit(operator.as_str(), true),
                },
            };
        }
        let right = self.value(&binary.right, scope)?;
        for side in [&left, &right] {
            if let Some(why) = self.weigh(side)? {
                return Ok(Value::Unknown(why));
            }
        }
        match operator {
            Operator::Eq => Ok((left == right).into()),
            Operator::NotEq => Ok((left != right).into()),
            operator => calculated(operator, &left, &right),
        }
    }

    /// The members of a list or a map with their keys; what isn't known yet as the other result.
    pub(super) fn members(&mut self, value: &Value) -> Told<Result<Vec<(Value, Value)>, Value>> {
        match value {
            Value::List(list) => {
                self.spend(list.members.len())?;
                let member = |(place, one): (usize, &Value)| (place.into(), one.clone());
                Ok(Ok(list.members.iter().enumerate().map(member).collect()))
            }
            Value::Map(map) => {
                self.spend(map.members.len())?;
                let member = |(key, one): (&Arc<str>, &Value)| (Value::Text(key.clone()), one.clone());
                Ok(Ok(map.members.iter().map(member).collect()))
            }
            Value::Unknown(_) => Ok(Err(value.clone())),
            _ => fault("a list or a map is expected"),
        }
    }

    fn repetition(&mut self, repetition: &'a For, scope: &mut Scope) -> Told {
        let members = self.value(&repetition.members, scope)?;
        let members = match self.members(&members)? {
            Ok(members) => members,
            Err(later) => return Ok(later),
        };
        let (mut list, mut map) = (Vec::new(), BTreeMap::<Arc<str>, Vec<Value>>::new());
        for (key, value) in members {
            let told = self
                .within(&repetition.names, key, value, scope, |own, scope| own.member(repetition, scope))?;
            match told {
                Member::Left => {}
                Member::Later(later) => return Ok(later),
                Member::Plain(value) => list.push(value),
                Member::Named(key, value) => match map.entry(key) {
                    Entry::Vacant(place) => drop(place.insert(vec![value])),
                    Entry::Occupied(mut place) if repetition.grouped => place.get_mut().push(value),
                    Entry::Occupied(place) => {
                        return fault(format!("the key {:?} comes twice", place.key()));
                    }
                },
            }
            if list.len() > MOST_MEMBERS {
                return fault("the result has too many members");
            }
        }
        if repetition.key.is_none() {
            return Ok(Value::tuple(list)?);
        }
        let value = |mut values: Vec<Value>| match repetition.grouped {
            true => Value::tuple(values),
            false => Ok(values.pop().unwrap_or(Value::Null)),
        };
        let members = map.into_iter().map(|(key, values)| Ok((key, value(values)?)));
        Ok(Value::map(members.collect::<Result<_, String>>()?)?)
    }

    fn member(&mut self, repetition: &'a For, scope: &mut Scope) -> Told<Member> {
        if let Some(condition) = &repetition.condition {
            match self.value(condition, scope)? {
                later @ Value::Unknown(_) => return Ok(Member::Later(later)),
                value if !as_flag(&value)? => return Ok(Member::Left),
                _ => {}
            }
        }
        let Some(key) = &repetition.key else {
            return Ok(Member::Plain(self.value(&repetition.value, scope)?));
        };
        match self.value(key, scope)? {
            later @ Value::Unknown(_) => Ok(Member::Later(later)),
            key => Ok(Member::Named(key_of(&key)?, self.value(&repetition.value, scope)?)),
        }
    }

    /// Lets expressions name a member while something is worked out.
    pub(super) fn within<T>(
        &mut self,
        names: &Names,
        key: Value,
        value: Value,
        scope: &mut Scope,
        work: impl FnOnce(&mut Self, &mut Scope) -> Told<T>,
    ) -> Told<T> {
        let before = scope.names.len();
        if let Some(name) = &names.key {
            scope.names.push((name.clone(), key));
        }
        scope.names.push((names.value.clone(), value));
        let told = work(self, scope);
        scope.names.truncate(before);
        told
    }
}

/// What becomes of a member.
enum Member {
    Left,
    Later(Value),
    Plain(Value),
    Named(Arc<str>, Value),
}

/// The key of a map.
pub(super) fn key_of(value: &Value) -> Told<Arc<str>> {
    match as_text(value) {
        Ok(Value::Text(text)) => Ok(text),
        _ => fault("a key is a text"),
    }
}

fn calculated(operator: Operator, left: &Value, right: &Value) -> Told {
    let (Ok(one), Ok(two)) = (as_number(left), as_number(right)) else {
        return unfit(operator.as_str(), true);
    };
    let number = match operator {
        Operator::Less => return Ok((one < two).into()),
        Operator::LessEq => return Ok((one <= two).into()),
        Operator::Greater => return Ok((one > two).into()),
        Operator::GreaterEq => return Ok((one >= two).into()),
        Operator::Plus => one.add(two),
        Operator::Minus => one.subtract(two),
        Operator::Mul => one.multiply(two),
        Operator::Div => one.divide(two),
        _ => one.remainder(two),
    };
    number
        .map(Value::Number)
        .ok_or_else(|| Trouble::Fault("the result is no number that can be counted with".into()))
}

/// The words name no value, which may be secret.
fn unfit(operator: &str, both: bool) -> Told {
    fault(format!("the operator {operator} doesn't go with its value{}", if both { "s" } else { "" }))
}
