//! `from`, `per` and `grain` of a source: one row per key, and period, of another one.

use super::reader::Reader;
use super::record::{Field, Record};
use super::types::{Column, Derived, Origin, SliceSpec, Source, Text};
use crate::diag::{Code, Problem};
use crate::functions::{aggregate, shape};
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::walk::walk;
use indexmap::IndexMap;

/// The column of a derived source that holds the start of a row's period.
pub const PERIOD_START: &str = "period_start";

impl Reader<'_> {
    /// Turns a source with `from` and `per` into a derived one: of its columns, those that aggregate are computed per key.
    pub(super) fn derive(&mut self, source: &mut Source, record: &Record) {
        let (from, per) = (record.get("from"), record.get("per"));
        let Some(first) = from.or(per).or(record.get("grain")) else { return };
        let keys = per.map(|per| self.slices(per)).unwrap_or_default();
        let mut values = IndexMap::new();
        let columns = std::mem::take(&mut source.columns);
        let names: Vec<String> = columns.keys().chain(keys.iter().map(|key| &key.name)).cloned().collect();
        for (name, column) in columns {
            let per_key = column.expr.as_ref().is_some_and(|expr| is_value(expr, &names));
            if per_key { &mut values } else { &mut source.columns }.insert(name, column);
        }
        let files = ["path", "format", "csv", "sql"].iter().find_map(|name| record.get(name));
        if let Some(files) = files {
            let help = "keep `path` or `sql` for rows of its own, or `from` and `per` for derived ones";
            return self.conflict(files, first, help);
        }
        let (Some(from), false) = (self.text(from), keys.is_empty()) else {
            return self.incomplete(first, from.is_some(), per.is_some());
        };
        self.no_values(&values, first);
        let grain = self.text(record.get("grain"));
        identify(source, &keys, grain.is_some());
        source.origin = Origin::Derived(Derived { from, keys, grain, values });
    }

    fn incomplete(&mut self, field: Field, from: bool, per: bool) {
        let message = match (from, per) {
            (true, true) => return,
            (true, false) => "a derived source also needs `per:`, what one row stands for",
            (false, true) => "a derived source also needs `from:`, the source whose rows it takes",
            (false, false) => "`grain` goes with `from` and `per`",
        };
        let help =
            "write for example `{ from: orders, per: customer_id, columns: { first_at: min(ordered_at) } }`";
        self.problems.push(Problem::error(Code::MissingKey, field.key, message).help(help));
    }

    fn no_values(&mut self, values: &IndexMap<String, Column>, field: Field) {
        if values.is_empty() {
            let message = "a derived source needs a column that aggregates";
            let help = "write for example `columns: { first_at: min(ordered_at) }`";
            self.problems.push(Problem::error(Code::MissingKey, field.key, message).help(help));
        }
    }
}

/// Its rows are told apart by the keys and the start of the period, which is their time.
fn identify(source: &mut Source, keys: &[SliceSpec], periods: bool) {
    let start = periods.then(|| Text::new(PERIOD_START.to_owned(), source.name.span));
    if source.key.is_empty() {
        source.key =
            keys.iter().map(|key| Text::new(key.name.clone(), key.span)).chain(start.clone()).collect();
    }
    source.time = source.time.take().or(start);
}

/// Whether an expression is computed per key: it aggregates, or names no column of the derived source itself.
fn is_value(expr: &Expr, own: &[String]) -> bool {
    let (mut aggregates, mut names_own) = (false, false);
    walk(expr, &mut |expr| match &expr.kind {
        ExprKind::Call(call) => {
            let name = call.name.value.as_str();
            aggregates |= aggregate::find(name).is_some() || shape::find(name).is_some() || name == "only";
        }
        ExprKind::Path(path) => names_own |= path.first().is_some_and(|first| own.contains(&first.value)),
        _ => {}
    });
    aggregates || !names_own
}
