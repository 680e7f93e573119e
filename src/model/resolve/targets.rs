//! Targets: zones whose limits go with the KPI's unit.

use super::{Resolver, Scope};
use crate::diag::{Code, Problem};
use crate::lang::ast::{BinaryOp, Expr, Literal, ZoneTest};
use crate::lang::{Type, Unit};
use crate::model::kpi::{TargetModel, TestModel, ZoneModel};
use crate::model::node::Node;
use crate::model::units::{self, Side, article, noun};
use crate::spec::{Direction, Kpi, ZoneText};

impl Resolver<'_> {
    /// The checked targets, and the type as they show it: a ratio judged in per cent is a share.
    pub(super) fn targets(&mut self, kpi: &Kpi, shown: Type) -> Option<(Vec<TargetModel>, Type)> {
        let mut targets = Vec::new();
        for target in &kpi.targets {
            let warn = target.warn.as_ref().map(|warn| self.zone(warn, &shown));
            let pass = self.zone(&target.pass, &shown);
            let name = target.name.as_ref().unwrap_or(&kpi.name).value.clone();
            let span = target.pass.zone.span;
            targets.push((name, span, pass, warn));
        }
        let targets = targets.into_iter().map(|(name, span, pass, warn)| {
            Some(TargetModel {
                name,
                span,
                pass: pass?,
                warn: warn.map_or(Some(None), |warn| warn.map(Some))?,
            })
        });
        let targets = targets.collect::<Option<Vec<_>>>()?;
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
        let value = Side { ty: shown, literal: None, constant: false };
        let literal = node.literal();
        let side = Side { ty: &node.ty, literal: literal.as_ref(), constant: true };
        let percent_on_number =
            matches!((shown, &node.ty), (Type::Number(_, Unit::Number), Type::Number(_, Unit::Share)));
        if percent_on_number {
            let message = "the target is a percentage, and the KPI is a number";
            let help = match &literal {
                Some(Literal::Percent(digits)) => format!("write `{digits}`, or let the KPI be a share"),
                _ => "let the KPI be a share".into(),
            };
            return self.problem(Problem::error(Code::InvalidTarget, node.span, message).help(help));
        }
        match units::binary(op, value, side) {
            Ok(_) => Some(node),
            Err(clash) => {
                let (kpi, limit) = (noun(shown), noun(&node.ty));
                let message = format!("the KPI is {}, and the target {}", article(&kpi), article(&limit));
                self.problem(Problem::error(Code::InvalidTarget, node.span, message).help(clash.help))
            }
        }
    }
}

fn limits(zone: &ZoneModel) -> impl Iterator<Item = &Node> {
    zone.tests.iter().flat_map(|test| match test {
        TestModel::Compare(_, limit) => vec![limit],
        TestModel::Between(low, high) => vec![low, high],
        TestModel::In(list, _) => list.iter().collect(),
    })
}

fn in_percent(target: &TargetModel) -> bool {
    let zones = std::iter::once(&target.pass).chain(&target.warn);
    zones.flat_map(limits).any(|limit| matches!(limit.ty, Type::Number(_, Unit::Share)))
}

/// Which way is better, by the operator of a target.
pub(super) fn direction(target: &TargetModel) -> Option<Direction> {
    match target.pass.tests.as_slice() {
        [TestModel::Compare(BinaryOp::Greater | BinaryOp::GreaterEqual, _)] => Some(Direction::Higher),
        [TestModel::Compare(BinaryOp::Less | BinaryOp::LessEqual, _)] => Some(Direction::Lower),
        _ => None,
    }
}
