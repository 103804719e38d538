//! Corrections of progenitor's tokens: wire names in place of aliases, fields with three states, and no
//! constructor of its own.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::alias::Aliases;

/// What typify writes before the type of an optional field.
const OPTION: [&str; 10] = [":", ":", "std", ":", ":", "option", ":", ":", "Option", "<"];
/// The types that are optional by themselves.
const OPTIONAL: [&[&str]; 2] = [&[":", ":", "burgrave_client", ":", ":", "Field", "<"], &OPTION];

/// Corrects generated tokens.
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
            // Only the last owner of a stream takes its tokens without copying them.
            drop(group);
            TokenTree::Group(Group::new(delimiter, mend(stream, aliases)))
        }
        TokenTree::Literal(text) => TokenTree::Literal(aliases.original(&text).unwrap_or(text)),
        other => other,
    }
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

/// `Option<` a type that is optional by itself `>`: the index of that type, and the length of the whole.
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

/// progenitor's constructor `pub fn new (…) -> Self {…}`, which follows redirects and panics.
fn constructor(trees: &[TokenTree]) -> Option<usize> {
    if !begins(trees, &["pub", "fn", "new"]) {
        return None;
    }
    let Some(TokenTree::Group(arguments)) = trees.get(3) else { return None };
    arguments.stream().into_iter().next().is_some_and(|first| is(&first, "baseurl")).then_some(8)
}

/// Makes the attribute of the last field (`#[serde(…)] pub name:`) skip absent values.
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
