//! Leaves of aggregates, over rows or over the values of keys, and the values that are made of them.

use super::Printer;
use super::names::{all, bare};
use super::refusal::Written;
use crate::diag::Span;
use crate::functions::aggregate::{Leaf, Parts};
use crate::lang::{Repr, Type};

/// What a leaf is computed of, as SQL.
pub(super) struct Operands<'a> {
    /// The argument and its type.
    pub argument: Option<(String, &'a Type)>,
    /// What `first` and `last` go by.
    pub order: Vec<String>,
    /// What rows must meet.
    pub filters: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

impl Printer<'_> {
    /// The value of a leaf, and the number of the rows behind it.
    pub(super) fn leaf(&self, leaf: &Leaf, of: &Operands) -> Written<(String, String)> {
        let dialect = self.dialect;
        let Some((x, ty)) = &of.argument else {
            let count = filtered("count(*)", &of.filters);
            return match leaf {
                Leaf::Count => Ok((count.clone(), count)),
                _ => self.refuse(of.span, "this aggregate"),
            };
        };
        let x = bare(x);
        let rows = filtered(&format!("count({x})"), &of.filters);
        let plain = |text: String| Ok(filtered(&text, &of.filters));
        let value = match leaf {
            Leaf::Count if **ty == Type::Boolean => {
                let mut filters = of.filters.clone();
                filters.push(x.to_owned());
                let count = filtered("count(*)", &filters);
                return Ok((count.clone(), count));
            }
            Leaf::Count => plain(format!("count({x})")),
            Leaf::Sum => self.sum(x, ty, of),
            Leaf::Min | Leaf::Max => {
                let name = if *leaf == Leaf::Min { "min" } else { "max" };
                match (ty, dialect) {
                    (Type::Boolean, super::Dialect::Postgres) => {
                        plain(format!("bool_{}({x})", if name == "min" { "and" } else { "or" }))
                    }
                    _ => plain(format!("{name}({x})")),
                }
            }
            Leaf::Distinct => plain(format!("count(distinct {x})")),
            Leaf::Percentile { p, discrete } => self.percentile(x, ty, p.get(), *discrete, of),
            Leaf::First | Leaf::Last => {
                let way = if *leaf == Leaf::Last { " desc nulls last" } else { " nulls last" };
                let mut order: Vec<String> =
                    of.order.iter().map(|key| format!("{}{way}", bare(key))).collect();
                order.push(x.to_owned());
                let mut filters = vec![format!("{x} is not null")];
                filters.extend(of.filters.iter().cloned());
                Ok(dialect.first(x, &order.join(", "), &all(&filters)))
            }
            Leaf::StdDev => plain(format!("stddev_samp({})", dialect.float(x))),
            Leaf::Variance => plain(format!("var_samp({})", dialect.float(x))),
            Leaf::ApproxPercentile(_) => self.refuse(of.span, "`approx_percentile`"),
            Leaf::ApproxDistinct => self.refuse(of.span, "`approx_count_distinct`"),
            _ => self.refuse(of.span, "this aggregate"),
        };
        Ok((value?, rows))
    }

    fn sum(&self, x: &str, ty: &Type, of: &Operands) -> Written {
        let float = matches!(ty, Type::Number(Repr::Float, _));
        let decimal = matches!(ty, Type::Number(Repr::Decimal(_), _));
        let x = if *ty == Type::Instant { self.dialect.micros(x) } else { x.to_owned() };
        Ok(filtered(&self.dialect.sum(&x, float, decimal), &of.filters))
    }

    fn percentile(&self, x: &str, ty: &Type, p: f64, discrete: bool, of: &Operands) -> Written {
        let instant = *ty == Type::Instant;
        let value = match (discrete, instant) {
            (true, _) => x.to_owned(),
            (false, true) => self.dialect.float(&self.dialect.micros(x)),
            (false, false) => self.dialect.float(x),
        };
        let Some(found) = self.dialect.percentile(&value, p, discrete) else {
            return self.refuse(of.span, "an exact percentile");
        };
        let found = filtered(&found, &of.filters);
        Ok(if instant && !discrete { self.dialect.instant(&format!("round({found})")) } else { found })
    }

    /// The value of an aggregate from its leaves, each with its value and its rows.
    pub(super) fn combined(
        &self,
        parts: Parts,
        leaves: &[(String, String)],
        of_time: bool,
        empty_is_none: bool,
    ) -> Option<String> {
        let dialect = self.dialect;
        let zero = |value: &str| format!("coalesce({value}, 0)");
        let over = |a: &str, b: &str| format!("({} / nullif({b}, 0))", dialect.float(a));
        match (parts, leaves) {
            (Parts::One(leaf), [(value, rows)]) => Some(match leaf {
                Leaf::Count | Leaf::Sum | Leaf::Distinct if empty_is_none => {
                    format!("case when {rows} > 0 then {value} end")
                }
                Leaf::Count | Leaf::Sum | Leaf::Distinct => zero(value),
                _ => value.clone(),
            }),
            (Parts::Mean, [(sum, rows)]) if of_time => {
                Some(dialect.instant(&format!("trunc({})", over(sum, rows))))
            }
            (Parts::Mean, [(sum, rows)]) => Some(over(sum, rows)),
            (Parts::Share, [(kept, _), (whole, _)]) => Some(over(&zero(kept), &zero(whole))),
            _ => None,
        }
    }
}

/// An aggregate over the rows that meet conditions.
fn filtered(aggregate: &str, filters: &[String]) -> String {
    match filters {
        [] => aggregate.to_owned(),
        filters => format!("{aggregate} filter (where {})", all(filters)),
    }
}
