//! Targets to rules: limits computed, zones that cannot be reached told.

use super::{Comparison, Flaw, Rule, Test, ZoneRule, lint};
use crate::diag::{Code, Problem, Problems};
use crate::functions::Lowering;
use crate::functions::evaluate::evaluate;
use crate::functions::value::value_at;
use crate::lang::{Type, Unit, Value};
use crate::model::{KpiModel, Model, Node, TargetModel, TestModel, ZoneModel};
use crate::plan::{NoColumns, lower};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::error::Result;
use std::sync::Arc;

/// The rules that judge a KPI; a problem for each zone that makes no sense.
pub fn rules(model: &Model, kpi: &KpiModel, as_of: i64, problems: &mut Problems) -> Vec<Rule> {
    let lowering = Lowering { civil: &model.civil, as_of };
    let rules = kpi.targets.iter().map(|target| {
        let rule = rule(target, &kpi.shown, &lowering).map_err(|error| uncomputable(target, &error.to_string()));
        let rule = problems.keep(rule)?;
        for flaw in lint(&rule) {
            problems.push(flawed(target, flaw));
        }
        Some(rule)
    });
    rules.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn uncomputable(target: &TargetModel, reason: &str) -> Problem {
    Problem::error(Code::InvalidTarget, target.span, format!("the limit cannot be computed: {reason}"))
        .help("write it as a literal such as `90%` or `24h`")
}

fn flawed(target: &TargetModel, flaw: Flaw) -> Problem {
    let warn = target.warn.as_ref().map_or(target.span, |warn| warn.span);
    let empty = |span| {
        Problem::error(Code::InvalidTarget, span, "no value lies in this zone")
            .help("check the direction of the comparisons and the order of the limits")
    };
    match flaw {
        Flaw::EmptyPass => empty(target.span),
        Flaw::EmptyWarn => empty(warn),
        Flaw::WarnWithinPass => {
            let message = "the `warn` zone can never be reached: all of it passes";
            Problem::error(Code::UnreachableZone, warn, message)
                .related(target.span, "passes first")
                .help("let `warn` reach further than `pass`, such as pass `>= 90%` and warn `>= 85%`")
        }
    }
}

fn rule(target: &TargetModel, shown: &Type, lowering: &Lowering) -> Result<Rule> {
    Ok(Rule {
        name: target.name.clone(),
        pass: zone(&target.pass, lowering)?,
        warn: target.warn.as_ref().map(|warn| zone(warn, lowering)).transpose()?,
        severity: "normal".into(),
        share: matches!(shown, Type::Number(_, Unit::Share)),
    })
}

fn zone(zone: &ZoneModel, lowering: &Lowering) -> Result<ZoneRule> {
    let tests = zone.tests.iter().map(|test| {
        Ok(match test {
            TestModel::Compare(op, limit) => {
                // The grammar has comparisons only here.
                Test::Compare(Comparison::of(*op).unwrap_or(Comparison::Equal), constant(limit, lowering)?)
            }
            TestModel::Between(low, high) => Test::Between(constant(low, lowering)?, constant(high, lowering)?),
            TestModel::In(list, negated) => Test::In {
                list: list.iter().map(|limit| constant(limit, lowering)).collect::<Result<_>>()?,
                negated: *negated,
            },
        })
    });
    Ok(ZoneRule { tests: tests.collect::<Result<_>>()?, text: zone.text.clone() })
}

/// The value of an expression without names.
fn constant(node: &Node, lowering: &Lowering) -> Result<Value> {
    let operand = lower(node, &NoColumns, lowering)?;
    let one_row = RecordBatch::try_new_with_options(
        Arc::new(Schema::empty()),
        Vec::new(),
        &datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(1)),
    )?;
    let array = evaluate(operand.expr, &one_row)?;
    Ok(value_at(&array, 0, &node.ty))
}
