//! Tokens as readable text. prettyplease has a finer layout, but takes four times as long in a build script,
//! which isn't optimised.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Words that a space always follows.
const SPACED: [&str; 14] =
    ["as", "dyn", "else", "for", "if", "impl", "in", "let", "match", "mut", "pub", "return", "use", "where"];

/// Lays out a generated file.
pub(super) fn layout(stream: TokenStream) -> String {
    let mut page = Page { text: String::new(), depth: 0, before: Before::Line };
    page.items(stream);
    page.text.push('\n');
    page.text
}

/// The end of the text, as far as it decides whether a space comes next.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// A line that has just begun.
    Line,
    Tight,
    Word,
    Spaced,
    /// The end of the generics of an `impl` or a `for`.
    Generics,
    /// A closed block.
    Block,
}

/// The token before.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// No token, or a literal.
    Nothing,
    Word,
    /// `impl` or `for`.
    Opener,
    Sign(char),
}

struct Page {
    text: String,
    depth: usize,
    before: Before,
}

impl Page {
    fn line(&mut self) {
        if !self.text.is_empty() && self.before != Before::Line {
            self.text.push('\n');
        }
        self.before = Before::Line;
    }

    fn put(&mut self, text: &str, tight: bool, after: Before) {
        match self.before {
            Before::Line => self.text.extend(std::iter::repeat_n("    ", self.depth)),
            Before::Tight => {}
            _ if tight => {}
            _ => self.text.push(' '),
        }
        self.text.push_str(text);
        self.before = after;
    }

    /// The tokens between braces: statements, items, fields or arms, each on its line.
    fn items(&mut self, stream: TokenStream) {
        self.tokens(stream, true);
    }

    fn tokens(&mut self, stream: TokenStream, lines: bool) {
        // One entry an open `<`: whether it belongs to an `impl` or a `for`.
        let mut angles: Vec<bool> = vec![];
        let mut last = Last::Nothing;
        // Whether a closure's parameters are open.
        let mut bars = false;
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    if lines && self.before == Before::Block && word != "else" {
                        self.line();
                    }
                    let after = if SPACED.contains(&word.as_str()) { Before::Spaced } else { Before::Word };
                    self.put(&word, false, after);
                    last = if word == "impl" || word == "for" { Last::Opener } else { Last::Word };
                }
                TokenTree::Literal(literal) => {
                    if lines && self.before == Before::Block {
                        self.line();
                    }
                    self.put(&literal.to_string(), false, Before::Word);
                    last = Last::Nothing;
                }
                TokenTree::Punct(punct) => {
                    let sign = punct.as_char();
                    if lines && sign == '#' && matches!(trees.peek(), Some(TokenTree::Group(_))) {
                        self.line();
                        if let Some(TokenTree::Group(group)) = trees.next() {
                            self.attribute(group);
                        }
                        continue;
                    }
                    let arrow = sign == '>' && matches!(last, Last::Sign('-' | '='));
                    let opener = last == Last::Opener;
                    let ends = matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '>');
                    if sign == ',' && ends {
                        continue;
                    }
                    if sign == '|' {
                        bars = !bars;
                    }
                    self.punct(sign, punct.spacing(), last, bars);
                    match sign {
                        '<' => angles.push(opener),
                        '>' if arrow => self.before = Before::Spaced,
                        '>' if angles.pop() == Some(true) => self.before = Before::Generics,
                        ';' => angles.clear(),
                        _ => {}
                    }
                    if lines && (sign == ';' || (sign == ',' && angles.is_empty())) {
                        self.line();
                    }
                    last = Last::Sign(sign);
                }
                TokenTree::Group(group) => {
                    self.group(group);
                    last = Last::Word;
                }
            }
        }
    }

    /// `#[…]` on its own line; a description as `///`.
    fn attribute(&mut self, group: Group) {
        let mut words = group.stream().into_iter();
        let described =
            words.next().is_some_and(|word| matches!(word, TokenTree::Ident(ident) if ident == "doc"));
        let literal = words.nth(1).filter(|_| described);
        match literal.and_then(|literal| plain(&literal.to_string())) {
            Some(text) => {
                for line in text.trim_end().lines() {
                    let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
                    self.put(format!("/// {line}").trim_end(), true, Before::Word);
                    self.line();
                }
            }
            None => {
                self.put("#", false, Before::Tight);
                self.group(group);
            }
        }
        self.line();
    }

    fn punct(&mut self, sign: char, spacing: Spacing, last: Last, bars: bool) {
        let joint = spacing == Spacing::Joint;
        let path = sign == ':' && joint;
        let tight = match sign {
            ',' | ';' | '.' | '?' | '!' | '>' => sign != '>' || !matches!(last, Last::Sign('-' | '=')),
            ':' => {
                self.before != Before::Spaced
                    && self.before != Before::Generics
                    && (!path || last != Last::Nothing)
            }
            '<' => self.before == Before::Word || last == Last::Opener,
            '|' => !bars,
            _ => false,
        };
        let after = match sign {
            _ if joint => Before::Tight,
            ':' if last == Last::Sign(':') => Before::Tight,
            '|' if bars => Before::Tight,
            '=' if last == Last::Sign('.') => Before::Tight,
            '.' | '<' | '&' | '#' | '\'' | '*' => Before::Tight,
            '!' if last == Last::Nothing => Before::Tight,
            ',' | ';' | '=' | '|' | ':' => Before::Spaced,
            _ => Before::Word,
        };
        self.put(sign.encode_utf8(&mut [0; 4]), tight, after);
    }

    fn group(&mut self, group: Group) {
        let (delimiter, stream) = (group.delimiter(), group.stream());
        // Only the last owner of a stream takes its tokens without copying them.
        drop(group);
        match delimiter {
            Delimiter::Brace if stream.is_empty() => self.put("{}", false, Before::Block),
            Delimiter::Brace => {
                self.put("{", false, Before::Word);
                self.depth += 1;
                self.line();
                self.items(stream);
                self.line();
                self.depth -= 1;
                self.put("}", true, Before::Block);
            }
            Delimiter::None => self.tokens(stream, false),
            delimiter => {
                let (open, close) = if delimiter == Delimiter::Bracket { ("[", "]") } else { ("(", ")") };
                let tight = !matches!(self.before, Before::Spaced | Before::Generics);
                self.put(open, tight, Before::Tight);
                self.tokens(stream, false);
                self.put(close, true, Before::Word);
            }
        }
    }
}

/// The text of a string literal, if a comment can have it as it is.
fn plain(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix("r\"") {
        return raw.strip_suffix('"').map(str::to_owned);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                't' => text.push(' '),
                quoted @ ('"' | '\'' | '\\') => text.push(quoted),
                _ => return None,
            },
            letter => text.push(letter),
        }
    }
    Some(text)
}
