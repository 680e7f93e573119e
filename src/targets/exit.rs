//! What a run counts as for the program that started it.

use super::{Assessment, Outcome};
use crate::diag::{Code, Problems, Severity};

/// The exit of a command, in order of precedence from the last to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Every target is met.
    Met,
    /// A target counts as failed.
    Missed,
    /// Something could not be computed.
    NotComputed,
    /// The definitions or the command line are wrong.
    Invalid,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Met => 0,
            Exit::Missed => 1,
            Exit::Invalid => 2,
            Exit::NotComputed => 3,
        }
    }

    /// What verdicts count as; a warning misses only if `fail_on_warn`.
    pub fn of(assessment: &Assessment, fail_on_warn: bool) -> Exit {
        let verdicts = assessment.results.iter().flat_map(|result| &result.verdicts);
        match verdicts.map(|verdict| verdict.outcome).max() {
            Some(Outcome::Error) => Exit::NotComputed,
            Some(Outcome::Fail) => Exit::Missed,
            Some(Outcome::Warn) if fail_on_warn => Exit::Missed,
            _ => Exit::Met,
        }
    }

    /// What problems count as; `computing` is false for `validate`, where a missing file is a wrong definition.
    pub fn of_problems(problems: &Problems, computing: bool) -> Exit {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| of_code(problem.code, computing)).max().unwrap_or(Exit::Met)
    }
}

fn of_code(code: Code, computing: bool) -> Exit {
    match code {
        Code::UnreadableData if !computing => Exit::Invalid,
        Code::UnreadableData
        | Code::InvalidData
        | Code::SchemaConflict
        | Code::DuplicateKey
        | Code::Overflow
        | Code::EngineFailure
        | Code::OutOfMemory
        | Code::UnwritableOutput => Exit::NotComputed,
        _ => Exit::Invalid,
    }
}
