//! Whatever stands in the files: reading, linting, bundling and the reference end with a value or with
//! faults.

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use support::Folder;
use support::good::files;

/// What is put into a file: pieces of YAML and of OpenAPI that mean something, and bytes that don't.
const PIECES: [&str; 30] = [
    "",
    "\n",
    " ",
    "  ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "#",
    "&a ",
    "*a",
    "!!str ",
    "? ",
    "|\n",
    ">-\n",
    "\t",
    "null",
    "[]",
    "{}",
    "-1",
    "1e9",
    "'$ref': '#/Thing'",
    "allOf: [{$ref: '#/Thing'}]",
    "example: [[{}]]",
    "\u{0}",
    "é\u{feff}",
];

#[derive(Clone, Debug)]
enum Change {
    /// Put a piece at a place.
    Insert(usize, usize),
    /// Take out so many characters.
    Remove(usize, usize),
    /// Put one line in the place of another.
    Move(usize, usize),
    /// Put a piece in the place of a line's value.
    Value(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let number = 0..10_000_usize;
    prop_oneof![
        (number.clone(), number.clone()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (number.clone(), 1..20_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (number.clone(), number.clone()).prop_map(|(from, to)| Change::Move(from, to)),
        (number.clone(), number).prop_map(|(at, piece)| Change::Value(at, piece)),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match *change {
        Change::Insert(at, piece) => {
            let at = at % (characters.len() + 1);
            characters.splice(at..at, PIECES[piece % PIECES.len()].chars());
            return characters.into_iter().collect();
        }
        Change::Remove(at, length) => {
            let at = at % (characters.len() + 1);
            characters.drain(at..(at + length).min(characters.len()));
            return characters.into_iter().collect();
        }
        Change::Move(from, to) if !lines.is_empty() => {
            let count = lines.len();
            lines[to % count] = lines[from % count].clone();
        }
        Change::Value(at, piece) if !lines.is_empty() => {
            let count = lines.len();
            let line = &mut lines[at % count];
            let key = line.split_once(':').map_or(line.as_str(), |(key, _)| key).to_owned();
            *line = format!("{key}: {}", PIECES[piece % PIECES.len()]);
        }
        Change::Move(..) | Change::Value(..) => {}
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_time: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(changes in vec((0..3_usize, change()), 1..6)) {
        let mut texts = files().map(|(name, text)| (name, text.to_owned()));
        for (file, change) in &changes {
            texts[*file].1 = apply(&texts[*file].1, change);
        }
        let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let folder = Folder::new(&files);
        if let Ok(document) = folder.load() {
            let faults = burgrave_spec::lint(&document);
            let bundle = burgrave_spec::bundle(&document);
            prop_assert_eq!(burgrave_spec::to_text(&bundle), burgrave_spec::to_text(&burgrave_spec::bundle(&document)));
            for fault in &faults {
                prop_assert!(fault.line > 0 && !fault.problem.is_empty(), "{}", fault);
            }
            burgrave_spec::emit::docs(&bundle);
        }
    }
}
