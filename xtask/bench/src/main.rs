//! The measurements behind `cargo xtask bench`, which builds this program and the server beside it,
//! optimised.

mod bench;
mod command;
mod load;
mod machine;
mod rows;
mod sides;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
