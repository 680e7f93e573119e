//! The periods that shapes look at: moved ones, windows, and the finer ones inside.

use super::AskedPeriods;
use crate::calendar::{Civil, Grain, Periods};
use crate::model::{Model, NodeKind, ShapeKind, Step};
use std::ops::Range;

/// Whether a KPI needs to know where its data begins.
pub fn looks_back(model: &Model, kpi: usize) -> bool {
    let Some(kpi) = model.kpis.get(kpi).and_then(Option::as_ref) else { return false };
    let mut found = false;
    kpi.node.walk(&mut |node| {
        found |= match &node.kind {
            NodeKind::Shaped(shape) => shape.kind.looks_back(),
            NodeKind::Per(per) => per.grain.is_some(),
            NodeKind::Kpi(used) => looks_back(model, *used),
            _ => false,
        }
    });
    found
}

/// What steps are taken by.
pub(super) struct Steps<'a> {
    pub civil: &'a Civil,
    pub as_of: i64,
    /// The first instant in the data, if it was looked up and there is any.
    pub first: Option<i64>,
}

impl Steps<'_> {
    /// The periods that a shape moves to, and for each period which one; none where it lies before the first row.
    pub fn moved(&self, from: &AskedPeriods, kind: &ShapeKind) -> (Option<AskedPeriods>, Vec<Option<usize>>) {
        let nothing = vec![None; from.periods.len()];
        let Some(grain) = from.periods.grain else { return (None, nothing) };
        let Some(first) = self.first.map(|first| self.civil.number(grain, first)) else {
            return (None, nothing);
        };
        let target = |index: usize| {
            let asked = from.asked.get(index).copied().unwrap_or(false);
            let number = self.target(grain, from, index, kind).filter(|_| asked)?;
            Some(number).filter(|number| *number >= first && self.civil.exists(grain, *number))
        };
        let targets: Vec<Option<i64>> = (0..from.periods.len()).map(target).collect();
        let known = || targets.iter().flatten().copied();
        let Some((lowest, highest)) = known().min().zip(known().max()) else { return (None, nothing) };
        let Some(periods) = Periods::new(self.civil, grain, lowest..highest.saturating_add(1)) else {
            return (None, nothing);
        };
        let place = |number: i64| usize::try_from(number.saturating_sub(lowest)).ok();
        let mut asked = vec![false; periods.len()];
        known().filter_map(place).for_each(|index| asked[index] = true);
        let map = targets.into_iter().map(|target| target.and_then(place)).collect();
        (Some(AskedPeriods { periods, asked, windows: None }), map)
    }

    /// The number of the period that a shape takes its value from.
    fn target(&self, grain: Grain, from: &AskedPeriods, index: usize, kind: &ShapeKind) -> Option<i64> {
        let number = from.periods.number(index);
        let start = from.periods.start(index)?;
        match kind {
            ShapeKind::Periods(count) => number.checked_add(*count),
            ShapeKind::Step(step) => Some(self.civil.number(grain, self.step(start, *step))),
            ShapeKind::AtStart(longer) => {
                Some(self.civil.number(grain, self.civil.start(*longer, self.civil.number(*longer, start))))
            }
            _ => None,
        }
    }

    /// An instant moved by a step; days are civil.
    fn step(&self, instant: i64, step: Step) -> i64 {
        match step {
            Step::Months(months) => self.civil.add_months(instant, months),
            Step::Days(days) => self.civil.add_days(instant, days),
            Step::Exact(micros) => instant.saturating_add(micros),
        }
    }

    /// The windows that end with each period, and whether each has a value.
    pub fn windows(&self, from: &AskedPeriods, kind: &ShapeKind) -> (AskedPeriods, Vec<bool>) {
        let ends: Vec<i64> = (0..from.periods.len()).map(|index| self.end(from, index)).collect();
        let start = |(index, end): (usize, &i64)| self.window_start(from, index, *end, kind);
        let starts: Vec<i64> = ends.iter().enumerate().map(start).collect();
        let whole = starts.iter().map(|start| self.is_whole(from.periods.grain, *start, kind)).collect();
        let asked = from.asked.clone();
        // One window is a period like any other, which is cheaper.
        if let ([start], [end]) = (starts.as_slice(), ends.as_slice()) {
            let periods = Periods { boundaries: vec![*start, *end], ..from.periods.clone() };
            return (AskedPeriods { periods, asked, windows: None }, whole);
        }
        (AskedPeriods { periods: from.periods.clone(), asked, windows: Some(starts) }, whole)
    }

    /// The end of a period; that of all time is now.
    fn end(&self, from: &AskedPeriods, index: usize) -> i64 {
        let end = from.periods.end(index).unwrap_or(i64::MAX);
        if end == i64::MAX { self.as_of.saturating_add(1) } else { end }
    }

    fn window_start(&self, from: &AskedPeriods, index: usize, end: i64, kind: &ShapeKind) -> i64 {
        match kind {
            ShapeKind::Rolling { length, .. } => self.step(end, length.back()).min(end),
            ShapeKind::ToDate(Some(longer)) => {
                let start = from.periods.start(index).filter(|start| *start > i64::MIN).unwrap_or(end - 1);
                self.civil.start(*longer, self.civil.number(*longer, start))
            }
            _ => crate::calendar::EARLIEST,
        }
    }

    /// A rolling window must not begin in a period before that of the first row.
    fn is_whole(&self, grain: Option<Grain>, start: i64, kind: &ShapeKind) -> bool {
        if !kind.looks_back() {
            return true;
        }
        let number = |instant| self.civil.number(grain.unwrap_or(Grain::Day), instant);
        self.first.is_some_and(|first| number(start) >= number(first))
    }

    /// The periods of a finer grain up to now, and which of them begin in each period.
    pub fn finer(&self, from: &AskedPeriods, grain: Grain) -> (Option<AskedPeriods>, Vec<Range<usize>>) {
        let bounds: Vec<_> = (0..from.periods.len()).map(|index| self.finite(from, index, grain)).collect();
        let asked = |index: usize| from.asked.get(index).copied().unwrap_or(false);
        let wanted =
            || bounds.iter().enumerate().filter_map(|(index, bounds)| (*bounds).filter(|_| asked(index)));
        let first = wanted().map(|(start, _)| start).min();
        let last = wanted().map(|(_, end)| end).max();
        let nothing = || (None, vec![0..0; from.periods.len()]);
        let Some((first, last)) = first.zip(last) else { return nothing() };
        let Some(periods) = Periods::new(self.civil, grain, self.civil.range(grain, first, last)) else {
            return nothing();
        };
        let starts = &periods.boundaries[..periods.len()];
        let inside = |(index, bounds): (usize, &Option<(i64, i64)>)| match bounds.filter(|_| asked(index)) {
            Some((start, end)) => {
                starts.partition_point(|at| *at < start)..starts.partition_point(|at| *at < end)
            }
            None => 0..0,
        };
        let inside: Vec<Range<usize>> = bounds.iter().enumerate().map(inside).collect();
        let mut asked = vec![false; periods.len()];
        inside.iter().flat_map(Clone::clone).for_each(|index| asked[index] = true);
        (Some(AskedPeriods { periods, asked, windows: None }), inside)
    }

    /// The bounds of a period up to now; all time begins with the finer period that holds the first row.
    fn finite(&self, from: &AskedPeriods, index: usize, grain: Grain) -> Option<(i64, i64)> {
        let (start, end) = from.bounds(index)?;
        let start = match start <= crate::calendar::EARLIEST {
            true => self.civil.start(grain, self.civil.number(grain, self.first?)),
            false => start,
        };
        Some((start, end.min(self.as_of))).filter(|(start, end)| start < end)
    }
}
