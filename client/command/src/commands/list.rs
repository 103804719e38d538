//! `burgrave commands`

use std::io::Write;

use clap::ArgMatches;

use crate::failure::Failure;
use crate::output::Out;
use crate::table::NOUNS;

/// Lists the commands of operations, with what each does.
pub(crate) fn list(flags: &ArgMatches) -> Result<(), Failure> {
    let only = flags.get_one::<String>("noun").map(String::as_str);
    if let Some(noun) = only.filter(|noun| NOUNS.iter().all(|one| one.name != *noun)) {
        return Err(Failure::Usage(format!("there is no noun {noun}: `burgrave commands` lists all")));
    }
    let nouns = NOUNS.iter().filter(|noun| only.is_none_or(|only| noun.name == only));
    let rows: Vec<_> = nouns
        .flat_map(|noun| {
            noun.operations.iter().map(|one| (format!("{} {}", noun.name, one.verb), one.summary))
        })
        .collect();
    let width = rows.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    let mut out = Out::new();
    for (command, summary) in rows {
        writeln!(out, "{command:width$}  {summary}")?;
    }
    Ok(out.flush()?)
}
