//! Runs of periods: found for each row by binary search, and rows repeated for each period of their run.

use super::context::Run;
use super::lasting::{day, moment};
use super::lower::lower;
use super::moments::each_period;
use super::placement::PERIOD;
use super::rows::{ENDS, Rows, STARTS, extend, named};
use crate::functions::operator;
use crate::functions::scalar::time::{Key, Marks, RunTest, periods_of, run_of};
use crate::lang::Type;
use crate::model::{LastsTest, Node, NodeKind};
use crate::plan::{AskedPeriods, Scan};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Column, UnnestOptions};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, cast};

/// The rows that can lie in a period at all, with where they begin and end as columns; an event does both at its time.
pub fn bounded(run: &Run<'_>, scan: &Scan, rows: Rows) -> Result<Rows> {
    let Rows { plan, mut names } = rows;
    let lowering = run.lowering();
    let (start, end) = match (&scan.interval, &scan.time) {
        (Some(interval), _) => super::lasting::bounds(interval, &names, &lowering)?,
        (None, Some(time)) => {
            let time = lower(time, &names, &lowering)?;
            let time = cast(operator::convert(&time, &Type::Instant, &lowering)?, DataType::Int64);
            (time.clone(), time)
        }
        (None, None) => return Err(DataFusionError::Internal("rows that nothing places".into())),
    };
    let plan =
        extend(plan, vec![start.alias(STARTS), end.alias(ENDS)])?.filter(named(STARTS).is_not_null())?;
    names.bounded = true;
    Ok(Rows { plan, names })
}

/// Each row once for each period of its run.
pub fn repeated(
    run: &Run<'_>,
    scan: &Scan,
    asked: &AskedPeriods,
    rows: Rows,
    conditions: &[Node],
) -> Result<Rows> {
    let Rows { plan, names } = rows;
    let found = found(run, scan, asked, conditions)?;
    let plan = extend(plan, vec![found.alias("run")])?.filter(named("run").is_not_null())?;
    let plan = extend(plan, vec![periods_of(named("run"), run.lowering().civil).alias(PERIOD)])?;
    let options = UnnestOptions::new().with_preserve_nulls(false);
    let plan = plan.unnest_column_with_options(Column::new_unqualified(PERIOD), options)?;
    Ok(Rows { plan, names })
}

/// The run of periods in which a row meets conditions, an event among those that hold it.
pub fn found(run: &Run<'_>, scan: &Scan, asked: &AskedPeriods, conditions: &[Node]) -> Result<Expr> {
    let mut tests = Vec::new();
    if scan.interval.is_none() {
        let past_now = run.as_of.saturating_add(1);
        tests.push(within(bounds(asked, past_now), Key::Start, Key::Start));
    }
    for condition in conditions {
        tests.push(test(run, asked, condition)?);
    }
    let row = (named(STARTS), named(ENDS));
    Ok(run_of(tests, asked.periods.len(), row, run.lowering().civil))
}

/// The starts and ends of periods, none of them later than an instant.
fn bounds(asked: &AskedPeriods, latest: i64) -> (Vec<i64>, Vec<i64>) {
    let bounds = (0..asked.periods.len()).filter_map(|index| asked.bounds(index));
    bounds.map(|(start, end)| (start.min(latest), end.min(latest))).unzip()
}

/// From the first period that ends after the one key to the last one that starts not after the other.
fn within((starts, ends): (Vec<i64>, Vec<i64>), after: Key, upto: Key) -> RunTest {
    RunTest { after: (marks(ends), after), upto: (marks(starts), upto) }
}

/// The searches hold only if no instant lies before that of an earlier period.
fn marks(instants: Vec<i64>) -> Marks {
    let mut latest = i64::MIN;
    let forward = instants.into_iter().map(|instant| {
        latest = latest.max(instant);
        latest
    });
    Marks::new(forward.collect())
}

fn test(run: &Run<'_>, asked: &AskedPeriods, condition: &Node) -> Result<RunTest> {
    let NodeKind::Lasts(lasts) = &condition.kind else {
        return Err(DataFusionError::Internal("a run that no condition on an interval makes".into()));
    };
    let bounds = bounds(asked, run.as_of);
    Ok(match (lasts.test, &lasts.at) {
        (LastsTest::ActiveAt, Some(at)) => {
            let lowering = run.lowering();
            let at = each_period(run, asked, at, |at| moment(&at, &lowering))?;
            RunTest { after: (marks(at.clone()), Key::Start), upto: (marks(at), Key::End) }
        }
        (LastsTest::ActiveOn, Some(date)) => {
            let lowering = run.lowering();
            let starts = each_period(run, asked, date, |date| Ok(day(&date, &lowering)?.0))?;
            let ends = each_period(run, asked, date, |date| Ok(day(&date, &lowering)?.1))?;
            within((starts, ends), Key::Start, Key::Last)
        }
        (LastsTest::StartedIn, _) => within(bounds, Key::Start, Key::Start),
        (LastsTest::EndedIn, _) => within(bounds, Key::End, Key::End),
        (LastsTest::Begun, _) => {
            let always = vec![i64::MIN; asked.periods.len()];
            within((always, bounds.1), Key::Start, Key::Start)
        }
        (LastsTest::Touches, _) => within(bounds, Key::Start, Key::End),
        _ => within(bounds, Key::Start, Key::Last),
    })
}
