//! Aggregates over keys (`avg(sum(amount) per customer_id)`) and over finer periods (`avg(backlog per day)`).

use super::calls::{bare_name, checked};
use super::{Resolver, RowScope, Scope};
use crate::calendar::Grain;
use crate::diag::{Code, Problem, Severity, Span};
use crate::functions::aggregate::{self, AggregateFunction};
use crate::lang::Type;
use crate::lang::ast::{Call, Expr};
use crate::model::kpi::SliceModel;
use crate::model::node::{Aggregate, Node, NodeKind};
use crate::model::per::Per;
use crate::spec::SliceSpec;

impl Resolver<'_> {
    /// An aggregate whose argument is computed per key or finer period first.
    pub(super) fn per(
        &mut self,
        call: &Call,
        function: &'static AggregateFunction,
        span: Span,
        kpi: usize,
    ) -> Option<Node> {
        self.no_time_of_keys(call)?;
        let scope = Scope::Kpi(kpi);
        let arguments = self.nodes(&call.arguments, scope)?;
        let sources = self.sources_of(&arguments, call)?;
        let (grain, keys) = self.keys(call, &sources);
        let filters = self.kept_rows(call, &sources);
        let having = self.condition(call.having.as_deref(), scope, "`having` keeps keys by a condition");
        let order = self.nodes(&call.order_by, scope);
        let ty = self.misused(checked(&arguments, function.check), &arguments, call)?;
        let grain_key = call.per.iter().find(|key| self.grain_of(key).is_some());
        if let (Some(at), Some(source)) = (grain_key, self.undated_of(&arguments)) {
            let grain = grain.unwrap_or(Grain::Month);
            let problem = self.missing_time(at.span, grain, source);
            return self.problem(problem);
        }
        let order = self.order_of_keys(order?, &arguments, function);
        let per = Per {
            function,
            filters: filters?,
            keys: keys?,
            grain,
            having: having?,
            order,
            counts_keys: self.spec.kpis[kpi].funnel.is_some(),
            empty_is_none: self.spec.kpis[kpi].empty_is_none,
            arguments,
        };
        Some(Node::new(NodeKind::Per(Box::new(per)), ty, span))
    }

    /// Keys have no time of their own.
    fn no_time_of_keys(&mut self, call: &Call) -> Option<()> {
        if let Some(on) = &call.on {
            let message = "with `per`, rows are placed in time by the aggregate inside";
            let help = format!("put `on` into it, such as `{}(sum(x on y) per key)`", call.name.value);
            return self.problem(Problem::error(Code::InvalidClause, on.span, message).help(help));
        }
        if let Some(except) = &call.except {
            let message = format!("`{}` takes no `except`", call.name.value);
            let problem = Problem::error(Code::InvalidClause, except.span, message).help("use `where not …`");
            return self.problem(problem);
        }
        if let Some(first) = call.order_by.first()
            && !matches!(call.name.value.as_str(), "first" | "last")
        {
            let message = format!("`{}` does not depend on the order of keys", call.name.value);
            let problem = Problem::error(Code::InvalidClause, first.span, message);
            return self.problem(problem.help("`order by` goes with `first` and `last`"));
        }
        Some(())
    }

    /// The sources whose rows are grouped by the keys.
    fn sources_of(&mut self, arguments: &[Node], call: &Call) -> Option<Vec<usize>> {
        let mut sources = Vec::new();
        for argument in arguments {
            let (read, _) = self.reads(argument);
            sources.extend(read);
        }
        let mut seen = std::collections::HashSet::new();
        sources.retain(|source| seen.insert(*source));
        if !sources.is_empty() {
            return Some(sources);
        }
        let span = call.arguments.first().map_or(call.name.span, |argument| argument.span);
        let message = "with `per`, the value is an aggregate or a KPI: there is nothing to compute per key";
        let help = format!("write it like `{}(sum(amount) per customer_id)`", call.name.value);
        self.problem(Problem::error(Code::WrongLevel, span, message).help(help))
    }

    fn grain_of(&self, key: &Expr) -> Option<Grain> {
        bare_name(key).and_then(|name| self.civil.grain(name))
    }

    /// The grain among the keys, and the keys over every source.
    fn keys(&mut self, call: &Call, sources: &[usize]) -> (Option<Grain>, Option<Vec<SliceModel>>) {
        let mut grain = None;
        let mut keys = Vec::new();
        for key in &call.per {
            match self.grain_of(key) {
                Some(found) if grain.is_none() => {
                    self.also_a_column(key, sources);
                    grain = Some(found);
                }
                Some(_) => keys.push(self.second_grain(key)),
                None => {
                    let slice = SliceSpec { name: key.to_string(), expr: key.clone(), span: key.span };
                    keys.push(self.slice_model(&slice, sources));
                }
            }
        }
        (grain, keys.into_iter().collect())
    }

    fn second_grain<T>(&mut self, key: &Expr) -> Option<T> {
        let problem = Problem::error(Code::InvalidClause, key.span, "`per` takes one grain");
        self.problem(problem.help("nest them: `max(avg(x per day) per month)`"))
    }

    /// A grain that is also the name of a column may have been meant as the column.
    fn also_a_column(&mut self, key: &Expr, sources: &[usize]) {
        let Some(name) = bare_name(key) else { return };
        let Some(source) = sources.iter().find(|source| self.sources[**source].columns.contains_key(name))
        else {
            return;
        };
        let source = &self.sources[*source].name;
        let message = format!("`per {name}` is the grain, not the column `{name}` of `{source}`");
        let problem =
            Problem { severity: Severity::Warning, ..Problem::error(Code::AmbiguousName, key.span, message) };
        self.problems.push(problem.help(format!("write `{source}.{name}` for the column")));
    }

    fn kept_rows(&mut self, call: &Call, sources: &[usize]) -> Option<Vec<(usize, Node)>> {
        let Some(filter) = call.filter.as_deref() else { return Some(Vec::new()) };
        let mut filters = Vec::new();
        for source in sources {
            let scope = Scope::Row(RowScope { source: *source, placed: true, lenient: true });
            let node = self.condition(Some(filter), scope, "`where` keeps rows by a condition");
            filters.push((*source, node??));
        }
        Some(filters)
    }

    fn undated_of(&self, arguments: &[Node]) -> Option<usize> {
        arguments.iter().find_map(|argument| self.undated(argument))
    }

    /// `order by` if given, else the latest time of each key's rows.
    fn order_of_keys(&self, given: Vec<Node>, arguments: &[Node], function: &AggregateFunction) -> Vec<Node> {
        if !matches!(function.name, "first" | "last") || !given.is_empty() {
            return given;
        }
        let mut latest = None;
        for argument in arguments {
            argument.walk(&mut |node| {
                if let NodeKind::Aggregate(aggregate) = &node.kind {
                    latest = latest.take().or_else(|| latest_time(aggregate));
                }
            });
        }
        latest.into_iter().collect()
    }
}

/// The latest time of the rows that an aggregate reads.
fn latest_time(aggregate: &Aggregate) -> Option<Node> {
    let time = aggregate.time.clone()?;
    let (ty, span): (Type, Span) = (time.ty.clone(), time.span);
    let function = aggregate::find("max")?;
    let latest =
        Aggregate { function, arguments: vec![time], filter: None, order: Vec::new(), ..aggregate.clone() };
    Some(Node::new(NodeKind::Aggregate(Box::new(latest)), ty, span))
}
