//! The command line: the only room that prints or exits.

mod args;
mod check;
mod explain;
mod list;
mod output;
mod progress;
mod query;
mod run;
mod screen;
mod session;
mod size;
mod sql;
mod validate;

use args::{Arguments, Command};
use clap::Parser as _;
use session::Session;
use std::process::ExitCode;

/// Runs the command of the process's arguments and says how it ended.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where even this cannot be printed, the exit code is all that is left.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let session = Session::new(arguments.global);
    let exit = match arguments.command {
        Command::Check(options) => check::check(&session, &options),
        Command::Run(options) => run::run(&session, &options),
        Command::Validate(options) => validate::validate(&session, &options),
        Command::Explain(options) => explain::explain(&session, &options),
        Command::Sql(options) => sql::sql(&session, &options),
        Command::List(options) => list::list(&session, &options),
    };
    ExitCode::from(exit.code())
}
