//! What of a regular expression isn't RE2's, or would mean something else here; and the same expression in
//! the words of the library, with the meaning that it has in RE2.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetBinaryOp, ClassSetItem, ClassUnicode,
    ClassUnicodeKind, Flag, Flags, FlagsItemKind, Group, GroupKind, HexLiteralKind, Literal, LiteralKind,
    Repetition, RepetitionKind, RepetitionRange, Span, Visitor, visit,
};

use super::{FilterFault, names};

/// Most repetitions of anything, those within each other multiplied.
const MOST_REPETITIONS: u32 = 1000;

/// The expression as the library must read it to mean what RE2 means.
pub(super) fn translated(text: &str) -> Result<String, FilterFault> {
    let fault = |span: &Span, reason: String| FilterFault { column: column(text, span.start.offset), reason };
    let ast = Parser::new().parse(text).map_err(|error| fault(error.span(), error.kind().to_string()))?;
    let walk = Walk { text, replacements: Vec::new(), repetitions: Vec::new() };
    let mut replacements = visit(&ast, walk).map_err(|(span, reason)| fault(&span, reason.into()))?;
    replacements.sort_by_key(|(span, _)| span.start.offset);
    let (mut meant, mut done) = (String::with_capacity(text.len()), 0);
    for (span, instead) in replacements {
        meant.push_str(&text[done..span.start.offset]);
        meant.push_str(instead);
        done = span.end.offset;
    }
    meant.push_str(&text[done..]);
    Ok(meant)
}

fn column(text: &str, offset: usize) -> usize {
    text[..offset].chars().count() + 1
}

type Refusal = (Span, &'static str);

struct Walk<'a> {
    text: &'a str,
    /// What has another name in the library.
    replacements: Vec<(Span, &'static str)>,
    /// The largest counts of the repetitions around the place.
    repetitions: Vec<u32>,
}

impl Visitor for Walk<'_> {
    type Output = Vec<(Span, &'static str)>;
    type Err = Refusal;

    fn finish(self) -> Result<Self::Output, Refusal> {
        Ok(self.replacements)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Refusal> {
        match ast {
            Ast::Flags(flags) => known_flags(&flags.span, &flags.flags),
            Ast::Literal(literal) => known_literal(literal),
            Ast::Assertion(assertion) => {
                use AssertionKind as K;
                let instead = match assertion.kind {
                    K::StartLine | K::EndLine | K::StartText | K::EndText => return Ok(()),
                    K::WordBoundary => r"(?-u:\b)",
                    K::NotWordBoundary => r"(?-u:\B)",
                    _ => return Err((assertion.span, "such a boundary of words is unknown")),
                };
                self.replacements.push((assertion.span, instead));
                Ok(())
            }
            Ast::ClassUnicode(class) => known_class(class),
            Ast::ClassPerl(class) => {
                self.replace(class);
                Ok(())
            }
            Ast::ClassBracketed(class) => {
                // Elsewhere two hyphens at the beginning are a range from the first one on.
                let open = class.span.start.offset + if class.negated { 2 } else { 1 };
                if self.text[open..].starts_with("--") {
                    let start = class.kind.span().start;
                    return Err((
                        Span::new(start, start),
                        "a hyphen at the beginning can't be followed by another",
                    ));
                }
                Ok(())
            }
            Ast::Repetition(repetition) => self.enter(repetition),
            Ast::Group(group) => known_group(group),
            Ast::Empty(_) | Ast::Dot(_) | Ast::Alternation(_) | Ast::Concat(_) => Ok(()),
        }
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), Refusal> {
        if let Ast::Repetition(_) = ast {
            self.repetitions.pop();
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Refusal> {
        match item {
            ClassSetItem::Literal(literal) => known_literal(literal),
            ClassSetItem::Range(range) => {
                known_literal(&range.start).and_then(|()| known_literal(&range.end))
            }
            ClassSetItem::Unicode(class) => known_class(class),
            ClassSetItem::Perl(class) => {
                self.replace(class);
                Ok(())
            }
            ClassSetItem::Bracketed(class) => {
                Err((class.span, "a class within a class is unknown: write \\["))
            }
            ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Union(_) => Ok(()),
        }
    }

    fn visit_class_set_binary_op_pre(&mut self, operation: &ClassSetBinaryOp) -> Result<(), Refusal> {
        Err((
            operation.span,
            "the operators &&, -- and ~~ of classes are unknown: write a backslash in front of each",
        ))
    }
}

impl Walk<'_> {
    fn replace(&mut self, class: &ClassPerl) {
        let instead = match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => "[0-9]",
            (ClassPerlKind::Digit, true) => "[^0-9]",
            (ClassPerlKind::Space, false) => r"[\t\n\f\r\x20]",
            (ClassPerlKind::Space, true) => r"[^\t\n\f\r\x20]",
            (ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
        };
        self.replacements.push((class.span, instead));
    }

    fn enter(&mut self, repetition: &Repetition) -> Result<(), Refusal> {
        if let Ast::Repetition(_) = &*repetition.ast {
            return Err((repetition.span, "a repetition of a repetition needs parentheses"));
        }
        let count = &self.text[repetition.op.span.start.offset..repetition.op.span.end.offset];
        if count.contains(char::is_whitespace) {
            return Err((repetition.op.span, "a count of repetitions holds no white space"));
        }
        let most = match &repetition.op.kind {
            RepetitionKind::Range(RepetitionRange::Exactly(times) | RepetitionRange::AtLeast(times)) => {
                *times
            }
            RepetitionKind::Range(RepetitionRange::Bounded(_, most)) => *most,
            _ => 1,
        };
        self.repetitions.push(most.max(1));
        let all = self.repetitions.iter().try_fold(1_u32, |product, times| product.checked_mul(*times));
        if all.is_none_or(|all| all > MOST_REPETITIONS) {
            return Err((repetition.span, "more than 1000 repetitions are too many"));
        }
        Ok(())
    }
}

fn known_flags(span: &Span, flags: &Flags) -> Result<(), Refusal> {
    let unknown = flags.items.iter().any(|item| {
        matches!(item.kind, FlagsItemKind::Flag(Flag::Unicode | Flag::CRLF | Flag::IgnoreWhitespace))
    });
    if unknown { Err((*span, "only the flags i, m, s and U are known")) } else { Ok(()) }
}

fn known_group(group: &Group) -> Result<(), Refusal> {
    match &group.kind {
        GroupKind::CaptureIndex(_) => Ok(()),
        GroupKind::CaptureName { name, .. } => {
            let fits = name.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if fits { Ok(()) } else { Err((group.span, "names of groups are ASCII letters, digits and _")) }
        }
        GroupKind::NonCapturing(flags) => known_flags(&group.span, flags),
    }
}

fn known_literal(literal: &Literal) -> Result<(), Refusal> {
    use HexLiteralKind::{UnicodeLong, UnicodeShort};
    match literal.kind {
        LiteralKind::HexFixed(UnicodeShort | UnicodeLong)
        | LiteralKind::HexBrace(UnicodeShort | UnicodeLong) => {
            Err((literal.span, "such an escape is unknown: write \\x{…}"))
        }
        _ => Ok(()),
    }
}

fn known_class(class: &ClassUnicode) -> Result<(), Refusal> {
    let known = match &class.kind {
        ClassUnicodeKind::OneLetter(letter) => names::is_known(letter.encode_utf8(&mut [0; 4])),
        ClassUnicodeKind::Named(name) => names::is_known(name),
        ClassUnicodeKind::NamedValue { .. } => false,
    };
    if known {
        Ok(())
    } else {
        Err((class.span, "only categories such as Lu and scripts such as Greek are known"))
    }
}
