//! `jauge check`: values judged against their targets.

use super::args::{Check, Level};
use super::run;
use super::session::Session;
use crate::model::Query;
use crate::targets::Exit;

/// Computes, judges and reports values.
pub(super) fn check(session: &Session, options: &Check) -> Exit {
    let incomplete = options.incomplete;
    let fail_on_warn = options.fail_on == Some(Level::Warn);
    let ask = |query| Query { judge: true, incomplete, ..query };
    run::compute(session, &options.run, ask, |assessment| Exit::of(assessment, fail_on_warn))
}
