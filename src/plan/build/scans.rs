//! Leaves to shared scans.

use super::context::Context;
use super::{Builder, position};
use crate::lang::Type;
use crate::model::{Aggregate, Node, SliceModel};
use crate::plan::placement::{Placed, placement, rows_of_source};
use crate::plan::{LeafCall, LeafRef, Presence, RollUp, Scan};

impl Builder<'_> {
    /// What a row must meet to make its key exist: the KPI's `where` and those around it.
    pub(super) fn conditions(&self, context: &Context, aggregate: &Aggregate) -> Vec<Node> {
        let around = context.filters.iter().filter(|(source, _)| *source == aggregate.source);
        aggregate.kpi_filter.iter().chain(around.map(|(_, node)| node)).cloned().collect()
    }

    pub(super) fn leaf(&mut self, context: &Context, aggregate: &Aggregate, mut leaf: LeafCall) -> LeafRef {
        for condition in self.conditions(context, aggregate) {
            if !leaf.filters.contains(&condition) {
                leaf.filters.push(condition);
            }
        }
        let scan = self.scan(context, aggregate, &leaf);
        let number = position(&mut self.scans[scan].leaves, leaf.clone());
        // What a scan is rolled up from has its leaves too.
        let mut coarser = scan;
        while let Some(finer) = self.scans[coarser].rolled_up_from.as_ref().map(|from| from.scan) {
            position(&mut self.scans[finer].leaves, leaf.clone());
            coarser = finer;
        }
        LeafRef { scan, leaf: number }
    }

    /// The presence of the rows that meet conditions in a scan.
    pub(super) fn presence(&mut self, source: usize, scan: usize, conditions: Vec<Node>) -> Presence {
        // Rows of smaller values do not make a key exist.
        let from = self.scans[scan].rolled_up_from.as_ref().filter(|from| from.running.is_some());
        let scan = from.map_or(scan, |from| from.scan);
        // A scan that is rolled up needs it in the finer one.
        if let Some(finer) = self.scans[scan].rolled_up_from.as_ref().map(|from| from.scan) {
            position(&mut self.scans[finer].presences, conditions.clone());
        }
        let presence = position(&mut self.scans[scan].presences, conditions);
        Presence { source, scan, presence }
    }

    /// A scan that counts an aggregate's rows: one that is there, one rolled up from a finer one, or a new one.
    pub(super) fn counting_scan(&mut self, context: &Context, aggregate: &Aggregate) -> usize {
        let slices = slice_nodes(&context.keys, aggregate.source);
        let wanted = self.new_scan(context, aggregate, slices, None, Placed::default());
        let finer =
            self.scans.iter().position(|scan| same_rows(scan, &wanted) && places(scan, &wanted).is_some());
        if let Some(number) = finer
            && let Some(slices) = places(&self.scans[number], &wanted)
        {
            let whole = slices.iter().copied().eq(0..self.scans[number].slices.len());
            if whole {
                return number;
            }
            return self.find_or_add(Scan {
                rolled_up_from: Some(RollUp { scan: number, slices, running: None }),
                ..wanted
            });
        }
        self.find_or_add(wanted)
    }

    /// The scan that computes a leaf, its rows as its conditions place them.
    pub(super) fn scan(&mut self, context: &Context, aggregate: &Aggregate, leaf: &LeafCall) -> usize {
        let placed = placement(leaf, &context.periods);
        let scan = self.standing_scan(context, aggregate, placed.clone());
        let Some(running) = context.running else { return scan };
        let slices = slice_nodes(&context.keys, aggregate.source);
        let from = RollUp { scan, slices: (0..slices.len()).collect(), running: Some(running) };
        let scan = self.new_scan(context, aggregate, slices, Some(from), placed);
        self.find_or_add(scan)
    }

    /// The scan of rows that stand for themselves: one that is there already, one rolled up from a finer one, or a new one.
    fn standing_scan(&mut self, context: &Context, aggregate: &Aggregate, placed: Placed) -> usize {
        if context.keys.len() < context.finest.len() {
            let finer = self.direct_scan(context, aggregate, &context.finest, placed.clone());
            return self.rolled_scan(context, aggregate, finer, placed);
        }
        self.direct_scan(context, aggregate, &context.keys, placed)
    }

    fn direct_scan(
        &mut self,
        context: &Context,
        aggregate: &Aggregate,
        keys: &[SliceModel],
        placed: Placed,
    ) -> usize {
        let scan = self.new_scan(context, aggregate, slice_nodes(keys, aggregate.source), None, placed);
        self.find_or_add(scan)
    }

    fn rolled_scan(
        &mut self,
        context: &Context,
        aggregate: &Aggregate,
        finer: usize,
        placed: Placed,
    ) -> usize {
        let kept = context.keys.iter().filter_map(|key| context.finest.iter().position(|other| other == key));
        let from = RollUp { scan: finer, slices: kept.collect(), running: None };
        let slices = slice_nodes(&context.keys, aggregate.source);
        let scan = self.new_scan(context, aggregate, slices, Some(from), placed);
        self.find_or_add(scan)
    }

    fn new_scan(
        &self,
        context: &Context,
        aggregate: &Aggregate,
        slices: Vec<(Node, Type)>,
        from: Option<RollUp>,
        Placed { placement, interval }: Placed,
    ) -> Scan {
        let begins = interval.as_ref().map(|interval| interval.from.clone());
        Scan {
            source: aggregate.source,
            time: aggregate.time.clone().or(begins),
            presences: vec![rows_of_source(interval.as_ref())],
            interval,
            placement,
            periods: context.periods.clone(),
            slices,
            keyed: context.keyed,
            leaves: Vec::new(),
            rolled_up_from: from,
        }
    }

    fn find_or_add(&mut self, scan: Scan) -> usize {
        let same = |other: &Scan| {
            same_rows(other, &scan)
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

/// Whether two scans read the same rows and place them alike.
fn same_rows(scan: &Scan, other: &Scan) -> bool {
    scan.source == other.source
        && scan.time == other.time
        && scan.interval == other.interval
        && scan.placement == other.placement
        && scan.periods == other.periods
}

/// Where the slices of `wanted` are in a scan that reads the source, if it has them all.
fn places(scan: &Scan, wanted: &Scan) -> Option<Vec<usize>> {
    if scan.rolled_up_from.is_some() {
        return None;
    }
    let place = |slice: &(Node, Type)| scan.slices.iter().position(|other| other == slice);
    wanted.slices.iter().map(place).collect()
}

fn slice_nodes(keys: &[SliceModel], source: usize) -> Vec<(Node, Type)> {
    keys.iter().filter_map(|key| Some((key.node(source)?.clone(), key.ty.clone()))).collect()
}
