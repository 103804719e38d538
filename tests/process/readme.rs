//! The tour of the README, command for command.

use std::process::Command;

use regex::Regex;

use super::program::Program;
use crate::harness::secrets;

/// A block of a page: its language and its text.
pub struct Block {
    language: String,
    pub text: String,
}

#[apply(case)]
async fn the_tour_works_as_it_is_printed() {
    for password in ["seven-otters-juggle-lanterns", "nine-herons-paint-the-harbour"] {
        secrets::register(password);
    }
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    let tour: Vec<_> = blocks("README.md")
        .into_iter()
        .filter(|block| block.language == "sh" || block.language == "json")
        .collect();
    assert!(tour.len() > 5, "the README has a tour");

    // One shell runs all of it, because later commands use what earlier ones have kept; a mark parts their
    // outputs.
    let mut script = "set -euo pipefail\n".to_owned();
    for block in tour.iter().filter(|block| block.language == "sh") {
        script.push_str(&block.text.replace("http://127.0.0.1:3000", &program.url()));
        script.push_str("echo '=== end of block'\n");
    }
    let output = Command::new("bash").args(["-c", &script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    program.stop();

    let mut outputs = said.split("=== end of block\n");
    let mut last = "";
    for block in &tour {
        match block.language.as_str() {
            "sh" => last = outputs.next().expect("each block has an output"),
            _ => assert_eq!(
                without_chance(last),
                without_chance(&block.text),
                "the README shows another answer"
            ),
        }
    }
}

/// The blocks of a page of the house.
pub fn blocks(page: &str) -> Vec<Block> {
    let path = format!("{}/../{page}", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(path).unwrap();
    let fenced = Regex::new(r"(?ms)^```(\w*)\n(.*?)^```$").unwrap();
    let block =
        |found: regex::Captures<'_>| Block { language: found[1].to_owned(), text: found[2].to_owned() };
    fenced.captures_iter(&readme).map(block).collect()
}

/// The text without ids and times, which are others each time.
fn without_chance(text: &str) -> String {
    let ids = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let times = Regex::new(r"\d{4}-\d\d-\d\dT[0-9:.]+Z").unwrap();
    times.replace_all(&ids.replace_all(text, "ID"), "TIME").into_owned()
}
