//! Targets to rules: limits computed, zones that cannot be reached told.

use super::{Comparison, Flaw, Rule, Test, ZoneRule, lint};
use crate::diag::{Code, Problem, Problems};
use crate::engine::constant;
use crate::lang::{Type, Unit, Value};
use crate::model::{KpiModel, Model, Node, TargetModel, TestModel, ZoneModel};

/// Computes a limit.
type Limit<'a> = dyn Fn(&Node) -> Result<Value, String> + 'a;

/// The rules that judge a KPI; a problem for each zone that makes no sense.
pub fn rules(model: &Model, kpi: &KpiModel, as_of: i64, problems: &mut Problems) -> Vec<Rule> {
    let limit = |node: &Node| match constant(node, model, as_of)? {
        Value::Null => Err("it has no value".to_owned()),
        value => Ok(value),
    };
    let rules = kpi.targets.iter().map(|target| {
        let rule = rule(target, &kpi.shown, &limit).map_err(|reason| uncomputable(target, &reason));
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

fn rule(target: &TargetModel, shown: &Type, limit: &Limit) -> Result<Rule, String> {
    Ok(Rule {
        name: target.name.clone(),
        pass: zone(&target.pass, limit)?,
        warn: target.warn.as_ref().map(|warn| zone(warn, limit)).transpose()?,
        severity: target.severity.clone(),
        share: matches!(shown, Type::Number(_, Unit::Share)),
    })
}

fn zone(zone: &ZoneModel, limit: &Limit) -> Result<ZoneRule, String> {
    let tests = zone.tests.iter().map(|test| {
        Ok(match test {
            TestModel::Compare(op, node) => {
                // The grammar has comparisons only here.
                Test::Compare(Comparison::of(*op).unwrap_or(Comparison::Equal), limit(node)?)
            }
            TestModel::Between(low, high) => Test::Between(limit(low)?, limit(high)?),
            TestModel::In(list, negated) => {
                Test::In { list: list.iter().map(limit).collect::<Result<_, _>>()?, negated: *negated }
            }
        })
    });
    Ok(ZoneRule { tests: tests.collect::<Result<_, String>>()?, text: zone.text.clone() })
}
