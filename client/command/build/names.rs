//! Nouns and verbs: a tag becomes a noun, an operation a verb of it.

use std::collections::HashMap;

use burgrave_spec::model::Operation;
use heck::{ToKebabCase, ToSnakeCase};

/// `WorkspaceBuilds` → `workspace-builds`, `OAuth2Apps` → `oauth2-apps`.
pub(crate) fn kebab(name: &str) -> String {
    name.replace("OAuth", "Oauth").to_kebab_case()
}

/// The verbs of the operations of one tag, in their order: each without its noun where no other would have
/// the same verb then.
pub(crate) fn verbs(noun: &str, operations: &[&Operation]) -> Vec<String> {
    let noun: Vec<_> = noun.split('-').collect();
    let whole: Vec<_> = operations.iter().map(|one| words(&one.id)).collect();
    let short: Vec<_> = whole.iter().map(|words| without(words, &noun).join("-")).collect();
    let mut uses = HashMap::new();
    for verb in &short {
        *uses.entry(verb.clone()).or_insert(0_usize) += 1;
    }
    let choose = |(short, whole): (String, Vec<String>)| {
        if short.is_empty() || uses[&short] > 1 { whole.join("-") } else { short }
    };
    short.into_iter().zip(whole).map(choose).collect()
}

fn words(id: &str) -> Vec<String> {
    id.replace("OAuth", "Oauth").to_snake_case().split('_').map(str::to_owned).collect()
}

/// The words without those of the noun, where they follow each other; its last word may be in the singular.
fn without(words: &[String], noun: &[&str]) -> Vec<String> {
    let is_noun = |window: &[String]| {
        let (last, others) = window.split_last().expect("a window has words");
        let (noun_last, noun_others) = noun.split_last().expect("a noun has words");
        others.iter().zip(noun_others).all(|(word, noun)| word == noun)
            && [last.clone(), format!("{last}s"), format!("{}ies", last.trim_end_matches('y'))]
                .iter()
                .any(|form| form == noun_last)
    };
    match words.windows(noun.len()).position(is_noun) {
        Some(at) => [&words[..at], &words[at + noun.len()..]].concat(),
        None => words.to_vec(),
    }
}
