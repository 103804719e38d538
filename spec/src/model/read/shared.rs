//! Operations with the same parameters, or the same answers, share one Rust type.

use super::reader::Reader;
use crate::model::{Answer, AnswerHeader, Location, Operation, Parameter, Type, pascal};

/// A shared struct with more parameters than these is named after its first operation, not after them.
const MOST_NAMED: usize = 3;

impl Reader<'_> {
    /// Gives each operation the names of its parameters' struct and of its answers' enum.
    pub(super) fn share_types(&mut self, operations: &mut [Operation]) {
        let with_parameters = |one: &Operation| !one.parameters.is_empty();
        let params = self.shared(operations, with_parameters, same_parameters, parameters_name);
        let answers = self.shared(operations, Operation::answers_by_enum, same_answers, answers_name);
        for (operation, (params, answers)) in operations.iter_mut().zip(params.into_iter().zip(answers)) {
            operation.params_type = params;
            operation.answer_type = answers;
        }
    }

    /// The type's name for each operation that `has` one; operations with the `same` type share a name.
    fn shared(
        &mut self,
        operations: &[Operation],
        has: fn(&Operation) -> bool,
        same: fn(&Operation, &Operation) -> bool,
        name: fn(&Operation, bool) -> String,
    ) -> Vec<Option<String>> {
        let mut names: Vec<Option<String>> = vec![];
        for (index, one) in operations.iter().enumerate() {
            let alike = |other: &Operation| has(other) && same(one, other);
            let named = has(one).then(|| match operations[..index].iter().position(alike) {
                Some(first) => names[first].clone().unwrap_or_default(),
                None => self.names.give(name(one, operations[index + 1..].iter().any(alike))),
            });
            names.push(named);
        }
        names
    }
}

/// Whether the parameters of two operations are decoded in the same way into the same fields.
fn same_parameters(one: &Operation, two: &Operation) -> bool {
    let (one, two) = (&one.parameters, &two.parameters);
    let same = |a: &Parameter, b: &Parameter| {
        a.name == b.name
            && a.field == b.field
            && a.location == b.location
            && a.required == b.required
            && a.style == b.style
            && a.ty == b.ty
            && a.default == b.default
            && a.empty_is_absent == b.empty_is_absent
    };
    one.len() == two.len() && one.iter().all(|a| two.iter().any(|b| same(a, b)))
}

/// Whether handlers give the successes of two operations as the same type.
fn same_answers(one: &Operation, two: &Operation) -> bool {
    let header = |a: &AnswerHeader, b: &AnswerHeader| {
        a.name == b.name && a.field == b.field && a.required == b.required && a.repeated == b.repeated
    };
    let content = |a: &Answer| a.body.as_ref().map(|body| (body.ty.clone(), body.streamed));
    let same = |a: &Answer, b: &Answer| {
        a.status == b.status
            && a.rust == b.rust
            && content(a) == content(b)
            && a.chooses_type() == b.chooses_type()
            && a.headers.len() == b.headers.len()
            && a.headers.iter().zip(&b.headers).all(|(a, b)| header(a, b))
    };
    let (one, two): (Vec<_>, Vec<_>) = (one.successes().collect(), two.successes().collect());
    one.len() == two.len() && one.into_iter().zip(two).all(|(a, b)| same(a, b))
}

/// `GroupPath` for parameters of a path, `IdPathIfMatchHeader` for others that several operations have.
fn parameters_name(operation: &Operation, shared: bool) -> String {
    let all = &operation.parameters;
    let only_path = all.iter().all(|one| one.location == Location::Path);
    if !only_path && (!shared || all.len() > MOST_NAMED) {
        return format!("{}Params", pascal(&operation.id));
    }
    let places = [
        (Location::Path, "Path"),
        (Location::Query, "Query"),
        (Location::Header, "Header"),
        (Location::Cookie, "Cookie"),
    ];
    let named = places.map(|(location, word)| {
        let here = all.iter().filter(|one| one.location == location);
        let mut names: Vec<String> = here.map(|one| pascal(&one.name)).collect();
        // Operations may declare them in different orders, which has a meaning in paths only.
        if location != Location::Path {
            names.sort();
        }
        if names.is_empty() { String::new() } else { names.concat() + word }
    });
    named.concat()
}

/// `TextOkOrFoundAnswer` for answers that several operations have.
fn answers_name(operation: &Operation, shared: bool) -> String {
    if !shared {
        return format!("{}Answer", pascal(&operation.id));
    }
    let named = |answer: &Answer| {
        let body = match answer.body.as_ref().map(|body| &body.ty) {
            None => String::new(),
            Some(Type::Named(name)) => name.clone(),
            Some(Type::Text(_)) => "Text".into(),
            Some(Type::Binary) => "Bytes".into(),
            Some(Type::Array(_)) => "List".into(),
            Some(Type::Map(_)) => "Object".into(),
            Some(_) => "Value".into(),
        };
        body + &answer.rust
    };
    let all: Vec<String> = operation.successes().map(named).collect();
    format!("{}Answer", all.join("Or"))
}
