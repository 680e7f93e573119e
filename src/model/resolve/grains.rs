//! Grains: which there are, and whether the rows of a KPI lie in time at all.

use super::Resolver;
use crate::calendar::Grain;
use crate::diag::{Code, Problem, Span, Spanned, did_you_mean};
use crate::model::kpi::KpiGrain;
use crate::model::node::{Node, NodeKind};
use crate::spec::{self, EntryKind};

impl Resolver<'_> {
    pub(super) fn grain(&mut self, kpi: &spec::Kpi, node: &Node) -> Option<KpiGrain> {
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
        if let Some(grain) = self.civil.grain(&name.value) {
            return Some(KpiGrain::Periods(grain));
        }
        // A table that cannot be read is told already.
        if self.spec.grains.contains_key(&name.value) || self.unread(EntryKind::Grain, &name.value) {
            return None;
        }
        let message = format!("there is no grain `{}`", name.value);
        let help = self.grain_help(&name.value);
        self.problem(Problem::error(Code::UnknownGrain, name.span, message).help(help))
    }

    /// The grain that is meant by a word, or all there are.
    pub fn grain_help(&self, word: &str) -> String {
        let names = || Grain::NAMES.into_iter().chain(self.spec.grains.keys().map(String::as_str));
        let meant = spec::grain_meant(word).map(|meant| format!("did you mean `{meant}`?"));
        meant
            .or_else(|| did_you_mean(word, names()))
            .unwrap_or_else(|| format!("the grains are {}", names().collect::<Vec<_>>().join(", ")))
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
        self.unplaced(node, &[], &mut |source, _| found = found.or(Some(source)));
        node.walk(&mut |node| match &node.kind {
            NodeKind::Aggregate(aggregate)
                if aggregate.time.is_none()
                    && self.sources[aggregate.source].interval.is_none()
                    && !self.time_is_wrong(aggregate.source) =>
            {
                found = found.or(Some(aggregate.source));
            }
            NodeKind::Kpi(used) => {
                found = found.or_else(|| self.undated(&self.kpis[*used].as_ref()?.node));
            }
            _ => {}
        });
        found
    }

    /// Whether a source has a time that cannot be used, which is told already.
    fn time_is_wrong(&self, source: usize) -> bool {
        let spec = &self.spec.sources[source];
        spec.broken || spec.time.is_some()
    }
}
