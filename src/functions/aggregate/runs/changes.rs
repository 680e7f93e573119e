//! How the cells of groups change from one period to the next.

use super::cells::Cell;
use datafusion::logical_expr::EmitTo;
use std::collections::HashMap;

/// A change: the group, the period that it comes with, and what is added.
pub(super) type Change<C> = (usize, usize, C);

/// The changes of many groups: one place for each group and period, or for those only that have a change if there
/// would be too many places.
#[derive(Debug)]
pub(super) struct Changes<C> {
    periods: usize,
    groups: usize,
    places: Places<C>,
}

#[derive(Debug)]
enum Places<C> {
    All(Vec<C>),
    Some(HashMap<(usize, usize), C>),
}

/// The most places that are all kept.
const MOST: usize = 1 << 20;

impl<C: Cell> Changes<C> {
    /// None yet, over so many periods.
    pub(super) fn new(periods: usize) -> Self {
        Self { periods, groups: 0, places: Places::All(Vec::new()) }
    }

    /// How many periods there are.
    pub(super) fn periods(&self) -> usize {
        self.periods
    }

    /// Makes room for so many groups.
    pub(super) fn resize(&mut self, groups: usize) {
        self.groups = groups;
        let wanted = groups.saturating_mul(self.periods);
        match &mut self.places {
            Places::All(places) if wanted <= MOST => places.resize(wanted, C::default()),
            Places::All(_) => {
                let changes = self.all();
                let some = changes.into_iter().map(|(group, period, cell)| ((group, period), cell));
                self.places = Places::Some(some.collect());
            }
            Places::Some(_) => {}
        }
    }

    /// Adds a change; one after the last period changes nothing.
    pub(super) fn add(&mut self, group: usize, period: usize, cell: &C) {
        if period >= self.periods {
            return;
        }
        match &mut self.places {
            Places::All(places) => {
                if let Some(place) = places.get_mut(group * self.periods + period) {
                    place.add(cell);
                }
            }
            Places::Some(places) => places.entry((group, period)).or_default().add(cell),
        }
    }

    /// The changes of the first groups, by group and period; they are forgotten, and the others move up.
    pub(super) fn take(&mut self, emit: EmitTo) -> (usize, Vec<Change<C>>) {
        let first = match emit {
            EmitTo::All => self.groups,
            EmitTo::First(first) => first.min(self.groups),
        };
        let (taken, left) = self.all().into_iter().partition(|(group, _, _)| *group < first);
        let groups = self.groups - first;
        *self = Self::new(self.periods);
        self.resize(groups);
        let left: Vec<Change<C>> = left;
        left.iter().for_each(|(group, period, cell)| self.add(group - first, *period, cell));
        (first, taken)
    }

    fn all(&mut self) -> Vec<Change<C>> {
        let changes = match std::mem::replace(&mut self.places, Places::All(Vec::new())) {
            Places::All(places) => {
                let places = places.into_iter().enumerate();
                places.map(|(at, cell)| (at / self.periods.max(1), at % self.periods.max(1), cell)).collect()
            }
            Places::Some(places) => {
                let places = places.into_iter().map(|((group, period), cell)| (group, period, cell));
                let mut changes: Vec<Change<C>> = places.collect();
                changes.sort_unstable_by_key(|(group, period, _)| (*group, *period));
                changes
            }
        };
        changes.into_iter().filter(|(_, _, cell): &Change<C>| !cell.is_nothing()).collect()
    }

    /// Bytes held on the heap.
    pub(super) fn size(&self) -> usize {
        match &self.places {
            Places::All(places) => places.capacity() * size_of::<C>(),
            Places::Some(places) => places.capacity() * (size_of::<C>() + 3 * size_of::<usize>()),
        }
    }

    /// The cells of each period that has rows: running sums of the changes of one group, in order.
    pub(super) fn running(&self, changes: &[Change<C>]) -> Vec<(usize, C)> {
        let mut found = Vec::new();
        let mut cell = C::default();
        for (at, (_, period, change)) in changes.iter().enumerate() {
            cell.add(change);
            let next = changes.get(at + 1).map_or(self.periods, |(_, next, _)| *next);
            if cell.rows() > 0 {
                found.extend((*period..next).map(|period| (period, cell)));
            }
        }
        found
    }
}
