//! Aggregates over the values of keys, or of finer periods.

use super::Printer;
use super::aggregates::Operands;
use super::frames::{key_columns, of_time, same};
use super::refusal::Written;
use crate::functions::aggregate::{Leaf, Parts};
use crate::lang::Type;
use crate::model::{NodeKind, Per};
use crate::plan::{Derived, Frame, How, aggregate_parts};
use std::ops::Range;

impl<'a> Printer<'a> {
    /// The table of an aggregate over keys: one row per period and key of the outer frame.
    pub(super) fn per(
        &mut self,
        outer: &'a Frame,
        part: &'a Derived,
        frame: &'a Frame,
        domain: &str,
    ) -> Written {
        let NodeKind::Per(per) = &part.part.kind else {
            return self.refuse(part.part.span, "this aggregate");
        };
        let keys = outer.keys.len();
        let inner = self.inner_rows(frame, part, domain, keys)?;
        let values = self.frame(frame, &inner, "the value of each key")?;
        let from = match &part.how {
            How::Finer(inside) => {
                let inside = self.inside(inside);
                format!("from {values} v\njoin {inside} o on v.number between o.first_one and o.last_one")
            }
            _ => format!("from {values} v"),
        };
        let number = if matches!(part.how, How::Finer(_)) { "o.number" } else { "v.number" };
        let leaves = self.leaves_over(per)?;
        let of_keys: Vec<usize> = (0..keys).collect();
        let of_time = per.arguments.first().is_some_and(|node| of_time(&node.ty));
        let parts = aggregate_parts(per.function, &per.arguments);
        let Some(value) = self.combined(parts, &leaves, of_time, per.empty_is_none) else {
            return self.refuse(part.part.span, "this aggregate");
        };
        // Behind the value of a step of keys stand the keys, else the rows of the source.
        let count = if per.counts_keys { "count(*)" } else { "sum(v.rows_)" };
        let rows = self.kept(per).map_or(count.to_owned(), |kept| format!("{count} filter (where {kept})"));
        let groups: Vec<String> = (1..=keys + 1).map(|at| at.to_string()).collect();
        let body = format!(
            "select {number} as number{},\n  {value} as value_0,\n  coalesce({rows}, 0) as rows_\n{from}\ngroup by {}",
            key_columns("v", &of_keys),
            groups.join(", ")
        );
        let grouped = self.script.add("over_keys", "aggregates over keys", body);
        // Where there is no key a count is zero.
        let zero = match parts {
            Parts::One(Leaf::Count | Leaf::Sum | Leaf::Distinct) if !per.empty_is_none => {
                "coalesce(g.value_0, 0)"
            }
            _ => "g.value_0",
        };
        let columns = key_columns("d", &of_keys);
        let body = format!(
            "select d.number{columns}, {zero} as value_0, coalesce(g.rows_, 0) as rows_\nfrom {domain} d\nleft join {grouped} g on {}",
            same("g", "d", keys)
        );
        Ok(self.script.add("values_of_keys", "the same for every period and slice", body))
    }

    /// What values are computed for: every key that has rows, or every finer period.
    fn inner_rows(&mut self, frame: &'a Frame, part: &'a Derived, domain: &str, keys: usize) -> Written {
        if !matches!(part.how, How::Finer(_)) || frame.keys.len() != keys {
            return self.universe(frame);
        }
        let periods = self.periods(&frame.periods);
        let all: Vec<usize> = (0..keys).collect();
        let body = match keys {
            0 => format!("select p.number from {periods} p where exists (select 1 from {domain})"),
            _ => {
                let columns = key_columns("d", &all);
                let distinct = columns.trim_start_matches(", ");
                let inner = key_columns("k", &all);
                format!(
                    "select p.number{inner} from (select distinct {distinct} from {domain} d) k cross join {periods} p"
                )
            }
        };
        Ok(self.script.add("finer", "the finer periods of each slice", body))
    }

    /// The first and the last finer period in each period.
    pub(super) fn inside(&mut self, inside: &[Range<usize>]) -> String {
        let rows = inside.iter().enumerate().filter(|(_, range)| !range.is_empty());
        let rows: Vec<String> =
            rows.map(|(number, range)| format!("({number}, {}, {})", range.start, range.end - 1)).collect();
        if rows.is_empty() {
            let body = "select 0 as number, 0 as first_one, 0 as last_one where false".to_owned();
            return self.script.add("inside", "no finer period lies inside", body);
        }
        let body = format!("values {}", rows.join(", "));
        self.script.add_named(
            "inside",
            "(number, first_one, last_one)",
            "each period and the finer ones inside",
            body,
        )
    }

    /// What keeps keys.
    fn kept(&self, per: &Per) -> Option<String> {
        per.having.as_ref().map(|_| format!("v.value_{}", per.arguments.len()))
    }

    fn leaves_over(&self, per: &Per) -> Written<Vec<(String, String)>> {
        let ty = per.arguments.first().map_or(Type::Null, |node| node.ty.clone());
        let first = per.arguments.len() + usize::from(per.having.is_some());
        let order: Vec<String> = (0..per.order.len()).map(|at| format!("v.value_{}", first + at)).collect();
        let kept: Vec<String> = self.kept(per).into_iter().collect();
        let span = per.arguments.first().map_or(self.span, |node| node.span);
        let leaf = |leaf: Leaf, argument: bool, condition: bool| {
            let mut filters = kept.clone();
            filters.extend(condition.then(|| "v.value_0".to_owned()));
            let ty = crate::functions::aggregate::leaf_argument(&leaf, &ty);
            let value = match (&ty, per.arguments.first().map(|node| &node.ty)) {
                (Type::Instant, Some(Type::Date)) => self.midnight("v.value_0", span)?,
                _ => "v.value_0".to_owned(),
            };
            let argument = argument.then_some((value, &ty));
            self.leaf(&leaf, &Operands { argument, order: order.clone(), filters, span })
        };
        match aggregate_parts(per.function, &per.arguments) {
            Parts::Mean => Ok(vec![leaf(Leaf::Sum, true, false)?]),
            Parts::Share => Ok(vec![leaf(Leaf::Count, false, true)?, leaf(Leaf::Count, false, false)?]),
            Parts::One(one) => Ok(vec![leaf(one, true, false)?]),
        }
    }
}
