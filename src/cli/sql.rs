//! `jauge sql`: KPIs as SQL for another engine.

use super::args::{Selection, Sql};
use super::session::Session;
use super::{output, query};
use crate::diag::{Code, Problem};
use crate::plan::sql::Dialect;
use crate::targets::Exit;
use std::path::{Path, PathBuf};

/// Prints the statements of the KPIs that are named.
pub(super) fn sql(session: &Session, options: &Sql) -> Exit {
    let (paths, kpis): (Vec<String>, Vec<String>) =
        options.named.iter().cloned().partition(|text| is_path(text));
    let paths: Vec<PathBuf> =
        if paths.is_empty() { vec![".".into()] } else { paths.into_iter().map(Into::into).collect() };
    let mut project = session.load(&paths);
    let named = options.selection.kpis.iter().cloned().chain(kpis).collect();
    let selection = Selection { kpis: named, ..options.selection.clone() };
    let asked = query::query(&mut project, &selection, session.options.as_of.as_deref());
    let known = Dialect::ALL.into_iter().find(|(name, _)| *name == options.dialect);
    let dialect = known.map_or_else(Dialect::default, |(_, dialect)| dialect);
    let statements = session.wait(session.engine().sql(&mut project, &asked, dialect)).map_err(Into::into);
    let written = statements.flatten().and_then(|statements| {
        let none = statements.is_empty() && !project.problems.has_errors() && !options.selection.allow_empty;
        if none {
            let problem = Problem::general(Code::NothingSelected, "there is no KPI to export");
            return Err(problem.help("define one below `kpis:`, or name another file or folder").into());
        }
        let text: Vec<String> =
            statements.into_iter().map(|statement| format!("{};\n", statement.trim_end())).collect();
        Ok(output::write(text.join("\n").as_bytes(), None)?)
    });
    if let Err(problems) = written {
        project.problems.extend(problems);
    }
    session.print(&project.problems, &project.texts);
    Exit::of_problems(&project.problems, true)
}

/// Files and folders are there, or end as definitions do.
fn is_path(text: &str) -> bool {
    text.ends_with(".yaml") || text.ends_with(".yml") || Path::new(text).exists()
}
