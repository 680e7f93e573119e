//! Passes over sources: rows joined to the periods that they lie in, grouped and aggregated.

use super::Printer;
use super::aggregates::Operands;
use super::expressions::Scope;
use super::names::{all, bare};
use super::periods::{date, first_day, instant_literal};
use super::refusal::Written;
use super::rows::column_name;
use crate::lang::Type;
use crate::model::{ColumnRef, InsidePart, Interval, Lasts, LastsTest, Node, PeriodPart};
use crate::plan::{AskedPeriods, LeafCall, Placement, Scan};

/// The rows of a scan, called `r`, and their periods, called `p`.
pub(super) struct Placed<'a> {
    printer_as_of: i64,
    scan: &'a Scan,
    model: &'a crate::model::Model,
}

impl<'a> Placed<'a> {
    pub fn new(printer: &Printer<'a>, scan: &'a Scan) -> Self {
        Self { printer_as_of: printer.as_of, scan, model: printer.model }
    }

    /// Whether rows are in the one period without bounds.
    fn unbounded(&self) -> bool {
        self.scan.interval.is_none() && (self.scan.periods.unbounded() || self.scan.time.is_none())
    }

    /// The bounds of the period as conditions on intervals see them: nothing of it lies after now.
    fn seen(&self) -> (String, String) {
        (
            clamped("p.starts", &self.scan.periods, self.printer_as_of),
            clamped("p.ends", &self.scan.periods, self.printer_as_of),
        )
    }
}

impl Scope for Placed<'_> {
    fn column(&self, column: &ColumnRef) -> Option<String> {
        Some(format!("r.{}", column_name(self.model, self.scan.source, column)?))
    }

    fn period(&self, printer: &Printer, part: PeriodPart) -> String {
        if self.unbounded() {
            return period_part(printer, part, None);
        }
        period_part(printer, part, Some(&self.scan.periods))
    }

    fn in_period(&self, printer: &Printer, instant: &str) -> String {
        let now = printer.now();
        if self.unbounded() {
            return format!("({instant} <= {now})");
        }
        let inside = format!("{instant} >= p.starts and {instant} < p.ends");
        match ends_later(&self.scan.periods, printer.as_of) {
            true => format!("({inside} and {instant} <= {now})"),
            false => format!("({inside})"),
        }
    }

    fn time(&self) -> Option<&Node> {
        self.scan.time.as_ref()
    }

    fn lasts(&self, printer: &Printer, lasts: &Lasts, at: Option<String>) -> Option<String> {
        let (from, to) = (STARTS, ENDS);
        let day = |days: i64, at: &str| {
            let later = format!("({} + {days})", printer.dialect.days(at));
            printer.midnight(&printer.dialect.date(&later), lasts.interval.from.span).ok()
        };
        let (start, end) = match (lasts.test, &at) {
            (LastsTest::ActiveAt, Some(at)) => {
                let at = format!("least({at}, {})", printer.now());
                return Some(format!("({from} < {at} and {to} >= {at})"));
            }
            (LastsTest::ActiveOn, Some(at)) => {
                let seen = |instant: String| format!("least({instant}, {})", printer.now());
                (seen(day(0, at)?), seen(day(1, at)?))
            }
            _ => self.seen(),
        };
        Some(match lasts.test {
            LastsTest::StartedIn => format!("({from} >= {start} and {from} < {end})"),
            LastsTest::EndedIn => format!("({to} >= {start} and {to} < {end})"),
            LastsTest::Begun => format!("({from} < {end})"),
            LastsTest::Touches => format!("({from} < {end} and {to} >= {start})"),
            _ => format!("({from} < {end} and ({to} > {start} or ({from} = {to} and {from} >= {start})))"),
        })
    }

    fn inside(&self, printer: &Printer, _: &Interval, part: InsidePart) -> Option<String> {
        let (start, end) = self.seen();
        let (start, end) = (format!("greatest({STARTS}, {start})"), format!("least({ENDS}, {end})"));
        let micros = |instant: &str| printer.dialect.micros(instant);
        Some(match part {
            InsidePart::Start => start,
            InsidePart::End => end,
            InsidePart::Length => format!("greatest({} - {}, 0)", micros(&end), micros(&start)),
        })
    }
}

/// The columns in which a row of an interval source begins and ends as seen now.
const STARTS: &str = "r.starts_";
const ENDS: &str = "r.ends_";

/// A bound of the period, not later than now.
fn clamped(bound: &str, periods: &AskedPeriods, as_of: i64) -> String {
    if ends_later(periods, as_of) {
        format!("least({bound}, {})", instant_literal(as_of))
    } else {
        bound.to_owned()
    }
}

/// Whether a period ends after now.
fn ends_later(periods: &AskedPeriods, as_of: i64) -> bool {
    periods.periods.boundaries.last().is_none_or(|end| *end > as_of)
}

/// A bound or the length of the period `p`; none without bounds.
pub(super) fn period_part(printer: &Printer, part: PeriodPart, periods: Option<&AskedPeriods>) -> String {
    let Some(periods) = periods.filter(|periods| !periods.unbounded()) else {
        let ty = if part == PeriodPart::Length { "bigint" } else { "timestamp" };
        return format!("cast(null as {ty})");
    };
    let end = match ends_later(periods, printer.as_of) {
        true => format!("greatest(least(p.ends, {}), p.starts)", printer.now()),
        false => "p.ends".to_owned(),
    };
    match part {
        PeriodPart::Start => "p.starts".to_owned(),
        PeriodPart::End => end,
        PeriodPart::Length => {
            format!("({} - {})", printer.dialect.micros(&end), printer.dialect.micros("p.starts"))
        }
    }
}

impl<'a> Printer<'a> {
    /// The rows of a scan and their periods: `rows r join periods p on …`.
    pub(super) fn placed_rows(&mut self, scan: &'a Scan) -> Written {
        // Whatever else places rows must be told here.
        let Scan { source, time, interval, placement, periods, .. } = scan;
        let scope = Placed::new(self, scan);
        let rows = self.rows(*source)?;
        let table = self.periods(periods);
        if let Some(interval) = interval {
            if periods.unbounded() {
                return self
                    .refuse(interval.from.span, "an interval over all of time; ask for a `--period`: it");
            }
            let rows = self.lasting(&rows, interval, scan)?;
            let conditions = self.each(placement, &scope)?;
            return Ok(format!("from (\n{rows}\n) r\njoin {table} p on {}", all(&conditions)));
        }
        let mut conditions = match time {
            Some(time) => self.point(time, periods, &scope)?,
            None => Vec::new(),
        };
        conditions.extend(self.each(placement, &scope)?);
        if conditions.is_empty() {
            return Ok(format!("from {rows} r\ncross join {table} p"));
        }
        Ok(format!("from {rows} r\njoin {table} p on {}", all(&conditions)))
    }

    fn each(&self, placement: &Placement, scope: &Placed) -> Written<Vec<String>> {
        match placement {
            Placement::Each(conditions) => {
                conditions.iter().map(|condition| self.expr(condition, scope)).collect()
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The one period that holds a row's time, or each window that does.
    fn point(&self, time: &Node, periods: &AskedPeriods, scope: &Placed) -> Written<Vec<String>> {
        let at = self.expr(time, scope)?;
        let days = time.ty == Type::Date;
        let now = if days {
            date(first_day(&self.model.civil, self.as_of.saturating_add(1)) - 1)
        } else {
            self.now()
        };
        if periods.unbounded() {
            return Ok(vec![format!("({at} is null or {at} <= {now})")]);
        }
        let (start, end) = if days { ("p.first_day", "p.end_day") } else { ("p.starts", "p.ends") };
        let open = (0..periods.periods.len())
            .any(|index| periods.bounds(index).is_some_and(|(start, _)| start <= crate::calendar::EARLIEST));
        let mut conditions = match open {
            true => vec![format!("({start} is null or {at} >= {start})"), format!("{at} < {end}")],
            false => vec![format!("{at} >= {start}"), format!("{at} < {end}")],
        };
        if ends_later(periods, self.as_of) {
            conditions.push(format!("{at} <= {now}"));
        }
        Ok(conditions)
    }

    /// The rows that exist now, with where they begin and end.
    fn lasting(&self, rows: &str, interval: &Interval, scan: &'a Scan) -> Written {
        let scope = Placed::new(self, scan);
        let from = self.converted(&interval.from, &Type::Instant, &scope)?;
        let to = match (interval.closed, &interval.to.ty) {
            (true, Type::Date) => {
                let next = format!("({} + 1)", self.dialect.days(&self.expr(&interval.to, &scope)?));
                self.midnight(&self.dialect.date(&next), interval.to.span)?
            }
            _ => self.converted(&interval.to, &Type::Instant, &scope)?,
        };
        let now = self.now();
        // Nothing is asked about later instants, so that rows without an end may end just after now.
        let open = instant_literal(self.as_of.saturating_add(1));
        Ok(format!(
            "  -- where rows begin and end as seen now; those that end before they begin are left out\n  \
             select r.*, {from} as starts_, case when {to} <= {now} then {to} else {open} end as ends_\n  \
             from {rows} r\n  where {from} <= {now} and ({to} is null or {from} <= {to})"
        ))
    }

    /// The value of a leaf of a scan and the rows behind it.
    pub(super) fn scan_leaf(&self, scan: &'a Scan, call: &'a LeafCall) -> Written<(String, String)> {
        let LeafCall { leaf, argument, order, filters } = call;
        let scope = Placed::new(self, scan);
        let target = |node: &Node| crate::functions::aggregate::leaf_argument(leaf, &node.ty);
        let ty = argument.as_ref().map(target);
        let argument_text = match (argument, &ty) {
            (Some(node), Some(ty)) => Some((self.converted(node, ty, &scope)?, ty)),
            _ => None,
        };
        let order = order.iter().map(|node| self.expr(node, &scope)).collect::<Written<_>>()?;
        let placing: &[Node] = match &scan.placement {
            Placement::Each(conditions) => conditions,
            _ => &[],
        };
        let parts = filters.iter().flat_map(Node::conjuncts).filter(|part| !placing.contains(part));
        let filters = parts.map(|node| self.expr(node, &scope)).collect::<Written<_>>()?;
        let span = argument.as_ref().map_or(self.span, |node| node.span);
        self.leaf(leaf, &Operands { argument: argument_text, order, filters, span })
    }

    /// The keys of a scan's rows, in the types that they have in the KPI.
    pub(super) fn scan_keys(&self, scan: &'a Scan) -> Written<Vec<String>> {
        let scope = Placed::new(self, scan);
        let keys = scan.slices.iter().map(|(node, ty)| match ty {
            Type::Null => Ok("cast(null as varchar)".to_owned()),
            ty => self.converted(node, ty, &scope),
        });
        keys.map(|key| key.map(|key| bare(&key).to_owned())).collect()
    }
}
