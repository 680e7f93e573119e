//! One pass whose leaves add each row to a run of periods: rows are grouped by slices alone, and the lists per group
//! that come out become one row per period and slices.

use super::context::Run;
use super::placement::PERIOD;
use super::rollup::Part;
use super::rows::{Rows, named};
use super::runs::found;
use super::scan::{Inputs, presence_name, project, rows_name, slice_name, state_name, value_name};
use crate::functions::aggregate::{Leaf, lower_run, merge};
use crate::lang::Type;
use crate::lang::ast::Literal;
use crate::model::{Node, NodeKind};
use crate::plan::{AskedPeriods, Conditions, LeafCall, Scan};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int32Array, RecordBatch, StructArray, UInt32Array};
use datafusion::arrow::compute::{concat, take};
use datafusion::arrow::datatypes::{Field, Fields, Int32Type};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use std::sync::Arc;

/// The groups of a scan, as `scan` gives them.
pub async fn scan(
    run: &Run<'_>,
    scan: &Scan,
    asked: &AskedPeriods,
    rows: Rows,
    mergeable: bool,
) -> Result<RecordBatch> {
    let Rows { plan, names } = rows;
    let mut inputs = Inputs::new(run, &names);
    for (number, (node, ty)) in scan.slices.iter().enumerate() {
        inputs.slice(number, node, ty)?;
    }
    let (mut aggregates, mut counted) = (Vec::new(), Vec::new());
    for (number, conditions) in scan.presences.iter().enumerate() {
        counted.push(!conditions.iter().any(is_never));
        if !conditions.iter().any(is_never) {
            let rows = LeafCall {
                leaf: Leaf::Count,
                argument: None,
                order: Vec::new(),
                filters: conditions.clone(),
            };
            aggregates.push(leaf(run, scan, asked, &mut inputs, &rows)?.alias(presence_name(number)));
        }
    }
    for (number, call) in scan.leaves.iter().enumerate() {
        aggregates.push(leaf(run, scan, asked, &mut inputs, call)?.alias(value_name(number)));
    }
    let groups: Vec<Expr> = (0..scan.slices.len()).map(|slice| named(&slice_name(slice))).collect();
    let plan = project(plan, &[], inputs.exprs)?.aggregate(groups, aggregates)?;
    let batch = run.collect(plan.build()?).await?;
    unfold(scan, asked.periods.len(), &batch, &counted, mergeable)
}

/// A condition that no row meets.
fn is_never(condition: &Node) -> bool {
    matches!(condition.kind, NodeKind::Literal(Literal::Boolean(false)))
}

fn leaf(
    run: &Run<'_>,
    scan: &Scan,
    asked: &AskedPeriods,
    inputs: &mut Inputs,
    leaf: &LeafCall,
) -> Result<Expr> {
    let conditions = Conditions::of(&leaf.filters, asked);
    let filter = inputs.all(&conditions.fixed)?;
    let found = inputs.named(found(run, scan, asked, &conditions.runs)?, "run");
    let (ty, argument) = inputs.argument(leaf)?;
    Ok(lower_run(leaf.leaf, asked.periods.len(), &ty, argument, found, filter))
}

/// Lists per group as one row for each group and period that any of them has.
fn unfold(
    scan: &Scan,
    periods: usize,
    batch: &RecordBatch,
    counted: &[bool],
    mergeable: bool,
) -> Result<RecordBatch> {
    let lists = |name: String| {
        let column = batch.column_by_name(&name).and_then(|column| column.as_struct_opt());
        column.ok_or_else(|| DataFusionError::Internal(format!("no lists `{name}`"))).and_then(Lists::new)
    };
    let presences = counted.iter().enumerate();
    let presences: Vec<Option<Lists>> = presences
        .map(|(number, counted)| counted.then(|| lists(presence_name(number))).transpose())
        .collect::<Result<_>>()?;
    let leaves: Vec<Lists> =
        (0..scan.leaves.len()).map(|number| lists(value_name(number))).collect::<Result<_>>()?;
    let all: Vec<&Lists> = presences.iter().flatten().chain(&leaves).collect();
    let rows = Unfolded::new(periods, batch.num_rows(), &all)?;
    let mut columns = vec![(PERIOD.to_owned(), Arc::new(Int32Array::from(rows.periods.clone())) as ArrayRef)];
    let groups = UInt32Array::from(rows.groups.clone());
    for slice in 0..scan.slices.len() {
        let name = slice_name(slice);
        let column =
            batch.column_by_name(&name).ok_or_else(|| DataFusionError::Internal(format!("no `{name}`")))?;
        columns.push((name, take(column, &groups, None)?));
    }
    let mut places = rows.places.into_iter();
    for (number, presence) in presences.iter().enumerate() {
        let counts = match presence {
            Some(lists) => lists.counts(&UInt32Array::from(places.next().unwrap_or_default()))?,
            None => ScalarValue::Int64(Some(0)).to_array_of_size(groups.len())?,
        };
        columns.push((presence_name(number), counts));
    }
    for (number, (call, lists)) in scan.leaves.iter().zip(&leaves).enumerate() {
        columns.extend(lists.leaf(
            number,
            call,
            &UInt32Array::from(places.next().unwrap_or_default()),
            mergeable,
        )?);
    }
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

/// What one leaf found: per group a list of periods, and beside it the states there.
struct Lists {
    offsets: Vec<i64>,
    periods: Int32Array,
    /// The columns of the states; after the last one stands the state over no rows.
    states: Vec<ArrayRef>,
}

impl Lists {
    fn new(found: &StructArray) -> Result<Self> {
        let lists: Option<Vec<_>> =
            found.columns().iter().map(|column| column.as_list_opt::<i64>()).collect();
        let lists = lists.ok_or_else(|| DataFusionError::Internal("a run leaf without lists".into()))?;
        let Some((periods, states)) = lists.split_first() else {
            return Err(DataFusionError::Internal("a run leaf without periods".into()));
        };
        let with_nothing = |values: &ArrayRef| -> Result<ArrayRef> {
            let nothing = ScalarValue::new_zero(values.data_type())?.to_array()?;
            Ok(concat(&[values, &nothing])?)
        };
        Ok(Self {
            offsets: periods.value_offsets().to_vec(),
            periods: periods.values().as_primitive::<Int32Type>().clone(),
            states: states.iter().map(|list| with_nothing(list.values())).collect::<Result<_>>()?,
        })
    }

    /// The places of a group's entries, and the period of each.
    fn of_group(&self, group: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let bounds = self.offsets.get(group).copied().zip(self.offsets.get(group + 1).copied());
        let (from, to) = bounds.map_or((0, 0), |(from, to)| (from as usize, to as usize));
        (from..to).filter_map(|at| Some((at, usize::try_from(*self.periods.values().get(at)?).ok()?)))
    }

    fn counts(&self, places: &UInt32Array) -> Result<ArrayRef> {
        let counts = self.states.first();
        let counts = counts.ok_or_else(|| DataFusionError::Internal("a count without its state".into()))?;
        Ok(take(counts, places, None)?)
    }

    /// The columns of a leaf, as a scan of points gives them.
    fn leaf(&self, number: usize, leaf: &LeafCall, places: &UInt32Array, mergeable: bool) -> Result<Columns> {
        if leaf.leaf == Leaf::Count {
            let counts = self.counts(places)?;
            return Ok(vec![(value_name(number), counts.clone()), (rows_name(number), counts)]);
        }
        let ty = leaf.argument.as_ref().map_or(Type::INTEGER, |argument| argument.ty.clone());
        let fields = self.states.iter().enumerate();
        let fields: Fields = fields
            .map(|(number, state)| Field::new(number.to_string(), state.data_type().clone(), true))
            .collect();
        let states: ArrayRef = Arc::new(StructArray::try_new(fields, self.states.clone(), None)?);
        let each: Vec<Option<usize>> = (0..states.len()).map(Some).collect();
        let merged = merge(&leaf.leaf, &ty, &[(&states, &each)], each.len())?;
        let mut columns = Vec::new();
        let parts: [Part; 3] = [("value", value_name), ("rows", rows_name), ("state", state_name)];
        for (part, name) in parts.into_iter().filter(|(part, _)| mergeable || *part != "state") {
            if let Some(column) = merged.column_by_name(part) {
                columns.push((name(number), take(column, places, None)?));
            }
        }
        Ok(columns)
    }
}

type Columns = Vec<(String, ArrayRef)>;

/// One row per group and period.
struct Unfolded {
    groups: Vec<u32>,
    periods: Vec<i32>,
    /// For each of the lists, where each row's entry is.
    places: Vec<Vec<u32>>,
}

impl Unfolded {
    fn new(periods: usize, groups: usize, lists: &[&Lists]) -> Result<Self> {
        let mut all = Self { groups: Vec::new(), periods: Vec::new(), places: vec![Vec::new(); lists.len()] };
        // The row of each period in the group at hand, with the group it was found for.
        let mut rows: Vec<(usize, usize)> = vec![(usize::MAX, 0); periods];
        let nothing: Vec<u32> =
            lists.iter().map(|lists| number(lists.periods.len())).collect::<Result<_>>()?;
        for group in 0..groups {
            for (list, lists) in lists.iter().enumerate() {
                for (at, period) in lists.of_group(group) {
                    let Some(row) = rows.get_mut(period) else { continue };
                    if row.0 != group {
                        *row = (group, all.groups.len());
                        all.groups.push(number(group)?);
                        all.periods.push(period as i32);
                        all.places
                            .iter_mut()
                            .zip(&nothing)
                            .for_each(|(places, nothing)| places.push(*nothing));
                    }
                    all.places[list][row.1] = number(at)?;
                }
            }
        }
        Ok(all)
    }
}

fn number(place: usize) -> Result<u32> {
    u32::try_from(place)
        .map_err(|_| DataFusionError::ResourcesExhausted("too many slices over too many periods".to_owned()))
}
