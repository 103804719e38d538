use burgrave_core::search::{Key, parse, read};

/// The `q` grammar: what is read is in lower case and not empty, and written anew it is read again as the
/// same.
pub fn search(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(terms) = parse(text) else {
        assert_eq!(read(text, "search", &[Key::repeated("search")]).faults.len(), 1, "the text is one fault");
        return;
    };
    let quoted = |text: &str| format!("\"{text}\"");
    let again: Vec<_> = terms
        .iter()
        .map(|term| match &term.key {
            Some(key) => format!("{}:{}", quoted(key), quoted(&term.value)),
            None => quoted(&term.value),
        })
        .collect();
    assert!(terms.iter().all(|term| !term.value.is_empty() && term.key.as_deref() != Some("")));
    // Lower case may have an upper case of its own (İ), so that it is compared after a second reading only.
    let second = parse(&again.join(" ")).expect("quoted terms can be read");
    let lower = |terms: &[burgrave_core::search::Term]| {
        let one = |text: &str| text.to_lowercase();
        terms.iter().map(|term| (term.key.as_deref().map(one), one(&term.value))).collect::<Vec<_>>()
    };
    assert_eq!(lower(&second), lower(&terms));
}
