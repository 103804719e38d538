//! The commands and their flags.
//!
//! - `operation`: what the table says. `own`: the commands that are no operation. `shared`: flags of all.

mod operation;
mod own;
mod shared;

use clap::Command;

use crate::table::{self, NOUNS};

pub(crate) use operation::{ALL, BODY, CONTENT_TYPE, FILE, WATCH};
pub(crate) use shared::{JSON, OUTPUT, SERVER, TIMEOUT};

/// The whole program: what an operator has, and the client.
pub fn whole(operator: Command) -> Command {
    // A line a command: there are too many for two.
    operator.next_line_help(false).subcommands(own::commands()).subcommands(NOUNS.iter().map(noun))
}

/// A noun, whose verbs are made only when they are needed: there are hundreds.
fn noun(noun: &'static table::Noun) -> Command {
    Command::new(noun.name)
        .about(first_sentence(noun.about))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .next_line_help(false)
        .args(shared::all())
        .defer(|command| {
            let noun = table::noun(command.get_name()).expect("it was made from the table");
            let verbs: Vec<_> = noun.operations.iter().map(operation::command).collect();
            command.subcommands(verbs)
        })
}

/// The first sentence of a text, without its full stop.
fn first_sentence(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.find(". ").unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_well_formed() {
        whole(Command::new("burgrave")).debug_assert();
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence("One of v1.2 and\nmore. Two.\n\nThree."), "One of v1.2 and more");
        assert_eq!(first_sentence("Alone."), "Alone");
    }
}
