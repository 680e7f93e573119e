//! Why a source cannot be read, in the user's terms.

use crate::diag::{Code, Problem, Span};
use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run error: what to tell, and where in the data it is.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", problem.message)]
pub struct Failure {
    /// What to tell.
    pub problem: Box<Problem>,
    /// Where in the data.
    pub place: Option<Box<Place>>,
    #[source]
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// A place in a data file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The column's name in the file.
    pub column: Option<String>,
    /// The text found.
    pub text: Option<String>,
}

impl Place {
    /// The whole of a file.
    pub fn file(path: &Path) -> Self {
        Self { file: path.to_owned(), ..Self::default() }
    }

    /// A line of it.
    pub fn line(path: &Path, line: Option<u64>) -> Self {
        Self { line, ..Self::file(path) }
    }

    /// As said in messages: `` `calls.csv` line 3 ``.
    pub fn in_words(&self) -> String {
        let file = format!("`{}`", self.file.display());
        match self.line {
            Some(line) => format!("{file} line {line}"),
            None => file,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), place: None, cause: None }
    }
}

impl Failure {
    /// A failure at a place in the data.
    pub fn at(place: Place, code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        let problem = Problem::general(code, message).help(help);
        Self { place: Some(Box::new(place)), ..problem.into() }
    }

    /// The same, shown at a place of the definition unless it has one already.
    pub fn shown_at(mut self, span: Span) -> Self {
        self.problem.span = self.problem.span.or(Some(span));
        self
    }

    /// The same, with what lay behind it.
    pub fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &Path, why: &str, help: &str) -> Self {
        let place = Place::file(path);
        let message = format!("{} {why}", place.in_words());
        Self::at(place, Code::UnreadableData, message, help)
    }

    /// A file that the system does not give.
    pub fn io(path: &Path, error: std::io::Error) -> Self {
        use std::io::ErrorKind::*;
        let (why, help) = match error.kind() {
            NotFound => ("is not there", "check the path"),
            PermissionDenied => ("may not be read", "give yourself the right to read it"),
            UnexpectedEof => ("ends too early", "copy or write the file again"),
            InvalidData | InvalidInput | Other => {
                ("is not what its extension says, or is damaged", "copy or write the file again")
            }
            _ => ("cannot be read", "check the disk and copy the file again"),
        };
        Self::unreadable(path, why, help).because(error)
    }

    /// The failure that the engine carries in one of its own errors, if there is one.
    pub fn within(error: &DataFusionError) -> Option<Failure> {
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            if let Some(failure) = error.downcast_ref::<Failure>() {
                return Some(failure.clone());
            }
            next = below(error);
        }
        None
    }
}

impl From<Failure> for DataFusionError {
    fn from(failure: Failure) -> Self {
        DataFusionError::External(Box::new(failure))
    }
}

/// The error inside; the engine's own wrappers do not all say so through `source`.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<DataFusionError>() {
        Some(DataFusionError::External(inner)) => return Some(inner.as_ref()),
        Some(DataFusionError::Shared(inner)) => return Some(inner.as_ref()),
        Some(DataFusionError::Context(_, inner)) => return Some(inner.as_ref()),
        Some(DataFusionError::ArrowError(inner, _)) => return Some(inner.as_ref()),
        _ => {}
    }
    match error.downcast_ref::<ArrowError>() {
        Some(ArrowError::ExternalError(inner)) => Some(inner.as_ref()),
        _ => error.source(),
    }
}
