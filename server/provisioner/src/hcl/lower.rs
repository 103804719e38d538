//! From what the parser tells to what is evaluated. The parser bounds how deep it is.

use std::sync::Arc;

use hcl_edit::expr::{Expression, ForExpr, FuncCall, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Directive, Element, IfDirective, Template};
use hcl_edit::{Ident, Number as Parsed, Span};

use super::number::Number;
use super::syntax::{Binary, Call, For, Names, Piece, Step, Syntax};
use super::value::Value;

/// Lowers what was parsed from a text.
#[derive(Clone, Copy)]
pub(super) struct Lower<'a> {
    /// The text, where the spans of what was parsed are in it.
    pub(super) text: &'a str,
}

/// A text of JSON, in which gaps are what they are in the language's own texts.
pub(super) fn template(text: &str) -> Result<Syntax, String> {
    let parsed = hcl_edit::parser::parse_template(text).map_err(|error| error.message().to_owned())?;
    Ok(Lower { text }.template(&parsed))
}

/// An expression that is written out in a text of its own.
pub(super) fn expression(text: &str) -> Result<Syntax, String> {
    let parsed = hcl_edit::parser::parse_expr(text).map_err(|error| error.message().to_owned())?;
    Ok(Lower { text }.expression(&parsed))
}

impl Lower<'_> {
    pub(super) fn expression(self, parsed: &Expression) -> Syntax {
        match parsed {
            Expression::Null(_) => Syntax::Literal(Value::Null),
            Expression::Bool(flag) => Syntax::Literal(Value::Bool(*flag.value())),
            Expression::Number(number) => self.number(*number.value(), number.span()),
            Expression::String(text) => Syntax::Literal(text.value().as_str().into()),
            Expression::Array(all) => Syntax::List(all.iter().map(|one| self.expression(one)).collect()),
            Expression::Object(all) => {
                let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                    (self.key(key), self.expression(value.expr()))
                };
                Syntax::Map(all.iter().map(member).collect())
            }
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Variable(name) => Syntax::Name(named(name.value())),
            Expression::Conditional(choice) => Syntax::Choice(Box::new([
                self.expression(&choice.cond_expr),
                self.expression(&choice.true_expr),
                self.expression(&choice.false_expr),
            ])),
            Expression::FuncCall(call) => self.call(call),
            Expression::Traversal(path) => {
                let steps = path.operators.iter().map(|operator| self.step(operator.value())).collect();
                Syntax::Get(Box::new(self.expression(&path.expr)), steps)
            }
            Expression::UnaryOp(operation) => {
                let inner = Box::new(self.expression(&operation.expr));
                match operation.operator.value() {
                    UnaryOperator::Neg => Syntax::Negative(inner),
                    UnaryOperator::Not => Syntax::Not(inner),
                }
            }
            Expression::BinaryOp(operation) => Syntax::Binary(Box::new(Binary {
                operator: *operation.operator.value(),
                left: self.expression(&operation.lhs_expr),
                right: self.expression(&operation.rhs_expr),
            })),
            Expression::ForExpr(repetition) => self.repetition(repetition),
        }
    }

    /// The digits as they are written; the parser has rounded them.
    fn number(self, parsed: Parsed, span: Option<std::ops::Range<usize>>) -> Syntax {
        let written = span.and_then(|span| self.text.get(span)).and_then(|text| Number::parse(text.trim()));
        let number = written.or_else(|| Number::parse(&parsed.to_string()));
        Syntax::Literal(number.map_or_else(
            || Value::Unknown("a number has more digits than are counted here".into()),
            Value::Number,
        ))
    }

    /// A name is a key, and not what is called so.
    fn key(self, key: &ObjectKey) -> Syntax {
        match key {
            ObjectKey::Ident(name) => Syntax::Literal(name.as_str().into()),
            ObjectKey::Expression(Expression::Variable(name)) => Syntax::Literal(name.as_str().into()),
            ObjectKey::Expression(key) => self.expression(key),
        }
    }

    fn call(self, call: &FuncCall) -> Syntax {
        let mut name = String::new();
        for part in &call.name.namespace {
            name.push_str(part.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        Syntax::Call(Box::new(Call {
            name: name.into(),
            arguments: call.args.iter().map(|argument| self.expression(argument)).collect(),
            spread: call.args.expand_final(),
        }))
    }

    fn step(self, operator: &TraversalOperator) -> Step {
        match operator {
            TraversalOperator::AttrSplat(_) => Step::Each { all: false },
            TraversalOperator::FullSplat(_) => Step::Each { all: true },
            TraversalOperator::GetAttr(name) => Step::Attribute(named(name.value())),
            TraversalOperator::Index(index) => Step::Index(self.expression(index)),
            TraversalOperator::LegacyIndex(index) => {
                Step::Index(Syntax::Literal(i64::try_from(*index.value()).unwrap_or(i64::MAX).into()))
            }
        }
    }

    fn repetition(self, parsed: &ForExpr) -> Syntax {
        let ForExpr { intro, key_expr, value_expr, grouping, cond, .. } = parsed;
        Syntax::For(Box::new(For {
            names: Names {
                key: intro.key_var.as_ref().map(|name| named(name.value())),
                value: named(intro.value_var.value()),
            },
            members: self.expression(&intro.collection_expr),
            key: key_expr.as_ref().map(|key| self.expression(key)),
            value: self.expression(value_expr),
            grouped: *grouping,
            condition: cond.as_ref().map(|condition| self.expression(&condition.expr)),
        }))
    }

    /// A text that is nothing but one gap is what stands in the gap.
    fn template(self, parsed: &Template) -> Syntax {
        if let Some(Element::Interpolation(gap)) = parsed.as_single_element() {
            return self.expression(&gap.expr);
        }
        match &mut *self.pieces(parsed, false, false) {
            [] => Syntax::Literal("".into()),
            [Piece::Text(text)] => Syntax::Literal(Value::Text(text.clone())),
            pieces => Syntax::Template(pieces.iter_mut().map(take).collect()),
        }
    }

    /// `start` and `end` say whether blanks at the ends go, as the marks outside of them have it.
    fn pieces(self, parsed: &Template, start: bool, end: bool) -> Vec<Piece> {
        let elements: Vec<_> = parsed.iter().collect();
        let mut pieces = Vec::with_capacity(elements.len());
        for (place, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(text) => {
                    let before = place.checked_sub(1).map_or(start, |place| strips(elements[place]).1);
                    let after = elements.get(place + 1).map_or(end, |next| strips(next).0);
                    let text = text.value().as_str();
                    let text = if before { text.trim_start() } else { text };
                    let text = if after { text.trim_end() } else { text };
                    if !text.is_empty() {
                        pieces.push(Piece::Text(text.into()));
                    }
                }
                Element::Interpolation(gap) => pieces.push(Piece::Gap(self.expression(&gap.expr))),
                Element::Directive(directive) => pieces.push(self.directive(directive)),
            }
        }
        pieces
    }

    fn directive(self, directive: &Directive) -> Piece {
        match directive {
            Directive::If(IfDirective { if_expr, else_expr, endif_expr, .. }) => {
                let end = endif_expr.strip.strip_start();
                let middle = else_expr.as_ref().map_or(end, |other| other.strip.strip_start());
                let yes = self.pieces(&if_expr.template, if_expr.strip.strip_end(), middle);
                let no = else_expr
                    .as_ref()
                    .map(|other| self.pieces(&other.template, other.strip.strip_end(), end))
                    .unwrap_or_default();
                Piece::Choice(Box::new((self.expression(&if_expr.cond_expr), yes, no)))
            }
            Directive::For(directive) => {
                let (each, end) = (&directive.for_expr, directive.endfor_expr.strip.strip_start());
                let names = Names {
                    key: each.key_var.as_ref().map(|name| named(name.value())),
                    value: named(each.value_var.value()),
                };
                let pieces = self.pieces(&each.template, each.strip.strip_end(), end);
                Piece::For(Box::new((names, self.expression(&each.collection_expr), pieces)))
            }
        }
    }
}

/// Whether an element takes the blanks before and behind it.
fn strips(element: &Element) -> (bool, bool) {
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(gap) => (gap.strip.strip_start(), gap.strip.strip_end()),
        Element::Directive(directive) => match &**directive {
            Directive::If(directive) => {
                (directive.if_expr.strip.strip_start(), directive.endif_expr.strip.strip_end())
            }
            Directive::For(directive) => {
                (directive.for_expr.strip.strip_start(), directive.endfor_expr.strip.strip_end())
            }
        },
    }
}

fn named(name: &Ident) -> Arc<str> {
    name.as_str().into()
}

fn take(piece: &mut Piece) -> Piece {
    std::mem::replace(piece, Piece::Text("".into()))
}
