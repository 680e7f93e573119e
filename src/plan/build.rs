//! Tasks to shared scans.

use super::{AskedPeriods, Input, LeafCall, LeafRef, Level, Plan, Presence, RollUp, Scan, TaskPlan};
use crate::functions::Argument;
use crate::functions::aggregate::{Leaf, Parts, leaf_output};
use crate::lang::Type;
use crate::lang::ast::Literal;
use crate::model::{Aggregate, Model, Node, NodeKind, SliceModel, Task, Valid};
use std::sync::Arc;

/// The plan for the model's tasks, each over its periods.
pub fn build(model: &Valid<Model>, as_of: i64, periods: &[AskedPeriods]) -> Plan {
    let mut builder = Builder { model, scans: Vec::new() };
    let shared = share(periods);
    let tasks = model.tasks.iter().zip(shared).map(|(task, periods)| builder.task(task, periods)).collect();
    Plan { as_of, scans: builder.scans, tasks }
}

/// The plan for one of the model's tasks.
pub fn build_one(model: &Valid<Model>, as_of: i64, task: usize, periods: Arc<AskedPeriods>) -> Plan {
    let mut builder = Builder { model, scans: Vec::new() };
    let tasks = model.tasks.get(task).map(|task| builder.task(task, periods)).into_iter().collect();
    Plan { as_of, scans: builder.scans, tasks }
}

/// Equal runs of periods become one, so that scans can be compared by it.
fn share(periods: &[AskedPeriods]) -> Vec<Arc<AskedPeriods>> {
    let mut known: Vec<Arc<AskedPeriods>> = Vec::new();
    let shared = periods.iter().map(|periods| match known.iter().find(|other| ***other == *periods) {
        Some(other) => other.clone(),
        None => {
            known.push(Arc::new(periods.clone()));
            known[known.len() - 1].clone()
        }
    });
    shared.collect()
}

struct Builder<'a> {
    model: &'a Model,
    scans: Vec<Scan>,
}

/// A task and one of its levels, while it is planned.
struct At<'t> {
    task: &'t Task,
    periods: Arc<AskedPeriods>,
    slices: Vec<usize>,
}

impl Builder<'_> {
    fn task(&mut self, task: &Task, periods: Arc<AskedPeriods>) -> TaskPlan {
        let mut aggregates = Vec::new();
        if let Some(kpi) = &self.model.kpis[task.kpi] {
            collect(self.model, &kpi.node, &mut aggregates);
        }
        let totals = self.model.spec.kpis.get_index(task.kpi).is_some_and(|(_, kpi)| kpi.totals);
        // The finest level first: what adds up is taken from it.
        let levels = level_slices(task.slices.len(), totals).into_iter().rev().map(|slices| {
            let at = At { task, periods: periods.clone(), slices };
            self.level(at, &aggregates)
        });
        let mut levels: Vec<_> = levels.collect();
        levels.reverse();
        let slices = task.slices.iter().map(|slice| (slice.name.clone(), slice.ty.clone())).collect();
        TaskPlan { kpi: task.kpi, periods, slices, levels }
    }

    fn level(&mut self, at: At, aggregates: &[Aggregate]) -> Level {
        let inputs = aggregates.iter().map(|aggregate| Input {
            aggregate: aggregate.clone(),
            leaves: leaves(aggregate).into_iter().map(|leaf| self.leaf(&at, aggregate, leaf)).collect(),
        });
        let inputs: Vec<_> = inputs.collect();
        let mut presences = Vec::new();
        for (input, aggregate) in inputs.iter().zip(aggregates) {
            let Some(leaf) = input.leaves.first() else { continue };
            let conditions = self.conditions(&at, aggregate);
            let presence = Presence {
                source: aggregate.source,
                scan: leaf.scan,
                presence: position(&mut self.scans[leaf.scan].presences, conditions.clone()),
            };
            self.presence_below(leaf.scan, conditions);
            if !presences.contains(&presence) {
                presences.push(presence);
            }
        }
        Level { slices: at.slices, inputs, presences }
    }

    /// A scan that is rolled up needs its presences in the finer one, at the same place.
    fn presence_below(&mut self, scan: usize, conditions: Vec<Node>) {
        if let Some(finer) = self.scans[scan].rolled_up_from.as_ref().map(|from| from.scan) {
            position(&mut self.scans[finer].presences, conditions);
        }
    }

    /// What a row must meet to make its slice exist: the KPI's `where` and that of the query.
    fn conditions(&self, at: &At, aggregate: &Aggregate) -> Vec<Node> {
        let asked = at.task.filters.iter().filter(|(source, _)| *source == aggregate.source);
        aggregate.kpi_filter.iter().chain(asked.map(|(_, node)| node)).cloned().collect()
    }

    fn leaf(&mut self, at: &At, aggregate: &Aggregate, mut leaf: LeafCall) -> LeafRef {
        for condition in self.conditions(at, aggregate) {
            if !leaf.filters.contains(&condition) {
                leaf.filters.push(condition);
            }
        }
        let scan = self.scan(at, aggregate, &leaf);
        let number = position(&mut self.scans[scan].leaves, leaf.clone());
        if let Some(finer) = self.scans[scan].rolled_up_from.as_ref().map(|from| from.scan) {
            position(&mut self.scans[finer].leaves, leaf);
        }
        LeafRef { scan, leaf: number }
    }

    /// The scan that computes a leaf: one that is there already, one rolled up from a finer one, or a new one.
    fn scan(&mut self, at: &At, aggregate: &Aggregate, leaf: &LeafCall) -> usize {
        let finest: Vec<_> = (0..at.task.slices.len()).collect();
        if at.slices.len() < finest.len() && adds_up(leaf) {
            let finer = self.direct_scan(at, aggregate, &finest);
            return self.rolled_scan(at, aggregate, finer);
        }
        self.direct_scan(at, aggregate, &at.slices.clone())
    }

    fn direct_scan(&mut self, at: &At, aggregate: &Aggregate, slices: &[usize]) -> usize {
        let slices = slice_nodes(&at.task.slices, slices, aggregate.source);
        let scan = self.new_scan(at, aggregate, slices, None);
        self.find_or_add(scan)
    }

    fn rolled_scan(&mut self, at: &At, aggregate: &Aggregate, finer: usize) -> usize {
        let slices = slice_nodes(&at.task.slices, &at.slices, aggregate.source);
        let from = RollUp { scan: finer, slices: at.slices.clone() };
        let scan = self.new_scan(at, aggregate, slices, Some(from));
        self.find_or_add(scan)
    }

    fn new_scan(
        &self,
        at: &At,
        aggregate: &Aggregate,
        slices: Vec<(Node, Type)>,
        from: Option<RollUp>,
    ) -> Scan {
        let time = aggregate.time.clone();
        Scan {
            source: aggregate.source,
            time,
            periods: at.periods.clone(),
            slices,
            leaves: Vec::new(),
            presences: vec![Vec::new()],
            rolled_up_from: from,
        }
    }

    fn find_or_add(&mut self, scan: Scan) -> usize {
        let same = |other: &Scan| {
            other.source == scan.source
                && other.time == scan.time
                && other.periods == scan.periods
                && other.slices == scan.slices
                && other.rolled_up_from == scan.rolled_up_from
        };
        match self.scans.iter().position(same) {
            Some(number) => number,
            None => {
                self.scans.push(scan);
                self.scans.len() - 1
            }
        }
    }
}

/// The aggregates of a formula and of the KPIs that it uses, each once.
fn collect(model: &Model, node: &Node, found: &mut Vec<Aggregate>) {
    node.walk(&mut |node| match &node.kind {
        NodeKind::Aggregate(aggregate) if !found.contains(aggregate) => found.push((**aggregate).clone()),
        NodeKind::Kpi(used) => {
            if let Some(used) = &model.kpis[*used] {
                collect(model, &used.node, found);
            }
        }
        _ => {}
    });
}

/// The total first, then sub-totals if asked, then all slices.
fn level_slices(slices: usize, totals: bool) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..slices).collect();
    let mut levels = vec![Vec::new()];
    if totals {
        let subsets = 1..(1_u32 << slices.min(8)) - 1;
        let mut between: Vec<Vec<usize>> = subsets
            .map(|mask| all.iter().copied().filter(|slice| mask >> slice & 1 == 1).collect())
            .collect();
        between.sort_by_key(Vec::len);
        levels.extend(between);
    }
    if slices > 0 {
        levels.push(all);
    }
    levels
}

fn slice_nodes(slices: &[SliceModel], numbers: &[usize], source: usize) -> Vec<(Node, Type)> {
    let chosen = numbers.iter().filter_map(|number| slices.get(*number));
    chosen.filter_map(|slice| Some((slice.node(source)?.clone(), slice.ty.clone()))).collect()
}

fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    match list.iter().position(|other| *other == item) {
        Some(number) => number,
        None => {
            list.push(item);
            list.len() - 1
        }
    }
}

fn adds_up(leaf: &LeafCall) -> bool {
    let ty = leaf.argument.as_ref().map_or(&Type::INTEGER, |argument| &argument.ty);
    leaf_output(&leaf.leaf, ty).1
}

/// What is computed for an aggregate.
fn leaves(aggregate: &Aggregate) -> Vec<LeafCall> {
    let first = aggregate.arguments.first();
    let call = |leaf, argument: Option<&Node>, extra: Option<&Node>| LeafCall {
        leaf,
        argument: argument.cloned(),
        order: aggregate.order.clone(),
        filters: aggregate.filter.iter().chain(extra).cloned().collect(),
    };
    match parts(aggregate) {
        Parts::Mean => vec![call(Leaf::Sum, first, None), call(Leaf::Count, first, None)],
        Parts::Share => vec![call(Leaf::Count, None, first), call(Leaf::Count, None, None)],
        // A condition that is counted is one more filter, so that it is shared with a share's numerator.
        Parts::One(Leaf::Count) if first.is_some_and(|node| node.ty == Type::Boolean) => {
            vec![call(Leaf::Count, None, first)]
        }
        Parts::One(leaf) => vec![call(leaf, first, None)],
    }
}

/// How an aggregate is made of leaves.
pub fn parts(aggregate: &Aggregate) -> Parts {
    let literals: Vec<Option<Literal>> = aggregate.arguments.iter().map(Node::literal).collect();
    let arguments: Vec<_> = aggregate
        .arguments
        .iter()
        .zip(&literals)
        .map(|(node, literal)| Argument { ty: &node.ty, literal: literal.as_ref() })
        .collect();
    // The model has accepted the arguments; a count is what needs none.
    (aggregate.function.parts)(&arguments).unwrap_or(Parts::One(Leaf::Count))
}
