//! Shapes: calls that show a value at other periods, over windows of time, or over other slices.

use super::calls::bare_name;
use super::{Resolver, Scope};
use crate::calendar::{DAY, Grain};
use crate::diag::{Code, Problem, Span, did_you_mean};
use crate::functions::operator::{duration, months};
use crate::functions::shape::ShapeFunction;
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Call, Expr, ExprKind, Literal, UnaryOp};
use crate::model::node::{Node, NodeKind};
use crate::model::shape::{Shape, ShapeKind, Step};

impl Resolver<'_> {
    /// A shape over a KPI-level expression.
    pub(super) fn shape(
        &mut self,
        call: &Call,
        function: &'static ShapeFunction,
        span: Span,
        kpi: usize,
    ) -> Option<Node> {
        self.no_shape_clauses(call)?;
        let Some((argument, rest)) = call.arguments.split_first() else {
            return self.wrong_shape(call, function, "needs a value");
        };
        let inner = self.node(argument, Scope::Kpi(kpi));
        let kind = self.shape_kind(call, function, rest, kpi);
        let (inner, kind) = (inner?, kind?);
        self.no_shape_inside(&kind, &inner, call)?;
        let ty = inner.ty.clone();
        let shape = Shape { kind, argument: inner.clone() };
        let shaped = Node::new(NodeKind::Shaped(Box::new(shape)), ty, span);
        match function.name {
            "change" => self.relative(inner, shaped, span),
            "share_of_total" => self.combined(BinaryOp::Divide, inner, shaped, span),
            _ => Some(shaped),
        }
    }

    /// The value over the earlier one, minus 1.
    fn relative(&mut self, value: Node, earlier: Node, span: Span) -> Option<Node> {
        let ratio = self.combined(BinaryOp::Divide, value, earlier, span)?;
        let one = Node::new(NodeKind::Literal(Literal::Number("1".into())), Type::INTEGER, span);
        self.combined(BinaryOp::Subtract, ratio, one, span)
    }

    fn shape_kind(
        &mut self,
        call: &Call,
        function: &'static ShapeFunction,
        rest: &[Expr],
        kpi: usize,
    ) -> Option<ShapeKind> {
        match (function.name, rest) {
            ("previous", []) => Some(ShapeKind::Periods(-1)),
            ("previous", [count]) => self.count_of_periods(count).map(|count| ShapeKind::Periods(-count)),
            ("shift", [step]) => self.step(step, call).map(ShapeKind::Step),
            ("change", []) => Some(ShapeKind::Periods(-1)),
            ("change", [step]) => self.distance(step, call).map(|step| ShapeKind::Step(step.back())),
            ("rolling", [length]) => {
                self.distance(length, call).map(|length| ShapeKind::Rolling { length, partial: false })
            }
            ("rolling", [length, word]) if bare_name(word) == Some("partial") => {
                self.distance(length, call).map(|length| ShapeKind::Rolling { length, partial: true })
            }
            ("to_date", [grain]) if bare_name(grain) == Some("all") => Some(ShapeKind::ToDate(None)),
            ("to_date", [grain]) => self.grain_argument(grain).map(|grain| ShapeKind::ToDate(Some(grain))),
            ("at_start", [grain]) => self.grain_argument(grain).map(ShapeKind::AtStart),
            ("total" | "share_of_total", []) => Some(ShapeKind::Total(None)),
            ("total" | "share_of_total", names) => {
                let names: Vec<_> = names.iter().map(|name| self.slice_argument(name, kpi)).collect();
                Some(ShapeKind::Total(Some(names.into_iter().collect::<Option<_>>()?)))
            }
            ("running", [name]) => self.slice_argument(name, kpi).map(ShapeKind::Running),
            _ => self.wrong_shape(call, function, "has other arguments"),
        }
    }

    fn wrong_shape<T>(&mut self, call: &Call, function: &ShapeFunction, what: &str) -> Option<T> {
        let message = format!("`{}` {what}: `{}`", function.name, function.signature);
        self.problem(
            Problem::error(Code::WrongArguments, call.name.span, message)
                .help(format!("write it like `{}`", function.example)),
        )
    }

    fn no_shape_clauses(&mut self, call: &Call) -> Option<()> {
        let clause = [&call.filter, &call.on, &call.having, &call.except].into_iter().flatten().next();
        let clause = clause.map(|clause| &**clause).or(call.order_by.first()).or(call.per.first());
        let Some(clause) = clause else { return Some(()) };
        let message = format!("`{}` shows a value and takes no clause", call.name.value);
        self.problem(Problem::error(Code::InvalidClause, clause.span, message).help(format!(
            "put the clause into the aggregate, such as `{}(sum(x where …))`",
            call.name.value
        )))
    }

    /// What gathers rows of several periods or slices cannot hold what looks at single ones.
    fn no_shape_inside(&mut self, kind: &ShapeKind, inner: &Node, call: &Call) -> Option<()> {
        if !kind.gathers() || !self.has_shape(inner) {
            return Some(());
        }
        let message =
            format!("`{}` computes its value again over more rows, so it takes no shape", call.name.value);
        self.problem(
            Problem::error(Code::WrongArguments, inner.span, message)
                .help(format!("put the shape outside, such as `previous({}(…))`", call.name.value)),
        )
    }

    fn has_shape(&self, node: &Node) -> bool {
        let mut found = false;
        node.walk(&mut |node| match &node.kind {
            NodeKind::Shaped(_) => found = true,
            NodeKind::Kpi(used) => {
                found |= self.kpis[*used].as_ref().is_some_and(|used| self.has_shape(&used.node));
            }
            _ => {}
        });
        found
    }

    fn count_of_periods(&mut self, expr: &Expr) -> Option<i64> {
        let node = self.node(expr, Scope::Constant)?;
        if let Some(Literal::Number(digits)) = node.literal()
            && let Some(count) = digits.parse::<i64>().ok().filter(|count| *count > 0)
        {
            return Some(count);
        }
        let (message, help) = match node.ty {
            Type::Duration | Type::Step => (
                "`previous` counts periods",
                "write `previous(x, 2)`, or `shift(x, -1 year)` for a length of time",
            ),
            _ => ("`previous` goes back a whole number of periods, from 1", "write it like `previous(x, 2)`"),
        };
        self.problem(Problem::error(Code::WrongArguments, expr.span, message).help(help))
    }

    /// A length of time that is not negative.
    fn distance(&mut self, expr: &Expr, call: &Call) -> Option<Step> {
        let step = self.step(expr, call)?;
        if step.is_forward() {
            return Some(step);
        }
        let name = &call.name.value;
        let message = format!("`{name}` looks back by a length of time above zero");
        self.problem(
            Problem::error(Code::InvalidLiteral, expr.span, message)
                .help(format!("write it like `{name}(x, 1 year)`")),
        )
    }

    fn step(&mut self, expr: &Expr, call: &Call) -> Option<Step> {
        let (minus, positive) = match &expr.kind {
            ExprKind::Unary(UnaryOp::Minus, inner) => (true, &**inner),
            _ => (false, expr),
        };
        let node = self.node(positive, Scope::Constant)?;
        let step = match &node.kind {
            NodeKind::Literal(literal) => step_of(literal),
            NodeKind::Unary(UnaryOp::Minus, inner) => match &inner.kind {
                NodeKind::Literal(literal) => step_of(literal).map(Step::back),
                _ => None,
            },
            _ => None,
        };
        if let Some(step) = step {
            return Some(if minus { step.back() } else { step });
        }
        let message = format!("`{}` takes a length of time", call.name.value);
        let help = match node.ty {
            Type::Number(..) => "write `1 month`, `28 days` or `1 year`; `previous(x, 2)` counts periods",
            _ => "write a length such as `1 month`, `28 days` or `1 year`",
        };
        self.problem(Problem::error(Code::WrongArguments, expr.span, message).help(help))
    }

    fn grain_argument(&mut self, expr: &Expr) -> Option<Grain> {
        let named = bare_name(expr);
        if let Some(grain) = named.and_then(|name| self.civil.grain(name)) {
            return Some(grain);
        }
        let message = match named {
            Some(name) => format!("there is no grain `{name}`"),
            None => "a grain is written here".to_owned(),
        };
        let help = self.grain_help(named.unwrap_or_default());
        self.problem(Problem::error(Code::UnknownGrain, expr.span, message).help(help))
    }

    /// The name of a slice: one that some KPI is sliced by, or could be.
    fn slice_argument(&mut self, expr: &Expr, kpi: usize) -> Option<String> {
        let ExprKind::Path(names) = &expr.kind else {
            let message = "the name of a slice is written here";
            return self.problem(
                Problem::error(Code::WrongArguments, expr.span, message)
                    .help("name it under `by:`, and use that name"),
            );
        };
        let name = names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".");
        let known =
            |name: &str| self.spec.kpis.values().flat_map(|kpi| &kpi.by).any(|slice| slice.name == name);
        if known(&name) || self.could_slice(expr, kpi) {
            return Some(name);
        }
        let slices = self.spec.kpis.values().flat_map(|kpi| kpi.by.iter().map(|slice| slice.name.as_str()));
        let help =
            did_you_mean(&name, slices).unwrap_or_else(|| "name the slice under `by:` of the KPI".into());
        let message = format!("there is no slice `{name}`");
        self.problem(Problem::error(Code::UnknownColumn, expr.span, message).help(help))
    }

    /// Whether a query could slice by this name: it is a column of one of the sources.
    fn could_slice(&mut self, expr: &Expr, kpi: usize) -> bool {
        let before = self.problems.clone();
        let sources: Vec<usize> = match self.default_source(kpi) {
            Some(source) => vec![source],
            None => (0..self.sources.len()).collect(),
        };
        let found = sources
            .into_iter()
            .any(|source| self.row(expr, super::RowScope { source, placed: false, lenient: true }).is_some());
        self.problems = before;
        found
    }
}

/// The step that a literal stands for; days and weeks are civil.
fn step_of(literal: &Literal) -> Option<Step> {
    match literal {
        Literal::Step(count, unit) => months(*count, *unit).map(Step::Months),
        Literal::Duration(parts) => {
            let micros = duration(parts)?;
            Some(if micros % DAY == 0 { Step::Days(micros / DAY) } else { Step::Exact(micros) })
        }
        _ => None,
    }
}
