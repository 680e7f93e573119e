//! The periods that a query asks for.

use crate::calendar::{Civil, Grain, Periods};
use crate::diag::{Code, Problem, Span};
use crate::lang::ast::{Bound, PeriodItem, SpanGrain};
use crate::model::KpiGrain;
use std::ops::Range;

/// A run of periods, some of which are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedPeriods {
    /// The run, from the first asked for to the last.
    pub periods: Periods,
    /// For each period of the run, whether it is asked for.
    pub asked: Vec<bool>,
    /// Where windows begin, if periods are windows that may overlap: each ends with its period.
    pub windows: Option<Vec<i64>>,
}

impl AskedPeriods {
    /// The indexes of the periods that are asked for.
    pub fn indexes(&self) -> impl Iterator<Item = usize> + '_ {
        self.asked.iter().enumerate().filter(|(_, asked)| **asked).map(|(index, _)| index)
    }

    /// The instants of a period: its start, and the one before which it ends.
    pub fn bounds(&self, index: usize) -> Option<(i64, i64)> {
        let start = match &self.windows {
            Some(windows) => windows.get(index).copied(),
            None => self.periods.start(index),
        };
        start.zip(self.periods.end(index))
    }

    /// Whether this is the one period that also holds rows without a time.
    pub fn unbounded(&self) -> bool {
        self.periods.grain.is_none() && self.periods.boundaries == [i64::MIN, i64::MAX]
    }
}

/// The first and last instants of the data that a KPI reads.
pub type DataRange = Option<(i64, i64)>;

/// The periods of a KPI: those asked for, else the last complete one to judge, the last 12 to compute.
pub fn asked(
    civil: &Civil,
    grain: KpiGrain,
    items: Option<&[(PeriodItem, Span)]>,
    as_of: i64,
    judge: bool,
    data: DataRange,
) -> Result<AskedPeriods, Problem> {
    match (grain, items) {
        (KpiGrain::All, None) => Ok(unbounded()),
        // All of the time there is also holds rows without a time.
        (KpiGrain::All, Some(items)) if items.iter().any(|(item, _)| *item == PeriodItem::All) => {
            Ok(unbounded())
        }
        (KpiGrain::Periods(grain), None) => {
            let current = civil.number(grain, as_of);
            let first = current.saturating_sub(if judge { 1 } else { 12 });
            run(civil, grain, std::slice::from_ref(&(first..current)), Span::default())
        }
        (KpiGrain::All, Some(items)) => {
            let ranges = items.iter().map(|(item, span)| instants(civil, item, *span, as_of, data));
            Ok(over_ranges(ranges.collect::<Result<_, _>>()?))
        }
        (KpiGrain::Periods(grain), Some(items)) => {
            let mut numbers = Vec::new();
            for (item, span) in items {
                let range = instants(civil, item, *span, as_of, data)?;
                numbers.push(civil.range(grain, range.start, range.end));
            }
            let span = items.first().map_or(Span::default(), |(_, span)| *span);
            run(civil, grain, &numbers, span)
        }
    }
}

fn unbounded() -> AskedPeriods {
    AskedPeriods { periods: Periods::all(i64::MIN, i64::MAX), asked: vec![true], windows: None }
}

fn run(civil: &Civil, grain: Grain, ranges: &[Range<i64>], span: Span) -> Result<AskedPeriods, Problem> {
    let ranges = &existing(civil, grain, ranges, span)?;
    let asked_for = ranges.iter().filter(|range| range.start < range.end);
    let first = asked_for.clone().map(|range| range.start).min().unwrap_or(0);
    let end = asked_for.map(|range| range.end).max().unwrap_or(first);
    let Some(periods) = Periods::new(civil, grain, first..end) else {
        let message = format!("there are too many periods of one {grain}");
        return Err(Problem::error(Code::InvalidPeriod, span, message)
            .help("ask for a shorter time or a coarser grain"));
    };
    let numbers = first..end;
    let asked = numbers.map(|number| ranges.iter().any(|range| range.contains(&number))).collect();
    Ok(AskedPeriods { periods, asked, windows: None })
}

/// The periods that a grain has: those of a table end somewhere.
fn existing(
    civil: &Civil,
    grain: Grain,
    ranges: &[Range<i64>],
    span: Span,
) -> Result<Vec<Range<i64>>, Problem> {
    let Some(all) = civil.numbers(grain) else { return Ok(ranges.to_vec()) };
    let cut = |range: &Range<i64>| range.start.max(all.start)..range.end.min(all.end);
    let existing: Vec<_> = ranges.iter().map(cut).filter(|range| range.start < range.end).collect();
    if !existing.is_empty() || ranges.iter().all(Range::is_empty) {
        return Ok(existing);
    }
    let date = |number: i64| civil.to_local(civil.start(grain, number)).date();
    let message = format!("no {grain} lies in the time asked for");
    let help = format!("its table reaches from {} to {}", date(all.start), date(all.end));
    Err(Problem::error(Code::InvalidPeriod, span, message).help(help))
}

/// With the grain `all` each range is one period; those that overlap or touch are one.
fn over_ranges(mut ranges: Vec<Range<i64>>) -> AskedPeriods {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| range.start);
    let (mut boundaries, mut asked) = (Vec::new(), Vec::new());
    for range in ranges {
        match boundaries.last_mut() {
            Some(end) if range.start <= *end => *end = range.end.max(*end),
            Some(_) => {
                boundaries.extend([range.start, range.end]);
                asked.extend([false, true]);
            }
            None => {
                boundaries = vec![range.start, range.end];
                asked.push(true);
            }
        }
    }
    if boundaries.is_empty() {
        boundaries.push(0);
    }
    AskedPeriods { periods: Periods { grain: None, first: 0, boundaries }, asked, windows: None }
}

/// The instants that an item of `--period` names, the end exclusive.
fn instants(
    civil: &Civil,
    item: &PeriodItem,
    span: Span,
    as_of: i64,
    data: DataRange,
) -> Result<Range<i64>, Problem> {
    let whole = |grain, year, place| {
        let number = civil.named(grain, year, place).ok_or_else(|| no_such(span))?;
        Ok(civil.whole(grain, number))
    };
    match item {
        PeriodItem::Year(year) => whole(Grain::Year, *year, 1),
        PeriodItem::Quarter(year, quarter) => whole(Grain::Quarter, *year, *quarter),
        PeriodItem::Month(year, month) => whole(Grain::Month, *year, *month),
        PeriodItem::Week(year, week) => whole(Grain::Week, *year, *week),
        PeriodItem::Day(date) => {
            let number = civil.number_of_date(Grain::Day, *date);
            Ok(civil.whole(Grain::Day, number))
        }
        PeriodItem::Range(from, to) => {
            let range = bound_instant(civil, from)..bound_instant(civil, to);
            if range.start < range.end {
                return Ok(range);
            }
            let problem = Problem::error(Code::InvalidPeriod, span, "the range ends before it begins");
            Err(problem.help("write the earlier date first; the end is exclusive"))
        }
        PeriodItem::Last(count, grain) => Ok(civil.last(*count, span_grain(*grain), as_of)),
        PeriodItem::This(grain) => Ok(civil.this(span_grain(*grain), as_of)),
        PeriodItem::All => {
            let (first, last) = data.unwrap_or((0, -1));
            Ok(first..last.min(as_of).saturating_add(1).max(first))
        }
    }
}

fn no_such(span: Span) -> Problem {
    Problem::error(Code::InvalidPeriod, span, "there is no such period")
        .help("write `2024`, `2024-Q1`, `2024-01`, `2024-W05` or `2024-01-31`")
}

/// The instant of a bound; a date is its start.
pub fn bound_instant(civil: &Civil, bound: &Bound) -> i64 {
    match bound {
        Bound::Date(date) => civil.date_instant(*date),
        Bound::Instant(local, None) => civil.to_utc(*local),
        Bound::Instant(local, Some(offset)) => {
            local.and_utc().timestamp_micros().saturating_sub(i64::from(*offset) * crate::calendar::SECOND)
        }
    }
}

fn span_grain(grain: SpanGrain) -> Grain {
    match grain {
        SpanGrain::Hour => Grain::Hour,
        SpanGrain::Day => Grain::Day,
        SpanGrain::Week => Grain::Week,
        SpanGrain::Month => Grain::Month,
        SpanGrain::Quarter => Grain::Quarter,
        SpanGrain::Year => Grain::Year,
    }
}
