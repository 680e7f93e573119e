//! Formulas over periods and keys: which there are, their aggregates beside each other, the formula over them.

use super::Printer;
use super::expressions::Scope;
use super::names::{all, bare, called};
use super::refusal::Written;
use super::scans::period_part;
use crate::functions::aggregate::Parts;
use crate::model::{Aggregate, ColumnRef, Node, PeriodPart};
use crate::plan::{Derived, Frame, How, Input, aggregate_parts};
use std::collections::BTreeMap;

/// The columns of a frame's aggregates and parts.
struct Formula<'a> {
    frame: &'a Frame,
    /// The value and rows of each leaf of each input.
    inputs: Vec<Vec<(String, String)>>,
}

impl Scope for Formula<'_> {
    fn column(&self, _: &ColumnRef) -> Option<String> {
        None
    }

    fn aggregate(&self, printer: &Printer, aggregate: &Aggregate, node: &Node) -> Option<Written> {
        let at = self.frame.inputs.iter().position(|input| input.aggregate == *aggregate)?;
        let parts = aggregate_parts(aggregate.function, &aggregate.arguments);
        let of_time = aggregate.arguments.first().is_some_and(|node| of_time(&node.ty));
        let value = printer.combined(parts, &self.inputs[at], of_time, aggregate.empty_is_none);
        Some(value.map_or_else(|| printer.refuse(node.span, "this aggregate"), Ok))
    }

    fn part(&self, node: &Node) -> Option<String> {
        let at = self.frame.derived.iter().position(|part| part.part == *node)?;
        Some(format!("part{at}.value_0"))
    }

    fn period(&self, printer: &Printer, part: PeriodPart) -> String {
        period_part(printer, part, Some(&self.frame.periods))
    }

    fn in_period(&self, _: &Printer, _: &str) -> String {
        "null".to_owned()
    }

    fn time(&self) -> Option<&Node> {
        None
    }
}

pub(super) fn of_time(ty: &crate::lang::Type) -> bool {
    matches!(ty, crate::lang::Type::Date | crate::lang::Type::Instant)
}

impl<'a> Printer<'a> {
    /// The table of a frame's formulas (`value_0`, …) and rows for the periods and keys of `domain`.
    pub(super) fn frame(&mut self, frame: &'a Frame, domain: &str, comment: &str) -> Written {
        let periods = self.periods(&frame.periods);
        let keys = frame.keys.len();
        let mut from = format!("from {domain} d\njoin {periods} p on p.number = d.number");
        let mut tables: BTreeMap<usize, String> = BTreeMap::new();
        for leaf in frame.inputs.iter().flat_map(|input| &input.leaves) {
            if let std::collections::btree_map::Entry::Vacant(slot) = tables.entry(leaf.scan) {
                let alias = format!("a{}", leaf.scan);
                let table = self.aggregated(frame, leaf.scan, domain)?;
                from += &format!("\nleft join {table} {alias} on {}", same(&alias, "d", keys));
                slot.insert(alias);
            }
        }
        let leaves = |input: &Input| {
            let column = |leaf: &crate::plan::LeafRef| {
                let alias = tables.get(&leaf.scan).map_or("", String::as_str);
                (format!("{alias}.value_{}", leaf.leaf), format!("{alias}.rows_{}", leaf.leaf))
            };
            input.leaves.iter().map(column).collect()
        };
        let formula = Formula { frame, inputs: frame.inputs.iter().map(leaves).collect() };
        for (at, part) in frame.derived.iter().enumerate() {
            from += &self.part(frame, part, at, domain)?;
        }
        let mut columns = vec!["d.number".to_owned()];
        columns.extend((0..keys).map(|key| format!("d.key_{key}")));
        for (number, node) in frame.nodes.iter().enumerate() {
            columns.push(format!("{} as value_{number}", bare(&self.expr(node, &formula)?)));
        }
        columns.push(format!("{} as rows_", self.behind(frame, &formula)));
        let body = format!("select {}\n{from}", columns.join(",\n  "));
        Ok(self.script.add("formula", comment, body))
    }

    /// The aggregates of one scan that the frame needs.
    fn aggregated(&mut self, frame: &'a Frame, number: usize, domain: &str) -> Written {
        let plan = self.plan;
        let scan = &plan.scans[number];
        let mut from = self.placed_rows(scan)?;
        let keys = self.scan_keys(scan)?;
        let mut columns = vec!["p.number".to_owned()];
        let mut groups = vec!["p.number".to_owned()];
        // Along a running slice a group holds the rows of all smaller values too, null the last.
        let running = scan.rolled_up_from.as_ref().and_then(|from| from.running);
        if let Some(running) = running {
            let joined = keys.iter().enumerate().map(|(at, key)| match at == running {
                true => format!("(d.key_{at} is null or {key} <= d.key_{at})"),
                false => format!("(d.key_{at} is not distinct from {key})"),
            });
            let joined: Vec<String> =
                std::iter::once("d.number = p.number".to_owned()).chain(joined).collect();
            from += &format!("\njoin {domain} d on {}", joined.join(" and "));
        }
        for (at, key) in keys.iter().enumerate() {
            let key = if running.is_some() { &format!("d.key_{at}") } else { key };
            columns.push(format!("{key} as key_{at}"));
            groups.push((at + 2).to_string());
        }
        groups[0] = "1".to_owned();
        let mut done = Vec::new();
        for leaf in frame.inputs.iter().flat_map(|input| &input.leaves).filter(|leaf| leaf.scan == number) {
            if done.contains(&leaf.leaf) {
                continue;
            }
            done.push(leaf.leaf);
            let (value, rows) = self.scan_leaf(scan, &scan.leaves[leaf.leaf])?;
            columns.push(format!("{value} as value_{}", leaf.leaf));
            columns.push(format!("{rows} as rows_{}", leaf.leaf));
        }
        let source = super::names::comment(&self.model.sources[scan.source].name);
        let body = format!("select {}\n{from}\ngroup by {}", columns.join(",\n  "), groups.join(", "));
        Ok(self.script.add("sums", &format!("aggregates over {source}"), body))
    }

    /// The table of a part, joined to the frame as `part0`, ….
    fn part(&mut self, outer: &'a Frame, part: &'a Derived, at: usize, domain: &str) -> Written {
        let alias = format!("part{at}");
        let keys = outer.keys.len();
        let Some(frame) = &part.frame else {
            let none = "select cast(null as bigint) as value_0, 0 as rows_";
            return Ok(format!("\nleft join ({none}) {alias} on true"));
        };
        let table = match &part.how {
            How::Moved(map) => return self.moved_part(frame, map, &alias, keys, domain),
            How::Total(kept) => return self.total_part(frame, kept, &alias, domain),
            How::Windows(whole) => {
                let inner = self.whole(whole, domain);
                self.frame(frame, &inner, "the formula over windows")?
            }
            How::Keys | How::Finer(_) => self.per(outer, part, frame, domain)?,
        };
        Ok(format!("\nleft join {table} {alias} on {}", same(&alias, "d", keys)))
    }

    /// The value at another period for each.
    fn moved_part(
        &mut self,
        frame: &'a Frame,
        map: &[Option<usize>],
        alias: &str,
        keys: usize,
        domain: &str,
    ) -> Written {
        let moves = self.moves(map);
        let columns = key_columns("d", &(0..keys).collect::<Vec<_>>());
        let inner = format!(
            "select distinct m.target as number{columns}\nfrom {domain} d join {moves} m on m.number = d.number"
        );
        let inner = self.script.add("moved", "the periods that are looked at", inner);
        let table = self.frame(frame, &inner, "the formula at these periods")?;
        let on = std::iter::once(format!("{alias}.number = {alias}_moves.target"))
            .chain((0..keys).map(|key| equal(alias, key, "d", key)));
        let on = all(&on.collect::<Vec<_>>());
        let moved = format!("left join {moves} {alias}_moves on {alias}_moves.number = d.number");
        Ok(format!("\n{moved}\nleft join {table} {alias} on {on}"))
    }

    /// What windows are computed for: those that do not begin before the data.
    fn whole(&mut self, whole: &[bool], domain: &str) -> String {
        let kept = (0..whole.len()).filter(|number| whole[*number]);
        let kept: Vec<String> = kept.map(|number| number.to_string()).collect();
        if kept.len() == whole.len() {
            return domain.to_owned();
        }
        let condition =
            if kept.is_empty() { "false".to_owned() } else { format!("number in ({})", kept.join(", ")) };
        let body = format!("select * from {domain} where {condition}");
        self.script.add("whole", "windows that do not begin before the data", body)
    }

    /// The value over more keys than the frame's.
    fn total_part(&mut self, frame: &'a Frame, kept: &[usize], alias: &str, domain: &str) -> Written {
        let columns = key_columns("d", kept);
        let inner = format!("select distinct d.number{columns}\nfrom {domain} d");
        let inner = self.script.add("totals", "what is told apart in a total", inner);
        let table = self.frame(frame, &inner, "the formula over all of these")?;
        let on = std::iter::once(format!("{alias}.number = d.number"))
            .chain(kept.iter().enumerate().map(|(inner, key)| equal(alias, inner, "d", *key)));
        Ok(format!("\nleft join {table} {alias} on {}", all(&on.collect::<Vec<_>>())))
    }

    /// The most rows that one aggregate kept, per source; over sources the fewest.
    fn behind(&self, frame: &Frame, formula: &Formula) -> String {
        let mut most: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (input, leaves) in frame.inputs.iter().zip(&formula.inputs) {
            let parts = aggregate_parts(input.aggregate.function, &input.aggregate.arguments);
            let leaf = if parts == Parts::Share { leaves.get(1) } else { leaves.first() };
            let rows = leaf.map(|(_, rows)| format!("coalesce({rows}, 0)"));
            most.entry(input.aggregate.source).or_default().extend(rows);
        }
        let compared = |how: &How| matches!(how, How::Moved(_) | How::Total(_));
        for others in [false, true] {
            for (at, part) in frame.derived.iter().enumerate() {
                if compared(&part.how) == others && (!others || most.is_empty()) {
                    for source in part.frame.iter().flat_map(sources) {
                        most.entry(source).or_default().push(format!("coalesce(part{at}.rows_, 0)"));
                    }
                }
            }
        }
        let per_source: Vec<String> = most.into_values().map(|counts| chosen("greatest", counts)).collect();
        chosen("least", per_source)
    }
}

/// `greatest(a, b)` of several, else the one there is.
fn chosen(function: &str, mut values: Vec<String>) -> String {
    values.dedup();
    match values.as_slice() {
        [] => "0".to_owned(),
        [one] => one.clone(),
        many => format!("{function}({})", many.join(", ")),
    }
}

/// The sources that a frame reads.
fn sources(frame: &Frame) -> Vec<usize> {
    let mut sources: Vec<usize> = frame.presences.iter().map(|presence| presence.source).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// `, d.key_0, d.key_2`, numbered anew.
pub(super) fn key_columns(alias: &str, kept: &[usize]) -> String {
    let named = |(at, key)| format!(", {}", called(&format!("{alias}.key_{key}"), &format!("key_{at}")));
    kept.iter().enumerate().map(named).collect()
}

/// The same period and keys.
pub(super) fn same(left: &str, right: &str, keys: usize) -> String {
    let keys = (0..keys).map(|key| equal(left, key, right, key));
    let number = format!("{left}.number = {right}.number");
    std::iter::once(number).chain(keys).collect::<Vec<_>>().join(" and ")
}

/// The same key; null is one.
fn equal(left: &str, left_key: usize, right: &str, right_key: usize) -> String {
    // One engine takes what follows for a part of the right side.
    format!("({left}.key_{left_key} is not distinct from {right}.key_{right_key})")
}
