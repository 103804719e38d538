//! The command line.

use clap::{Parser, Subcommand};
use serde_json::Value;

use crate::bench::Bench;
use crate::load;
use crate::rows::{ALL, Row};
use crate::sides::{self, Kind};
use crate::table::{self, Line};

#[derive(Parser)]
#[command(
    name = "cargo xtask bench",
    about = "Measure, and hold the figures to their bars; ends with status 1 when one is missed",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    /// Rows to measure (see --list); all when none is named
    rows: Vec<String>,
    /// Fewer and shorter rounds, smaller tables: for a look while working, not for figures to be quoted
    #[arg(long)]
    quick: bool,
    /// One line of JSON a row instead of the table
    #[arg(long)]
    json: bool,
    /// Name the rows
    #[arg(long)]
    list: bool,
    #[command(subcommand)]
    child: Option<Part>,
}

/// What this program is started as by itself.
#[derive(Subcommand)]
enum Part {
    /// A bare server
    #[command(hide = true)]
    Serve { kind: Kind },
    /// The load generator
    #[command(hide = true)]
    Load,
}

/// Measures what is asked for; says whether every bar was held.
pub(crate) fn run() -> Result<bool, String> {
    let arguments = Arguments::parse();
    match arguments.child {
        Some(Part::Serve { kind }) => return sides::serve(kind).map(|()| true),
        Some(Part::Load) => return load::generate().map(|()| true),
        None => {}
    }
    if arguments.list {
        ALL.iter().for_each(|row| println!("{:12} {}", row.name, row.about));
        return Ok(true);
    }
    let bench = Bench::new(arguments.quick);
    let mut held = true;
    for row in chosen(&arguments.rows)? {
        held &= measure(row, &bench, arguments.json);
    }
    Ok(held)
}

fn chosen(names: &[String]) -> Result<Vec<&'static Row>, String> {
    let unknown = |name: &&String| !ALL.iter().any(|row| row.name == name.as_str());
    if let Some(name) = names.iter().find(unknown) {
        let known: Vec<_> = ALL.iter().map(|row| row.name).collect();
        return Err(format!("there is no row {name}; there are: {}", known.join(", ")));
    }
    let wanted = |row: &&Row| names.is_empty() || names.iter().any(|name| name == row.name);
    Ok(ALL.iter().filter(wanted).collect())
}

/// Measures one row and prints it. What can't be measured here is said on its line.
fn measure(row: &Row, bench: &Bench, json: bool) -> bool {
    let measured = (row.run)(bench);
    let title = format!("{}: {}", row.name, row.about);
    match measured {
        Ok(lines) => {
            if json {
                println!("{}", table::json(row.name, &lines));
            } else {
                table::print(&title, &lines);
            }
            !lines.iter().any(Line::misses)
        }
        Err(problem) if json => {
            println!("{}", Value::from_iter([("row", row.name), ("problem", problem.as_str())]));
            false
        }
        Err(problem) => {
            println!("\n{title}\n  {problem}");
            false
        }
    }
}
