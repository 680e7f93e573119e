//! `jauge explain`: what a KPI computes, in words.

use super::args::{Explain, Selection};
use super::session::Session;
use super::{output, query};
use crate::targets::Exit;

/// Explains the KPIs that are named.
pub(super) fn explain(session: &Session, options: &Explain) -> Exit {
    let mut project = session.load(&options.paths.paths);
    let selection = Selection { kpis: vec![options.kpi.clone()], ..Selection::default() };
    let asked = query::query(&mut project, &selection, session.options.as_of.as_deref());
    let explained = session.wait(session.engine().explain(&mut project, &asked)).map_err(Into::into);
    let written = explained.flatten().and_then(|text| Ok(output::write(text.as_bytes(), None)?));
    if let Err(problems) = written {
        project.problems.extend(problems);
    }
    session.print(&project.problems, &project.texts);
    Exit::of_problems(&project.problems, true)
}
