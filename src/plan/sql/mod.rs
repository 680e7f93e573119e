//! A KPI as one SQL statement for another engine: a literal table of periods, naive joins, the formula on top.
//!
//! It is printed from the plan and not from what the engine makes of it, so that it is also a second way to the same
//! numbers. Whatever has no SQL that gives the same numbers is refused by name.

mod aggregates;
mod arithmetic;
mod civil;
mod dialects;
mod expressions;
mod files;
mod frames;
mod functions;
mod literals;
mod names;
mod per;
mod periods;
mod refusal;
mod rows;
mod scans;
mod script;
mod universe;

pub use dialects::Dialect;

use crate::diag::{Problem, Span};
use crate::lang::Type;
use crate::model::{Model, Node};
use crate::plan::{Frame, Level, Plan, TaskPlan};
use crate::sources::Outside;
use names::{comment, name, quoted};
use refusal::Written;
use rows::Needed;
use script::Script;
use std::collections::BTreeMap;

/// The statement for one KPI of a plan; `tables` are the open sources, in order of definition.
pub fn statement(
    model: &Model,
    plan: &Plan,
    task: &TaskPlan,
    tables: &[Option<Outside>],
    dialect: Dialect,
) -> Result<String, Box<Problem>> {
    let span = model.spec.kpis.get_index(task.kpi).map_or(Span::default(), |(_, kpi)| kpi.expr.span);
    let by_days = plan.scans.iter().any(|scan| scan.time.as_ref().is_some_and(|time| time.ty == Type::Date));
    let mut printer = Printer {
        model,
        plan,
        tables,
        dialect,
        span,
        by_days,
        as_of: plan.as_of,
        needed: Needed::default(),
        script: Script::default(),
        sources: BTreeMap::new(),
        reading: Vec::new(),
    };
    printer.need(task);
    printer.statement(task)
}

/// A statement on its way.
struct Printer<'a> {
    model: &'a Model,
    plan: &'a Plan,
    tables: &'a [Option<Outside>],
    dialect: Dialect,
    /// The formula of the KPI.
    span: Span,
    /// Whether a source is placed by a date.
    by_days: bool,
    as_of: i64,
    needed: Needed,
    script: Script,
    /// The tables of the sources that are written already.
    sources: BTreeMap<usize, String>,
    /// The sources that are being written.
    reading: Vec<usize>,
}

impl<'a> Printer<'a> {
    /// Notes the columns that the task's frames read.
    fn need(&mut self, task: &'a TaskPlan) {
        let plan = self.plan;
        for level in &task.levels {
            for number in level.frame.scans() {
                let Some(scan) = plan.scans.get(number) else { continue };
                self.needed.source(self.model, scan.source);
                let leaves = level.frame.leaves();
                let used =
                    scan.leaves.iter().enumerate().filter(|(leaf, _)| {
                        leaves.iter().any(|used| used.scan == number && used.leaf == *leaf)
                    });
                let of_leaves =
                    used.flat_map(|(_, leaf)| leaf.argument.iter().chain(&leaf.order).chain(&leaf.filters));
                let of_rows =
                    scan.time.iter().chain(scan.interval.iter().flat_map(|held| [&held.from, &held.to]));
                let of_keys = scan.slices.iter().map(|(node, _)| node);
                let nodes: Vec<&Node> =
                    of_leaves.chain(of_rows).chain(of_keys).chain(scan.presences.iter().flatten()).collect();
                nodes.into_iter().for_each(|node| self.needed.node(self.model, scan.source, node));
            }
        }
    }

    fn statement(mut self, task: &'a TaskPlan) -> Written {
        let mut answers = Vec::new();
        for level in &task.levels {
            answers.push(self.level(task, level)?);
        }
        let slices: Vec<String> = task.slices.iter().map(|(slice, _)| column(slice)).collect();
        let body = answers.join("\nunion all\n");
        let answers = self.script.add("answers", "the total and the slices", body);
        let level = if slices.is_empty() { String::new() } else { format!(", level, {}", slices.join(", ")) };
        let order: String = slices.iter().map(|slice| format!(", {slice} nulls last")).collect();
        let order = if slices.is_empty() { String::new() } else { format!(", level desc{order}") };
        let select = format!(
            "select kpi, period{level}, \"value\", \"rows\"\nfrom {answers}\norder by number{order}\n"
        );
        let heading = self.heading(task);
        Ok(format!("{heading}{}", self.script.finish(&select)))
    }

    fn heading(&self, task: &TaskPlan) -> String {
        let name = comment(self.model.kpi_name(task.kpi));
        let formula = self.model.spec.kpis.get_index(task.kpi).map(|(_, kpi)| comment(&kpi.expr.to_string()));
        let zone = self.model.civil.zone.name();
        let now = self.model.civil.format_instant(self.as_of);
        let cut = format!("instants are in UTC, periods those of {zone}, now is {now}");
        format!("-- {name}: {}\n-- for {}: {cut}\n", formula.unwrap_or_default(), self.dialect.title())
    }

    /// The values of one level, with the columns of all.
    fn level(&mut self, task: &'a TaskPlan, level: &'a Level) -> Written {
        let frame = &level.frame;
        let periods = self.periods(&task.periods);
        let domain = self.domain(frame, &periods)?;
        let values = self.frame(frame, &domain, "the formula for every period and slice")?;
        let mut columns = vec![
            "p.number as number".to_owned(),
            format!("{} as kpi", quoted(self.model.kpi_name(task.kpi))),
            "p.label as period".to_owned(),
        ];
        if !task.slices.is_empty() {
            let kind = if level.slices.is_empty() { "total" } else { "slice" };
            columns.push(format!("'{kind}' as level"));
        }
        for (number, (slice, ty)) in task.slices.iter().enumerate() {
            let value = match level.slices.iter().position(|other| *other == number) {
                Some(key) => self.shown(&format!("v.key_{key}"), ty)?,
                None => format!("cast(null as {})", self.type_name(ty)),
            };
            columns.push(format!("{value} as {}", column(slice)));
        }
        let ty = frame.nodes.first().map_or(Type::Null, |node| node.ty.clone());
        columns.push(format!("{} as \"value\"", self.shown("v.value_0", &ty)?));
        columns.push("cast(v.rows_ as bigint) as \"rows\"".to_owned());
        Ok(format!("select {}\nfrom {values} v join {periods} p on p.number = v.number", columns.join(", ")))
    }

    /// The periods that are asked for and, in each, every slice that exists in one of them.
    fn domain(&mut self, frame: &'a Frame, periods: &str) -> Written {
        if frame.keys.is_empty() {
            let body = format!("select number from {periods}");
            return Ok(self.script.add("asked", "every period", body));
        }
        let present = self.universe(frame)?;
        let keys: Vec<usize> = (0..frame.keys.len()).collect();
        let columns = frames::key_columns("u", &keys);
        let body = format!(
            "select p.number{} from (select distinct {} from {present} u) k cross join {periods} p",
            frames::key_columns("k", &keys),
            columns.trim_start_matches(", ")
        );
        Ok(self.script.add("slices", "every slice that exists, in every period", body))
    }

    /// A value as reports show it: lengths of time in seconds, civil periods by their labels.
    fn shown(&self, value: &str, ty: &Type) -> Written {
        match ty {
            Type::Duration => Ok(format!("{} / 1000000", self.dialect.float(value))),
            Type::Period(grain) => self.period_label(*grain, value, self.span),
            _ => Ok(value.to_owned()),
        }
    }

    fn type_name(&self, ty: &Type) -> &'static str {
        match ty {
            Type::Number(crate::lang::Repr::Integer, _) | Type::Step => "bigint",
            Type::Number(crate::lang::Repr::Decimal(_), _) => "decimal(38, 9)",
            Type::Number(..) | Type::Duration if self.dialect == Dialect::Postgres => "double precision",
            Type::Number(..) | Type::Duration => "double",
            Type::Date => "date",
            Type::Instant => "timestamp",
            Type::Boolean => "boolean",
            Type::Text | Type::Period(_) | Type::Null => "varchar",
        }
    }
}

/// The name of a slice's column, told from the others.
fn column(slice: &str) -> String {
    let taken = ["kpi", "period", "level", "value", "rows", "number"].contains(&slice);
    if taken { name(&format!("slice.{slice}")) } else { name(slice) }
}
