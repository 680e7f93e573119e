//! Names to things: the resolver walks parsed expressions, finds what each name means and gathers all problems.

mod aggregate_sources;
mod aggregates;
mod branches;
mod calendars;
mod calls;
mod columns;
mod computed;
mod cycles;
mod expressions;
mod grains;
mod intervals;
mod kpis;
mod link_keys;
mod link_times;
mod links;
mod names;
mod neighbours;
mod nested;
mod only;
mod parameters;
mod pauses;
mod per;
mod shape_grains;
mod shapes;
mod slices;
mod sources;
mod stated;
mod targets;
mod unknown;

use super::kpi::KpiModel;
use super::node::Node;
use super::source::{Schema, SourceModel};
use crate::diag::{Problem, Problems, Span};
use crate::spec::{SliceSpec, Spec};
use indexmap::IndexMap;

/// Works on one project; everything found stays in it.
pub(super) struct Resolver<'a> {
    pub spec: &'a Spec,
    pub civil: &'a crate::calendar::Civil,
    pub sources: Vec<SourceModel>,
    pub parameters: IndexMap<String, Option<Node>>,
    pub kpis: Vec<Option<KpiModel>>,
    pub problems: Problems,
    /// Computed columns and KPIs that are being resolved, outermost first: for cycles.
    stack: Vec<Pending>,
    /// Computed columns that are done: none is one that has a problem.
    columns: std::collections::HashMap<(usize, usize), Option<Node>>,
    /// KPIs that are done, whether well or not.
    done: Vec<bool>,
    /// The rows that aggregates over linked rows are computed for, outermost first.
    outer: Vec<nested::OuterRow>,
}

/// A definition in the making.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pending {
    Column(usize, usize),
    Kpi(usize),
}

/// Where an expression stands, which decides what its names mean.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// A parameter or a limit: literals and parameters only.
    Constant,
    /// A KPI's expression.
    Kpi(usize),
    /// Inside an aggregate over a source, or in the source's own definition.
    Row(RowScope),
}

/// Row level.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowScope {
    /// The source whose rows are read.
    pub source: usize,
    /// Whether rows lie in a period, so that `period.start` has a meaning.
    pub placed: bool,
    /// Whether a bare name may be found behind a link: slices and `--where`.
    pub lenient: bool,
}

impl<'a> Resolver<'a> {
    pub fn new(spec: &'a Spec, civil: &'a crate::calendar::Civil) -> Self {
        let kpis = spec.kpis.len();
        Self {
            spec,
            civil,
            sources: Vec::new(),
            parameters: IndexMap::new(),
            kpis: vec![None; kpis],
            problems: Problems::default(),
            stack: Vec::new(),
            columns: Default::default(),
            done: vec![false; kpis],
            outer: Vec::new(),
        }
    }

    /// Resolves the whole project; `schemas` lacks the sources whose data could not be opened.
    pub fn project(&mut self, schemas: &IndexMap<String, Schema>) {
        self.calendars();
        self.own_grains();
        self.parameters();
        self.lay_out_sources(schemas);
        self.finish_sources();
        (0..self.spec.kpis.len()).for_each(|kpi| self.kpi(kpi));
    }

    /// A slice over the rows of one source.
    pub fn slice(&mut self, slice: &SliceSpec, source: usize) -> Option<Node> {
        self.row(&slice.expr, RowScope { source, placed: false, lenient: true })
    }

    fn row(&mut self, expr: &crate::lang::ast::Expr, scope: RowScope) -> Option<Node> {
        self.node(expr, Scope::Row(scope))
    }

    fn problem<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// Enters a definition; a problem that prints the cycle if it is being resolved already.
    fn enter(&mut self, pending: Pending, used_at: Span) -> bool {
        let Some(first) = self.stack.iter().position(|other| *other == pending) else {
            self.stack.push(pending);
            return true;
        };
        let mut names: Vec<_> = self.stack[first..].iter().map(|pending| self.name_of(*pending)).collect();
        names.push(names[0].clone());
        let message = format!("`{}` needs itself: {}", names[0], names.join(" → "));
        let problem = Problem::error(crate::diag::Code::Cycle, used_at, message)
            .help("break the cycle: one of these must not use the next");
        self.problems.push(problem);
        false
    }

    fn name_of(&self, pending: Pending) -> String {
        match pending {
            Pending::Kpi(kpi) => {
                self.spec.kpis.get_index(kpi).map_or_else(String::new, |(name, _)| name.clone())
            }
            Pending::Column(source, column) => {
                let source = &self.sources[source];
                let column = source.columns.get_index(column).map_or("", |(name, _)| name);
                format!("{}.{column}", source.name)
            }
        }
    }
}
