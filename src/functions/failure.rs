//! What can go wrong with values while the engine runs, kept apart from the engine's own errors.

use crate::diag::{Code, did_you_mean};
use datafusion::error::DataFusionError;

/// A value that cannot be: found while computing, so without a place in the definitions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An exact number grew beyond what can be held.
    #[error("{0}")]
    Overflow(String),
    /// A text is not what its column or conversion says.
    #[error("{0}")]
    Misfit(String),
    /// A row names a calendar that is not there.
    #[error("there is no calendar `{name}`")]
    Calendar {
        /// What the row says.
        name: String,
        /// The calendars there are.
        known: Vec<String>,
    },
}

impl Failure {
    /// The stable name of the kind of problem.
    pub fn code(&self) -> Code {
        match self {
            Failure::Overflow(_) => Code::Overflow,
            Failure::Misfit(_) | Failure::Calendar { .. } => Code::InvalidData,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Failure::Overflow(_) => "state `type: float` for the column, or aggregate fewer rows".to_owned(),
            Failure::Misfit(_) => {
                "state `type:`, `format:` or `nulls:` for the column under `columns:`".to_owned()
            }
            Failure::Calendar { name, known } => did_you_mean(name, known.iter().map(String::as_str))
                .unwrap_or_else(|| format!("a row names it; the calendars are `{}`", known.join("`, `"))),
        }
    }

    /// The failure behind an error of the engine, if it is one of ours.
    pub fn find(error: &DataFusionError) -> Option<&Failure> {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(error) = cause {
            if let Some(failure) = error.downcast_ref::<Failure>() {
                return Some(failure);
            }
            cause = error.source();
        }
        None
    }
}

impl From<Failure> for DataFusionError {
    fn from(failure: Failure) -> Self {
        DataFusionError::External(Box::new(failure))
    }
}
