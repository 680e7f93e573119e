//! What every command needs: the options of all commands, the project they name, its problems on standard error.

use super::args::{ErrorFormat, Global};
use super::{progress, screen};
use crate::diag::{Problem, Problems, Severity, SourceMap, draw, json_line};
use crate::engine::EngineOptions;
use crate::{Engine, LoadOptions, Project};
use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::PathBuf;
use std::time::Instant;

/// One run of the program.
pub(super) struct Session {
    pub options: Global,
    start: Instant,
}

impl Session {
    /// A run with these options.
    pub fn new(options: Global) -> Self {
        Self { options, start: Instant::now() }
    }

    /// The project in these files and folders.
    pub fn load(&self, paths: &[PathBuf]) -> Project {
        let options = LoadOptions {
            parameters: self.options.parameters.clone(),
            sources: self.options.sources.clone(),
            lang: self.options.lang.map(Into::into),
        };
        let project = Project::load(paths, &options);
        self.note("definitions read");
        project
    }

    /// The engine within the limits asked for.
    pub fn engine(&self) -> Engine {
        let threads = self.options.threads.map(usize::from);
        Engine::new(EngineOptions { threads, memory_limit: self.options.memory_limit })
    }

    /// Waits for work of the engine, with a sign of life where it takes long.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Problem> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        if let Some(threads) = self.options.threads {
            builder.worker_threads(threads.into());
        }
        let runtime = builder.enable_all().build().map_err(|error| {
            Problem::general(crate::diag::Code::EngineFailure, format!("no thread can be started: {error}"))
        })?;
        let silent = self.options.quiet || self.options.error_format == ErrorFormat::Json;
        let value = runtime.block_on(progress::shown(work, silent));
        self.note("computed");
        Ok(value)
    }

    /// Prints problems in order of their place; warnings not with `--quiet`.
    pub fn print(&self, problems: &Problems, texts: &SourceMap) {
        let colour = screen::colour(self.options.color, stderr().is_terminal());
        let width = screen::stderr_width();
        for problem in problems.sorted() {
            if problem.severity == Severity::Warning && self.options.quiet {
                continue;
            }
            let text = match self.options.error_format {
                ErrorFormat::Human => draw(problem, texts, width, colour),
                ErrorFormat::Json => json_line(problem, texts),
            };
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(stderr(), "{}", text.trim_end());
        }
    }

    /// With `--verbose`, says what is done and after how long.
    fn note(&self, what: &str) {
        self.say(&format!("{what} after {:.3} s", self.start.elapsed().as_secs_f64()));
    }

    /// With `--verbose`, says something more.
    pub fn say(&self, what: &str) {
        if self.options.verbose && self.options.error_format == ErrorFormat::Human {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(stderr(), "{what}");
        }
    }
}
