//! Texts with gaps.

use super::{Machine, Scope, Told, fault};
use crate::hcl::kinds::{as_flag, as_text};
use crate::hcl::syntax::Piece;
use crate::hcl::value::{MOST_BYTES, Value};

impl<'a> Machine<'a> {
    /// The text that pieces make.
    pub(super) fn text(&mut self, pieces: &'a [Piece], scope: &mut Scope) -> Told {
        let mut text = String::new();
        match self.pieces(pieces, scope, &mut text)? {
            Some(later) => Ok(later),
            None => {
                self.spend(text.len() / 64)?;
                Ok(Value::text(text)?)
            }
        }
    }

    /// Adds pieces to a text. Gives what isn't known yet, if something isn't.
    fn pieces(&mut self, pieces: &'a [Piece], scope: &mut Scope, text: &mut String) -> Told<Option<Value>> {
        for piece in pieces {
            self.spend(1 + text.len() / 4096)?;
            if text.len() > MOST_BYTES {
                return fault("the text is too long");
            }
            let later = match piece {
                Piece::Text(piece) => {
                    text.push_str(piece);
                    None
                }
                Piece::Gap(syntax) => match self.value(syntax, scope)? {
                    later @ Value::Unknown(_) => Some(later),
                    value => match as_text(&value) {
                        Ok(Value::Text(gap)) => {
                            text.push_str(&gap);
                            None
                        }
                        _ => return fault("only a text, a number or a truth value can stand in a text"),
                    },
                },
                Piece::Choice(choice) => {
                    let (condition, yes, no) = &**choice;
                    match self.value(condition, scope)? {
                        later @ Value::Unknown(_) => Some(later),
                        value => self.pieces(if as_flag(&value)? { yes } else { no }, scope, text)?,
                    }
                }
                Piece::For(repetition) => {
                    let (names, members, pieces) = &**repetition;
                    let members = self.value(members, scope)?;
                    match self.members(&members)? {
                        Err(later) => Some(later),
                        Ok(members) => {
                            let mut later = None;
                            for (key, value) in members {
                                let mut work =
                                    |own: &mut Self, scope: &mut Scope| own.pieces(pieces, scope, text);
                                later = self.within(names, key, value, scope, &mut work)?;
                                if later.is_some() {
                                    break;
                                }
                            }
                            later
                        }
                    }
                }
            };
            if later.is_some() {
                return Ok(later);
            }
        }
        Ok(None)
    }
}
