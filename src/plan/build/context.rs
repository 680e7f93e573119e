//! Where a formula is computed: its periods, what is told apart, which rows are kept.

use crate::model::{Node, SliceModel, Task};
use crate::plan::AskedPeriods;
use std::sync::Arc;

/// What a frame is computed for.
#[derive(Clone)]
pub(super) struct Context {
    pub periods: Arc<AskedPeriods>,
    /// What is told apart: slices, then what an aggregate is `per`.
    pub keys: Vec<SliceModel>,
    /// What the finest level of the query tells apart: coarser ones are made from it.
    pub finest: Vec<SliceModel>,
    /// Rows to keep, by source.
    pub filters: Vec<(usize, Node)>,
    /// The first instant in the data.
    pub first: Option<i64>,
    /// Whether the keys are more than slices.
    pub keyed: bool,
    /// The key along which values are cumulated.
    pub running: Option<usize>,
    /// The names that shapes may use for slices.
    names: Vec<String>,
    /// The first of the keys that the innermost aggregate is `per`.
    own: usize,
}

impl Context {
    /// A task at one of its levels.
    pub fn of_task(task: &Task, slices: &[usize], periods: Arc<AskedPeriods>, first: Option<i64>) -> Self {
        let keys = slices.iter().filter_map(|slice| task.slices.get(*slice)).cloned().collect();
        let names = task.slices.iter().map(|slice| slice.name.clone()).collect();
        let filters = task.filters.clone();
        let finest = task.slices.clone();
        Self { periods, keys, finest, filters, first, keyed: false, running: None, names, own: 0 }
    }

    /// Tasks with the same slices, together.
    pub fn of_table(tasks: &[Task], periods: Arc<AskedPeriods>, first: Option<i64>) -> Self {
        let mut keys: Vec<SliceModel> = Vec::new();
        for slice in tasks.iter().flat_map(|task| &task.slices) {
            match keys.iter_mut().find(|key| key.name == slice.name) {
                Some(key) => {
                    let fresh = slice.nodes.iter().filter(|(source, _)| key.node(*source).is_none());
                    let fresh: Vec<_> = fresh.cloned().collect();
                    key.nodes.extend(fresh);
                }
                None => keys.push(slice.clone()),
            }
        }
        let names = keys.iter().map(|key| key.name.clone()).collect();
        Self {
            periods,
            finest: keys.clone(),
            keys,
            keyed: true,
            running: None,
            filters: Vec::new(),
            first,
            names,
            own: 0,
        }
    }

    /// The same over other periods.
    pub fn over(&self, periods: AskedPeriods) -> Self {
        Self { periods: Arc::new(periods), ..self.clone() }
    }

    /// The same for each of these keys, over the rows that are kept.
    pub fn per(&self, keys: &[SliceModel], filters: &[(usize, Node)]) -> Self {
        let mut context = self.clone();
        context.own = self.keys.len();
        context.keyed = true;
        context.keys.extend_from_slice(keys);
        context
            .finest
            .extend(keys.iter().filter(|key| !self.finest.contains(key)).cloned().collect::<Vec<_>>());
        context.filters.extend_from_slice(filters);
        context.names.extend(keys.iter().map(|key| key.name.clone()));
        context
    }

    /// The same, cumulated along the key of this name: none if it is not asked for, the same where it is not told apart.
    pub fn running(&self, name: &str) -> Option<Self> {
        let asked = self.names.iter().any(|other| other == name);
        let running = self.keys.iter().position(|key| key.name == name);
        asked.then(|| Self { running, ..self.clone() })
    }

    /// The numbers of the keys that a total still tells apart; none if it names a slice that is not asked for.
    pub fn kept(&self, names: Option<&[String]>) -> Option<Vec<usize>> {
        match names {
            None => Some((0..self.own).collect()),
            Some(names) if names.iter().all(|name| self.names.contains(name)) => {
                let kept = |key: &usize| !names.contains(&self.keys[*key].name);
                Some((0..self.keys.len()).filter(kept).collect())
            }
            Some(_) => None,
        }
    }

    /// The same with only these keys.
    pub fn with_keys(&self, kept: &[usize]) -> Self {
        let keys: Vec<_> = kept.iter().filter_map(|key| self.keys.get(*key)).cloned().collect();
        Self { own: self.own.min(keys.len()), keys, ..self.clone() }
    }
}
