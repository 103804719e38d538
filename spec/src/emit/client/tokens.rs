//! progenitor's text after the fact: true names back in the literals, fields with three states, our own constructor.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::alias::Aliases;

/// What typify writes around an optional field of any type.
const OPTION: [&str; 10] = [":", ":", "std", ":", ":", "option", ":", ":", "Option", "<"];
/// The types that are optional by themselves.
const OPTIONAL: [&[&str]; 2] = [&[":", ":", "burgrave_client", ":", ":", "Field", "<"], &OPTION];

/// Mends a generated text.
pub(super) fn mend(stream: TokenStream, aliases: &Aliases) -> TokenStream {
    let trees: Vec<TokenTree> = stream.into_iter().map(|tree| restored(tree, aliases)).collect();
    let odd =
        (0..trees.len()).any(|at| constructor(&trees[at..]).is_some() || doubled(&trees[at..]).is_some());
    if odd { replaced(&trees) } else { trees.into_iter().collect() }
}

/// The list without progenitor's constructor and doubled options.
fn replaced(trees: &[TokenTree]) -> TokenStream {
    let mut mended: Vec<TokenTree> = vec![];
    let mut at = 0;
    while at < trees.len() {
        if let Some(length) = constructor(&trees[at..]) {
            while matches!(mended.last(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
            {
                mended.truncate(mended.len() - 2);
            }
            at += length;
        } else if let Some((optional, length)) = doubled(&trees[at..]) {
            if optional == 0 {
                absent(&mut mended);
            }
            mended.extend(trees[at + OPTION.len()..at + length - 1].iter().cloned());
            at += length;
        } else {
            mended.push(trees[at].clone());
            at += 1;
        }
    }
    mended.into_iter().collect()
}

fn restored(tree: TokenTree, aliases: &Aliases) -> TokenTree {
    match tree {
        TokenTree::Group(group) => {
            let (delimiter, stream) = (group.delimiter(), group.stream());
            // The last holder of a stream can take its tokens; others have to copy them.
            drop(group);
            TokenTree::Group(Group::new(delimiter, mend(stream, aliases)))
        }
        TokenTree::Literal(text) => TokenTree::Literal(true_name(&text, aliases).unwrap_or(text)),
        other => other,
    }
}

/// The literal that an alias stands for.
fn true_name(text: &Literal, aliases: &Aliases) -> Option<Literal> {
    if aliases.is_empty() {
        return None;
    }
    aliases.original(&text.to_string()).map(Literal::string)
}

fn is(tree: &TokenTree, text: &str) -> bool {
    match tree {
        TokenTree::Punct(punct) => text.len() == 1 && text.starts_with(punct.as_char()),
        TokenTree::Ident(ident) => ident == text,
        _ => false,
    }
}

fn begins(trees: &[TokenTree], texts: &[&str]) -> bool {
    trees.len() >= texts.len() && trees.iter().zip(texts).all(|(tree, text)| is(tree, text))
}

/// `Option<` a type that is optional by itself `>`: which, and the length of the whole.
fn doubled(trees: &[TokenTree]) -> Option<(usize, usize)> {
    if !begins(trees, &OPTION) {
        return None;
    }
    let optional = OPTIONAL.iter().position(|path| begins(&trees[OPTION.len()..], path))?;
    let mut depth = 1_usize;
    for (index, tree) in trees.iter().enumerate().skip(OPTION.len()) {
        if is(tree, "<") {
            depth += 1;
        } else if is(tree, ">") {
            depth -= 1;
            if depth == 0 {
                return Some((optional, index + 1));
            }
        }
    }
    None
}

/// progenitor's constructor, which follows redirects and panics: `pub fn new (…) -> Self {…}`.
fn constructor(trees: &[TokenTree]) -> Option<usize> {
    if !begins(trees, &["pub", "fn", "new"]) {
        return None;
    }
    let Some(TokenTree::Group(arguments)) = trees.get(3) else { return None };
    arguments.stream().into_iter().next().is_some_and(|first| is(&first, "baseurl")).then_some(8)
}

/// Makes the attribute of the field that was just begun (`#[serde(…)] pub name:`) leave out what is absent.
fn absent(mended: &mut [TokenTree]) {
    let Some(end) = mended.len().checked_sub(3) else { return };
    let attributes = mended[..end].iter_mut().rev().take_while(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        tree => is(tree, "#"),
    });
    for tree in attributes {
        if let TokenTree::Group(group) = tree
            && group.to_string().contains("Option::is_none")
        {
            *tree = TokenTree::Group(Group::new(Delimiter::Bracket, skipping(group.stream())));
        }
    }
}

fn skipping(stream: TokenStream) -> TokenStream {
    stream
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => {
                let mut inner: Vec<TokenTree> = skipping(group.stream()).into_iter().collect();
                inner.push(Punct::new(',', Spacing::Alone).into());
                inner.push(Ident::new("default", Span::call_site()).into());
                Group::new(group.delimiter(), inner.into_iter().collect()).into()
            }
            TokenTree::Literal(text) if text.to_string().contains("Option::is_none") => {
                Literal::string("::burgrave_client::Field::is_absent").into()
            }
            other => other,
        })
        .collect()
}
