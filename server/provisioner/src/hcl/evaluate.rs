//! Values of expressions in which no resource is named.

use std::str::FromStr;

use hcl::Value;
use hcl::eval::{Context, ErrorKind, Evaluate};
use hcl_edit::visit::{Visit, visit_expr, visit_for_directive, visit_for_expr, visit_traversal};

use super::Expression;
use super::functions::{self, FORBIDDEN};

/// Bytes of an expression at most.
const MOST_BYTES: usize = 64 * 1024;

/// Repetitions in an expression at most. None may stand inside of another: each names values over again, which
/// are copied.
const MOST_REPETITIONS: usize = 4;

/// What expressions may name.
#[derive(Default)]
pub(super) struct Scope {
    names: Vec<(&'static str, Value)>,
}

impl Scope {
    /// Lets expressions name a value.
    pub(super) fn declare(&mut self, name: &'static str, value: Value) {
        self.names.push((name, value));
    }

    /// The same with one name more.
    pub(super) fn with(&self, name: &'static str, value: Value) -> Self {
        let mut names = self.names.clone();
        names.push((name, value));
        Self { names }
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// Why it has none, in words that follow its place.
    pub(super) fn value(&self, expression: &Expression) -> Result<Value, String> {
        if expression.text.len() > MOST_BYTES {
            return Err(format!("the expression has more than {MOST_BYTES} bytes"));
        }
        let parsed =
            hcl_edit::parser::parse_expr(&expression.text).map_err(|error| error.message().to_owned())?;
        let mut bounds = Bounds::default();
        bounds.visit_expr(&parsed);
        if bounds.repetitions > MOST_REPETITIONS {
            return Err(format!("the expression has more than {MOST_REPETITIONS} repetitions"));
        }
        if bounds.nested {
            return Err("the expression has a repetition inside of another".into());
        }
        if let Some(source) = bounds.foreign_data {
            return Err(format!(
                "only the \"coder_parameter\" data source is supported here, and not \"{source}\""
            ));
        }
        let expression = hcl::Expression::from_str(&expression.text).map_err(|error| error.to_string())?;
        let mut context = Context::new();
        functions::declare(&mut context);
        for (name, value) in &self.names {
            context.declare_var(hcl::Identifier::unchecked(*name), value.clone());
        }
        expression.evaluate(&context).map_err(|error| words(error.kind()))
    }
}

/// What an expression is made of, as far as it has to be bounded.
#[derive(Default)]
struct Bounds {
    repetitions: usize,
    inside: bool,
    nested: bool,
    foreign_data: Option<String>,
}

impl Bounds {
    fn repeat(&mut self, visit: impl FnOnce(&mut Self)) {
        self.repetitions += 1;
        self.nested |= self.inside;
        let before = std::mem::replace(&mut self.inside, true);
        visit(self);
        self.inside = before;
    }
}

impl Visit for Bounds {
    fn visit_expr(&mut self, node: &hcl_edit::expr::Expression) {
        visit_expr(self, node);
    }

    fn visit_for_expr(&mut self, node: &hcl_edit::expr::ForExpr) {
        self.repeat(|own| visit_for_expr(own, node));
    }

    fn visit_for_directive(&mut self, node: &hcl_edit::template::ForDirective) {
        self.repeat(|own| visit_for_directive(own, node));
    }

    fn visit_traversal(&mut self, node: &hcl_edit::expr::Traversal) {
        let data = node.expr.as_variable().is_some_and(|name| name.as_str() == "data");
        let source = node.operators.first().map(|operator| operator.value());
        if let (true, Some(hcl_edit::expr::TraversalOperator::GetAttr(source))) = (data, source)
            && source.as_str() != "coder_parameter"
        {
            self.foreign_data = Some(source.to_string());
        }
        visit_traversal(self, node);
    }
}

fn words(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UndefinedVar(name) => format!("There is no variable named \"{name}\""),
        ErrorKind::UndefinedFunc(name) => {
            let name = name.to_string();
            match FORBIDDEN.contains(&name.as_str()) {
                true => format!("function \"{name}\" may not be used here"),
                false => format!("There is no function named \"{name}\""),
            }
        }
        ErrorKind::NoSuchKey(key) => format!("There is nothing named \"{key}\""),
        // The words name values, which may be secret.
        ErrorKind::Unexpected(_, expected) => {
            format!("the expression has a value where {expected} is expected")
        }
        ErrorKind::UnaryOp(operator, _) => format!("the operator {operator} doesn't go with its value"),
        ErrorKind::BinaryOp(_, operator, _) => format!("the operator {operator} doesn't go with its values"),
        kind => kind.to_string(),
    }
}
