//! The way through all rooms: load, then validate, run or explain.

use crate::diag::{Code, FileId, Problem, Problems, SourceMap, Span, TextMap, did_you_mean};
use crate::engine::{EngineOptions, Given, Prepared, compute, prepare};
use crate::model::Query;
use crate::plan::sql::Dialect;
use crate::spec::{self, Locale, Origin, Spec};
use crate::targets::{Assessment, assess, rules};
use std::path::PathBuf;
use std::sync::Arc;

/// Definitions as they were read, with everything found wrong so far.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The definitions.
    pub spec: Spec,
    /// The texts that problems point into.
    pub texts: SourceMap,
    /// What was found wrong.
    pub problems: Problems,
}

/// What the command line or the embedding program sets besides the files.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Values of parameters, by name.
    pub parameters: Vec<(String, String)>,
    /// Files of sources, by name.
    pub sources: Vec<(String, String)>,
    /// The language of titles and numbers.
    pub lang: Option<Locale>,
}

impl Project {
    /// Reads files and folders of definitions. Everything wrong in them is in `problems`.
    pub fn load(paths: &[PathBuf], options: &LoadOptions) -> Project {
        let mut texts = SourceMap::default();
        let (spec, problems) = spec::load(paths, &|name| std::env::var(name).ok(), &mut texts);
        let mut project = Project { spec, texts, problems };
        project.set(options);
        project
    }

    fn set(&mut self, options: &LoadOptions) {
        options.parameters.iter().for_each(|(name, value)| self.set_parameter(name, value));
        options.sources.iter().for_each(|(name, path)| self.set_source(name, path));
        if let Some(lang) = options.lang {
            self.spec.project.locale = Some(crate::diag::Spanned::new(lang, Default::default()));
        }
    }

    fn set_parameter(&mut self, name: &str, value: &str) {
        let file = self.texts.add("--param", format!("{name}={value}"));
        let literal = spec::literal_text(value, &TextMap::Shifted(file, name.len() + 1));
        let Some(parameter) = self.spec.parameters.get_mut(name) else {
            let known = self.spec.parameters.keys();
            let problem = unknown(Code::UnknownParameter, "parameter", name, file, known);
            return self.problems.push(problem);
        };
        // A value that cannot be read is told once: the default stays, so that nothing else seems to be missing.
        if let Some(value) = self.problems.keep(literal) {
            parameter.default = Some(value);
        }
    }

    fn set_source(&mut self, name: &str, path: &str) {
        let file = self.texts.add("--set-source", format!("{name}={path}"));
        let start = name.len() + 1;
        let span = Span::new(file, start, start + path.len());
        let Some(source) = self.spec.sources.get_mut(name) else {
            let problem = unknown(Code::UnknownSource, "source", name, file, self.spec.sources.keys());
            return self.problems.push(problem);
        };
        let path = crate::diag::Spanned::new(path.to_owned(), span);
        let csv = match &source.origin {
            Origin::Files(files) => files.csv.clone(),
            _ => spec::CsvOptions::default(),
        };
        source.origin =
            Origin::Files(spec::FileOrigin { paths: vec![path], base: PathBuf::new(), format: None, csv });
    }
}

/// The problem of an option `name=value` whose name is that of nothing.
fn unknown<'n>(
    code: Code,
    what: &str,
    name: &str,
    file: FileId,
    known: impl Iterator<Item = &'n String> + Clone,
) -> Problem {
    let help = did_you_mean(name, known.clone().map(String::as_str)).unwrap_or_else(|| {
        let names: Vec<_> = known.map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            format!("there are no {what}s")
        } else {
            format!("there are {}", names.join(", "))
        }
    });
    Problem::error(code, Span::new(file, 0, name.len()), format!("there is no {what} `{name}`")).help(help)
}

/// Computes projects. It keeps nothing between runs, so that changed files are always seen.
#[derive(Clone, Default)]
pub struct Engine {
    options: EngineOptions,
    given: Given,
}

impl Engine {
    /// An engine with these limits.
    pub fn new(options: EngineOptions) -> Self {
        Self { options, given: Given::default() }
    }

    /// Takes the rows of a source from a table in memory, or any other of the engine's tables, instead of its files.
    pub fn give(&mut self, source: impl Into<String>, table: Arc<dyn datafusion::catalog::TableProvider>) {
        self.given.insert(source.into(), table);
    }

    /// Computes what a query asks for, and judges it if the query says so. Warnings, and errors that concern single
    /// KPIs, are added to the project's problems. Where nothing can be computed, all problems are returned.
    pub async fn run(&self, project: &mut Project, query: &Query) -> Result<Assessment, Problems> {
        let prepared = self.prepare(project, query).await?;
        let results = compute(&prepared).await;
        let locale = project.spec.project.locale.as_ref().map_or(Locale::default(), |locale| locale.value);
        let assessment = assess(&prepared.model, &results, query, locale, &mut project.problems);
        project.problems.extend(stale(&prepared, &assessment, &results));
        Ok(assessment)
    }

    /// Finds everything wrong in the definitions, and whether they fit the data's columns, without computing.
    pub async fn validate(&self, project: &mut Project, query: &Query) -> Problems {
        match self.prepare(project, query).await {
            Ok(_) => std::mem::take(&mut project.problems),
            Err(problems) => problems,
        }
    }

    /// What the selected KPIs do not see: rows without a time or after now, values that are not finite. One sentence each.
    pub async fn left_out(&self, project: &mut Project, query: &Query) -> Result<Vec<String>, Problems> {
        let prepared = self.prepare(project, query).await?;
        let mut told = Vec::new();
        for task in &prepared.model.tasks {
            for sentence in crate::engine::left_out(&prepared, task.kpi).await {
                if !told.contains(&sentence) {
                    told.push(sentence);
                }
            }
        }
        Ok(told)
    }

    /// The formulas of the selected KPIs in words, with units, sources and what they share.
    pub async fn explain(&self, project: &mut Project, query: &Query) -> Result<String, Problems> {
        let wanted = self.prepare(project, query).await?;
        let wanted: Vec<usize> = wanted.model.tasks.iter().map(|task| task.kpi).collect();
        // Together with all others, to tell what is shared; alone where others have problems.
        let known = project.problems.clone();
        let all = Query { kpis: Vec::new(), tags: Vec::new(), ..query.clone() };
        let prepared = match self.prepare(project, &all).await {
            Ok(prepared) => prepared,
            Err(_) => self.prepare(project, query).await?,
        };
        project.problems = known;
        let mut text = String::new();
        for kpi in wanted {
            let left_out = crate::engine::left_out(&prepared, kpi).await;
            text.push_str(&crate::plan::explain(&prepared.model, &prepared.plan, kpi, &left_out));
        }
        Ok(text)
    }

    /// The selected KPIs as SQL for another engine, one statement each. What cannot be exported is a problem.
    pub async fn sql(
        &self,
        project: &mut Project,
        query: &Query,
        dialect: Dialect,
    ) -> Result<Vec<String>, Problems> {
        let prepared = self.prepare(project, query).await?;
        let mut statements = Vec::new();
        for statement in crate::engine::sql(&prepared, dialect) {
            match statement {
                Ok(statement) => statements.push(statement),
                Err(problem) => project.problems.push(*problem),
            }
        }
        Ok(statements)
    }

    async fn prepare(&self, project: &mut Project, query: &Query) -> Result<Prepared, Problems> {
        let spec = Arc::new(project.spec.clone());
        let mut problems = std::mem::take(&mut project.problems);
        let prepared = prepare(spec, query, &self.options, &self.given, &mut problems).await;
        let prepared = prepared.filter(|prepared| {
            // Targets are judged by value, so that their zones are checked only now.
            for task in &prepared.model.tasks {
                if let Some(kpi) = &prepared.model.kpis[task.kpi] {
                    rules(&prepared.model, kpi, prepared.as_of, &mut problems);
                }
            }
            problems.iter().all(|problem| !stops(problem))
        });
        match prepared {
            Some(prepared) => {
                project.problems = problems;
                Ok(prepared)
            }
            None => Err(problems),
        }
    }
}

/// Mistakes in zones stop a run like any mistake in the definitions.
fn stops(problem: &Problem) -> bool {
    problem.severity == crate::diag::Severity::Error
        && matches!(problem.code, Code::InvalidTarget | Code::UnreachableZone)
}

/// Data that ends long before the judged period: likely it is now that is wrong, not the data.
fn stale(prepared: &Prepared, assessment: &Assessment, results: &crate::engine::Results) -> Option<Problem> {
    let newest = results.newest?;
    let missed = assessment.results.iter().find(|result| {
        result.status == Some(crate::targets::Status::NoData)
            && result.period.start.is_some_and(|start| newest < start)
    })?;
    let newest = prepared.model.civil.format_instant(newest);
    let message = format!("the newest row is of {newest}, before the period {}", missed.period.label);
    Some(
        Problem {
            severity: crate::diag::Severity::Warning,
            ..Problem::general(Code::NothingSelected, message)
        }
        .help("judge by the data's own clock with `--as-of latest`, or ask for a `--period` that it covers"),
    )
}
