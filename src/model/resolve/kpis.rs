//! KPIs: unit, grain, slices, and what each uses; parameters.

use super::{Pending, Resolver, Scope};
use crate::calendar::Grain;
use crate::diag::{Code, Problem, Problems, Span, Spanned, did_you_mean};
use crate::lang::{Repr, Type, Unit};
use crate::model::kpi::{KpiGrain, KpiModel, SliceModel};
use crate::model::node::{Node, NodeKind};
use crate::model::units::{article, noun};
use crate::spec::{self, ColumnType, SliceSpec};

impl Resolver<'_> {
    pub(super) fn parameters(&mut self) {
        let spec = self.spec;
        for (name, parameter) in &spec.parameters {
            let node = self.parameter_value(parameter);
            self.parameters.insert(name.clone(), node);
        }
    }

    fn parameter_value(&mut self, parameter: &spec::Parameter) -> Option<Node> {
        let Some(default) = &parameter.default else {
            let message = format!("parameter `{}` has no value", parameter.name.value);
            let help = format!("give it a default, or pass `--param {}=…`", parameter.name.value);
            return self.problem(Problem::error(Code::MissingKey, parameter.name.span, message).help(help));
        };
        let node = self.node(default, Scope::Constant)?;
        let Some(kind) = &parameter.kind else { return Some(node) };
        let Some(wanted) = self.parameter_type(kind, &node.ty) else {
            let message = format!("there is no type `{}`", kind.value);
            let help = did_you_mean(&kind.value, UNITS)
                .unwrap_or_else(|| format!("the types are {}", UNITS.join(", ")));
            return self.problem(Problem::error(Code::InvalidValue, kind.span, message).help(help));
        };
        match as_unit(&node.ty, &wanted) {
            Some(ty) => Some(Node { ty, ..node }),
            None => {
                let message = format!(
                    "parameter `{}` is {}, and this is {}",
                    parameter.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                self.problem(
                    Problem::error(Code::TypeMismatch, default.span, message)
                        .help("write a value of that type, such as `90%`, `24h` or `'text'`"),
                )
            }
        }
    }

    fn parameter_type(&self, kind: &Spanned<String>, ty: &Type) -> Option<Type> {
        unit_type(&kind.value, self.currency()).or_else(|| match kind.value.as_str() {
            "integer" => column_type(ColumnType::Integer, ty),
            "float" | "decimal" => column_type(ColumnType::Decimal, ty),
            _ => None,
        })
    }

    /// Resolves a KPI once.
    pub(super) fn kpi(&mut self, number: usize) {
        if std::mem::replace(&mut self.done[number], true) {
            return;
        }
        let spec = &self.spec.kpis[number];
        self.stack.push(Pending::Kpi(number));
        if let Some(from) = spec.from.as_ref().filter(|from| self.source_number(&from.value).is_none()) {
            let problem = self.unknown_source(from);
            self.problems.push(problem);
        } else if let Some(node) = self.node(&spec.expr, Scope::Kpi(number)) {
            self.kpis[number] = self.finish(number, node);
        }
        self.stack.pop();
    }

    fn finish(&mut self, number: usize, node: Node) -> Option<KpiModel> {
        let spec = self.spec;
        let kpi = &spec.kpis[number];
        self.unused_clauses(kpi, &node, number);
        let (sources, uses) = self.reads(&node);
        let shown = self.shown(kpi, &node)?;
        let grain = self.grain(kpi, &node)?;
        let slices: Vec<_> = kpi.by.iter().map(|slice| self.slice_model(slice, &sources)).collect();
        let slices = slices.into_iter().collect::<Option<Vec<_>>>()?;
        let (targets, shown) = self.targets(kpi, shown)?;
        let better = kpi.better.as_ref().map(|better| better.value);
        let better = better.or_else(|| targets.first().and_then(super::targets::direction));
        Some(KpiModel { number, node, shown, grain, sources, uses, slices, targets, better })
    }

    /// A `where` or `time` that reaches no aggregate would be silently ignored.
    fn unused_clauses(&mut self, kpi: &spec::Kpi, node: &Node, number: usize) {
        let from = self.from_of(number);
        let mut reached = false;
        node.walk(&mut |node| {
            if let NodeKind::Aggregate(aggregate) = &node.kind {
                reached |= Some(aggregate.source) == from;
            }
        });
        for (key, expr) in [("where", &kpi.filter), ("time", &kpi.time)] {
            if let Some(expr) = expr.as_ref().filter(|_| !reached) {
                let message = format!("`{key}` reaches no aggregate of `{}`", kpi.name.value);
                let problem = Problem::error(Code::MissingFrom, expr.span, message).help(
                    "state the source it is about with `from:`; the rows of KPIs used by name are theirs",
                );
                self.problems.push(problem);
            }
        }
    }

    /// The sources and KPIs that an expression rests on.
    fn reads(&self, node: &Node) -> (Vec<usize>, Vec<usize>) {
        let (mut sources, mut uses) = (Vec::new(), Vec::new());
        node.walk(&mut |node| match &node.kind {
            NodeKind::Aggregate(aggregate) => sources.push(aggregate.source),
            NodeKind::Kpi(used) => {
                uses.push(*used);
                if let Some(used) = &self.kpis[*used] {
                    sources.extend(&used.sources);
                    uses.extend(&used.uses);
                }
            }
            _ => {}
        });
        for list in [&mut sources, &mut uses] {
            let mut seen = std::collections::HashSet::new();
            list.retain(|number| seen.insert(*number));
        }
        (sources, uses)
    }

    fn shown(&mut self, kpi: &spec::Kpi, node: &Node) -> Option<Type> {
        let Some(unit) = &kpi.unit else { return Some(node.ty.clone()) };
        let Some(wanted) = unit_type(&unit.value, self.currency()) else {
            let message = format!("there is no unit `{}`", unit.value);
            let help = unit_help(&unit.value);
            return self.problem(Problem::error(Code::InvalidValue, unit.span, message).help(help));
        };
        match as_unit(&node.ty, &wanted) {
            Some(ty) => Some(ty),
            None => {
                let message = format!(
                    "`{}` is stated as {}, and its expression is {}",
                    kpi.name.value,
                    article(&noun(&wanted)),
                    article(&noun(&node.ty))
                );
                let help = match (&wanted, &node.ty) {
                    (Type::Number(_, Unit::Money(currency)), Type::Number(..)) => {
                        format!("state `unit: {currency}` for the column that holds the amount")
                    }
                    _ => format!("state `unit: {}`, or change the expression", node.ty.unit_name()),
                };
                self.problem(Problem::error(Code::WrongUnit, unit.span, message).help(help))
            }
        }
    }

    fn grain(&mut self, kpi: &spec::Kpi, node: &Node) -> Option<KpiGrain> {
        let undated = self.undated(node);
        let Some(stated) = &kpi.grain else {
            return Some(if undated.is_some() { KpiGrain::All } else { KpiGrain::Periods(Grain::Month) });
        };
        let grain = self.grain_named(stated)?;
        match (grain, undated) {
            (KpiGrain::Periods(grain), Some(source)) => {
                let problem = self.missing_time(stated.span, grain, source);
                self.problem(problem)
            }
            (grain, _) => Some(grain),
        }
    }

    /// The grain of this name.
    pub fn grain_named(&mut self, name: &Spanned<String>) -> Option<KpiGrain> {
        if name.value == "all" {
            return Some(KpiGrain::All);
        }
        if let Some(grain) = Grain::parse(&name.value) {
            return Some(KpiGrain::Periods(grain));
        }
        let message = format!("there is no grain `{}`", name.value);
        let help = did_you_mean(&name.value, Grain::NAMES)
            .unwrap_or_else(|| format!("the grains are {}", Grain::NAMES.join(", ")));
        self.problem(Problem::error(Code::UnknownGrain, name.span, message).help(help))
    }

    pub fn missing_time(&self, span: Span, grain: Grain, source: usize) -> Problem {
        let source = &self.sources[source].name;
        let message = format!("the rows of `{source}` lie in no {grain}: it has no `time`");
        Problem::error(Code::MissingTime, span, message)
            .help(format!("add `time: column` to source `{source}`, or ask for `grain: all`"))
    }

    /// A source, among those that the expression reads, whose rows are not placed in time.
    pub fn undated(&self, node: &Node) -> Option<usize> {
        let mut found = None;
        node.walk(&mut |node| match &node.kind {
            NodeKind::Aggregate(aggregate) if aggregate.time.is_none() => {
                found = found.or(Some(aggregate.source))
            }
            NodeKind::Kpi(used) => {
                found = found.or_else(|| self.undated(&self.kpis[*used].as_ref()?.node));
            }
            _ => {}
        });
        found
    }

    /// A slice over all sources of a KPI.
    pub fn slice_model(&mut self, slice: &SliceSpec, sources: &[usize]) -> Option<SliceModel> {
        let mut nodes = Vec::new();
        for source in sources {
            let before = std::mem::take(&mut self.problems);
            let node = self.slice(slice, *source);
            let found = std::mem::replace(&mut self.problems, before);
            match node {
                Some(node) => nodes.push((*source, node)),
                None => {
                    self.missing_slice(slice, *source, found, sources);
                    return None;
                }
            }
        }
        let ty = self.slice_type(slice, &nodes)?;
        Some(SliceModel { name: slice.name.clone(), nodes, ty })
    }

    /// With several sources the problem is that one lacks the slice.
    fn missing_slice(&mut self, slice: &SliceSpec, source: usize, found: Problems, sources: &[usize]) {
        let lacks = |problem: &Problem| {
            matches!(problem.code, Code::UnknownColumn | Code::UnknownLink | Code::UnlinkedSource)
        };
        if sources.len() < 2 || !found.iter().any(lacks) {
            self.problems.extend(found);
            return;
        }
        let name = self.sources[source].name.clone();
        let message = format!("source `{name}` has no `{}` to slice by", slice.name);
        let help = format!("add a column `{}` to `{name}`, or a link that leads to one", slice.name);
        self.problems.push(Problem::error(Code::MissingSlice, slice.span, message).help(help));
    }

    fn slice_type(&mut self, slice: &SliceSpec, nodes: &[(usize, Node)]) -> Option<Type> {
        let mut common = Type::Null;
        for (source, node) in nodes {
            common = match (common, &node.ty) {
                (Type::Null, ty) => ty.clone(),
                (ty, Type::Null) => ty,
                (Type::Number(a, unit), Type::Number(b, _)) => {
                    Type::Number(if a == *b { a } else { Repr::Float }, unit)
                }
                (ty, other) if ty == *other => ty,
                (ty, other) => {
                    let name = &self.sources[*source].name;
                    let message = format!(
                        "`{}` is {} in `{name}` and {} elsewhere",
                        slice.name,
                        article(&noun(other)),
                        article(&noun(&ty))
                    );
                    return self.problem(
                        Problem::error(Code::TypeMismatch, slice.span, message)
                            .help("state one `type:` for both columns"),
                    );
                }
            };
        }
        Some(common)
    }
}

/// The units that can be stated, besides currencies.
const UNITS: [&str; 8] = ["number", "share", "points", "duration", "date", "instant", "text", "boolean"];

fn unit_help(name: &str) -> String {
    let lower = name.to_lowercase();
    match lower.as_str() {
        "%" | "percent" | "percentage" | "ratio" => return "did you mean `share`?".into(),
        "s" | "min" | "h" | "d" | "seconds" | "minutes" | "hours" | "days" => {
            return "did you mean `duration`?".into();
        }
        "money" => return "name the currency, such as `EUR`, or set the project's `currency`".into(),
        "€" => return "did you mean `EUR`?".into(),
        "$" => return "did you mean `USD`?".into(),
        _ => {}
    }
    did_you_mean(name, UNITS)
        .unwrap_or_else(|| format!("the units are {} and currencies such as EUR", UNITS.join(", ")))
}

/// The type that a stated unit means. The representation says nothing.
pub(super) fn unit_type(name: &str, currency: Option<&str>) -> Option<Type> {
    let number = |unit| Some(Type::Number(Repr::Float, unit));
    match name {
        "number" => number(Unit::Number),
        "share" => number(Unit::Share),
        "points" => number(Unit::Points),
        "duration" => Some(Type::Duration),
        "date" => Some(Type::Date),
        "instant" => Some(Type::Instant),
        "text" => Some(Type::Text),
        "boolean" => Some(Type::Boolean),
        "money" => number(Unit::Money(currency?.to_owned())),
        code => iso_currency::Currency::from_code(code).and_then(|_| number(Unit::Money(code.to_owned()))),
    }
}

/// The type that a stated column type means beside an expression of type `ty`.
pub(super) fn column_type(kind: ColumnType, ty: &Type) -> Option<Type> {
    Some(match kind {
        ColumnType::Text => Type::Text,
        ColumnType::Boolean => Type::Boolean,
        ColumnType::Integer | ColumnType::Float | ColumnType::Decimal => match ty {
            Type::Number(repr, unit) => Type::Number(*repr, unit.clone()),
            _ => Type::FLOAT,
        },
        ColumnType::Share => Type::Number(Repr::Float, Unit::Share),
        ColumnType::Duration => Type::Duration,
        ColumnType::Date => Type::Date,
        ColumnType::Instant => Type::Instant,
    })
}

/// The type `ty` with the unit `wanted`, if values of the one can stand for the other.
pub(super) fn as_unit(ty: &Type, wanted: &Type) -> Option<Type> {
    match (ty, wanted) {
        (Type::Null, wanted) => Some(wanted.clone()),
        (Type::Number(repr, unit), Type::Number(_, wanted)) => {
            let fits = unit == wanted
                || matches!(unit, Unit::Ratio) && !matches!(wanted, Unit::Money(_))
                || matches!((unit, wanted), (Unit::Number, Unit::Points));
            fits.then(|| Type::Number(*repr, wanted.clone()))
        }
        (ty, wanted) => (ty == wanted).then(|| ty.clone()),
    }
}
