//! Coarser groups from finer ones, in memory: the states of the finer ones are merged, and no source is read again.

use super::context::{Run, one};
use super::groups::{Groups, SliceKey, column, keys};
use super::placement::PERIOD;
use super::scan::{presence_name, rows_name, slice_name, state_name, tied_name, value_name};
use super::{Scanned, failure};
use crate::diag::Problem;
use crate::functions::aggregate::{Leaf, merge};
use crate::lang::Type;
use crate::plan::{AskedPeriods, LeafCall, Plan, RollUp, Scan};
use datafusion::arrow::array::{ArrayRef, AsArray, Int32Array, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{take, take_record_batch};
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use datafusion::error::{DataFusionError, Result};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Keeps the groups of a scan and of all that are rolled up from it. States are not kept: they may be large.
pub fn keep(
    run: &Run<'_>,
    plan: &Plan,
    number: usize,
    batches: Result<Vec<RecordBatch>, Box<Problem>>,
    done: &mut [Option<Scanned>],
) {
    let (Some(scan), Some(slot)) = (plan.scans.get(number), done.get_mut(number)) else { return };
    let finer = batches.and_then(|batches| {
        let groups = groups_of(&batches, scan).map_err(|error| problem(&error))?;
        Ok(Finer { scan, groups, batches, threads: run.threads() })
    });
    let finer = finer.as_ref();
    *slot = Some(finer.map_err(Clone::clone).and_then(|finer| {
        Groups::new(finer.groups.clone(), scan.slices.len()).map_err(|error| problem(&error))
    }));
    for (coarser, from) in plan.coarser(number) {
        let rolled = finer
            .map_err(Clone::clone)
            .and_then(|finer| roll_up(&plan.scans[coarser], from, finer).map_err(|error| problem(&error)));
        keep(run, plan, coarser, rolled.map(|batch| vec![batch]), done);
    }
}

fn problem(error: &DataFusionError) -> Box<Problem> {
    Box::new(failure::problem(error))
}

/// The groups without the states of their leaves.
fn groups_of(batches: &[RecordBatch], scan: &Scan) -> Result<RecordBatch> {
    let states: Vec<String> = (0..scan.leaves.len()).map(state_name).collect();
    let stateless = batches.iter().map(|batch| {
        let fields = batch.schema_ref().fields().iter().enumerate();
        let kept = fields.filter(|(_, field)| !states.contains(field.name())).map(|(at, _)| at);
        Ok(batch.project(&kept.collect::<Vec<_>>())?)
    });
    one(&stateless.collect::<Result<Vec<_>>>()?)
}

/// What coarser groups are made of.
struct Finer<'p> {
    scan: &'p Scan,
    /// All groups.
    groups: RecordBatch,
    /// The same in parts, with the states of their leaves.
    batches: Vec<RecordBatch>,
    threads: usize,
}

/// The groups of `scan` from those of the finer scan that it names.
fn roll_up(scan: &Scan, from: &RollUp, finer: &Finer) -> Result<RecordBatch> {
    let periods = coarser_periods(column(&finer.groups, PERIOD)?, &finer.scan.periods, &scan.periods);
    let slices = from.slices.iter().map(|slice| column(&finer.groups, &slice_name(*slice)).cloned());
    let slices: Vec<ArrayRef> = slices.collect::<Result<_>>()?;
    match from.running {
        None => merged(scan, finer, &periods, &slices),
        Some(running) => {
            let (batch, periods, slices) = cumulated(&one(&finer.batches)?, &periods, slices, running)?;
            let finer = Finer { groups: batch.clone(), batches: vec![batch], ..*finer };
            merged(scan, &finer, &periods, &slices)
        }
    }
}

/// The groups of `scan` from finer ones in these periods and slices.
fn merged(scan: &Scan, finer: &Finer, periods: &ArrayRef, slices: &[ArrayRef]) -> Result<RecordBatch> {
    let groups = &finer.groups;
    let merging = Merging::new(periods.as_primitive(), &keys(slices.to_vec(), groups.num_rows())?);
    let mut columns = vec![(PERIOD.to_owned(), take(periods, &merging.firsts, None)?)];
    for (number, slice) in slices.iter().enumerate() {
        columns.push((slice_name(number), take(slice, &merging.firsts, None)?));
    }
    for (number, conditions) in scan.presences.iter().enumerate() {
        let theirs = presence_name(position(&finer.scan.presences, conditions)?);
        columns.push((presence_name(number), merging.total(column(groups, &theirs)?)));
    }
    let leaves = in_parallel(finer.threads, scan.leaves.len(), |number| {
        let leaf = &scan.leaves[number];
        merging.leaf(finer, number, leaf, position(&finer.scan.leaves, leaf)?)
    });
    for leaf in leaves {
        columns.extend(leaf?);
    }
    Ok(RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )?)
}

/// The groups once for each value of a slice that is not smaller than their own, with that value.
fn cumulated(
    batch: &RecordBatch,
    periods: &ArrayRef,
    mut slices: Vec<ArrayRef>,
    running: usize,
) -> Result<(RecordBatch, ArrayRef, Vec<ArrayRef>)> {
    let Some(along) = slices.get(running) else { return Ok((batch.clone(), periods.clone(), slices)) };
    let values = keys(vec![along.clone()], batch.num_rows())?;
    let mut firsts: BTreeMap<&SliceKey, u32> = BTreeMap::new();
    for (value, row) in values.iter().zip(0_u32..) {
        firsts.entry(value).or_insert(row);
    }
    let (mut rows, mut shown) = (Vec::new(), Vec::new());
    for (value, row) in values.iter().zip(0_u32..) {
        for (_, first) in firsts.range::<&SliceKey, _>(value..) {
            rows.push(row);
            shown.push(*first);
        }
    }
    let rows = UInt32Array::from(rows);
    let seen = take(along, &UInt32Array::from(shown), None)?;
    for slice in &mut slices {
        *slice = take(slice, &rows, None)?;
    }
    slices[running] = seen;
    Ok((take_record_batch(batch, &rows)?, take(periods, &rows, None)?, slices))
}

/// The index of the period of each finer group among the coarser periods; null where it lies in none.
fn coarser_periods(finer: &ArrayRef, from: &AskedPeriods, to: &AskedPeriods) -> ArrayRef {
    if from == to {
        return finer.clone();
    }
    let indexes = (0..from.periods.len()).map(|period| {
        let coarser = from.periods.start(period).and_then(|start| to.periods.index_of(start));
        coarser.and_then(|index| i32::try_from(index).ok())
    });
    let indexes: Vec<Option<i32>> = indexes.collect();
    let index = |period: i32| *indexes.get(usize::try_from(period).ok()?)?;
    let finer = finer.as_primitive::<Int32Type>().iter();
    Arc::new(finer.map(|period| period.and_then(index)).collect::<Int32Array>())
}

/// Which coarser group each finer one is part of; those that lie in none of its periods are part of none.
struct Merging {
    groups: Vec<Option<usize>>,
    /// The first finer group of each coarser one.
    firsts: UInt32Array,
}

impl Merging {
    fn new(periods: &Int32Array, slices: &[SliceKey]) -> Self {
        let mut firsts = Vec::new();
        let mut known: HashMap<(i32, &SliceKey), usize> = HashMap::new();
        let groups = periods.iter().zip(slices).zip(0_u32..).map(|((period, slices), row)| {
            let group = *known.entry((period?, slices)).or_insert_with(|| {
                firsts.push(row);
                firsts.len() - 1
            });
            Some(group)
        });
        Self { groups: groups.collect(), firsts: firsts.into() }
    }

    /// The sums of a count.
    fn total(&self, counts: &ArrayRef) -> ArrayRef {
        let mut totals = vec![0_i64; self.firsts.len()];
        for (count, group) in counts.as_primitive::<Int64Type>().values().iter().zip(&self.groups) {
            if let Some(total) = group.and_then(|group| totals.get_mut(group)) {
                *total = total.saturating_add(*count);
            }
        }
        Arc::new(Int64Array::from(totals))
    }

    /// The columns of a leaf, which is number `theirs` in the finer groups.
    fn leaf(&self, finer: &Finer, number: usize, leaf: &LeafCall, theirs: usize) -> Result<Columns> {
        if leaf.leaf == Leaf::Count {
            let total = self.total(column(&finer.groups, &value_name(theirs))?);
            return Ok(vec![(value_name(number), total.clone()), (rows_name(number), total)]);
        }
        let ty = leaf.argument.as_ref().map_or(Type::INTEGER, |argument| argument.ty.clone());
        let mut groups = self.groups.as_slice();
        let mut states = Vec::new();
        for batch in &finer.batches {
            let (own, rest) = groups.split_at_checked(batch.num_rows()).unwrap_or((groups, &[]));
            states.push((column(batch, &state_name(theirs))?, own));
            groups = rest;
        }
        let merged = merge(&leaf.leaf, &ty, &states, self.firsts.len())?;
        let names: [Part; 4] =
            [("value", value_name), ("rows", rows_name), ("tied", tied_name), ("state", state_name)];
        let part = |(part, name): Part| Some((name(number), merged.column_by_name(part)?.clone()));
        Ok(names.into_iter().filter_map(part).collect())
    }
}

/// A part of a leaf's result and the name of its column, by the number of the leaf.
pub(super) type Part = (&'static str, fn(usize) -> String);

/// The results of `work` for the numbers up to `count`, in order.
fn in_parallel<T: Send>(threads: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let some = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        numbers.take_while(|number| *number < count).map(|number| (number, work(number))).collect::<Vec<_>>()
    };
    let mut done = std::thread::scope(|scope| {
        let others = 1..threads.min(count);
        // Where no thread can be had, those that are there do its work.
        let others = others.filter_map(|_| std::thread::Builder::new().spawn_scoped(scope, some).ok());
        let others: Vec<_> = others.collect();
        let mut done = some();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

type Columns = Vec<(String, ArrayRef)>;

fn position<T: PartialEq>(list: &[T], item: &T) -> Result<usize> {
    let found = list.iter().position(|other| other == item);
    found.ok_or_else(|| DataFusionError::Internal("the finer scan lacks a part".into()))
}
