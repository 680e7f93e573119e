//! Targets: zones whose limits go with the KPI's unit.

use super::{Resolver, Scope};
use crate::diag::{Code, Problem};
use crate::lang::ast::{BinaryOp, DurationUnit, Expr, Literal, ZoneTest};
use crate::lang::{Type, Unit};
use crate::model::kpi::{TargetModel, TestModel, ZoneModel};
use crate::model::node::{Node, NodeKind};
use crate::model::units::{self, Side, article, noun};
use crate::spec::{Direction, Kpi, ZoneText};

impl Resolver<'_> {
    /// The checked targets, and the type as they show it: a ratio judged in per cent is a share.
    pub(super) fn targets(
        &mut self,
        kpi: &Kpi,
        node: &Node,
        shown: Type,
    ) -> Option<(Vec<TargetModel>, Type)> {
        let mut targets = Vec::new();
        for target in &kpi.targets {
            let warn = target.warn.as_ref().map(|warn| self.zone(warn, &shown));
            let pass = self.zone(&target.pass, &shown);
            let name = target.name.as_ref().unwrap_or(&kpi.name).value.clone();
            let span = target.pass.zone.span;
            let severity = target.severity.as_ref().map_or("normal", |severity| &severity.value).to_owned();
            targets.push((name, span, severity, pass, warn));
        }
        let targets = targets.into_iter().map(|(name, span, severity, pass, warn)| {
            Some(TargetModel {
                name,
                span,
                severity,
                pass: pass?,
                warn: warn.map_or(Some(None), |warn| warn.map(Some))?,
            })
        });
        let targets = targets.collect::<Option<Vec<_>>>()?;
        if let Some(limit) =
            targets.iter().flat_map(limits_of).find(|limit| is_share(node) && above_all(limit))
        {
            let problem =
                Problem::error(Code::InvalidTarget, limit.span, "a share of rows is never above 100%");
            return self.problem(problem.help("write a limit from `0%` to `100%`"));
        }
        let shown = match shown {
            Type::Number(repr, Unit::Ratio) if targets.iter().any(in_percent) => {
                Type::Number(repr, Unit::Share)
            }
            shown => shown,
        };
        Some((targets, shown))
    }

    fn zone(&mut self, zone: &ZoneText, shown: &Type) -> Option<ZoneModel> {
        let tests: Vec<_> = zone.zone.tests.iter().map(|test| self.test(test, shown)).collect();
        let tests = tests.into_iter().collect::<Option<Vec<_>>>()?;
        Some(ZoneModel { tests, text: zone.text.clone(), span: zone.zone.span })
    }

    fn test(&mut self, test: &ZoneTest, shown: &Type) -> Option<TestModel> {
        Some(match test {
            ZoneTest::Compare(op, limit) => TestModel::Compare(op.value, self.limit(op.value, limit, shown)?),
            ZoneTest::Between(low, high) => {
                let low = self.limit(BinaryOp::GreaterEqual, low, shown);
                let high = self.limit(BinaryOp::LessEqual, high, shown);
                TestModel::Between(low?, high?)
            }
            ZoneTest::In { list, negated } => {
                let list: Vec<_> =
                    list.iter().map(|limit| self.limit(BinaryOp::Equal, limit, shown)).collect();
                TestModel::In(list.into_iter().collect::<Option<_>>()?, *negated)
            }
        })
    }

    fn limit(&mut self, op: BinaryOp, limit: &Expr, shown: &Type) -> Option<Node> {
        let node = self.node(limit, Scope::Constant)?;
        let literal = node.literal();
        let side = Side { ty: &node.ty, literal: literal.as_ref(), constant: true };
        let value = Side { ty: shown, literal: None, constant: false };
        let percent_on_number =
            matches!((shown, &node.ty), (Type::Number(_, Unit::Number), Type::Number(_, Unit::Share)));
        if !percent_on_number && node.ty != Type::Null && units::binary(op, value, side).is_ok() {
            return Some(node);
        }
        let message = match percent_on_number {
            true => "the target is a percentage, and the KPI is a number".to_owned(),
            false => {
                format!("the KPI is {}, and the target {}", article(&noun(shown)), article(&noun(&node.ty)))
            }
        };
        let help = limit_help(shown, side);
        self.problem(Problem::error(Code::InvalidTarget, node.span, message).help(help))
    }
}

fn limits(zone: &ZoneModel) -> impl Iterator<Item = &Node> {
    zone.tests.iter().flat_map(|test| match test {
        TestModel::Compare(_, limit) => vec![limit],
        TestModel::Between(low, high) => vec![low, high],
        TestModel::In(list, _) => list.iter().collect(),
    })
}

fn limits_of(target: &TargetModel) -> impl Iterator<Item = &Node> {
    std::iter::once(&target.pass).chain(&target.warn).flat_map(limits)
}

fn in_percent(target: &TargetModel) -> bool {
    limits_of(target).any(|limit| matches!(limit.ty, Type::Number(_, Unit::Share)))
}

/// Whether a KPI is the share of its rows that satisfy a condition, and nothing computed from it.
fn is_share(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Aggregate(aggregate) if aggregate.function.name == "share")
}

fn above_all(limit: &Node) -> bool {
    match limit.literal() {
        Some(Literal::Percent(digits)) => digits.parse::<f64>().is_ok_and(|percent| percent > 100.0),
        _ => false,
    }
}

/// Which way is better, by the operator of a target.
pub(super) fn direction(target: &TargetModel) -> Option<Direction> {
    match target.pass.tests.as_slice() {
        [TestModel::Compare(BinaryOp::Greater | BinaryOp::GreaterEqual, _)] => Some(Direction::Higher),
        [TestModel::Compare(BinaryOp::Less | BinaryOp::LessEqual, _)] => Some(Direction::Lower),
        _ => None,
    }
}

/// How to write a limit of the KPI's unit.
fn limit_help(shown: &Type, limit: Side) -> String {
    match (shown, limit.literal) {
        (Type::Number(_, Unit::Number), Some(Literal::Percent(digits))) => {
            format!("write `{digits}`, or let the KPI be a share")
        }
        (Type::Number(..), Some(Literal::Duration(parts))) => match parts.as_slice() {
            [
                (
                    digits,
                    DurationUnit::Hour | DurationUnit::Minute | DurationUnit::Second | DurationUnit::Day,
                ),
            ] => {
                format!("write `{digits}`, or let the KPI be a duration")
            }
            _ => "write a number, or let the KPI be a duration".into(),
        },
        (_, Some(Literal::Null)) => "write a limit; no value is `no_data`, whatever the target".into(),
        (Type::Number(..), None) | (Type::Duration, None) => {
            format!("{} is needed here, as a literal or a parameter", article(&noun(shown)))
        }
        _ => units::remedy(None, limit, shown),
    }
}
