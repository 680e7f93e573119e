//! Grains of a project's own: tables of boundaries, such as the weeks of a retailer.

use super::{Civil, EARLIEST, Grain, LATEST};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Consecutive periods with their labels; the last boundary only ends the period before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GrainTable {
    boundaries: Vec<i64>,
    labels: Vec<String>,
}

impl GrainTable {
    /// The table of these boundaries, each with the label of the period that begins there; none if they do not rise, or
    /// if there are fewer than two.
    pub fn new(rows: Vec<(i64, String)>) -> Option<GrainTable> {
        let (boundaries, labels): (Vec<i64>, Vec<String>) = rows.into_iter().unzip();
        let rising = boundaries.is_sorted_by(|one, next| one < next);
        (rising && boundaries.len() > 1).then_some(GrainTable { boundaries, labels })
    }

    /// How many periods it has.
    pub fn len(&self) -> i64 {
        i64::try_from(self.boundaries.len()).unwrap_or(i64::MAX).saturating_sub(1).max(0)
    }

    /// The length of its longest period, in microseconds.
    pub fn longest(&self) -> i64 {
        let next = self.boundaries.iter().skip(1);
        self.boundaries.iter().zip(next).map(|(start, end)| end.saturating_sub(*start)).max().unwrap_or(0)
    }

    /// Whether it has no period.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the period that holds an instant, from 0; -1 before the first, [`GrainTable::len`] after the last.
    pub fn number(&self, instant: i64) -> i64 {
        let begun = self.boundaries.partition_point(|boundary| *boundary <= instant);
        i64::try_from(begun).unwrap_or(i64::MAX) - 1
    }

    /// The first instant of a period; beyond the table all of time before or after it.
    pub fn start(&self, number: i64) -> i64 {
        match usize::try_from(number) {
            Ok(number) => self.boundaries.get(number).copied().unwrap_or(LATEST),
            Err(_) => EARLIEST,
        }
    }

    /// The label of a period, none beyond the table.
    pub fn label(&self, number: i64) -> Option<&str> {
        let index = usize::try_from(number).ok().filter(|_| number < self.len())?;
        self.labels.get(index).map(String::as_str)
    }

    /// The number of the only period with this label.
    pub fn labelled(&self, label: &str) -> Option<i64> {
        let mut numbers = (0..self.len()).filter(|number| self.label(*number) == Some(label));
        let number = numbers.next();
        number.filter(|_| numbers.next().is_none())
    }
}

impl Hash for GrainTable {
    // Plans are hashed often and tables may be long; equality decides.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.boundaries.len().hash(state);
    }
}

/// The tables of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GrainTables {
    /// By the name of the grain.
    pub named: BTreeMap<String, Arc<GrainTable>>,
}

impl GrainTables {
    /// The table of the grain with this name.
    pub fn get(&self, name: &str) -> Option<&Arc<GrainTable>> {
        self.named.get(name)
    }
}

impl Civil {
    /// The period that stands at the same place, counted from the first, in the coarser period `steps` further on; none
    /// if that one has fewer. The fifth week of a year, in the year before: the fifth week of that one.
    pub fn same_ordinal(&self, grain: Grain, number: i64, coarser: Grain, steps: i64) -> Option<i64> {
        let (mut fine, mut coarse) = (self.numbering(grain), self.numbering(coarser));
        let within = coarse.number(fine.start(number));
        let target = within.checked_add(steps)?;
        if !self.exists(coarser, within) || !self.exists(coarser, target) {
            return None;
        }
        // The first period that begins in the coarser one.
        let mut first = |coarser: i64| {
            let start = coarse.start(coarser);
            let holding = fine.number(start);
            if fine.start(holding) < start { holding + 1 } else { holding }
        };
        let ordinal = number.checked_sub(first(within))?;
        let same = first(target).checked_add(ordinal)?;
        (self.exists(grain, same) && coarse.number(fine.start(same)) == target).then_some(same)
    }
}
