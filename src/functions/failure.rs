//! What can go wrong with values while the engine runs, kept apart from the engine's own errors.

use crate::diag::Code;
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
}

impl Failure {
    /// The stable name of the kind of problem.
    pub fn code(&self) -> Code {
        match self {
            Failure::Overflow(_) => Code::Overflow,
            Failure::Misfit(_) => Code::InvalidData,
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
