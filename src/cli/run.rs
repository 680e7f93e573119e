//! `jauge run`: values without verdicts; `check` shares its way.

use super::args::Run;
use super::session::Session;
use super::{output, query, screen};
use crate::Project;
use crate::diag::{Code, Problem, Problems};
use crate::model::Query;
use crate::report::{Format, Report, sort, top};
use crate::targets::{Assessment, Exit};
use std::io::{IsTerminal as _, stdout};

/// Computes and reports values.
pub(super) fn run(session: &Session, options: &Run) -> Exit {
    compute(session, options, |query| query, |_| Exit::Met)
}

/// Computes what `ask` makes of the options' query, reports it and exits as `judge` says, unless problems are worse.
pub(super) fn compute(
    session: &Session,
    options: &Run,
    ask: impl Fn(Query) -> Query,
    judge: impl Fn(&Assessment) -> Exit,
) -> Exit {
    let mut project = session.load(&options.paths.paths);
    let before = project.problems.iter().count();
    let asked = ask(query::query(&mut project, &options.selection, session.options.as_of.as_deref()));
    let readable = project.problems.iter().count() == before;
    let empty = options.selection.allow_empty;
    let found = answer(session, &mut project, &asked, readable);
    // Where a KPI is missing for a graver reason, that reason is told already.
    let told = empty || project.problems.has_errors();
    let found = found
        .and_then(|found| nothing(&found).filter(|_| !told).map_or(Ok(found), |problem| Err(problem.into())));
    let exit = match found.and_then(|found| written(session, options, &project, found)) {
        Ok(assessment) => judge(&assessment),
        Err(problems) => {
            project.problems.extend(problems);
            Exit::Met
        }
    };
    if empty {
        project.problems.demote(|problem| problem.code != Code::NothingSelected);
    }
    session.print(&project.problems, &project.texts);
    exit.max(Exit::of_problems(&project.problems, true))
}

/// The values; with options that cannot be read, all other problems instead.
fn answer(
    session: &Session,
    project: &mut Project,
    query: &Query,
    readable: bool,
) -> Result<Assessment, Problems> {
    let engine = session.engine();
    if !readable {
        return Err(session.wait(engine.validate(project, query))?);
    }
    if session.options.verbose {
        for sentence in session.wait(engine.left_out(project, query))?? {
            session.say(&format!("left out: {sentence}"));
        }
    }
    session.wait(engine.run(project, query))?
}

/// The problem of a run that found nothing to show or to judge.
fn nothing(assessment: &Assessment) -> Option<Problem> {
    if assessment.kpis.is_empty() {
        let problem = Problem::general(Code::NothingSelected, "there is no KPI to compute");
        return Some(problem.help("define one below `kpis:`, or name another file or folder"));
    }
    if !assessment.judged || assessment.results.iter().any(|result| !result.verdicts.is_empty()) {
        return None;
    }
    let problem = Problem::general(Code::NothingSelected, "there is nothing to judge");
    let over = assessment.results.iter().any(|result| result.period.complete);
    Some(problem.help(if over {
        "give a KPI a `target:`, or use `jauge run` to compute without judging"
    } else {
        "the periods asked for are not over yet: judge them with `--incomplete`"
    }))
}

/// Sorts, cuts and writes the report; the verdicts of all values decide the exit, also of those not shown.
fn written(
    session: &Session,
    options: &Run,
    project: &Project,
    assessment: Assessment,
) -> Result<Assessment, Problems> {
    let mut shown = assessment.clone();
    if let Some(order) = options.report.sort {
        sort(&mut shown, order);
    }
    if let Some(count) = options.report.top {
        top(&mut shown, count);
    }
    let bytes = bytes(session, options, project, &shown)?;
    output::write(&bytes, options.report.output.as_deref())?;
    Ok(assessment)
}

fn bytes(
    session: &Session,
    options: &Run,
    project: &Project,
    assessment: &Assessment,
) -> Result<Vec<u8>, Problem> {
    let terminal = options.report.output.is_none() && stdout().is_terminal();
    let report = Report {
        assessment,
        problems: &project.problems,
        texts: &project.texts,
        width: if options.report.output.is_none() { screen::stdout_width() } else { screen::USUAL_WIDTH },
        colour: screen::colour(session.options.color, terminal),
    };
    let format = Format::named(&options.report.format);
    format.map_or_else(|| Ok(Vec::new()), |format| format.write(&report))
}
