//! The program `burgrave`.

use std::process::ExitCode;

use burgrave::cli::{self, Action, UsageError};
use burgrave::{commands, logging, tls};

fn main() -> ExitCode {
    tls::install_provider();
    if let Some(code) = burgrave_command::run(std::env::args_os(), cli::command()) {
        return code;
    }
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let (action, config) = match cli::read(std::env::args_os(), variable) {
        Ok(read) => read,
        Err(UsageError::CommandLine(error)) => error.exit(),
        Err(UsageError::Configuration(faults)) => {
            eprintln!("{faults}");
            return ExitCode::from(2);
        }
    };
    let log = logging::to_error_stream(config.log_level, config.log_format);
    commands::warn_of_strays(std::env::vars_os().map(|(name, _)| name), log.root());
    let done = match action {
        Action::Serve => commands::serve(config, log.root()),
        Action::Admin(command) => commands::admin(&command, &config, log.root()),
        Action::Provisioner(daemon) => commands::provisioner(&daemon, &config, log.root()),
        Action::License(command) => commands::license(&command, &config),
        Action::Proxy(command) => commands::proxy(command, &config, log.root()),
        Action::Copy(command) => commands::copy(&command, &config, log.root()),
        Action::Migrate(command) => commands::migrate(command, &config, log.root()),
        Action::Doctor(command) => commands::doctor(&command, &config, log.root()),
        Action::Backup(to) => commands::backup(&config, &to),
        Action::Restore(from) => commands::restore(&config, &from),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            drop(log);
            eprintln!("burgrave: {failure}");
            ExitCode::FAILURE
        }
    }
}
