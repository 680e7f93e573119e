//! `jauge validate`: every problem of the definitions, without computing.

use super::args::{Paths, Selection};
use super::session::Session;
use super::{output, query};
use crate::targets::Exit;

/// Reads, resolves, checks and binds the definitions to the data's columns.
pub(super) fn validate(session: &Session, options: &Paths) -> Exit {
    let mut project = session.load(&options.paths);
    let asked = query::query(&mut project, &Selection::default(), session.options.as_of.as_deref());
    let mut problems = match session.wait(session.engine().validate(&mut project, &asked)) {
        Ok(problems) => problems,
        Err(problem) => problem.into(),
    };
    if !problems.has_errors() && !session.options.quiet {
        let (kpis, sources) = (project.spec.kpis.len(), project.spec.sources.len());
        let text = format!("no errors: {kpis} KPIs, {sources} sources\n");
        problems.extend(output::write(text.as_bytes(), None).err());
    }
    session.print(&problems, &project.texts);
    Exit::of_problems(&problems, false)
}
